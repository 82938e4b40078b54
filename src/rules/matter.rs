//! A mail as rules see it.

use std::borrow::Cow;

use super::condition::Field;
use crate::mail::inbound::{Contact, Inbound, Origin};

/// How much of one field is looked at, in bytes. A pattern runs in time proportional to it, on every mail.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;
/// How many recipients, attachments or equal header fields are looked at.
pub const FIELD_VALUES_MAX: usize = 200;

/// What rules are held against. Made from a mail, or by hand where an agent opens a ticket for somebody.
#[derive(Debug, Clone, Default)]
pub struct Matter<'a> {
    /// The subject.
    pub subject: Cow<'a, str>,
    /// What the author wrote now, and what was forwarded with it.
    pub body: Cow<'a, str>,
    /// The author, `Name <address>`.
    pub from: String,
    /// The recipients, `Name <address>` each.
    pub to: Vec<String>,
    /// Names of the attachments.
    pub attachments: Vec<&'a str>,
    /// The header fields, topmost first.
    pub headers: &'a [(String, String)],
    /// What wrote it; absent where no mail is behind it.
    pub origin: Option<Origin>,
}

impl<'a> Matter<'a> {
    /// The matter of a mail.
    pub fn of(mail: &'a Inbound) -> Self {
        let own = if mail.own.text.trim().is_empty() && mail.own.forwarded.is_empty() {
            mail.text.as_str()
        } else {
            mail.own.text.as_str()
        };
        // Whoever forwards something to the desk means what is in it.
        let body = if mail.own.forwarded.is_empty() {
            Cow::Borrowed(own)
        } else {
            Cow::Owned(format!("{own}\n{}", mail.own.forwarded))
        };
        Self {
            subject: Cow::Borrowed(&mail.subject),
            body,
            from: shown(&mail.from),
            to: mail.to.iter().chain(&mail.cc).map(shown).collect(),
            attachments: mail
                .attachments
                .iter()
                .map(|part| part.name.as_str())
                .collect(),
            headers: &mail.headers,
            origin: Some(mail.origin),
        }
    }

    /// The values of a field, each with the name that a reason gives it, cut to the limits.
    pub(super) fn values<'s>(&'s self, field: &Field) -> Vec<(String, &'s str)> {
        let mut left = FIELD_BYTES_MAX;
        let mut cut = |name: String, value: &'s str| {
            let value = head(value, left);
            left -= value.len();
            (name, value)
        };
        match field {
            // Two fields, so each has the whole limit.
            Field::Any => [("subject", &self.subject), ("body", &self.body)]
                .map(|(name, text)| (name.to_owned(), head(text, FIELD_BYTES_MAX)))
                .to_vec(),
            Field::Subject => vec![cut(field.to_string(), &self.subject)],
            Field::Body => vec![cut(field.to_string(), &self.body)],
            Field::From => vec![cut(field.to_string(), &self.from)],
            Field::To => self
                .to
                .iter()
                .take(FIELD_VALUES_MAX)
                .map(|value| cut(field.to_string(), value))
                .collect(),
            Field::Attachment => self
                .attachments
                .iter()
                .take(FIELD_VALUES_MAX)
                .map(|value| cut(field.to_string(), value))
                .collect(),
            Field::Header(wanted) => self
                .headers
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .take(FIELD_VALUES_MAX)
                .map(|(_, value)| cut(field.to_string(), value))
                .collect(),
        }
    }
}

fn head(text: &str, bytes_max: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes_max))
        .unwrap_or(text)
}

fn shown(contact: &Contact) -> String {
    match &contact.address {
        Some(address) if contact.name.is_empty() => address.to_string(),
        Some(address) => format!("{} <{address}>", contact.name),
        None => contact.name.clone(),
    }
}
