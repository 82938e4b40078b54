//! From what is written to what it means, with every fault named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::file::{self, File};
use super::secret::{self, Secrets};
use super::values::{Octets, Span};
use crate::calendar::{Clock, Hours, Targets, Week, ical, parse_days, parse_window};
use crate::domain::{Address, Agent, AgentName, Kind, Priority, Role, Roster, Team};
use crate::identity::token::TOKEN_CHARS;
use crate::identity::{Require, Trust};
use crate::net::{Endpoint, Security};
use crate::rules::{Condition, Field, Opening, Outcomes, Rule, Ruleset, condition::Test, ruleset};

/// RFC 5321 §4.5.3.1.1.
const LOCAL_PART_OCTETS: usize = 64;

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `[desk]`.
    pub desk: Desk,
    /// `[[mailbox]]`.
    pub mailboxes: Vec<Mailbox>,
    /// `[delivery]`.
    pub delivery: Delivery,
    /// `[identity] require`.
    pub require: Require,
    /// `[identity] authserv-id`, `trusted-hosts`.
    pub trust: Trust,
    /// `[identity] secret`; absent: the daemon keeps one of its own.
    pub signing_key: Option<SecretString>,
    /// `[acknowledge] unproven`: `plain`, `full` or `never`.
    pub unproven: String,
    /// `[[agent]]` and `[[team]]`.
    pub roster: Roster,
    /// `[[rule]]`, and the shipped rules behind them.
    pub rules: Ruleset,
    /// `[desk] categories`.
    pub categories: Vec<String>,
    /// `[hours]`.
    pub hours: Hours,
    /// `[targets]`.
    pub targets: Targets,
    /// `[limits]`: to one address an hour, to one a day, to all an hour.
    pub limits: [u32; 3],
    /// `[closing] confirm-days`.
    pub confirm_days: u32,
    /// `[closing] reopen-window`.
    pub reopen_window: SignedDuration,
    /// What is allowed and unwise, a sentence each.
    pub warnings: Vec<String>,
}

/// The desk itself.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Shown name.
    pub name: String,
    /// Its address.
    pub address: Address,
    /// Its other addresses.
    pub also_known_as: Vec<Address>,
    /// The word before ticket numbers.
    pub tag: String,
    /// Separator of subaddresses.
    pub subaddress: String,
    /// Where the state is kept.
    pub state_dir: PathBuf,
    /// Where own templates are, if there are any.
    pub templates: Option<PathBuf>,
    /// Language of the mails.
    pub language: String,
}

/// A mailbox.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// Unique name.
    pub name: String,
    /// Which kind, with its own settings.
    pub kind: MailboxKind,
    /// How often it is looked at.
    pub poll: Duration,
    /// Largest mail that is read, in octets.
    pub max_size: u64,
    /// Whether mail from before the first start is taken in.
    pub takes_backlog: bool,
}

/// Kinds of mailboxes.
#[derive(Debug, Clone)]
pub enum MailboxKind {
    /// On an IMAP server.
    Imap(ImapMailbox),
    /// A folder that mail is delivered into.
    Maildir(MaildirMailbox),
}

/// A folder on an IMAP server.
#[derive(Debug, Clone)]
pub struct ImapMailbox {
    /// The server.
    pub endpoint: Endpoint,
    /// Who logs in.
    pub username: String,
    /// With what.
    pub password: SecretString,
    /// The folder that is watched.
    pub folder: String,
    /// Where mail goes that was taken in; absent: it stays, marked seen.
    pub processed: Option<String>,
    /// Where mail goes that could not be placed.
    pub quarantine: String,
}

/// A Maildir.
#[derive(Debug, Clone)]
pub struct MaildirMailbox {
    /// Where it is.
    pub path: PathBuf,
    /// Where mail goes that was taken in.
    pub processed: Option<String>,
    /// Where mail goes that could not be placed.
    pub quarantine: String,
}

/// Where mail is handed over.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// To a mail server.
    Smtp(Relay),
    /// To a folder.
    Folder(PathBuf),
}

