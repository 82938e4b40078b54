//! The parts of a mail we send: text, HTML with its pictures, files.
//!
//! ```text
//! mixed ( related ( alternative ( text, html ), pictures … ), files … )
//! ```
//! What a mail does not have leaves its bracket out.

use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType,
};
use lettre::message::{Body, MultiPart, SinglePart};

use super::{ComposeError, Draft, FilePart, fields};

/// Longest file name of an attachment, in characters; what is longer is cut at its front, so that the ending stays.
pub const FILE_NAME_CHARS_MAX: usize = 120;
/// Longest line of a text part that is sent as it is, in octets (RFC 5322 §2.1.1); longer ones are quoted-printable.
const PLAIN_LINE_OCTETS_MAX: usize = 78;
/// The body of a mail.
pub(super) enum Layout {
    /// One part.
    Single(SinglePart),
    /// Several.
    Multi(MultiPart),
}

/// Text alone, or alternatives with the text first and perhaps pictures, or either with files behind it.
pub(super) fn body(draft: &Draft) -> Result<Layout, ComposeError> {
    let text = text_part(&draft.text, ContentType::TEXT_PLAIN)?;
    let written = match &draft.html {
        None => Layout::Single(text),
        Some(html) => {
            let html = text_part(html, ContentType::TEXT_HTML)?;
            let parts = multipart("alternative", draft)?;
            let written = parts.singlepart(text).singlepart(html);
            Layout::Multi(with_pictures(written, draft)?)
        }
    };
    if draft.attachments.is_empty() {
        return Ok(written);
    }
    let mixed = multipart("mixed", draft)?;
    let mut mixed = match written {
        Layout::Single(part) => mixed.singlepart(part),
        Layout::Multi(parts) => mixed.multipart(parts),
    };
    for file in &draft.attachments {
        mixed = mixed.singlepart(file_part(file)?);
    }
    Ok(Layout::Multi(mixed))
}

/// The text and HTML with the pictures behind them (RFC 2387), where there are any.
fn with_pictures(written: MultiPart, draft: &Draft) -> Result<MultiPart, ComposeError> {
    if draft.pictures.is_empty() {
        return Ok(written);
    }
    let mut related = multipart("related", draft)?.multipart(written);
    for picture in &draft.pictures {
        if !picture.id.as_str().is_ascii() {
            return Err(ComposeError::NotAscii("Content-ID"));
        }
        let (content_type, body) = encoded(&picture.file)?;
        let part = SinglePart::builder()
            .header(ContentId::from(format!("<{}>", picture.id.as_str())))
            .header(ContentDisposition::inline_with_name(&file_name(
                &picture.file.name,
            )))
            .header(content_type)
            .body(body);
        related = related.singlepart(part);
    }
    Ok(related)
}

fn multipart(kind: &str, draft: &Draft) -> Result<MultiPart, ComposeError> {
    let boundary = boundary(kind, draft);
    // What the pictures belong to has to be named (RFC 2387 §3.1).
    let root = match kind {
        "related" => "; type=\"multipart/alternative\"",
        _ => "",
    };
    let content_type = format!("multipart/{kind}; boundary=\"{boundary}\"{root}");
    let content_type = ContentType::parse(&content_type)
        .map_err(|error| ComposeError::Layout(error.to_string()))?;
    Ok(MultiPart::builder().header(content_type).build())
}

/// A boundary that no text can foresee: a hash over the id and the text itself.
fn boundary(kind: &str, draft: &Draft) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [
        kind,
        draft.message_id.as_str(),
        &draft.text,
        draft.html.as_deref().unwrap_or_default(),
    ] {
        hasher.update(&part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let hex = hasher.finalize().to_hex();
    format!("{kind}-{}", hex.as_str().get(..32).unwrap_or_default())
}

/// A text as 7 bits: as it is when its lines are short and ASCII, else quoted-printable.
fn text_part(text: &str, content_type: ContentType) -> Result<SinglePart, ComposeError> {
    let lines = text_lines(text);
    let is_plain = lines
        .iter()
        .all(|line| line.is_ascii() && line.len() <= PLAIN_LINE_OCTETS_MAX);
    let text = lines.join("\r\n");
    let body = if is_plain {
        Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::SevenBit)
    } else {
        Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
            .map_err(|_| ComposeError::Layout("a text part is not 7-bit".to_owned()))?
    };
    Ok(SinglePart::builder().header(content_type).body(body))
}

/// The lines of a text without its line ends, control characters (but not tabs) and trailing blank lines.
pub(super) fn text_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end_matches('\n')
        .split('\n')
        .map(|line| {
            let keep = |c: &char| *c == '\t' || !c.is_ascii_control();
            line.chars().filter(keep).collect()
        })
        .collect()
}

/// A file that is sent along.
fn file_part(file: &FilePart) -> Result<SinglePart, ComposeError> {
    let (content_type, body) = encoded(file)?;
    Ok(SinglePart::builder()
        .header(ContentDisposition::attachment(&file_name(&file.name)))
        .header(content_type)
        .body(body))
}

/// A file's type and bytes, always in base64, which no line rule can hurt. A mail may not be sent in base64 as
/// `message/rfc822` (RFC 2046 §5.2.1), so it goes as a file of bytes under its name.
fn encoded(file: &FilePart) -> Result<(ContentType, Body), ComposeError> {
    let token = |part: &str| {
        let symbol = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
        !part.is_empty() && part.bytes().all(symbol)
    };
    let media_type = file.media_type.to_ascii_lowercase();
    let content_type = media_type
        .split_once('/')
        .filter(|(kind, sub)| token(kind) && token(sub))
        .filter(|(kind, _)| !matches!(*kind, "message" | "multipart"))
        .and_then(|_| ContentType::parse(&media_type).ok());
    let content_type = match content_type {
        Some(content_type) => content_type,
        None => ContentType::parse("application/octet-stream")
            .map_err(|error| ComposeError::Layout(error.to_string()))?,
    };
    let body = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| ComposeError::Layout("a file is not base64".to_owned()))?;
    Ok((content_type, body))
}

fn file_name(name: &str) -> String {
    let name = fields::clean(name);
    let over = name.chars().count().saturating_sub(FILE_NAME_CHARS_MAX);
    let kept: String = name.chars().skip(over).collect();
    if kept.is_empty() {
        "file".to_owned()
    } else {
        kept
    }
}
