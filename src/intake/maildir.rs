//! A Maildir on this machine, which is told from other folders by its `tmp`, `new` and `cur`.
//!
//! `new` and `cur` are read alike, because a mail program that looks at a Maildir moves mails from one to the other;
//! `tmp` belongs to those who deliver. A mail is named by its file name up to the flags (`:2,`), which is the part that
//! stays. Other programs may rename or take files at any time; that is no error. inotify only wakes: without it the
//! mailbox is looked at when the wait is over.

mod folder;
mod settle;
mod watch;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use tokio::task::spawn_blocking;

use self::folder::Folder;
use self::watch::Watch;
use super::{IntakeError, Unsettled};
use crate::engine::source::{Listed, Listing, Locator, Place, RawMail, Settling};

/// What is needed to use a Maildir.
#[derive(Debug, Clone)]
pub struct MaildirSettings {
    /// Name of the `[[mailbox]]`; it is part of every locator.
    pub name: String,
    /// The folder that holds `tmp`, `new` and `cur`. It is made if it is missing, but not its parents.
    pub path: PathBuf,
    /// Where processed mails go, a Maildir++ folder such as `.Processed`; `None`: they are marked seen and stay.
    pub processed: Option<String>,
    /// Where quarantined mails go, as `.Quarantine`.
    pub quarantine: String,
    /// Largest mail that is read whole, in bytes.
    pub max_size: u64,
}

/// A Maildir.
#[derive(Debug)]
pub struct Maildir {
    settings: MaildirSettings,
    /// Whether it is the folder of settled mails that is meant.
    is_of_settled: bool,
    open: Option<Open>,
}

/// What is known of a Maildir while it is open.
#[derive(Debug)]
struct Open {
    folder: Folder,
    /// Where each mail lay when it was last listed, to be spared a search. It may have been renamed since.
    known: HashMap<String, PathBuf>,
    watch: Option<Watch>,
}

impl Maildir {
    /// A mailbox that is not open yet.
    pub fn new(settings: MaildirSettings) -> Self {
        Self {
            settings,
            is_of_settled: false,
            open: None,
        }
    }

    pub(super) fn processed(mut self) -> Self {
        if self.settings.processed.is_some() {
            self.is_of_settled = true;
            self.settings.name = format!("{}/processed", self.settings.name);
        }
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.settings.name
    }

    pub(super) async fn open(&mut self) -> Result<(), IntakeError> {
        if self.open.is_some() {
            return Ok(());
        }
        let settings = self.settings.clone();
        let is_of_settled = self.is_of_settled;
        let folder = blocking(move || {
            if is_of_settled {
                Folder::of_settled(&settings)
            } else {
                Folder::make(&settings)
            }
        })
        .await?;
        self.open = Some(Open {
            watch: Watch::set(&folder.watched()),
            folder,
            known: HashMap::new(),
        });
        Ok(())
    }

    pub(super) async fn list(&mut self) -> Result<Listing, IntakeError> {
        let open = self.parts()?;
        // What happened before this listing is seen by it; what happens from here on must wake the next wait.
        open.watch = open.watch.take().and_then(Watch::forget);
        let folder = open.folder.clone();
        let result = blocking(move || folder.scan()).await;
        let files = self.kept(result)?;
        let mailbox = self.settings.name.clone();
        let open = self.parts()?;
        open.known = files
            .iter()
            .map(|file| (file.name.clone(), file.path.clone()))
            .collect();
        let mails = files.into_iter().map(|file| Listed {
            locator: Locator {
                mailbox: mailbox.clone(),
                place: Place::File { name: file.name },
            },
            size: file.size,
            received_at: file.received_at,
        });
        Ok(Listing {
            validity: 0,
            uid_next: None,
            is_numbered_anew: false,
            mails: mails.collect(),
        })
    }

    pub(super) async fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, IntakeError> {
        let max_size = self.settings.max_size;
        let open = self.parts()?;
        let Place::File { name } = &mail.locator.place else {
            return Ok(None);
        };
        let (folder, name) = (open.folder.clone(), name.clone());
        let hint = open.known.get(&name).cloned();
        let result = blocking(move || folder.read(&name, hint, max_size)).await;
        let content = self.kept(result)?;
        Ok(content.map(|(bytes, is_oversize)| RawMail {
            listed: mail.clone(),
            bytes,
            is_oversize,
        }))
    }

    pub(super) async fn settle(
        &mut self,
        mails: &[(Locator, Settling)],
    ) -> Result<Option<Unsettled>, IntakeError> {
        let mailbox = self.settings.name.clone();
        let open = self.parts()?;
        let folder = open.folder.clone();
        let wanted: Vec<(String, Option<PathBuf>, Settling)> = mails
            .iter()
            .filter(|(locator, settling)| {
                locator.mailbox == mailbox && *settling != Settling::LeaveInPlace
            })
            .filter_map(|(locator, settling)| match &locator.place {
                Place::File { name } => {
                    Some((name.clone(), open.known.get(name).cloned(), *settling))
                }
                Place::Imap { .. } => None,
            })
            .collect();
        let result = blocking(move || folder.settle(&wanted)).await;
        let refused = self.kept(result)?;
        let locator = |name| Locator {
            mailbox: mailbox.clone(),
            place: Place::File { name },
        };
        Ok(refused.why.map(|why| Unsettled {
            mails: refused.names.into_iter().map(locator).collect(),
            why,
        }))
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), IntakeError> {
        let open = self.parts()?;
        if open.watch.is_none() {
            open.watch = Watch::set(&open.folder.watched());
        }
        let Some(watch) = &mut open.watch else {
            tokio::time::sleep(at_most).await;
            return Ok(());
        };
        let is_watching = tokio::time::timeout(at_most, watch.wake()).await;
        if is_watching == Ok(false) {
            // The folders were replaced, or the kernel lost count: something happened, and the watch is set anew.
            open.watch = None;
        }
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.open = None;
    }

    fn parts(&mut self) -> Result<&mut Open, IntakeError> {
        self.open.as_mut().ok_or_else(|| IntakeError::NotOpen {
            mailbox: self.settings.name.clone(),
        })
    }

    fn kept<T>(&mut self, result: Result<T, IntakeError>) -> Result<T, IntakeError> {
        if result.is_err() {
            self.open = None;
        }
        result
    }
}

/// File work on a thread that may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IntakeError> + Send + 'static,
) -> Result<T, IntakeError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(IntakeError::Io {
            doing: "working on",
            path: PathBuf::from("the Maildir"),
            source: std::io::Error::other(error),
        }),
    }
}

#[cfg(test)]
mod tests;
