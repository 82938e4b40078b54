//! Marks what belongs to a person: text, names, addresses, subjects.
//!
//! The mark is a type, so that it cannot be forgotten where the journal is written: there the marked values stand
//! apart from the rest of a line, and the hash chain covers only a salted hash of them. Erasing a person then means
//! dropping that part, and the chain still verifies. Everywhere else a [`Personal`] is simply the value inside.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// The single key of the object a marked value is written as; the journal looks for it.
pub const MARK: &str = "~";

/// A value that belongs to a person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Personal<T> {
    #[serde(rename = "~")]
    value: T,
}

impl<T> Personal<T> {
    /// Marks `value`.
    pub fn new(value: T) -> Self {
        Self { value }
    }

    /// The value, unmarked.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Personal<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self { value }
    }
}

impl From<&str> for Personal<String> {
    fn from(value: &str) -> Self {
        Self {
            value: value.to_owned(),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
