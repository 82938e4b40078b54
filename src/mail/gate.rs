//! The header gate: may trust be built on this header at all (RFC 5322 §3.6)?
//!
//! It looks at the raw bytes, before any parser that forgives. Where two readers could see two different authors
//! (two `From` fields, a control character, a group), the answer is [`Gate::Doubt`] and the mail proves nothing. It
//! does not say that a mail is bad, and a mail that passes is not proven yet.

use super::header::{Block, FIELD_BYTES_MAX, Field};
use super::inbound::Gate;
use crate::domain::Address;

/// Fields that stand at most once (RFC 5322 §3.6; the last four: RFC 2045 §3, RFC 2183 §2).
const SINGLE: &[&str] = &[
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "Date",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
];

/// Judges the header `block` of `raw`.
pub fn gate(raw: &[u8], block: &Block<'_>) -> Gate {
    match doubt(raw, block) {
        Some(reason) => Gate::Doubt(reason),
        None => Gate::Passed,
    }
}

fn doubt(raw: &[u8], block: &Block<'_>) -> Option<&'static str> {
    let header = raw.get(..block.body_at).unwrap_or(raw);
    if block.fields.is_empty() {
        return Some("it has no header");
    }
    if raw.first().is_none_or(|byte| !byte.is_ascii_graphic()) {
        return Some("something stands before its header");
    }
    if block.has_junk {
        return Some("a line of its header is no field");
    }
    if block.is_cut
        || block
            .fields
            .iter()
            .any(|field| field.value.len() > FIELD_BYTES_MAX)
    {
        return Some("its header is too long");
    }
    if header.contains(&0) {
        return Some("its header holds a NUL");
    }
    if has_bare_cr(header) {
        return Some("its header holds a bare carriage return");
    }
    if !block
        .fields
        .iter()
        .all(|field| field.name.iter().all(u8::is_ascii_graphic))
    {
        return Some("a field name holds a blank");
    }
    if SINGLE.iter().any(|name| block.all(name).nth(1).is_some()) {
        return Some("a field that may stand once stands twice");
    }
    let Some(from) = block.first("From") else {
        return Some("it has no From");
    };
    doubt_of_author(&from)
}

/// The From field must be `address` or `name <address>`, the name plain or quoted.
fn doubt_of_author(from: &Field<'_>) -> Option<&'static str> {
    if from
        .value
        .iter()
        .any(|byte| byte.is_ascii_control() && !b"\r\n\t".contains(byte))
    {
        return Some("its From holds a control character");
    }
    let value = from.unfolded();
    let Ok(value) = String::from_utf8(value) else {
        return Some("its From holds bytes that are no text");
    };
    let value = value.trim();
    let address = match value.split_once('<') {
        None => value,
        Some(_) => match split_name(value) {
            Some((name, address)) if is_plain_name(name) => address,
            _ => return Some("its From is not one plain mailbox"),
        },
    };
    is_plain_address(address)
        .then_some(())
        .map_or(Some("its From holds no plain address"), |()| None)
}

/// `name <address>`: the bracket that opens behind the name, and nothing behind the one that closes.
fn split_name(value: &str) -> Option<(&str, &str)> {
    let inner = value.strip_suffix('>')?;
    let (name, address) = inner.rsplit_once('<')?;
    Some((name.trim(), address))
}

/// A quoted string, or words without the characters that have a meaning in a mailbox list.
fn is_plain_name(name: &str) -> bool {
    if let Some(inner) = name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        let mut is_escaped = false;
        let is_closed_early = inner.chars().any(|c| {
            let ends = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            ends
        });
        return !is_closed_early && !is_escaped;
    }
    !name.contains(['<', '>', ',', ';', ':', '@', '"', '(', ')', '\\', '[', ']'])
}

/// A dot-atom, an `@` and a domain, all ASCII, no encoded word in it.
fn is_plain_address(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else {
        return false;
    };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    !local.is_empty()
        && local.chars().all(atom)
        && !local.contains("=?")
        && !local.starts_with('.')
        && !local.ends_with('.')
        && domain
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
        && Address::parse(address).is_ok()
}

/// A carriage return that does not belong to a CRLF.
pub fn has_bare_cr(bytes: &[u8]) -> bool {
    bytes
        .windows(2)
        .any(|pair| pair.first() == Some(&b'\r') && pair.last() != Some(&b'\n'))
        || bytes.last() == Some(&b'\r')
}

#[cfg(test)]
mod tests {
    use super::super::header;
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Option<&str>) {
        let raw = format!("{header}\r\n\r\nbody\r\n");
        let block = header::scan(raw.as_bytes());
        let found = match gate(raw.as_bytes(), &block) {
            Gate::Passed => None,
            Gate::Doubt(reason) => Some(reason),
        };
        assert_eq!(found, expected, "{header:?}");
    }

    #[test]
    fn an_ordinary_header_passes() {
        check(
            "From: Ann <ann@x.example>\r\nTo: b@y.example\r\nSubject: Hi",
            None,
        );
        check("From: ann@x.example", None);
        check("From: \"Doe, Ann (IT)\" <ann@x.example>", None);
        check("From: =?utf-8?q?J=C3=B6rg?= <j@x.example>", None);
        check("From: Jörg <j@x.example>", None);
    }

    #[test]
    fn two_authors_are_a_doubt() {
        let twice = Some("a field that may stand once stands twice");
        check("From: a@x.example\r\nFrom: b@x.example", twice);
        check("From: a@x.example\r\nFROM: b@x.example", twice);
        let many = Some("its From is not one plain mailbox");
        check("From: a@x.example, B <b@x.example>", many);
        check("From: Doe, John <j@x.example>", many);
        check("From: a@x.example <b@y.example>", many);
        check("From: Group: B <b@x.example>;", many);
        check("From: \"a\" <x@x.example> \"b\" <b@x.example>", many);
    }

    #[test]
    fn an_address_that_parsers_read_differently_is_a_doubt() {
        let plain = Some("its From holds no plain address");
        check("From: <@relay.example:j@x.example>", plain);
        check("From: \"j@x.example\"@y.example", plain);
        check("From: =?utf-8?q?j?=@x.example", plain);
        check("From: j@x.example (j@y.example)", plain);
        check("From: Ann", plain);
        check("Subject: no author", Some("it has no From"));
    }

    #[test]
    fn bytes_that_hide_something_are_a_doubt() {
        check("From: a@x.example\0", Some("its header holds a NUL"));
        check(
            "From: a@x.example\rFrom: b@x.example",
            Some("its header holds a bare carriage return"),
        );
        check(
            "Fr om: b@x.example\r\nFrom: a@x.example",
            Some("a field name holds a blank"),
        );
        check("From : a@x.example", Some("a field name holds a blank"));
        check(
            "what is this\r\nFrom: a@x.example",
            Some("a line of its header is no field"),
        );
        check("\r\nFrom: a@x.example", Some("it has no header"));
    }
}
