//! `#undo`: the last order of an agent on a ticket is taken back.
//!
//! The ticket becomes what its other events make of it: it is folded anew without those of the order. What happened stays
//! in the journal, and so does that it was taken back. Mails that have gone out have gone out: the agent is told which.

use jiff::SignedDuration;

use crate::commands::Refusal;
use crate::commands::scan::Scan;
use crate::domain::{Actor, Agent, Deed, Ending, Event, EventBody, LinkKind, Ticket, TicketId};
use crate::engine::answers::transcript;
use crate::engine::command::{Block, answered};
use crate::engine::deciding::Deciding;
use crate::engine::decision::Disposition;
use crate::engine::follow::{Cause, follow};
use crate::engine::outgoing::{Row, RowState};
use crate::engine::receive::{Ended, Received};

/// For so long an order can be taken back.
const WITHIN: SignedDuration = SignedDuration::from_mins(15);

/// Carries a mail out that holds this order and nothing else; nothing for any other.
pub(super) fn carry_out(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    scan: &Scan,
) -> Option<Ended> {
    let [line] = scan.lines.as_slice() else {
        return None;
    };
    if line.name != "undo" {
        return None;
    }
    let taken_back = if scan.text.is_empty() && line.args().rest.is_empty() {
        take_back(deciding, id, agent)
    } else {
        let hint = "Send it without any other words.";
        Err(Refusal::new("#undo stands alone", hint))
    };
    let is_done = taken_back.is_ok();
    if is_done {
        follow(deciding, &Cause::default());
    }
    let lines = vec![answered(line, taken_back.map_err(Into::into))];
    let block = Block::of(lines, is_done);
    transcript(deciding, received, Some(id), agent, &block, None);
    Some(Ended::on(Disposition::Command, id))
}

/// Takes the last order back; says what that was, and which of its mails have gone out.
fn take_back(deciding: &mut Deciding<'_>, id: TicketId, agent: &Agent) -> Result<String, Refusal> {
    let actor = Actor::Agent(agent.name.clone());
    let none = || Refusal::new("there is no such ticket", "#list shows your tickets.");
    let case = deciding.case(id).ok_or_else(none)?;
    let order = last_order(&case.history, &actor)?;
    let (Some(first), Some(last)) = (order.first(), order.last()) else {
        return Err(none());
    };
    may_be_taken_back(deciding, &case.ticket, &case.history, &order)?;
    let numbers: Vec<u32> = order.iter().map(|event| event.no).collect();
    let rows: Vec<Row> = deciding
        .snapshot
        .letters
        .iter()
        .filter(|row| row.ticket == Some(id) && row.notice != "transcript")
        .filter(|row| row.event.is_some_and(|event| numbers.contains(&event)))
        .cloned()
        .collect();
    let (stopped, gone): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(can_be_stopped);
    // Words that somebody has read were said.
    let was_said = |event: &&Event| {
        event.body.message().is_some()
            && (matches!(event.body, EventBody::Noted { .. })
                || gone.iter().any(|row| row.event == Some(event.no)))
    };
    let undone: Vec<u32> = order
        .iter()
        .filter(|event| !was_said(event))
        .map(|event| event.no)
        .collect();
    let others = case.history.iter();
    let others = others.filter(|event| !undone.contains(&event.no));
    let back = Ticket::replay(id, others)
        .filter(|_| !undone.is_empty())
        .ok_or_else(|| Refusal::new("there is nothing to take back", "What was written stays."))?;
    let words: Vec<&str> = order
        .iter()
        .filter(|event| undone.contains(&event.no))
        .map(|event| event.body.word())
        .collect();
    let said = account(&words, &stopped, &gone);
    let body = EventBody::Done(Deed::OrderUndone {
        first: first.no,
        last: last.no,
        back: Box::new(back),
    });
    for row in &stopped {
        let at = deciding.now;
        deciding
            .decision
            .rows
            .push((row.no, RowState::Cancelled { at }));
    }
    deciding.happen(id, actor, body, Vec::new());
    Ok(said)
}

