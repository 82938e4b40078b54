//! Header text to Unicode: encoded words (RFC 2047), raw 8-bit bytes, and what must not stay in either.
//!
//! The result never holds a line break or a control character, so that a name or subject can be put into a header
//! again without bringing fields of its own. Addresses are not decoded here: they hold no encoded words (RFC 2047 §5).

use super::{charset, transfer};

/// Longest encoded word read, in bytes. RFC 2047 §2 allows 75; programs put whole subjects into one.
const WORD_BYTES_MAX: usize = 4_000;

/// Decodes an unfolded field value. Adjacent words of one charset are put together before decoding, since senders
/// cut in the middle of characters.
pub fn decode(value: &[u8]) -> String {
    let mut text = String::new();
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    while !rest.is_empty() {
        let start = find(rest, b"=?").unwrap_or(rest.len());
        let (before, tail) = rest.split_at(start);
        let word = word_at(tail);
        let is_gap = before.trim_ascii().is_empty();
        if !(is_gap && pending.is_some() && word.is_some()) {
            flush(&mut text, &mut pending);
            text.push_str(&charset::decode(before, None).text);
        }
        let Some(word) = word else {
            let skip = tail.len().min(2);
            text.push_str(&charset::decode(tail.get(..skip).unwrap_or_default(), None).text);
            rest = tail.get(skip..).unwrap_or_default();
            continue;
        };
        match &mut pending {
            Some((name, bytes)) if name.eq_ignore_ascii_case(&word.charset) => {
                bytes.extend_from_slice(&word.bytes);
            }
            _ => {
                flush(&mut text, &mut pending);
                pending = Some((word.charset, word.bytes));
            }
        }
        rest = tail.get(word.length..).unwrap_or_default();
    }
    flush(&mut text, &mut pending);
    text
}

/// Decodes, takes out what cannot be shown on one line, and cuts after `chars_max` characters.
pub fn decode_line(value: &[u8], chars_max: usize) -> String {
    one_line(&decode(value), chars_max)
}

/// Line breaks and tabs become blanks, runs of blanks become one; control and direction characters go.
pub fn one_line(text: &str, chars_max: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_direction(*c))
        .collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(chars_max).collect()
}

/// Characters that turn the reading direction or show as nothing: used to make one text look like another.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

struct Word {
    charset: String,
    bytes: Vec<u8>,
    length: usize,
}

/// The encoded word at the start of `tail`: `=?charset*language?B?text?=`.
fn word_at(tail: &[u8]) -> Option<Word> {
    let inner = tail.strip_prefix(b"=?")?;
    let name_end = find(inner, b"?")?;
    let (name, inner) = inner.split_at_checked(name_end)?;
    let kind = inner.get(1)?.to_ascii_lowercase();
    let inner = inner.get(2..)?.strip_prefix(b"?")?;
    let end = find(inner.get(..WORD_BYTES_MAX).unwrap_or(inner), b"?=")?;
    let encoded = inner.get(..end)?;
    let is_name = |byte: &u8| byte.is_ascii_graphic();
    if name.is_empty() || name.len() > 60 || !name.iter().all(is_name) || encoded.contains(&b'?') {
        return None;
    }
    let bytes = match kind {
        b'b' => transfer::base64_bytes(encoded),
        b'q' => q_bytes(encoded),
        _ => return None,
    };
    let name = name.split(|byte| *byte == b'*').next().unwrap_or_default();
    Some(Word {
        charset: String::from_utf8_lossy(name).into_owned(),
        bytes,
        length: name_end_length(tail, inner, end),
    })
}

/// Length of the whole word: all of `tail` up to `end` of `inner`, and the `?=`.
fn name_end_length(tail: &[u8], inner: &[u8], end: usize) -> usize {
    tail.len()
        .saturating_sub(inner.len())
        .saturating_add(end)
        .saturating_add(2)
}

fn q_bytes(encoded: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = encoded
        .iter()
        .map(|byte| if *byte == b'_' { b' ' } else { *byte })
        .collect();
    transfer::quoted_printable(&spaced)
}

fn flush(text: &mut String, pending: &mut Option<(String, Vec<u8>)>) {
    if let Some((name, bytes)) = pending.take() {
        text.push_str(&charset::decode(&bytes, Some(&name)).text);
    }
}

/// Offset of the first `needle`.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len().max(1))
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &[u8], text: &str) {
        assert_eq!(decode_line(value, 500), text);
    }

    #[test]
    fn words_are_decoded_and_the_gap_between_two_goes() {
        check(
            b"=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?IGF1cw==?= Bonn",
            "Grüße aus Bonn",
        );
    }

    #[test]
    fn a_character_cut_over_two_words_is_whole_again() {
        check(b"=?UTF-8?Q?M=C3?= =?utf-8?Q?=BCller?=", "Müller");
    }

    #[test]
    fn a_word_cannot_bring_a_line_break() {
        check(
            b"=?utf-8?q?Anna=0D=0ABcc:_x@y.example?=",
            "Anna Bcc: x@y.example",
        );
        check(b"=?utf-8?q?A=00B=E2=80=AEC?=", "ABC");
    }

    #[test]
    fn raw_bytes_are_read_as_utf_8_or_windows_1252() {
        check("Störung".as_bytes(), "Störung");
        check(b"St\xf6rung", "Störung");
    }

    #[test]
    fn what_only_looks_like_a_word_stays() {
        check(b"is 1 =? 2 ?= or =?x?y", "is 1 =? 2 ?= or =?x?y");
    }
}
