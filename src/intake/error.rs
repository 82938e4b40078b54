//! What can go wrong at a mailbox, in one line for people: what was being done, to what, what is wrong, what to do.
//!
//! Nothing here tells what to try again and when; that is the poller's. It asks [`IntakeError::is_login_refused`],
//! because a server locks an account that keeps trying.

use std::io;
use std::path::PathBuf;

use crate::net::NetError;

/// The words of a server are shown up to so many characters: enough for any honest explanation.
const SAID_CHARS_MAX: usize = 200;

/// Why a mailbox could not do what was asked. Each ends the session, and the next `open` begins another; but after a
/// refusal ([`IntakeError::is_refusal`]) to fetch or to settle it goes on.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No connection, or none that is safe.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The server let a deadline pass.
    #[error("{command} at {server}: no answer within {secs} s; check the server and the network")]
    Timeout {
        /// What was asked.
        command: &'static str,
        /// `host:port`.
        server: String,
        /// How long was waited, in seconds.
        secs: u64,
    },
    /// The server will not have a password sent to it safely.
    #[error("connecting to {server}: {why}; check `security`, or ask the server's admin")]
    Insecure {
        /// `host:port`.
        server: String,
        /// What is missing or wrong.
        why: &'static str,
    },
    /// The server knows no such user, or the password is wrong.
    #[error(
        "logging in to {server} as {username}: the server refused: {said}; check username and password"
    )]
    LoginRefused {
        /// `host:port`.
        server: String,
        /// Who tried.
        username: String,
        /// The server's words.
        said: String,
    },
    /// There is no way to log in that both sides know, or the credentials cannot be sent.
    #[error("logging in to {server} as {username}: {why}")]
    LoginImpossible {
        /// `host:port`.
        server: String,
        /// Who would have tried.
        username: String,
        /// Why not, and what to do.
        why: &'static str,
    },
    /// A folder is missing and cannot be made, or cannot be used.
    #[error("opening the folder {folder} at {server}: {said}; check the folder's name and rights")]
    Folder {
        /// Its name as configured.
        folder: String,
        /// `host:port`, or the Maildir.
        server: String,
        /// What is wrong.
        said: String,
    },
    /// The server answered NO or BAD.
    #[error("{command} at {server}: the server answered {status}: {said}")]
    Refused {
        /// What was asked.
        command: &'static str,
        /// `host:port`.
        server: String,
        /// `NO` or `BAD`.
        status: &'static str,
        /// The server's words.
        said: String,
        /// Whether it said that the folder is to be made first (`[TRYCREATE]`).
        is_folder_missing: bool,
    },
    /// What the server handed out is not the mail. It may be the next time.
    #[error("{command} at {server}: it handed out {what}")]
    Incomplete {
        /// What was asked.
        command: &'static str,
        /// `host:port`.
        server: String,
        /// How much, and of how much.
        what: String,
    },
    /// The session ended before the answer came: BYE, end of stream, or something no IMAP server says.
    #[error("{command} at {server}: the session ended: {how}")]
    Ended {
        /// What was being asked.
        command: &'static str,
        /// `host:port`.
        server: String,
        /// How.
        how: String,
    },
    /// The server announced a literal larger than is allowed.
    #[error(
        "{command} at {server}: it announced {announced} bytes at once, of which {limit} are allowed"
    )]
    LiteralTooLarge {
        /// What was being asked.
        command: &'static str,
        /// `host:port`.
        server: String,
        /// How large it would have been, in bytes.
        announced: u64,
        /// How large it may be, in bytes.
        limit: u64,
    },
    /// A command would have held a line end or a NUL (RFC 9051 §9 has no way to say these in a quoted string).
    #[error("{command} at {server}: a name or password holds a line end or NUL; remove it")]
    Unsendable {
        /// What would have been asked.
        command: &'static str,
        /// `host:port`.
        server: String,
    },
    /// The mailbox was used without being open.
    #[error("the mailbox {mailbox} is not open")]
    NotOpen {
        /// Its name.
        mailbox: String,
    },
    /// A file or folder of a Maildir.
    #[error("{doing} {path}: {source}; check that it exists and that ticketd may read and write it", path = path.display())]
    Io {
        /// What was being done, as in "reading".
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

impl IntakeError {
    /// Whether trying again soon would be wrong: the credentials are bad, and accounts get locked by repetition.
    pub fn is_login_refused(&self) -> bool {
        matches!(
            self,
            Self::LoginRefused { .. } | Self::LoginImpossible { .. }
        )
    }

    /// Whether the server says that the folder is to be made first.
    pub fn is_folder_missing(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                is_folder_missing: true,
                ..
            }
        )
    }

    /// Whether the server asks for patience: it holds the account down, or has no more sessions for it. Whoever comes
    /// back soon is held down for longer.
    pub fn wants_patience(&self) -> bool {
        let said = match self {
            Self::Refused { said, .. } => said,
            Self::Ended { how, .. } => how,
            _ => return false,
        };
        let said = said.to_ascii_uppercase();
        ["[THROTTLED]", "[LIMIT]", "[OVERQUOTA]"]
            .iter()
            .any(|code| said.contains(code))
    }

    /// Whether the server understood and said no, or handed out too little, so that it is about what was asked (this
    /// mail, this folder) and not about the connection. A mail whose fetching is refused again and again should not hold up the others.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Incomplete { .. })
    }
}

/// A server's words made fit for one line of a log: no control characters, no more than anybody reads.
pub(super) fn said(text: &str) -> String {
    let line: String = text
        .trim()
        .chars()
        .take(SAID_CHARS_MAX)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if line.is_empty() {
        "(without a word)".to_owned()
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_login_says_who_where_and_what_to_check() {
        let error = IntakeError::LoginRefused {
            server: "imap.example:993".to_owned(),
            username: "support".to_owned(),
            said: said("[AUTHENTICATIONFAILED] Authentication failed."),
        };
        assert!(error.is_login_refused());
        assert_eq!(
            error.to_string(),
            "logging in to imap.example:993 as support: the server refused: [AUTHENTICATIONFAILED] \
             Authentication failed.; check username and password"
        );
    }

    #[test]
    fn a_server_that_holds_the_account_down_is_told_from_one_that_is_away() {
        let refused = |text: &str| IntakeError::Refused {
            command: "LOGIN",
            server: "imap.example:993".to_owned(),
            status: "NO",
            said: said(text),
            is_folder_missing: false,
        };
        assert!(refused("[THROTTLED] Account is throttled").wants_patience());
        assert!(refused("[limit] Too many sessions").wants_patience());
        assert!(!refused("[UNAVAILABLE] try later").wants_patience());
        let ended = IntakeError::Ended {
            command: "UID SEARCH",
            server: "imap.example:993".to_owned(),
            how: "the server said BYE: [THROTTLED] later".to_owned(),
        };
        assert!(ended.wants_patience());
    }

    #[test]
    fn a_servers_words_stay_on_one_short_line() {
        assert_eq!(said(" no\u{1b}[31m\tway "), "no [31m way");
        assert_eq!(said(&"x".repeat(1000)).len(), SAID_CHARS_MAX);
        assert_eq!(said("  "), "(without a word)");
    }
}
