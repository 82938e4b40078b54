//! Who hears of a major incident: leaders of what was found, requesters that the trouble is known, each in the own thread and
//! once.

use crate::domain::incident::Stage;
use crate::domain::{Actor, Deed, EventBody, LinkKind, Person, Role};
use crate::engine::deciding::Deciding;
use crate::mail::subject::shown_subject;
use crate::notices;

use super::{Told, person};

/// Most reports that a proposal names.
const REPORTS_MAX: usize = 30;

impl Told<'_> {
    /// Whether this is the opening of the record of an incident.
    pub(super) fn opens_incident(&self) -> bool {
        let is_opening = matches!(self.event.body, EventBody::Opened { .. });
        is_opening
            && self.has_beside(|body| matches!(body, EventBody::Done(Deed::IncidentRaised(_))))
    }

    /// Whether this decision puts the ticket under an incident that is declared.
    pub(super) fn joins_incident(&self, deciding: &Deciding<'_>) -> bool {
        let is_put_under = self.has_beside(|body| {
            matches!(
                body,
                EventBody::Linked {
                    link: LinkKind::Parent,
                    ..
                }
            )
        });
        let parent = self.ticket.parent().and_then(|id| deciding.ticket(id));
        let incident = parent.and_then(|parent| parent.work.incident.as_ref());
        is_put_under && incident.is_some_and(|incident| incident.stage == Stage::Declared)
    }

    /// The priority before this decision raised it.
    pub(super) fn raised_from(&self) -> Option<String> {
        self.events
            .iter()
            .find_map(|(id, event)| match &event.body {
                EventBody::PriorityChanged { from, .. } if *id == self.id => Some(from.to_string()),
                _ => None,
            })
    }

    /// Those who wrote before the trouble was known. Who writes later reads it in the acknowledgement.
    pub(super) fn incident_told(&self, deciding: &mut Deciding<'_>) {
        let is_it = matches!(
            self.event.body,
            EventBody::Linked {
                link: LinkKind::Parent,
                ..
            }
        );
        let is_new = self.has_beside(|body| matches!(body, EventBody::Opened { .. }));
        if !is_it || is_new || !self.joins_incident(deciding) {
            return;
        }
        let raised_from = self.raised_from();
        let due = self.ticket.clocks.first_answer_due;
        let notice = notices::IncidentTold {
            target: due.filter(|_| raised_from.is_some()).map(notices::When),
            raised_from,
        };
        self.requester(deciding, &notice);
    }

    /// The leaders of the team, else all leaders, else the managers, else whoever has the ticket.
    pub(super) fn incident_raised(&self, deciding: &mut Deciding<'_>, stage: Stage) {
        let is_news = stage == Stage::Proposed || self.event.actor == Actor::Rule;
        if !is_news {
            return;
        }
        let reports = self
            .ticket
            .links
            .iter()
            .filter(|link| matches!(link.kind, LinkKind::Candidate | LinkKind::Child));
        let reports = reports.filter_map(|link| deciding.ticket(link.id));
        let shown = |ticket: &crate::domain::Ticket| {
            let reference = ticket.reference(&deciding.policy.tag);
            let about = shown_subject(&ticket.subject);
            format!("{reference}, {}: {about}", ticket.requester.shown())
        };
        let notice = notices::IncidentRaised {
            is_proposed: stage == Stage::Proposed,
            reports: reports.take(REPORTS_MAX).map(shown).collect(),
        };
        let roster = &deciding.policy.roster;
        let team = self.ticket.team.as_deref().unwrap_or_default();
        let of_team = roster
            .members(team)
            .filter(|agent| agent.role == Role::Leader);
        let circles: [Vec<Person>; 4] = [
            of_team.map(person).collect(),
            roster.with_role(Role::Leader).map(person).collect(),
            roster.with_role(Role::Manager).map(person).collect(),
            self.holders(deciding),
        ];
        let people = circles.into_iter().find(|people| !people.is_empty());
        self.agents(deciding, &notice, people.unwrap_or_default());
    }
}