/// A mail server that takes our mail.
#[derive(Debug, Clone)]
pub struct Relay {
    /// The server.
    pub endpoint: Endpoint,
    /// Who logs in, if anybody.
    pub username: Option<String>,
    /// With what.
    pub password: Option<SecretString>,
    /// The name given in EHLO.
    pub hello: String,
}

/// Collects faults while going on.
struct Checking<'a> {
    base: &'a Path,
    secrets: Secrets,
    faults: Vec<String>,
    warnings: Vec<String>,
}

/// Makes settings of a file, or names all its faults.
pub(super) fn check(file: File, base: &Path, secrets: Secrets) -> Result<Settings, Vec<String>> {
    let mut checking = Checking {
        base,
        secrets,
        faults: Vec::new(),
        warnings: Vec::new(),
    };
    let desk = checking.desk(&file.desk);
    let mailboxes = checking.mailboxes(&file.mailbox);
    let delivery = checking.delivery(&file.delivery);
    let roster = checking.roster(&file);
    let categories = file
        .desk
        .categories
        .clone()
        .unwrap_or_else(|| ruleset::CATEGORIES.map(str::to_owned).to_vec());
    let rules = checking.rules(&file.rule, &roster, &categories);
    let hours = checking.hours(&file.hours, &file.desk.time_zone);
    let targets = checking.targets(&file.targets);
    let require = checking.require(file.identity.require.as_deref());
    let trust = Trust {
        trusted_hosts: file
            .identity
            .trusted_hosts
            .clone()
            .unwrap_or_else(|| file.identity.authserv_id.iter().cloned().collect()),
        authserv_id: file.identity.authserv_id.clone(),
    };
    if trust.authserv_id.is_none() && require != Some(Require::Token) {
        checking.warnings.push("[identity] has no authserv-id: nobody's domain can be proven, so agents can only read; name your mail server's, or set require = \"token\" on an intranet".to_owned());
    }
    let signing_key = file
        .identity
        .secret
        .as_ref()
        .and_then(|secret| checking.secret("[identity] secret", secret));
    let unproven = file
        .acknowledge
        .unproven
        .clone()
        .unwrap_or_else(|| "plain".to_owned());
    checking.one_of(
        "[acknowledge] unproven",
        &unproven,
        &["plain", "full", "never"],
    );
    if roster.agents.is_empty() {
        checking
            .warnings
            .push("there is no [[agent]]: nobody is told of new tickets".to_owned());
    }
    match (desk, delivery, rules, hours, require) {
        (Some(desk), Some(delivery), Some(rules), Some(hours), Some(require))
            if checking.faults.is_empty() =>
        {
            Ok(Settings {
                desk,
                mailboxes,
                delivery,
                require,
                trust,
                signing_key,
                unproven,
                roster,
                rules,
                categories,
                hours,
                targets,
                limits: [
                    file.limits.address_hour,
                    file.limits.address_day,
                    file.limits.total_hour,
                ],
                confirm_days: file.closing.confirm_days,
                reopen_window: file.closing.reopen_window.0,
                warnings: checking.warnings,
            })
        }
        _ => Err(checking.faults),
    }
}

