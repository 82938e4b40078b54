//! Mailbox lists (RFC 5322 §3.4) as they are really written, turned into [`Contact`]s.
//!
//! Reads quoted names, comments, groups, obsolete routes and `Doe, John <j@x>`. It never fails: what has no usable
//! address keeps its name. It does not say whether the field is sound; that is the gate's work.

use super::inbound::{Contact, NAME_CHARS_MAX};
use super::{charset, encoded_word};
use crate::domain::Address;

/// Most mailboxes read of one field.
pub const CONTACTS_MAX: usize = 500;

/// The mailboxes of an unfolded field value, in order.
pub fn contacts(value: &[u8]) -> Vec<Contact> {
    let text = charset::decode(value, None).text;
    let mut reader = Reader::default();
    for c in text.chars() {
        reader.take(c);
        if reader.found.len() >= CONTACTS_MAX {
            break;
        }
    }
    reader.finish();
    join_surnames(reader.found)
}

/// `Doe, John <j@x>` reads as two mailboxes; a bare word before one with an address belongs to its name.
fn join_surnames(found: Vec<Draft>) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let mut surname = String::new();
    for draft in found {
        let name = draft.display_name();
        if draft.address.is_none() && !draft.has_angle && !draft.word.contains('@') {
            if !surname.is_empty() {
                surname.push_str(", ");
            }
            surname.push_str(&name);
            continue;
        }
        let name = if surname.is_empty() || !draft.has_angle {
            name
        } else {
            format!("{surname}, {name}")
        };
        surname.clear();
        contacts.push(contact(&name, draft.address));
    }
    if !surname.is_empty() && contacts.is_empty() {
        contacts.push(contact(&surname, None));
    }
    contacts
}

fn contact(name: &str, address: Option<Address>) -> Contact {
    let name = encoded_word::one_line(name, NAME_CHARS_MAX);
    Contact { name, address }
}

/// One mailbox as far as read.
#[derive(Debug, Default)]
struct Draft {
    word: String,
    comment: String,
    address: Option<Address>,
    has_angle: bool,
}

impl Draft {
    fn display_name(&self) -> String {
        let given = if self.has_angle { self.word.trim() } else { "" };
        let given = if given.is_empty() {
            self.comment.trim()
        } else {
            given
        };
        let given = if given.is_empty() && self.address.is_none() {
            self.word.trim()
        } else {
            given
        };
        encoded_word::decode(given.as_bytes())
            .trim_matches(|c: char| c == '\'' || c == '"' || c.is_whitespace())
            .to_owned()
    }
}

/// A reader that takes one character at a time; a depth counter stands for nested comments.
#[derive(Debug, Default)]
struct Reader {
    found: Vec<Draft>,
    word: String,
    comment: String,
    angle: Option<String>,
    comment_depth: usize,
    is_quoted: bool,
    is_escaped: bool,
    has_angle: bool,
    /// Question marks seen of the encoded word that is being read: what it holds has no meaning here.
    encoded: Option<u8>,
}

impl Reader {
    fn take(&mut self, c: char) {
        if self.angle.is_none() && self.comment_depth == 0 && self.is_in_encoded_word(c) {
            self.put(c);
        } else if self.is_escaped {
            self.is_escaped = false;
            self.put(c);
        } else if c == '\\' && (self.is_quoted || self.comment_depth > 0) {
            self.is_escaped = true;
        } else if self.comment_depth > 0 {
            self.comment_character(c);
        } else if c == '"' {
            self.is_quoted = !self.is_quoted;
            if self.angle.is_some() {
                self.put(c);
            }
        } else if self.is_quoted {
            self.put(c);
        } else {
            self.special(c);
        }
    }

    /// Follows `=?charset?Q?text?=`; an angle bracket ends a word that was never closed.
    fn is_in_encoded_word(&mut self, c: char) -> bool {
        match self.encoded {
            None => {
                let begins = c == '?' && self.word.ends_with('=');
                self.encoded = begins.then_some(0);
                begins
            }
            Some(_) if c == '<' => {
                self.encoded = None;
                false
            }
            Some(marks) => {
                let ends = marks >= 3 && c == '=' && self.word.ends_with('?');
                let marks = marks.saturating_add(u8::from(c == '?'));
                self.encoded = (!ends).then_some(marks);
                true
            }
        }
    }

    fn comment_character(&mut self, c: char) {
        match c {
            '(' => self.comment_depth = self.comment_depth.saturating_add(1),
            ')' => self.comment_depth = self.comment_depth.saturating_sub(1),
            _ => {}
        }
        if self.comment_depth > 0 {
            self.comment.push(c);
        }
    }

