//! Floor 5. The delivery seam: a finished mail goes to the next hop, and what came of it is said in one of four words.
//!
//! A courier makes one attempt and knows nothing of the outbox, of retries or of tickets. It sends the bytes it is
//! given and never composes. Two promises hold for each kind: `before_content` is awaited, and has said yes, before
//! the first byte of the mail leaves, so that an attempt is on record when it could have arrived; and
//! [`Outcome::InDoubt`] is said only when the mail may have been taken without our being told.

pub mod breaker;
pub mod folder;
#[cfg(feature = "fault-points")]
pub mod simulated;
pub mod smtp;

use crate::engine::outgoing::{Letter, Outcome};
use crate::net::NetError;

/// Longest reply kept, in characters: it stands on one line of a ticket.
pub const REPLY_CHARS_MAX: usize = 200;

/// Where mails are handed over.
#[derive(Debug)]
pub enum Courier {
    /// A mail server.
    Smtp(Box<smtp::Smtp>),
    /// A Maildir, for the demo and for tests.
    Folder(folder::Folder),
    /// The relay of a simulation.
    #[cfg(feature = "fault-points")]
    Simulated(Box<dyn simulated::Relay>),
}

/// Why mail cannot be handed over; one line for people.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// No connection, or none that is secure.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The server said no.
    #[error("{doing}: {reply}; {hint}")]
    Refused {
        /// What was being done, to which server.
        doing: String,
        /// What it answered.
        reply: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// The connection ended, or what came was no SMTP.
    #[error("{doing}: {why}; check host, port and security")]
    Lost {
        /// What was being done, to which server.
        doing: String,
        /// What was seen.
        why: String,
    },
    /// A deadline passed.
    #[error("{doing}: no answer within {secs} s; check host, port and security")]
    Silent {
        /// What was being done, to which server.
        doing: String,
        /// How long was waited, in seconds.
        secs: u64,
    },
    /// The settings ask for what cannot or must not be done.
    #[error("{doing}: {why}")]
    Settings {
        /// What was being done, to which server.
        doing: String,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// The folder cannot be written.
    #[error("writing to the folder {path}: {source}; check that it exists and who owns it")]
    Folder {
        /// The folder.
        path: String,
        /// The system's word.
        source: std::io::Error,
    },
}

impl Courier {
    /// One attempt. `before_content` is awaited when the next hop is ready for the mail (SMTP: after its 354) and
    /// before the first byte; when it answers false nothing is sent and the outcome is [`Outcome::Deferred`].
    pub async fn deliver(
        &mut self,
        letter: &Letter,
        before_content: impl AsyncFnOnce() -> bool,
    ) -> Outcome {
        match self {
            Self::Smtp(smtp) => smtp.deliver(letter, before_content).await,
            Self::Folder(folder) => folder.deliver(letter, before_content).await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(relay) => {
                simulated::deliver(relay.as_mut(), letter, before_content).await
            }
        }
    }

    /// Whether the next hop answered the last attempt, whatever it said; false also before the first one.
    pub fn has_answered(&self) -> bool {
        match self {
            Self::Smtp(smtp) => smtp.has_connection(),
            Self::Folder(_) => true,
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => true,
        }
    }

    /// Whether an attempt that was cut off can be repeated at once: a file of the same name replaces what the first one
    /// left, where a mail server may have taken the mail and would take it again.
    pub fn can_repeat(&self) -> bool {
        match self {
            Self::Smtp(_) => false,
            Self::Folder(_) => true,
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => false,
        }
    }

    /// Goes as far as one can without a mail: connect, TLS and log in; or write a file and remove it.
    pub async fn probe(&mut self) -> Result<(), DeliveryError> {
        match self {
            Self::Smtp(smtp) => smtp.probe().await,
            Self::Folder(folder) => folder.probe().await,
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => Ok(()),
        }
    }

    /// Lets go of a connection that was kept too long; to be called while there is nothing to send.
    pub async fn idle(&mut self) {
        match self {
            Self::Smtp(smtp) => smtp.idle().await,
            Self::Folder(_) => {}
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => {}
        }
    }

    /// Ends the kept connection, if there is one.
    pub async fn close(&mut self) {
        match self {
            Self::Smtp(smtp) => smtp.close().await,
            Self::Folder(_) => {}
            #[cfg(feature = "fault-points")]
            Self::Simulated(_) => {}
        }
    }
}

/// What a server said, on one line that can stand in a ticket.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.chars().take(REPLY_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_becomes_one_short_line() {
        assert_eq!(
            one_line(" 550 5.1.1\r\n no\0such\tuser\u{85}"),
            "550 5.1.1 no such user"
        );
        assert_eq!(one_line(&"ä".repeat(999)).chars().count(), REPLY_CHARS_MAX);
    }
}
