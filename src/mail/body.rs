//! Which parts of a mail are its body, and which are attachments.
//!
//! The body is the text that a reader would see first: of alternatives the plain one, else the HTML one made into
//! text; of several texts in a row all of them. Everything else that carries content is an attachment. Where nothing
//! declares itself as body, the first text that is there is taken.

use sha2::{Digest, Sha256};

use super::attachment::{ATTACHMENTS_MAX, safe_name};
use super::html::{self, QUOTE_MARK};
use super::inbound::{Attachment, TEXT_BYTES_MAX};
use super::structure::{Mime, Part, Structure};
use super::{charset, flowed, header, transfer};

/// What the parts came to.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The text.
    pub text: String,
    /// The text with the marks that [`html`] sets, for [`super::own_text`].
    pub marked: String,
    /// Parts that are not the body.
    pub attachments: Vec<Attachment>,
    /// Decoded delivery statuses.
    pub statuses: Vec<Vec<u8>>,
    /// Decoded returned mails or headers.
    pub returned: Vec<Vec<u8>>,
    /// `report-type` of the first `multipart/report`.
    pub report_type: String,
    /// A charset was not as declared.
    pub is_guess: bool,
    /// A limit was reached.
    pub is_cut: bool,
    /// HTML was too deep or too long.
    pub is_html_cut: bool,
}

/// How a leaf is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Body,
    /// Another form of the body, already shown.
    Skipped,
    Attached,
}

/// Sorts and decodes the parts.
pub fn read(raw: &[u8], structure: &Structure) -> Body {
    let mut body = Body::default();
    let parts = &structure.parts;
    if let Some(report) = parts
        .iter()
        .find(|part| part.mime.media_type == "multipart/report")
    {
        body.report_type.clone_from(&report.mime.report_type);
    }
    let mut uses = uses(raw, parts);
    let has_body = uses
        .iter()
        .zip(parts)
        .any(|(used, part)| *used == Use::Body && !is_blank(raw, part));
    if !has_body
        && let Some(first) = fallback(raw, parts)
        && let Some(used) = uses.get_mut(first)
    {
        *used = Use::Body;
    }
    for (part, used) in parts
        .iter()
        .zip(&uses)
        .filter(|(part, _)| !part.is_multipart)
    {
        let bytes = raw.get(part.body.clone()).unwrap_or_default();
        match used {
            Use::Body => {
                append(&mut body, &part.mime, bytes);
                if part.mime.name.is_some() {
                    attach(&mut body, &part.mime, bytes, false); // a text file, and all the words there are
                }
            }
            Use::Skipped => {}
            Use::Attached => {
                attach(&mut body, &part.mime, bytes, is_inline(part, parts));
            }
        }
    }
    finish(&mut body);
    body
}

/// A mail without a header: all of it is text, and all of it is kept.
pub fn headless(whole: &[u8], bytes: &[u8]) -> Body {
    let mut body = Body::default();
    let mime = Mime {
        media_type: "text/plain".to_owned(),
        ..Mime::default()
    };
    if !bytes.contains(&0) {
        append(&mut body, &mime, bytes);
    }
    if !whole.is_empty() {
        let mail = Mime {
            media_type: "message/rfc822".to_owned(),
            name: Some("mail.eml".to_owned()),
            ..Mime::default()
        };
        attach(&mut body, &mail, whole, false);
    }
    finish(&mut body);
    body
}

fn finish(body: &mut Body) {
    if body.marked.len() > TEXT_BYTES_MAX {
        let end = body.marked.floor_char_boundary(TEXT_BYTES_MAX);
        body.marked.truncate(end);
        body.is_cut = true;
    }
    body.text = body
        .marked
        .lines()
        .filter(|line| !line.starts_with(QUOTE_MARK))
        .collect::<Vec<_>>()
        .join("\n");
}

/// The use of each part, by what it is and where it stands.
fn uses(raw: &[u8], parts: &[Part]) -> Vec<Use> {
    let chosen = chosen_children(raw, parts);
    let mut uses = Vec::with_capacity(parts.len());
    for part in parts {
        let is_text = matches!(part.mime.media_type.as_str(), "text/plain" | "text/html")
            && !part.mime.is_attachment;
        let mut role = match (is_text, part.mime.name.is_some()) {
            (true, false) => Use::Body,
            _ => Use::Attached,
        };
        let mut at = part;
        while let Some(parent) = at.parent.and_then(|index| parts.get(index)) {
            let index = at.parent.unwrap_or_default();
            if parent.mime.media_type == "multipart/alternative"
                && chosen.get(index).copied().flatten() != Some(at.child)
            {
                role = if role == Use::Body {
                    Use::Skipped
                } else {
                    role
                };
            }
            if parent.mime.media_type == "multipart/related"
                && at.child > 0
                && part.mime.media_type != "text/plain"
            {
                role = Use::Attached; // RFC 2387: the first one is the root, the rest belongs to it
            }
            at = parent;
        }
        uses.push(role);
    }
    uses
}

