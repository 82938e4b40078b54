//! What is missing of a case: the mails that ask for it, and what those who work on it hear of the answer (S0.7, S4.2).

use crate::domain::{EventBody, FieldRequest};
use crate::engine::deciding::Deciding;
use crate::notices;

use super::Told;

impl Told<'_> {
    /// Asked for by an agent; what is asked for at once stands in the acknowledgement.
    pub(super) fn information_asked(&self, deciding: &mut Deciding<'_>, request: &FieldRequest) {
        if self.has_beside(|body| matches!(body, EventBody::Opened { .. })) {
            return;
        }
        let policy = deciding.policy;
        let notice = notices::InformationAsked {
            missing: policy.lines_to_fill_in(&request.fields),
            until: request.until.map(notices::When),
            agent: self.agent_name(),
        };
        self.requester(deciding, &notice);
    }

    pub(super) fn information_reminded(
        &self,
        deciding: &mut Deciding<'_>,
        fields: &[String],
        count: u32,
    ) {
        let policy = deciding.policy;
        let is_last = self
            .ticket
            .asked
            .as_ref()
            .is_none_or(|asked| asked.remind_at.is_none());
        let notice = notices::InformationReminder {
            missing: policy.lines_to_fill_in(fields),
            until: self.ticket.waiting_until.map(notices::When),
            is_first: count == 1,
            is_last,
        };
        self.requester(deciding, &notice);
    }

    /// What was read in the mail: `Phone: 0123`.
    pub(super) fn answers(&self, deciding: &Deciding<'_>) -> Vec<String> {
        let events = self.events.iter().filter(|(id, _)| *id == self.id);
        let set = events.filter_map(|(_, event)| match &event.body {
            EventBody::FieldSet {
                field,
                to: Some(value),
                ..
            } => Some(format!("{}: {value}", deciding.policy.asking.label(field))),
            _ => None,
        });
        set.collect()
    }

    /// Where the mail ended a wait for information, the labels of what it did not tell; else absent.
    pub(super) fn still_missing(&self, deciding: &Deciding<'_>) -> Option<Vec<String>> {
        let awaited = self.cause.awaited.as_ref()?;
        let names = awaited.iter().filter(|name| !self.ticket.knows(name));
        let names: Vec<String> = names.cloned().collect();
        let has_gone_on = self.has_beside(|body| {
            matches!(
                body,
                EventBody::StatusChanged { .. } | EventBody::ClocksResumed { .. }
            )
        });
        (has_gone_on || names.is_empty()).then(|| deciding.policy.labels(&names))
    }
}
