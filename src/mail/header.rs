//! The header block as raw bytes: fields in order, nothing decoded, nothing trusted.
//!
//! Both [`super::parse`] and [`super::gate`] start here, so that the two never disagree about where a field begins.
//! It does not decode encoded words (see [`super::encoded_word`]) and does not judge what is allowed.

use std::ops::Range;

/// Most header fields read, a mail has some 30; what comes after them is left out.
pub const FIELDS_MAX: usize = 1_000;
/// Longest field read, in bytes; longer ones are cut.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;

/// One field: `name` as written (no colon), `value` as written after the colon, folds included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// Everything before the colon.
    pub name: &'a [u8],
    /// Everything after the colon up to, and without, the last line end.
    pub value: &'a [u8],
}

/// A header block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block<'a> {
    /// The fields, topmost first.
    pub fields: Vec<Field<'a>>,
    /// Offset of the first byte of the body.
    pub body_at: usize,
    /// A line without a colon, or of blanks alone, stood among the fields.
    pub has_junk: bool,
    /// A limit was reached and something was left out.
    pub is_cut: bool,
}

impl<'a> Block<'a> {
    /// All fields of this name (ASCII case does not count), topmost first.
    pub fn all(&self, name: &str) -> impl Iterator<Item = Field<'a>> {
        self.fields
            .iter()
            .copied()
            .filter(move |field| field.is(name))
    }

    /// The topmost field of this name.
    pub fn first(&self, name: &str) -> Option<Field<'a>> {
        self.all(name).next()
    }
}

impl Field<'_> {
    /// Whether this is the field `name`. Blanks before the colon, as some programs write them, do not count here;
    /// the gate counts them.
    pub fn is(&self, name: &str) -> bool {
        self.name
            .trim_ascii_end()
            .eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value on one line (RFC 5322 §2.2.3): line ends taken out, blanks at both ends too.
    pub fn unfolded(&self) -> Vec<u8> {
        let mut line: Vec<u8> = self
            .value
            .iter()
            .copied()
            .filter(|byte| *byte != b'\r' && *byte != b'\n')
            .map(|byte| if byte == b'\t' { b' ' } else { byte })
            .collect();
        line.truncate(FIELD_BYTES_MAX);
        line.trim_ascii().to_vec()
    }
}

/// Reads the header block at the start of `raw`. A block ends at the first empty line, or before a line that is no
/// field and is not followed by one.
pub fn scan(raw: &[u8]) -> Block<'_> {
    let mut block = Block::default();
    let mut lines = Lines::new(raw).peekable();
    while let Some(line) = lines.next() {
        let text = raw.get(line.text.clone()).unwrap_or_default();
        if text.is_empty() {
            block.body_at = line.next;
            return block;
        }
        block.body_at = line.text.start;
        if !is_field(text) {
            let next = lines
                .peek()
                .and_then(|next| raw.get(next.text.clone()))
                .unwrap_or_default();
            let is_blank = text.trim_ascii().is_empty();
            if is_field(next) && !is_blank {
                block.has_junk = true;
                continue;
            }
            if is_blank && !block.fields.is_empty() {
                block.body_at = line.next; // a line of blanks is meant as the empty one
            }
            return block;
        }
        let mut end = line.text.end;
        while let Some(more) = lines.next_if(|more| is_fold(raw, more)) {
            let text = raw.get(more.text.clone()).unwrap_or_default();
            block.has_junk |= text.trim_ascii().is_empty();
            end = more.text.end;
        }
        let whole = raw.get(line.text.start..end).unwrap_or_default();
        if block.fields.len() >= FIELDS_MAX {
            block.is_cut = true;
        } else if let Some(field) = split(whole) {
            block.is_cut |= field.value.len() > FIELD_BYTES_MAX;
            block.fields.push(field);
        }
        block.body_at = lines.peek().map_or(raw.len(), |next| next.text.start);
    }
    block.body_at = raw.len();
    block
}

