//! What several events do to a ticket alike: a person speaks, a state ends, a message comes.

use jiff::Timestamp;

use super::Ticket;
use crate::domain::clock::Clocks;
use crate::domain::event::{Actor, Event, EventBody};
use crate::domain::field::{Asked, FieldRequest};
use crate::domain::message::{Direction, Message, Standing};
use crate::domain::personal::Personal;
use crate::domain::status::Status;

/// How many Message-IDs of a thread are kept for `References`: the first, and the last eight. With the id that stands
/// for the ticket itself that is what the composer takes.
const THREAD_IDS_MAX: usize = 9;
/// Longest text of the requester that `Ticket::last_words` keeps, in characters.
const LAST_WORDS_CHARS_MAX: usize = 1200;

impl Ticket {
    /// A person has spoken to the requester.
    pub(super) fn hear(&mut self, at: Timestamp) {
        self.first_answer_at.get_or_insert(at);
        self.owes_answer = false;
        self.spoken_at = Some(at);
        self.holdings = 0;
        self.remind_no_more();
    }

    /// Goes to another state: what belonged to the one before is over.
    pub(super) fn enter(&mut self, status: Status, clocks: Clocks) {
        self.status = status;
        self.clocks = clocks;
        self.closes_at = None;
        self.waiting_until = None;
        self.question = None;
        self.asked = self.asked.take().filter(|_| status == Status::Open);
        self.remind_no_more();
        self.work.options.clear();
        self.work.follow_up_at = None;
        self.work.approval = None;
        self.work.opened_gates.clear();
        if !status.is_open() {
            self.promise.clear();
        }
    }

    /// A field has another value, or none. Once all that was asked for is there, nobody is asked any more.
    pub(super) fn know(&mut self, field: &str, value: Option<&Personal<String>>) {
        match value {
            Some(value) => self.fields.insert(field.to_owned(), value.clone()),
            None => self.fields.remove(field),
        };
        if self.awaited().is_empty() {
            self.asked = None;
        }
    }

    /// Somebody of the ticket wrote: they are not reminded of what they left out, unless the ticket still waits.
    pub(super) fn hear_from_outside(&mut self, message: &Message) {
        if message.standing == Standing::Known && self.waiting_until.is_none() {
            self.remind_no_more();
        }
    }

    pub(super) fn remind_no_more(&mut self) {
        if let Some(asked) = &mut self.asked {
            asked.remind_at = None;
        }
    }

    /// The clocks are set. Those that run end the wait of a new ticket.
    pub(super) fn set(&mut self, clocks: &Clocks) {
        self.clocks.clone_from(clocks);
        if self.status.is_running() && !clocks.is_paused() {
            self.waiting_until = None;
        }
    }

    /// Something is asked for, or asked for again. An agent who asks lets the ticket wait; when the desk itself asks, the
    /// ticket stays as it is, since nobody has looked at it yet.
    pub(super) fn ask(&mut self, event: &Event) {
        match &event.body {
            EventBody::InformationAsked(FieldRequest {
                fields,
                until,
                remind_at,
                clocks,
                ..
            }) => {
                if matches!(event.actor, Actor::Agent(_)) {
                    self.enter(Status::Waiting, clocks.clone());
                    self.hear(event.at);
                } else {
                    self.clocks.clone_from(clocks);
                }
                self.waiting_until = *until;
                self.asked = Some(Asked {
                    fields: fields.clone(),
                    reminders: 0,
                    remind_at: *remind_at,
                });
            }
            EventBody::InformationReminded {
                count, remind_at, ..
            } => {
                if let Some(asked) = &mut self.asked {
                    asked.reminders = *count;
                    asked.remind_at = *remind_at;
                }
            }
            _ => {}
        }
    }

    pub(super) fn take_message(&mut self, message: &Message) {
        self.message_count = self.message_count.saturating_add(1);
        if message.direction == Direction::In
            && message.standing == Standing::Known
            && !message.text.trim().is_empty()
        {
            self.last_words = message
                .text
                .chars()
                .take(LAST_WORDS_CHARS_MAX)
                .collect::<String>()
                .into();
        }
        if let (Some(id), true) = (&message.message_id, message.direction != Direction::Note)
            && message.standing == Standing::Known
        {
            self.thread.push(id.clone());
            if self.thread.len() > THREAD_IDS_MAX {
                self.thread.remove(1);
            }
        }
    }
}
