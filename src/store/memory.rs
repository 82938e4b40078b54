//! The index as ordered maps: the twin for tests, and what `check` rebuilds to compare with.

use std::collections::BTreeMap;

use super::index::{Batch, Index, IndexError, Pair, Table};

/// An index that is forgotten with the process.
#[derive(Debug, Default)]
pub struct Memory {
    tables: BTreeMap<Table, BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Index for Memory {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        Ok(self
            .tables
            .get(&table)
            .and_then(|rows| rows.get(key))
            .cloned())
    }

    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        let rows = self.tables.get(&table).filter(|_| from < to);
        let found = rows
            .into_iter()
            .flat_map(|rows| rows.range(from.to_vec()..to.to_vec()));
        Ok(found
            .take(limit)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    fn range_back(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        let rows = self.tables.get(&table).filter(|_| from < to);
        let found = rows
            .into_iter()
            .flat_map(|rows| rows.range(from.to_vec()..to.to_vec()).rev());
        Ok(found
            .take(limit)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), IndexError> {
        for (table, key, value) in &batch.changes {
            let rows = self.tables.entry(*table).or_default();
            match value {
                Some(value) => rows.insert(key.clone(), value.clone()),
                None => rows.remove(key),
            };
        }
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<(), IndexError> {
        Ok(())
    }
}
