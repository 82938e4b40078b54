//! Agents who are away: said by a program that answers for them, and over once they write themselves (S4.11).
//!
//! A forged answer must not take an agent's work away: it counts where it came to an address that we gave to this agent
//! alone, or where the domain is proven. Its words are not read; how long somebody is away, only `#away` says.

use crate::domain::presence::Away;
use crate::domain::{Actor, Address, Agent, Deed, EventBody, TicketId};
use crate::identity::Purpose;
use crate::mail::inbound::{Gate, Inbound};

use super::deciding::Deciding;
use super::{Evidence, thread};

/// A program answers in the place of an agent.
pub(super) fn answered_by_machine(
    deciding: &mut Deciding<'_>,
    mail: &Inbound,
    evidence: &Evidence,
) {
    let Some(from) = mail.from.address.as_ref() else {
        return;
    };
    let Some(agent) = deciding.policy.roster.by_address(from).cloned() else {
        return;
    };
    let Some(id) = ticket_of(deciding, mail) else {
        deciding.note("it answers nothing of ours, so it says nothing about the agent");
        return;
    };
    let is_proven = evidence.domain.is_ok() && matches!(mail.gate, Gate::Passed);
    if !is_proven && !came_to_own_address(deciding, mail, &agent, from) {
        deciding.note("nothing shows that the agent's own program answered");
        return;
    }
    let known = deciding.snapshot.staff.get(&agent.name);
    if known.is_some_and(|presence| presence.is_away(deciding.now)) {
        return;
    }
    let away = Away {
        until: None,
        is_by_machine: true,
    };
    deciding.note(format!("{} is away, until they write again", agent.name));
    let body = EventBody::Done(Deed::AgentAway {
        agent: agent.name.clone(),
        away,
    });
    let because = vec!["a program answers in their place".to_owned()];
    deciding.happen(id, Actor::Agent(agent.name), body, because);
}

/// The ticket of the mail that is answered.
fn ticket_of(deciding: &Deciding<'_>, mail: &Inbound) -> Option<TicketId> {
    let proven = thread::proven(mail, deciding.policy, deciding.now);
    proven
        .into_iter()
        .find(|ticket| deciding.snapshot.cases.contains_key(ticket))
}

/// Whether the answer came to an address that only a mail to this agent bore.
fn came_to_own_address(
    deciding: &Deciding<'_>,
    mail: &Inbound,
    agent: &Agent,
    from: &Address,
) -> bool {
    let policy = deciding.policy;
    let recipients = mail.to.iter().chain(&mail.cc);
    let recipients = recipients.filter_map(|contact| contact.address.as_ref());
    let mut details = recipients
        .chain(&mail.delivered_to)
        .filter_map(|address| policy.detail(address));
    details.any(|detail| {
        policy.keys.read(detail, deciding.now).is_some_and(|claim| {
            let is_theirs = claim.purpose == Purpose::Bounce || claim.purpose.is_agents();
            is_theirs
                && !claim.is_expired
                && (policy.keys.is_for(&claim, from) || policy.keys.is_for(&claim, &agent.address))
        })
    })
}

/// An agent wrote: whoever was away by what a program said is back.
pub(super) fn wrote_again(deciding: &mut Deciding<'_>, id: TicketId, agent: &Agent) {
    let known = deciding.snapshot.staff.get(&agent.name);
    let is_back = known
        .and_then(|presence| presence.away)
        .is_some_and(|away| away.is_by_machine);
    if is_back {
        let name = agent.name.clone();
        let body = EventBody::Done(Deed::AgentBack {
            agent: name.clone(),
        });
        let because = vec!["they wrote again".to_owned()];
        deciding.happen(id, Actor::Agent(name), body, because);
    }
}
