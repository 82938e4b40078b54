//! What `#search` found, as rows.
//!
//! What fits, and how well, is said by [`crate::engine::knowledge`].

use crate::domain::Ticket;
use crate::engine::deciding::Deciding;
use crate::engine::knowledge::Document;
use crate::notices;

use super::LIST_SUBJECT_CHARS_MAX;

/// How much of an article or of a solution is shown of what was found, in characters.
const FOUND_TEXT_CHARS_MAX: usize = 200;

pub(super) fn found(deciding: &Deciding<'_>, words: &str) -> notices::Found {
    let begin = |text: &str| -> String {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(FOUND_TEXT_CHARS_MAX).collect()
    };
    let row = |(document, ticket): &(Document, Ticket)| {
        let article = ticket.work.article.as_ref();
        let (what, title, text) = if let (Document::Article(_), Some(article)) = (document, article)
        {
            let what = if article.is_known_error {
                "known error"
            } else {
                "article"
            };
            let title = article.title.to_string();
            (what.to_owned(), title, Some(begin(&article.text)))
        } else {
            let subject = crate::mail::subject::shown_subject(&ticket.subject);
            let solution = ticket.solution.as_ref().map(|text| begin(text));
            (ticket.status.to_string(), subject, solution)
        };
        notices::FoundRow {
            reference: ticket.reference(&deciding.policy.tag),
            what,
            title: title.chars().take(LIST_SUBJECT_CHARS_MAX).collect(),
            text,
        }
    };
    notices::Found {
        words: begin(words),
        rows: deciding.snapshot.found.iter().map(row).collect(),
    }
}
