//! Raw bytes to [`Inbound`]: the one way in. Total: every byte string gives a mail, with its defects named.
//!
//! The order is fixed: limits, leading rubbish, header block, gate, structure, body, then what is concluded from it.
//! mail-parser reads the structured MIME fields and the date; the structure is walked by [`super::structure`], since
//! a parser that recurses (or drops what it built recursively) can be made to overflow the stack by nested mails, and
//! that ends the process. Nothing here trusts what it reads.

use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};

use super::body::{self, Body};
use super::bounce::{self, Sources};
use super::encoded_word::{decode, decode_line, one_line};
use super::header::{self, Block};
use super::inbound::{
    Contact, Defect, Gate, Inbound, NAME_CHARS_MAX, ParseLevel, SUBJECT_CHARS_MAX,
};
use super::origin::{self, Clues};
use super::structure::{self, Mime, Structure};
use super::{address_list, charset, content_key, gate, own_text, references};
use crate::domain::{Address, MessageId};

/// Largest mail taken apart, in bytes; of a larger one the rest is left out. Mailboxes refuse such mails long before.
pub const RAW_BYTES_MAX: usize = 100 * 1024 * 1024;
/// Longest decoded header value kept, in characters.
const VALUE_CHARS_MAX: usize = 16 * 1024;

/// Takes a mail apart. It cannot fail.
pub fn parse(raw: &[u8]) -> Inbound {
    let mut defects = Vec::new();
    let size = raw.len();
    let whole = raw;
    if raw.len() > RAW_BYTES_MAX {
        defects.push(Defect::Limit);
    }
    let raw = raw.get(..RAW_BYTES_MAX).unwrap_or(raw);
    let trimmed = without_leading(raw);
    if trimmed.len() != raw.len() {
        defects.push(Defect::LeadingBlank);
    }
    let gate_block = header::scan(raw);
    let mut gate = gate::gate(raw, &gate_block);
    let repaired = line_ends(trimmed);
    if repaired.is_some() {
        defects.push(Defect::BareCr);
        gate = Gate::Doubt("its lines end in bare carriage returns");
    }
    let bytes = repaired.as_deref().unwrap_or(trimmed);
    let block = header::scan(bytes);
    if block.fields.is_empty() {
        defects.push(Defect::NoHeader);
        return headless(whole, bytes, defects, gate);
    }
    if block.is_cut {
        defects.push(Defect::Limit);
    }
    let structure = structure::walk(bytes, mime_of(&block), block.body_at, mime_of);
    let body = body::read(bytes, &structure);
    note_body(&structure, &body, &mut defects);
    let is_bodiless = bytes
        .get(block.body_at..)
        .is_none_or(|body| body.trim_ascii().is_empty());
    let is_multipart = structure
        .parts
        .first()
        .is_some_and(|top| top.mime.boundary.is_some());
    let mut mail = assemble(bytes, &block, size, gate, defects, body);
    if is_bodiless && is_multipart {
        mail.parse = ParseLevel::HeadersOnly; // only the header of an oversize mail is fetched
    }
    mail
}

fn note_body(structure: &Structure, body: &Body, defects: &mut Vec<Defect>) {
    let found = [
        (structure.is_repaired, Defect::Multipart),
        (structure.is_cut || body.is_cut, Defect::Limit),
        (body.is_guess, Defect::Charset),
        (body.is_html_cut, Defect::Html),
    ];
    defects.extend(
        found
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, defect)| *defect),
    );
}