/// Whether this line goes on with the field above it. A line of blanks alone does so only when a fold or a known
/// field follows (RFC 5322 §4.2); otherwise it ends the block, as its writer meant.
fn is_fold(raw: &[u8], line: &Line) -> bool {
    let text = raw.get(line.text.clone()).unwrap_or_default();
    if !matches!(text.first(), Some(b' ' | b'\t')) {
        return false;
    }
    if !text.trim_ascii().is_empty() {
        return true;
    }
    let rest = raw.get(line.next..).unwrap_or_default();
    let next = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_more = matches!(next.first(), Some(b' ' | b'\t')) && !next.trim_ascii().is_empty();
    is_more
        || KNOWN
            .iter()
            .any(|name| is_field(next) && starts_with(next, name))
}

/// Beginnings of fields that nobody begins a letter with.
const KNOWN: &[&str] = &[
    "Message-ID:",
    "MIME-Version:",
    "Content-T",
    "X-",
    "In-Reply-To:",
    "Received:",
    "To:",
    "From:",
];

fn starts_with(line: &[u8], name: &str) -> bool {
    line.get(..name.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
}

/// A field name is printable ASCII (RFC 5322 §3.6.8); a blank inside or behind it is let through for the gate to see.
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return false;
    };
    let name = line.get(..colon).unwrap_or_default();
    let is_printable = name
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ' || *byte == b'\t');
    let words = name
        .split(|byte| *byte == b' ' || *byte == b'\t')
        .filter(|word| !word.is_empty())
        .count();
    is_printable && (1..=2).contains(&words) && !name.starts_with(b" ") && !name.starts_with(b">")
}

fn split(whole: &[u8]) -> Option<Field<'_>> {
    let colon = whole.iter().position(|byte| *byte == b':')?;
    Some(Field {
        name: whole.get(..colon)?,
        value: whole.get(colon.saturating_add(1)..)?,
    })
}

/// A line of the mail: where its text lies, without the line end, and where the next one begins.
#[derive(Debug, Clone)]
pub struct Line {
    /// The text without its line end.
    pub text: Range<usize>,
    /// Offset behind the line end.
    pub next: usize,
}

/// The lines of `raw`, ended by LF or CRLF.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    raw: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    /// Begins at the first byte.
    pub fn new(raw: &'a [u8]) -> Self {
        Self { raw, at: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let rest = self.raw.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let (length, ended) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at, 1),
            None => (rest.len(), 0),
        };
        let text = rest.get(..length).unwrap_or_default();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        self.at = start.saturating_add(length).saturating_add(ended);
        Some(Line {
            text: start..start.saturating_add(text.len()),
            next: self.at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_field_comes_back_on_one_line() {
        let block = scan(b"Subject: one\r\n two\r\nTo: x@y.example\r\n\r\nBody: no field");
        assert_eq!(block.fields.len(), 2);
        assert_eq!(block.first("SUBJECT").unwrap().unfolded(), b"one two");
        assert_eq!(block.body_at, 39);
    }

    #[test]
    fn a_stray_line_between_fields_does_not_end_the_header() {
        let block = scan(b">From somebody\nSubject: a\nwhat is this\nTo: b@c.example\n\nbody");
        assert!(block.has_junk);
        assert!(block.first("to").is_some());
    }

    #[test]
    fn text_without_any_field_has_no_header() {
        let block = scan(b"Dear desk,\nmy printer is dead.\n");
        assert!(block.fields.is_empty());
        assert_eq!(block.body_at, 0);
    }

    #[test]
    fn a_mail_that_is_all_header_has_an_empty_body() {
        let raw = b"Subject: only this";
        assert_eq!(scan(raw).body_at, raw.len());
    }

    #[test]
    fn no_more_fields_are_read_than_the_limit() {
        let raw = "X-A: b\n".repeat(FIELDS_MAX + 5);
        let block = scan(raw.as_bytes());
        assert!(block.is_cut);
        assert_eq!(block.fields.len(), FIELDS_MAX);
    }
}
