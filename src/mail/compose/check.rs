//! Finished bytes are read back and compared with what was meant, whatever made them.
//!
//! The reader is small and strict on purpose and shares nothing with what wrote the header: a value that slipped out
//! of its field, a second `From`, a bare line feed would all be seen here.

use data_encoding::BASE64;

use super::ComposeError;
use super::fields::{ENCODED, Field};

/// Longest line, in octets without its CRLF (RFC 5322 §2.1.1, RFC 5321 §4.5.3.1.6).
pub const LINE_OCTETS_MAX: usize = 998;
/// What stands behind our own fields, in this order.
const TAIL: [&str; 3] = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

/// What is wrong with the lines of a mail, if anything: bare CR or LF, NUL, or a line over [`LINE_OCTETS_MAX`].
/// A bare line feed can end a mail early at the next hop and let a second one out of its body.
pub fn line_fault(bytes: &[u8]) -> Option<&'static str> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|b| matches!(b, b'\r' | b'\n' | 0));
        let line = end.unwrap_or(rest.len());
        if line > LINE_OCTETS_MAX {
            return Some("a line is longer than 998 octets");
        }
        let Some((_, behind)) = rest.split_at_checked(line) else {
            break;
        };
        rest = match behind {
            [] => behind,
            [b'\r', b'\n', next @ ..] => next,
            [0, ..] => return Some("it contains a NUL"),
            [b'\n', ..] => return Some("a line feed stands without a carriage return"),
            _ => return Some("a carriage return stands without a line feed"),
        };
    }
    None
}

/// Compares the finished bytes with the fields that were meant.
pub(super) fn as_meant(bytes: &[u8], meant: &[Field]) -> Result<(), ComposeError> {
    let mismatch = |why: String| Err(ComposeError::Mismatch(why));
    if let Some(fault) = line_fault(bytes) {
        return mismatch(fault.to_owned());
    }
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|t| t.is_ascii()) else {
        return mismatch("it is not 7-bit".to_owned());
    };
    let Some((header, _)) = text.split_once("\r\n\r\n") else {
        return mismatch("it has no body".to_owned());
    };
    let found = unfolded(header);
    let mut found = found.iter();
    for field in meant {
        let Some(line) = found.next() else {
            return mismatch(format!("the field {} is missing", field.name));
        };
        match line.split_once(": ") {
            Some((name, value)) if name == field.name && decoded(value) == field.meant => {}
            _ => return mismatch(format!("the field {} reads otherwise", field.name)),
        }
    }
    let mut tail = TAIL.iter();
    for line in found {
        let name = line
            .split_once(": ")
            .map_or(line.as_str(), |(name, _)| name);
        if !tail.any(|own| *own == name) {
            return mismatch("a field is there that was not meant".to_owned());
        }
    }
    Ok(())
}

/// The lines of a header, each with its continuations.
fn unfolded(header: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in header.split("\r\n") {
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            _ => fields.push(line.to_owned()),
        }
    }
    fields
}

/// A value with its encoded words read (RFC 2047 §6.2: white space between two of them is no part of the text).
fn decoded(value: &str) -> String {
    let mut text = String::new();
    let mut after_encoded = false;
    for (at, word) in value.split(' ').enumerate() {
        let plain = word
            .strip_prefix(ENCODED.0)
            .and_then(|word| word.strip_suffix(ENCODED.1))
            .and_then(|word| BASE64.decode(word.as_bytes()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        if at > 0 && !(after_encoded && plain.is_some()) {
            text.push(' ');
        }
        after_encoded = plain.is_some();
        text.push_str(plain.as_deref().unwrap_or(word));
    }
    text
}
