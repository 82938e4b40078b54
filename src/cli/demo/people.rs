//! The people of the demo and their post: mails are put into the desk's Maildir, and the desk's mails are read from
//! the folder it delivers to.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use crate::intake::Mailbox;
use crate::intake::maildir::{Maildir, MaildirSettings};
use crate::mail::inbound::Inbound;
use crate::mail::parse::parse;

/// How long the demo waits for a mail before it says that something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// The customer.
pub(super) const ANN: &str = "Ann Example <ann@customer.example>";
/// The agent.
pub(super) const BOB: &str = "Bob <bob@acme.example>";

/// A mail of the desk as somebody received it.
pub(super) struct Received {
    pub mail: Inbound,
    pub to: String,
}

/// Both folders.
pub(super) struct Post {
    inbox: PathBuf,
    outgoing: Mailbox,
    seen: std::collections::BTreeSet<String>,
    waiting: Vec<Received>,
    count: u32,
}

impl Post {
    pub fn new(dir: &Path) -> anyhow::Result<Self> {
        let inbox = dir.join("inbox");
        for folder in ["tmp", "new", "cur"] {
            let path = inbox.join(folder);
            fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        }
        let settings = MaildirSettings {
            name: "outgoing".to_owned(),
            path: dir.join("outgoing"),
            processed: None,
            quarantine: ".Quarantine".to_owned(),
            max_size: 1 << 30,
        };
        Ok(Self {
            inbox,
            outgoing: Mailbox::Maildir(Maildir::new(settings)),
            seen: std::collections::BTreeSet::new(),
            waiting: Vec::new(),
            count: 0,
        })
    }

    /// Puts a mail into the desk's mailbox the way a mail server does: written aside, then renamed.
    pub fn deliver(&mut self, mail: &str) -> anyhow::Result<()> {
        self.count += 1;
        let name = format!("{}.demo", self.count);
        let (tmp, new) = (
            self.inbox.join("tmp").join(&name),
            self.inbox.join("new").join(&name),
        );
        fs::write(&tmp, mail)
            .and_then(|()| fs::rename(&tmp, &new))
            .with_context(|| format!("putting a mail into {}", self.inbox.display()))
    }

    /// A new mail.
    pub fn write(
        &mut self,
        from: &str,
        subject: &str,
        more: &str,
        text: &str,
    ) -> anyhow::Result<()> {
        self.count += 1;
        let mail = format!(
            "From: {from}\nTo: support@acme.example\nSubject: {subject}\nMessage-ID: <demo.{}@mail.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n{more}\n{text}\n",
            self.count
        );
        self.deliver(&mail)
    }

    /// A reply, as a mail program writes one: to the Reply-To, with the quoted mail below.
    pub fn reply(&mut self, from: &str, to: &Received, text: &str) -> anyhow::Result<()> {
        self.count += 1;
        let back = to
            .mail
            .reply_to
            .first()
            .and_then(|contact| contact.address.clone())
            .map_or_else(
                || "support@acme.example".to_owned(),
                |address| address.to_string(),
            );
        let id = to
            .mail
            .message_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let quoted: String = to
            .mail
            .text
            .lines()
            .fold(String::new(), |quoted, line| quoted + "> " + line + "\n");
        let mail = format!(
            "From: {from}\nTo: {back}\nSubject: Re: {}\nMessage-ID: <demo.{}@mail.example>\nIn-Reply-To: <{id}>\nReferences: <{id}>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n\nOn Monday, ACME Support wrote:\n{quoted}",
            to.mail.subject, self.count
        );
        self.deliver(&mail)
    }

    /// The next mail of the desk to somebody whose subject contains `subject`.
    pub async fn next(&mut self, to: &str, subject: &str) -> anyhow::Result<Received> {
        let wanted = async {
            loop {
                let is_it =
                    |one: &Received| one.to.contains(to) && one.mail.subject.contains(subject);
                if let Some(index) = self.waiting.iter().position(is_it) {
                    return Ok(self.waiting.remove(index));
                }
                self.fetch().await?;
            }
        };
        tokio::time::timeout(PATIENCE, wanted)
            .await
            .unwrap_or_else(|_| {
                Err(anyhow::anyhow!(
                    "no mail \"{subject}\" came to {to} within {} s",
                    PATIENCE.as_secs()
                ))
            })
    }

    /// The next mail of the desk, whoever it is for.
    pub async fn any(&mut self) -> anyhow::Result<Received> {
        loop {
            if !self.waiting.is_empty() {
                return Ok(self.waiting.remove(0));
            }
            self.fetch().await?;
        }
    }

    /// Reads what is new in the folder, or waits until something may be.
    async fn fetch(&mut self) -> anyhow::Result<()> {
        self.outgoing.open().await?;
        let listing = self.outgoing.list().await?;
        let mut is_new = false;
        for listed in listing.mails {
            if self.seen.insert(listed.locator.to_string())
                && let Some(raw) = self.outgoing.fetch(&listed).await?
            {
                let mail = parse(&raw.bytes);
                let to = mail.header("Delivered-To").unwrap_or_default().to_owned();
                self.waiting.push(Received { mail, to });
                is_new = true;
            }
        }
        if !is_new {
            self.outgoing.wait(Duration::from_secs(1)).await?;
        }
        Ok(())
    }
}
