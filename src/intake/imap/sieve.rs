//! Lines that imap-proto cannot read: what of them is handed on.
//!
//! A client must bear any response at any time (RFC 9051 §7), and async-imap gives a connection up over one line that
//! its parser does not know; a server that says such a line each time would never be heard to its end. So a line is
//! tried first. What fails is tried once more as plain ASCII; then it is passed over, but only where nothing depends
//! on it. A listing that was passed over is asked for in another way ([`super::list`]); a SEARCH, a CAPABILITY, an
//! EXISTS, a BYE and every tagged answer go to the parser as they are, which ends the session and says why.

use std::borrow::Cow;
use std::panic::catch_unwind;

use async_imap::imap_proto::{AttributeValue, Response};

use super::answer::forget;

/// So much of a line that was passed over is shown.
const SHOWN_CHARS: usize = 80;

/// What is handed on of one line (with its line end, without a literal).
pub(super) fn sifted(line: &[u8]) -> Cow<'_, [u8]> {
    if line == b"\r\n" {
        return Cow::Borrowed(&[]);
    }
    if is_readable(line) {
        return Cow::Borrowed(line);
    }
    let plain = plain(line);
    if is_readable(&plain) {
        return Cow::Owned(plain);
    }
    if is_needed(line) {
        return Cow::Borrowed(line);
    }
    let shown = String::from_utf8_lossy(line);
    let shown: String = shown.trim_end().chars().take(SHOWN_CHARS).collect();
    tracing::debug!(line = ?shown, "an IMAP server's line cannot be read; it is passed over");
    Cow::Borrowed(&[])
}

/// Whether the parser reads all of the line. It panics on some (see [`super::answer::caught`]).
fn is_readable(line: &[u8]) -> bool {
    let parsed = catch_unwind(|| matches!(Response::parse(line), Ok((rest, _)) if rest.is_empty()));
    parsed.map_err(forget).unwrap_or(false)
}

/// Whether the parser, having read this begin of a FETCH, takes the literal that follows for the content of a mail.
pub(super) fn is_content_next(begin: &[u8]) -> bool {
    let line = [begin, b"{0}\r\n)\r\n"].concat();
    let parsed = catch_unwind(|| match Response::parse(&line) {
        Ok((rest, Response::Fetch(_, attributes))) => {
            rest.is_empty()
                && matches!(
                    attributes.last(),
                    Some(AttributeValue::BodySection { data: Some(data), .. }) if data.is_empty()
                )
        }
        _ => false,
    });
    parsed.map_err(forget).unwrap_or(false)
}

/// The line in ASCII, without controls, and without spaces before its end.
fn plain(line: &[u8]) -> Vec<u8> {
    let text = line.strip_suffix(b"\r\n").unwrap_or(line).trim_ascii_end();
    let mut plain: Vec<u8> = text
        .iter()
        .map(|octet| match octet {
            b' '..=b'~' => *octet,
            _ => b'?',
        })
        .collect();
    if plain == b"+" {
        plain.push(b' ');
    }
    plain.extend_from_slice(b"\r\n");
    plain
}

/// Whether something depends on the line.
fn is_needed(line: &[u8]) -> bool {
    let line = line.to_ascii_uppercase();
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    if words.next() != Some(b"*") {
        return true;
    }
    let needed: [&[u8]; 5] = [b"SEARCH", b"CAPABILITY", b"EXISTS", b"BYE", b"PREAUTH"];
    let (first, second) = (words.next(), words.next());
    [first, second]
        .into_iter()
        .flatten()
        .any(|word| needed.iter().any(|needed| word.starts_with(needed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed_on(line: &str) -> String {
        let line = format!("{line}\r\n");
        String::from_utf8_lossy(&sifted(line.as_bytes())).replace("\r\n", "")
    }

    #[test]
    fn what_the_parser_reads_is_handed_on_as_it_is() {
        for line in [
            "* OK [UIDVALIDITY 7] valid",
            "* SEARCH 3 5",
            "* SEARCH",
            "* 1 FETCH (UID 5 FLAGS (\\Seen))",
            "T1 OK done",
            "+ go on",
            "* OK [X-UNKNOWN a b] hm",
        ] {
            assert_eq!(handed_on(line), line);
        }
    }

    #[test]
    fn what_it_does_not_know_is_passed_over() {
        for line in [
            "",
            "* XFOO bar",
            "* 99 NOOP",
            "* 86 NOOP froopy snood",
            "* 1 FETCH (UID 5 INTERNALDATE NIL)",
        ] {
            assert_eq!(handed_on(line), "", "{line}");
        }
    }

    #[test]
    fn what_it_could_read_in_ascii_is_handed_on_in_ascii() {
        assert_eq!(handed_on("T1 NO [ALERT]\u{e4}"), "T1 NO [ALERT]??");
        assert_eq!(handed_on("* BYE [ALERT]\u{e4}"), "* BYE [ALERT]??");
    }

    #[test]
    fn what_matters_is_never_passed_over() {
        for line in ["* SEARCH 3 x", "* x EXISTS", "* BYE[", "T1 MAYBE", "\u{0}"] {
            assert_eq!(handed_on(line), line);
        }
    }
}
