//! Names of attachments that are safe to show and to write.
//!
//! A sender chooses the name, so it may hold path separators, control characters or marks that turn the reading
//! direction (`invoice\u{202e}fdp.exe`). The bytes are not looked at: whether a file is harmful is not decided here.

use super::encoded_word::one_line;

/// Longest name kept, in characters; the ending survives the cut.
pub const NAME_CHARS_MAX: usize = 100;
/// Most attachments kept of one mail; the raw mail keeps the rest.
pub const ATTACHMENTS_MAX: usize = 200;

/// A file name without path, control characters or surprises; made up from the media type when nothing is left.
/// `number` counts the attachments of the mail from 1.
pub fn safe_name(given: &str, media_type: &str, number: usize) -> String {
    let line = one_line(given, 1_000);
    let last = line.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let is_word = clean.chars().any(char::is_alphanumeric);
    if !is_word {
        return format!("attachment-{number}.{}", ending(media_type));
    }
    let name = shorten(clean);
    if is_device(&name) {
        format!("_{name}")
    } else {
        name
    }
}

/// Cuts the middle out of a long name, so that its ending stays visible.
fn shorten(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let ending: String = ending.chars().take(20).collect();
    let room = NAME_CHARS_MAX.saturating_sub(ending.chars().count().saturating_add(1));
    let stem: String = stem.chars().take(room).collect();
    if ending.is_empty() {
        stem
    } else {
        format!("{stem}.{ending}")
    }
}

/// Names that Windows takes for devices, whatever their ending.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// The usual ending of a media type.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "message/rfc822" | "message/global" => "eml",
        "text/plain" | "message/delivery-status" | "message/disposition-notification" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" | "text/x-vcard" => "vcf",
        "image/png" => "png",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(given: &str, name: &str) {
        assert_eq!(safe_name(given, "application/pdf", 1), name, "{given:?}");
    }

    #[test]
    fn a_name_has_no_path() {
        check("../../etc/passwd", "passwd");
        check("C:\\Users\\ann\\scan.pdf", "scan.pdf");
        check("..", "attachment-1.pdf");
    }

    #[test]
    fn a_name_has_no_character_that_misleads() {
        check("a\r\nb\u{202e}fdp.exe", "a bfdp.exe");
        check("in\u{200b}voice.pdf", "invoice.pdf");
        check("what?.pdf", "what_.pdf");
        check("NUL.txt", "_NUL.txt");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = safe_name(&format!("{}.pdf", "ä".repeat(300)), "application/pdf", 1);
        assert!(name.ends_with("ä.pdf"));
        assert_eq!(name.chars().count(), NAME_CHARS_MAX);
    }
}
