//! How far each periodical has told.

use super::{Table, Work, encode};
use crate::domain::Issued;
use crate::store::StoreError;
use crate::store::key::issued_key;

impl Work<'_> {
    /// A periodical is settled.
    pub(super) fn issue(&mut self, issued: &Issued) -> Result<(), StoreError> {
        let key = issued_key(issued.periodical);
        self.batch.put(Table::Meta, key, encode(issued)?);
        Ok(())
    }
}
