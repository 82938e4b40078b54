//! A report about a mail of ours that did not arrive.
//!
//! Only bounces of our own mails count: the report must have come to a signed bounce address, or return the header
//! of a mail of ours. A forged one then costs nothing but a row in the ledger.

use crate::domain::{Actor, EventBody, TicketId};
use crate::identity::{Claim, Purpose};
use crate::mail::inbound::Inbound;

use super::deciding::Deciding;
use super::decision::Disposition;
use super::follow::{Cause, follow};
use super::receive::Ended;
use super::thread::token_of_id;

/// Takes a bounce in.
pub(super) fn bounced(deciding: &mut Deciding<'_>, mail: &Inbound) -> Ended {
    let Some(ticket) = about(deciding, mail) else {
        deciding.note("it is about no mail of ours");
        return Ended::nowhere(Disposition::Bounce);
    };
    for recipient in mail.bounce.iter().filter(|recipient| recipient.is_hard) {
        let Ok(to) = crate::domain::Address::parse(recipient.recipient.trim()) else {
            continue;
        };
        let reply: String = format!("{} {}", recipient.status, recipient.diagnostic)
            .trim()
            .chars()
            .take(300)
            .collect();
        let body = EventBody::DeliveryFailed {
            letter: 0,
            to: to.into(),
            notice: "mail".to_owned(),
            reply: reply.into(),
        };
        deciding.happen(
            ticket,
            Actor::Rule,
            body,
            vec!["a bounce came back".to_owned()],
        );
    }
    if is_to_agent(deciding, mail) {
        deciding.note(
            "it was for an agent: nobody is told, since a mail about it would come back, too",
        );
    } else {
        follow(deciding, &Cause::default());
    }
    Ended::on(Disposition::Bounce, ticket)
}

/// Whether the mail that came back was for one of the people of the desk: by the address that the report was sent
/// to, which is signed for its one recipient, or by the recipients that the report names.
fn is_to_agent(deciding: &Deciding<'_>, mail: &Inbound) -> bool {
    let policy = deciding.policy;
    let by_address = claims(deciding, mail).any(|claim| {
        let mut agents = policy.roster.agents.iter();
        agents.any(|agent| policy.keys.is_for(&claim, &agent.address))
    });
    let mut recipients = mail.bounce.iter();
    by_address
        || recipients.any(|recipient| {
            crate::domain::Address::parse(recipient.recipient.trim())
                .is_ok_and(|address| policy.roster.by_address(&address).is_some())
        })
}

/// What the signed bounce addresses say that a report was sent to.
fn claims(deciding: &Deciding<'_>, mail: &Inbound) -> impl Iterator<Item = Claim> {
    let policy = deciding.policy;
    let recipients = mail
        .to
        .iter()
        .filter_map(|contact| contact.address.as_ref())
        .chain(&mail.delivered_to);
    recipients
        .filter_map(|address| policy.keys.read(policy.detail(address)?, deciding.now))
        .filter(|claim| claim.purpose == Purpose::Bounce)
}

/// The ticket of the mail that a report is about.
fn about(deciding: &Deciding<'_>, mail: &Inbound) -> Option<TicketId> {
    let policy = deciding.policy;
    let by_address = claims(deciding, mail).find_map(|claim| claim.ticket);
    let returned = || mail.returned_ids.iter().filter_map(token_of_id);
    let by_header = || {
        returned()
            .filter_map(|token| policy.keys.read(token, deciding.now))
            .find_map(|claim| claim.ticket)
    };
    by_address
        .or_else(by_header)
        .filter(|ticket| deciding.ticket(*ticket).is_some())
}

/// The tickets a report may be about, unchecked.
pub(super) fn candidates(mail: &Inbound) -> impl Iterator<Item = TicketId> {
    mail.returned_ids
        .iter()
        .filter_map(token_of_id)
        .filter_map(crate::identity::token::ticket_named)
}
