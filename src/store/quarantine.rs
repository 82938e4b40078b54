//! What the shell asks about quarantine: the mails in it, and where their files lie.

use std::path::PathBuf;

use super::index::Table;
use super::project::decode;
use super::{Store, StoreError};
use crate::domain::SpoolName;
use crate::engine::{Disposition, LedgerRow};

/// How many rows of the ledger are read at a time.
const PAGE: usize = 500;

impl Store {
    /// The mails that are in quarantine, read from one part of the ledger; and where the next part begins.
    pub fn quarantined(
        &self,
        from: &[u8],
    ) -> Result<(Vec<LedgerRow>, Option<Vec<u8>>), StoreError> {
        let page = self.rows(Table::Ledger, from, &[u8::MAX; 512], PAGE)?;
        let mut rows = Vec::new();
        for (_, octets) in &page {
            let row: LedgerRow = decode(octets)?;
            if matches!(row.disposition, Disposition::Quarantined(_)) {
                rows.push(row);
            }
        }
        let last = page.last().filter(|_| page.len() == PAGE);
        Ok((rows, last.map(|(key, _)| [key.as_slice(), &[0]].concat())))
    }

    /// Where a file of the spool lies.
    pub fn spool_path(&self, name: SpoolName) -> PathBuf {
        self.spool.path(name)
    }
}
