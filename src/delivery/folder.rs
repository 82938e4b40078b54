//! Delivery into a Maildir: what a mail server's last hop would do, on this machine.
//!
//! The file's name is derived from the letter, so that a repeated attempt replaces the file it may have left and never
//! makes a second one. The mail is prefixed with the two trace lines a delivering server writes (RFC 5321 §4.4);
//! its own bytes stay as they are.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::DeliveryError;
use crate::engine::outgoing::{Letter, Outcome};
use crate::fault::{self, Point};
use crate::mail::compose::{addr_spec, line_fault};

/// Hands mails to a Maildir.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Whether the names of the folders themselves are durable: an earlier process may have made them and been ended.
    is_durable: bool,
}

impl Folder {
    /// A Maildir that is made when it is first used.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            is_durable: false,
        }
    }

    /// One attempt; see [`super::Courier::deliver`].
    pub async fn deliver(
        &mut self,
        letter: &Letter,
        before_content: impl AsyncFnOnce() -> bool,
    ) -> Outcome {
        if let Some(fault) = line_fault(&letter.bytes) {
            let reply = format!("not sent, because the mail is malformed: {fault}");
            return Outcome::Failed { reply };
        }
        if !before_content().await {
            return Outcome::Deferred {
                reply: "not sent, because the attempt could not be put on record".to_owned(),
                is_relay_fault: false,
            };
        }
        let (name, bytes) = (file_name(letter), traced(letter));
        let (shown, is_durable) = (name.clone(), self.is_durable);
        let placed = self.off_thread(move |path| {
            prepare(path, is_durable)?;
            place(path, &name, &bytes)
        });
        match placed.await {
            Ok(()) => {
                self.is_durable = true;
                fault::point(Point::LetterPlaced);
                Outcome::Sent {
                    reply: format!("placed in the folder as {shown}"),
                }
            }
            Err(error) => Outcome::Deferred {
                reply: super::one_line(&error.to_string()),
                is_relay_fault: true,
            },
        }
    }

    /// Writes a file and removes it.
    pub async fn probe(&mut self) -> Result<(), DeliveryError> {
        self.off_thread(|path| {
            prepare(path, true)?;
            let probe = path.join("tmp").join("probe");
            fs::write(&probe, b"")?;
            fs::remove_file(&probe)
        })
        .await
    }

    /// Disk work waits on its own thread, and is finished even when the attempt is cancelled.
    async fn off_thread(
        &self,
        work: impl FnOnce(&Path) -> io::Result<()> + Send + 'static,
    ) -> Result<(), DeliveryError> {
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || work(&path))
            .await
            .map_err(io::Error::other)
            .flatten()
            .map_err(|source| DeliveryError::Folder {
                path: self.path.display().to_string(),
                source,
            })
    }
}

/// The same for each attempt at a letter, and another one for the letter that bears its number in another outbox.
fn file_name(letter: &Letter) -> String {
    let whole = format!("{}\n{}", letter.message_id, letter.envelope_to);
    let hash = blake3::hash(whole.as_bytes()).to_hex();
    let hash = hash.as_str().get(..16).unwrap_or_default();
    format!("letter-{:08}.{hash}", letter.no)
}

/// The mail with the trace lines of its delivery.
fn traced(letter: &Letter) -> Vec<u8> {
    let (from, to) = (
        addr_spec(&letter.envelope_from),
        addr_spec(&letter.envelope_to),
    );
    let mut bytes = format!("Return-Path: <{from}>\r\nDelivered-To: {to}\r\n").into_bytes();
    bytes.extend_from_slice(&letter.bytes);
    bytes
}

