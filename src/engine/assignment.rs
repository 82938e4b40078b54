//! Which team a ticket goes on to when it says where it comes from (S0.16), and who of a team gets one that is new there: of
//! those who are there, whoever has the least work (S4.11).
//!
//! Open tickets count by their priority, those that wait for somebody little; among equals it is the one who was given a
//! ticket longest ago, and then the first of the roster. So the same state always gives the same agent. Where nobody is
//! there the ticket stays with the team, all of whom are told, as on a desk that gives nobody anything.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::presence::Staff;
use crate::domain::{
    Actor, Agent, AgentName, EventBody, LOCATION, Level, Place, Priority, Role, Status, Ticket,
    TicketId,
};

use super::deciding::Deciding;

/// A requester has said where they are: the team that is there for that place gets the ticket, where nobody has it yet and
/// nobody has said whose it is, be it a rule.
pub(super) fn to_site(deciding: &mut Deciding<'_>, id: TicketId) {
    let policy = deciding.policy;
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    let is_told = deciding.decision.events.iter().any(|(other, event)| {
        let is_place =
            matches!(&event.body, EventBody::FieldSet { field, .. } if field == LOCATION);
        *other == id && is_place
    });
    let is_free = is_nobodys(deciding, &ticket)
        && ticket.first_answer_at.is_none()
        && ticket.status == Status::New;
    let (Some(team), true, true) = (&ticket.team, is_told, is_free) else {
        return;
    };
    let placed = |place: &Place<'_>| {
        let team = policy.roster.tier_for(ticket.tier, place);
        team.map(|team| team.name.clone())
    };
    let place = ticket.place();
    let unsaid = Place {
        location: "",
        ..place
    };
    let (Some(to), from) = (placed(&place), placed(&unsaid)) else {
        return;
    };
    if to == *team || from.as_ref() != Some(team) || is_by_rule(deciding, &ticket) {
        return;
    }
    let because = vec![format!("{to} is there for {}", place.location)];
    let body = EventBody::TeamChanged {
        from: ticket.team.clone(),
        to: Some(to),
        tier: ticket.tier,
    };
    deciding.happen(id, Actor::Rule, body, because);
    if ticket.assignee.is_some() {
        let body = EventBody::Assigned {
            from: ticket.assignee,
            to: None,
        };
        deciding.happen(id, Actor::Rule, body, Vec::new());
    }
}

/// Whether no person has taken it or given it to anybody: whom the desk itself gave it to has not begun.
fn is_nobodys(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    let history = deciding.case(ticket.id).map(|case| case.history.as_slice());
    let mut events = history.unwrap_or_default().iter().rev();
    let last = events.find(|event| matches!(event.body, EventBody::Assigned { .. }));
    ticket.assignee.is_none() || last.is_some_and(|event| event.actor == Actor::Rule)
}

/// Whether a rule has set the team: its reason says so.
fn is_by_rule(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    let team = ticket.team.as_deref().unwrap_or_default();
    let sets = format!("team {team}");
    let history = deciding.case(ticket.id).map(|case| case.history.as_slice());
    let opened = history.unwrap_or_default().first();
    opened.is_some_and(|event| event.because.iter().any(|why| why.contains(&sets)))
}

/// Tickets that have come to another team go to somebody of it, on desks that want that. To be called when all has happened:
/// an order that names a team may name an agent, too.
pub(super) fn hand_on(deciding: &mut Deciding<'_>) {
    if !deciding.policy.assigns {
        return;
    }
    let moved = |event: &EventBody| match event {
        EventBody::Escalated { to, .. } => matches!(to, Level::Tier(_)),
        EventBody::TeamChanged { .. } | EventBody::Deescalated { .. } => true,
        _ => false,
    };
    let events = deciding.decision.events.iter();
    let ids: BTreeSet<TicketId> = events
        .filter(|(_, event)| moved(&event.body))
        .map(|(id, _)| *id)
        .collect();
    for id in ids {
        if deciding
            .ticket(id)
            .is_some_and(|ticket| ticket.status.is_open())
        {
            assign(deciding, id);
        }
    }
}

