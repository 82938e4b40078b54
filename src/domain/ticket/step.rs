//! What several events do to a ticket alike: a person speaks, a state ends, a message comes.

use jiff::Timestamp;

use super::Ticket;
use crate::domain::clock::Clocks;
use crate::domain::message::{Direction, Message, Standing};
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
    }

    /// Goes to another state: what belonged to the one before is over.
    pub(super) fn enter(&mut self, status: Status, clocks: Clocks) {
        self.status = status;
        self.clocks = clocks;
        self.closes_at = None;
        self.waiting_until = None;
        self.question = None;
        if !status.is_open() {
            self.promise.clear();
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
