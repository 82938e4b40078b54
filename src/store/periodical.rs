//! How far each periodical has told, and since when there is something to tell.

use jiff::Timestamp;

use super::index::Table;
use super::key::issued_key;
use super::project::decode;
use super::{Store, StoreError};
use crate::domain::Periodical;
use crate::engine::periodical::Past;

/// Most mailboxes read; a desk has fewer.
const MAILBOXES_MAX: usize = 10_000;

impl Store {
    /// What was issued last.
    pub fn past(&self) -> Result<Past, StoreError> {
        let mut past = Past::default();
        for periodical in Periodical::ALL {
            if let Some(octets) = self.value(Table::Meta, &issued_key(periodical))? {
                past.issued.insert(periodical, decode(&octets)?);
            }
        }
        for (_, octets) in self.rows(Table::Watching, &[], &[u8::MAX; 512], MAILBOXES_MAX)? {
            let since: Timestamp = decode(&octets)?;
            past.begun = Some(past.begun.map_or(since, |known| known.min(since)));
        }
        Ok(past)
    }
}