/// Whether a part is a picture that belongs to a text: in a `multipart/related`, behind its root.
fn is_inline(part: &Part, parts: &[Part]) -> bool {
    let mut at = part;
    let mut is_related = false;
    while let Some(parent) = at.parent.and_then(|index| parts.get(index)) {
        is_related |= parent.mime.media_type == "multipart/related" && at.child > 0;
        at = parent;
    }
    is_related && !part.mime.is_attachment && part.mime.media_type.starts_with("image/")
}

/// Of each `multipart/alternative`, the child that is read: the first with plain text in it, else the last with HTML.
fn chosen_children(raw: &[u8], parts: &[Part]) -> Vec<Option<usize>> {
    let mut plain: Vec<Option<usize>> = vec![None; parts.len()];
    let mut html: Vec<Option<usize>> = vec![None; parts.len()];
    for part in parts {
        if part.is_multipart || part.mime.is_attachment {
            continue;
        }
        let is_plain = part.mime.media_type == "text/plain"
            && part.mime.name.is_none()
            && !is_blank(raw, part);
        let is_html = part.mime.media_type == "text/html";
        let mut at = part;
        while let Some(index) = at.parent {
            if let (true, Some(slot)) = (is_plain, plain.get_mut(index)) {
                *slot = slot.or(Some(at.child));
            }
            if let (true, Some(slot)) = (is_html, html.get_mut(index)) {
                *slot = Some(at.child);
            }
            let Some(parent) = parts.get(index) else {
                break;
            };
            at = parent;
        }
    }
    plain
        .into_iter()
        .zip(html)
        .map(|(plain, html)| plain.or(html))
        .collect()
}

fn is_blank(raw: &[u8], part: &Part) -> bool {
    raw.get(part.body.clone())
        .is_none_or(|bytes| bytes.trim_ascii().is_empty())
}

/// Where nothing is body: the first text that is not plainly a file.
fn fallback(raw: &[u8], parts: &[Part]) -> Option<usize> {
    let wanted = |kind: &'static str| {
        move |part: &Part| {
            part.mime.media_type == kind
                && !part.is_multipart
                && !part.mime.is_attachment
                && !is_blank(raw, part)
        }
    };
    parts
        .iter()
        .position(wanted("text/plain"))
        .or_else(|| parts.iter().position(wanted("text/html")))
}

/// Adds a text part to the body.
fn append(body: &mut Body, mime: &Mime, bytes: &[u8]) {
    let decoded = transfer::decode_text(bytes, &mime.encoding);
    let text = charset::decode(&decoded, mime.charset.as_deref());
    body.is_guess |= text.is_guess;
    let text = text.text.replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    let text = if mime.media_type == "text/html" {
        let (text, is_cut) = html::text_of(&text);
        body.is_html_cut |= is_cut;
        text
    } else if mime.is_flowed {
        flowed::unflow(&text, mime.is_delsp)
    } else {
        text
    };
    let text = match mime.media_type.as_str() {
        "text/html" => text,
        _ => text.replace(QUOTE_MARK, ""),
    };
    if !body.marked.is_empty() && !text.trim().is_empty() {
        body.marked.push_str("\n\n");
    }
    body.marked.push_str(text.trim_matches('\n'));
}

/// Adds an attachment; reports and returned mails are kept for [`super::bounce`] too.
fn attach(body: &mut Body, mime: &Mime, raw: &[u8], is_inline: bool) {
    let bytes = transfer::decode(raw, &mime.encoding);
    match mime.media_type.as_str() {
        "message/delivery-status" | "message/global-delivery-status" => {
            body.statuses.push(bytes.clone());
        }
        "message/rfc822"
        | "message/global"
        | "text/rfc822-headers"
        | "message/global-headers"
        | "message/rfc822-headers" => {
            body.returned.push(bytes.clone());
        }
        _ => {}
    }
    if body.attachments.len() >= ATTACHMENTS_MAX {
        body.is_cut = true;
        return;
    }
    if bytes.is_empty() && mime.name.is_none() {
        return;
    }
    let number = body.attachments.len().saturating_add(1);
    let given = mime
        .name
        .clone()
        .or_else(|| title(mime, &bytes))
        .unwrap_or_default();
    body.attachments.push(Attachment {
        name: safe_name(&given, &mime.media_type, number),
        media_type: mime.media_type.clone(),
        is_inline,
        size: bytes.len(),
        sha256: data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)),
        bytes,
    });
}

/// An attached mail has no name of its own: its subject is what it is known by.
fn title(mime: &Mime, bytes: &[u8]) -> Option<String> {
    if mime.media_type != "message/rfc822" {
        return None;
    }
    let block = header::scan(bytes);
    let subject = super::encoded_word::decode_line(&block.first("Subject")?.unfolded(), 80);
    let subject = subject.replace(['/', '\\'], "-");
    (!subject.is_empty()).then(|| format!("{subject}.eml"))
}
