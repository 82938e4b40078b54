//! What agents should know about a mail beside its words, sentences.

use crate::domain::{
    Actor, CloseCode, Deed, Ending, Event, EventBody, LinkKind, Message, Standing,
};
use crate::engine::deciding::Deciding;

use super::Told;

impl Told<'_> {
    /// What speaks for care with it, and what it is tied to.
    pub(super) fn warnings(&self, deciding: &Deciding<'_>) -> Vec<String> {
        let mut warnings = self.cause.warnings.clone();
        for link in &self.ticket.links {
            let reference = format!("{}-{}", deciding.policy.tag, link.id);
            match link.kind {
                LinkKind::Perhaps => warnings.push(format!(
                    "It perhaps belongs to {reference}, but nothing shows that it does."
                )),
                LinkKind::FollowUp => {
                    warnings.push(format!("It continues {reference}, which has ended."));
                }
                LinkKind::MergedInto => warnings.push(format!(
                    "This ticket goes on as {reference}, and its mails are there, too. Your reply goes to the people of this one."
                )),
                LinkKind::Parent => warnings.push(format!("It is a child of {reference}.")),
                _ => {}
            }
        }
        if !self.cause.lines_taken_out.is_empty() {
            warnings.push(format!(
                "Command lines that were not carried out: {}",
                self.cause.lines_taken_out.join(" · ")
            ));
        }
        warnings
    }

    /// That the mail ended the request, a sentence.
    pub(super) fn ending(&self) -> Option<String> {
        let is_theirs =
            |event: &Event| matches!(event.actor, Actor::Requester | Actor::Participant);
        let how = self
            .events
            .iter()
            .filter(|(id, event)| *id == self.id && is_theirs(event))
            .find_map(|(_, event)| match &event.body {
                EventBody::Closed {
                    code: CloseCode::Solved,
                    ..
                } => Some("confirms that it is solved: it is closed now"),
                EventBody::Closed { .. } => Some("closes the request"),
                EventBody::Done(Deed::Ending(Ending::ApprovalAsked { .. })) => {
                    Some("confirms that it is solved: it is closed once that is approved")
                }
                _ => None,
            })?;
        Some(format!("With this mail its sender {how}."))
    }

    /// What the requester chose with this mail, a sentence.
    pub(super) fn choice(&self) -> Option<String> {
        let mut events = self.events.iter();
        events.find_map(|(id, event)| match &event.body {
            EventBody::Done(Deed::OptionChosen { number, option }) if *id == self.id => {
                Some(format!("The requester chose {number}: {}", **option))
            }
            _ => None,
        })
    }
}

/// That nothing shows who wrote a message.
pub(super) fn standing_warning(message: &Message) -> Option<String> {
    match message.standing {
        Standing::Known => None,
        Standing::Unverified => {
            Some("It changed nothing, since nothing shows well enough who sent it.".to_owned())
        }
        Standing::ThirdPerson => Some(format!(
            "{} takes no part in this ticket; #cc {} adds them. It changed nothing.",
            message.from.shown(),
            message.from.address
        )),
    }
}
