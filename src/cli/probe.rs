//! Whether the mail server has subaddressing, found out by two mails of the desk to itself: one to its plain address,
//! one to a subaddress (`check-config --online`).
//!
//! They go out through the configured relay and are looked for in all mailboxes, for a bounded time. They are written
//! in the desk's own name, so that a running daemon takes them for its own, ignores them and says so in its ledger;
//! what it took before we saw it is found there. Where no daemon runs, they are moved out of the way here.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::time::Instant;

use super::client::{Client, Query};
use super::tables::word;
use crate::config::Settings;
use crate::daemon::{clock, entropy};
use crate::delivery::Courier;
use crate::domain::{Address, ContentKey, MessageId};
use crate::engine::{Letter, Listed, Locator, Outcome, Settling};
use crate::intake::{IntakeError, Mailbox};
use crate::mail::compose::{AutoSubmitted, Draft, compose};
use crate::mail::parse::parse;

/// How long the probes may take altogether.
const LIMIT: Duration = Duration::from_mins(1);
/// How long after the plain one the other may come.
const BEHIND: Duration = Duration::from_secs(15);
/// How often the mailboxes are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// A probe, or a report about one, is not larger, in bytes.
const SIZE_MAX: u64 = 256 * 1024;
/// What is tried where the settings name no separator.
const USUAL: &str = "+";

/// What became of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// Nothing seen of it yet.
    Missing,
    /// The relay did not take it; its answer.
    Refused(String),
    /// It came back.
    Bounced,
    /// It lies in the mailbox, or a daemon has taken it.
    Arrived,
}

/// A mail of the desk to itself.
struct Probe {
    to: Address,
    key: ContentKey,
    /// A word that no other mail holds.
    mark: String,
    letter: Letter,
    fate: Fate,
}

/// Finds out; gives a line for people, as a fault where the settings do not fit the server.
pub(super) async fn subaddressing(
    settings: &Settings,
    socket: Option<&Path>,
    mailboxes: &mut [Mailbox],
    courier: &mut Courier,
) -> Result<String, String> {
    if matches!(courier, Courier::Folder(_)) {
        let why = "[delivery] writes to a folder, from where no mail comes back";
        return Ok(format!("subaddressing: not tried, since {why}"));
    }
    let doing = |why: String| format!("trying subaddresses of {}: {why}", settings.desk.address);
    let mut seen = BTreeSet::new();
    for mailbox in mailboxes.iter_mut() {
        let listing = mailbox.list().await;
        let listing = listing.map_err(|error| doing(error.to_string()))?;
        seen.extend(listing.mails.into_iter().map(|mail| mail.locator));
    }
    let (separator, is_configured) = match settings.desk.subaddress.as_str() {
        "" => (USUAL, false),
        separator => (separator, true),
    };
    let since = clock::now();
    let mut probes = probes(&settings.desk.address, separator, since).map_err(&doing)?;
    for probe in &mut probes {
        probe.fate = match courier.deliver(&probe.letter, async || true).await {
            Outcome::Sent { .. } | Outcome::InDoubt { .. } => Fate::Missing,
            Outcome::Deferred { reply, .. }
            | Outcome::Failed { reply }
            | Outcome::Interrupted { reply } => Fate::Refused(reply),
        };
    }
    let client = socket.map(|socket| Client::new(socket.to_owned()));
    let mut search = Search {
        seen,
        client,
        since,
        is_daemon_there: false,
    };
    let done = search.run(mailboxes, &mut probes).await;
    done.map_err(|error| doing(error.to_string()))?;
    verdict(&probes, separator, is_configured)
}

/// The mail to the plain address, and the one to a subaddress.
fn probes(desk: &Address, separator: &str, now: Timestamp) -> Result<[Probe; 2], String> {
    let seed = entropy::seed().map_err(|error| format!("{error:#}; try again"))?;
    let mark = data_encoding::BASE32_NOPAD.encode(seed.get(..10).unwrap_or(&seed));
    let mark = mark.to_ascii_lowercase();
    let subaddress = desk.with_detail(separator, &format!("probe{}", mark.get(..6).unwrap_or("")));
    Ok([
        probe(desk, desk.clone(), &format!("plain-{mark}"), now)?,
        probe(desk, subaddress, &format!("subaddressed-{mark}"), now)?,
    ])
}

