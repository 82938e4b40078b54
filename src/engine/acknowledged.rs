//! The guard of the acknowledgement (S4.3): whoever writes hears of it within fifteen minutes of the server's receipt,
//! and where that fails, hears the truth.
//!
//! | after | what is done |
//! | --- | --- |
//! | 5 minutes | a relay that put it off is left alone: the second one is asked first |
//! | 10 minutes | an admin is told (`super::trouble`) |
//! | 15 minutes | it says when the mail was received, and that this is late; one written before is written anew |
//!
//! Only what no relay may have taken is written anew. Nothing here sends, and nobody is promised more than that: where no
//! relay takes mail, no acknowledgement goes out.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::hours::after;
use crate::domain::{EventBody, TicketId};

use super::deciding::Deciding;
use super::follow;
use super::outgoing::{Row, RowState};

/// How soon after the server's receipt it is owed.
pub const PROMISED: SignedDuration = SignedDuration::from_mins(15);
/// How long the first relay alone may put it off.
pub const SECOND_RELAY: SignedDuration = SignedDuration::from_mins(5);
/// How late it may be before somebody is told.
pub const ALARM: SignedDuration = SignedDuration::from_mins(10);

/// Whether it is late.
pub fn is_late(owed_since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(owed_since) > PROMISED
}

/// Whether another relay than the first is to be asked: the first has put the letter off, and has none of it.
pub fn asks_second_relay(row: &Row, now: Timestamp) -> bool {
    let was_tried = matches!(
        row.state,
        RowState::Queued {
            attempts: 1..,
            doubt: None,
            ..
        }
    );
    was_tried
        && row
            .owed_since
            .is_some_and(|since| now.duration_since(since) >= SECOND_RELAY)
}

/// The state of a letter that waits, so that it does not sleep through the moment when the second relay is asked.
pub fn hurried(row: &Row, mut state: RowState, now: Timestamp) -> RowState {
    if let (
        Some(since),
        RowState::Queued {
            next_at, doubts: 0, ..
        },
    ) = (row.owed_since, &mut state)
    {
        let second = after(since, SECOND_RELAY);
        if second > now {
            *next_at = second.min(*next_at);
        }
    }
    state
}

/// Whether it says that it is in time, and is not; and no relay may have it already.
pub fn is_outdated(row: &Row, now: Timestamp) -> bool {
    let is_untouched = matches!(
        row.state,
        RowState::Queued {
            doubts: 0,
            doubt: None,
            ..
        }
    );
    let written_at = row.rewritten_at.unwrap_or(row.queued_at);
    is_untouched
        && row
            .owed_since
            .is_some_and(|since| is_late(since, now) && !is_late(since, written_at))
}

/// Writes the acknowledgement of a ticket anew, in the same row of the outbox. What cannot be written again stays.
pub(super) fn rewrite(deciding: &mut Deciding<'_>, id: TicketId) {
    let Some(row) = deciding.snapshot.row.as_ref() else {
        return;
    };
    let Some(known) = deciding.case(id).cloned() else {
        return;
    };
    let is_outdated = is_outdated(row, deciding.now);
    let Some(opening) = known
        .history
        .iter()
        .find(|event| is_outdated && row.event == Some(event.no))
    else {
        return;
    };
    let EventBody::Opened { message, .. } = &opening.body else {
        return;
    };
    let events: Vec<_> = known
        .history
        .iter()
        .filter(|event| event.at == opening.at)
        .map(|event| (id, event.clone()))
        .collect();
    let arrival = follow::Cause {
        received_at: row.owed_since,
        ..follow::Cause::default()
    };
    follow::Told {
        id,
        event: opening,
        ticket: &known.ticket,
        events: &events,
        cause: &arrival,
    }
    .say_that_it_arrived(deciding, message);
    let written = std::mem::take(&mut deciding.decision.outgoing);
    let same = written.into_iter().find(|written| {
        written.notice == row.notice && written.letter.envelope_to == *row.envelope_to
    });
    deciding.decision.rewritten = same
        .map(|written| (row.no, written.letter.bytes))
        .into_iter()
        .collect();
}

#[cfg(test)]
mod tests;
