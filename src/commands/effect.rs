//! What a command comes to: events, words for the transcript, questions.
//!
//! It carries nothing out: `engine::command` does, when each line of the mail can be.

use crate::domain::{EventBody, TicketId};

use super::Command;

/// What a command comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// What becomes true.
    pub events: Vec<EventBody>,
    /// What the transcript says of it: before and after.
    pub said: String,
    /// What its author wants to be told.
    pub question: Option<Question>,
    /// What becomes of the mail's text.
    pub words: Words,
    /// The ticket that it opens.
    pub opens: Option<Part>,
    /// What goes below the mail's text.
    pub adds: Option<String>,
}

/// A part of a ticket that becomes one of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub text: String,
}

/// What becomes of the text beside the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Words {
    /// As the answered notice said.
    #[default]
    AsAnswered,
    /// An internal note.
    Note,
    /// An internal note, and the line's own text is the command's: what is said about somebody does not go to them.
    Inside,
    /// A public answer.
    Answer,
    /// The command took them as its own.
    Taken,
}

impl Words {
    /// What becomes of it where one command follows another: the last one that says so, but what an agent asks to be sent
    /// is sent.
    #[must_use]
    pub fn after(self, before: Self) -> Self {
        match (self, before) {
            (Self::AsAnswered, _) | (Self::Inside, Self::Answer) => before,
            _ => self,
        }
    }
}

/// Something to be answered by a mail to the author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The commands, or one of them.
    Help(Option<&'static Command>),
    /// The whole of a ticket.
    Show(TicketId),
    /// The service record of a ticket.
    Record(TicketId),
    /// A table of tickets.
    List(Listing),
    /// Articles and tickets with these words.
    Search(String),
    /// Where the ticket stands.
    Standing,
}

/// Which tickets a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// The author's own.
    Mine,
    /// All that are open.
    Open,
    /// Those with a missed time.
    Late,
    /// Those that nobody has.
    Unassigned,
    /// A team's.
    Team(String),
}

impl Effect {
    /// Events with what the transcript says of them.
    pub(super) fn of(events: Vec<EventBody>, said: impl Into<String>) -> Self {
        Self {
            events,
            said: said.into(),
            ..Self::default()
        }
    }

    /// One event.
    pub(super) fn one(event: EventBody, said: impl Into<String>) -> Self {
        Self::of(vec![event], said)
    }

    /// Nothing to change, since it is so already.
    pub(super) fn already(said: impl Into<String>) -> Self {
        Self::of(Vec::new(), said)
    }

    /// Whether all stays as it is: what was ordered is so already.
    pub fn changes_nothing(&self) -> bool {
        self.events.is_empty() && self.question.is_none() && self.words == Words::AsAnswered
    }

    /// A question.
    pub(super) fn question(question: Question, said: impl Into<String>) -> Self {
        Self {
            said: said.into(),
            question: Some(question),
            ..Self::default()
        }
    }

    /// Puts a text below the mail's.
    pub(super) fn adding(mut self, text: String) -> Self {
        self.adds = Some(text);
        self
    }

    /// Settles what becomes of the mail's text.
    pub(super) fn words(mut self, words: Words) -> Self {
        self.words = words;
        self
    }
}
