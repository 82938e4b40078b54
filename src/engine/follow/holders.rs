//! Whom a ticket concerns among the people of the desk.

use crate::domain::Person;
use crate::engine::deciding::Deciding;
use crate::engine::relations;

use super::{Told, person};

impl Told<'_> {
    /// Who hears of words that nobody vouches for: whoever has the ticket, and where that is the very agent in whose
    /// name they came, somebody who can compare.
    pub(super) fn witnesses(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let roster = &deciding.policy.roster;
        let is_another = |person: &Person| Some(&*person.address) != self.cause.outsider.as_ref();
        let circles = [
            self.holders(deciding),
            self.team(deciding),
            roster.agents.iter().map(person).collect(),
        ];
        let others = circles
            .into_iter()
            .find(|people| people.iter().any(is_another));
        others.unwrap_or_default()
    }

    /// Who has the ticket: the assignee, and while they are away their team too; else the team, else everybody who works
    /// here.
    pub(super) fn holders(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        // What is written on a merged ticket concerns whoever has the one it goes on as.
        if let Some(into) = relations::survivor(deciding, self.id)
            && let Some(ticket) = deciding.ticket(into)
        {
            let id = into;
            return Told {
                id,
                ticket,
                ..*self
            }
            .holders(deciding);
        }
        let mut assignee = self.assignee(deciding);
        let name = self.ticket.assignee.as_ref();
        let is_there = name.is_some_and(|name| !deciding.is_away(name));
        if assignee.is_empty() || !is_there {
            assignee.extend(self.team(deciding));
        }
        assignee
    }

    /// The ticket's team; where nobody is in it, everybody who works here.
    pub(super) fn team(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let roster = &deciding.policy.roster;
        let team: Vec<Person> = self
            .ticket
            .team
            .iter()
            .flat_map(|team| roster.members(team).map(person))
            .collect();
        if team.is_empty() {
            roster.agents.iter().map(person).collect()
        } else {
            team
        }
    }

    pub(super) fn assignee(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let name = self.ticket.assignee.as_ref();
        name.and_then(|name| deciding.policy.roster.agent(name.as_str()))
            .map(person)
            .into_iter()
            .collect()
    }

    /// Who has the tickets that this one perhaps belongs to.
    pub(super) fn holders_of_linked(&self, deciding: &Deciding<'_>) -> Vec<Person> {
        let linked = self
            .ticket
            .links
            .iter()
            .filter_map(|link| deciding.ticket(link.id)?.assignee.clone());
        linked
            .filter_map(|name| deciding.policy.roster.agent(name.as_str()).map(person))
            .collect()
    }
}
