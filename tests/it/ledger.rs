//! What the daemon says became of each mail (`ticketd mails --json`), and the laws that this must keep.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::program::Daemon;

/// Everything that a mail can end as.
const DISPOSITIONS: [&str; 6] = [
    "ticket",
    "reply",
    "command",
    "bounce",
    "ignored",
    "quarantined",
];

/// The lines of `mails --json`.
pub struct Ledger {
    rows: Vec<Value>,
}

impl Ledger {
    /// As the daemon tells it now.
    #[track_caller]
    pub fn of(daemon: &Daemon) -> Self {
        let rows = daemon.json(&["mails"]);
        Self { rows }
    }

    /// Law 1: as many rows as mails were delivered, each for another place, each with one of the dispositions.
    #[track_caller]
    pub fn holds_each_mail_once(&self, delivered: usize) {
        let places: BTreeSet<&str> = self
            .rows
            .iter()
            .map(|row| row["locator"].as_str().unwrap())
            .collect();
        assert_eq!(places.len(), self.rows.len(), "a mail has two rows");
        assert_eq!(self.rows.len(), delivered, "rows against delivered mails");
        for row in &self.rows {
            let word = row["disposition"].as_str().unwrap();
            assert!(DISPOSITIONS.contains(&word), "{row}");
        }
    }

    /// Nothing is taken in twice: a content opens at most one ticket, and there are no tickets but those.
    #[track_caller]
    pub fn opens_no_ticket_twice(&self, daemon: &Daemon) {
        let mut keys = BTreeSet::new();
        let mut opened = BTreeSet::new();
        for row in self
            .rows
            .iter()
            .filter(|row| row["disposition"] == "ticket")
        {
            let key = row["content_key"].as_str().unwrap();
            assert!(keys.insert(key), "a second ticket for one mail: {row}");
            let ticket = row["ticket"].as_u64().unwrap();
            assert!(opened.insert(ticket), "two mails opened one ticket: {row}");
        }
        let listed: BTreeSet<u64> = daemon
            .json(&["list"])
            .iter()
            .map(|ticket| ticket["id"].as_u64().unwrap())
            .collect();
        assert_eq!(
            listed, opened,
            "the tickets against the mails that opened them"
        );
    }

    /// How many mails ended as what: `ignored copy` → 12.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for row in &self.rows {
            let word = row["disposition"].as_str().unwrap();
            let reason = row["reason"].as_str().unwrap_or_default();
            *counts
                .entry(format!("{word} {reason}").trim().to_owned())
                .or_default() += 1;
        }
        counts
    }

    /// How many mails ended as one of these.
    pub fn count(&self, disposition: &str) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row["disposition"] == disposition).count()
    }
}

/// How many mails have been decided, by `status --json`.
#[track_caller]
pub fn decided(daemon: &Daemon) -> u64 {
    let status = daemon.status();
    let counts = status["dispositions"].as_object().unwrap();
    counts.values().map(|count| count.as_u64().unwrap()).sum()
}