/// The events of the last order of an agent: those of one decision, which all happened at one instant.
fn last_order(history: &[Event], actor: &Actor) -> Result<Vec<Event>, Refusal> {
    let hint = "A new order sets things right.";
    let mut theirs = history.iter().rev().filter(|event| event.actor == *actor);
    let Some(last) = theirs.next() else {
        return Err(Refusal::new("you have given no order on this ticket", hint));
    };
    if matches!(&last.body, EventBody::Done(Deed::OrderUndone { .. })) {
        return Err(Refusal::new("your last order is taken back already", hint));
    }
    let before = history.iter().rev().filter(|event| event.no <= last.no);
    let is_of_it = |event: &&Event| {
        let is_undone = matches!(&event.body, EventBody::Done(Deed::OrderUndone { .. }));
        let is_theirs = event.actor == *actor || event.actor == Actor::Rule;
        event.at == last.at && is_theirs && !is_undone
    };
    let mut order: Vec<Event> = before.take_while(is_of_it).cloned().collect();
    order.reverse();
    if order.iter().any(|event| approves(&event.body)) {
        // What the last agreement closed is part of it, by whose word ever it was closed.
        let after = history.iter().filter(|event| event.no > last.no);
        let is_end = |event: &&Event| event.at == last.at && ends(&event.body);
        order.extend(after.take_while(is_end).cloned());
    } else if let (Some(first), true) = (order.first(), ends(&last.body)) {
        let mut earlier = history.iter().rev();
        let cause = earlier.find(|event| event.no < first.no);
        if cause.is_some_and(|cause| cause.at == last.at && approves(&cause.body)) {
            let why = "it was closed by the approval of your order";
            return Err(Refusal::new(why, "#reopen takes it up again."));
        }
    }
    Ok(order)
}

/// Whether somebody agreed to a closing.
fn approves(body: &EventBody) -> bool {
    matches!(body, EventBody::Done(Deed::Ending(Ending::Approved { .. })))
}

/// Whether it is a closing, or was planned with one.
fn ends(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::Closed { .. } | EventBody::Done(Deed::Ending(Ending::FollowUpSet { .. }))
    )
}

/// Refuses what cannot be taken back.
fn may_be_taken_back(
    deciding: &Deciding<'_>,
    ticket: &Ticket,
    history: &[Event],
    order: &[Event],
) -> Result<(), Refusal> {
    let hint = "A new order sets things right.";
    let Some(last) = order.last() else {
        return Ok(());
    };
    if deciding.now.duration_since(last.at) > WITHIN {
        let why = "your last order is more than 15 minutes old";
        return Err(Refusal::new(why, hint));
    }
    if history.len() != usize::try_from(ticket.event_count).unwrap_or(usize::MAX) {
        let why = "the history of this ticket is too long to be read anew";
        return Err(Refusal::new(why, hint));
    }
    let since = history.iter().filter(|event| event.no > last.no);
    if let Some(other) = since.clone().find(|event| !is_beside(&event.body)) {
        let why = format!(
            "since your last order this has happened: {}",
            other.body.word()
        );
        return Err(Refusal::new(why, hint));
    }
    // What waits for approval has done nothing to others yet.
    let has_asked = order.iter().any(|event| {
        let asked = matches!(
            &event.body,
            EventBody::Done(Deed::Ending(Ending::ApprovalAsked { .. }))
        );
        asked && !order.iter().any(|event| ends(&event.body))
    });
    let reaches_others = |body: &EventBody| match body {
        EventBody::Resolved { .. } if has_asked => false,
        EventBody::Resolved { .. } | EventBody::Closed { .. } => {
            let kinds = [LinkKind::Child, LinkKind::Duplicate, LinkKind::Merged];
            kinds
                .iter()
                .any(|kind| ticket.linked(*kind).next().is_some())
        }
        body => changes_others(body),
    };
    if let Some(event) = order.iter().find(|event| reaches_others(&event.body)) {
        let word = event.body.word();
        let why = format!("your last order ({word}) has changed more than this ticket");
        return Err(Refusal::new(why, hint));
    }
    Ok(())
}

/// Whether an event may have come after an order that is taken back: it changes nothing that the order did.
fn is_beside(body: &EventBody) -> bool {
    match body {
        EventBody::DeliveryDelayed { .. } | EventBody::DeliveryFailed { .. } => true,
        EventBody::Done(deed) => deed.is_aside(),
        _ => false,
    }
}

/// Whether an event concerns more than its own ticket.
fn changes_others(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::Opened { .. }
            | EventBody::Linked { .. }
            | EventBody::Unlinked { .. }
            | EventBody::Merged { .. }
            | EventBody::Joined { .. }
            | EventBody::OriginalSolved { .. }
            | EventBody::Broadcast { .. }
            | EventBody::Done(Deed::SenderBlocked { .. } | Deed::SenderUnblocked { .. })
    )
}

/// Whether no relay can have a letter.
fn can_be_stopped(row: &Row) -> bool {
    matches!(
        row.state,
        RowState::Queued {
            doubts: 0,
            doubt: None,
            ..
        }
    )
}

/// What the agent is told.
fn account(words: &[&str], stopped: &[Row], gone: &[Row]) -> String {
    let names = |rows: &[Row]| {
        let names: Vec<String> = rows
            .iter()
            .map(|row| format!("{} to {}", row.notice, row.envelope_to))
            .collect();
        names.join(", ")
    };
    let mut said = format!("taken back: {}", words.join(", "));
    if !stopped.is_empty() {
        said = format!("{said}; not sent any more: {}", names(stopped));
    }
    if !gone.is_empty() {
        said = format!("{said}; had gone out already: {}", names(gone));
    }
    said
}
