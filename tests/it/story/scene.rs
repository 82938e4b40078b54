//! Where the story plays: real servers, the daemon between them, and what its cast can do and see.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::letters::{Letter, Mail};
use crate::patience::{until, within};
use crate::program::Daemon;
use crate::servers::{Account, MX, SUPPORT, Servers, Verdict};

/// How long anything may take; nearly all of it takes less than a second.
pub const SOON: Duration = Duration::from_secs(30);

/// Servers, daemon, and what of it the story has told already.
pub struct Scene {
    // The daemon ends before its servers.
    pub daemon: Daemon,
    pub servers: Servers,
    proves_domains: bool,
    sent: Cell<usize>,
    told: RefCell<BTreeSet<String>>,
}

impl Scene {
    /// Servers and a running daemon, with `[identity] require`.
    pub fn begin(require: &str) -> Option<Self> {
        let servers = Servers::start()?;
        let mut daemon = Daemon::on(&configuration(&servers, require));
        daemon.keep_secret("password", SUPPORT.password);
        daemon.start();
        Some(Self {
            daemon,
            servers,
            proves_domains: require.starts_with("dmarc"),
            sent: Cell::new(0),
            told: RefCell::default(),
        })
    }

    /// Whether the MX of this story says which domains are genuine.
    pub fn proves_domains(&self) -> bool {
        self.proves_domains
    }

    /// Somebody sends a mail from where it says it is from.
    pub fn send(&self, mail: &Mail) {
        let domain = mail.from.address.rsplit('@').next().unwrap();
        let verdict = if self.proves_domains {
            Verdict::Pass(domain)
        } else {
            Verdict::None
        };
        self.send_judged(verdict, mail);
    }

    /// Mallory sends a mail that says it is from somebody else.
    pub fn forge(&self, mail: &Mail) {
        let domain = mail.from.address.rsplit('@').next().unwrap();
        self.send_judged(Verdict::Fail(domain), mail);
    }

    fn send_judged(&self, verdict: Verdict<'_>, mail: &Mail) {
        self.servers
            .inject_judged(verdict, mail.from.address, &[&mail.to], &mail.raw())
            .unwrap();
        self.sent.set(self.sent.get() + 1);
    }

    /// How many mails the cast has sent to the desk.
    pub fn sent_count(&self) -> usize {
        self.sent.get()
    }

    /// The first letter in somebody's mailbox that answers to `wanted`.
    #[track_caller]
    pub fn letter(&self, to: Account, wanted: impl Fn(&Letter) -> bool) -> Letter {
        let look = || self.letters(to).into_iter().find(&wanted);
        within(SOON, look).unwrap_or_else(|| {
            let subjects = self.subjects(to);
            let mails = self.daemon.run(&["mails"]).out;
            let (address, log) = (to.address, self.daemon.log());
            panic!("no such letter to {address}; there are {subjects:#?}\n{mails}\n{log}")
        })
    }

    /// All letters of the desk in somebody's mailbox.
    pub fn letters(&self, to: Account) -> Vec<Letter> {
        let mails = self.servers.mailbox(to, "INBOX");
        mails.iter().map(|raw| Letter::read(raw)).collect()
    }

    /// Their subjects.
    pub fn subjects(&self, to: Account) -> Vec<String> {
        let letters = self.letters(to);
        letters
            .iter()
            .map(|letter| letter.the("Subject").to_owned())
            .collect()
    }

    /// What became of the next source mail: its line of `mails --json`.
    #[track_caller]
    pub fn next_outcome(&self) -> Value {
        let look = || {
            let rows = self.daemon.json(&["mails"]).into_iter();
            let mut told = self.told.borrow_mut();
            let mut fresh =
                rows.filter(|row| told.insert(row["locator"].as_str().unwrap().to_owned()));
            fresh.next()
        };
        until("the next mail to be taken in", SOON, look)
    }

    /// The same as a word, with its reason and ticket: `ticket 1000`, `ignored copy 1000`.
    #[track_caller]
    pub fn next_outcome_word(&self) -> String {
        let row = self.next_outcome();
        let word = |key: &str| match &row[key] {
            Value::Null => String::new(),
            Value::String(word) => word.clone(),
            other => other.to_string(),
        };
        [word("disposition"), word("reason"), word("ticket")]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// `show --json`.
    #[track_caller]
    pub fn ticket(&self, id: u64) -> Value {
        self.daemon.json(&["show", &id.to_string()]).remove(0)
    }

    /// Waits until a ticket answers to `wanted`.
    #[track_caller]
    pub fn ticket_when(&self, id: u64, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        until(what, SOON, || Some(self.ticket(id)).filter(&wanted))
    }

    /// Waits until nothing is left to send.
    #[track_caller]
    pub fn everything_is_sent(&self) {
        until("an empty outbox", SOON, || {
            (self.daemon.status()["outbox"]["queued"] == 0).then_some(())
        });
    }
}

fn configuration(servers: &Servers, require: &str) -> String {
    format!(
        r#"
[desk]
name = "Desk Support"
address = "support@desk.example"
tag = "DESK"
state-dir = "state"

[[mailbox]]
name = "support"
kind = "imap"
host = "localhost"
port = {imaps}
security = "tls"
ca-file = "{ca}"
username = "support@desk.example"
password = {{ file = "password" }}

[delivery]
kind = "smtp"
host = "localhost"
port = {submission}
security = "starttls"
ca-file = "{ca}"
username = "support@desk.example"
password = {{ file = "password" }}

[identity]
require = "{require}"
authserv-id = "{MX}"

[[team]]
name = "first-line"

[[team]]
name = "network"
tier = 2

[[agent]]
name = "bob"
address = "bob@desk.example"
team = "first-line"

[[agent]]
name = "carol"
address = "carol@desk.example"
team = "network"
"#,
        imaps = servers.imaps_port(),
        submission = servers.submission_port(),
        ca = servers.ca_file().display(),
    )
}