    fn special(&mut self, c: char) {
        match (c, self.angle.is_some()) {
            ('(', false) => {
                self.comment_depth = 1;
                if !self.comment.is_empty() {
                    self.comment.push(' ');
                }
            }
            ('<', false) => {
                self.angle = Some(String::new());
                self.has_angle = true;
            }
            ('<', true) => self.angle = Some(String::new()), // `<<j@x>>`
            ('>', true) => {
                let address = self.angle.take().unwrap_or_default();
                self.close(&address);
            }
            (',' | ';', false) => self.finish(),
            (':', false) => self.word.clear(), // the name of a group, or `mailto:`
            _ => self.put(c),
        }
    }

    fn put(&mut self, c: char) {
        match &mut self.angle {
            Some(angle) => angle.push(c),
            None if self.comment_depth > 0 => self.comment.push(c),
            None => self.word.push(c),
        }
    }

    fn close(&mut self, address: &str) {
        let address = usable(address);
        self.found.push(Draft {
            word: std::mem::take(&mut self.word),
            comment: std::mem::take(&mut self.comment),
            address,
            has_angle: true,
        });
    }

    fn finish(&mut self) {
        if let Some(open) = self.angle.take() {
            self.close(&open);
        }
        self.is_quoted = false;
        self.encoded = None;
        let word = std::mem::take(&mut self.word);
        let comment = std::mem::take(&mut self.comment);
        let after_angle = std::mem::take(&mut self.has_angle);
        let is_empty = word.trim().is_empty() && comment.trim().is_empty();
        if is_empty {
            return;
        }
        if after_angle {
            if let Some(last) = self
                .found
                .last_mut()
                .filter(|last| last.word.trim().is_empty())
            {
                last.comment = comment; // `<j@x> (John)`
            }
            return;
        }
        let address = word.split_whitespace().find_map(usable);
        self.found.push(Draft {
            word,
            comment,
            address,
            has_angle: false,
        });
    }
}

/// The address in `text`, without an obsolete route (`@a,@b:j@x`), `mailto:` or quotes around it.
fn usable(text: &str) -> Option<Address> {
    let text = text.trim();
    let text = text.rsplit_once(':').map_or(text, |(_, last)| last);
    let text = text.trim_matches(['\'', '"', ' ', '.', '[', ']']);
    Address::parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &[(&str, &str)]) {
        let found = contacts(value.as_bytes());
        let found: Vec<(String, String)> = found
            .into_iter()
            .map(|c| (c.name, c.address.map(|a| a.to_string()).unwrap_or_default()))
            .collect();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, address)| (name.as_str(), address.as_str()))
            .collect();
        assert_eq!(found, expected, "{value:?}");
    }

    #[test]
    fn the_usual_forms() {
        check("j@x.example", &[("", "j@x.example")]);
        check("John <j@x.example>", &[("John", "j@x.example")]);
        check(
            "\"Doe, John\" <j@x.example>, b@y.example",
            &[("Doe, John", "j@x.example"), ("", "b@y.example")],
        );
        check(
            "j@x.example (John (the boss))",
            &[("John (the boss)", "j@x.example")],
        );
        check(
            "=?utf-8?q?J=C3=B6rg?= <j@x.example>",
            &[("Jörg", "j@x.example")],
        );
    }

    #[test]
    fn a_surname_before_an_unquoted_comma_belongs_to_the_name() {
        check("Doe, John <j@x.example>", &[("Doe, John", "j@x.example")]);
        check(
            "Doe, John <j@x.example>, Ann <a@x.example>",
            &[("Doe, John", "j@x.example"), ("Ann", "a@x.example")],
        );
    }

    #[test]
    fn what_has_no_address_keeps_its_name() {
        check("Postmaster", &[("Postmaster", "")]);
        check("Ann <>", &[("Ann", "")]);
        check("", &[]);
    }

    #[test]
    fn groups_and_routes() {
        check("undisclosed-recipients:;", &[]);
        check(
            "Team: a@x.example, Bob <b@x.example>;",
            &[("", "a@x.example"), ("Bob", "b@x.example")],
        );
        check("<@relay.example:j@x.example>", &[("", "j@x.example")]);
    }

    #[test]
    fn a_name_cannot_bring_a_header_of_its_own() {
        check(
            "=?utf-8?q?Ann=0D=0ABcc:_z@z.example?= <a@x.example>",
            &[("Ann Bcc: z@z.example", "a@x.example")],
        );
    }

    #[test]
    fn broken_brackets_do_not_lose_the_address() {
        check("John <j@x.example", &[("John", "j@x.example")]);
        check("John <<j@x.example>>", &[("John", "j@x.example")]);
        check("'j@x.example'", &[("", "j@x.example")]);
    }
}
