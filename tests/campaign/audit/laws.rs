//! The laws that must hold, each on the evidence alone.

use std::collections::{BTreeMap, BTreeSet};

use super::journal::{self, Life, bare, text};
use super::{Evidence, Receipt, Verdict};
use crate::mails::Fate;

/// Everything that a mail can end as.
const DISPOSITIONS: [&str; 6] = [
    "ticket",
    "reply",
    "command",
    "bounce",
    "ignored",
    "quarantined",
];
/// How often a letter may come: the one duplicate that cannot be avoided.
const RECEIVED_MAX: usize = 2;

/// Judges everything.
pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    for trouble in &evidence.troubles {
        verdict.other(trouble.clone());
    }
    for said in &evidence.unclean {
        verdict.unclean += 1;
        verdict.faults.push(said.clone());
    }
    mailbox(evidence, &mut verdict);
    ledger(evidence, &mut verdict);
    tickets(evidence, &mut verdict);
    journal_and_index(evidence, &mut verdict);
    spool(evidence, &mut verdict);
    let letters = journal::letters(&evidence.journal);
    outbox(evidence, &letters, &mut verdict);
    peer(evidence, &letters, &mut verdict);
    verdict
}

impl Verdict {
    fn lost(&mut self, fault: String) {
        self.lost += 1;
        self.faults.push(fault);
    }

    fn other(&mut self, fault: String) {
        self.other += 1;
        self.faults.push(fault);
    }

    fn unpromised(&mut self, fault: String) {
        self.unpromised += 1;
        self.faults.push(fault);
    }
}

/// Every delivered mail lies in the mailbox once, and nothing else does.
fn mailbox(evidence: &Evidence, verdict: &mut Verdict) {
    let mut balance: BTreeMap<&[u8], i64> = BTreeMap::new();
    for source in &evidence.sources {
        *balance.entry(&source.octets).or_default() += 1;
    }
    let moved = evidence.settled.iter().map(|(_, octets)| octets);
    for octets in evidence.inbox.iter().chain(moved) {
        *balance.entry(octets).or_default() -= 1;
    }
    for (octets, left) in balance {
        let subject = subject(octets);
        if left > 0 {
            verdict.lost(format!("lost from the mailbox, {left} times: {subject}"));
        } else if left < 0 {
            verdict.other(format!(
                "{} times too often in the mailbox: {subject}",
                -left
            ));
        }
    }
    if !evidence.inbox.is_empty() {
        let count = evidence.inbox.len();
        verdict.other(format!("{count} mails were left in the inbox"));
    }
}

/// Each mail has exactly one row with one of the dispositions, for each of the numbers that its server gave it: what was
/// taken in before is a copy under the next one.
fn ledger(evidence: &Evidence, verdict: &mut Verdict) {
    let mut places = BTreeSet::new();
    for row in &evidence.ledger {
        let place = text(&row["locator"]);
        if !places.insert(place) {
            verdict.other(format!("two rows of the ledger for {place}"));
        }
        if !DISPOSITIONS.contains(&text(&row["disposition"])) {
            verdict.other(format!("no disposition: {row}"));
        }
    }
    let (rows, delivered) = (places.len(), evidence.sources.len());
    for _ in rows..delivered {
        verdict.lost += 1;
    }
    let copies = evidence.ledger.iter();
    let copies = copies.filter(|row| row["reason"] == "copy").count();
    let of_numbers = if evidence.is_numbered_anew { copies } else { 0 };
    if !(delivered..=delivered + of_numbers).contains(&rows) {
        let fault = format!("{rows} rows in the ledger for {delivered} delivered mails");
        if rows < delivered {
            verdict.faults.push(fault);
        } else {
            verdict.other(fault);
        }
    }
}

/// The tickets that stand for mails which could not be read, by the place where each mail lay.
fn stubs(evidence: &Evidence) -> BTreeMap<&str, u64> {
    let rows = evidence.ledger.iter();
    let poison =
        rows.filter(|row| row["disposition"] == "quarantined" && row["reason"] == "poison");
    poison
        .filter_map(|row| Some((text(&row["locator"]), row["ticket"].as_u64()?)))
        .collect()
}

