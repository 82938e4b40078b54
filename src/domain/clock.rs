//! The clocks of a ticket: what was promised until when, what is left of a promise while it stands still, and the
//! moments in between at which somebody is told.
//!
//! All of it is settled when a clock is set, and stored with the event that set it: what was promised does not change
//! when the configuration does. Reckoning with business hours is `calendar`'s.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What a clock counts towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockKind {
    /// The first answer by a person (S4.5).
    FirstAnswer,
    /// The next word to the requester (S0.8).
    Update,
    /// The solution, where the configuration sets a time for it (S4.7).
    Resolution,
    /// The time that we named ourselves (S3.1).
    Promise,
}

impl ClockKind {
    /// All of them, in the order of a ticket's life.
    pub const ALL: [Self; 4] = [
        Self::FirstAnswer,
        Self::Update,
        Self::Resolution,
        Self::Promise,
    ];

    /// The word of configuration and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstAnswer => "first-answer",
            Self::Update => "update",
            Self::Resolution => "resolution",
            Self::Promise => "promise",
        }
    }
}

impl fmt::Display for ClockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A moment at which a part of a clock's time is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which clock.
    pub clock: ClockKind,
    /// How much of its time, in percent; over 100 it is late.
    pub percent: u16,
    /// When.
    pub at: Timestamp,
}

/// What is left of clocks that stand still, in the time that they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Left {
    /// Until the first answer; absent: none is owed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_answer: Option<SignedDuration>,
    /// Until the solution; absent: no time is set for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<SignedDuration>,
}

impl Left {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The clocks as they stand after an event. `None` means that the clock does not run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clocks {
    /// Until when a person has to have answered for the first time (S4.5).
    pub first_answer_due: Option<Timestamp>,
    /// Until when the requester has to have heard from us again (S0.8).
    pub next_update_due: Option<Timestamp>,
    /// Until when it has to be solved (S4.7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution_due: Option<Timestamp>,
    /// What is left while the ticket waits.
    #[serde(default, skip_serializing_if = "Left::is_nothing")]
    pub left: Left,
    /// When somebody is told how much of their time is used up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

impl Clocks {
    /// Until when a clock runs; never for [`ClockKind::Promise`], which a ticket keeps apart.
    pub fn due(&self, clock: ClockKind) -> Option<Timestamp> {
        match clock {
            ClockKind::FirstAnswer => self.first_answer_due,
            ClockKind::Update => self.next_update_due,
            ClockKind::Resolution => self.resolution_due,
            ClockKind::Promise => None,
        }
    }

    /// Whether they stand still with something left. On a ticket that waits there are no times; on a new one whose
    /// requester was asked by the desk itself the times stay to be read, and what is waited for is added to them.
    pub fn is_paused(&self) -> bool {
        !self.left.is_nothing()
    }

    /// The first mark that is still to come.
    pub fn next_mark(&self) -> Option<Timestamp> {
        self.marks.iter().map(|mark| mark.at).min()
    }
}
