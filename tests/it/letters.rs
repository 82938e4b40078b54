//! Mail as people write it and as it reaches them.

use ticketd::mail::inbound::Inbound;
use ticketd::mail::parse::parse;

use crate::servers::{Account, SUPPORT};

/// A mail that somebody writes.
#[derive(Clone)]
pub struct Mail {
    /// The author, as the mail says.
    pub from: Account,
    /// To whom it goes.
    pub to: String,
    /// Its Message-ID without the angle brackets.
    pub id: String,
    subject: String,
    more: String,
    text: String,
}

impl Mail {
    /// A new mail to the desk. `name` makes its Message-ID, which is unlike all others for that.
    pub fn new(from: Account, name: &str, subject: &str, text: &str) -> Self {
        let domain = from.address.rsplit('@').next().unwrap();
        Self {
            from,
            to: SUPPORT.address.to_owned(),
            id: format!("{name}@{domain}"),
            subject: subject.to_owned(),
            more: String::new(),
            text: text.to_owned(),
        }
    }

    /// A reply as a mail program writes it: to the Reply-To, with the ids of the thread, and the mail quoted below.
    pub fn reply(from: Account, name: &str, to: &Letter, text: &str) -> Self {
        let quoted: String = to
            .text()
            .lines()
            .map(|line| format!("> {line}\n"))
            .collect();
        let text = format!("{text}\n\nOn Monday, Desk Support wrote:\n{quoted}");
        let subject = format!("Re: {}", to.the("Subject"));
        let mut mail = Self::new(from, name, &subject, &text);
        mail.to = address_in(to.the("Reply-To"));
        let references = to.maybe("References").unwrap_or_default();
        mail.with(&format!(
            "In-Reply-To: {id}\nReferences: {references} {id}\n",
            id = to.the("Message-ID")
        ))
    }

    /// The same with more header lines.
    pub fn with(mut self, lines: &str) -> Self {
        self.more += lines;
        self
    }

    /// The mail as octets.
    pub fn raw(&self) -> Vec<u8> {
        let Self {
            from,
            to,
            id,
            subject,
            more,
            text,
        } = self;
        let name = from.address.split('@').next().unwrap();
        format!(
            "From: {name} <{}>\nTo: <{to}>\nSubject: {subject}\nMessage-ID: <{id}>\n\
             Date: Mon, 2 Mar 2026 10:00:00 +0000\nMIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n{more}\n{text}\n",
            from.address
        )
        .into_bytes()
    }
}

/// A mail of the desk as it lies in somebody's mailbox.
pub struct Letter {
    /// Header fields with their continuation lines joined, in their order.
    pub fields: Vec<(String, String)>,
    /// Taken apart for its text.
    mail: Inbound,
}

impl Letter {
    /// Reads a mail from the octets in the mailbox. The header is read here, so that a fault of the program's own
    /// reading cannot hide a fault of its writing.
    pub fn read(raw: &[u8]) -> Self {
        let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().take_while(|line| !line.is_empty()) {
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                    *value += " ";
                    *value += line.trim();
                }
                (Some((name, value)), _) => fields.push((name.to_owned(), value.trim().to_owned())),
                (None, _) => panic!("not a header line: {line}"),
            }
        }
        Self {
            fields,
            mail: parse(raw),
        }
    }

    /// A field that may be there, once.
    #[track_caller]
    pub fn maybe(&self, name: &str) -> Option<&str> {
        let mut values = self
            .fields
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let first = values.next().map(|(_, value)| value.as_str());
        assert_eq!(values.next(), None, "{:#?}", self.fields);
        first
    }

    /// A field that is there, once.
    #[track_caller]
    pub fn the(&self, name: &str) -> &str {
        let fields = &self.fields;
        self.maybe(name)
            .unwrap_or_else(|| panic!("no {name} in {fields:#?}"))
    }

    /// Its text, decoded.
    pub fn text(&self) -> &str {
        &self.mail.text
    }

    /// Whether the text says something, wherever its lines are broken.
    pub fn says(&self, words: &str) -> bool {
        let text: Vec<&str> = self.text().split_whitespace().collect();
        text.join(" ").contains(words)
    }
}

/// The address in `Name <address>`.
pub fn address_in(field: &str) -> String {
    let inside = field.rsplit('<').next().unwrap_or(field);
    inside.trim_end_matches('>').trim().to_owned()
}
