//! Header fields as they are sent: cleaned, encoded (RFC 2047) and folded, beside what they mean.
//!
//! Only what the author did not choose stays plain: a word that is not ASCII, that looks like an encoded one, or that
//! is too long for a line is encoded, so that every reader sees the text that was meant and no text can start a line.

use data_encoding::BASE64;
use jiff::Zoned;

use super::ComposeError;
use crate::domain::{Address, MessageId};

/// Where a line is folded, in octets (RFC 5322 §2.1.1 recommends 78; RFC 2047 §2 demands 76 with encoded words).
const LINE_OCTETS: usize = 76;
/// Longest encoded word, in octets (RFC 2047 §2).
const ENCODED_WORD_OCTETS: usize = 75;
/// What stands around the base64 of an encoded word.
pub(super) const ENCODED: (&str, &str) = ("=?utf-8?b?", "?=");
/// Longest word sent as it is, in octets; with the longest field name it still fits a line.
const PLAIN_WORD_OCTETS: usize = 60;
/// Fewest octets of text that are worth an encoded word of their own; below it the line is folded first.
const SHARE_OCTETS_MIN: usize = 12;

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    /// The value as it goes out: ASCII, folded with CRLF and a space.
    pub(super) sent: String,
    /// The value as a reader sees it once it is unfolded and decoded.
    pub(super) meant: String,
}

/// Text without a single thing that could end a line: controls and separators become spaces, and runs of
/// white space become one, so that folding loses nothing.
pub(super) fn clean(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a name can be that of a header field we add.
pub(super) fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// An unstructured field (RFC 5322 §2.2.1).
pub(super) fn text(name: &str, value: &str) -> Field {
    let meant = clean(value);
    let mut lines = Lines::after(name);
    let mut run = String::new();
    for word in meant.split(' ') {
        if is_plain(word) {
            lines.encoded(&std::mem::take(&mut run));
            lines.token(word);
        } else {
            if !run.is_empty() {
                run.push(' ');
            }
            run.push_str(word);
        }
    }
    lines.encoded(&run);
    lines.into_field(name, meant)
}

/// An address list (RFC 5322 §3.4). An address whose local part is not ASCII cannot stand in a 7-bit header; it is
/// shown as the name of an empty group (RFC 6857 §3.1.8), and the envelope alone carries it.
pub(super) fn mailboxes(name: &str, list: &[(String, Address)]) -> Field {
    let mut lines = Lines::after(name);
    let mut meant: Vec<String> = Vec::new();
    for (at, (display, address)) in list.iter().enumerate() {
        let comma = if at + 1 < list.len() { "," } else { "" };
        let display = clean(display);
        if !address.local().is_ascii() {
            let shown = format!("{display} {address}").trim_start().to_owned();
            lines.encoded(&shown);
            lines.token(&format!(":;{comma}"));
            meant.push(format!("{shown} :;"));
            continue;
        }
        let spec = addr_spec(address);
        if display.is_empty() {
            lines.token(&format!("{spec}{comma}"));
            meant.push(spec);
            continue;
        }
        let quoted = format!("\"{}\"", display.replace('\\', "\\\\").replace('"', "\\\""));
        let is_quotable = display.is_ascii() && !display.contains("=?");
        if is_quotable && quoted.len() <= PLAIN_WORD_OCTETS {
            lines.token(&quoted);
            meant.push(format!("{quoted} <{spec}>"));
        } else {
            lines.encoded(&display);
            meant.push(format!("{display} <{spec}>"));
        }
        lines.token(&format!("<{spec}>{comma}"));
    }
    lines.into_field(name, meant.join(", "))
}

/// Message ids in angle brackets, one after the other.
pub(super) fn ids<'a>(name: &str, ids: impl IntoIterator<Item = &'a MessageId>) -> Field {
    let mut lines = Lines::after(name);
    let mut meant = Vec::new();
    for id in ids {
        let id = format!("<{id}>");
        lines.token(&id);
        meant.push(id);
    }
    lines.into_field(name, meant.join(" "))
}

/// A date with the offset of its zone (RFC 5322 §3.3).
pub(super) fn date(name: &str, date: &Zoned) -> Result<Field, ComposeError> {
    let meant = jiff::fmt::rfc2822::to_string(date)
        .map_err(|error| ComposeError::Layout(error.to_string()))?;
    let mut lines = Lines::after(name);
    lines.token(&meant);
    Ok(lines.into_field(name, meant))
}

/// An address as RFC 5322 §3.4.1 and RFC 5321 §4.1.2 want it: a local part that is no dot-atom, such as the `a..b`
/// and `a.` that Japanese carriers hand out, stands in quotes.
pub fn addr_spec(address: &Address) -> String {
    let atom = |part: &str| {
        let symbol = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        !part.is_empty() && part.chars().all(|c| symbol(c) || !c.is_ascii())
    };
    let local = address.local();
    if local.split('.').all(atom) {
        format!("{local}@{}", address.domain())
    } else {
        format!("\"{local}\"@{}", address.domain())
    }
}

fn is_plain(word: &str) -> bool {
    word.len() <= PLAIN_WORD_OCTETS
        && word.bytes().all(|b| b.is_ascii_graphic())
        && !word.contains("=?")
}

/// A value that is being written, folded where a line would grow too long.
struct Lines {
    out: String,
    column: usize,
}

impl Lines {
    fn after(name: &str) -> Self {
        Self {
            out: String::new(),
            column: name.len() + ": ".len(),
        }
    }

    /// Writes what may not be broken, after a space or a fold.
    fn token(&mut self, token: &str) {
        if token.is_empty() {
            return;
        }
        if !self.out.is_empty() {
            if self.column + 1 + token.len() > LINE_OCTETS {
                self.out.push_str("\r\n");
                self.column = 0;
            }
            self.out.push(' ');
            self.column += 1;
        }
        self.out.push_str(token);
        self.column += token.len();
    }

    /// Writes text as encoded words, each of whole characters.
    fn encoded(&mut self, text: &str) {
        let around = ENCODED.0.len() + ENCODED.1.len();
        let full = (ENCODED_WORD_OCTETS - around) / 4 * 3;
        let mut rest = text;
        while !rest.is_empty() {
            let left = LINE_OCTETS.saturating_sub(self.column + 1 + around) / 4 * 3;
            let share = match left {
                left if left >= SHARE_OCTETS_MIN => left.min(full),
                // The next token folds; only the first one of a line cannot.
                _ if !self.out.is_empty() => full,
                _ => SHARE_OCTETS_MIN,
            };
            let (head, tail) = rest.split_at(rest.floor_char_boundary(share));
            let word = BASE64.encode(head.as_bytes());
            self.token(&format!("{}{word}{}", ENCODED.0, ENCODED.1));
            rest = tail;
        }
    }

    fn into_field(self, name: &str, meant: String) -> Field {
        Field {
            name: name.to_owned(),
            sent: self.out,
            meant,
        }
    }
}
