//! Words of the intake seam: a source mail, where it lies, and what is to become of it there.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a source mail lies. It names one delivery, not one mail: a mail delivered twice has two locators.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Locator {
    /// Name of the `[[mailbox]]`.
    pub mailbox: String,
    /// The place inside it.
    pub place: Place,
}

/// A place inside a mailbox.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// UIDVALIDITY and UID, which together never name another message (RFC 9051 §2.3.1.1) unless the server is
    /// broken; [`Listed`] carries what tells.
    Imap {
        /// UIDVALIDITY of the folder.
        validity: u32,
        /// UID in it.
        uid: u32,
    },
    /// File name in a Maildir, up to its `:2,` flags.
    File {
        /// The unique name.
        name: String,
    },
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Imap { validity, uid } => write!(f, "{}:{validity}:{uid}", self.mailbox),
            Place::File { name } => write!(f, "{}:{name}", self.mailbox),
        }
    }
}
impl fmt::Debug for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The receipt time of a mail whose server states none that can be read: it may be any time.
pub const NO_DATE: Timestamp = Timestamp::UNIX_EPOCH;

/// The size of a mail whose server states none that can be read: it may be any size.
pub const NO_SIZE: u64 = u64::MAX;

/// A mail as a mailbox lists it, before any of it is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it lies.
    pub locator: Locator,
    /// Size in bytes as the server states it (RFC822.SIZE), or the file's. It can be [`NO_SIZE`].
    pub size: u64,
    /// When the server took it in (INTERNALDATE), or the file's modification time. Whole seconds; it can be
    /// [`NO_DATE`].
    pub received_at: Timestamp,
}

/// All that a mailbox listed at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// UIDVALIDITY; 0 for a Maildir.
    pub validity: u32,
    /// UIDNEXT where the server states it.
    pub uid_next: Option<u32>,
    /// Whether UIDNEXT went back since an earlier listing of the same UIDVALIDITY: the server has lost its numbering,
    /// and a UID may name another mail although size and date are the same.
    pub is_numbered_anew: bool,
    /// The mails, in the order of arrival.
    pub mails: Vec<Listed>,
}

/// A fetched source mail.
#[derive(Clone, PartialEq, Eq)]
pub struct RawMail {
    /// How the mailbox listed it.
    pub listed: Listed,
    /// Its octets, exactly; of an oversize mail only the header.
    pub bytes: Vec<u8>,
    /// Whether the mail is over the mailbox's `max-size`, so that only its header was fetched.
    pub is_oversize: bool,
}

impl fmt::Debug for RawMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RawMail({:?}, {} bytes)",
            self.listed.locator,
            self.bytes.len()
        )
    }
}

/// What is done with a source mail once its effects are durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settling {
    /// Moved to the processed folder (or marked seen where there is none).
    Processed,
    /// Moved to the quarantine folder.
    Quarantine,
    /// Not touched.
    LeaveInPlace,
}
