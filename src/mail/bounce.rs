//! Reports about deliveries: the standard form (RFC 3464) and what mail systems wrote before and beside it.
//!
//! A report is untrusted text: anybody can write one. It says which recipients failed and which mail it is about;
//! whether that mail was ours is told by the signed address it came to, which is not looked at here.

pub mod plain;
pub mod status;
pub mod words;

use super::header;
use super::inbound::{BouncedRecipient, Contact, Origin};
use super::references;
use crate::domain::MessageId;

/// Most recipients read of one report.
pub const RECIPIENTS_MAX: usize = 100;
/// Longest diagnostic kept, in characters.
pub const DIAGNOSTIC_CHARS_MAX: usize = 500;
/// Most identifiers of returned mails kept.
const RETURNED_IDS_MAX: usize = 10;

/// The parts of a mail that a report may be read from.
pub struct Sources<'a> {
    /// All header fields, decoded.
    pub headers: &'a [(String, String)],
    /// The author.
    pub from: &'a Contact,
    /// The subject, decoded.
    pub subject: &'a str,
    /// The body as text.
    pub text: &'a str,
    /// `report-type` of its `multipart/report`; empty where it is none.
    pub report_type: &'a str,
    /// Decoded `message/delivery-status` parts.
    pub statuses: &'a [Vec<u8>],
    /// Decoded `message/rfc822` and `text/rfc822-headers` parts.
    pub returned: &'a [Vec<u8>],
}

/// What a mail says as a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Bounce, delay or receipt; `None` when the mail is no report.
    pub origin: Option<Origin>,
    /// One entry a recipient.
    pub recipients: Vec<BouncedRecipient>,
    /// Ids of the mail it is about.
    pub returned_ids: Vec<MessageId>,
}

/// Reads a report, if the mail is one.
pub fn read(sources: &Sources<'_>) -> Report {
    let mut report = Report::default();
    let mut actions = Vec::new();
    let is_daemon = plain::is_from_daemon(sources);
    // A person who sends a report on has its parts, too, and is somebody who writes to us.
    let is_report = sources.report_type == "delivery-status"
        || is_daemon
        || plain::is_bare_sender(sources)
        || plain::has_null_sender(sources);
    let statuses = if is_report { sources.statuses } else { &[] };
    for part in statuses {
        let text = super::charset::decode(part, None).text;
        read_status(&text, &mut report, &mut actions);
    }
    if statuses.is_empty() && is_daemon && sources.text.contains("Final-Recipient:") {
        read_status(sources.text, &mut report, &mut actions);
    }
    if !statuses.is_empty() || !report.recipients.is_empty() {
        report.origin = Some(overall(&actions, sources));
        if report.recipients.is_empty() {
            report.recipients = plain::recipients(sources, report.origin == Some(Origin::Delay));
        }
        fill_from_text(&mut report, sources);
    } else if let Some(origin) = plain::origin(sources) {
        report.origin = Some(origin);
        report.recipients = plain::recipients(sources, origin == Origin::Delay);
    }
    if report.origin.is_some() {
        report.returned_ids = returned_ids(sources);
    }
    report
}

/// One worst action stands for all: a report that holds a failure is a bounce.
fn overall(actions: &[String], sources: &Sources<'_>) -> Origin {
    let has = |word: &str| actions.iter().any(|action| action == word);
    if has("failed") {
        Origin::Bounce
    } else if has("delayed") {
        Origin::Delay
    } else if has("delivered") || has("relayed") || has("expanded") {
        Origin::Receipt
    } else if plain::speaks_of_delay(sources) {
        Origin::Delay
    } else {
        Origin::Bounce
    }
}

/// Some systems tell the reason only in the text that people read.
fn fill_from_text(report: &mut Report, sources: &Sources<'_>) {
    if report
        .recipients
        .iter()
        .all(|one| !one.diagnostic.is_empty())
    {
        return;
    }
    let spoken = plain::recipients(sources, report.origin == Some(Origin::Delay));
    for one in report
        .recipients
        .iter_mut()
        .filter(|one| one.diagnostic.is_empty())
    {
        let Some(said) = spoken
            .iter()
            .find(|said| said.recipient.eq_ignore_ascii_case(&one.recipient))
        else {
            continue;
        };
        one.diagnostic.clone_from(&said.diagnostic);
        if one.status.ends_with(".0.0") && said.status.get(..1) == one.status.get(..1) {
            one.status.clone_from(&said.status);
        }
    }
}

