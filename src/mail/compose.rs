//! A mail we send, from its parts to its final bytes.
//!
//! The same draft gives the same bytes: boundaries are derived from the draft and the date comes with it. `lettre`
//! lays out the MIME tree and encodes the bodies, and this is the only place where its builder is used. The header
//! values are ours ([`fields`]), because lettre panics on line breaks in names, loses recipients whose address it
//! cannot parse, and passes on text that only looks encoded. What comes out is read back and compared with what was
//! meant ([`check`]); a mail that differs is an error and never reaches the outbox.
//!
//! It does not decide who gets a mail nor what it says.

mod body;
mod check;
mod fields;

use jiff::Zoned;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Message, MessageBuilder};

use crate::domain::{Address, MessageId};
use body::{Layout, body};
use fields::Field;

pub use body::FILE_NAME_CHARS_MAX;
pub use check::line_fault;
pub use fields::addr_spec;

/// How many ids `References` keeps: the first, which names the thread, and the newest. RFC 5322 sets no limit, but
/// a thread of years would grow its header past what servers take.
pub const REFERENCES_MAX: usize = 10;
/// Told to Exchange and Outlook, which ask for it instead of reading `Auto-Submitted`.
const SUPPRESS: &str = "DR, RN, NRN, OOF, AutoReply";
/// Fields that `extra` may not hold: they are made here, or must not be in our mails at all.
const OWN_FIELDS: [&str; 21] = [
    "From",
    "Sender",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Precedence",
    "User-Agent",
    "Return-Path",
    "Received",
];

/// What a mail is made of. Names and subjects may hold anything; they are cleaned here.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The one author: display name, perhaps empty, and address.
    pub from: (String, Address),
    /// Whom it goes to, as everybody sees it.
    pub to: Vec<(String, Address)>,
    /// Who gets a copy, as everybody sees it.
    pub cc: Vec<(String, Address)>,
    /// Where answers go.
    pub reply_to: Option<(String, Address)>,
    /// The subject, whole.
    pub subject: String,
    /// This mail's id.
    pub message_id: MessageId,
    /// The mail it answers. An id that is not ASCII is left out.
    pub in_reply_to: Option<MessageId>,
    /// The thread, oldest first, cut to [`REFERENCES_MAX`]. Ids that are not ASCII are left out.
    pub references: Vec<MessageId>,
    /// When it was written, in the zone to be shown.
    pub date: Zoned,
    /// Set when no person wrote it.
    pub auto_submitted: Option<AutoSubmitted>,
    /// Further fields, `Content-Language` for example; none of those that are made here.
    pub extra: Vec<(String, String)>,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: Option<String>,
    /// Pictures that the HTML part shows by `cid:` and their id; nothing without one.
    pub pictures: Vec<Picture>,
    /// Files, in their order.
    pub attachments: Vec<FilePart>,
}

/// A picture that is a part of the HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its Content-ID without the brackets, of the form of a Message-ID (RFC 2392).
    pub id: MessageId,
    /// What it is and its bytes.
    pub file: FilePart,
}

/// A file that is sent along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    /// The name it is shown under.
    pub name: String,
    /// `type/subtype`; what is unreadable, or a mail or a multipart, is sent as `application/octet-stream`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// How far a machine wrote the mail (RFC 3834 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoSubmitted {
    /// An answer to a mail.
    Replied,
    /// Sent on our own account: a reminder, a report.
    Generated,
}

