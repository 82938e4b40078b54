//! Which ticket a mail belongs to: evidence in order, and why.
//!
//! A ticket number is not a key. What joins a mail to a ticket is a token that we signed, or an id or a number
//! together with a sender who takes part in the ticket. Whatever points somewhere without being enough is told to
//! the agents and opens a ticket of its own.

use std::collections::BTreeSet;

use crate::domain::{Address, MessageId, TicketId};
use crate::identity::token::{TOKEN_CHARS, ticket_named};
use crate::identity::{Claim, Purpose};
use crate::mail::inbound::Inbound;
use crate::mail::subject::ticket_tag;

use super::decision::{Known, Snapshot};
use super::policy::Policy;

/// Most tokens looked at in one mail.
const TOKENS_MAX: usize = 64;

/// Where a mail belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// The ticket it joins.
    pub ticket: Option<TicketId>,
    /// Why, a clause.
    pub because: String,
    /// The purpose of a token that was issued to this very sender for this ticket.
    pub own: Option<Purpose>,
    /// Whether it bears somebody else's token, or a thread's, and its sender takes no part in the ticket.
    pub is_third_person: bool,
    /// Tickets that something pointed to without being enough.
    pub pointed: BTreeSet<TicketId>,
}

/// Every word of a mail that has the shape of a token, by its carrier, best first.
fn carriers<'a>(mail: &'a Inbound, policy: &Policy) -> Vec<(&'static str, &'a str)> {
    let recipients = mail
        .to
        .iter()
        .chain(&mail.cc)
        .filter_map(|contact| contact.address.as_ref());
    let details = recipients
        .chain(&mail.delivered_to)
        .filter_map(|address| policy.detail(address));
    let ids = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    let reference_lines = mail.text.lines().filter(|line| line.contains("Ref:"));
    let words = reference_lines.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric()));
    details
        .map(|detail| ("the reply address", detail))
        .chain(
            ids.filter_map(|id| token_of_id(id))
                .map(|token| ("a message id of ours", token)),
        )
        .chain(
            words
                .filter(|word| word.len() == TOKEN_CHARS)
                .map(|word| ("the Ref line", word)),
        )
        .take(TOKENS_MAX)
        .collect()
}

/// The token in one of our Message-IDs: what stands before the first dot.
pub fn token_of_id(id: &MessageId) -> Option<&str> {
    id.as_str()
        .split('.')
        .next()
        .filter(|token| token.len() == TOKEN_CHARS)
}

/// The ids that a mail points with, best first. Its own is one of them: another mail of the same id is on the ticket
/// already, and this is a variant of it (a list's copy with a footer, say).
pub(super) fn ids(mail: &Inbound) -> impl Iterator<Item = &MessageId> {
    mail.in_reply_to
        .iter()
        .chain(mail.references.iter().rev())
        .chain(&mail.message_id)
}

/// The tickets that a mail may belong to, unchecked: what to read before [`find`].
pub fn candidates(mail: &Inbound, policy: &Policy) -> BTreeSet<TicketId> {
    let named = carriers(mail, policy)
        .into_iter()
        .filter_map(|(_, token)| ticket_named(token));
    named
        .chain(ticket_tag(&mail.subject, &policy.tag))
        .collect()
}

/// The tickets that genuine tokens in a mail name, whoever they were issued to.
pub fn proven(mail: &Inbound, policy: &Policy, now: jiff::Timestamp) -> BTreeSet<TicketId> {
    carriers(mail, policy)
        .into_iter()
        .filter_map(|(_, token)| policy.keys.read(token, now)?.ticket)
        .collect()
}

