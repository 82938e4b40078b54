//! The service record of a ticket as a mail: to whoever wants one of each ticket that is closed, and to an agent who asks
//! (S2.3, S3.4).

use crate::calendar::shown_duration;
use crate::domain::{EventBody, TicketId};
use crate::notices::{RecordLine, RecordTime, ServiceRecord};
use crate::reports::record;

use super::answers::no_ticket;
use super::deciding::Deciding;
use super::facts::{clock_words, shown_actor, words};
use super::follow::person;
use super::letters::{Mailing, send};

/// Most steps that a mail shows, the last ones; `ticketd show ID --record` shows all.
const STEPS_MAX: usize = 60;

/// Sends the record of each ticket that this decision closed to those who want it.
pub(super) fn hand_over(deciding: &mut Deciding<'_>) {
    let policy = deciding.policy;
    if policy.record_to.is_empty() {
        return;
    }
    let closed: Vec<(TicketId, u32)> = deciding
        .decision
        .events
        .iter()
        .filter(|(_, event)| matches!(event.body, EventBody::Closed { .. }))
        .map(|(id, event)| (*id, event.no))
        .collect();
    for (id, no) in closed {
        let Some(ticket) = deciding.ticket(id) else {
            continue;
        };
        if policy.is_own(&ticket.requester.address) {
            continue;
        }
        let team = ticket.team.as_deref();
        let people = policy.record_to.iter();
        let people = people.flat_map(|named| named.agents(&policy.roster, team));
        let mailing = Mailing::about(id, no, people.map(person).collect());
        answer(deciding, id, &mailing);
    }
}

/// Sends the record of a ticket.
pub(super) fn answer(deciding: &mut Deciding<'_>, id: TicketId, mailing: &Mailing) {
    match service_record(deciding, id) {
        Some(record) => send(deciding, &record, mailing),
        None => no_ticket(deciding, "#record", id, mailing),
    }
}

fn service_record(deciding: &Deciding<'_>, id: TicketId) -> Option<ServiceRecord> {
    let (policy, case) = (deciding.policy, deciding.case(id)?);
    let ticket = &case.ticket;
    let record = record::Record::of(ticket, &case.history, deciding.now);
    let is_whole = usize::try_from(ticket.event_count).is_ok_and(|all| all == case.history.len());
    let skipped = record.done.len().saturating_sub(STEPS_MAX);
    let done = record.done.iter().skip(skipped).map(|step| RecordLine {
        at: policy.shown(step.at),
        who: shown_actor(step.by),
        what: step.what.to_owned(),
        text: step.text.as_deref().map(words),
    });
    let times = record.times.iter().map(|time| RecordTime {
        what: clock_words(time.clock).to_owned(),
        due: policy.shown(time.due),
        kept: time.word().to_owned(),
    });
    let minutes = jiff::SignedDuration::from_mins(ticket.work.minutes);
    Some(ServiceRecord {
        asked: record.asked.map(words),
        done: done.collect(),
        is_cut: skipped > 0 || !is_whole,
        times: times.collect(),
        worked: (ticket.work.minutes > 0).then(|| shown_duration(minutes)),
        ended: record.code.map(|code| code.word().to_owned()),
        closed: ticket.closed_at.map(|at| policy.shown(at)),
        rating: ticket.rating,
        solution: ticket.solution.as_ref().map(|text| words(text)),
    })
}
