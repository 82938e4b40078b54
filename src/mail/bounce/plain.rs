//! Reports without a standard form: qmail, Exim, Postfix text, sendmail, Exchange, Notes, and those like them.
//!
//! A mail counts as one only when a mail system seems to have written it **and** it speaks of a failure: people
//! write about bounces too, and what they write is a ticket.

use super::words::{DAEMONS, DELAY_TEXTS, FAILED_SUBJECTS, FAILED_TEXTS, GIVEN_UP, RETURNED_MARKS};
use super::{RECIPIENTS_MAX, Sources, entry, status};
use crate::domain::Address;
use crate::mail::inbound::{BouncedRecipient, Origin};

/// How much of the text is searched for words, in characters; the returned mail comes later.
const LOOKED_AT_CHARS: usize = 4_000;

/// Bounce or delay, when the mail is such a report.
pub fn origin(sources: &Sources<'_>) -> Option<Origin> {
    let subject = sources.subject.to_lowercase();
    let text = beginning(sources);
    let speaks_in_subject = FAILED_SUBJECTS.iter().any(|words| subject.contains(words));
    let speaks_in_text = FAILED_TEXTS.iter().any(|words| text.contains(words));
    let names_failed = header(sources, "X-Failed-Recipients").is_some();
    let is_daemon = is_from_daemon(sources);
    let is_delay = speaks_of_delay(sources);
    let returns_mail = !sources.returned.is_empty() || returned_at(sources.text).is_some();
    let is_report = names_failed
        || is_daemon && (speaks_in_subject || speaks_in_text || is_delay)
        || is_bare_sender(sources) && speaks_in_subject && speaks_in_text
        || has_null_sender(sources) && (speaks_in_subject || speaks_in_text && returns_mail)
        || speaks_in_subject && speaks_in_text && returns_mail && !is_answer(&subject);
    is_report.then_some(if is_delay {
        Origin::Delay
    } else {
        Origin::Bounce
    })
}

/// Whether it says that delivery is late and still tried.
pub fn speaks_of_delay(sources: &Sources<'_>) -> bool {
    let subject = sources.subject.to_lowercase();
    let text = beginning(sources);
    let says = |words: &[&str]| {
        words
            .iter()
            .any(|words| subject.contains(words) || text.contains(words))
    };
    says(DELAY_TEXTS) && !says(GIVEN_UP)
}

/// Whether the author seems to be a mail system: by name, or by having none.
pub fn is_from_daemon(sources: &Sources<'_>) -> bool {
    let name = sources.from.name.to_lowercase();
    let local = sources
        .from
        .address
        .as_ref()
        .map(|address| address.local().to_lowercase())
        .unwrap_or_default();
    DAEMONS
        .iter()
        .any(|daemon| local == *daemon || name == *daemon)
        || local.starts_with("mailer-daemon")
        || local.starts_with("postmaster")
        || name.contains("mailer-daemon")
        || name.contains("mail delivery s")
        || header(sources, "From").is_some_and(|from| from.to_lowercase().contains("mailer-daemon"))
}

/// Whether the author has no address.
pub fn is_bare_sender(sources: &Sources<'_>) -> bool {
    sources.from.address.is_none()
}

/// Whether it came with the null sender (RFC 5321 §4.5.5).
pub fn has_null_sender(sources: &Sources<'_>) -> bool {
    header(sources, "Return-Path")
        .is_some_and(|path| matches!(path.trim(), "<>" | "" | "<MAILER-DAEMON>"))
}

/// A person who answers or forwards a report has it in the subject too.
fn is_answer(subject: &str) -> bool {
    ["re:", "aw:", "fw:", "fwd:", "wg:", "sv:", "tr:", "rv:"]
        .iter()
        .any(|mark| subject.starts_with(mark))
}

