//! A body taken apart into its parts (RFC 2046 §5.1), with a work list instead of recursion and with limits.
//!
//! Boundaries that are missing, wrong or never closed are bridged: what can be told apart is told apart, the rest is
//! one part. Attached mails (`message/rfc822`) stay whole. Bytes are not decoded here.

use std::ops::Range;

use super::encoded_word::find;
use super::header::{self, Block, Lines};

/// Most parts taken out of one mail; real mails with hundreds of pictures exist, thousands are an attack.
pub const PARTS_MAX: usize = 1_000;
/// Deepest nesting of multiparts followed. Long threads of forwarding programs reach ten.
pub const NESTING_MAX: usize = 24;

/// What the MIME fields of a part say, as far as they matter here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mime {
    /// `type/subtype`, lower case; `text/plain` when absent.
    pub media_type: String,
    /// The charset as declared.
    pub charset: Option<String>,
    /// The boundary of a multipart.
    pub boundary: Option<String>,
    /// File name, decoded but not made safe.
    pub name: Option<String>,
    /// `Content-Disposition: attachment`.
    pub is_attachment: bool,
    /// `Content-Transfer-Encoding`.
    pub encoding: String,
    /// `report-type` of a `multipart/report`.
    pub report_type: String,
    /// `format=flowed` (RFC 3676).
    pub is_flowed: bool,
    /// `delsp=yes` (RFC 3676).
    pub is_delsp: bool,
}

/// A part in reading order.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its MIME fields.
    pub mime: Mime,
    /// Where its body lies in the bytes that were walked.
    pub body: Range<usize>,
    /// The multipart that holds it, as an index.
    pub parent: Option<usize>,
    /// Which child of its parent it is, from 0.
    pub child: usize,
    /// Whether it was taken apart.
    pub is_multipart: bool,
}

/// All parts, a parent before its children.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// The parts in reading order.
    pub parts: Vec<Part>,
    /// A multipart could not be taken apart as written.
    pub is_repaired: bool,
    /// A limit was reached.
    pub is_cut: bool,
}