/// Makes the folders that are missing. Where one was, or it is not known whether all are durable, their names are made
/// so: whatever is synced inside of a folder that was just made, a power cut could take the whole of it. A folder above
/// that we may not open is none that we have made.
fn prepare(path: &Path, is_durable: bool) -> io::Result<()> {
    let parts = ["tmp", "new", "cur"].map(|part| path.join(part));
    let is_whole = parts.iter().all(|part| part.is_dir());
    parts.iter().try_for_each(fs::create_dir_all)?;
    if is_whole && is_durable {
        return Ok(());
    }
    File::open(path)?.sync_all()?;
    for folder in path.ancestors().skip(1) {
        let is_here = folder.as_os_str().is_empty();
        let folder = if is_here { Path::new(".") } else { folder };
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Maildir's way: whole and synced in `tmp`, then renamed into `new`. A reader that has moved an earlier attempt to
/// `cur` has the mail, so that nothing is left to do.
fn place(path: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let flagged = format!("{name}:2,");
    for entry in fs::read_dir(path.join("cur"))? {
        let seen = entry?.file_name();
        if seen.to_str().is_some_and(|seen| seen.starts_with(&flagged)) {
            return Ok(());
        }
    }
    let (draft, fresh) = (path.join("tmp").join(name), path.join("new"));
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, fresh.join(name))?;
    File::open(&fresh)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Address, MessageId};

    fn letter(no: u64) -> Letter {
        Letter {
            no,
            envelope_from: Address::parse("support+b1@desk.example").unwrap(),
            envelope_to: Address::parse("a..b@cust.example").unwrap(),
            message_id: MessageId::new("1000.7@desk.example").unwrap(),
            ticket: None,
            bytes: b"Subject: x\r\n\r\nhello\r\n".to_vec(),
        }
    }

    fn files(path: &Path, part: &str) -> Vec<PathBuf> {
        let listed = fs::read_dir(path.join(part)).unwrap();
        listed.map(|entry| entry.unwrap().path()).collect()
    }

    #[tokio::test]
    async fn a_mail_arrives_whole_with_its_trace_lines() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = Folder::new(dir.path().join("out"));
        let outcome = folder.deliver(&letter(7), async || true).await;
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
        let out = dir.path().join("out");
        assert_eq!(
            fs::read(&files(&out, "new")[0]).unwrap(),
            b"Return-Path: <support+b1@desk.example>\r\nDelivered-To: \"a..b\"@cust.example\r\n\
              Subject: x\r\n\r\nhello\r\n"
        );
        assert!(files(&out, "tmp").is_empty());
    }

    #[tokio::test]
    async fn a_repeated_attempt_makes_no_second_copy() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = Folder::new(dir.path());
        for _ in 0..2 {
            folder.deliver(&letter(7), async || true).await;
        }
        assert_eq!(files(dir.path(), "new").len(), 1);
        let new = files(dir.path(), "new").remove(0);
        let name = new.file_name().unwrap().to_str().unwrap();
        fs::rename(&new, dir.path().join(format!("cur/{name}:2,S"))).unwrap();
        let again = folder.deliver(&letter(7), async || true).await;
        assert!(matches!(again, Outcome::Sent { .. }));
        assert!(
            files(dir.path(), "new").is_empty(),
            "the reader has it already"
        );
        folder.deliver(&letter(8), async || true).await;
        assert_eq!(files(dir.path(), "new").len(), 1);
    }

    #[tokio::test]
    async fn nothing_is_written_when_the_attempt_is_not_on_record() {
        let dir = tempfile::tempdir().unwrap();
        let outcome = Folder::new(dir.path())
            .deliver(&letter(1), async || false)
            .await;
        assert!(matches!(
            outcome,
            Outcome::Deferred {
                is_relay_fault: false,
                ..
            }
        ));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_defers_and_a_malformed_mail_fails() {
        let dir = tempfile::tempdir().unwrap();
        let in_the_way = dir.path().join("file");
        fs::write(&in_the_way, b"").unwrap();
        let mut folder = Folder::new(&in_the_way);
        let outcome = folder.deliver(&letter(1), async || true).await;
        assert!(matches!(
            outcome,
            Outcome::Deferred {
                is_relay_fault: true,
                ..
            }
        ));
        assert!(
            folder
                .probe()
                .await
                .unwrap_err()
                .to_string()
                .contains("writing to the folder")
        );
        let mut bad = letter(1);
        bad.bytes = b"a\nb\r\n".to_vec();
        let outcome = Folder::new(dir.path()).deliver(&bad, async || true).await;
        assert!(matches!(outcome, Outcome::Failed { .. }));
        Folder::new(dir.path()).probe().await.unwrap();
    }
}
