//! `[[mailbox]]` and `[delivery]`: the servers and folders that mail comes from and goes to.

use std::net::IpAddr;
use std::time::Duration;

use super::desk::host;
use super::section::Section;
use super::settings::{
    Backlog, DeliverySettings, ImapSettings, MailboxKind, MailboxSettings, SmtpSettings,
};
use super::value::parse_size;
use super::{Reader, Secrets};
use crate::net::{Endpoint, Security, check_ca};

/// Largest mail read whole unless the file says otherwise, in bytes.
const MAX_SIZE: u64 = 25 << 20;

impl Reader {
    pub(super) fn mailboxes(&self, root: &Section<'_>) -> Vec<MailboxSettings> {
        let mut mailboxes: Vec<MailboxSettings> = Vec::new();
        for section in root.tables("mailbox", "[[mailbox]]") {
            section.check_keys();
            let Some(mailbox) = self.mailbox(&section) else {
                continue;
            };
            if mailboxes.iter().any(|other| other.name == mailbox.name) {
                section.note(format!(
                    "there are two mailboxes named \"{}\"; give one another name",
                    mailbox.name
                ));
            } else if let Some(other) = mailboxes.iter().find(|other| is_same(other, &mailbox)) {
                section.note(format!(
                    "mailbox \"{}\" reads the same folder as \"{}\"; one of them is enough",
                    mailbox.name, other.name
                ));
            }
            mailboxes.push(mailbox);
        }
        mailboxes
    }

    fn mailbox(&self, section: &Section<'_>) -> Option<MailboxSettings> {
        let name = section.name("name").map(|name| name.value.to_owned());
        let kind = match section.needed("kind")?.value {
            "imap" => {
                refuse(section, &["path"], "kind = \"maildir\"");
                self.imap(section)
            }
            "maildir" => {
                let keys = [
                    "host", "port", "security", "ca-file", "username", "password", "folder",
                ];
                refuse(section, &keys, "kind = \"imap\"");
                section.needed("path");
                let path = section.path("path", self);
                path.map(|path| MailboxKind::Maildir { path })
            }
            _ => {
                section.choice("kind", &[("imap", ()), ("maildir", ())]);
                return None;
            }
        };
        let folder = match &kind {
            Some(MailboxKind::Imap(imap)) => imap.folder.clone(),
            _ => String::new(),
        };
        let place = |key: &str, default: &str| {
            let text = section.text(key);
            let name = text.as_ref().map_or(default, |text| text.value);
            if !folder.is_empty() && name == folder {
                section.note_key(key, format!(
                    "\"{key}\" in [[mailbox]] is the folder that is read; mails would come back for ever; name another folder"
                ));
            }
            folder_name(section, key, name)
        };
        let processed = place("processed", "Processed");
        let quarantine = place("quarantine", "Quarantine");
        if quarantine.is_empty() {
            let what = "\"quarantine\" in [[mailbox]] is empty; mail that cannot be placed needs a folder; write \"Quarantine\"";
            section.note_key("quarantine", what.to_owned());
        }
        let choices = [("leave", Backlog::Leave), ("take", Backlog::Take)];
        Some(MailboxSettings {
            poll: section
                .duration("poll", "5s", "1h")
                .unwrap_or(Duration::from_mins(1)),
            max_size: section.read("max-size", max_size).unwrap_or(MAX_SIZE),
            backlog: section
                .choice("backlog", &choices)
                .unwrap_or(Backlog::Leave),
            name: name?,
            kind: kind?,
            processed: (!processed.is_empty()).then_some(processed),
            quarantine,
        })
    }

    fn imap(&self, section: &Section<'_>) -> Option<MailboxKind> {
        let endpoint = self.endpoint(section, Security::Tls, |security| match security {
            Security::Tls => 993,
            Security::StartTls | Security::None => 143,
        });
        let username = section.needed("username").map(|text| text.value.to_owned());
        if !section.has("password") {
            section.note(
                "\"password\" in [[mailbox]] is missing; write password = { file = \"…\" }"
                    .to_owned(),
            );
        }
        let password = self.secret(section, "password");
        let folder = section.text("folder").map_or("INBOX", |text| text.value);
        Some(MailboxKind::Imap(ImapSettings {
            endpoint: endpoint?,
            username: username?,
            password: password?,
            folder: folder_name(section, "folder", folder),
        }))
    }

    pub(super) fn delivery(
        &self,
        root: &Section<'_>,
        mailboxes: &[MailboxSettings],
    ) -> Option<DeliverySettings> {
        let Some(section) = root.table("delivery", "[delivery]") else {
            if !root.has("delivery") {
                root.note("the section [delivery] is missing; it needs kind".to_owned());
            }
            return None;
        };
        self.route(&section, mailboxes)
    }

