//! Reads mails beside the desk's thread, so that a mail that cannot be read ends neither the desk nor its day.
//!
//! One thread parses, one mail at a time. A panic there is the mail's own failure; and a mail that takes longer than
//! the limit is given up: its thread is left behind, to end when it ends, and another one takes the next mail. What
//! counts the failures and what follows from them is the desk's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::engine::RawMail;
use crate::mail::inbound::Inbound;

/// How long a mail may take to be read. The largest that is taken needs a few seconds; systemd's watchdog looks each
/// minute.
const LIMIT: Duration = Duration::from_secs(30);

/// What reads.
pub type Parse = fn(&[u8]) -> Inbound;

/// Why a mail could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Reading it panicked.
    Panicked,
    /// It took too long.
    TooSlow,
}

impl Unreadable {
    /// What happened, a clause.
    pub fn why(self) -> &'static str {
        match self {
            Self::Panicked => "reading it panicked",
            Self::TooSlow => "reading it took longer than 30 s",
        }
    }
}

/// Reads mails, one at a time.
pub struct Reader {
    parse: Parse,
    limit: Duration,
    worker: Option<Worker>,
}

struct Worker {
    mails: Sender<Arc<RawMail>>,
    read: Receiver<Option<Inbound>>,
}

impl Reader {
    /// Reads with this parser.
    pub fn new(parse: Parse) -> Self {
        Self {
            parse,
            limit: LIMIT,
            worker: None,
        }
    }

    /// Reads a mail.
    pub fn read(&mut self, mail: &Arc<RawMail>) -> Result<Inbound, Unreadable> {
        let Some(worker) = self.worker_with(mail) else {
            // No thread is to be had, which is not the mail's fault: it is read here, without a limit.
            return parsed(self.parse, mail).ok_or(Unreadable::Panicked);
        };
        match worker.read.recv_timeout(self.limit) {
            Ok(read) => {
                self.worker = Some(worker);
                read.ok_or(Unreadable::Panicked)
            }
            // The worker goes with its channels: it ends when it has done what nobody waits for any more.
            Err(RecvTimeoutError::Timeout) => Err(Unreadable::TooSlow),
            Err(RecvTimeoutError::Disconnected) => Err(Unreadable::Panicked),
        }
    }
}

impl Reader {
    /// A worker that has begun to read this mail.
    fn worker_with(&mut self, mail: &Arc<RawMail>) -> Option<Worker> {
        let worker = self
            .worker
            .take()
            .or_else(|| Worker::start(self.parse).ok());
        worker.filter(|worker| worker.mails.send(Arc::clone(mail)).is_ok())
    }
}

fn parsed(parse: Parse, mail: &RawMail) -> Option<Inbound> {
    catch_unwind(AssertUnwindSafe(|| parse(&mail.bytes))).ok()
}

impl Worker {
    fn start(parse: Parse) -> std::io::Result<Self> {
        let (mails, to_read) = channel::<Arc<RawMail>>();
        let (done, read) = channel();
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || {
                while let Ok(mail) = to_read.recv() {
                    if done.send(parsed(parse, &mail)).is_err() {
                        break;
                    }
                }
            })?;
        Ok(Self { mails, read })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Listed, Locator, Place};
    use crate::mail::parse::parse;

    fn mail(text: &str) -> Arc<RawMail> {
        let locator = Locator {
            mailbox: "support".to_owned(),
            place: Place::File {
                name: "1".to_owned(),
            },
        };
        let received_at = "2026-03-02T10:00:00Z".parse().unwrap();
        Arc::new(RawMail {
            listed: Listed {
                locator,
                size: 1,
                received_at,
            },
            bytes: text.as_bytes().to_vec(),
            is_oversize: false,
        })
    }

    /// Fails on a mail that says so, and reads all others.
    fn faulty(bytes: &[u8]) -> Inbound {
        assert!(!bytes.starts_with(b"Panic:"), "as the mail says");
        while bytes.starts_with(b"Hang:") {
            std::thread::park();
        }
        parse(bytes)
    }

    #[test]
    fn a_mail_that_panics_or_hangs_fails_alone_and_the_next_one_is_read() {
        let (long, short) = (Duration::from_mins(5), Duration::from_millis(20));
        let mut reader = Reader::new(faulty);
        for (text, limit, expected) in [
            ("Subject: one\n\n", long, Ok("one")),
            ("Panic: yes\n\n", long, Err(Unreadable::Panicked)),
            ("Subject: two\n\n", long, Ok("two")),
            ("Hang: yes\n\n", short, Err(Unreadable::TooSlow)),
            ("Subject: three\n\n", long, Ok("three")),
        ] {
            reader.limit = limit;
            let read = reader.read(&mail(text)).map(|mail| mail.subject);
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
    }
}
