//! daemon.toml as it is written: every key, its type, its default. What it means is worked out in `super::settings`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::values::{Octets, Span};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct File {
    pub desk: Desk,
    #[serde(default)]
    pub mailbox: Vec<Mailbox>,
    pub delivery: Delivery,
    #[serde(default)]
    pub identity: Identity,
    #[serde(default)]
    pub acknowledge: Acknowledge,
    #[serde(default)]
    pub agent: Vec<Agent>,
    #[serde(default)]
    pub team: Vec<Team>,
    #[serde(default)]
    pub rule: Vec<Rule>,
    #[serde(default)]
    pub hours: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub targets: BTreeMap<String, Target>,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub closing: Closing,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Desk {
    pub name: String,
    pub address: String,
    #[serde(default)]
    pub also_known_as: Vec<String>,
    pub tag: Option<String>,
    #[serde(default = "plus")]
    pub subaddress: String,
    #[serde(default = "state_dir")]
    pub state_dir: String,
    pub templates: Option<String>,
    #[serde(default = "english")]
    pub language: String,
    #[serde(default = "utc")]
    pub time_zone: String,
    pub categories: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Mailbox {
    pub name: String,
    pub kind: String,
    pub path: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<String>,
    pub ca_file: Option<String>,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub folder: Option<String>,
    pub processed: Option<String>,
    pub quarantine: Option<String>,
    pub poll: Option<Span>,
    pub max_size: Option<Octets>,
    #[serde(default)]
    pub backlog: Backlog,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Backlog {
    #[default]
    Leave,
    Take,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Delivery {
    pub kind: String,
    pub path: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<String>,
    pub ca_file: Option<String>,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub hello: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Secret {
    pub file: Option<String>,
    pub env: Option<String>,
    pub credential: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Identity {
    pub require: Option<String>,
    pub authserv_id: Option<String>,
    pub trusted_hosts: Option<Vec<String>>,
    pub secret: Option<Secret>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Acknowledge {
    pub unproven: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Agent {
    pub name: String,
    pub address: String,
    #[serde(default)]
    pub also_known_as: Vec<String>,
    pub team: Option<String>,
    pub role: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Team {
    pub name: String,
    #[serde(default = "first_tier")]
    pub tier: u8,
    #[serde(default)]
    pub on_call: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Rule {
    pub name: String,
    #[serde(default)]
    pub when: BTreeMap<String, toml::Value>,
    #[serde(default)]
    pub set: Outcome,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Outcome {
    pub category: Option<String>,
    pub priority: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub team: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub exempt: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Target {
    pub answer: Option<Span>,
    pub update: Option<Span>,
    pub resolve: Option<Span>,
    pub clock: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Limits {
    pub address_hour: u32,
    pub address_day: u32,
    pub total_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_hour: 3,
            address_day: 10,
            total_hour: 200,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Closing {
    pub confirm_days: u32,
    pub reopen_window: Span,
}

impl Default for Closing {
    fn default() -> Self {
        Self {
            confirm_days: 3,
            reopen_window: Span::hours(7 * 24),
        }
    }
}

fn plus() -> String {
    "+".to_owned()
}
fn state_dir() -> String {
    "/var/lib/ticketd".to_owned()
}
fn english() -> String {
    "en".to_owned()
}
fn utc() -> String {
    "UTC".to_owned()
}
fn first_tier() -> u8 {
    1
}
