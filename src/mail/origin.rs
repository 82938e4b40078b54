//! Who or what wrote a mail: a person, a program that answers, a mailbox that bounces, a list.
//!
//! Programs say so in many ways, few of them standard (RFC 3834, 3464, 8098, 5965, 2919); each rule here names its
//! source. A person who is taken for a machine gets no answer, so a rule must be plain. It does not decide what
//! becomes of the mail; `auto_respond` only says that answering would be wrong.

pub mod words;

use super::bounce::Report;
use super::inbound::{Contact, Origin};
use words::{VACATION_SUBJECTS, VACATION_TEXTS};

/// What the rules look at.
pub struct Clues<'a> {
    /// All header fields, decoded.
    pub headers: &'a [(String, String)],
    /// The author.
    pub from: &'a Contact,
    /// The subject, decoded.
    pub subject: &'a str,
    /// The body as text.
    pub text: &'a str,
    /// `report-type` of the outermost `multipart/report`, lower case.
    pub report_type: &'a str,
    /// What the body says as a report, when it is one.
    pub report: &'a Report,
}

/// The origin, and whether a machine may answer (RFC 3834 §2).
pub fn origin(clues: &Clues<'_>) -> (Origin, bool) {
    let origin = kind(clues);
    (origin, origin == Origin::Person && may_answer(clues))
}

fn kind(clues: &Clues<'_>) -> Origin {
    // Outlook.com's complaints (JMRP) are no RFC 5965 reports; they carry a field of their own.
    if clues.report_type == "feedback-report" || clues.has("X-HmXmrOriginalRecipient") {
        return Origin::Feedback;
    }
    if clues.report_type == "disposition-notification" {
        return Origin::Receipt;
    }
    if let Some(origin) = clues.report.origin {
        return origin;
    }
    if is_vacation(clues) {
        return Origin::Vacation;
    }
    if is_auto_reply(clues) {
        return Origin::AutoReply;
    }
    if is_list(clues) {
        return Origin::List;
    }
    Origin::Person
}

impl Clues<'_> {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// First word of a field, lower case, without comments and parameters.
    fn keyword(&self, name: &str) -> String {
        let value = self
            .all(name)
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let value = without_comments(&value);
        value
            .split(|c: char| c == ';' || c.is_whitespace())
            .find(|word| !word.is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    fn local(&self) -> String {
        self.from
            .address
            .as_ref()
            .map(|address| address.local().to_ascii_lowercase())
            .unwrap_or_default()
    }
}

/// RFC 5322 comments may stand anywhere in `Auto-Submitted` (RFC 3834 §5).
fn without_comments(value: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in value.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Absence notices: marked as automatic, with words of absence; without a mark, both subject and text must say so.
fn is_vacation(clues: &Clues<'_>) -> bool {
    let submitted = clues.keyword("Auto-Submitted");
    let is_marked = submitted == "auto-replied"
        || clues.has("X-Autoreply")
        || clues.has("X-Autorespond")
        || clues.has("X-Autoresponder")
        || clues.keyword("Precedence") == "auto_reply";
    let is_hinted = clues.has("X-Auto-Response-Suppress")
        || has_null_return_path(clues)
        || matches!(clues.keyword("Precedence").as_str(), "bulk" | "junk");
    let subject = clues.subject.to_lowercase();
    let subject = subject
        .trim_start_matches("auto:")
        .trim_start_matches(['[', '(', ' ', '*']);
    let is_answer = subject.starts_with("re:") || subject.contains("] re:");
    let unquoted = clues.text.lines().filter(|line| !line.starts_with('>'));
    let text = unquoted
        .take(40)
        .collect::<Vec<_>>()
        .join(
            "
",
        )
        .to_lowercase();
    let says_text = VACATION_TEXTS.iter().any(|words| text.contains(words));
    let mut said = VACATION_SUBJECTS.iter().filter(|words| {
        subject.starts_with(**words)
            || (!is_answer && is_phrase(words) && subject.contains(**words))
    });
    let says_subject = said.clone().next().is_some();
    let says_phrase = said.any(|words| is_phrase(words));
    clues.has("X-Vacation")
        || is_marked && (says_subject || says_text)
        || is_hinted && says_phrase
        || says_phrase && says_text
}

/// Long enough, or in a script dense enough, not to be the subject of a person's own concern.
fn is_phrase(words: &str) -> bool {
    words.chars().count() >= 12 || words.starts_with(|c: char| c >= '\u{2e80}')
}

/// Programs that answer.
fn is_auto_reply(clues: &Clues<'_>) -> bool {
    let submitted = clues.keyword("Auto-Submitted");
    if !submitted.is_empty() && submitted != "no" {
        return true;
    }
    if clues.has("X-Autoreply") || clues.has("X-Autorespond") || clues.has("X-Auto-Reply-From") {
        return clues.keyword("X-Autoreply") != "no";
    }
    if clues.has("X-Mail-Autoreply")
        || clues.has("X-Autoresponder")
        || clues.keyword("Precedence") == "auto_reply"
    {
        return true;
    }
    let subject = clues.subject.to_lowercase();
    let subject = subject.trim_start_matches(['[', '(', ' ', '*']);
    words::AUTO_REPLY_SUBJECTS
        .iter()
        .any(|words| subject.starts_with(words))
        && (matches!(clues.keyword("Precedence").as_str(), "bulk" | "junk")
            || has_null_return_path(clues)
            || clues.has("X-Auto-Response-Suppress"))
}

/// Lists and bulk mail (RFC 2919, RFC 2369).
fn is_list(clues: &Clues<'_>) -> bool {
    let precedence = clues.keyword("Precedence");
    clues.has("List-Id")
        || clues.has("List-Post")
        || clues.has("List-Unsubscribe")
        || clues.has("Mailing-List")
        || clues.has("X-Mailing-List")
        || clues.has("Feedback-ID")
        || matches!(precedence.as_str(), "bulk" | "list" | "junk")
}

/// `Return-Path: <>`: whoever sent this wants no answer (RFC 5321 §4.5.5).
pub fn has_null_return_path(clues: &Clues<'_>) -> bool {
    clues
        .all("Return-Path")
        .next()
        .is_some_and(|value| matches!(value.trim(), "<>" | "" | "<MAILER-DAEMON>"))
}

/// RFC 3834 §2: what must not be answered though a person may have written it.
fn may_answer(clues: &Clues<'_>) -> bool {
    let local = clues.local();
    let is_machine_name = words::MACHINE_NAMES.contains(&local.as_str())
        || local.starts_with("owner-")
        || local.ends_with("-owner")
        || local.ends_with("-request")
        || local.ends_with("-bounces")
        || local.starts_with("bounce")
        || local.replace(['-', '_', '.'], "").starts_with("noreply")
        || local.replace(['-', '_', '.'], "").starts_with("donotreply");
    let suppresses = clues.all("X-Auto-Response-Suppress").any(|value| {
        let value = value.to_ascii_lowercase();
        value
            .split([',', ' ', ';'])
            .any(|word| matches!(word.trim(), "all" | "autoreply" | "oof"))
    });
    let is_spam = clues
        .all("X-Spam-Flag")
        .any(|value| value.trim().eq_ignore_ascii_case("yes"));
    clues.from.address.is_some()
        && !is_machine_name
        && !suppresses
        && !is_spam
        && !has_null_return_path(clues)
        && clues.report_type.is_empty()
        && clues.all("Received").count() <= RECEIVED_MAX
}

/// Most `Received` fields of a mail that is answered: more is a loop (RFC 5321 §6.3).
pub const RECEIVED_MAX: usize = 40;

#[cfg(test)]
mod tests;
