//! What has to be known of a case before work on it can start, and what is asked when it is not there (S0.4, S4.2).
//!
//! A field has a name for orders and scripts, a label for people of the desk, and a question: the line that a requester
//! fills in. How its value is found in a mail is `fields`'s; who is asked when is `engine::completeness`'s.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::Clocks;
use super::kind::Kind;
use super::priority::Priority;
use super::status::Status;
use super::ticket::Ticket;

/// Longest value that is kept, in characters. The mail itself is kept whole.
pub const VALUE_CHARS_MAX: usize = 500;
/// Most fields that a desk can have.
pub const FIELDS_MAX: usize = 50;
/// The line below those that are asked for. It ends the last answer, and invites what nobody asked for.
pub const ANYTHING_ELSE: &str = "Anything else we should know";

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words on one line.
    Line,
    /// Any number of lines.
    Text,
    /// A telephone number.
    Phone,
    /// Yes or no.
    YesNo,
}

impl FieldKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Line, Self::Text, Self::Phone, Self::YesNo];

    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Text => "text",
            Self::Phone => "phone",
            Self::YesNo => "yes-no",
        }
    }
}

/// One thing to know of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in orders, settings and JSON: `first-time`.
    pub name: String,
    /// What people of the desk read: `First time`.
    pub label: String,
    /// The line that a requester fills in, without its colon.
    pub question: String,
    /// What a value looks like.
    pub kind: FieldKind,
}

/// What is asked, of whom, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The desk's fields, in the order in which they are asked.
    pub fields: Vec<Field>,
    /// By category, the names of those that an incident has to have.
    pub required: BTreeMap<String, Vec<String>>,
    /// After how many business days somebody who does not answer is reminded.
    pub remind_days: u32,
    /// How often at most.
    pub reminders: u32,
    /// Of these priorities a ticket is worked on while the answer is awaited: its clocks go on.
    pub works_meanwhile: Vec<Priority>,
}

/// That the requester is asked for fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldRequest {
    /// The state before.
    pub from: Status,
    /// The names of the fields.
    pub fields: Vec<String>,
    /// Until when the clocks stand still for them; absent where it is worked on meanwhile.
    pub until: Option<Timestamp>,
    /// When the requester is reminded.
    pub remind_at: Option<Timestamp>,
    /// The clocks after it.
    #[serde(flatten)]
    pub clocks: Clocks,
}

/// A request for fields that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The names of the fields.
    pub fields: Vec<String>,
    /// How often the requester was reminded.
    pub reminders: u32,
    /// When they are reminded next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
}

impl Asking {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field that somebody means: by its name or its label, without regard to case.
    pub fn meant(&self, word: &str) -> Option<&Field> {
        let lower = word.trim().to_lowercase();
        let dashed = lower.replace([' ', '_'], "-");
        self.fields
            .iter()
            .find(|field| field.name == dashed || field.label.to_lowercase() == lower)
    }

    /// The label of a field; its name where the desk has it no more.
    pub fn label<'a>(&'a self, name: &'a str) -> &'a str {
        self.field(name).map_or(name, |field| field.label.as_str())
    }

    /// The line that asks for a field.
    pub fn question<'a>(&'a self, name: &'a str) -> &'a str {
        self.field(name)
            .map_or(name, |field| field.question.as_str())
    }

    /// What a ticket of this category and type has to have. Only where something is broken is anything demanded: a
    /// question or a wish is answered as it stands.
    pub fn required(&self, category: &str, kind: Kind) -> &[String] {
        let is_broken = matches!(kind, Kind::Incident | Kind::Problem);
        let names = self.required.get(category).filter(|_| is_broken);
        names.map_or(&[], Vec::as_slice)
    }

    /// The required fields that a ticket lacks, in the order in which they are asked.
    pub fn missing(&self, ticket: &Ticket) -> Vec<String> {
        let required = self.required(&ticket.category, ticket.kind);
        let names = self.fields.iter().map(|field| &field.name);
        names
            .filter(|name| required.contains(name) && !ticket.knows(name))
            .cloned()
            .collect()
    }
}

impl Ticket {
    /// Whether a field has a value. The requester's name also stands in the mail's header.
    pub fn knows(&self, field: &str) -> bool {
        self.fields.contains_key(field) || (field == "name" && !self.requester.name.is_empty())
    }

    /// What was asked for and is not there yet.
    pub fn awaited(&self) -> Vec<String> {
        let asked = self.asked.iter().flat_map(|asked| &asked.fields);
        asked.filter(|name| !self.knows(name)).cloned().collect()
    }
}
