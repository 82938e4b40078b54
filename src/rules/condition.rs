//! When a rule holds: patterns on the fields of a mail, and facts about its arrival.

use std::fmt;

use jiff::Timestamp;

use crate::calendar::Hours;
use crate::mail::inbound::Origin;

/// A part of a mail that patterns are held against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The subject.
    Subject,
    /// What the author wrote now, and what was forwarded with it.
    Body,
    /// The author, as `Name <address>`.
    From,
    /// Each recipient of `To` and `Cc`, as `Name <address>`.
    To,
    /// The subject, then the body.
    Any,
    /// Each field of this name, without regard to case.
    Header(String),
    /// The name of each attachment.
    Attachment,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject => f.write_str("subject"),
            Self::Body => f.write_str("body"),
            Self::From => f.write_str("from"),
            Self::To => f.write_str("to"),
            Self::Any => f.write_str("any"),
            Self::Header(name) => write!(f, "header.{name}"),
            Self::Attachment => f.write_str("attachment"),
        }
    }
}

/// Whether the desk was at work when a mail came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Within business hours.
    Open,
    /// Outside them.
    Closed,
}

impl Opening {
    /// The desk's opening at an instant.
    pub fn at(hours: &Hours, at: Timestamp) -> Self {
        if hours.is_open(at) {
            Self::Open
        } else {
            Self::Closed
        }
    }

    /// Reads the word of the configuration.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            _ => None,
        }
    }

    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Patterns on one field, of which one must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What is looked at.
    pub field: Field,
    /// Regular expressions, without regard to case unless they say `(?-i)`.
    pub patterns: Vec<String>,
}

impl Test {
    /// A test of one field.
    pub fn new<S: Into<String>>(field: Field, patterns: impl IntoIterator<Item = S>) -> Self {
        Self {
            field,
            patterns: patterns.into_iter().map(Into::into).collect(),
        }
    }
}

/// When a rule holds. An empty condition always does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// All of these must match.
    pub tests: Vec<Test>,
    /// And none of these may.
    pub unless: Vec<Test>,
    /// The desk must be open, or closed.
    pub hours: Option<Opening>,
    /// The mail must have been written by this.
    pub origin: Option<Origin>,
}