/// Why a draft could not become a mail. Each completes "composing the mail: …".
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ComposeError {
    /// Nobody to write to.
    #[error("it has no recipient")]
    NoRecipient,
    /// An own address or id that cannot stand in a header; the word names the field.
    #[error("the value of {0} is not ASCII; choose another address or id")]
    NotAscii(&'static str),
    /// A further field that is no field, appears twice or is not the caller's to set.
    #[error("the field {0:?} cannot be added")]
    Field(String),
    /// lettre refused.
    #[error("the mail could not be laid out: {0}")]
    Layout(String),
    /// The finished bytes are not what was meant.
    #[error("the finished mail is not what was meant: {0}")]
    Mismatch(String),
}

/// Makes the final bytes of a mail: CRLF line ends, 7 bits, lines of at most 998 octets.
pub fn compose(draft: &Draft) -> Result<Vec<u8>, ComposeError> {
    let fields = header(draft)?;
    let mut builder = Message::builder().envelope(unused_envelope()?);
    for field in &fields {
        builder = with_field(builder, field, draft)?;
    }
    let message = match body(draft)? {
        Layout::Single(part) => builder.singlepart(part),
        Layout::Multi(parts) => builder.multipart(parts),
    };
    let bytes = message
        .map_err(|error| ComposeError::Layout(error.to_string()))?
        .formatted();
    check::as_meant(&bytes, &fields)?;
    Ok(bytes)
}

/// The header in its order, each value both as it is sent and as it is meant.
fn header(draft: &Draft) -> Result<Vec<Field>, ComposeError> {
    if draft.to.is_empty() && draft.cc.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    if !draft.from.1.local().is_ascii() {
        return Err(ComposeError::NotAscii("From"));
    }
    if !draft.message_id.as_str().is_ascii() {
        return Err(ComposeError::NotAscii("Message-ID"));
    }
    let mut fields = vec![fields::mailboxes("From", std::slice::from_ref(&draft.from))];
    for (name, list) in [("To", &draft.to), ("Cc", &draft.cc)] {
        if !list.is_empty() {
            fields.push(fields::mailboxes(name, list));
        }
    }
    if let Some(reply_to) = &draft.reply_to {
        if !reply_to.1.local().is_ascii() {
            return Err(ComposeError::NotAscii("Reply-To"));
        }
        fields.push(fields::mailboxes(
            "Reply-To",
            std::slice::from_ref(reply_to),
        ));
    }
    fields.push(fields::text("Subject", &draft.subject));
    fields.push(fields::date("Date", &draft.date)?);
    fields.push(fields::ids("Message-ID", [&draft.message_id]));
    let in_reply_to = draft.in_reply_to.iter().filter(|id| id.as_str().is_ascii());
    for (name, ids) in [
        ("In-Reply-To", in_reply_to.collect()),
        ("References", shortened(&draft.references)),
    ] {
        if !ids.is_empty() {
            fields.push(fields::ids(name, ids));
        }
    }
    if let Some(how) = draft.auto_submitted {
        let word = match how {
            AutoSubmitted::Replied => "auto-replied",
            AutoSubmitted::Generated => "auto-generated",
        };
        fields.push(fields::text("Auto-Submitted", word));
        fields.push(fields::text("X-Auto-Response-Suppress", SUPPRESS));
    }
    for (name, value) in &draft.extra {
        let taken = OWN_FIELDS.iter().any(|own| own.eq_ignore_ascii_case(name))
            || fields
                .iter()
                .any(|field| field.name.eq_ignore_ascii_case(name));
        if taken || !fields::is_name(name) {
            return Err(ComposeError::Field(fields::clean(name)));
        }
        fields.push(fields::text(name, value));
    }
    Ok(fields)
}

/// The first id and the newest, of those that can stand in a header.
fn shortened(references: &[MessageId]) -> Vec<&MessageId> {
    let ascii: Vec<&MessageId> = references
        .iter()
        .filter(|id| id.as_str().is_ascii())
        .collect();
    let over = ascii.len().saturating_sub(REFERENCES_MAX);
    let kept = |(at, id): (usize, &'_ _)| (at == 0 || at > over).then_some(*id);
    ascii.iter().enumerate().filter_map(kept).collect()
}

/// Adds a field as it is to be sent. lettre reads two raw values back: without a `From` and a `Date` that it can
/// parse it refuses the mail or asks the clock, so these two get a raw value made for it.
fn with_field(
    builder: MessageBuilder,
    field: &Field,
    draft: &Draft,
) -> Result<MessageBuilder, ComposeError> {
    let name = HeaderName::new_from_ascii(field.name.clone())
        .map_err(|_| ComposeError::Field(field.name.clone()))?;
    let raw = match field.name.as_str() {
        "From" => "desk@invalid.example".to_owned(),
        "Date" => draft
            .date
            .timestamp()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string(),
        _ => field.meant.clone(),
    };
    let value = HeaderValue::dangerous_new_pre_encoded(name, raw, field.sent.clone());
    Ok(builder.raw_header(value))
}

/// lettre derives an envelope from the header unless it has one; ours is in the outbox, one for each recipient.
fn unused_envelope() -> Result<lettre::address::Envelope, ComposeError> {
    let nobody = || lettre::Address::new_dangerous("nobody", "invalid.example");
    lettre::address::Envelope::new(Some(nobody()), vec![nobody()])
        .map_err(|error| ComposeError::Layout(error.to_string()))
}

#[cfg(test)]
mod tests;
