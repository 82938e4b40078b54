//! Finds documents by their words.
//!
//! What is a word, and which document is the best, is said by [`crate::engine::knowledge`]; here rows are read.

use std::collections::BTreeMap;

use super::index::{Table, after_prefix};
use super::key::word_prefix;
use super::project::decode;
use super::{Store, StoreError};
use crate::domain::TicketId;
use crate::engine::Snapshot;
use crate::engine::knowledge::{Document, FOUND_MAX, Search, rank};

/// Most documents of a word that are looked at: the newest.
const OF_WORD_MAX: usize = 1000;

impl Store {
    /// The documents that fit a question best, the best first, with their tickets.
    pub(super) fn read_found(
        &self,
        search: &Search,
        snapshot: &mut Snapshot,
    ) -> Result<(), StoreError> {
        let mut postings: BTreeMap<String, Vec<Document>> = BTreeMap::new();
        for term in &search.terms {
            let mut documents = self.with_word(term, true)?;
            if search.with_tickets {
                documents.extend(self.with_word(term, false)?);
            }
            if !documents.is_empty() {
                postings.insert(term.clone(), documents);
            }
        }
        for document in rank(&postings, FOUND_MAX) {
            let key = document.ticket().0.to_be_bytes();
            if let Some(octets) = self.value(Table::Tickets, &key)? {
                snapshot.found.push((document, decode(&octets)?));
            }
        }
        Ok(())
    }

    fn with_word(&self, term: &str, is_article: bool) -> Result<Vec<Document>, StoreError> {
        let prefix = word_prefix(term, is_article);
        let rows = self.rows_back(Table::Words, &prefix, &after_prefix(&prefix), OF_WORD_MAX)?;
        let ids = rows.into_iter().filter_map(|(key, _)| {
            let id = key.get(prefix.len()..)?;
            Some(TicketId(u32::from_be_bytes(id.try_into().ok()?)))
        });
        let document = |id| {
            if is_article {
                Document::Article(id)
            } else {
                Document::Ticket(id)
            }
        };
        Ok(ids.map(document).collect())
    }
}
