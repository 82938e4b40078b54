//! The mailbox of a world, with the faults that mailboxes have.
//!
//! It keeps every mail that was ever delivered, where it is now, and every name under which it was ever listed, so that
//! the ledger can be held against it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use ticketd::engine::{Listed, Listing, Locator, Place, RawMail, Settling};
use ticketd::intake::IntakeError;
use ticketd::intake::simulated::Server;
use tokio::sync::Notify;

use super::machine;
use super::plan::{Fault, Meddling};
use crate::draws::Draws;

/// The name of the `[[mailbox]]`.
pub const NAME: &str = "support";
/// Mails over this are oversize, in octets.
const MAX_SIZE: usize = 20_000;

/// Where a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    Inbox,
    Processed,
    Quarantine,
    /// Somebody took it away.
    Away,
}

/// A mail that was delivered.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Which writing it is of.
    pub writing: usize,
    pub bytes: Arc<Vec<u8>>,
    pub received_at: Timestamp,
    pub lies: Lies,
    /// The locators under which it was listed.
    pub listed_as: Vec<Locator>,
    /// How often it still ends the process when it is read.
    kills: u32,
}

impl Delivered {
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// The mailbox.
#[derive(Debug)]
pub struct Mailbox {
    is_maildir: bool,
    validity: u32,
    next_uid: u32,
    /// UID → index of the mail.
    inbox: BTreeMap<u32, usize>,
    pub mails: Vec<Delivered>,
    faults: Vec<(Fault, u32)>,
    is_open: bool,
    arrived: Arc<Notify>,
    /// Sabotage: mails are moved when they are fetched.
    pub moves_at_fetch: bool,
    /// Sabotage: the newest mail is never listed.
    pub hides_newest: bool,
    /// Sabotage: what shows that a program wrote a mail is lost on the way.
    pub hides_machines: bool,
}

/// The program's end of it, and the world's.
#[derive(Debug, Clone)]
pub struct Shared(Arc<Mutex<Mailbox>>);

impl Mailbox {
    pub fn new(is_maildir: bool) -> Self {
        Self {
            is_maildir,
            validity: 7,
            next_uid: 1,
            inbox: BTreeMap::new(),
            mails: Vec::new(),
            faults: Vec::new(),
            is_open: false,
            arrived: Arc::new(Notify::new()),
            moves_at_fetch: false,
            hides_newest: false,
            hides_machines: false,
        }
    }

    /// A mail arrives.
    pub fn deliver(&mut self, writing: usize, bytes: Arc<Vec<u8>>, kills: u32, at: Timestamp) {
        let mut received_at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        // What tells a mail from another that had its UID before is its size and this; a server that gives neither
        // cannot be told from one that never changed anything.
        while self
            .mails
            .iter()
            .any(|mail| mail.received_at == received_at)
        {
            received_at =
                Timestamp::from_second(received_at.as_second() + 1).unwrap_or(received_at);
        }
        self.mails.push(Delivered {
            writing,
            bytes,
            received_at,
            lies: Lies::Inbox,
            listed_as: Vec::new(),
            kills,
        });
        self.inbox.insert(self.next_uid, self.mails.len() - 1);
        self.next_uid += 1;
        self.arrived.notify_one();
    }

    /// The next so many uses of this kind go wrong.
    pub fn arm(&mut self, fault: Fault, times: u32) {
        self.faults.push((fault, times));
    }

    /// The program at the other end has ended.
    pub fn disconnect(&mut self) {
        self.is_open = false;
    }

    pub fn disarm(&mut self) {
        self.faults.clear();
    }

    /// Others do something.
    pub fn meddle(&mut self, meddling: Meddling, draws: &mut Draws) {
        match meddling {
            Meddling::Renumber => self.renumber(),
            Meddling::ReuseUids if !self.is_maildir => {
                self.next_uid = self.inbox.keys().max().map_or(1, |uid| uid + 1);
            }
            Meddling::ReuseUids => {}
            Meddling::TakeAway => {
                let uids: Vec<u32> = self.inbox.keys().copied().collect();
                if !uids.is_empty() {
                    self.place(*draws.one(&uids), Lies::Away);
                }
            }
            Meddling::PutBack => {
                let settled =
                    |mail: &Delivered| matches!(mail.lies, Lies::Processed | Lies::Quarantine);
                let all: Vec<usize> = (0..self.mails.len())
                    .filter(|index| settled(&self.mails[*index]))
                    .collect();
                if !all.is_empty() && !self.is_maildir {
                    let index = *draws.one(&all);
                    self.mails[index].lies = Lies::Inbox;
                    self.inbox.insert(self.next_uid, index);
                    self.next_uid += 1;
                }
            }
        }
        self.arrived.notify_one();
    }

    fn renumber(&mut self) {
        if self.is_maildir {
            return;
        }
        self.validity += 1;
        self.inbox = (1..)
            .zip(std::mem::take(&mut self.inbox).into_values())
            .collect();
        self.next_uid = self.inbox.len() as u32 + 1;
    }

    fn place(&mut self, uid: u32, lies: Lies) {
        if let Some(index) = self.inbox.remove(&uid) {
            self.mails[index].lies = lies;
        }
    }

    fn fails(&mut self, fault: Fault) -> bool {
        let Some(index) = self.faults.iter().position(|(one, _)| *one == fault) else {
            return false;
        };
        self.faults[index].1 -= 1;
        if self.faults[index].1 == 0 {
            self.faults.remove(index);
        }
        true
    }

    fn ended(&mut self, command: &'static str) -> IntakeError {
        self.is_open = false;
        IntakeError::Timeout {
            command,
            server: "imap.desk.example:993".to_owned(),
            secs: 60,
        }
    }