/// Decides where a mail belongs. `is_domain_proven` is whether the sender's domain is.
pub fn find(
    mail: &Inbound,
    from: &Address,
    is_domain_proven: bool,
    known: &Snapshot,
    policy: &Policy,
    now: jiff::Timestamp,
) -> Thread {
    let genuine: Vec<(&'static str, Claim)> = carriers(mail, policy)
        .into_iter()
        .filter_map(|(carrier, token)| Some((carrier, policy.keys.read(token, now)?)))
        .filter(|(_, claim)| claim.purpose != Purpose::Bounce)
        .collect();
    let mut thread = by_token(&genuine, from, known, policy)
        .unwrap_or_else(|| by_ids(mail, from, is_domain_proven, known, policy));
    if thread.ticket.is_none() {
        thread.own = of_no_ticket(&genuine, from, policy);
    }
    if thread.ticket.is_some() && is_forward(mail) {
        return forwarded(&thread);
    }
    thread
}

/// The purpose of an agent's own token that was sent with a mail about no ticket: with the answer to `#help`, say.
fn of_no_ticket(
    genuine: &[(&'static str, Claim)],
    from: &Address,
    policy: &Policy,
) -> Option<Purpose> {
    policy.roster.by_address(from)?;
    let mut claims = genuine.iter().map(|(_, claim)| claim);
    let own = claims.find(|claim| {
        claim.ticket.is_none()
            && claim.purpose.is_agents()
            && !claim.is_expired
            && policy.keys.is_for(claim, from)
    });
    own.map(|claim| claim.purpose)
}

/// The ticket by what anybody could have written, which counts where the sender takes part in it.
fn by_ids(
    mail: &Inbound,
    from: &Address,
    is_domain_proven: bool,
    known: &Snapshot,
    policy: &Policy,
) -> Thread {
    let takes_part = |case: &Known| {
        case.ticket.has_participant(from) || policy.roster.by_address(from).is_some()
    };
    let mut pointed = BTreeSet::new();
    for id in ids(mail) {
        let Some(ticket) = known.ids.get(id).map(|known| known.ticket) else {
            continue;
        };
        if known.cases.get(&ticket).is_some_and(takes_part) {
            let because = if mail.message_id.as_ref() == Some(id) {
                "a mail of the same id and other words is on the ticket, and its sender takes part in it"
            } else {
                "it answers a mail on the ticket, and its sender takes part in it"
            };
            return Thread {
                ticket: Some(ticket),
                because: because.to_owned(),
                ..Thread::default()
            };
        }
        pointed.insert(ticket);
    }
    if let Some(ticket) = ticket_tag(&mail.subject, &policy.tag)
        && let Some(case) = known.cases.get(&ticket)
    {
        if is_domain_proven && takes_part(case) {
            let because = "its subject names the ticket, its sender takes part in it, and the domain is proven".to_owned();
            return Thread {
                ticket: Some(ticket),
                because,
                ..Thread::default()
            };
        }
        pointed.insert(ticket);
    }
    let because = if pointed.is_empty() {
        "nothing in it points to a ticket"
    } else {
        "what points to a ticket does not show that it belongs there"
    };
    Thread {
        because: because.to_owned(),
        pointed,
        ..Thread::default()
    }
}

/// Whether the mail passes another mail on: what is in it was said elsewhere, perhaps by others.
fn is_forward(mail: &Inbound) -> bool {
    let marks = [
        "fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "vs:", "vb:", "doorst:",
    ];
    let subject = mail.subject.trim_start().to_lowercase();
    !mail.own.forwarded.is_empty() && marks.iter().any(|mark| subject.starts_with(mark))
}

/// A thread that is passed on to us opens a ticket of its own, tied to the one it shows.
fn forwarded(thread: &Thread) -> Thread {
    let because = "it passes on a mail of a ticket".to_owned();
    Thread {
        because,
        pointed: thread.ticket.into_iter().collect(),
        ..Thread::default()
    }
}

/// The ticket by signed tokens. The first carrier with a genuine token decides; a token of the sender's own for the
/// same ticket, whichever carrier it comes in, says more about the sender.
fn by_token(
    genuine: &[(&'static str, Claim)],
    from: &Address,
    known: &Snapshot,
    policy: &Policy,
) -> Option<Thread> {
    let (carrier, ticket) = genuine.iter().find_map(|(carrier, claim)| {
        claim
            .ticket
            .filter(|ticket| known.cases.contains_key(ticket))
            .map(|ticket| (*carrier, ticket))
    })?;
    let is_agent = policy.roster.by_address(from).is_some();
    let of_ticket = || {
        genuine
            .iter()
            .map(|(_, claim)| claim)
            .filter(move |claim| claim.ticket == Some(ticket))
    };
    let own = of_ticket().find(|claim| {
        !claim.is_expired
            && policy.keys.is_for(claim, from)
            && (is_agent || claim.purpose == Purpose::Requester)
    });
    let takes_part = is_agent
        || known
            .cases
            .get(&ticket)
            .is_some_and(|case| case.ticket.has_participant(from));
    let is_expired = of_ticket().all(|claim| claim.is_expired);
    let because = match own {
        Some(_) => format!("{carrier} bears the sender's own token"),
        None if is_expired => format!("{carrier} bears an expired token of ours"),
        None => format!("{carrier} bears a token of ours"),
    };
    Some(Thread {
        ticket: Some(ticket),
        because,
        own: own.map(|claim| claim.purpose),
        // Whoever takes part no more has a token still: the words join, and move nothing.
        is_third_person: !takes_part,
        pointed: BTreeSet::new(),
    })
}
