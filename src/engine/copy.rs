//! The same mail a second time: delivered over two ways, or put back by somebody.
//!
//! A mail of the same content is the same mail, unless it names neither itself nor its time: devices write the same words
//! without Message-ID and Date each time something happens. Such a mail is a copy only when it was received within an
//! hour of the one that was taken in; received later it is another one.
//!
//! A copy has no effect, with one exception. Two ways can prove different things about a sender: where an agent's
//! orders were refused because the first copy proved too little, and this one proves enough, it is judged anew.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{EventBody, SpoolName, Standing};
use crate::mail::inbound::{Inbound, Origin};

use super::command;
use super::deciding::Deciding;
use super::decision::{Disposition, Ignored, LedgerRow};
use super::receive::{Ended, Received, judge, writes_as_agent};
use super::source::{Listed, NO_DATE};
use super::{Evidence, agent};

/// Mails that name neither themselves nor their time are one mail when they were received so close together.
const TOGETHER: SignedDuration = SignedDuration::from_hours(1);

/// Whether a mail is the same as the one of `known`, whose content is the same.
pub(super) fn is_same(
    mail: &Inbound,
    evidence: &Evidence,
    known: &LedgerRow,
    now: Timestamp,
) -> bool {
    let is_named = mail.message_id.is_some() || mail.date.is_some();
    is_named || is_together(&evidence.listed, known, now)
}

/// Whether a mail was received so close to the one of `known` that the same content makes them one.
pub(super) fn is_together(listed: &Listed, known: &LedgerRow, now: Timestamp) -> bool {
    let received = |at, decided| if at == NO_DATE { decided } else { at };
    let this = received(listed.received_at, now);
    let that = received(known.received_at, known.at);
    this.duration_since(that).abs() <= TOGETHER
}

/// Takes in a mail that was taken in from another place already.
pub(super) fn again(
    deciding: &mut Deciding<'_>,
    mail: &Inbound,
    evidence: &Evidence,
    known: &LedgerRow,
) -> Ended {
    let locator = &known.locator;
    deciding.note(format!("the same mail was taken in from {locator}"));
    let from = mail.from.address.as_ref();
    let agents = from.filter(|from| deciding.policy.roster.by_address(from).is_some());
    if let (Some(from), Origin::Person) = (agents, mail.origin) {
        let received = judge(deciding, mail, evidence, from.clone());
        let ticket = received
            .thread
            .ticket
            .filter(|id| known.ticket == Some(*id));
        if let Some(id) = ticket
            && !received.thread.is_third_person
            && writes_as_agent(deciding, &received, id)
            && known.raw != Some(evidence.raw)
            && is_better_proven(deciding, &received, known.raw)
        {
            deciding.note("it proves what the other did not: it is judged anew");
            return agent::on_ticket(deciding, &received, id);
        }
    }
    Ended {
        disposition: Disposition::Ignored(Ignored::Copy),
        ticket: known.ticket,
    }
}

/// Whether a copy of an agent's mail proves what the first one did not, so that it is judged anew: the first, whose
/// raw bytes are `first`, was kept as a note that nobody vouches for.
fn is_better_proven(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    first: Option<SpoolName>,
) -> bool {
    let case = received
        .thread
        .ticket
        .and_then(|id| deciding.snapshot.cases.get(&id));
    let was_refused = case.is_some_and(|case| {
        case.history.iter().any(|event| {
            matches!(&event.body, EventBody::Noted { message }
                if message.standing == Standing::Unverified && message.raw == first)
        })
    });
    was_refused
        && agent::is_proven_enough(
            received,
            &command::scan_agent(received.mail, &deciding.policy.aliases),
        )
}