impl Checking<'_> {
    fn fault(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    fn one_of(&mut self, key: &str, value: &str, possible: &[&str]) -> bool {
        let is_one = possible.contains(&value);
        if !is_one {
            let near = crate::commands::nearest(value, possible.iter().copied()).map_or_else(
                || format!("possible are: {}", possible.join(", ")),
                |near| format!("did you mean \"{near}\"?"),
            );
            self.fault(format!("{key} = \"{value}\": no such value; {near}"));
        }
        is_one
    }

    fn address(&mut self, key: &str, text: &str) -> Option<Address> {
        Address::parse(text)
            .map_err(|why| self.fault(format!("{key} = \"{text}\" is not an address: {why}")))
            .ok()
    }

    fn secret(&mut self, key: &str, secret: &file::Secret) -> Option<SecretString> {
        secret::read(secret, self.base, self.secrets)
            .map_err(|why| self.fault(format!("{key}: {why}")))
            .ok()
    }

    fn desk(&mut self, desk: &file::Desk) -> Option<Desk> {
        let address = self.address("[desk] address", &desk.address)?;
        let also_known_as = desk
            .also_known_as
            .iter()
            .filter_map(|text| self.address("[desk] also-known-as", text))
            .collect();
        let tag = desk.tag.clone().unwrap_or_else(|| {
            desk.name
                .split_whitespace()
                .next()
                .unwrap_or("DESK")
                .to_ascii_uppercase()
        });
        if tag.is_empty()
            || tag.chars().count() > 20
            || !tag.chars().all(|c| c.is_ascii_alphanumeric())
        {
            self.fault(format!(
                "[desk] tag = \"{tag}\": a tag is 1 to 20 letters and digits, such as ACME"
            ));
        }
        let octets = address.local().len() + desk.subaddress.len() + TOKEN_CHARS;
        if !desk.subaddress.is_empty() && octets > LOCAL_PART_OCTETS {
            self.fault(format!("[desk] address: \"{}\" is too long for reply tokens ({octets} octets with one, {LOCAL_PART_OCTETS} are allowed); use a shorter address, or subaddress = \"\"", address.local()));
        }
        if desk.subaddress.chars().count() > 1 {
            self.fault(format!("[desk] subaddress = \"{}\": it is one character, \"+\" for most servers, or \"\" where there are no subaddresses", desk.subaddress));
        }
        Some(Desk {
            name: desk.name.clone(),
            address,
            also_known_as,
            tag,
            subaddress: desk.subaddress.clone(),
            state_dir: self.base.join(&desk.state_dir),
            templates: desk.templates.as_ref().map(|path| self.base.join(path)),
            language: desk.language.clone(),
        })
    }

    fn mailboxes(&mut self, mailboxes: &[file::Mailbox]) -> Vec<Mailbox> {
        if mailboxes.is_empty() {
            self.fault("there is no [[mailbox]]; ticketd needs one to read");
        }
        let mut names = BTreeSet::new();
        let mut checked = Vec::new();
        for mailbox in mailboxes {
            if !names.insert(mailbox.name.clone()) {
                self.fault(format!(
                    "two [[mailbox]] are named \"{}\"; give each its own name",
                    mailbox.name
                ));
            }
            let of = format!("[[mailbox]] \"{}\"", mailbox.name);
            let kind = match mailbox.kind.as_str() {
                "imap" => self.imap(&of, mailbox).map(MailboxKind::Imap),
                "maildir" => self.maildir(&of, mailbox).map(MailboxKind::Maildir),
                other => {
                    self.one_of(&format!("{of} kind"), other, &["imap", "maildir"]);
                    None
                }
            };
            let poll = mailbox
                .poll
                .unwrap_or(Span(SignedDuration::from_secs(60)))
                .0;
            let poll = Duration::try_from(poll).unwrap_or_default();
            if poll < Duration::from_secs(1) {
                self.fault(format!("{of} poll: it is at least 1s"));
            }
            if let Some(kind) = kind {
                let max_size = mailbox.max_size.unwrap_or(Octets(25 << 20)).0;
                checked.push(Mailbox {
                    name: mailbox.name.clone(),
                    kind,
                    poll,
                    max_size,
                    takes_backlog: mailbox.backlog == file::Backlog::Take,
                });
            }
        }
        checked
    }

    fn imap(&mut self, of: &str, mailbox: &file::Mailbox) -> Option<ImapMailbox> {
        if mailbox.path.is_some() {
            self.fault(format!("{of}: path belongs to kind = \"maildir\""));
        }
        let endpoint = self.endpoint(
            of,
            mailbox.host.as_deref(),
            mailbox.port,
            mailbox.security.as_deref(),
            mailbox.ca_file.as_deref(),
            [993, 143],
        );
        let username = mailbox.username.clone();
        if username.is_none() {
            self.fault(format!("{of}: username is missing"));
        }
        let password = match &mailbox.password {
            Some(secret) => self.secret(&format!("{of} password"), secret),
            None => {
                self.fault(format!(
                    "{of}: password is missing; write password = {{ file = \"…\" }}"
                ));
                None
            }
        };
        Some(ImapMailbox {
            endpoint: endpoint?,
            username: username?,
            password: password?,
            folder: mailbox.folder.clone().unwrap_or_else(|| "INBOX".to_owned()),
            processed: Some(
                mailbox
                    .processed
                    .clone()
                    .unwrap_or_else(|| "Processed".to_owned()),
            )
            .filter(|folder| !folder.is_empty()),
            quarantine: mailbox
                .quarantine
                .clone()
                .unwrap_or_else(|| "Quarantine".to_owned()),
        })
    }

    fn maildir(&mut self, of: &str, mailbox: &file::Mailbox) -> Option<MaildirMailbox> {
        let strays = [
            ("host", mailbox.host.is_some()),
            ("port", mailbox.port.is_some()),
            ("security", mailbox.security.is_some()),
            ("ca-file", mailbox.ca_file.is_some()),
            ("username", mailbox.username.is_some()),
            ("password", mailbox.password.is_some()),
            ("folder", mailbox.folder.is_some()),
        ];
        for (key, _) in strays.iter().filter(|(_, is_set)| *is_set) {
            self.fault(format!("{of}: {key} belongs to kind = \"imap\""));
        }
        let Some(path) = &mailbox.path else {
            self.fault(format!("{of}: path is missing"));
            return None;
        };
        Some(MaildirMailbox {
            path: self.base.join(path),
            processed: Some(
                mailbox
                    .processed
                    .clone()
                    .unwrap_or_else(|| ".Processed".to_owned()),
            )
            .filter(|folder| !folder.is_empty()),
            quarantine: mailbox
                .quarantine
                .clone()
                .unwrap_or_else(|| ".Quarantine".to_owned()),
        })
    }

    fn delivery(&mut self, delivery: &file::Delivery) -> Option<Delivery> {
        let of = "[delivery]";
        match delivery.kind.as_str() {
            "folder" => match &delivery.path {
                Some(path) => Some(Delivery::Folder(self.base.join(path))),
                None => {
                    self.fault(format!("{of}: path is missing"));
                    None
                }
            },
            "smtp" => {
                let endpoint = self.endpoint(
                    of,
                    delivery.host.as_deref(),
                    delivery.port,
                    delivery.security.as_deref(),
                    delivery.ca_file.as_deref(),
                    [465, 587],
                );
                let password = delivery
                    .password
                    .as_ref()
                    .map(|secret| self.secret(&format!("{of} password"), secret));
                if delivery.username.is_some() != delivery.password.is_some() {
                    self.fault(format!("{of}: username and password go together"));
                }
                let endpoint = endpoint?;
                let hello = delivery.hello.clone().unwrap_or_else(host_name);
                Some(Delivery::Smtp(Relay {
                    endpoint,
                    username: delivery.username.clone(),
                    password: password.flatten(),
                    hello,
                }))
            }
            other => {
                self.one_of("[delivery] kind", other, &["smtp", "folder"]);
                None
            }
        }
    }

    /// `ports`: the default for TLS, and for STARTTLS or none.
    fn endpoint(
        &mut self,
        of: &str,
        host: Option<&str>,
        port: Option<u16>,
        security: Option<&str>,
        ca_file: Option<&str>,
        ports: [u16; 2],
    ) -> Option<Endpoint> {
        let Some(host) = host else {
            self.fault(format!("{of}: host is missing"));
            return None;
        };
        let [tls_port, plain_port] = ports;
        let security = match security {
            Some("tls") => Security::Tls,
            Some("starttls") => Security::StartTls,
            Some("none") if is_loopback(host) => Security::None,
            Some("none") => {
                self.fault(format!("{of} security = \"none\": {host} is not this machine, and passwords would cross the network in the clear; use \"tls\" or \"starttls\""));
                return None;
            }
            None if port == Some(plain_port) => Security::StartTls,
            None => Security::Tls,
            Some(other) => {
                self.one_of(
                    &format!("{of} security"),
                    other,
                    &["tls", "starttls", "none"],
                );
                return None;
            }
        };
        let port = port.unwrap_or(if security == Security::Tls {
            tls_port
        } else {
            plain_port
        });
        let ca_file = ca_file.map(|path| self.base.join(path));
        if let Some(path) = ca_file
            .as_ref()
            .filter(|path| self.secrets == Secrets::Read && !path.is_file())
        {
            self.fault(format!("{of} ca-file: there is no file {}", path.display()));
        }
        Some(Endpoint {
            host: host.to_owned(),
            port,
            security,
            ca_file,
        })
    }

    fn roster(&mut self, file: &File) -> Roster {
        let mut roster = Roster::default();
        for team in &file.team {
            if roster.team(&team.name).is_some() {
                self.fault(format!(
                    "two [[team]] are named \"{}\"; give each its own name",
                    team.name
                ));
            }
            if !(1..=3).contains(&team.tier) {
                self.fault(format!(
                    "[[team]] \"{}\" tier = {}: tiers are 1, 2 and 3",
                    team.name, team.tier
                ));
            }
            roster.teams.push(Team {
                name: team.name.clone(),
                tier: team.tier,
                is_on_call: team.on_call,
            });
        }
        for agent in &file.agent {
            let of = format!("[[agent]] \"{}\"", agent.name);
            if roster.agent(&agent.name).is_some() {
                self.fault(format!(
                    "two [[agent]] are named \"{}\"; give each its own name",
                    agent.name
                ));
            }
            if ["me", "none", "nobody"].contains(&agent.name.to_ascii_lowercase().as_str())
                || agent
                    .name
                    .chars()
                    .any(|c| !(c.is_alphanumeric() || "-_.".contains(c)))
            {
                self.fault(format!(
                    "{of}: a name is one word of letters and digits, and not me or none"
                ));
            }
            if let Some(team) = agent
                .team
                .as_deref()
                .filter(|team| roster.team(team).is_none())
            {
                self.fault(format!(
                    "{of} team = \"{team}\": there is no [[team]] of that name"
                ));
            }
            let role = match agent.role.as_deref() {
                None | Some("agent") => Role::Agent,
                Some("leader") => Role::Leader,
                Some("manager") => Role::Manager,
                Some("admin") => Role::Admin,
                Some(other) => {
                    self.one_of(
                        &format!("{of} role"),
                        other,
                        &["agent", "leader", "manager", "admin"],
                    );
                    Role::Agent
                }
            };
            let Some(address) = self.address(&format!("{of} address"), &agent.address) else {
                continue;
            };
            if let Some(other) = roster.by_address(&address) {
                let other = other.name.clone();
                self.fault(format!("{of} address: {other} has {address} already"));
            }
            let also_known_as = agent
                .also_known_as
                .iter()
                .filter_map(|text| self.address(&format!("{of} also-known-as"), text))
                .collect();
            roster.agents.push(Agent {
                name: AgentName(agent.name.clone()),
                address,
                also_known_as,
                team: agent.team.clone(),
                role,
            });
        }
        roster
    }

    fn rules(
        &mut self,
        rules: &[file::Rule],
        roster: &Roster,
        categories: &[String],
    ) -> Option<Ruleset> {
        let own: Vec<Rule> = rules
            .iter()
            .map(|rule| self.rule(rule, roster, categories))
            .collect();
        match Ruleset::with_shipped(own, categories) {
            Ok(rules) => Some(rules),
            Err(faults) => {
                faults
                    .iter()
                    .for_each(|fault| self.fault(format!("[[rule]]: {fault}")));
                None
            }
        }
    }

    fn rule(&mut self, rule: &file::Rule, roster: &Roster, categories: &[String]) -> Rule {
        let of = format!("[[rule]] \"{}\"", rule.name);
        let when = self.condition(&of, &rule.when);
        let set = &rule.set;
        if let Some(category) = set
            .category
            .as_ref()
            .filter(|category| !categories.contains(category))
        {
            let known: Vec<&str> = categories.iter().map(String::as_str).collect();
            self.one_of(&format!("{of} category"), category, &known);
        }
        if let Some(team) = set
            .team
            .as_deref()
            .filter(|team| roster.team(team).is_none())
        {
            self.fault(format!(
                "{of} team = \"{team}\": there is no [[team]] of that name"
            ));
        }
        let priority = set.priority.as_deref().and_then(|word| {
            let read = Priority::parse(word);
            if read.is_none() {
                self.one_of(
                    &format!("{of} priority"),
                    word,
                    &Priority::ALL.map(Priority::word),
                );
            }
            read
        });
        let kind = set.kind.as_deref().and_then(|word| {
            let read = Kind::parse(word);
            if read.is_none() {
                self.one_of(&format!("{of} type"), word, &Kind::ALL.map(Kind::word));
            }
            read
        });
        let set = Outcomes {
            category: set.category.clone(),
            priority,
            kind,
            team: set.team.clone(),
            tags: set.tags.clone(),
            exempt: set.exempt.clone(),
        };
        Rule {
            name: rule.name.clone(),
            when,
            set,
        }
    }

    fn condition(
        &mut self,
        of: &str,
        when: &std::collections::BTreeMap<String, toml::Value>,
    ) -> Condition {
        let mut condition = Condition::default();
        for (key, value) in when {
            match (key.as_str(), value) {
                ("hours", toml::Value::String(word)) => {
                    condition.hours = Opening::parse(word);
                    self.one_of(&format!("{of} when.hours"), word, &["open", "closed"]);
                }
                ("unless", toml::Value::Table(table)) => {
                    for (key, value) in table {
                        condition.unless.extend(self.tests(of, key, value));
                    }
                }
                _ => condition.tests.extend(self.tests(of, key, value)),
            }
        }
        condition
    }

    fn tests(&mut self, of: &str, key: &str, value: &toml::Value) -> Vec<Test> {
        if let ("header", toml::Value::Table(headers)) = (key, value) {
            return headers
                .iter()
                .flat_map(|(name, value)| self.tests(of, &format!("header.{name}"), value))
                .collect();
        }
        let field = match key {
            "subject" => Field::Subject,
            "body" => Field::Body,
            "from" => Field::From,
            "to" => Field::To,
            "any" => Field::Any,
            "attachment" => Field::Attachment,
            other => match other.strip_prefix("header.") {
                Some(name) => Field::Header(name.to_owned()),
                None => {
                    self.one_of(
                        &format!("{of} when"),
                        other,
                        &[
                            "subject",
                            "body",
                            "from",
                            "to",
                            "any",
                            "attachment",
                            "header",
                            "hours",
                            "unless",
                        ],
                    );
                    return Vec::new();
                }
            },
        };
        let patterns: Vec<String> = match value {
            toml::Value::String(pattern) => vec![pattern.clone()],
            toml::Value::Array(patterns) => patterns
                .iter()
                .filter_map(|pattern| pattern.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        };
        if patterns.is_empty() {
            self.fault(format!(
                "{of} when.{key}: it is a pattern in quotes, or a list of them"
            ));
            return Vec::new();
        }
        vec![Test::new(field, patterns)]
    }

    fn hours(
        &mut self,
        lines: &std::collections::BTreeMap<String, toml::Value>,
        zone: &str,
    ) -> Option<Hours> {
        let zone = TimeZone::get(zone).map_err(|_| self.fault(format!("[desk] time-zone = \"{zone}\": there is no such zone; write it as Asia/Kolkata or UTC"))).ok()?;
        let mut holidays = Vec::new();
        let (mut week, mut has_days) = (Week::default(), false);
        for (key, value) in lines {
            if key == "holidays" {
                holidays = self.holidays(value);
                continue;
            }
            has_days = true;
            let days = match parse_days(key) {
                Ok(days) => days,
                Err(why) => {
                    self.fault(format!("[hours] {key}: {why}"));
                    continue;
                }
            };
            let windows: Vec<&str> = match value {
                toml::Value::String(window) => vec![window],
                toml::Value::Array(windows) => {
                    windows.iter().filter_map(toml::Value::as_str).collect()
                }
                _ => {
                    self.fault(format!("[hours] {key}: write windows as [\"10:00-17:40\"]"));
                    continue;
                }
            };
            for window in windows {
                let opened = parse_window(window)
                    .and_then(|window| days.iter().try_for_each(|day| week.open(*day, window)));
                if let Err(why) = opened {
                    self.fault(format!("[hours] {key}: {why}"));
                }
            }
        }
        let week = if has_days { week } else { Week::shipped() };
        if week.is_empty() && self.faults.is_empty() {
            self.fault("[hours]: the desk is never open; leave [hours] out for the shipped hours");
        }
        Some(Hours::new(zone, week, holidays))
    }

    fn holidays(&mut self, value: &toml::Value) -> Vec<jiff::civil::Date> {
        match value {
            toml::Value::String(path) => {
                let path = self.base.join(path);
                let read = std::fs::read_to_string(&path)
                    .map_err(|error| error.to_string())
                    .and_then(|text| ical::parse_holidays(&text));
                read.map_err(|why| {
                    self.fault(format!(
                        "[hours] holidays: reading {}: {why}",
                        path.display()
                    ))
                })
                .unwrap_or_default()
            }
            toml::Value::Array(dates) => {
                let mut read = Vec::new();
                for date in dates {
                    let text = date
                        .as_str()
                        .map_or_else(|| date.to_string(), str::to_owned);
                    match text.parse() {
                        Ok(date) => read.push(date),
                        Err(_) => self.fault(format!(
                            "[hours] holidays: {text} is no date; write it as \"2026-12-25\""
                        )),
                    }
                }
                read
            }
            _ => {
                self.fault(
                    "[hours] holidays: it is a list of dates, or the path of an iCalendar file",
                );
                Vec::new()
            }
        }
    }

    fn targets(&mut self, lines: &std::collections::BTreeMap<String, file::Target>) -> Targets {
        let mut targets = Targets::default();
        for (word, line) in lines {
            let Some(priority) = Priority::ALL
                .into_iter()
                .find(|priority| priority.word() == word)
            else {
                self.one_of("[targets]", word, &Priority::ALL.map(Priority::word));
                continue;
            };
            let target = targets.of_mut(priority);
            if let Some(answer) = line.answer {
                target.answer = answer.0;
            }
            if let Some(update) = line.update {
                target.update = Some(update.0).filter(|update| !update.is_zero());
            }
            if let Some(resolve) = line.resolve {
                target.resolve = Some(resolve.0).filter(|resolve| !resolve.is_zero());
            }
            match line
                .clock
                .as_deref()
                .map(|clock| (clock, Clock::parse(clock)))
            {
                Some((_, Some(clock))) => target.clock = clock,
                Some((word, None)) => {
                    self.one_of("[targets] clock", word, &["wall", "business"]);
                }
                None => {}
            }
        }
        targets
    }

    fn require(&mut self, word: Option<&str>) -> Option<Require> {
        match word {
            None | Some("dmarc+token") => Some(Require::DomainAndToken),
            Some("token") => Some(Require::Token),
            Some("dmarc") => Some(Require::Domain),
            Some(other) => {
                self.one_of(
                    "[identity] require",
                    other,
                    &["dmarc+token", "token", "dmarc"],
                );
                None
            }
        }
    }
}

/// This machine's name, for EHLO.
fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() {
        "localhost".to_owned()
    } else {
        name.to_owned()
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}
