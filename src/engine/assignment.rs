//! Who of a team gets a new ticket: of those who are there, whoever has the least work (S4.11).
//!
//! Open tickets count by their priority, those that wait for somebody little; among equals it is the one who was given a
//! ticket longest ago, and then the first of the roster. So the same state always gives the same agent. Where nobody is
//! there the ticket stays with the team, all of whom are told, as on a desk that gives nobody anything.

use jiff::Timestamp;

use crate::domain::presence::Staff;
use crate::domain::{Actor, Agent, AgentName, EventBody, Priority, Role, Status, Ticket, TicketId};

use super::deciding::Deciding;

/// Gives a new ticket to somebody of its team, on desks that want that.
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
    let open = &deciding.snapshot.open_tickets;
    match least_loaded(&members, open, &deciding.snapshot.staff, deciding.now) {
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
