//! The settings as the rest of the program gets them: checked, with every default filled in.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::SecretString;

use crate::calendar::{Hours, Matrix, Rhythms, Targets};
use crate::commands::Aliases;
use crate::domain::{Address, Asking, Gate, Language, Named, Ranking, Roster};
use crate::engine::incident::Incidents;
use crate::engine::{Limits, Unproven};
use crate::fields::Reader;
use crate::identity::Require;
use crate::net::Endpoint;
use crate::rules::Ruleset;

/// All of `daemon.toml`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `[desk]`.
    pub desk: DeskSettings,
    /// `[[mailbox]]`, at least one.
    pub mailboxes: Vec<MailboxSettings>,
    /// `[delivery]`.
    pub delivery: DeliverySettings,
    /// `[alerts]`.
    pub alerts: AlertSettings,
    /// `[identity]`.
    pub identity: IdentitySettings,
    /// `[acknowledge]`.
    pub acknowledge: AcknowledgeSettings,
    /// `[limits]`.
    pub limits: Limits,
    /// `[closing]`.
    pub closing: ClosingSettings,
    /// `[[closing.approvals]]`.
    pub gates: Vec<Gate>,
    /// `[closing] record-to`.
    pub record_to: Vec<Named>,
    /// `[commands.aliases]`.
    pub aliases: Aliases,
    /// `[[agent]]` and `[[team]]`.
    pub roster: Roster,
    /// `categories`; the last is `other`.
    pub categories: Vec<String>,
    /// `[[field]]` and `[information]`.
    pub asking: Asking,
    /// `[[field]]`, and the shipped fields: how they are found in mails.
    pub reader: Reader,
    /// `[assignment]`: whether a new ticket is given to an agent of its team.
    pub assigns: bool,
    /// `[priority]`.
    pub ranking: Ranking,
    /// `[[rule]]`, and behind them the shipped rules unless `shipped-rules = false`.
    pub rules: Ruleset,
    /// `[hours]`, in the desk's time zone.
    pub hours: Hours,
    /// `[team.hours]`, by the team's name.
    pub team_hours: BTreeMap<String, Hours>,
    /// `[targets]`.
    pub targets: Targets,
    /// `[[escalation]]`.
    pub matrix: Matrix,
    /// `[reports]`.
    pub rhythms: Rhythms,
    /// `[incidents]`.
    pub incidents: Incidents,
    /// `[knowledge]`.
    pub knowledge: KnowledgeSettings,
    /// What is legal and unwise, one line each.
    pub warnings: Vec<String>,
}

impl Settings {
    /// What is legal and unwise in these settings, one line each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// `[knowledge]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeSettings {
    /// Whether requesters are offered articles that fit.
    pub offers: bool,
    /// Folder of texts that are kept ready.
    pub canned: Option<PathBuf>,
}

/// `[desk]`. The time zone is in [`Settings::hours`].
#[derive(Debug, Clone)]
pub struct DeskSettings {
    /// Shown name of the desk.
    pub name: String,
    /// From of every mail.
    pub address: Address,
    /// Other addresses that mail for the desk comes to.
    pub also_known_as: Vec<Address>,
    /// Tag of subjects.
    pub tag: String,
    /// Subaddress separator; empty where the server has none.
    pub subaddress: String,
    /// Where journal, spool and index are.
    pub state_dir: PathBuf,
    /// Room on the disk, in bytes, below which no mail is taken in; 0 for none.
    pub reserve: u64,
    /// Folder of templates that replace built-in ones.
    pub templates: Option<PathBuf>,
    /// The desk's own language, then those that are offered beside it.
    pub languages: Vec<Language>,
    /// Loopback address that metrics are served on besides the control socket.
    pub metrics: Option<SocketAddr>,
    /// Whether the log shows addresses in full.
    pub log_addresses: bool,
}

/// `[alerts]`.
#[derive(Debug, Clone)]
pub struct AlertSettings {
    /// The admins who are written to.
    pub to: Vec<Address>,
    /// How long nothing may be done while there is something to do.
    pub after: Duration,
    /// Their own route; `None` where nobody is written to.
    pub delivery: Option<DeliverySettings>,
}

/// `[[mailbox]]`.
#[derive(Debug, Clone)]
pub struct MailboxSettings {
    /// Unique name; part of every locator.
    pub name: String,
    /// What it is.
    pub kind: MailboxKind,
    /// Where processed mails go; `None`: they are marked seen and stay.
    pub processed: Option<String>,
    /// Where quarantined mails go.
    pub quarantine: String,
    /// How often it is looked at, also where the server tells of new mail.
    pub poll: Duration,
    /// Largest mail read whole, in bytes.
    pub max_size: u64,
    /// What becomes of mail from before the first start.
    pub backlog: Backlog,
}

/// What a mailbox is.
#[derive(Debug, Clone)]
pub enum MailboxKind {
    /// A folder on an IMAP server.
    Imap(ImapSettings),
    /// A Maildir on this machine.
    Maildir {
        /// The folder that holds `new`, `cur` and `tmp`.
        path: PathBuf,
    },
}

/// What is special to IMAP.
#[derive(Debug, Clone)]
pub struct ImapSettings {
    /// The server.
    pub endpoint: Endpoint,
    /// Who logs in.
    pub username: String,
    /// With what.
    pub password: SecretString,
    /// The folder that is read.
    pub folder: String,
}

/// Mail from before the first start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backlog {
    /// It is counted and left in place.
    Leave,
    /// It becomes tickets, without acknowledgements.
    Take,
}

/// `[delivery]`.
#[derive(Debug, Clone)]
pub enum DeliverySettings {
    /// Mail servers.
    Smtp {
        /// The one that takes our mail.
        first: Box<SmtpSettings>,
        /// The one that takes it when the first cannot be used.
        fallback: Option<Box<SmtpSettings>>,
    },
    /// A folder: one file per mail, in Maildir form.
    Folder {
        /// The folder.
        path: PathBuf,
    },
}

/// What is special to SMTP.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// The server.
    pub endpoint: Endpoint,
    /// Who logs in; nobody when absent.
    pub username: Option<String>,
    /// With what; present where `username` is.
    pub password: Option<SecretString>,
    /// The name given in EHLO; absent: this host's name.
    pub hello: Option<String>,
    /// The longest wait for any of its replies; absent: as long as RFC 5321 asks.
    pub reply_timeout: Option<Duration>,
}

/// `[identity]`.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// What level L2 needs.
    pub require: Require,
    /// Whose `Authentication-Results` are believed; nobody's when absent.
    pub authserv_id: Option<String>,
    /// `by` of the Received lines that may stand above it.
    pub trusted_hosts: Vec<String>,
    /// The signing key; absent: made at first start in the state directory.
    pub secret: Option<SecretString>,
}

/// `[acknowledge]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcknowledgeSettings {
    /// What an unproven sender gets.
    pub unproven: Unproven,
}

/// `[closing]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosingSettings {
    /// Business days of silence after which a resolved ticket closes.
    pub confirm_days: u32,
    /// Business days after which a ticket that waits for its requester is looked at again.
    pub wait_days: u32,
    /// Whether the requester is asked how content they are.
    pub asks_rating: bool,
    /// How long after a critical or high ticket was closed its requester is asked whether it still works.
    pub follow_up_after: Option<SignedDuration>,
    /// How long after its end a ticket leaves the everyday lists.
    pub archive_after: Option<SignedDuration>,
    /// How long after closing a reply reopens.
    pub reopen_window: SignedDuration,
}
