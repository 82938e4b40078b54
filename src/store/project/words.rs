//! Which words stand in which document: what [`crate::store::search`] reads.

use super::Work;
use crate::domain::{Event, Ticket, TicketId};
use crate::engine::knowledge::{Document, terms_of, terms_of_article};
use crate::store::index::Table;
use crate::store::key::word_key;

impl Work<'_> {
    /// The words that an event adds to a ticket.
    pub(super) fn said(&mut self, id: TicketId, event: &Event) {
        for term in terms_of(event) {
            let key = word_key(&term, Document::Ticket(id));
            self.batch.put(Table::Words, key, Vec::new());
        }
    }

    /// The words of an article that is new, changed or taken back.
    pub(super) fn article(&mut self, id: TicketId, before: Option<&Ticket>, after: &Ticket) {
        let published = |ticket: &'_ Ticket| ticket.work.article.clone();
        if before.and_then(published) == published(after) {
            return;
        }
        let article = Document::Article(id);
        for term in before.map(terms_of_article).unwrap_or_default() {
            self.batch.remove(Table::Words, word_key(&term, article));
        }
        for term in terms_of_article(after) {
            self.batch
                .put(Table::Words, word_key(&term, article), Vec::new());
        }
    }
}
