//! `[desk]`, `[identity]`, `[acknowledge]` and `[limits]`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use secrecy::ExposeSecret;

use super::section::{Section, nearest};
use super::settings::{AcknowledgeSettings, DeskSettings, IdentitySettings};
use super::value::parse_size;
use super::{Reader, Secrets};
use crate::domain::language::LanguageError;
use crate::domain::{Address, Language};
use crate::engine::{Limits, Unproven};
use crate::identity::Require;
use crate::identity::token::TOKEN_CHARS;

/// Longest local part that all servers take, in octets (RFC 5321 §4.5.3.1.1).
const LOCAL_OCTETS_MAX: usize = 64;
/// Shortest signing key, in bytes: that of the hash it goes into.
const KEY_BYTES_MIN: usize = 32;
/// Where the state is kept unless the file says otherwise.
const STATE_DIR: &str = "/var/lib/ticketd";
/// Room below which no mail is taken in, in bytes, unless the file says otherwise.
const RESERVE: u64 = 256 << 20;

impl Reader {
    pub(super) fn desk(&self, root: &Section<'_>) -> Option<DeskSettings> {
        let Some(section) = root.table("desk", "[desk]") else {
            root.note("the section [desk] is missing; it needs name and address".to_owned());
            return None;
        };
        section.check_keys();
        let name = shown_name(&section);
        let address = section.address("address");
        let subaddress = section.read("subaddress", |text| match text {
            "" | "+" | "-" | "=" | "_" | "." => Ok(text.to_owned()),
            _ => Err(format!(
                "\"{text}\" is no separator; write \"+\", \"-\", \"=\", \"_\", \".\" or \"\" for none"
            )),
        });
        let subaddress = subaddress.unwrap_or_else(|| "+".to_owned());
        let address = address.and_then(|address| {
            let octets = address.value.local().len() + subaddress.len() + TOKEN_CHARS;
            if !subaddress.is_empty() && octets > LOCAL_OCTETS_MAX {
                let most = LOCAL_OCTETS_MAX - TOKEN_CHARS - subaddress.len();
                section.note_at(
                    &address.span,
                    format!(
                        "\"address\" in [desk]: \"{}\" leaves no room for reply tokens; at most {most} characters may stand before the @, or set subaddress = \"\"",
                        address.value.local()
                    ),
                );
                return None;
            }
            Some(address.value)
        });
        let state_dir = section.path("state-dir", self);
        Some(DeskSettings {
            also_known_as: aliases(&section, address.as_ref()),
            name: name?,
            address: address?,
            tag: section
                .read("tag", tag)
                .unwrap_or_else(|| "HELP".to_owned()),
            subaddress,
            state_dir: state_dir.unwrap_or_else(|| PathBuf::from(STATE_DIR)),
            reserve: section.read("reserve", parse_size).unwrap_or(RESERVE),
            templates: section.path("templates", self),
            languages: languages(&section),
            metrics: section.read("metrics", loopback),
            log_addresses: section.flag("log-addresses").unwrap_or(false),
        })
    }

    pub(super) fn identity(&self, root: &Section<'_>) -> IdentitySettings {
        let mut identity = IdentitySettings {
            require: Require::DomainAndToken,
            authserv_id: None,
            trusted_hosts: Vec::new(),
            secret: None,
        };
        let Some(section) = root.table("identity", "[identity]") else {
            return identity;
        };
        section.check_keys();
        if let Some(require) = section.choice(
            "require",
            &[
                ("dmarc+token", Require::DomainAndToken),
                ("token", Require::Token),
                ("dmarc", Require::Domain),
            ],
        ) {
            identity.require = require;
        }
        identity.authserv_id = section.read("authserv-id", host);
        identity.trusted_hosts = match section.texts("trusted-hosts") {
            Some(hosts) => hosts
                .iter()
                .filter_map(|text| match host(&text.value) {
                    Ok(host) => Some(host),
                    Err(why) => {
                        let what = format!("\"trusted-hosts\" in [identity]: {why}");
                        section.note_at(&text.span, what);
                        None
                    }
                })
                .collect(),
            None => identity.authserv_id.iter().cloned().collect(),
        };
        identity.secret = self.secret(&section, "secret");
        let length = identity
            .secret
            .as_ref()
            .map(|secret| secret.expose_secret().len());
        if self.secrets == Secrets::Read && length.is_some_and(|length| length < KEY_BYTES_MIN) {
            section.note_key("secret", format!(
                "\"secret\" in [identity] is too short to sign with; it needs {KEY_BYTES_MIN} characters, for example from openssl rand -base64 48"
            ));
        }
        identity
    }
}

