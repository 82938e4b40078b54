//! Every line of the mail log, as a function: the same keys in the same order, for ever.
//!
//! Fields are cleaned (no control characters, no line breaks) and addresses are shortened to their domain, unless
//! `log-addresses` is set. Subjects and texts never reach a log.

use crate::engine::{Decision, LedgerRow, Outcome, Row};

/// Longest field, in characters.
const FIELD_CHARS_MAX: usize = 256;

/// A source mail was decided.
pub fn taken(row: &LedgerRow, decision: &Decision) {
    let from = row
        .from
        .as_ref()
        .map(|from| domain(from))
        .unwrap_or_default();
    tracing::info!(
        locator = %clean(&row.locator.to_string()),
        taken_as = row.disposition.word(),
        reason = row.disposition.reason().unwrap_or_default(),
        ticket = row.ticket.map(|ticket| ticket.0),
        from = %from,
        events = decision.events.len(),
        letters = decision.outgoing.len(),
        "mail taken in"
    );
}

/// An attempt to send ended.
pub fn sent(row: &Row, outcome: &Outcome) {
    let (word, reply) = match outcome {
        Outcome::Sent { reply } => ("sent", reply),
        Outcome::Deferred { reply, .. } => ("deferred", reply),
        Outcome::Failed { reply } => ("failed", reply),
        Outcome::InDoubt { reply } => ("in-doubt", reply),
    };
    tracing::info!(
        letter = row.no,
        notice = %row.notice,
        ticket = row.ticket.map(|ticket| ticket.0),
        message_id = %row.message_id,
        to = %domain(&row.envelope_to.to_string()),
        outcome = word,
        reply = %clean(&reply.replace(&row.envelope_to.to_string(), "<recipient>")),
        "mail sending"
    );
}

/// A mailbox could not be used.
pub fn mailbox_failed(mailbox: &str, error: &str, again_secs: u64) {
    tracing::warn!(mailbox, error = %clean(error), again_secs, "mailbox failed");
}

/// A mailbox is in use.
pub fn mailbox_open(mailbox: &str) {
    tracing::info!(mailbox, "mailbox open");
}

/// A mail could not be read to its end.
pub fn unreadable(locator: &str, why: &str) {
    tracing::error!(locator = %clean(locator), why = %clean(why), "mail unreadable");
}

fn domain(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, domain)) => clean(&format!("…@{domain}")),
        None => "…".to_owned(),
    }
}

fn clean(field: &str) -> String {
    field
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}') { '\u{fffd}' } else { c })
        .take(FIELD_CHARS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_cannot_break_a_line_or_a_terminal() {
        assert_eq!(
            clean("a\nb\u{1b}[31m\u{202e}c"),
            "a\u{fffd}b\u{fffd}[31m\u{fffd}c"
        );
        assert_eq!(domain("ann@customer.example"), "…@customer.example");
        assert_eq!(domain("no address"), "…");
    }
}
