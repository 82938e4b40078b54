//! A mail explained to a person, as lines that are harmless to a terminal.

use crate::mail::inbound::Contact;

use super::super::terminal::{lines, one_line};
use super::Explained;
use super::view::{defect_word, doubt, level_word};

/// How wide the names of the rows are, in columns.
const NAME_COLUMNS: usize = 13;

/// The explanation, with a blank line at its end.
pub(super) fn text(id: &str, explained: &Explained) -> String {
    let mail = &explained.mail;
    let verdict = &explained.verdict;
    let mut text = one_line(id);
    let mut row = |name: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            text.push_str(&format!("\n  {name:<NAME_COLUMNS$}{value}"));
        }
    };
    row("from", &shown(&mail.from));
    row("reply to", &all_shown(&mail.reply_to));
    row("to", &all_shown(&mail.to));
    row("cc", &all_shown(&mail.cc));
    row("subject", &mail.subject);
    row(
        "date",
        &mail
            .date
            .map(|date| format!("{date:.0}"))
            .unwrap_or_default(),
    );
    row(
        "message id",
        mail.message_id.as_ref().map_or("", |id| id.as_str()),
    );
    let answer = if mail.auto_respond {
        "may be answered by a machine"
    } else {
        "no machine answers it"
    };
    row("origin", &format!("{}; {answer}", mail.origin.word()));
    let defects = mail.defects.iter().map(|defect| defect_word(*defect));
    let defects: String = defects.map(|defect| format!(", {defect}")).collect();
    row("read", &format!("{}{defects}", level_word(mail.parse)));
    row("doubt", doubt(&mail.gate).unwrap_or_default());
    for recipient in &mail.bounce {
        let way = if recipient.is_hard {
            "for good"
        } else {
            "for now"
        };
        row(
            "not delivered",
            &format!(
                " to {} {way}, {} {}",
                recipient.recipient, recipient.status, recipient.diagnostic
            ),
        );
    }
    for part in &mail.attachments {
        row(
            "attachment",
            &format!("{}, {}, {} bytes", part.name, part.media_type, part.size),
        );
    }
    row(
        "would be",
        &format!(
            "{}, {}, {}",
            verdict.category, verdict.priority, verdict.kind
        ),
    );
    row("team", verdict.team.as_deref().unwrap_or_default());
    row("tags", &verdict.tags.join(", "));
    for reason in &verdict.because {
        row("because", reason);
    }
    for line in &explained.scan.lines {
        row("command", &line.text);
    }
    for stray in &explained.scan.stray {
        row(
            "no command",
            &format!("{stray} (it stands where none is read)"),
        );
    }
    let own = lines(mail.own.text.trim());
    if !own.is_empty() {
        text.push('\n');
    }
    for line in own.lines() {
        text.push_str(format!("\n    {line}").trim_end_matches(' '));
    }
    text.push('\n');
    text
}

fn shown(contact: &Contact) -> String {
    match &contact.address {
        Some(address) if contact.name.is_empty() => address.to_string(),
        Some(address) => format!("{} <{address}>", contact.name),
        None => contact.name.clone(),
    }
}

fn all_shown(contacts: &[Contact]) -> String {
    contacts.iter().map(shown).collect::<Vec<_>>().join(", ")
}
