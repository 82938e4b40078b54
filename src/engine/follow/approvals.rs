//! Who hears of closings that somebody has to agree to: those who have to, whoever leads where they do not answer, and
//! whoever has the ticket of the outcome (S3.2).

use super::{Told, person};
use crate::calendar::Tell;
use crate::domain::{Actor, Deed, Ending, EventBody, Person};
use crate::engine::approval::{TELLS_LEADERS, is_asked_with_record};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::notices;

impl Told<'_> {
    /// What the desk hears of what happens at the end of a ticket, beside its closing.
    pub(super) fn ending_to_agents(&self, deciding: &mut Deciding<'_>, ending: &Ending) {
        match ending {
            Ending::ApprovalAsked { .. } => self.ask_for_approval(deciding, 0),
            Ending::ApprovalReminded { count, .. } => self.ask_for_approval(deciding, *count),
            Ending::Approved { gates, text } => {
                let text = text.as_ref().map(|text| words(text)).unwrap_or_default();
                self.approved(deciding, gates, &text);
            }
            Ending::Rejected { gates, reason } => self.rejected(deciding, gates, &words(reason)),
            Ending::FollowUpSet { .. } | Ending::FollowedUp => {}
        }
    }

    /// Asks those who have not agreed yet; nobody where the same decision brought all of it.
    fn ask_for_approval(&self, deciding: &mut Deciding<'_>, reminders: u32) {
        let Some(approval) = &self.ticket.work.approval else {
            return;
        };
        if is_asked_with_record(deciding, self.ticket) {
            return;
        }
        let policy = deciding.policy;
        let shut = approval.closed(&policy.gates);
        let mut people: Vec<Person> = shut
            .iter()
            .flat_map(|gate| gate.approvers(&policy.roster, self.ticket))
            .map(person)
            .collect();
        if people.is_empty() || reminders >= TELLS_LEADERS {
            people.extend(self.by_matrix(deciding, &[Tell::Leader, Tell::Manager]));
        }
        let notice = notices::ApprovalAsked {
            gates: shut
                .iter()
                .map(|gate| gate.shown(&policy.roster, self.ticket))
                .collect(),
            by: match &approval.by {
                Actor::Agent(name) => name.to_string(),
                Actor::Participant => Actor::Requester.to_string(),
                by => by.to_string(),
            },
            code: approval.code.word().to_owned(),
            solution: self.ticket.solution.as_ref().map(|text| words(text)),
            rating: self.ticket.rating,
            reminders,
            since: (reminders > 0).then(|| policy.shown(approval.asked_at)),
            history: self.history(deciding),
        };
        self.agents(deciding, &notice, people);
    }

    /// Whoever has the ticket hears who agreed.
    fn approved(&self, deciding: &mut Deciding<'_>, gates: &[String], text: &str) {
        // Of a major incident they hear once, on its record.
        let is_covered = self.ticket.parent().is_some_and(|record| {
            self.events
                .iter()
                .any(|(id, event)| *id == record && is_approval(&event.body))
        });
        if is_covered {
            return;
        }
        let is_closed = self.has_beside(|body| matches!(body, EventBody::Closed { .. }));
        let end = if is_closed {
            " The ticket is closed."
        } else {
            ""
        };
        let text = format!("Approved ({}).{end}\n\n{text}", gates.join(", "));
        self.tell_outcome(deciding, text.trim().to_owned());
    }

    /// Whoever has the ticket hears who did not agree, and why.
    fn rejected(&self, deciding: &mut Deciding<'_>, gates: &[String], reason: &str) {
        let gates = gates.join(", ");
        let text = format!("Not approved ({gates}): the ticket is open again.\n\n{reason}");
        self.tell_outcome(deciding, text);
    }

    /// Whether somebody has not agreed to the closing in the same decision.
    pub(super) fn was_rejected(&self) -> bool {
        self.has_beside(|body| {
            matches!(body, EventBody::Done(Deed::Ending(Ending::Rejected { .. })))
        })
    }

    fn tell_outcome(&self, deciding: &mut Deciding<'_>, text: String) {
        let notice = notices::NoteAdded {
            by: self.agent_name(),
            text,
            warnings: Vec::new(),
        };
        let people = self.holders(deciding);
        self.agents(deciding, &notice, people);
    }
}

fn is_approval(body: &EventBody) -> bool {
    matches!(body, EventBody::Done(Deed::Ending(Ending::Approved { .. })))
}
