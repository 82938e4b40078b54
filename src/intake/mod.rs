//! Floor 5, the intake seam: mailboxes of source mails, on an IMAP server or in a Maildir.
//!
//! A mailbox lists what lies in it, fetches it octet by octet, waits for more, and settles what has been dealt with.
//! It decides nothing: what is new, what is a copy and what becomes of a mail is the engine's. What it
//! remembers beyond its connection (what a server stated wrongly, what was copied) spares work and decides nothing: after
//! any error [`Mailbox::open`] starts from the beginning.
//! No read state of the mailbox is ever evidence: not `\Seen`, not a date, not the highest UID.

pub mod imap;
pub mod maildir;
#[cfg(feature = "fault-points")]
pub mod simulated;

mod error;

use std::time::Duration;

pub use error::IntakeError;

use crate::engine::source::{Listed, Listing, Locator, RawMail, Settling};

/// The header of an oversize mail is read up to so many octets: no mail program writes more, and the rest of such a
/// mail is not kept.
const HEADER_OCTETS_MAX: u64 = 256 * 1024;

/// Mails that were not settled because the server or the file system refused to. They lie where they lay.
#[derive(Debug)]
pub struct Unsettled {
    /// Which.
    pub mails: Vec<Locator>,
    /// The first refusal.
    pub why: IntakeError,
}

/// A mailbox of either kind.
///
/// The order is `open`, `list`, then `fetch` and `settle` as needed, `wait`, and `list` again. Any error ends the
/// session, and the next `open` begins a new one; only a refusal to fetch does not ([`IntakeError::is_refusal`]). A call that was dropped half way counts as an error, except `wait`,
/// which may be dropped at any time.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each mailbox, a handful in all"
)]
pub enum Mailbox {
    /// A folder on an IMAP server.
    Imap(imap::Imap),
    /// A Maildir on this machine.
    Maildir(maildir::Maildir),
    /// The mailbox of a simulation.
    #[cfg(feature = "fault-points")]
    Simulated(Box<dyn simulated::Server>),
}

impl Mailbox {
    /// The name of the `[[mailbox]]`.
    pub fn name(&self) -> &str {
        match self {
            Self::Imap(imap) => imap.name(),
            Self::Maildir(maildir) => maildir.name(),
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.name(),
        }
    }

    /// Whether the times of receipt are those of a server on another machine, which has a clock of its own. A server in
    /// a container or a virtual machine of this machine cannot be told from one elsewhere.
    pub fn is_elsewhere(&self) -> bool {
        match self {
            Self::Imap(imap) => imap.is_elsewhere(),
            Self::Maildir(_) => false,
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => false,
        }
    }

    /// The folder that settled mails are moved to, as a mailbox of its own that is only read. Its locators name it,
    /// so that none is taken for one of this mailbox. Where settled mails stay in place it is this mailbox itself.
    #[must_use]
    pub fn processed(self) -> Self {
        match self {
            Self::Imap(imap) => Self::Imap(imap.processed()),
            Self::Maildir(maildir) => Self::Maildir(maildir.processed()),
            #[cfg(feature = "fault-points")]
            simulated @ Self::Simulated(_) => simulated,
        }
    }

    /// Makes the mailbox ready: connects, logs in, selects, makes the folders that are missing. Does nothing when it
    /// is ready already.
    pub async fn open(&mut self) -> Result<(), IntakeError> {
        match self {
            Self::Imap(imap) => imap.open().await,
            Self::Maildir(maildir) => maildir.open().await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.open(),
        }
    }

    /// Everything that lies in the mailbox now, without content, in the order of arrival.
    pub async fn list(&mut self) -> Result<Listing, IntakeError> {
        match self {
            Self::Imap(imap) => imap.list().await,
            Self::Maildir(maildir) => maildir.list().await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.list(),
        }
    }

    /// The content of one mail, exactly as it lies there; `None` when it is gone, or when its locator is of another
    /// UIDVALIDITY. Of a mail over the `max_size` only the header is read.
    pub async fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, IntakeError> {
        match self {
            Self::Imap(imap) => imap.fetch(mail).await,
            Self::Maildir(maildir) => maildir.fetch(mail).await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.fetch(mail),
        }
    }

    /// Does with each mail what its [`Settling`] says. A mail that is gone, that lies in another mailbox or under
    /// another UIDVALIDITY is passed over: it is not this mailbox's any more. Doing it twice does no
    /// harm, except that on a server without MOVE the copy whose answer was lost is made a second time. Gives the mails
    /// that could not be settled; the session goes on.
    pub async fn settle(
        &mut self,
        mails: &[(Locator, Settling)],
    ) -> Result<Option<Unsettled>, IntakeError> {
        match self {
            Self::Imap(imap) => imap.settle(mails).await,
            Self::Maildir(maildir) => maildir.settle(mails).await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.settle(mails).map(|()| None),
        }
    }

    /// Sleeps until something may have arrived since the last [`Mailbox::list`] began, or `at_most` has passed,
    /// whichever is first. It may wake for nothing, and may be dropped at any time.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), IntakeError> {
        match self {
            Self::Imap(imap) => imap.wait(at_most).await,
            Self::Maildir(maildir) => maildir.wait(at_most).await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => simulated::wait(server.arrived(), at_most).await,
        }
    }

    /// Takes leave of the server, for a few seconds at most. There is nothing to be lost by not calling it.
    pub async fn close(&mut self) {
        match self {
            Self::Imap(imap) => imap.close().await,
            Self::Maildir(maildir) => maildir.close(),
            #[cfg(feature = "fault-points")]
            Self::Simulated(server) => server.close(),
        }
    }
}

/// The header of a mail with the empty line that ends it; all of it when there is no such line.
fn header_of(mail: &[u8]) -> &[u8] {
    let mut line_start = 0;
    for line in mail.split_inclusive(|&octet| octet == b'\n') {
        line_start += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    mail.get(..line_start).unwrap_or(mail)
}

#[cfg(test)]
mod tests {
    use super::header_of;

    #[test]
    fn the_header_ends_with_its_empty_line() {
        assert_eq!(header_of(b"A: b\r\n\r\nbody\r\n\r\n"), b"A: b\r\n\r\n");
        assert_eq!(header_of(b"A: b\n\nbody"), b"A: b\n\n");
        assert_eq!(header_of(b"A: b\r\nC: d"), b"A: b\r\nC: d");
        assert_eq!(header_of(b""), b"");
    }
}
