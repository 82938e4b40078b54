//! An article: what is known about a trouble, in words that others may read.

use serde::{Deserialize, Serialize};

use super::personal::Personal;

use super::Ticket;
use super::status::Status;

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

impl Ticket {
    /// Its article, where requesters may be offered it: not after the ticket was opened again, which says that it did not
    /// help, nor of spam; and a known error only as long as it is not solved.
    pub fn offered(&self) -> Option<&Article> {
        let article = self.work.article.as_ref()?;
        let is_doubted = self.work.is_article_doubted || self.status == Status::Spam;
        let is_past = article.is_known_error && !self.status.is_open();
        (!is_doubted && !is_past).then_some(article)
    }
}
