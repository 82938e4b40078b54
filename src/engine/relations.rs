//! What one ticket's events do to the tickets that it is tied to.
//!
//! * A relation stands on both tickets.
//! * What is written on a merged ticket arrives on the one it goes on as ([`carry`] for what was written before,
//!   [`Deciding::happen`] for what comes later). Answers still go where it was asked: to the people of the merged ticket, in
//!   their own thread, so that nobody reads what another requester wrote.
//! * A parent that an agent solves solves its open children; duplicates and merged tickets hear how it was solved.
//!
//! Whether a relation is allowed was decided by the command that ordered it.

use crate::domain::incident::Stage;
use crate::domain::{
    Actor, CloseCode, Deed, Direction, EventBody, LinkKind, Message, Person, Personal, Standing,
    Status, Ticket, TicketId,
};

use super::approval;
use super::deciding::Deciding;
use super::follow::person;
use super::incident;
use super::receive::Received;

/// How many tickets a merged one is followed through to the one it goes on as; more were never merged by people.
const MERGES_MAX: usize = 64;

/// Lets something happen, with what it does to other tickets.
pub(super) fn happen(deciding: &mut Deciding<'_>, id: TicketId, actor: &Actor, body: EventBody) {
    let Some(before) = deciding.ticket(id).cloned() else {
        return;
    };
    // What waits for approval does nothing to others yet.
    let body = approval::gated(deciding, id, actor, body);
    deciding.happen(id, actor.clone(), body.clone(), Vec::new());
    match body {
        EventBody::Linked { link, ticket } => {
            if let Some(link) = link.seen_from_there() {
                let there = EventBody::Linked { link, ticket: id };
                happen_there(deciding, ticket, actor, there);
            }
            inherit(deciding, &before, ticket, link, actor);
        }
        EventBody::Unlinked { link, ticket } => {
            if let Some(link) = link.seen_from_there() {
                let there = EventBody::Unlinked { link, ticket: id };
                happen_there(deciding, ticket, actor, there);
            }
        }
        EventBody::Merged {
            into, takes_people, ..
        } => merge(deciding, &before, into, takes_people, actor),
        EventBody::Broadcast { text, .. } => broadcast(deciding, id, actor, &text),
        EventBody::Done(Deed::IncidentRaised(record)) if record.stage == Stage::Declared => {
            incident::declare(deciding, id, actor);
        }
        EventBody::Resolved { solution, .. } => solved(deciding, id, actor, &solution, true),
        EventBody::Closed {
            from,
            code: CloseCode::Solved,
            solution: Some(solution),
            is_quiet: false,
        } => {
            // Who heard how it was solved when it was resolved is not told again.
            let is_told = from == Status::Resolved && before.solution.as_ref() == Some(&solution);
            let is_news = !is_told || approval::is_first_end(&before);
            solved(deciding, id, actor, &solution, is_news);
        }
        _ => {}
    }
}

/// Lets something happen to another ticket, if it was read.
fn happen_there(deciding: &mut Deciding<'_>, id: TicketId, actor: &Actor, body: EventBody) {
    if deciding.ticket(id).is_some() {
        deciding.happen(id, actor.clone(), body, Vec::new());
    }
}

/// The ticket that a merged one goes on as, at the end of the chain.
pub(super) fn survivor(deciding: &Deciding<'_>, id: TicketId) -> Option<TicketId> {
    let mut last = id;
    for _ in 0..MERGES_MAX {
        match deciding.ticket(last)?.merged_into() {
            Some(into) => last = into,
            None => return Some(last).filter(|last| *last != id),
        }
    }
    None
}

/// Whoever takes part in the ticket that a merged one goes on as writes there. Others stay where they are known, and
/// their words are carried over.
pub(super) fn follow_merge(deciding: &mut Deciding<'_>, received: &mut Received<'_>) {
    let Some(old) = received.thread.ticket else {
        return;
    };
    let Some(into) = survivor(deciding, old) else {
        return;
    };
    deciding.note(format!("ticket {old} was merged into {into}"));
    let from = &received.from.address;
    let is_agent = deciding.policy.roster.by_address(from).is_some();
    let takes_part = deciding
        .ticket(into)
        .is_some_and(|ticket| ticket.has_participant(from));
    if takes_part && !is_agent && !received.thread.is_third_person {
        received.thread.ticket = Some(into);
    }
}

fn merge(
    deciding: &mut Deciding<'_>,
    old: &Ticket,
    into: TicketId,
    takes_people: bool,
    actor: &Actor,
) {
    let there = EventBody::Linked {
        link: LinkKind::Merged,
        ticket: old.id,
    };
    happen_there(deciding, into, actor, there);
    if takes_people {
        for person in std::iter::once(&old.requester).chain(&old.participants) {
            let is_new = deciding
                .ticket(into)
                .is_some_and(|ticket| !ticket.has_participant(&person.address));
            if is_new {
                let person = person.clone();
                happen_there(
                    deciding,
                    into,
                    actor,
                    EventBody::ParticipantAdded { person },
                );
            }
        }
    }
    carry(deciding, old, into, actor);
    inherit(deciding, old, into, LinkKind::MergedInto, actor);
    if let Some(parent) = old.parent() {
        let link = LinkKind::Parent;
        let leaves = EventBody::Unlinked {
            link,
            ticket: parent,
        };
        happen(deciding, old.id, actor, leaves);
    }
}

