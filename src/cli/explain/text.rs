//! A mail explained to a person, as lines that are harmless to a terminal.

use std::fmt::Write as _;

use crate::mail::inbound::{BouncedRecipient, Contact, Inbound};

use super::super::terminal::{lines, one_line};
use super::Explained;
use super::view::{doubt, level_word};

/// The explanation, with a blank line at its end.
pub(super) fn text(id: &str, explained: &Explained) -> String {
    let mut page = Page(one_line(id));
    what_it_is(&explained.mail, &mut page);
    what_it_would_be(explained, &mut page);
    let own = lines(explained.mail.own.text.trim());
    if !own.is_empty() {
        page.0.push('\n');
    }
    for line in own.lines() {
        page.0
            .push_str(format!("\n    {line}").trim_end_matches(' '));
    }
    page.0.push('\n');
    page.0
}

/// Who wrote it to whom, and in what state it came.
fn what_it_is(mail: &Inbound, page: &mut Page) {
    let date = mail.date.map(|date| format!("{date:.0}"));
    let id = mail.message_id.as_ref().map_or("", |id| id.as_str());
    page.row("from", &shown(&mail.from));
    page.row("reply to", &all_shown(&mail.reply_to));
    page.row("to", &all_shown(&mail.to));
    page.row("cc", &all_shown(&mail.cc));
    page.row("subject", &mail.subject);
    page.row("date", &date.unwrap_or_default());
    page.row("message id", id);
    let answer = if mail.auto_respond {
        "may be answered by a machine"
    } else {
        "no machine answers it"
    };
    page.row("origin", &format!("{}; {answer}", mail.origin.word()));
    let mut state = vec![level_word(mail.parse)];
    state.extend(mail.defects.iter().map(|defect| defect.word()));
    page.row("read", &state.join(", "));
    page.row("doubt", doubt(&mail.gate).unwrap_or_default());
    for recipient in &mail.bounce {
        page.row("delivery", &bounced(recipient));
    }
    for part in &mail.attachments {
        let facts = format!("{}, {}, {} bytes", part.name, part.media_type, part.size);
        page.row("attachment", &facts);
    }
}

/// What the rules and the command scan make of it.
fn what_it_would_be(explained: &Explained, page: &mut Page) {
    let verdict = &explained.verdict;
    let facts = format!(
        "{}, {}, {}",
        verdict.category, verdict.priority, verdict.kind
    );
    page.row("would be", &facts);
    page.row("team", verdict.team.as_deref().unwrap_or_default());
    page.row("tags", &verdict.tags.join(", "));
    for reason in &verdict.because {
        page.row("because", reason);
    }
    for found in &explained.found {
        page.row(&found.field, &found.value);
    }
    for line in &explained.scan.lines {
        page.row("command", &line.text);
    }
    for stray in &explained.scan.stray {
        let why = format!("{stray} (it stands where none is read)");
        page.row("no command", &why);
    }
}

/// Rows of a name and a value.
struct Page(String);

impl Page {
    /// One more row; none for an empty value.
    fn row(&mut self, name: &str, value: &str) {
        let value = one_line(value);
        if !value.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "\n  {name:<15}{value}");
        }
    }
}

fn bounced(recipient: &BouncedRecipient) -> String {
    let way = if recipient.is_hard {
        "failed for good"
    } else {
        "not failed for good"
    };
    format!(
        "to {}: {way}, {} {}",
        recipient.recipient, recipient.status, recipient.diagnostic
    )
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
