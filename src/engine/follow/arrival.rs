//! The one acknowledgement of a ticket, in the words that fit (S4.3).

use crate::domain::{EventBody, LinkKind, Message};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::engine::letters::Mailing;
use crate::engine::policy::Unproven;
use crate::notices;

use super::Told;

impl Told<'_> {
    /// The one acknowledgement of a ticket. A mail that says nothing is answered with the question for what is
    /// missing, which is its acknowledgement too.
    pub(super) fn acknowledge(&self, deciding: &mut Deciding<'_>, message: &Message) {
        if self.cause.mail.is_none_or(|mail| !mail.auto_respond) {
            deciding.note("no acknowledgement: a machine must not answer this mail");
            return;
        }
        self.say_that_it_arrived(deciding, message);
    }

    /// The words of the acknowledgement.
    pub(in crate::engine) fn say_that_it_arrived(
        &self,
        deciding: &mut Deciding<'_>,
        message: &Message,
    ) {
        let policy = deciding.policy;
        let is_open_now = policy.hours.is_open(deciding.now);
        let starts = (!is_open_now).then(|| notices::When(policy.hours.next_open(deciding.now)));
        let may_echo = self.ticket.may_echo() || policy.unproven == Unproven::Full;
        let continued = self.events.iter().find_map(|(_, event)| match &event.body {
            EventBody::Linked {
                link: LinkKind::FollowUp,
                ticket,
            } => Some(*ticket),
            _ => None,
        });
        if let Some(old) = continued {
            let notice = notices::FollowUpOpened {
                old_reference: format!("{}-{old}", policy.tag),
            };
            self.arrived(deciding, &notice);
        } else if message.text.trim().is_empty() && message.attachments.is_empty() {
            let missing = [
                "What happened, and what did you expect:",
                "Which device, program or page:",
                "The error message, word for word:",
                "Where you are and how we reach you:",
            ];
            let notice = notices::InformationNeeded {
                missing: missing.map(str::to_owned).to_vec(),
                is_open_now,
                starts,
                echo: may_echo,
            };
            self.arrived(deciding, &notice);
        } else if may_echo {
            self.arrived(
                deciding,
                &notices::Acknowledgement {
                    words: words(&message.text),
                    files: message
                        .attachments
                        .iter()
                        .map(|file| file.name.to_string())
                        .collect(),
                    is_open_now,
                    starts,
                },
            );
        } else {
            self.arrived(
                deciding,
                &notices::AcknowledgementPlain {
                    is_open_now,
                    starts,
                },
            );
        }
    }

    /// To the requester alone, and owed since the mail was received.
    fn arrived<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mut mailing =
            Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        mailing.owed_since = self.cause.received_at.map(|at| at.min(deciding.now));
        self.send(deciding, notice, mailing);
    }
}