/// Whoever waits to hear how a ticket is solved that ends for another one waits for that one.
fn inherit(
    deciding: &mut Deciding<'_>,
    old: &Ticket,
    into: TicketId,
    link: LinkKind,
    actor: &Actor,
) {
    if !matches!(link, LinkKind::MergedInto | LinkKind::DuplicateOf) {
        return;
    }
    for kind in [LinkKind::Duplicate, LinkKind::Merged] {
        for ticket in old.linked(kind).collect::<Vec<_>>() {
            let has_room = deciding
                .ticket(into)
                .is_some_and(Ticket::has_room_for_links);
            if has_room && ticket != into {
                let there = EventBody::Linked { link: kind, ticket };
                happen_there(deciding, into, actor, there);
            }
        }
    }
}

/// Puts what was written on a ticket on the one it goes on as: as much of it as a decision reads.
fn carry(deciding: &mut Deciding<'_>, old: &Ticket, into: TicketId, actor: &Actor) {
    let Some(case) = deciding.case(old.id) else {
        return;
    };
    let said: Vec<Message> = case
        .history
        .iter()
        .filter_map(|event| match event.body.message() {
            Some(message) => Some(message.clone()),
            None => old.words(event).map(|words| Message {
                at: event.at,
                direction: Direction::Out,
                from: speaker(deciding, &event.actor),
                standing: Standing::Known,
                subject: old.subject.clone(),
                message_id: None,
                text: words.clone(),
                attachments: Vec::new(),
                raw: None,
            }),
        })
        .collect();
    for message in said {
        let joined = EventBody::Joined {
            ticket: old.id,
            message: Box::new(message),
        };
        happen_there(deciding, into, actor, joined);
    }
}

/// An agent as the author of words; one who has left wrote for the desk.
fn speaker(deciding: &Deciding<'_>, actor: &Actor) -> Person {
    let policy = deciding.policy;
    let agent = match actor {
        Actor::Agent(name) => policy.roster.agent(name.as_str()),
        _ => None,
    };
    agent.map_or_else(|| Person::new(policy.address.clone(), ""), person)
}

/// Tells the requesters of a ticket and of its open children.
fn broadcast(deciding: &mut Deciding<'_>, id: TicketId, actor: &Actor, text: &Personal<String>) {
    let Some(parent) = deciding.ticket(id) else {
        return;
    };
    let own = Some(id).filter(|_| !deciding.policy.is_own(&parent.requester.address));
    let tickets: Vec<TicketId> = own.into_iter().chain(open_children(deciding, id)).collect();
    for ticket in tickets {
        let Some(clocks) = deciding
            .ticket(ticket)
            .map(|ticket| deciding.clockwork_of(ticket).after_answer(ticket))
        else {
            continue;
        };
        let text = text.clone();
        let told = EventBody::UpdateGiven { text, clocks };
        deciding.happen(ticket, actor.clone(), told, Vec::new());
    }
}

/// The open children of a ticket.
pub(super) fn open_children(deciding: &Deciding<'_>, id: TicketId) -> Vec<TicketId> {
    let children = deciding.ticket(id).into_iter().flat_map(|ticket| {
        let ids: Vec<TicketId> = ticket.linked(LinkKind::Child).collect();
        ids
    });
    children
        .filter(|child| {
            deciding
                .ticket(*child)
                .is_some_and(|child| child.status.is_open())
        })
        .collect()
}

/// A ticket is solved: so are its open children, and those that wait to hear of it do.
fn solved(
    deciding: &mut Deciding<'_>,
    id: TicketId,
    actor: &Actor,
    solution: &Personal<String>,
    is_news: bool,
) {
    if !matches!(actor, Actor::Agent(_)) {
        return;
    }
    let reference = format!("{}-{id}", deciding.policy.tag);
    let (now, days) = (deciding.now, deciding.policy.confirm_days);
    let closes_at = deciding.policy.hours.add_days(now, days);
    for child in open_children(deciding, id) {
        let Some(from) = deciding.ticket(child).map(|child| child.status) else {
            continue;
        };
        let resolved = EventBody::Resolved {
            from,
            solution: solution.clone(),
            closes_at,
        };
        let because = vec![format!("solved with {reference}")];
        deciding.happen(child, actor.clone(), resolved, because);
    }
    let waiting: Vec<TicketId> = deciding
        .ticket(id)
        .filter(|_| is_news)
        .map(|ticket| {
            let duplicates = ticket.linked(LinkKind::Duplicate);
            duplicates.chain(ticket.linked(LinkKind::Merged)).collect()
        })
        .unwrap_or_default();
    for ticket in waiting {
        let is_waiting = deciding
            .ticket(ticket)
            .is_some_and(|ticket| ticket.status.is_ended());
        if is_waiting {
            let told = EventBody::OriginalSolved {
                ticket: id,
                solution: solution.clone(),
            };
            deciding.happen(ticket, actor.clone(), told, Vec::new());
        }
    }
}
