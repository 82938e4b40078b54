//! Bytes to text, whatever charset they claim.
//!
//! Mail lies about its charset so often that the claim comes second: what is valid UTF-8 is UTF-8, then the declared
//! charset is tried, then windows-1252, which every byte string is. Charsets that look like ASCII on the wire
//! (ISO-2022, UTF-7, UTF-16) have to be believed first. Nothing here fails.

use encoding_rs::{Encoding, ISO_2022_JP, WINDOWS_1252};

/// Decoded text, and whether the declared charset was not the one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The bytes were not in the charset that was declared, or in none that is known.
    pub is_guess: bool,
}

/// Decodes `bytes`, which claim to be in `declared`.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let label = declared.map(plain_label).unwrap_or_default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if label.contains("utf-7") || label == "utf7" {
        return Decoded {
            text: decode_utf7(bytes),
            is_guess: false,
        };
    }
    let named = Encoding::for_label(label.as_bytes());
    if let Some(encoding) = named.filter(|encoding| looks_like_ascii(encoding))
        && let Some(text) = exactly(encoding, bytes)
    {
        return Decoded {
            text,
            is_guess: false,
        };
    }
    if bytes.windows(2).any(|pair| pair == b"\x1b$")
        && bytes.is_ascii()
        && let Some(text) = exactly(ISO_2022_JP, bytes)
    {
        return Decoded {
            text,
            is_guess: true,
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            is_guess: !bytes.is_ascii() && label != "utf-8" && label != "utf8",
        };
    }
    if let Some(text) = named
        .filter(|encoding| *encoding != encoding_rs::UTF_8)
        .and_then(|encoding| exactly(encoding, bytes))
    {
        return Decoded {
            text,
            is_guess: false,
        };
    }
    if is_mostly_utf8(bytes) {
        return Decoded {
            text: String::from_utf8_lossy(bytes).into_owned(),
            is_guess: true,
        };
    }
    let encoding = named
        .filter(|encoding| *encoding != encoding_rs::UTF_8)
        .unwrap_or(WINDOWS_1252);
    Decoded {
        text: encoding.decode_without_bom_handling(bytes).0.into_owned(),
        is_guess: true,
    }
}

/// One broken byte in a long UTF-8 text (a cut in the middle of a character) does not make it windows-1252.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good = good.saturating_add(chunk.valid().chars().filter(|c| !c.is_ascii()).count());
        bad = bad.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    good > bad.saturating_mul(4)
}

fn exactly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

fn looks_like_ascii(encoding: &'static Encoding) -> bool {
    matches!(encoding.name(), "ISO-2022-JP" | "UTF-16LE" | "UTF-16BE")
}

/// The label as the registry writes it: some programs quote it, prefix `x-`, or write `ansi_x3.110` or `cp-1252`.
fn plain_label(declared: &str) -> String {
    let label = declared
        .trim()
        .trim_matches(|c| c == '"' || c == '\'')
        .to_ascii_lowercase()
        .replace(' ', "");
    match label.as_str() {
        "cp932" | "ms932" => "shift_jis".to_owned(),
        "cp936" => "gbk".to_owned(),
        "cp949" | "ms949" => "euc-kr".to_owned(),
        "cp950" => "big5".to_owned(),
        "unicode" => "utf-16le".to_owned(),
        "iso-8859-8-i" => "iso-8859-8".to_owned(),
        _ => label
            .strip_prefix("cp-")
            .or_else(|| label.strip_prefix("windows_"))
            .map_or(label.clone(), |number| format!("windows-{number}")),
    }
}

/// UTF-7 (RFC 2152): runs of modified base64 between `+` and `-` hold UTF-16.
fn decode_utf7(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if *first != b'+' {
            text.push(char::from(*first));
            rest = tail;
            continue;
        }
        let length = tail
            .iter()
            .take_while(|byte| super::transfer::sextet(**byte).is_some())
            .count();
        let (run, after) = tail.split_at(length);
        if run.is_empty() {
            text.push('+');
        }
        let octets = super::transfer::base64_bytes(run);
        let units: Vec<u16> = octets
            .chunks_exact(2)
            .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
            .collect();
        text.push_str(&String::from_utf16_lossy(&units));
        rest = after.strip_prefix(b"-").unwrap_or(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, text: &str) {
        assert_eq!(decode(bytes, declared).text, text);
    }

    #[test]
    fn what_is_valid_utf_8_is_utf_8_whatever_it_claims() {
        check("Müller".as_bytes(), Some("iso-8859-1"), "Müller");
        check("Müller".as_bytes(), Some("us-ascii"), "Müller");
        check("Müller".as_bytes(), None, "Müller");
        check(b"\xef\xbb\xbfMarke", Some("utf-8"), "Marke");
    }

    #[test]
    fn what_is_not_is_in_the_declared_charset_or_in_windows_1252() {
        check(b"M\xfcller", Some("iso-8859-1"), "Müller");
        check(b"\xea\xee\xf2", Some("windows-1251"), "кот");
        check(b"M\xfcller", Some("utf-8"), "Müller");
        check(b"M\xfcller", None, "Müller");
        check(b"M\xfcller", Some("no-such-charset"), "Müller");
    }

    #[test]
    fn charsets_that_look_like_ascii_are_believed() {
        check(b"\x1b$B$\"\x1b(B", Some("iso-2022-jp"), "あ");
        check(b"\x1b$B$\"\x1b(B", None, "あ");
        check(
            b"M+APw-ller +- Co",
            Some("unicode-1-1-utf-7"),
            "Müller + Co",
        );
        check(b"h\0i\0", Some("utf-16le"), "hi");
    }

    #[test]
    fn a_character_cut_in_two_does_not_spoil_a_utf_8_text() {
        let text = "Größe, Übermaß, Straße, Ärger";
        let mut bytes = text.as_bytes().to_vec();
        bytes.extend(b"\xc3");
        check(&bytes, Some("utf-8"), &format!("{text}\u{fffd}"));
    }
}
