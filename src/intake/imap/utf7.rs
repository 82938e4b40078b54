//! Folder names as IMAP servers want them: modified UTF-7 (RFC 3501 §5.1.3).
//!
//! Only the way out is needed. What a server says about its folders is never turned back into text.

use data_encoding::{Encoding, Specification};

/// A folder name in modified UTF-7. Pure ASCII names stay as they are, except that `&` becomes `&-`.
pub(super) fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut shifted = String::new();
    for c in name.chars() {
        if matches!(c, ' '..='~') {
            unshift(&mut wire, &mut shifted);
            wire.push(c);
            if c == '&' {
                wire.push('-');
            }
        } else {
            shifted.push(c);
        }
    }
    unshift(&mut wire, &mut shifted);
    wire
}

/// Writes what has gathered as `&`, base64 of its UTF-16 and `-`.
fn unshift(wire: &mut String, shifted: &mut String) {
    if shifted.is_empty() {
        return;
    }
    let utf16: Vec<u8> = shifted.encode_utf16().flat_map(u16::to_be_bytes).collect();
    wire.push('&');
    wire.push_str(&base64().encode(&utf16));
    wire.push('-');
    shifted.clear();
}

/// Base64 with `,` for `/` and without padding.
fn base64() -> Encoding {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,");
    // The specification is constant; the standard alphabet stands in for an error that cannot be.
    specification
        .encoding()
        .unwrap_or(data_encoding::BASE64_NOPAD)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn plain_names_stay_as_they_are() {
        assert_eq!(encode("INBOX"), "INBOX");
        assert_eq!(encode("Support/Done 2026"), "Support/Done 2026");
        assert_eq!(encode(""), "");
    }

    #[test]
    fn an_ampersand_is_doubled_in_its_own_way() {
        assert_eq!(encode("R&D"), "R&-D");
        assert_eq!(encode("&"), "&-");
    }

    #[test]
    fn other_letters_are_shifted() {
        assert_eq!(encode("Entwürfe"), "Entw&APw-rfe");
        assert_eq!(encode("台北"), "&U,BTFw-");
        // The example of RFC 3501 §5.1.3.
        assert_eq!(
            encode("~peter/mail/台北/日本語"),
            "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        );
        assert_eq!(encode("ä&ö"), "&AOQ-&-&APY-");
    }

    #[test]
    fn characters_beyond_the_first_plane_are_surrogate_pairs() {
        assert_eq!(encode("📬"), "&2D3c7A-");
    }

    #[test]
    fn control_characters_do_not_get_through_bare() {
        assert_eq!(encode("a\r\nb"), "a&AA0ACg-b");
    }
}
