//! How a mailbox does: what its poller shows to `status` and to the vigil.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

/// How a mailbox does, for `status`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailboxHealth {
    /// Whether the last look at it succeeded.
    pub is_connected: bool,
    /// When that was.
    pub last_poll: Option<Timestamp>,
    /// Mails that lay there and were not taken in yet.
    pub backlog: u64,
    /// When something was last done with it, or it was last meant to rest, by the clock that nobody sets.
    pub last_done: SignedDuration,
    /// How often it is to be looked at.
    pub poll: SignedDuration,
    /// What went wrong last, if the last look failed.
    pub error: Option<String>,
    /// Which mails lie there that do not come or cannot be moved, if the last look that got so far found any.
    pub left: Option<String>,
}

/// How all mailboxes do.
pub type Health = Arc<Mutex<BTreeMap<String, MailboxHealth>>>;
