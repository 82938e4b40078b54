//! Content-Transfer-Encoding undone (RFC 2045 §6), leniently: damage costs the damaged place, not the part.
//!
//! Line lengths are not checked, and padding is not required. Plain text that a mailing list hung behind a base64
//! body is handed back as such.

/// Decodes a part's body by the encoding its header names; unknown names mean "as it is".
pub fn decode(body: &[u8], encoding: &str) -> Vec<u8> {
    if encoding.eq_ignore_ascii_case("base64") {
        let (encoded, _) = split_base64(body);
        base64_bytes(encoded)
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        quoted_printable(body)
    } else {
        body.to_vec()
    }
}

/// Like [`decode`], for a part that is text: a plain footer behind a base64 body is kept.
pub fn decode_text(body: &[u8], encoding: &str) -> Vec<u8> {
    let mut bytes = decode(body, encoding);
    if encoding.eq_ignore_ascii_case("base64") {
        let (_, footer) = split_base64(body);
        if !footer.trim_ascii().is_empty() {
            bytes.push(b'\n');
            bytes.extend_from_slice(footer);
        }
    }
    bytes
}

/// Where base64 ends and something else begins: behind the padding, or at a line that is plainly not base64.
fn split_base64(body: &[u8]) -> (&[u8], &[u8]) {
    for line in super::header::Lines::new(body) {
        let text = body.get(line.text.clone()).unwrap_or_default();
        let wrong = text
            .iter()
            .filter(|byte| {
                sextet(**byte).is_none() && !byte.is_ascii_whitespace() && **byte != b'='
            })
            .count();
        let words = text.trim_ascii().split(|byte| *byte == b' ').count();
        // One bad byte in eight is damage; more, or words with gaps between them, is another language.
        if wrong.saturating_mul(8) > text.len()
            || words.saturating_sub(1).saturating_mul(12) > text.len()
        {
            return body
                .split_at_checked(line.text.start)
                .unwrap_or((body, b""));
        }
        if text.ends_with(b"=") {
            return body.split_at_checked(line.next).unwrap_or((body, b""));
        }
    }
    (body, b"")
}

/// The six bits of a base64 digit (RFC 4648 §4).
pub fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte.wrapping_sub(b'A')),
        b'a'..=b'z' => Some(byte.wrapping_sub(b'a').wrapping_add(26)),
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0').wrapping_add(52)),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Base64 with everything that is no digit of it left out. Padding in the middle, where two encoded texts were put
/// end to end, begins a new group.
pub fn base64_bytes(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text {
        if *byte == b'=' {
            (held, bits) = (0, 0);
        }
        let Some(six) = sextet(*byte) else { continue };
        held = (held << 6 | u32::from(six)) & 0x00ff_ffff;
        bits = bits.saturating_add(6);
        if bits >= 8 {
            bits = bits.saturating_sub(8);
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// Quoted-printable (RFC 2045 §6.7). An escape that is none stays as it stands.
pub fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'=' {
            bytes.push(*first);
            continue;
        }
        if let Some(byte) = escaped(tail) {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else if let Some(after) = soft_break(tail) {
            rest = after;
        } else {
            bytes.push(b'=');
        }
    }
    bytes
}

/// The byte that two hex digits behind a `=` stand for.
pub fn escaped(tail: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u8::from_str_radix(digits, 16).ok())?
}

/// What follows a soft line break; blanks that a relay put before the line end do not count.
fn soft_break(tail: &[u8]) -> Option<&[u8]> {
    let blanks = tail
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let tail = tail.get(blanks..)?;
    tail.strip_prefix(b"\r\n")
        .or_else(|| tail.strip_prefix(b"\n"))
        .or_else(|| tail.is_empty().then_some(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_footer_behind_base64_is_kept_as_text() {
        let body = b"SGVsbG8sIHdvcmxkIQ==\n\n_____\nlist footer, unencoded\n";
        let text = String::from_utf8(decode_text(body, "base64")).unwrap();
        assert_eq!(text, "Hello, world!\n\n_____\nlist footer, unencoded\n");
        assert_eq!(
            decode(body, "base64"),
            b"Hello, world!",
            "not for a picture"
        );
    }

    #[test]
    fn a_damaged_byte_costs_little() {
        assert_eq!(decode(b"SGVs\x01bG8gd29ybGQh", "BASE64"), b"Hello world!");
    }

    #[test]
    fn a_wrong_escape_stays_as_it_stands() {
        assert_eq!(
            decode(b"50=A0=ZZ=\r\n done =  \nnow=", "Quoted-Printable"),
            b"50\xa0=ZZ done now"
        );
    }
}
