//! Where the mail of a desk under test lies: how it gets there, how much is left, and what is found in the end.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::audit::Evidence;
use crate::audit::gather::files_in;
use crate::draws::Draws;
use crate::imap_server::{FIRST_VALIDITY, ImapServer, Profile};
use crate::mails::{Source, requests};
use crate::servers::{SUPPORT, Servers};

/// Where it lies.
pub enum MailPlace {
    /// In `inbox`, a Maildir beside the state.
    Maildir(PathBuf),
    /// On a real Dovecot, which a desk reaches at this port.
    Dovecot(Servers, u16),
    /// On a server of our own, of this kind.
    Scripted(ImapServer, Profile),
}

impl MailPlace {
    /// A real Dovecot of its own; `None` where none can be started.
    pub fn dovecot() -> Option<Self> {
        let servers = Servers::start()?;
        let port = servers.imap_port();
        Some(Self::Dovecot(servers, port))
    }

    /// Makes what a desk needs to read it; gives the lines of its `[[mailbox]]`.
    pub fn open_for(&self, desk: &Path) -> String {
        let port = match self {
            Self::Maildir(inbox) => {
                for part in ["tmp", "new", "cur"] {
                    fs::create_dir_all(inbox.join(part)).unwrap();
                }
                return "kind = \"maildir\"\npath = \"inbox\"\n".to_owned();
            }
            Self::Dovecot(_, port) => *port,
            Self::Scripted(server, _) => server.port(),
        };
        let secret = desk.join("password");
        fs::write(&secret, SUPPORT.password).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        format!(
            "kind = \"imap\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\npoll = \"5s\"\n\
             username = \"{}\"\npassword = {{ file = \"password\" }}\n",
            SUPPORT.address
        )
    }

    /// Requests as this place keeps them: lines in a Maildir end as they do on this system, on IMAP as in RFC 5322.
    pub fn requests(&self, draws: &mut Draws, first: usize, count: usize) -> Vec<Source> {
        let mut sources = requests(draws, first, count);
        if !matches!(self, Self::Maildir(_)) {
            for source in &mut sources {
                let text = String::from_utf8_lossy(&source.octets);
                source.octets = text.replace('\n', "\r\n").into_bytes();
            }
        }
        sources
    }

    /// A mail arrives, the way a mail server puts it there.
    pub fn deliver(&self, source: &Source) {
        match self {
            Self::Maildir(inbox) => {
                let tmp = inbox.join("tmp").join(&source.name);
                fs::write(&tmp, &source.octets).unwrap();
                fs::rename(tmp, inbox.join("new").join(&source.name)).unwrap();
            }
            Self::Dovecot(servers, _) => {
                servers.drop_into(SUPPORT, "INBOX", &source.octets).unwrap();
            }
            Self::Scripted(server, _) => server.deliver(&source.octets),
        }
    }

    /// Mails that lie where they are read, as far as they can be moved from there.
    pub fn waiting(&self) -> usize {
        match self {
            Self::Maildir(inbox) => count(&inbox.join("new")) + count(&inbox.join("cur")),
            Self::Dovecot(servers, _) => servers.mailbox(SUPPORT, "INBOX").len(),
            Self::Scripted(server, profile) if profile.empties_the_inbox() => {
                server.account().inbox().mails.len()
            }
            Self::Scripted(..) => 0,
        }
    }

    /// Mails that were moved; where a kind of server copies, copies count.
    pub fn settled(&self) -> usize {
        match self {
            Self::Maildir(inbox) => {
                count(&inbox.join(".Processed/cur")) + count(&inbox.join(".Quarantine/cur"))
            }
            Self::Dovecot(servers, _) => FOLDERS
                .map(|folder| servers.mailbox(SUPPORT, folder).len())
                .iter()
                .sum(),
            Self::Scripted(server, _) => server.account().settled().len(),
        }
    }

    /// Puts what lies there into the evidence, which has the delivered mails already.
    pub fn read(&self, evidence: &mut Evidence) {
        match self {
            Self::Maildir(inbox) => read_maildir(inbox, evidence),
            Self::Dovecot(servers, _) => {
                evidence.inbox = servers.mailbox(SUPPORT, "INBOX");
                for folder in FOLDERS {
                    let mails = servers.mailbox(SUPPORT, folder).into_iter();
                    evidence.settled.extend(mails.map(|octets| (None, octets)));
                }
            }
            Self::Scripted(server, profile) => read_scripted(server, *profile, evidence),
        }
    }
}

/// Where a real server keeps what was moved.
const FOLDERS: [&str; 2] = ["Processed", "Quarantine"];

fn read_maildir(maildir: &Path, evidence: &mut Evidence) {
    let name_of = |name: &str| {
        let name = name.split(":2,").next().unwrap_or_default();
        format!("support:{name}")
    };
    for folder in ["new", "cur"] {
        let files = files_in(&maildir.join(folder)).into_iter();
        evidence.inbox.extend(files.map(|(_, octets)| octets));
    }
    for folder in [".Processed", ".Quarantine"] {
        for part in ["new", "cur"] {
            let files = files_in(&maildir.join(folder).join(part)).into_iter();
            let named = files.map(|(name, octets)| (Some(name_of(&name)), octets));
            evidence.settled.extend(named);
        }
    }
}

/// As far as this kind of server can help it: one without MOVE may keep two copies, where the answer to the first was
/// lost, and one without UIDPLUS keeps the originals too.
fn read_scripted(server: &ImapServer, profile: Profile, evidence: &mut Evidence) {
    let mut account = server.account();
    evidence.is_numbered_anew = account.inbox().validity > FIRST_VALIDITY;
    let mut allowed: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for source in &evidence.sources {
        *allowed.entry(source.octets.clone()).or_default() += 1;
    }
    for octets in account.settled() {
        let left = allowed.entry(octets.clone()).or_default();
        if *left > 0 || profile.offers("MOVE") {
            *left = left.saturating_sub(1);
            evidence.settled.push((None, octets));
        }
    }
    if profile.empties_the_inbox() {
        let left = account.inbox().mails.iter();
        evidence.inbox = left.map(|mail| mail.octets.clone()).collect();
    }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}