fn probe(desk: &Address, to: Address, mark: &str, now: Timestamp) -> Result<Probe, String> {
    let id = format!("ticketd-probe-{mark}@{}", desk.domain());
    let message_id =
        MessageId::new(&id).ok_or("its address makes no Message-ID; check [desk] address")?;
    let draft = Draft {
        from: (String::new(), desk.clone()),
        to: vec![(String::new(), to.clone())],
        cc: Vec::new(),
        reply_to: None,
        subject: "ticketd tries whether this address has subaddresses".to_owned(),
        message_id: message_id.clone(),
        in_reply_to: None,
        references: Vec::new(),
        date: now.to_zoned(TimeZone::UTC),
        auto_submitted: Some(AutoSubmitted::Generated),
        extra: Vec::new(),
        text: format!(
            "ticketd check-config --online sent this to {to}.\nIt opens no ticket and may be deleted.\n"
        ),
        html: None,
        pictures: Vec::new(),
        attachments: Vec::new(),
    };
    let bytes = compose(&draft).map_err(|error| format!("composing the probe: {error}"))?;
    let letter = Letter {
        no: 0,
        envelope_from: desk.clone(),
        envelope_to: to.clone(),
        message_id,
        ticket: None,
        bytes,
    };
    Ok(Probe {
        to,
        key: parse(&letter.bytes).content_key,
        mark: mark.to_owned(),
        letter,
        fate: Fate::Missing,
    })
}

/// Looks for the probes.
struct Search {
    /// What lay in the mailboxes before, and what was looked at since.
    seen: BTreeSet<Locator>,
    client: Option<Client>,
    since: Timestamp,
    is_daemon_there: bool,
}

impl Search {
    async fn run(
        &mut self,
        mailboxes: &mut [Mailbox],
        probes: &mut [Probe; 2],
    ) -> Result<(), IntakeError> {
        let mut end = Instant::now() + LIMIT;
        while probes.iter().any(|probe| probe.fate == Fate::Missing) && Instant::now() < end {
            self.ask_the_daemon(probes).await;
            for mailbox in mailboxes.iter_mut() {
                self.look(mailbox, probes).await?;
            }
            let [plain, subaddressed] = probes;
            if plain.fate == Fate::Arrived && subaddressed.fate == Fate::Missing {
                end = end.min(Instant::now() + BEHIND);
            }
            if probes.iter().any(|probe| probe.fate == Fate::Missing) {
                tokio::time::sleep(LOOK).await;
            }
        }
        Ok(())
    }

    /// What a running daemon has taken in since: its ledger names the content.
    async fn ask_the_daemon(&mut self, probes: &mut [Probe; 2]) {
        let Some(client) = self.client.take() else {
            return;
        };
        let since = self.since.saturating_sub(SignedDuration::from_secs(1));
        let path = Query::new("/mails").with("since", &since.unwrap_or(self.since).to_string());
        let asked = tokio::task::spawn_blocking(move || (client.get(path.path()), client)).await;
        let Ok((answer, client)) = asked else { return };
        self.client = Some(client);
        let Ok(Value::Array(rows)) = answer else {
            return;
        };
        self.is_daemon_there = true;
        for row in &rows {
            let key = word(row, "/content_key");
            if let Some(probe) = probes.iter_mut().find(|probe| probe.key.to_string() == key) {
                probe.fate = Fate::Arrived;
            }
        }
    }

