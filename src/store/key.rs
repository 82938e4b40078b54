//! Keys of the index's tables: what they are made of, in an order that questions can be asked in.

use jiff::Timestamp;

use crate::domain::{Address, AgentName, Periodical, SpoolName};
use crate::engine::Locator;
use crate::engine::knowledge::Document;

/// A key of an instant: milliseconds since 1970, in an order that is the order of time.
pub fn instant(at: Timestamp) -> [u8; 8] {
    u64::try_from(at.as_millisecond())
        .unwrap_or(0)
        .to_be_bytes()
}

/// Two parts of a key.
pub fn join(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}

/// Prefix of the keys in `Table::Meta` of the senders whose mail is not taken in.
pub const BLOCKED: &str = "blocked:";

/// The key of one of them.
pub fn blocked_key(sender: &Address) -> Vec<u8> {
    format!("{BLOCKED}{}", sender.key()).into_bytes()
}

/// Prefix of the keys in `Table::Meta` of the agents who are away.
pub const AWAY: &str = "away:";
/// Prefix of the keys in `Table::Meta` of when an agent was last given a ticket.
pub const ASSIGNED: &str = "assigned:";

/// The key of an agent who is away.
pub fn away_key(agent: &AgentName) -> Vec<u8> {
    format!("{AWAY}{agent}").into_bytes()
}

/// The key of when an agent was last given a ticket.
pub fn assigned_key(agent: &AgentName) -> Vec<u8> {
    format!("{ASSIGNED}{agent}").into_bytes()
}

/// The key in `Table::Meta` of how far a periodical has told.
pub fn issued_key(periodical: Periodical) -> Vec<u8> {
    format!("issued:{}", periodical.word()).into_bytes()
}

/// The key of a locator.
pub fn locator_key(locator: &Locator) -> Vec<u8> {
    locator.to_string().into_bytes()
}

/// The key in `Table::Reading` of the attempts at octets, wherever they lie. No locator is without a colon.
pub fn octets_key(raw: SpoolName) -> Vec<u8> {
    format!("octets {raw}").into_bytes()
}

/// The key in `Table::Reading` of where octets lay that are in quarantine because nobody could read them.
pub fn unread_key(raw: SpoolName) -> Vec<u8> {
    format!("unread {raw}").into_bytes()
}

/// The part of a key in `Table::Words` before the ticket: a term and a kind of document. No term holds a zero.
pub fn word_prefix(term: &str, is_article: bool) -> Vec<u8> {
    [term.as_bytes(), &[0, u8::from(is_article)]].concat()
}

/// A key in `Table::Words`: that a term stands in a document.
pub fn word_key(term: &str, document: Document) -> Vec<u8> {
    let is_article = matches!(document, Document::Article(_));
    join(
        &word_prefix(term, is_article),
        &document.ticket().0.to_be_bytes(),
    )
}
