//! Every line of the mail log, as a function: the same keys in the same order, for ever.
//!
//! Fields are cleaned (no control characters, no line breaks) and addresses are shortened to their domain, unless
//! `log-addresses` is set. Subjects and texts never reach a log.

use crate::engine::{Decision, LedgerRow, Outcome, Row};

/// Longest field, in characters.
const FIELD_CHARS_MAX: usize = 256;

/// The lines that name people.
#[derive(Debug, Clone, Copy)]
pub struct MailLog {
    /// Whether addresses are shown in full: `[desk] log-addresses`.
    pub shows_addresses: bool,
}

impl MailLog {
    /// A source mail was decided.
    pub fn taken(self, row: &LedgerRow, decision: &Decision) {
        let from = row.from.as_ref().map(|from| self.address(from));
        tracing::info!(
            locator = %clean(&row.locator.to_string()),
            taken_as = row.disposition.word(),
            reason = row.disposition.reason().unwrap_or_default(),
            ticket = row.ticket.map(|ticket| ticket.0),
            from = %from.unwrap_or_default(),
            events = decision.events.len(),
            letters = decision.outgoing.len(),
            "mail taken in"
        );
    }

    /// An attempt to send ended.
    pub fn sent(self, row: &Row, outcome: &Outcome) {
        let (word, reply) = match outcome {
            Outcome::Sent { reply } => ("sent", reply),
            Outcome::Deferred { reply, .. } => ("deferred", reply),
            Outcome::Failed { reply } => ("failed", reply),
            Outcome::Interrupted { reply } => ("interrupted", reply),
            Outcome::InDoubt { reply } => ("in-doubt", reply),
        };
        let to = row.envelope_to.to_string();
        tracing::info!(
            letter = row.no,
            notice = %row.notice,
            ticket = row.ticket.map(|ticket| ticket.0),
            message_id = %row.message_id,
            to = %self.address(&to),
            outcome = word,
            reply = %clean(&if self.shows_addresses { reply.clone() } else { reply.replace(&to, "<recipient>") }),
            "mail sending"
        );
    }

    /// An address, or what may be shown of it.
    fn address(self, address: &str) -> String {
        match address.rsplit_once('@') {
            _ if self.shows_addresses => clean(address),
            Some((_, domain)) => clean(&format!("…@{domain}")),
            None => "…".to_owned(),
        }
    }
}

/// A mailbox could not be used.
pub fn mailbox_failed(mailbox: &str, error: &str, again_secs: u64) {
    tracing::warn!(mailbox, error = %clean(error), again_secs, "mailbox failed");
}

/// A mailbox is in use.
pub fn mailbox_open(mailbox: &str) {
    tracing::info!(mailbox, "mailbox open");
}

/// Mails are taken in and could not be moved out of the way.
pub fn unmoved(mailbox: &str, count: usize, why: &str) {
    tracing::warn!(mailbox, count, why = %clean(why), "mails stay where they are");
}

/// A relay could not be used, and could before.
pub fn relay_away(relay: &str, reply: &str) {
    tracing::warn!(relay = %clean(relay), reply = %clean(reply), "relay could not be used; letters wait and it is tried again");
}

/// A relay failed so often in a row that it is only probed from now on. Said once, however long that lasts.
pub fn relay_failed(relay: &str, faults: u32, reply: &str) {
    tracing::error!(relay = %clean(relay), faults, reply = %clean(reply), "relay failed; letters wait");
}

/// A relay that failed answers again.
pub fn relay_well(relay: &str, faults: u32, secs: i64) {
    tracing::info!(relay = %clean(relay), faults, secs, "relay well again");
}

/// A mail could not be read to its end.
pub fn unreadable(locator: &str, why: &str) {
    tracing::error!(locator = %clean(locator), why = %clean(why), "mail unreadable");
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
        let log = MailLog {
            shows_addresses: false,
        };
        assert_eq!(log.address("ann@customer.example"), "…@customer.example");
        assert_eq!(log.address("no address"), "…");
        let log = MailLog {
            shows_addresses: true,
        };
        assert_eq!(log.address("ann@customer.example"), "ann@customer.example");
    }
}