    /// What is new in a mailbox. Probes are moved away, unless there is a daemon to do it and to record it.
    async fn look(
        &mut self,
        mailbox: &mut Mailbox,
        probes: &mut [Probe; 2],
    ) -> Result<(), IntakeError> {
        let mails = mailbox.list().await?.mails;
        let fresh: Vec<Listed> = mails
            .into_iter()
            .filter(|mail| self.seen.insert(mail.locator.clone()) && mail.size <= SIZE_MAX)
            .collect();
        let mut settle = Vec::new();
        for mail in fresh {
            let Some(raw) = mailbox.fetch(&mail).await? else {
                continue;
            };
            let text = String::from_utf8_lossy(&raw.bytes);
            let Some(probe) = probes.iter_mut().find(|probe| text.contains(&probe.mark)) else {
                continue;
            };
            let is_itself = parse(&raw.bytes).message_id.as_ref() == Some(&probe.letter.message_id);
            probe.fate = if is_itself {
                Fate::Arrived
            } else {
                Fate::Bounced
            };
            settle.push((mail.locator, Settling::Processed));
        }
        if self.is_daemon_there || settle.is_empty() {
            return Ok(());
        }
        let unsettled = mailbox.settle(&settle).await?;
        unsettled.map_or(Ok(()), |unsettled| Err(unsettled.why))
    }
}

/// The line that is said of it.
fn verdict(probes: &[Probe; 2], separator: &str, is_configured: bool) -> Result<String, String> {
    let [plain, subaddressed] = probes;
    let (desk, detailed) = (&plain.to, &subaddressed.to);
    if plain.fate != Fate::Arrived {
        let how = match &plain.fate {
            Fate::Refused(reply) => format!("the relay did not take it: {reply}"),
            Fate::Bounced => "it came back".to_owned(),
            _ => format!("it was in no mailbox within {} s", LIMIT.as_secs()),
        };
        return Err(format!(
            "sending a mail to {desk} itself: {how}; check that mail for it is delivered to the mailbox"
        ));
    }
    let how = match &subaddressed.fate {
        Fate::Arrived if is_configured => {
            return Ok(format!("subaddressing: mail to {detailed} arrives"));
        }
        Fate::Arrived => {
            return Ok(format!(
                "subaddressing: mail to {detailed} arrives; set subaddress = \"{separator}\" in [desk] to use it"
            ));
        }
        Fate::Refused(reply) => format!("was refused ({reply})"),
        Fate::Bounced => "came back".to_owned(),
        Fate::Missing => format!("was in no mailbox {} s later", BEHIND.as_secs()),
    };
    if is_configured {
        return Err(format!(
            "trying subaddresses: mail to {desk} arrives, and mail to {detailed} {how}; set subaddress = \"\" in [desk], or have the mail server deliver them"
        ));
    }
    Ok(format!(
        "subaddressing: mail to {detailed} {how}; subaddress = \"\" is right"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(plain: Fate, subaddressed: Fate, is_configured: bool) -> Result<String, String> {
        let desk = Address::parse("support@desk.example").unwrap();
        let mut probes = probes(&desk, "+", clock::now()).unwrap();
        probes[0].fate = plain;
        probes[1].fate = subaddressed;
        verdict(&probes, "+", is_configured)
    }

    #[test]
    fn what_is_found_is_said_with_what_to_set() {
        use Fate::{Arrived, Bounced, Missing, Refused};
        let no = || Refused("550 5.1.1 no such user".to_owned());
        assert!(told(Arrived, Arrived, true).unwrap().ends_with("arrives"));
        let works = told(Arrived, Arrived, false).unwrap();
        assert!(works.contains("set subaddress = \"+\""), "{works}");
        for fate in [Bounced, Missing, no()] {
            let fault = told(Arrived, fate.clone(), true).unwrap_err();
            assert!(fault.contains("set subaddress = \"\""), "{fault}");
            let right = told(Arrived, fate, false).unwrap();
            assert!(right.ends_with("subaddress = \"\" is right"), "{right}");
        }
        for fate in [Bounced, Missing, no()] {
            let fault = told(fate, Missing, true).unwrap_err();
            assert!(fault.contains("support@desk.example itself"), "{fault}");
        }
    }

    #[test]
    fn a_probe_is_the_desks_own_mail_and_answers_nobody() {
        let desk = Address::parse("support@desk.example").unwrap();
        for probe in probes(&desk, "-", clock::now()).unwrap() {
            let mail = parse(&probe.letter.bytes);
            assert_eq!(mail.from.address.as_ref(), Some(&desk));
            assert!(!mail.auto_respond);
            assert!(String::from_utf8_lossy(&probe.letter.bytes).contains(&probe.mark));
        }
    }
}
