//! Takes an mbox apart, one mail at a time (RFC 4155, appendix A).
//!
//! A separator is a line `From <address> <date>` at the start or behind a blank line. The blank line before it belongs
//! to the format and not to the mail, and so does one `>` of each `>From ` line.

use std::io::{self, BufRead, Read};

use crate::mail::parse::RAW_BYTES_MAX;

/// How much of a line is read at once, in bytes; of a longer one the rest follows in pieces.
pub(super) const LINE_BYTES_MAX: usize = 64 * 1024;
/// Longest separator, in bytes: an address and a date.
const SEPARATOR_BYTES_MAX: usize = 512;

/// The mails of an mbox.
pub(super) struct Mails<'r> {
    reader: &'r mut dyn BufRead,
    is_at_end: bool,
}

impl<'r> Mails<'r> {
    /// The mails behind a separator that was read already.
    pub fn after_separator(reader: &'r mut dyn BufRead) -> Self {
        Self {
            reader,
            is_at_end: false,
        }
    }

    /// Whether the last mail was given out.
    pub fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// The next mail, without its separator, at most one byte more than the parser takes.
    pub fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.is_at_end {
            return Ok(None);
        }
        let mut mail = Vec::new();
        let mut piece = Vec::new();
        let (mut is_line_start, mut is_after_blank) = (true, false);
        loop {
            piece.clear();
            let max = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
            self.reader.take(max).read_until(b'\n', &mut piece)?;
            if piece.is_empty() {
                self.is_at_end = true;
                break;
            }
            if is_line_start && is_after_blank && is_separator(&piece) {
                break;
            }
            if mail.len() <= RAW_BYTES_MAX {
                let line = if is_line_start {
                    unquoted(&piece)
                } else {
                    &piece
                };
                mail.extend_from_slice(line);
                mail.truncate(RAW_BYTES_MAX.saturating_add(1));
            }
            is_after_blank = is_line_start && is_blank(&piece);
            is_line_start = piece.ends_with(b"\n");
        }
        if is_after_blank {
            let ending: &[u8] = if mail.ends_with(b"\r\n") {
                b"\r\n"
            } else {
                b"\n"
            };
            let kept = mail.strip_suffix(ending).map_or(mail.len(), <[u8]>::len);
            mail.truncate(kept);
        }
        Ok(Some(mail))
    }
}

/// Whether a line separates mails: `From `, and somewhere behind it a time of day and a year.
pub(super) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else {
        return false;
    };
    let mut words = rest.split(u8::is_ascii_whitespace).skip(1);
    let is_time =
        |word: &[u8]| word.contains(&b':') && word.iter().all(|c| c.is_ascii_digit() || *c == b':');
    let is_year =
        |word: &[u8]| word.len() == 4 && (word.starts_with(b"19") || word.starts_with(b"20"));
    let is_dated = {
        let (mut has_time, mut has_year) = (false, false);
        for word in &mut words {
            has_time |= is_time(word);
            has_year |= is_year(word);
        }
        has_time && has_year
    };
    line.len() <= SEPARATOR_BYTES_MAX && is_dated
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|byte| **byte == b'>').count();
    let is_quoted = marks > 0
        && line
            .get(marks..)
            .is_some_and(|rest| rest.starts_with(b"From "));
    if is_quoted {
        line.get(1..).unwrap_or(line)
    } else {
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "From x@y Fri Feb 22 17:06:23 2008\n";

    fn mails(mbox: &str) -> Vec<String> {
        let mut reader = mbox.as_bytes();
        let mut mails = Mails::after_separator(&mut reader);
        let mut found = Vec::new();
        while let Some(raw) = mails.next().unwrap() {
            found.push(String::from_utf8(raw).unwrap());
        }
        found
    }

    #[test]
    fn the_blank_line_before_a_separator_belongs_to_the_format() {
        assert_eq!(
            mails(&format!("A: 1\n\none\n\n{FROM}A: 2\n\ntwo\n\n")),
            ["A: 1\n\none\n", "A: 2\n\ntwo\n"]
        );
        let dos = format!("A: 1\r\n\r\none\r\n\r\n{FROM}A: 2\r\n");
        assert_eq!(mails(&dos), ["A: 1\r\n\r\none\r\n", "A: 2\r\n"]);
    }

    #[test]
    fn a_sentence_that_begins_with_from_separates_nothing() {
        let mbox = format!("A: 1\n\nFrom here on it fails.\n{FROM}\n>From 9:00\n>>From you\n");
        assert_eq!(
            mails(&mbox),
            [format!(
                "A: 1\n\nFrom here on it fails.\n{FROM}\nFrom 9:00\n>From you\n"
            )]
        );
    }

    #[test]
    fn a_line_longer_than_the_buffer_stays_one_line() {
        let long = "x".repeat(LINE_BYTES_MAX);
        let mbox = format!("A: 1\n\n{long}{FROM}\n{FROM}A: 2\n");
        assert_eq!(
            mails(&mbox),
            [format!("A: 1\n\n{long}{FROM}"), "A: 2\n".to_owned()]
        );
    }

    #[test]
    fn separators_are_dated() {
        for line in [
            FROM,
            "From MAILER-DAEMON Thu, 30 Nov 2023 10:00:00 GMT\n",
            "From x  Fri Feb 22 23:00:00 2008 +0200\n",
        ] {
            assert!(is_separator(line.as_bytes()), "{line}");
        }
        for line in ["From x@y\n", "From: x 17:06 2008\n", "From 2008 at 10\n"] {
            assert!(!is_separator(line.as_bytes()), "{line}");
        }
    }
}
