//! The one acknowledgement of a ticket, in the words that fit (S0.7, S2.2, S4.3).
//!
//! One mail is better than two: what is missing is asked for in it.

use crate::domain::{EventBody, LinkKind, Message, Ticket};
use crate::engine::completeness;
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::engine::knowledge;
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
        if self.joins_incident(deciding) {
            return self.known_incident(deciding, may_echo.then_some(message), is_open_now, starts);
        }
        let continued = self.events.iter().find_map(|(_, event)| match &event.body {
            EventBody::Linked {
                link: LinkKind::FollowUp,
                ticket,
            } => Some(*ticket),
            _ => None,
        });
        let fields = self.ticket.awaited();
        // The time for the answer stands still only where the mail says so.
        let is_paused = self.ticket.clocks.is_paused();
        let until = self.ticket.waiting_until.filter(|_| is_paused);
        let waits_until = until.map(notices::When);
        if let Some(old) = continued {
            let notice = notices::FollowUpOpened {
                old_reference: format!("{}-{old}", policy.tag),
            };
            self.arrived(deciding, &notice);
        } else if completeness::is_blank(message) {
            let fields = if fields.is_empty() {
                completeness::of_blank(&policy.asking)
            } else {
                fields
            };
            let notice = notices::InformationNeeded {
                missing: policy.lines_to_fill_in(&fields),
                waits_until,
                is_open_now,
                starts,
                echo: may_echo,
            };
            self.arrived(deciding, &notice);
        } else if may_echo {
            let missing = if fields.is_empty() {
                Vec::new()
            } else {
                policy.lines_to_fill_in(&fields)
            };
            let files = message.attachments.iter();
            let articles = self.articles(deciding, message);
            self.arrived(
                deciding,
                &notices::Acknowledgement {
                    words: words(&message.text),
                    files: files.map(|file| file.name.to_string()).collect(),
                    is_open_now,
                    starts,
                    missing,
                    waits_until,
                    articles,
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

    /// The acknowledgement of a late report.
    fn known_incident(
        &self,
        deciding: &mut Deciding<'_>,
        restated: Option<&Message>,
        is_open_now: bool,
        starts: Option<notices::When>,
    ) {
        let notice = notices::KnownIncident {
            words: restated.map_or_else(String::new, |message| words(&message.text)),
            raised_from: self.raised_from(),
            is_open_now,
            starts,
        };
        self.arrived(deciding, &notice);
    }

    /// What was published that fits well. Only who is proven gets it: to others nothing is sent but what they are owed.
    fn articles(&self, deciding: &Deciding<'_>, message: &Message) -> Vec<notices::Offered> {
        if !self.ticket.is_proven || !deciding.policy.offers_articles {
            return Vec::new();
        }
        let found = deciding.snapshot.found.iter().map(|(_, ticket)| ticket);
        let fitting = knowledge::fitting(&message.subject, &message.text, found);
        let articles = fitting.into_iter().filter_map(Ticket::offered);
        articles
            .map(|article| notices::Offered {
                title: article.title.to_string(),
                text: words(&article.text),
                is_known_error: article.is_known_error,
            })
            .collect()
    }

    /// To the requester alone, and owed since the mail was received.
    fn arrived<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mut mailing =
            Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        mailing.owed_since = self.cause.received_at.map(|at| at.min(deciding.now));
        self.send(deciding, notice, mailing);
    }
}