/// A content opens at most one ticket, the contents that must open one do, and there are no other tickets.
fn tickets(evidence: &Evidence, verdict: &mut Verdict) {
    let mut keys = BTreeSet::new();
    let mut opened = BTreeSet::new();
    let opening = |row: &&serde_json::Value| row["disposition"] == "ticket";
    for row in evidence.ledger.iter().filter(opening) {
        let (key, ticket) = (text(&row["content_key"]), row["ticket"].as_u64());
        if !keys.insert(key) || !opened.insert(ticket) {
            verdict.doubled_tickets += 1;
            verdict
                .faults
                .push(format!("a second ticket for one mail: {row}"));
        }
    }
    // A mail that ended the program three times was never read: a ticket stands for it.
    let stubs = stubs(evidence);
    opened.extend(stubs.values().map(|ticket| Some(*ticket)));
    let is_unread = |octets: &[u8]| {
        let mut settled = evidence.settled.iter();
        settled.any(|(place, other)| {
            let is_stub = place
                .as_deref()
                .is_some_and(|place| stubs.contains_key(place));
            is_stub && other == octets
        })
    };
    let mut listed = BTreeSet::new();
    let mut subjects: BTreeMap<&str, usize> = BTreeMap::new();
    for ticket in &evidence.tickets {
        listed.insert(ticket["id"].as_u64());
        *subjects.entry(text(&ticket["subject"])).or_default() += 1;
    }
    if listed != opened {
        verdict.other(format!(
            "tickets listed {}, opened by mails {}",
            listed.len(),
            opened.len()
        ));
    }
    let wanted: BTreeSet<&[u8]> = evidence
        .sources
        .iter()
        .filter(|source| source.fate == Fate::Ticket)
        .map(|source| source.octets.as_slice())
        .filter(|octets| !is_unread(octets))
        .collect();
    for octets in wanted {
        let subject = subject(octets);
        match subjects.get(subject.as_str()) {
            None => verdict.lost(format!("no ticket for the mail: {subject}")),
            Some(1) => {}
            Some(count) => {
                verdict.doubled_tickets += count - 1;
                verdict
                    .faults
                    .push(format!("{count} tickets for the mail: {subject}"));
            }
        }
    }
}

/// The journal has no gap, and it and the index say the same of mails.
fn journal_and_index(evidence: &Evidence, verdict: &mut Verdict) {
    for (wanted, line) in (1_u64..).zip(&evidence.journal) {
        if line["seq"].as_u64() != Some(wanted) {
            verdict.other(format!("line {wanted} of the journal says {}", line["seq"]));
            break;
        }
    }
    let rows = journal::ledger(&evidence.journal);
    let written: BTreeSet<&str> = rows.iter().map(|(place, _)| place.as_str()).collect();
    if written.len() != rows.len() {
        let doubled = rows.len() - written.len();
        verdict.other(format!("{doubled} mails were decided twice in the journal"));
    }
    let shown: BTreeSet<&str> = evidence
        .ledger
        .iter()
        .map(|row| text(&row["locator"]))
        .collect();
    for place in written.difference(&shown) {
        verdict.lost(format!("in the journal and not in the index: {place}"));
    }
    for place in shown.difference(&written) {
        verdict.lost(format!("in the index and not in the journal: {place}"));
    }
    let names = evidence
        .settled
        .iter()
        .filter_map(|(name, _)| name.as_ref());
    for name in names {
        if !written.contains(name.as_str()) {
            verdict.lost(format!("moved, and not in the journal: {name}"));
        }
    }
}

/// Files are named by their octets, none is unnamed, and each mail that was delivered has one.
fn spool(evidence: &Evidence, verdict: &mut Verdict) {
    let mut names = BTreeSet::new();
    for (path, octets) in &evidence.spool {
        let (folder, name) = path.split_once('/').unwrap_or_default();
        let hash = blake3::hash(octets).to_hex();
        if folder == "tmp" {
            verdict.other(format!("left in the spool without a name: {name}"));
        } else if name != hash.as_str() {
            verdict.other(format!("{path} holds other octets than its name says"));
        }
        names.insert(hash.to_string());
    }
    let contents: BTreeSet<&[u8]> = evidence
        .sources
        .iter()
        .map(|source| source.octets.as_slice())
        .collect();
    for octets in contents {
        if !names.contains(blake3::hash(octets).to_hex().as_str()) {
            verdict.lost(format!("not in the spool: {}", subject(octets)));
        }
    }
}