fn header<'a>(sources: &'a Sources<'_>, name: &str) -> Option<&'a str> {
    sources
        .headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn beginning(sources: &Sources<'_>) -> String {
    let end = returned_at(sources.text).unwrap_or(sources.text.len());
    let text: String = sources
        .text
        .get(..end)
        .unwrap_or_default()
        .chars()
        .take(LOOKED_AT_CHARS)
        .collect();
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where the returned mail begins in the text: behind a marking line, or at a header block of its own.
pub fn returned_at(text: &str) -> Option<usize> {
    let mut at = 0usize;
    let mut is_first = true;
    for line in text.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        let is_header = lower.starts_with("received: from")
            || lower.starts_with("received:from")
            || lower.starts_with("return-path: <");
        let inner = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let is_mark = lower.len() <= 90
            && RETURNED_MARKS.iter().any(|mark| {
                inner.starts_with(mark)
                    || lower.starts_with("--") && inner.contains(mark)
                    || inner.starts_with("the ") && inner.contains(mark)
            });
        if (is_header || is_mark) && !is_first {
            return Some(at);
        }
        is_first &= lower.is_empty();
        at = at.saturating_add(line.len());
    }
    None
}

/// The recipients that the text names, with what is said of each.
pub fn recipients(sources: &Sources<'_>, is_delay: bool) -> Vec<BouncedRecipient> {
    let end = returned_at(sources.text).unwrap_or(sources.text.len());
    let text = sources.text.get(..end).unwrap_or_default();
    let mut blocks = blocks(text, sources);
    if blocks.is_empty()
        && let Some(failed) = header(sources, "X-Failed-Recipients")
    {
        blocks = failed
            .split(',')
            .filter_map(|part| Address::parse(part.trim()).ok())
            .map(|address| (address.to_string(), text.to_owned()))
            .collect();
    }
    if blocks.is_empty() {
        blocks = returned_to(sources, end)
            .into_iter()
            .map(|address| (address, text.to_owned()))
            .collect();
    }
    let class = if is_delay { "4.0.0" } else { "5.0.0" };
    let whole = status::of_text(text);
    let mut found: Vec<BouncedRecipient> = Vec::new();
    for (recipient, said) in blocks {
        if found
            .iter()
            .any(|known| known.recipient.eq_ignore_ascii_case(&recipient))
            || found.len() >= RECIPIENTS_MAX
        {
            continue;
        }
        let code = status::of_text(&said)
            .or_else(|| whole.clone())
            .unwrap_or_else(|| class.to_owned());
        let code = match code.get(1..) {
            Some(tail) if is_delay => format!("4{tail}"),
            Some(tail) if code.starts_with('2') => format!("5{tail}"),
            _ => code,
        };
        found.push(entry(recipient, code, &said));
    }
    found
}

/// Blocks of lines, each behind a line that begins with a recipient; without such lines, the first line that names
/// one anywhere.
fn blocks(text: &str, sources: &Sources<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some((address, rest)) = leading_address(line) {
            found.push((address, rest));
            is_open = true;
        } else if line.trim().is_empty() {
            is_open = found
                .last()
                .is_some_and(|(_, said)| is_open && said.trim().is_empty());
        } else if is_open && let Some((_, said)) = found.last_mut() {
            said.push(' ');
            said.push_str(line.trim());
        }
    }
    if !found.is_empty() {
        return found;
    }
    let own = sources.from.address.as_ref();
    for line in text.lines() {
        let named = addresses_in(line)
            .into_iter()
            .find(|address| Some(address) != own);
        if let Some(address) = named {
            return vec![(address.to_string(), text.to_owned())];
        }
    }
    found
}

/// An address at the beginning of a line: `<a@x>: why`, `a@x`, `    a@x: why`, `a@x on Thu, …`, `RCPT TO:<a@x>`.
fn leading_address(line: &str) -> Option<(String, String)> {
    let text = line.trim();
    let lower = text.to_ascii_lowercase();
    let text = [
        "rcpt to:",
        "recipient:",
        "recipient address:",
        "original recipient:",
        "delivery failed:",
        "user:",
        "550 ",
    ]
    .iter()
    .find_map(|lead| {
        lower
            .starts_with(lead)
            .then(|| text.get(lead.len()..))
            .flatten()
    })
    .unwrap_or(text)
    .trim_start_matches(|c: char| c.is_whitespace() || "*<\"'-•(".contains(c));
    let end = text
        .find(|c: char| c.is_whitespace() || "<>,;:\"'()".contains(c))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let address = Address::parse(word.trim_end_matches(['.', ','])).ok()?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ">:,;.\"'".contains(c));
    Some((address.to_string(), rest.to_owned()))
}

fn addresses_in(line: &str) -> Vec<Address> {
    line.split(|c: char| c.is_whitespace() || "<>,;:\"'()[]".contains(c))
        .filter(|word| word.contains('@'))
        .filter_map(|word| Address::parse(word.trim_matches(['.', '!', '?'])).ok())
        .collect()
}

/// The `To` of the returned mail, where nothing else names a recipient.
fn returned_to(sources: &Sources<'_>, end: usize) -> Vec<String> {
    let behind = sources
        .text
        .get(end..)
        .unwrap_or_default()
        .to_owned()
        .into_bytes();
    let parts = sources.returned.iter().chain(std::iter::once(&behind));
    for part in parts {
        let text = String::from_utf8_lossy(part);
        let to = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case("to")
                .then(|| addresses_in(value))
                .filter(|found| !found.is_empty())
        });
        if let Some(found) = to {
            return found
                .iter()
                .take(RECIPIENTS_MAX)
                .map(ToString::to_string)
                .collect();
        }
    }
    Vec::new()
}