/// Puts the pieces together.
fn assemble(
    bytes: &[u8],
    block: &Block<'_>,
    size: usize,
    gate: Gate,
    mut defects: Vec<Defect>,
    body: Body,
) -> Inbound {
    let headers: Vec<(String, String)> = block
        .fields
        .iter()
        .map(|field| {
            let name = String::from_utf8_lossy(field.name).trim().to_owned();
            (name, decode_line(&field.unfolded(), VALUE_CHARS_MAX))
        })
        .collect();
    let from = author(block, &mut defects);
    let subject = block
        .first("Subject")
        .map(|field| decode_line(&field.unfolded(), SUBJECT_CHARS_MAX))
        .unwrap_or_default();
    let message_id = ids(block, "Message-ID").into_iter().next();
    let report = bounce::read(&Sources {
        report_type: &body.report_type,
        headers: &headers,
        from: &from,
        subject: &subject,
        text: &body.text,
        statuses: &body.statuses,
        returned: &body.returned,
    });
    let (origin, auto_respond) = origin::origin(&Clues {
        headers: &headers,
        from: &from,
        subject: &subject,
        text: &body.text,
        report_type: &body.report_type,
        report: &report,
    });
    let content = bytes.get(block.body_at..).unwrap_or_default();
    Inbound {
        parse: level(&defects),
        gate,
        from,
        reply_to: contacts(block, "Reply-To"),
        to: contacts(block, "To"),
        cc: contacts(block, "Cc"),
        delivered_to: delivered_to(block),
        subject,
        content_key: content_key::content_key(block, message_id.as_ref(), content),
        message_id,
        in_reply_to: ids(block, "In-Reply-To"),
        references: ids(block, "References"),
        date: block
            .first("Date")
            .and_then(|field| date(&field.unfolded())),
        own: own_text::own_text(&body.marked),
        text: body.text,
        attachments: body.attachments,
        origin,
        auto_respond,
        bounce: report.recipients,
        returned_ids: report.returned_ids,
        size,
        headers,
        defects,
    }
}

fn level(defects: &[Defect]) -> ParseLevel {
    let costs_nothing = |defect: &Defect| {
        matches!(
            defect,
            Defect::NoSenderAddress | Defect::SeveralFrom | Defect::Charset
        )
    };
    if defects.iter().all(costs_nothing) {
        ParseLevel::Full
    } else {
        ParseLevel::Repaired
    }
}

/// A mail without a header: its text can be read by a person, and the whole of it is kept as an attachment.
fn headless(whole: &[u8], bytes: &[u8], defects: Vec<Defect>, gate: Gate) -> Inbound {
    let block = Block::default();
    let body = body::headless(whole, bytes);
    let mut mail = assemble(bytes, &block, whole.len(), gate, defects, body);
    mail.parse = ParseLevel::Raw;
    mail
}

/// Blank lines, a byte order mark and the `From ` line of an mbox before the header.
fn without_leading(raw: &[u8]) -> &[u8] {
    let mut rest = raw;
    loop {
        let next = rest
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(rest)
            .trim_ascii_start();
        let next = match next.strip_prefix(b"From ") {
            Some(line) => line
                .iter()
                .position(|byte| *byte == b'\n')
                .and_then(|at| line.get(at.saturating_add(1)..))
                .unwrap_or(next),
            None => next,
        };
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// The mail with LF line ends, when carriage returns alone end lines of its header or all its lines.
fn line_ends(raw: &[u8]) -> Option<Vec<u8>> {
    let header = raw.get(..header::scan(raw).body_at).unwrap_or(raw);
    let is_all_cr = !raw.contains(&b'\n') && raw.contains(&b'\r');
    if !is_all_cr && !gate::has_bare_cr(header.strip_suffix(b"\r").unwrap_or(header)) {
        return None;
    }
    let mut lines = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first == b'\r' {
            lines.push(b'\n');
            rest = tail.strip_prefix(b"\n").unwrap_or(tail);
        } else {
            lines.push(*first);
        }
    }
    Some(lines)
}

/// The first mailbox of the first From that has an address; else the bare name.
fn author(block: &Block<'_>, defects: &mut Vec<Defect>) -> Contact {
    let all = contacts(block, "From");
    let fields = block.all("From").count();
    if fields > 1
        || all
            .iter()
            .filter(|contact| contact.address.is_some())
            .count()
            > 1
    {
        defects.push(Defect::SeveralFrom);
    }
    if let Some(found) = all.iter().find(|contact| contact.address.is_some()) {
        return found.clone();
    }
    defects.push(Defect::NoSenderAddress);
    let raw = block
        .first("From")
        .map(|field| decode(&field.unfolded()))
        .unwrap_or_default();
    all.into_iter()
        .find(|contact| !contact.name.is_empty())
        .unwrap_or(Contact {
            name: one_line(&raw, NAME_CHARS_MAX),
            address: None,
        })
}

fn contacts(block: &Block<'_>, name: &str) -> Vec<Contact> {
    block
        .all(name)
        .flat_map(|field| address_list::contacts(&field.unfolded()))
        .take(address_list::CONTACTS_MAX)
        .collect()
}

fn delivered_to(block: &Block<'_>) -> Vec<Address> {
    let is_trace = |field: &header::Field<'_>| {
        [
            "Delivered-To",
            "X-Original-To",
            "Envelope-To",
            "X-Envelope-To",
            "X-Delivered-To",
        ]
        .iter()
        .any(|name| field.is(name))
    };
    let mut found: Vec<Address> = Vec::new();
    for field in block.fields.iter().filter(|field| is_trace(field)) {
        for contact in address_list::contacts(&field.unfolded()) {
            if let Some(address) = contact.address.filter(|address| !found.contains(address)) {
                found.push(address);
            }
        }
    }
    found
}

