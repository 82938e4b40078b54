//! An article: what is known about a trouble, in words that others may read.

use serde::{Deserialize, Serialize};

use super::personal::Personal;

/// What an agent published of a ticket. Its number is the ticket's. It holds no words of a requester unless the agent left
/// them in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// What it is about, one line.
    pub title: Personal<String>,
    /// What to do.
    pub text: Personal<String>,
    /// Whether the trouble itself is not solved yet, and the text is a way around it (S0.9).
    pub is_known_error: bool,
}