/// The outbox shows the letters that have not ended, in their last state; each ticket is acknowledged once.
fn outbox(evidence: &Evidence, letters: &BTreeMap<u64, Life>, verdict: &mut Verdict) {
    let shown: BTreeMap<u64, &str> = evidence
        .outbox
        .iter()
        .map(|row| {
            (
                row["no"].as_u64().unwrap_or_default(),
                text(&row["delivery"]),
            )
        })
        .collect();
    let mut acknowledged = BTreeMap::new();
    for (no, life) in letters {
        let wanted = match life.state.as_str() {
            "queued" if life.attempts == 0 => Some("queued"),
            "queued" | "open" => Some("deferred"),
            "sent" | "failed" | "in-doubt" => None,
            other => {
                verdict.other(format!("letter {no} is in no state that there is: {other}"));
                None
            }
        };
        match (wanted, shown.get(no)) {
            (Some(_), None) => verdict.lost(format!("letter {no} to {} is not shown", life.to)),
            (wanted, shown) if wanted != shown.copied() => verdict.other(format!(
                "letter {no} is {} and shown as {}",
                life.state,
                shown.copied().unwrap_or_default()
            )),
            _ => {}
        }
        if life.notice.starts_with("acknowledgement") {
            *acknowledged.entry(life.ticket).or_insert(0) += 1;
        }
    }
    for no in shown.keys().filter(|no| !letters.contains_key(no)) {
        verdict.other(format!("letter {no} is shown and not in the journal"));
    }
    let stubs = stubs(evidence);
    let is_stub = |ticket: &&serde_json::Value| {
        ticket["id"]
            .as_u64()
            .is_some_and(|id| stubs.values().any(|stub| *stub == id))
    };
    for ticket in evidence.tickets.iter().filter(|ticket| !is_stub(ticket)) {
        match acknowledged.get(&ticket["id"].as_u64()) {
            Some(1) => {}
            Some(count) => verdict.unpromised(format!(
                "ticket {} is acknowledged {count} times",
                ticket["id"]
            )),
            None => verdict.lost(format!("ticket {} is not acknowledged", ticket["id"])),
        }
    }
}

/// The peer has what was sent, nothing else, and twice only what may come twice.
fn peer(evidence: &Evidence, letters: &BTreeMap<u64, Life>, verdict: &mut Verdict) {
    let mut received: BTreeMap<(String, &str), Vec<&Receipt>> = BTreeMap::new();
    for receipt in &evidence.received {
        let id = bare(&field(&receipt.octets, "Message-ID"));
        received.entry((id, &receipt.to)).or_default().push(receipt);
    }
    let spool: BTreeMap<&str, &[u8]> = evidence
        .spool
        .iter()
        .filter_map(|(path, octets)| Some((path.split_once('/')?.1, octets.as_slice())))
        .collect();
    for (no, life) in letters {
        let copies = received
            .remove(&(life.message_id.clone(), life.to.as_str()))
            .unwrap_or_default();
        let letter = format!("letter {no} ({}) to {}", life.notice, life.to);
        if copies.is_empty() && life.state == "sent" {
            verdict.lost(format!("{letter} is sent and was not received"));
        }
        if copies.len() > life.attempts {
            verdict.unpromised(format!(
                "{letter} was received {} times in {} attempts",
                copies.len(),
                life.attempts
            ));
        } else if copies.len() > 1 {
            // Each copy but the last may only have come from an attempt whose outcome stayed unknown.
            let is_promised = copies.len() <= RECEIVED_MAX && life.doubts >= copies.len() - 1;
            if is_promised {
                verdict.promised += copies.len() - 1;
            } else {
                verdict.unpromised(format!(
                    "{letter} was received {} times and its outcome was unknown {} times",
                    copies.len(),
                    life.doubts
                ));
            }
        }
        let composed = spool.get(life.spool.as_str());
        if copies
            .iter()
            .any(|copy| Some(&copy.octets.as_slice()) != composed)
        {
            verdict.unpromised(format!("{letter} has other octets than were composed"));
        }
    }
    for ((id, to), copies) in received {
        let count = copies.len();
        verdict.unpromised(format!("{count} letters that nobody decided: {id} to {to}"));
    }
}

/// The Subject of a mail, which names it among the campaign's mails.
fn subject(octets: &[u8]) -> String {
    field(octets, "Subject")
}

/// A field of a mail's header on one line, as it stands there.
pub fn field(octets: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(octets);
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let value = lines.find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    });
    let more = lines
        .take_while(|line| line.starts_with([' ', '\t']))
        .map(str::trim);
    let mut value = value.unwrap_or_default();
    for part in more {
        if !value.is_empty() {
            value.push(' ');
        }
        value += part;
    }
    value
}
