//! Gathering: waits until a desk has nothing to do any more, and reads every place.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::journal::{self, text};
use super::{Evidence, Receipt, Verdict, laws};
use crate::desk::Desk;
use crate::mails::Source;
use crate::patience::within;
use crate::relay::Relay;

/// How long a last daemon may take for what is left to do.
const LIMIT: Duration = Duration::from_secs(90);
/// A letter that rests does so for longer.
const A_REST: Duration = Duration::from_mins(1);
/// Longer than a letter in doubt rests.
const AFTER_A_DOUBT: Duration = Duration::from_mins(20);

impl Evidence {
    /// Waits until the running daemon has taken in everything and sent what it can send, reads what it says, ends it,
    /// and reads what is left: of a desk that sends into a folder.
    pub fn after_all_is_done(desk: &mut Desk, sources: Vec<Source>) -> Self {
        let mut evidence = Self::after_all_is_in(desk, sources);
        evidence.received = folder_receipts(&desk.path("out"));
        evidence
    }

    /// The same of a desk with a clock ([`Desk::with_a_clock`]) that sends to a relay, and was ended while it did: what
    /// was left in doubt rests for a quarter of an hour, and is sent once more.
    pub fn after_all_is_sent(desk: &mut Desk, sources: Vec<Source>, relay: &Relay) -> Self {
        within(LIMIT, || {
            (desk.ended().is_some() || desk.is_idle()).then_some(())
        });
        desk.terminate();
        desk.put_clock_forward(AFTER_A_DOUBT);
        desk.launch(&[]);
        let mut evidence = Self::after_all_is_in(desk, sources);
        evidence.received = relay.received();
        evidence
    }

    /// The same of a desk of whose letters the caller knows.
    pub fn after_all_is_in(desk: &mut Desk, sources: Vec<Source>) -> Self {
        let mut evidence = Self {
            sources,
            ..Self::default()
        };
        evidence.finish(desk);
        desk.mail.read(&mut evidence);
        evidence
    }

    /// Lets the daemon do the rest, asks it, ends it, and reads its state at rest.
    fn finish(&mut self, desk: &mut Desk) {
        let all = self.sources.len();
        let done = within(LIMIT, || {
            if let Some(ended) = desk.ended() {
                return Some(Err(format!("the last daemon ended by itself: {ended}")));
            }
            // Twice: a letter whose sending begins while the outbox is listed can be in neither part of the list.
            let is_done = desk.has_taken_in(all) && nothing_is_due(desk) && nothing_is_due(desk);
            is_done.then_some(Ok(()))
        });
        match done {
            Some(Ok(())) => self.ask(desk),
            Some(Err(why)) => self.troubles.push(why),
            None => {
                self.troubles
                    .push(format!("not done within {} s", LIMIT.as_secs()));
                self.ask(desk);
            }
        }
        match desk.terminate() {
            Some(ended) if ended.success() => {}
            Some(ended) => self
                .troubles
                .push(format!("the last daemon ended with {ended}")),
            None => self
                .troubles
                .push("the last daemon did not end when told to".to_owned()),
        }
        let (code, said) = desk.run(&["check"]);
        if code != 0 {
            self.unclean
                .push(format!("check at rest: code {code}: {}", said.trim()));
        }
        self.journal = journal::lines(&desk.path("state/journal"));
        self.spool = files_below(&desk.path("state/spool"));
        // sled panics where its files are damaged; that is caught, and the index is made anew. And a fault point may be
        // told to (`fail`).
        let expected = ["/sled-", "/fail-"];
        let panics = |line: &str| {
            line.contains("panicked at") && !expected.iter().any(|path| line.contains(path))
        };
        if desk.log().lines().any(panics) {
            self.troubles
                .push("a daemon panicked; see its log".to_owned());
        }
    }

    fn ask(&mut self, desk: &Desk) {
        let mut rows = |path: &str| {
            desk.rows(path).unwrap_or_else(|| {
                self.troubles.push(format!("no answer to {path}"));
                Vec::new()
            })
        };
        self.ledger = rows("/mails");
        self.tickets = rows("/tickets");
        self.outbox = rows("/outbox");
        match desk.ask("/check") {
            Some(check) if journal::list(&check["faults"]).is_empty() => {}
            Some(check) => self.unclean.push(format!("check: {}", check["faults"])),
            None => self.unclean.push("check: no answer".to_owned()),
        }
    }

    /// Judges what was gathered.
    pub fn judge(&self) -> Verdict {
        laws::judge(self)
    }
}

/// Whether no letter waits but those whose outcome is unknown, which rest for a quarter of an hour.
pub fn nothing_is_due(desk: &Desk) -> bool {
    let now = desk.now();
    // One whose rest is as good as over is about to be sent, or is being sent.
    let rests = |row: &Value| {
        let until = text(&row["next_at"]).parse::<Timestamp>();
        text(&row["reply"]).starts_with("ticketd ended")
            && until.is_ok_and(|until| until > now + A_REST)
    };
    let Some(rows) = desk.rows("/outbox") else {
        return false;
    };
    let mut waiting = rows
        .iter()
        .filter(|row| ["queued", "deferred"].contains(&text(&row["delivery"])));
    waiting.all(rests)
}

/// What the folder courier placed: its two lines on top are the courier's.
pub fn folder_receipts(folder: &Path) -> Vec<Receipt> {
    let receipt = |octets: Vec<u8>| {
        let (_, after) = split_line(&octets);
        let (delivered, rest) = split_line(after);
        let to = String::from_utf8_lossy(delivered)
            .trim_start_matches("Delivered-To: ")
            .trim()
            .to_owned();
        Receipt {
            to,
            octets: rest.to_vec(),
        }
    };
    let files = ["new", "cur"].map(|part| files_in(&folder.join(part)));
    let all = files.into_iter().flatten();
    all.map(|(_, octets)| receipt(octets)).collect()
}

fn split_line(octets: &[u8]) -> (&[u8], &[u8]) {
    let end = octets.iter().position(|octet| *octet == b'\n');
    octets.split_at(end.map_or(octets.len(), |at| at + 1))
}

/// The files of a folder by name, with their octets.
pub fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .map(|entries| {
            let entries = entries.flatten();
            let named = entries.map(|entry| (entry.file_name(), entry.path()));
            named
                .filter_map(|(name, path)| {
                    Some((name.to_string_lossy().into_owned(), fs::read(path).ok()?))
                })
                .collect()
        })
        .unwrap_or_default();
    files.sort();
    files
}

/// The files one folder further down, as `folder/name`.
fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let folders = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    let mut files = Vec::new();
    for entry in folders.unwrap_or_default() {
        let part = entry.file_name().to_string_lossy().into_owned();
        let inner = files_in(&entry.path()).into_iter();
        files.extend(inner.map(|(name, octets)| (format!("{part}/{name}"), octets)));
    }
    files
}
