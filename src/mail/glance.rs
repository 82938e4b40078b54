//! What stands at the top of a mail, found without reading it: for a mail that cannot be read, and for people who have
//! to tell it from others.
//!
//! Lines are cut at line ends and joined at folds, and nothing is decoded. Nothing here is ever decided on.

/// How far into the mail is looked, in octets.
const OCTETS_MAX: usize = 64 * 1024;
/// How much of a value is shown, in characters.
const VALUE_CHARS_MAX: usize = 300;
/// The fields that tell a mail from others.
const FIELDS: [&str; 8] = [
    "Return-Path",
    "From",
    "Sender",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
];

/// Name and value of the fields that tell a mail from others, in the order of the mail.
pub fn glance(mail: &[u8]) -> Vec<(&'static str, String)> {
    let head = mail.get(..OCTETS_MAX).unwrap_or(mail);
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut is_open = false;
    for line in head.split(|octet| *octet == b'\n') {
        let line = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = found.last_mut().filter(|_| is_open) {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        let field = line.split_once(':').and_then(|(name, value)| {
            let mut known = FIELDS.into_iter();
            let name = known.find(|known| known.eq_ignore_ascii_case(name.trim()))?;
            Some((name, value.trim().to_owned()))
        });
        is_open = field.is_some();
        found.extend(field);
    }
    for (_, value) in &mut found {
        if let Some((end, _)) = value.char_indices().nth(VALUE_CHARS_MAX) {
            value.truncate(end);
            value.push('…');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_that_tell_a_mail_from_others_are_found_without_reading_it() {
        let mail = b"Received: x\r\n y\r\nfrom : Ann\r\n <ann@x.example>\r\nX: y\r\n z\r\nSubject: =?utf-8?q?=1B?= \xff\r\n\r\nTo: body\r\n";
        let value = |text: &str| text.to_owned();
        assert_eq!(
            glance(mail),
            [
                ("From", value("Ann <ann@x.example>")),
                ("Subject", value("=?utf-8?q?=1B?= \u{fffd}")),
            ]
        );
        assert!(glance(b"").is_empty() && glance(b"\n\n").is_empty());
        let long = format!("Subject: {}\n", "x".repeat(9999));
        assert_eq!(
            glance(long.as_bytes())[0].1.chars().count(),
            VALUE_CHARS_MAX + 1
        );
    }
}
