//! The folders of one account, and what the commands do to them.

use std::collections::{BTreeMap, BTreeSet};

/// UIDVALIDITY of the inbox at first.
pub const FIRST_VALIDITY: u32 = 7;

/// A mail in a folder.
#[derive(Debug, Clone)]
pub struct Mail {
    pub uid: u32,
    pub octets: Vec<u8>,
    /// When it came, as INTERNALDATE has it.
    pub date: String,
    pub is_seen: bool,
    pub is_deleted: bool,
}

/// A folder. Its mails are in the order of their UIDs.
#[derive(Debug, Clone)]
pub struct Folder {
    pub validity: u32,
    pub next: u32,
    pub mails: Vec<Mail>,
}

/// All folders, by name.
#[derive(Debug, Clone)]
pub struct Account {
    pub folders: BTreeMap<String, Folder>,
}

impl Folder {
    fn new(validity: u32) -> Self {
        Self {
            validity,
            next: 1,
            mails: Vec::new(),
        }
    }

    /// Puts a mail in.
    pub fn add(&mut self, octets: Vec<u8>) {
        self.mails.push(Mail {
            uid: self.next,
            octets,
            date: jiff::Timestamp::now()
                .strftime("%d-%b-%Y %H:%M:%S +0000")
                .to_string(),
            is_seen: false,
            is_deleted: false,
        });
        self.next += 1;
    }

    /// The server has lost its numbers, as after a repair or a move to another machine: another UIDVALIDITY, and the same
    /// mails under UIDs from 1 on, in the order turned round, so that each UID but one names another mail than before.
    pub fn number_anew(&mut self) {
        self.validity += 1;
        self.mails.reverse();
        for (uid, mail) in (1..).zip(&mut self.mails) {
            mail.uid = uid;
        }
        self.next = self.mails.last().map_or(1, |mail| mail.uid + 1);
    }

    /// Sequence number and mail of each of these UIDs that is there.
    pub fn these<'a>(&'a self, set: &'a str) -> impl Iterator<Item = (usize, &'a Mail)> {
        let numbered = (1..).zip(&self.mails);
        let last = self.mails.last().map_or(0, |mail| mail.uid);
        numbered.filter(move |(_, mail)| is_in(set, mail.uid, last))
    }

    /// Removes mails; gives the EXPUNGE responses.
    pub fn remove(&mut self, uids: &BTreeSet<u32>) -> String {
        let mut said = Vec::new();
        let mut number = 1;
        self.mails.retain(|mail| {
            let stays = !uids.contains(&mail.uid);
            if stays {
                number += 1;
            } else {
                said.push(format!("* {number} EXPUNGE\r\n"));
            }
            stays
        });
        said.concat()
    }
}

impl Account {
    /// An account that has an inbox and nothing else.
    pub fn new() -> Self {
        let inbox = ("INBOX".to_owned(), Folder::new(FIRST_VALIDITY));
        Self {
            folders: BTreeMap::from([inbox]),
        }
    }

    pub fn inbox(&mut self) -> &mut Folder {
        self.folders.get_mut("INBOX").unwrap()
    }

    /// Makes a folder; false when there is one.
    pub fn create(&mut self, name: &str) -> bool {
        let validity = 100 + self.folders.len() as u32;
        let is_new = !self.folders.contains_key(name);
        self.folders
            .entry(name.to_owned())
            .or_insert_with(|| Folder::new(validity));
        is_new
    }

    /// Copies mails of the inbox; gives their UIDs, or `None` where there is no such folder.
    pub fn copy(&mut self, set: &str, name: &str) -> Option<BTreeSet<u32>> {
        let inbox = self.folders.get("INBOX")?;
        let mails: Vec<Mail> = inbox.these(set).map(|(_, mail)| mail.clone()).collect();
        let target = self.folders.get_mut(name)?;
        for mail in &mails {
            target.add(mail.octets.clone());
        }
        Some(mails.iter().map(|mail| mail.uid).collect())
    }

    /// The mails of all folders but the inbox.
    pub fn settled(&self) -> Vec<Vec<u8>> {
        let folders = self.folders.iter().filter(|(name, _)| *name != "INBOX");
        let mails = folders.flat_map(|(_, folder)| &folder.mails);
        mails.map(|mail| mail.octets.clone()).collect()
    }
}

/// Whether a UID is in a set such as `1:3,7,9:*`.
fn is_in(set: &str, uid: u32, last: u32) -> bool {
    let number = |text: &str| match text {
        "*" => last,
        digits => digits.parse().unwrap(),
    };
    set.split(',').any(|part| {
        let (first, second) = part.split_once(':').unwrap_or((part, part));
        let (first, second) = (number(first), number(second));
        (first.min(second)..=first.max(second)).contains(&uid)
    })
}
