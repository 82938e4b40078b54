//! The requester's side of the table: which event they and the participants hear of, and how.

use crate::calendar::hours::after;
use crate::domain::{Actor, CloseCode, Deed, Ending, EventBody};
use crate::engine::deciding::Deciding;
use crate::engine::letters::{Mailing, send};
use crate::engine::outgoing::Counts;
use crate::mail::compose::FilePart;
use crate::mail::inbound::{Attachment, Inbound};
use crate::notices;

use super::Told;

impl Told<'_> {
    /// What the requester and the participants hear.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm per event: the table is read as one"
    )]
    pub(super) fn to_requester(&self, deciding: &mut Deciding<'_>) {
        if self.event.actor == Actor::Timer && !self.may_be_written_to(deciding) {
            return;
        }
        let shown = notices::When;
        let agent = self.agent_name();
        // What the same mail gives, or what ends with it, is not promised in its first letter.
        let owed = &self.ticket.clocks;
        match &self.event.body {
            EventBody::Opened { message, .. } => match self.event.actor {
                Actor::Agent(_) => self.split_off(deciding, message),
                _ => self.acknowledge(deciding, message),
            },
            EventBody::Answered { message, .. } => {
                let notice = notices::Answer {
                    text: message.text.to_string(),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            // The mail about the incident says it.
            EventBody::PriorityChanged { .. } if self.joins_incident(deciding) => {}
            EventBody::PriorityChanged { .. } => self.priority_changed(deciding),
            EventBody::Linked { .. } => self.incident_told(deciding),
            EventBody::UpdateGiven { text, clocks } => {
                let notice = notices::StatusUpdate {
                    text: text.to_string(),
                    next: clocks.next_update_due.and(owed.next_update_due).map(shown),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            EventBody::EstimateGiven { by, text, .. } => {
                let notice = notices::Estimate {
                    by: shown(*by),
                    text: text.as_ref().map(ToString::to_string),
                };
                self.requester(deciding, &notice);
            }
            EventBody::WorkaroundGiven { text } => self.everybody(
                deciding,
                &notices::Workaround {
                    text: text.to_string(),
                    agent,
                },
            ),
            EventBody::WaitStarted {
                question, until, ..
            } => {
                let notice = notices::Waiting {
                    question: question.to_string(),
                    until: until.map(shown),
                    agent,
                };
                self.requester(deciding, &notice);
            }
            EventBody::HoldStarted { reason, until, .. } => {
                let notice = notices::OnHold {
                    reason: reason.to_string(),
                    until: shown(*until),
                    agent,
                };
                self.requester(deciding, &notice);
            }
            EventBody::InformationAsked(request) => self.information_asked(deciding, request),
            EventBody::InformationReminded { fields, count, .. } => {
                self.information_reminded(deciding, fields, *count);
            }
            EventBody::Resolved {
                solution,
                closes_at,
                ..
            } => {
                let notice = notices::Resolved {
                    asks_rating: deciding.policy.asks_rating,
                    solution: solution.to_string(),
                    closes: shown(*closes_at),
                    agent,
                };
                self.everybody(deciding, &notice);
            }
            EventBody::Closed {
                code,
                solution,
                is_quiet: false,
                ..
            } => {
                let notice = notices::Closed {
                    asks_rating: deciding.policy.asks_rating
                        && *code == CloseCode::Solved
                        && self.ticket.rating.is_none(),
                    solution: solution
                        .as_ref()
                        .or(self
                            .ticket
                            .solution
                            .as_ref()
                            .filter(|_| *code == CloseCode::Solved))
                        .map(ToString::to_string),
                    code: code.word().to_owned(),
                    is_followed: solution.is_none() && self.follows_open_one(deciding),
                    by: match &self.event.actor {
                        Actor::Requester | Actor::Participant if *code == CloseCode::Solved => {
                            "you confirmed".to_owned()
                        }
                        Actor::Requester | Actor::Participant => "you".to_owned(),
                        Actor::Timer => "no objection".to_owned(),
                        Actor::Agent(_) | Actor::Rule => agent,
                    },
                    opened: shown(self.ticket.opened_at),
                    closed: shown(self.event.at),
                    reopen_until: Some(shown(after(self.event.at, deciding.policy.reopen_window))),
                };
                self.everybody(deciding, &notice);
            }
            EventBody::Rated { score } => self.thank_for_rating(deciding, *score),
            EventBody::Reopened { reason, clocks, .. } => {
                let by = match &self.event.actor {
                    Actor::Agent(_) => agent,
                    Actor::Participant => self.writer(),
                    _ => "you".to_owned(),
                };
                let target = clocks
                    .first_answer_due
                    .and(owed.first_answer_due)
                    .or(owed.next_update_due)
                    .map(shown);
                self.requester(
                    deciding,
                    &notices::Reopened {
                        by,
                        is_checked: self.was_rejected(),
                        reason: reason.as_ref().map(ToString::to_string),
                        target,
                    },
                );
            }
            EventBody::Escalated {
                to,
                reason,
                by,
                clocks,
                ..
            } => {
                let notice = notices::Escalated {
                    to: to.to_string(),
                    reason: reason.to_string(),
                    by: by.map(shown),
                    next_update: clocks
                        .next_update_due
                        .or(clocks.first_answer_due)
                        .map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::Deescalated { to, team, reason } => {
                let notice = notices::Deescalated {
                    to: team.clone().unwrap_or_else(|| to.to_string()),
                    reason: reason.to_string(),
                    next_update: owed.next_update_due.or(owed.first_answer_due).map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::HoldingGiven { count, clocks } => {
                let notice = notices::Holding {
                    count: *count,
                    last: self.ticket.spoken_at.map(shown),
                    holder: self
                        .ticket
                        .assignee
                        .as_ref()
                        .map(ToString::to_string)
                        .or_else(|| self.ticket.team.clone()),
                    next: clocks.next_update_due.map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::PromiseMissed { by, next } => {
                let notice = notices::Late {
                    by: shown(*by),
                    next: next.map(shown),
                };
                self.requester(deciding, &notice);
            }
            EventBody::Merged { from, into, .. } => self.merged(deciding, *from, *into),
            EventBody::OriginalSolved { ticket, solution } => {
                let notice = notices::OriginalSolved {
                    solution: solution.to_string(),
                    agent,
                };
                self.waiting(deciding, *ticket, &notice);
            }
            EventBody::ParticipantAdded { person } if self.hears_of_merging(deciding, person) => {}
            EventBody::ParticipantAdded { person } => {
                let by = match &self.event.actor {
                    Actor::Agent(_) => agent,
                    _ => self.ticket.requester.shown(),
                };
                let mailing = Mailing::about(self.id, self.event.no, vec![person.clone()]);
                self.send(
                    deciding,
                    &notices::ParticipantAdded { by, words: None },
                    mailing,
                );
            }
            EventBody::Done(Deed::OptionsOffered { options, until, .. }) => {
                let notice = notices::Options {
                    options: options.iter().map(ToString::to_string).collect(),
                    until: notices::When(*until),
                    agent,
                };
                self.requester(deciding, &notice);
            }
            EventBody::Done(Deed::RequesterChanged { .. }) => self.requester_named(deciding),
            EventBody::Done(Deed::Ending(Ending::FollowedUp)) => self.follow_up(deciding),
            EventBody::Replied { .. }
            | EventBody::Noted { .. }
            | EventBody::CategoryChanged { .. }
            | EventBody::TypeChanged { .. }
            | EventBody::StatusChanged { .. }
            | EventBody::Assigned { .. }
            | EventBody::TeamChanged { .. }
            | EventBody::Tagged { .. }
            | EventBody::TitleChanged { .. }
            | EventBody::ParticipantRemoved { .. }
            | EventBody::SolutionRecorded { .. }
            | EventBody::FieldSet { .. }
            | EventBody::ClocksResumed { .. }
            | EventBody::ClockPassed { .. }
            | EventBody::Closed { is_quiet: true, .. }
            | EventBody::Unlinked { .. }
            | EventBody::Joined { .. }
            | EventBody::Broadcast { .. }
            | EventBody::Done(_)
            | EventBody::DeliveryDelayed { .. }
            | EventBody::DeliveryFailed { .. } => {}
        }
    }

    /// To the requester alone.
    pub(super) fn requester<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mailing = Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        self.send(deciding, notice, mailing);
    }

    /// To the requester, with the participants in Cc; those whom the mail reached already get no second copy.
    fn everybody<N: notices::Notice>(&self, deciding: &mut Deciding<'_>, notice: &N) {
        let mut mailing =
            Mailing::about(self.id, self.event.no, vec![self.ticket.requester.clone()]);
        mailing.cc.clone_from(&self.ticket.participants);
        if matches!(self.event.body, EventBody::Answered { .. }) {
            mailing.reached.clone_from(&self.cause.reached);
            mailing.files = self.cause.mail.map(files).unwrap_or_default();
        }
        self.send(deciding, notice, mailing);
    }

    /// Sends, within the limits on what a mail from outside may cause. Whoever has had enough is left out.
    pub(super) fn send<N: notices::Notice>(
        &self,
        deciding: &mut Deciding<'_>,
        notice: &N,
        mut mailing: Mailing,
    ) {
        // That a ticket ended, or is taken up again, is owed whatever else was sent (S0.10, S0.13). It cannot loop:
        // only a person of the ticket brings it about, and between two of them an agent has to act.
        let is_owed = matches!(
            self.event.body,
            EventBody::Closed { .. } | EventBody::Reopened { .. }
        );
        let is_automatic = N::SPEC.voice != notices::Voice::Person && !is_owed;
        if self.cause.outsider.is_some() && is_automatic {
            if self.cause.mail.is_some_and(|mail| !mail.auto_respond) {
                let name = N::SPEC.name;
                deciding.note(format!("no {name}: a machine must not answer this mail"));
                return;
            }
            for person in mailing.to.iter().chain(&mailing.cc) {
                if let Err(why) = deciding.may_answer(&person.address) {
                    deciding.note(why);
                    mailing.reached.push((*person.address).clone());
                }
            }
            mailing.counts = Counts::Automatic;
        }
        send(deciding, notice, &mailing);
    }
}

/// The files of a mail, to be sent along with what it says.
fn files(mail: &Inbound) -> Vec<FilePart> {
    let part = |file: &Attachment| FilePart {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes.clone(),
    };
    mail.attachments.iter().map(part).collect()
}