/// Takes `raw` apart, whose outermost header was read already. `mime_of` reads the MIME fields of a header block.
pub fn walk(raw: &[u8], top: Mime, body_at: usize, mime_of: fn(&Block<'_>) -> Mime) -> Structure {
    let mut all = Structure::default();
    let whole = body_at.min(raw.len())..raw.len();
    let mut waiting = vec![(top, whole, None, 0usize, 0usize)];
    while let Some((mime, body, parent, child, depth)) = waiting.pop() {
        if all.parts.len() >= PARTS_MAX {
            all.is_cut = true;
            break;
        }
        let index = all.parts.len();
        let mut part = Part {
            mime,
            body,
            parent,
            child,
            is_multipart: false,
        };
        if part.mime.media_type.starts_with("multipart/") {
            if depth >= NESTING_MAX {
                all.is_cut = true;
            } else {
                let (ranges, is_repaired) = children(raw, &part);
                all.is_repaired |= is_repaired;
                part.is_multipart = !ranges.is_empty();
                if ranges.is_empty() {
                    "text/plain".clone_into(&mut part.mime.media_type);
                }
                let room = PARTS_MAX.saturating_sub(all.parts.len());
                all.is_cut |= ranges.len() > room;
                let is_digest = part.mime.media_type == "multipart/digest";
                for (number, range) in ranges.into_iter().take(room).enumerate().rev() {
                    let (mime, body) = open(raw, &range, is_digest, mime_of);
                    waiting.push((mime, body, Some(index), number, depth.saturating_add(1)));
                }
            }
        }
        all.parts.push(part);
    }
    all
}

/// Reads the header of a part and finds its body.
fn open(
    raw: &[u8],
    range: &Range<usize>,
    is_digest: bool,
    mime_of: fn(&Block<'_>) -> Mime,
) -> (Mime, Range<usize>) {
    let bytes = raw.get(range.clone()).unwrap_or_default();
    let block = header::scan(bytes);
    let mut mime = mime_of(&block);
    if is_digest && block.first("Content-Type").is_none() {
        "message/rfc822".clone_into(&mut mime.media_type); // RFC 2046 §5.1.5
    }
    (mime, range.start.saturating_add(block.body_at)..range.end)
}

/// The children of a multipart, and whether a boundary had to be guessed or was never closed.
fn children(raw: &[u8], part: &Part) -> (Vec<Range<usize>>, bool) {
    let declared = part
        .mime
        .boundary
        .as_deref()
        .filter(|boundary| !boundary.is_empty());
    if let Some(boundary) = declared {
        let (ranges, is_closed) = split(raw, &part.body, boundary.as_bytes());
        if !ranges.is_empty() {
            return (ranges, !is_closed);
        }
    }
    match guess_boundary(raw, &part.body) {
        Some(boundary) => (split(raw, &part.body, &boundary).0, true),
        None => (Vec::new(), true),
    }
}

/// Cuts `body` at its delimiter lines (RFC 2046 §5.1.1); the line end before one belongs to it.
fn split(raw: &[u8], body: &Range<usize>, boundary: &[u8]) -> (Vec<Range<usize>>, bool) {
    let bytes = raw.get(body.clone()).unwrap_or_default();
    let mut ranges = Vec::new();
    let mut open_at: Option<usize> = None;
    for line in Lines::new(bytes) {
        let text = bytes.get(line.text.clone()).unwrap_or_default();
        let Some(rest) = text
            .strip_prefix(b"--")
            .and_then(|text| text.strip_prefix(boundary))
        else {
            continue;
        };
        let (rest, is_close) = match rest.strip_prefix(b"--") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        // Words behind the boundary do not count (RFC 2046 §5.1.1), more of a longer boundary does.
        if !matches!(rest.first(), None | Some(b' ' | b'\t')) {
            continue;
        }
        if let Some(start) = open_at.take() {
            ranges.push(shift(
                start,
                before_line_end(bytes, start, line.text.start),
                body.start,
            ));
        }
        if is_close {
            return (ranges, true);
        }
        open_at = Some(line.next);
        if ranges.len() > PARTS_MAX {
            return (ranges, true);
        }
    }
    if let Some(start) = open_at {
        ranges.push(shift(start, bytes.len(), body.start));
    }
    (ranges, false)
}

fn shift(start: usize, end: usize, by: usize) -> Range<usize> {
    start.saturating_add(by)..end.max(start).saturating_add(by)
}

fn before_line_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let text = bytes.get(start..end).unwrap_or_default();
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    start.saturating_add(text.len())
}

/// The boundary that must have been meant: a line of `--something` right before a `Content-` field.
fn guess_boundary(raw: &[u8], body: &Range<usize>) -> Option<Vec<u8>> {
    let bytes = raw.get(body.clone())?;
    let mut last: Option<Vec<u8>> = None;
    for line in Lines::new(bytes) {
        let text = bytes.get(line.text.clone())?;
        let is_field = text
            .get(..8)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"content-"));
        if is_field && last.is_some() {
            return last;
        }
        last = text
            .strip_prefix(b"--")
            .map(|rest| rest.trim_ascii_end().to_vec())
            .filter(|rest| !rest.is_empty() && rest.len() <= 100 && find(rest, b" ").is_none());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multipart(boundary: Option<&str>) -> Mime {
        Mime {
            media_type: "multipart/mixed".to_owned(),
            boundary: boundary.map(str::to_owned),
            ..Mime::default()
        }
    }

    fn plain(_: &Block<'_>) -> Mime {
        Mime {
            media_type: "text/plain".to_owned(),
            ..Mime::default()
        }
    }

    #[track_caller]
    fn check(raw: &str, boundary: Option<&str>, texts: &[&str], is_repaired: bool) {
        let found = walk(raw.as_bytes(), multipart(boundary), 0, plain);
        let leaves: Vec<&str> = found
            .parts
            .iter()
            .filter(|part| !part.is_multipart)
            .map(|part| raw.get(part.body.clone()).unwrap())
            .collect();
        assert_eq!(leaves, texts);
        assert_eq!(found.is_repaired, is_repaired);
    }

    #[test]
    fn a_multipart_is_cut_at_its_boundary() {
        check(
            "preamble\r\n--b\r\n\r\none\r\n--b \r\nX-A: y\r\n\r\ntwo\r\n\r\n--b--\r\nepilogue",
            Some("b"),
            &["one", "two\r\n"],
            false,
        );
    }

    #[test]
    fn a_boundary_that_is_never_closed_still_cuts() {
        check(
            "--b\n\none\n--b\n\ntwo\n",
            Some("b"),
            &["one", "two\n"],
            true,
        );
    }

    #[test]
    fn a_boundary_that_was_not_said_is_guessed() {
        check(
            "--xyz\nContent-Type: text/plain\n\none\n--xyz--\n",
            None,
            &["one"],
            true,
        );
        check(
            "--xyz\nContent-Type: text/plain\n\none\n--xyz--\n",
            Some("other"),
            &["one"],
            true,
        );
    }

    #[test]
    fn a_multipart_without_any_part_is_text() {
        check("just text\n", Some("b"), &["just text\n"], true);
    }

    #[test]
    fn parts_past_the_limit_are_cut_off() {
        let raw = "--b\n\nx\n".repeat(PARTS_MAX + 50);
        let found = walk(raw.as_bytes(), multipart(Some("b")), 0, plain);
        assert!(found.is_cut);
        assert!(found.parts.len() <= PARTS_MAX);
    }

    #[test]
    fn nesting_past_the_limit_is_not_followed() {
        let raw = "--b\nContent-Type: multipart/mixed\n\n".repeat(5_000);
        let found = walk(raw.as_bytes(), multipart(Some("b")), 0, |_| {
            multipart(Some("b"))
        });
        assert!(found.parts.len() <= PARTS_MAX);
    }
}
