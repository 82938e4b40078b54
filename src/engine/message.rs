//! What a ticket keeps of a mail: its text, and the message with its files.
//!
//! The raw mail stays whole in the spool; what is cut here is cut for readers.

use crate::domain::message::MESSAGE_TEXT_BYTES_MAX;
use crate::domain::{AttachmentRef, Direction, Message, Standing};
use crate::identity::token::TOKEN_CHARS;
use crate::mail::inbound::Inbound;

use super::deciding::Deciding;
use super::receive::Received;

/// The text a ticket keeps of a mail: what its author wrote now, and the mail that was passed on with it.
pub(super) fn body_text(mail: &Inbound, own: &str) -> String {
    let own = own.trim();
    if !own.is_empty() && mail.own.forwarded.trim().is_empty() {
        return own.to_owned();
    }
    if !mail.own.forwarded.trim().is_empty() {
        return format!("{own}\n\n{}", mail.own.forwarded.trim())
            .trim()
            .to_owned();
    }
    String::new()
}

/// A message of a ticket from a mail.
pub(super) fn message(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    direction: Direction,
    standing: Standing,
    text: &str,
) -> Message {
    let text = without_tokens(deciding, text);
    let mut end = text.len().min(MESSAGE_TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Message {
        at: deciding.now,
        direction,
        from: received.from.clone(),
        standing,
        subject: received.mail.subject.as_str().into(),
        message_id: received.mail.message_id.clone(),
        text: text.get(..end).unwrap_or_default().into(),
        attachments: attachments(received),
        raw: Some(received.evidence.raw),
    }
}

/// The files of a mail, as a ticket keeps them.
pub(super) fn attachments(received: &Received<'_>) -> Vec<AttachmentRef> {
    let files = received.mail.attachments.iter();
    files
        .zip(&received.evidence.attachments)
        .map(|(part, spool)| AttachmentRef {
            name: part.name.as_str().into(),
            media_type: part.media_type.clone(),
            size: part.size as u64,
            sha256: part.sha256.clone(),
            spool: *spool,
        })
        .collect()
}

/// A text without our tokens: whoever reads it on the ticket must not be able to write in the name of whom a token
/// was sent to.
pub(super) fn without_tokens(deciding: &Deciding<'_>, text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_token(deciding, word) {
            kept.push('…');
            kept.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            kept.push_str(piece);
        }
    }
    kept
}

fn is_token(deciding: &Deciding<'_>, word: &str) -> bool {
    word.len() == TOKEN_CHARS && deciding.policy.keys.read(word, deciding.now).is_some()
}