/// The per-recipient groups of a delivery status (RFC 3464 §2.3): fields, parted by empty lines.
fn read_status(text: &str, report: &mut Report, actions: &mut Vec<String>) {
    let normal = text.replace("\r\n", "\n").replace('\r', "\n");
    for group in normal.split("\n\n") {
        let group = group.trim_start_matches(['\n', ' ']);
        let block = header::scan(group.as_bytes());
        let field = |name: &str| {
            let field = block.first(name)?;
            Some(String::from_utf8_lossy(&field.unfolded()).into_owned())
        };
        let Some(recipient) = field("Final-Recipient").or_else(|| field("Original-Recipient"))
        else {
            continue;
        };
        let recipient = address_of(&recipient);
        let recipient = if recipient.contains('@') {
            recipient
        } else {
            field("Original-Recipient").map_or(recipient, |original| address_of(&original))
        };
        let diagnostic = field("Diagnostic-Code").unwrap_or_default();
        let diagnostic = without_type(&diagnostic);
        let stated = field("Status").as_deref().and_then(status::enhanced);
        let action = field("Action").unwrap_or_default();
        let action = action
            .split(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let action = match (action.as_str(), stated.as_deref()) {
            ("", Some(code)) if code.starts_with('4') => "delayed".to_owned(),
            ("deliverable", _) => "delivered".to_owned(), // Postfix's probe, `sendmail -bv`
            ("", Some(code)) if code.starts_with('2') => "delivered".to_owned(),
            ("failure" | "", _) => "failed".to_owned(),
            _ => action,
        };
        let is_delay = action == "delayed";
        let code = best_status(stated, &diagnostic, is_delay);
        if report.recipients.len() < RECIPIENTS_MAX
            && action != "delivered"
            && action != "relayed"
            && action != "expanded"
        {
            report.recipients.push(entry(recipient, code, &diagnostic));
        }
        actions.push(action);
    }
}

/// The stated code, unless it only names the class and the server said more.
fn best_status(stated: Option<String>, diagnostic: &str, is_delay: bool) -> String {
    let spoken = status::of_text(diagnostic);
    match (stated, spoken) {
        (Some(stated), Some(spoken))
            if stated.ends_with(".0.0") && spoken.get(..1) == stated.get(..1) =>
        {
            spoken
        }
        (Some(stated), _) => stated,
        (None, Some(spoken)) => spoken,
        (None, None) if is_delay => "4.0.0".to_owned(),
        (None, None) => "5.0.0".to_owned(),
    }
}

/// A finished entry; hard is what begins with a 5.
pub fn entry(recipient: String, status: String, diagnostic: &str) -> BouncedRecipient {
    BouncedRecipient {
        recipient,
        is_hard: status.starts_with('5'),
        status,
        diagnostic: super::encoded_word::one_line(diagnostic, DIAGNOSTIC_CHARS_MAX),
    }
}

/// `rfc822; <a@x>` without its type and brackets.
fn address_of(value: &str) -> String {
    let value = without_type(value);
    let inner = match value.rsplit_once('<') {
        Some((_, inner)) => inner.split('>').next().unwrap_or_default(),
        None => value.split(" (").next().unwrap_or_default(),
    };
    inner.trim().trim_matches('"').to_owned()
}

fn without_type(value: &str) -> String {
    match value.split_once(';') {
        Some((kind, rest)) if kind.trim().len() <= 20 && !kind.trim().contains(' ') => {
            rest.trim().to_owned()
        }
        _ => value.trim().to_owned(),
    }
}

/// Message-IDs of the returned mail, from its attached header or from the text behind "Original message".
fn returned_ids(sources: &Sources<'_>) -> Vec<MessageId> {
    let mut found: Vec<MessageId> = Vec::new();
    for part in sources.returned {
        let bytes = part.trim_ascii_start();
        let block = header::scan(bytes);
        for field in block.all("Message-ID") {
            found.extend(references::ids(&String::from_utf8_lossy(&field.unfolded())));
        }
    }
    if found.is_empty() {
        let statuses = sources
            .statuses
            .iter()
            .map(|part| String::from_utf8_lossy(part).into_owned());
        for text in std::iter::once(sources.text.to_owned()).chain(statuses) {
            found.extend(text.lines().filter_map(id_line).flatten());
        }
    }
    found.truncate(RETURNED_IDS_MAX);
    found
}

/// `Message-ID: <…>`, perhaps quoted or indented, or `Original-Message-ID:`.
fn id_line(line: &str) -> Option<Vec<MessageId>> {
    let (name, value) = line.split_once(':')?;
    let name = name
        .trim_matches(|c: char| c == '>' || c == '|' || c.is_whitespace())
        .to_ascii_lowercase();
    matches!(
        name.as_str(),
        "message-id" | "original-message-id" | "x-original-message-id"
    )
    .then(|| references::ids(value))
}

#[cfg(test)]
mod tests;