fn shown_name(section: &Section<'_>) -> Option<String> {
    let name = section.needed("name")?;
    if name.value.chars().any(char::is_control) || name.value.chars().count() > 80 {
        let what = "\"name\" in [desk] is one line of at most 80 characters".to_owned();
        section.note_at(&name.span, what);
        return None;
    }
    Some(name.value.trim().to_owned())
}

fn aliases(section: &Section<'_>, address: Option<&Address>) -> Vec<Address> {
    let mut aliases: Vec<Address> = Vec::new();
    for alias in section.addresses("also-known-as") {
        if Some(&alias) != address && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    aliases
}

fn tag(text: &str) -> Result<String, String> {
    let fits = text.len() <= 16
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    fits.then(|| text.to_owned()).ok_or_else(|| {
        format!("\"{text}\" is no tag; it has up to 16 letters, digits, \"-\" and \"_\" and begins with a letter")
    })
}

fn language(text: &str) -> Result<Language, String> {
    text.parse()
        .map_err(|error: LanguageError| error.to_string())
}

/// The desk's own language, then those that are offered beside it, each once.
fn languages(section: &Section<'_>) -> Vec<Language> {
    let own = section.read("language", language);
    let mut all = vec![own.unwrap_or_else(Language::english)];
    for offered in section.texts("languages").unwrap_or_default() {
        match language(&offered.value) {
            Ok(language) if all.contains(&language) => {}
            Ok(language) => all.push(language),
            Err(why) => section.note_at(&offered.span, format!("\"languages\" in [desk]: {why}")),
        }
    }
    all
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text.parse().map_err(|_| {
        format!("\"{text}\" is no address and port; write it as \"127.0.0.1:9464\"")
    })?;
    if !address.ip().is_loopback() {
        return Err(format!(
            "\"{text}\" is not on loopback; metrics are served to this machine only"
        ));
    }
    Ok(address)
}

/// A host name or address, without white space or other characters that no name has.
pub(super) fn host(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_alphanumeric() || ".-_:[]".contains(c);
    if text.is_empty() || text.len() > 253 || !text.chars().all(fits) {
        return Err(format!(
            "\"{}\" is no host name; write it as mx.desk.example",
            text.escape_debug()
        ));
    }
    Ok(text.to_owned())
}

pub(super) fn time_zone(root: &Section<'_>) -> TimeZone {
    // `desk` has told of a section of the wrong type already.
    let section = if root.has("desk") {
        root.table("desk", "[desk]")
    } else {
        None
    };
    section
        .and_then(|section| zone_of(&section))
        .unwrap_or(TimeZone::UTC)
}

/// The `time-zone` of a section.
pub(super) fn zone_of(section: &Section<'_>) -> Option<TimeZone> {
    section.read("time-zone", |text| {
        TimeZone::get(text).map_err(|_| {
            let known: Vec<String> = jiff::tz::db()
                .available()
                .map(|name| name.as_str().to_owned())
                .collect();
            let help = nearest(text, &known).map_or_else(
                || "; write it as \"Asia/Kolkata\" or \"UTC\"".to_owned(),
                |near| format!("; did you mean \"{near}\"?"),
            );
            format!("\"{text}\" is no time zone{help}")
        })
    })
}

pub(super) fn acknowledge(root: &Section<'_>) -> AcknowledgeSettings {
    let mut unproven = Unproven::Plain;
    if let Some(section) = root.table("acknowledge", "[acknowledge]") {
        section.check_keys();
        let choices = [
            ("plain", Unproven::Plain),
            ("full", Unproven::Full),
            ("never", Unproven::Never),
        ];
        unproven = section.choice("unproven", &choices).unwrap_or(unproven);
    }
    AcknowledgeSettings { unproven }
}

pub(super) fn limits(root: &Section<'_>) -> Limits {
    let mut limits = Limits {
        address_hour: 3,
        address_day: 10,
        total_hour: 200,
    };
    if let Some(section) = root.table("limits", "[limits]") {
        section.check_keys();
        let number = |key, default| section.number(key, 1, 100_000).unwrap_or(default);
        limits = Limits {
            address_hour: number("per-address-hour", limits.address_hour),
            address_day: number("per-address-day", limits.address_day),
            total_hour: number("total-hour", limits.total_hour),
        };
    }
    limits
}

/// Reads `3bd`. The error is a clause.
pub(super) fn business_days(text: &str) -> Result<u32, String> {
    let days = text
        .strip_suffix("bd")
        .and_then(|days| days.parse::<u32>().ok());
    days.filter(|days| (1..=60).contains(days))
        .ok_or_else(|| format!("\"{text}\" is no number of business days; write 1bd to 60bd"))
}

/// For durations that the calendar counts with.
pub(super) fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}