/// Gives a ticket to somebody of its team, on desks that want that.
pub(super) fn assign(deciding: &mut Deciding<'_>, id: TicketId) {
    let policy = deciding.policy;
    let Some(ticket) = deciding.ticket(id).filter(|_| policy.assigns) else {
        return;
    };
    if ticket.assignee.is_some() || deciding.is_silent {
        return;
    }
    let Some(team) = ticket.team.clone() else {
        return;
    };
    let members: Vec<&Agent> = policy
        .roster
        .members(&team)
        .filter(|agent| agent.role == Role::Agent)
        .collect();
    let (open, staff) = as_decided(deciding);
    match least_loaded(&members, &open, &staff, deciding.now) {
        Some((name, load)) => {
            let because = vec![format!(
                "who is there of {team} and has the least work ({load})"
            )];
            let body = EventBody::Assigned {
                from: None,
                to: Some(name),
            };
            deciding.happen(id, Actor::Rule, body, because);
        }
        None => deciding.note(format!("nobody of {team} is there: it stays with the team")),
    }
}

/// The open tickets, and when each agent was last given one, as the decision so far leaves them: what one mail moves is
/// spread over the team like what comes one by one.
fn as_decided(deciding: &Deciding<'_>) -> (Vec<Ticket>, Staff) {
    let mut tickets: BTreeMap<TicketId, Ticket> = BTreeMap::new();
    let read = deciding.snapshot.open_tickets.iter();
    tickets.extend(read.map(|ticket| (ticket.id, ticket.clone())));
    let touched = deciding.decision.events.iter().map(|(id, _)| *id);
    let touched: BTreeSet<TicketId> = touched.collect();
    for id in touched {
        tickets.extend(deciding.ticket(id).map(|ticket| (id, ticket.clone())));
    }
    let mut staff = deciding.snapshot.staff.clone();
    for (_, event) in &deciding.decision.events {
        if let EventBody::Assigned { to: Some(to), .. } = &event.body {
            staff.entry(to.clone()).or_default().assigned_at = Some(deciding.now);
        }
    }
    (tickets.into_values().collect(), staff)
}

/// Who gets the next ticket, with the work they have; `None` where nobody is there.
fn least_loaded(
    members: &[&Agent],
    open: &[Ticket],
    staff: &Staff,
    now: Timestamp,
) -> Option<(AgentName, u32)> {
    let presence = |agent: &Agent| staff.get(&agent.name).copied().unwrap_or_default();
    let there = members.iter().filter(|agent| !presence(agent).is_away(now));
    let loaded = there.map(|agent| (load(&agent.name, open), presence(agent).assigned_at, agent));
    // Of equals `min_by_key` takes the first, and who was never given a ticket comes before who was.
    let (load, _, agent) = loaded.min_by_key(|(load, assigned_at, _)| (*load, *assigned_at))?;
    Some((agent.name.clone(), load))
}

/// The work that an agent has.
fn load(agent: &AgentName, open: &[Ticket]) -> u32 {
    let own = open
        .iter()
        .filter(|ticket| ticket.assignee.as_ref() == Some(agent));
    own.map(weight).fold(0, u32::saturating_add)
}

fn weight(ticket: &Ticket) -> u32 {
    match (ticket.status, ticket.priority) {
        (Status::New | Status::Open, Priority::Critical) => 8,
        (Status::New | Status::Open, Priority::High) => 4,
        (Status::New | Status::Open, Priority::Medium) => 2,
        (Status::New | Status::Open, Priority::Low) | (Status::Waiting | Status::Hold, _) => 1,
        (Status::Resolved | Status::Closed | Status::Merged | Status::Spam, _) => 0,
    }
}