    /// A way for mail to go out: the keys of `[delivery]`, wherever they stand.
    pub(super) fn route(
        &self,
        section: &Section<'_>,
        mailboxes: &[MailboxSettings],
    ) -> Option<DeliverySettings> {
        section.check_keys();
        match section.needed("kind")?.value {
            "smtp" => {
                refuse(section, &["path"], "kind = \"folder\"");
                let fallback = section.table("fallback", "[delivery.fallback]");
                let fallback = fallback.and_then(|fallback| {
                    fallback.check_keys();
                    self.smtp(&fallback).map(Box::new)
                });
                let first = Box::new(self.smtp(section)?);
                if let Some(same) = &fallback
                    && same.endpoint.shown() == first.endpoint.shown()
                {
                    section.note_key("fallback", format!(
                        "[delivery.fallback] is the same server as [delivery], {}; name another one, or leave it out",
                        first.endpoint.shown()
                    ));
                }
                Some(DeliverySettings::Smtp { first, fallback })
            }
            "folder" => {
                let keys = [
                    "host",
                    "port",
                    "security",
                    "ca-file",
                    "username",
                    "password",
                    "hello",
                    "reply-timeout",
                    "fallback",
                ];
                refuse(section, &keys, "kind = \"smtp\"");
                section.needed("path");
                let path = section.path("path", self)?;
                let is_read = mailboxes.iter().any(|mailbox| {
                    matches!(&mailbox.kind, MailboxKind::Maildir { path: read } if *read == path)
                });
                if is_read {
                    let what = "\"path\" in [delivery] is a folder that a [[mailbox]] reads; what goes out would come in again";
                    section.note_key("path", what.to_owned());
                }
                Some(DeliverySettings::Folder { path })
            }
            _ => {
                section.choice("kind", &[("smtp", ()), ("folder", ())]);
                None
            }
        }
    }

    fn smtp(&self, section: &Section<'_>) -> Option<SmtpSettings> {
        let endpoint = self.endpoint(section, Security::StartTls, |security| match security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::None => 25,
        });
        let username = section.text("username").map(|text| text.value.to_owned());
        let username = username.filter(|name| !name.is_empty());
        let password = self.secret(section, "password");
        if username.is_some() != section.has("password") {
            let what = format!(
                "\"username\" and \"password\" in {} go together; leave out both to send without logging in",
                section.name
            );
            section.note(what);
        }
        Some(SmtpSettings {
            endpoint: endpoint?,
            username,
            password,
            hello: section.read("hello", host),
            reply_timeout: section.duration("reply-timeout", "5s", "10m"),
        })
    }

    fn endpoint(
        &self,
        section: &Section<'_>,
        default: Security,
        port: impl Fn(Security) -> u16,
    ) -> Option<Endpoint> {
        let choices = [
            ("tls", Security::Tls),
            ("starttls", Security::StartTls),
            ("none", Security::None),
        ];
        let security = section.choice("security", &choices).unwrap_or(default);
        let given = section.number("port", 1, 65_535);
        let given = given.and_then(|port| u16::try_from(port).ok());
        section.needed("host")?;
        let host = section.read("host", host)?;
        if security == Security::None && !is_loopback(&host) {
            section.note_key("security", format!(
                "\"security\" in {} is \"none\", which would send passwords and mail in the clear to {host}; write \"tls\" or \"starttls\"",
                section.name
            ));
            return None;
        }
        let ca_file = section.path("ca-file", self);
        // Like a secret, it lies on the machine that the daemon runs on.
        if let (Some(path), Secrets::Read) = (&ca_file, self.secrets)
            && let Err(error) = check_ca(path)
        {
            let what = format!("\"ca-file\" in {}: {error}", section.name);
            section.note_key("ca-file", what);
        }
        Some(Endpoint {
            port: given.unwrap_or_else(|| port(security)),
            host,
            security,
            ca_file,
        })
    }
}

/// Notes keys that belong to another kind.
fn refuse(section: &Section<'_>, keys: &[&str], other: &str) {
    for (key, span) in section.keys().filter(|(key, _)| keys.contains(key)) {
        section.note_at(
            &span,
            format!(
                "{} belongs to {other}; take one of the two away",
                section.place(key)
            ),
        );
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn is_same(one: &MailboxSettings, two: &MailboxSettings) -> bool {
    match (&one.kind, &two.kind) {
        (MailboxKind::Imap(one), MailboxKind::Imap(two)) => {
            one.endpoint.host == two.endpoint.host
                && one.endpoint.port == two.endpoint.port
                && one.username == two.username
                && one.folder == two.folder
        }
        (MailboxKind::Maildir { path: one }, MailboxKind::Maildir { path: two }) => one == two,
        _ => false,
    }
}

fn folder_name(section: &Section<'_>, key: &str, name: &str) -> String {
    if name.chars().any(char::is_control) || name.len() > 200 {
        section.note_key(
            key,
            format!("{} is no name of a folder", section.place(key)),
        );
    }
    name.to_owned()
}

fn max_size(text: &str) -> Result<u64, String> {
    let size = parse_size(text)?;
    if !((64 << 10)..=(200 << 20)).contains(&size) {
        return Err(format!(
            "\"{text}\" is not between 64KiB and 200MiB; write it as 25MiB"
        ));
    }
    Ok(size)
}
