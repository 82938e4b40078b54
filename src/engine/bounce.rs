//! A report about a mail of ours that did not arrive.
//!
//! Only bounces of our own letters count: the report must have come to the signed bounce address of a letter. A
//! Message-ID proves nothing, since all readers of a notice know it. Only a desk whose server has no subaddresses
//! must do with the returned header. Either leads to a row in the outbox, and the row says whom it was for; whom the
//! report names is told in its words only, since mail is forwarded, and since anybody can write a report.

use jiff::Timestamp;

use crate::domain::{Actor, Address, EventBody, TicketId};
use crate::identity::{Claim, Purpose};
use crate::mail::inbound::{BouncedRecipient, Inbound};

use super::completeness;
use super::deciding::Deciding;
use super::decision::Disposition;
use super::follow::{Cause, follow};
use super::message::without_tokens;
use super::outgoing::{Row, RowState};
use super::policy::Policy;
use super::receive::Ended;
use super::thread::token_of_id;

/// Most octets of a report's words that are kept.
const REPLY_CHARS_MAX: usize = 300;

/// Takes a bounce in.
pub(super) fn bounced(deciding: &mut Deciding<'_>, mail: &Inbound) -> Ended {
    let Some((row, is_certain)) = letter(deciding, mail) else {
        deciding.note("it is about no mail of ours");
        return Ended::nowhere(Disposition::Bounce);
    };
    deciding.note(format!("it is about letter {} ({})", row.no, row.notice));
    let Some(ticket) = row.ticket.filter(|id| deciding.ticket(*id).is_some()) else {
        return Ended::nowhere(Disposition::Bounce);
    };
    let ended = Ended::on(Disposition::Bounce, ticket);
    let Some(recipient) = mail.bounce.iter().find(|recipient| recipient.is_hard) else {
        deciding.note("nothing in it says that it will not arrive");
        return ended;
    };
    let is_known = deciding.case(ticket).is_some_and(|case| {
        case.history.iter().any(|event| {
            matches!(&event.body, EventBody::DeliveryFailed { letter, .. } if *letter == row.no)
        })
    });
    if is_known || matches!(row.state, RowState::Failed { .. }) {
        deciding.note("that it did not arrive is known already");
        return ended;
    }
    let named = Address::parse(recipient.recipient.trim()).ok();
    let reply = words_of(recipient, named.filter(|named| *named != *row.envelope_to));
    let reply = without_tokens(deciding, &reply);
    if let (RowState::Sent { attempts, .. }, true) = (&row.state, is_certain) {
        let failed = RowState::Failed {
            at: deciding.now,
            attempts: *attempts,
            reply: reply.clone().into(),
        };
        deciding.decision.rows.push((row.no, failed));
    }
    let body = EventBody::DeliveryFailed {
        letter: row.no,
        to: row.envelope_to.clone(),
        notice: row.notice.clone(),
        reply: reply.into(),
    };
    let because = vec!["a bounce came back".to_owned()];
    deciding.happen(ticket, Actor::Rule, body, because);
    completeness::unreached(deciding, ticket, &row);
    let roster = &deciding.policy.roster;
    if roster.by_address(&row.envelope_to).is_some() {
        deciding.note("it was for an agent: nobody is told, since that mail would come back, too");
    } else {
        follow(deciding, &Cause::default());
    }
    ended
}

/// What a report says of a recipient, and to whom the mail had been passed on, where it had.
fn words_of(recipient: &BouncedRecipient, passed_on: Option<Address>) -> String {
    // Most servers state the code in their words, too.
    let said = if recipient.diagnostic.contains(recipient.status.as_str()) {
        recipient.diagnostic.clone()
    } else {
        format!("{} {}", recipient.status, recipient.diagnostic)
    };
    let passed_on = passed_on.map(|to| format!(" (passed on to {to})"));
    let words = format!("{}{}", said.trim(), passed_on.unwrap_or_default());
    words.chars().take(REPLY_CHARS_MAX).collect()
}

/// The letter that a report is about, and whether its recipient is certain.
fn letter(deciding: &Deciding<'_>, mail: &Inbound) -> Option<(Row, bool)> {
    if deciding.policy.subaddress.is_empty() {
        letter_by_id(deciding, mail)
    } else {
        letter_by_claim(deciding, mail).map(|row| (row, true))
    }
}

/// The newest letters first.
fn rows<'a>(deciding: &'a Deciding<'_>) -> impl Iterator<Item = &'a Row> {
    deciding.snapshot.letters.iter().rev()
}

/// By the signed address: it names the ticket and the recipient, and the returned id says which of their letters it
/// was; without one it is the newest that went out.
fn letter_by_claim(deciding: &Deciding<'_>, mail: &Inbound) -> Option<Row> {
    let keys = &deciding.policy.keys;
    let claims = claims(deciding, mail);
    let is_signed_for = |row: &&Row| {
        let mut claims = claims.iter();
        claims.any(|claim| claim.ticket == row.ticket && keys.is_for(claim, &row.envelope_to))
    };
    let mut signed = rows(deciding).filter(is_signed_for);
    let is_sent = |row: &&Row| matches!(row.state, RowState::Sent { .. });
    rows(deciding)
        .filter(is_signed_for)
        .find(|row| mail.returned_ids.contains(&row.message_id))
        .or_else(|| signed.find(is_sent))
        .cloned()
}

/// By the returned id alone. A notice that went to several under one id is one letter each, and the report may name
/// somebody whom mail was passed on to.
fn letter_by_id(deciding: &Deciding<'_>, mail: &Inbound) -> Option<(Row, bool)> {
    let is_named = |row: &&Row| {
        let mut named = mail.bounce.iter();
        named.any(|named| {
            Address::parse(named.recipient.trim()).is_ok_and(|to| to == *row.envelope_to)
        })
    };
    let returned = || rows(deciding).filter(|row| mail.returned_ids.contains(&row.message_id));
    let is_alone = returned().count() == 1;
    returned()
        .find(is_named)
        .map(|row| (row.clone(), true))
        .or_else(|| returned().next().map(|row| (row.clone(), is_alone)))
}

/// What the signed bounce addresses say that a report was sent to.
fn claims(deciding: &Deciding<'_>, mail: &Inbound) -> Vec<Claim> {
    let policy = deciding.policy;
    details(mail, policy)
        .filter_map(|token| policy.keys.read(token, deciding.now))
        .filter(|claim| claim.purpose == Purpose::Bounce)
        .collect()
}

/// The details of the subaddresses that a report was sent to.
fn details<'a>(mail: &'a Inbound, policy: &'a Policy) -> impl Iterator<Item = &'a str> {
    let to = mail
        .to
        .iter()
        .filter_map(|contact| contact.address.as_ref());
    to.chain(&mail.delivered_to)
        .filter_map(|address| policy.detail(address))
}

/// The tickets that a report may be about: those that genuine tokens name, since the letters of each are read.
/// One that has expired names them still.
pub(super) fn candidates<'a>(
    mail: &'a Inbound,
    policy: &'a Policy,
) -> impl Iterator<Item = TicketId> + 'a {
    let ids = mail.returned_ids.iter().filter_map(token_of_id);
    details(mail, policy)
        .chain(ids)
        .filter_map(|token| policy.keys.read(token, Timestamp::UNIX_EPOCH)?.ticket)
}
