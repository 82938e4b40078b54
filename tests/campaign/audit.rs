//! The auditor: compares what there is in every place that knows of a mail or a letter, and counts what does not agree.
//!
//! Gathering ([`gather`]) reads the places as they are; judging ([`Evidence::judge`]) is a function of what was
//! gathered, so that each law can be shown to be able to fail ([`selftest`]). The journal is read by this program's own
//! few lines and not by ticketd's.
//!
//! | place | what is asked of it |
//! | --- | --- |
//! | mailbox | every delivered mail lies in it once, octet by octet: in the inbox, among the processed, or in quarantine |
//! | ledger | one row for each delivered mail, with one of the dispositions; one ticket for each content |
//! | journal | numbered without a gap; a row for each mail that was moved; nothing that the index does not show |
//! | index | `ticketd check`, by the running daemon and at rest |
//! | spool | each file is named by its octets, each taken mail has one, nothing is left unnamed |
//! | outbox | each letter is sent, visibly failed or still queued; one acknowledgement a ticket |
//! | the peer | each sent letter is there; none that nobody decided; one that came twice has the same octets, and the journal shows that its first attempt was left in doubt |

pub mod gather;
pub mod journal;
mod laws;
pub mod selftest;

use serde_json::Value;

use crate::mails::Source;

/// A letter as the peer has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whom it was sent to.
    pub to: String,
    /// Its octets, as they were sent.
    pub octets: Vec<u8>,
}

/// What was found in all places when everything was done.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// What was delivered.
    pub sources: Vec<Source>,
    /// What still lies in the inbox.
    pub inbox: Vec<Vec<u8>>,
    /// What was moved: the place's name as it stands in the journal, if the mailbox keeps it, and the octets.
    pub settled: Vec<(Option<String>, Vec<u8>)>,
    /// Rows of `mails --json`.
    pub ledger: Vec<Value>,
    /// Rows of `list --json`.
    pub tickets: Vec<Value>,
    /// Rows of `outbox --json`.
    pub outbox: Vec<Value>,
    /// Lines of the journal, personal values put back.
    pub journal: Vec<Value>,
    /// Files of the spool with their names; what has no name yet is named `tmp/…`.
    pub spool: Vec<(String, Vec<u8>)>,
    /// Whether the server numbered its mails anew, so that one mail lay in several places.
    pub is_numbered_anew: bool,
    /// What the peer received.
    pub received: Vec<Receipt>,
    /// How often `ticketd check` found fault or failed, and what it said.
    pub unclean: Vec<String>,
    /// What went wrong on the way here: work that was not done in time, an end that was none.
    pub troubles: Vec<String>,
}

/// What the auditor says: counts for the table, and a line for each fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Mails and letters that are nowhere, or not where they have to be.
    pub lost: usize,
    /// Tickets that a mail opened beyond its first.
    pub doubled_tickets: usize,
    /// Letters that came twice and were allowed to.
    pub promised: usize,
    /// Letters that came twice, or with other octets, and were not allowed to.
    pub unpromised: usize,
    /// Checks that found fault.
    pub unclean: usize,
    /// Everything else.
    pub other: usize,
    /// A line for each of them but the promised.
    pub faults: Vec<String>,
}

impl Verdict {
    /// Adds the counts of another; its lines are not taken over.
    pub fn add(&mut self, other: &Self) {
        self.lost += other.lost;
        self.doubled_tickets += other.doubled_tickets;
        self.promised += other.promised;
        self.unpromised += other.unpromised;
        self.unclean += other.unclean;
        self.other += other.other;
    }
}