fn ids(block: &Block<'_>, name: &str) -> Vec<MessageId> {
    let values: Vec<String> = block
        .all(name)
        .map(|field| charset::decode(&field.unfolded(), None).text)
        .collect();
    references::ids(&values.join(" "))
}

/// The author's `Date` (RFC 5322 §3.3, and what is near it).
fn date(value: &[u8]) -> Option<Timestamp> {
    let mut field = b"Date: ".to_vec();
    field.extend_from_slice(value);
    field.extend_from_slice(b"\r\n\r\n");
    let message = MessageParser::default().parse_headers(field.as_slice())?;
    let date = message.date().filter(|date| date.is_valid())?;
    Timestamp::from_second(date.to_timestamp()).ok()
}

/// The MIME fields of a header block. They are decoded and unfolded before mail-parser sees them: it loses
/// parameters that begin on a folded line, and names in raw 8-bit bytes.
fn mime_of(block: &Block<'_>) -> Mime {
    let mut fields = String::new();
    for name in ["Content-Type", "Content-Disposition"] {
        if let Some(field) = block.first(name) {
            let value = charset::decode(&field.unfolded(), None).text;
            fields.extend([name, ": ", value.trim(), "\r\n"]);
        }
    }
    let encoding = block.first("Content-Transfer-Encoding").map(|field| {
        let value = String::from_utf8_lossy(&field.unfolded()).to_ascii_lowercase();
        value
            .split([';', ' ', '('])
            .next()
            .unwrap_or_default()
            .trim_matches('"')
            .to_owned()
    });
    fields.push_str("\r\n");
    let message = MessageParser::default().parse_headers(fields.as_bytes());
    let content_type = message.as_ref().and_then(|message| message.content_type());
    let attribute = |name: &str| {
        content_type
            .and_then(|content| content.attribute(name))
            .map(str::to_owned)
    };
    let disposition = message
        .as_ref()
        .and_then(|message| message.content_disposition());
    let file_name = disposition
        .and_then(|disposition| disposition.attribute("filename"))
        .map(str::to_owned)
        .or_else(|| attribute("name"));
    let is = |name: &str, value: &str| {
        attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    Mime {
        media_type: match content_type {
            Some(content) => media_type(content.ctype(), content.subtype()),
            None => "text/plain".to_owned(),
        },
        charset: attribute("charset"),
        boundary: attribute("boundary"),
        name: file_name.map(|name| decode(name.as_bytes())),
        is_attachment: disposition
            .is_some_and(|disposition| disposition.ctype().eq_ignore_ascii_case("attachment")),
        encoding: encoding.unwrap_or_default(),
        report_type: attribute("report-type")
            .unwrap_or_default()
            .to_ascii_lowercase(),
        is_flowed: is("format", "flowed"),
        is_delsp: is("delsp", "yes"),
    }
}

/// `text` alone is what some programs write for `text/plain`; anything else without a subtype is unknown bytes.
fn media_type(kind: &str, subtype: Option<&str>) -> String {
    match subtype {
        Some(subtype) => format!("{}/{}", kind.trim(), subtype.trim()).to_ascii_lowercase(),
        None if kind.trim().eq_ignore_ascii_case("text") => "text/plain".to_owned(),
        None if kind.trim().eq_ignore_ascii_case("multipart") => "multipart/mixed".to_owned(),
        None => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests;
