//! A mail as `explain --json` gives it.

use serde_json::{Map, Value, json};

use crate::domain::MessageId;
use crate::mail::inbound::{Attachment, BouncedRecipient, Contact, Gate, ParseLevel};

use super::Explained;

/// The line of `explain --json`.
pub(super) fn json(id: &str, explained: &Explained) -> Value {
    let mail = &explained.mail;
    let verdict = &explained.verdict;
    let commands = explained.scan.lines.iter().map(|line| line.text.as_str());
    let fields = explained.found.iter();
    let fields = fields.map(|found| (found.field.clone(), found.value.as_str().into()));
    json!({
        "id": id,
        "parse": level_word(mail.parse),
        "defects": mail.defects.iter().map(|defect| defect.word()).collect::<Vec<_>>(),
        "origin": mail.origin.word(),
        "auto_respond": mail.auto_respond,
        "from": contact(&mail.from),
        "reply_to": contacts(&mail.reply_to),
        "to": contacts(&mail.to),
        "cc": contacts(&mail.cc),
        "subject": mail.subject,
        "message_id": mail.message_id,
        "date": mail.date.map(|date| format!("{date:.0}")),
        "text": mail.text,
        "own_text": mail.own.text,
        "commands": commands.collect::<Vec<_>>(),
        "attachments": mail.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "bounce": mail.bounce.iter().map(bounced).collect::<Vec<_>>(),
        "category": verdict.category,
        "priority": verdict.priority.word(),
        "team": verdict.team,
        "because": verdict.because,
        "type": verdict.kind.word(),
        "tags": verdict.tags,
        "fields": fields.collect::<Map<_, _>>(),
        "doubt": doubt(&mail.gate),
        "in_reply_to": ids(&mail.in_reply_to),
        "references": ids(&mail.references),
        "stray_commands": explained.scan.stray,
        "content_key": mail.content_key,
        "size": mail.size,
    })
}

/// Why the header proves nothing, where it does not.
pub(super) fn doubt(gate: &Gate) -> Option<&'static str> {
    match gate {
        Gate::Passed => None,
        Gate::Doubt(why) => Some(why),
    }
}

/// The word of how far the parse got.
pub(super) fn level_word(level: ParseLevel) -> &'static str {
    match level {
        ParseLevel::Full => "full",
        ParseLevel::Repaired => "repaired",
        ParseLevel::HeadersOnly => "headers-only",
        ParseLevel::Raw => "raw",
    }
}

fn contact(contact: &Contact) -> Value {
    json!({ "address": contact.address, "name": contact.name })
}

fn contacts(list: &[Contact]) -> Vec<Value> {
    list.iter().map(contact).collect()
}

fn ids(ids: &[MessageId]) -> Vec<&str> {
    ids.iter().map(MessageId::as_str).collect()
}

fn attachment(part: &Attachment) -> Value {
    json!({
        "name": part.name,
        "type": part.media_type,
        "size": part.size,
        "sha256": part.sha256,
    })
}

fn bounced(recipient: &BouncedRecipient) -> Value {
    json!({
        "recipient": recipient.recipient,
        "status": recipient.status,
        "hard": recipient.is_hard,
        "diagnostic": recipient.diagnostic,
    })
}