    fn locator(&self, uid: u32) -> Locator {
        let place = if self.is_maildir {
            Place::File {
                name: format!("{uid}.world"),
            }
        } else {
            Place::Imap {
                validity: self.validity,
                uid,
            }
        };
        Locator {
            mailbox: NAME.to_owned(),
            place,
        }
    }

    /// The UID that a locator means now.
    fn uid(&self, locator: &Locator) -> Option<u32> {
        self.inbox
            .keys()
            .copied()
            .find(|uid| self.locator(*uid) == *locator)
    }

    /// The mails that lie in the inbox.
    pub fn in_inbox(&self) -> impl Iterator<Item = &Delivered> {
        self.inbox.values().map(|index| &self.mails[*index])
    }
}

impl Shared {
    pub fn new(mailbox: Mailbox) -> Self {
        Self(Arc::new(Mutex::new(mailbox)))
    }

    pub fn get(&self) -> MutexGuard<'_, Mailbox> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Server for Shared {
    fn name(&self) -> &str {
        NAME
    }

    fn arrived(&self) -> Arc<Notify> {
        Arc::clone(&self.get().arrived)
    }

    fn open(&mut self) -> Result<(), IntakeError> {
        let mut mailbox = self.get();
        if mailbox.is_open {
            return Ok(());
        }
        if mailbox.fails(Fault::Login) {
            return Err(IntakeError::LoginRefused {
                server: "imap.desk.example:993".to_owned(),
                username: NAME.to_owned(),
                said: "NO not today".to_owned(),
            });
        }
        if mailbox.fails(Fault::Open) {
            return Err(mailbox.ended("connecting"));
        }
        mailbox.is_open = true;
        Ok(())
    }

    fn list(&mut self) -> Result<Listing, IntakeError> {
        let mut mailbox = self.get();
        if mailbox.fails(Fault::List) {
            return Err(mailbox.ended("FETCH"));
        }
        let hidden = mailbox.mails.len().saturating_sub(1);
        let mut mails = Vec::new();
        for (uid, index) in mailbox.inbox.clone() {
            if mailbox.hides_newest && index == hidden {
                continue;
            }
            let locator = mailbox.locator(uid);
            let mail = &mut mailbox.mails[index];
            if !mail.listed_as.contains(&locator) {
                mail.listed_as.push(locator.clone());
            }
            mails.push(Listed {
                locator,
                size: mail.size(),
                received_at: mail.received_at,
            });
        }
        Ok(Listing {
            validity: if mailbox.is_maildir {
                0
            } else {
                mailbox.validity
            },
            uid_next: (!mailbox.is_maildir).then_some(mailbox.next_uid),
            is_numbered_anew: false,
            mails,
        })
    }

    fn fetch(&mut self, listed: &Listed) -> Result<Option<RawMail>, IntakeError> {
        let mut mailbox = self.get();
        if mailbox.fails(Fault::RenumberAtFetch) {
            mailbox.renumber();
        }
        if mailbox.fails(Fault::Fetch) {
            return Err(mailbox.ended("FETCH"));
        }
        if mailbox.fails(Fault::FetchRefused) {
            mailbox.is_open = false;
            return Err(IntakeError::Refused {
                command: "FETCH",
                server: "imap.desk.example:993".to_owned(),
                status: "NO",
                said: "not this one".to_owned(),
                is_folder_missing: false,
            });
        }
        let Some(uid) = mailbox.uid(&listed.locator) else {
            return Ok(None);
        };
        if mailbox.fails(Fault::FetchGone) {
            mailbox.place(uid, Lies::Away);
            return Ok(None);
        }
        let index = mailbox.inbox[&uid];
        let mail = &mut mailbox.mails[index];
        if mail.kills > 0 {
            mail.kills -= 1;
            machine::poison(true);
        }
        let whole = Arc::clone(&mail.bytes);
        if mailbox.moves_at_fetch {
            mailbox.place(uid, Lies::Processed);
        }
        let is_oversize = whole.len() > MAX_SIZE;
        let end = whole
            .windows(4)
            .position(|at| at == b"\r\n\r\n")
            .map_or(whole.len(), |at| at + 4);
        let mut bytes = if is_oversize {
            whole[..end].to_vec()
        } else {
            whole.to_vec()
        };
        if mailbox.hides_machines {
            let text = String::from_utf8_lossy(&bytes);
            bytes = text.replace("Auto-Submitted: ", "X-Was: ").into_bytes();
        }
        Ok(Some(RawMail {
            listed: listed.clone(),
            bytes,
            is_oversize,
        }))
    }

    fn settle(&mut self, mails: &[(Locator, Settling)]) -> Result<(), IntakeError> {
        let mut mailbox = self.get();
        // Whatever was to be read has been read, or put aside unread.
        machine::poison(false);
        if mailbox.fails(Fault::RenumberAtSettle) {
            mailbox.renumber();
        }
        if mailbox.fails(Fault::Settle) {
            return Err(mailbox.ended("UID MOVE"));
        }
        let is_cut = mailbox.fails(Fault::SettlePart);
        let count = if is_cut { mails.len() / 2 } else { mails.len() };
        for (locator, settling) in &mails[..count] {
            let lies = match settling {
                Settling::Processed => Lies::Processed,
                Settling::Quarantine => Lies::Quarantine,
                Settling::LeaveInPlace => continue,
            };
            if let Some(uid) = mailbox.uid(locator) {
                mailbox.place(uid, lies);
            }
        }
        if is_cut || mailbox.fails(Fault::SettleLost) {
            return Err(mailbox.ended("UID MOVE"));
        }
        Ok(())
    }

    fn close(&mut self) {
        self.get().is_open = false;
    }
}
