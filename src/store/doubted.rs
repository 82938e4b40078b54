//! An index that is not believed any more once it has failed.
//!
//! What is damaged in a way that opening does not notice fails when it is read, and would fail so again after each
//! restart. So the first failure leaves a mark beside it, and the next opening makes the index anew.
//!
//! A failed index is never dropped: sled syncs once more when it is, and panics where that fails, so that the line with
//! the real error would be lost. The process ends anyway.

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::index::{Batch, Index, IndexError, Pair, Table};

/// The mark. It goes with the folder of the index when that is thrown away.
const MARK: &str = "failed";

/// An index that marks its first failure.
pub struct Doubted<I> {
    /// There until it is dropped.
    inner: Option<I>,
    dir: PathBuf,
    has_failed: Cell<bool>,
}

impl<I: Index> Doubted<I> {
    /// Over an index whose files lie in `dir`.
    pub fn new(inner: I, dir: &Path) -> Self {
        Self {
            inner: Some(inner),
            dir: dir.to_owned(),
            has_failed: Cell::new(false),
        }
    }

    fn inner(&self) -> Result<&I, IndexError> {
        self.inner.as_ref().ok_or_else(|| "it is closed".into())
    }

    fn inner_mut(&mut self) -> Result<&mut I, IndexError> {
        self.inner.as_mut().ok_or_else(|| "it is closed".into())
    }

    fn mark<T>(&self, done: Result<T, IndexError>) -> Result<T, IndexError> {
        if let Err(error) = &done {
            self.has_failed.set(true);
            mark(&self.dir, &error.to_string());
        }
        done
    }
}

impl<I> Drop for Doubted<I> {
    fn drop(&mut self) {
        let inner = self.inner.take();
        if self.has_failed.get() {
            std::mem::forget(inner);
        } else if catch_unwind(AssertUnwindSafe(|| drop(inner))).is_err() {
            let _ = fs::write(self.dir.join(MARK), "closing it panicked\n");
        }
    }
}

/// Leaves the mark for somebody who saw the index in `dir` fail. Where it cannot be written, the disk is at fault.
pub fn mark(dir: &Path, why: &str) {
    let _ = fs::write(dir.join(MARK), format!("{why}\n"));
}

/// What the index in `dir` failed with the last time it was used, if it did.
pub fn failure(dir: &Path) -> Option<String> {
    let said = fs::read_to_string(dir.join(MARK)).ok()?;
    Some(format!("it failed when it was used: {}", said.trim()))
}

impl<I: Index> Index for Doubted<I> {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        self.mark(self.inner().and_then(|index| index.get(table, key)))
    }

    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        let found = self
            .inner()
            .and_then(|index| index.range(table, from, to, limit));
        self.mark(found)
    }

    fn range_back(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        let found = self
            .inner()
            .and_then(|index| index.range_back(table, from, to, limit));
        self.mark(found)
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), IndexError> {
        let done = self.inner_mut().and_then(|index| index.commit(batch));
        self.mark(done)
    }

    fn checkpoint(&mut self) -> Result<(), IndexError> {
        let done = self.inner_mut().and_then(Index::checkpoint);
        self.mark(done)
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    /// An index of which one row cannot be read.
    struct Broken(Memory);

    impl Index for Broken {
        fn get(&self, _: Table, _: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
            Err("a page is torn".into())
        }
        fn range(
            &self,
            table: Table,
            from: &[u8],
            to: &[u8],
            limit: usize,
        ) -> Result<Vec<Pair>, IndexError> {
            self.0.range(table, from, to, limit)
        }
        fn range_back(
            &self,
            table: Table,
            from: &[u8],
            to: &[u8],
            limit: usize,
        ) -> Result<Vec<Pair>, IndexError> {
            self.0.range_back(table, from, to, limit)
        }
        fn commit(&mut self, batch: &Batch) -> Result<(), IndexError> {
            self.0.commit(batch)
        }
        fn checkpoint(&mut self) -> Result<(), IndexError> {
            self.0.checkpoint()
        }
    }

    #[test]
    fn an_index_that_failed_is_not_asked_to_close_itself() {
        struct Unclosable;
        impl Drop for Unclosable {
            fn drop(&mut self) {
                panic!("one sync more fails too");
            }
        }
        impl Index for Unclosable {
            fn get(&self, _: Table, _: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
                Err("the disk is gone".into())
            }
            fn range(
                &self,
                _: Table,
                _: &[u8],
                _: &[u8],
                _: usize,
            ) -> Result<Vec<Pair>, IndexError> {
                Ok(Vec::new())
            }
            fn range_back(
                &self,
                _: Table,
                _: &[u8],
                _: &[u8],
                _: usize,
            ) -> Result<Vec<Pair>, IndexError> {
                Ok(Vec::new())
            }
            fn commit(&mut self, _: &Batch) -> Result<(), IndexError> {
                Ok(())
            }
            fn checkpoint(&mut self) -> Result<(), IndexError> {
                Ok(())
            }
        }
        let dir = tempfile::tempdir().unwrap();
        let index = Doubted::new(Unclosable, dir.path());
        index.get(Table::Tickets, b"x").unwrap_err();
        drop(index);
        let said = failure(dir.path()).unwrap();
        assert!(said.ends_with("the disk is gone"), "{said}");
        drop(Doubted::new(Unclosable, dir.path()));
        let said = failure(dir.path()).unwrap();
        assert!(said.ends_with("closing it panicked"), "{said}");
    }

    #[test]
    fn an_index_that_failed_in_use_is_known_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let index = Doubted::new(Broken(Memory::default()), dir.path());
        index.range(Table::Tickets, &[], &[9], 1).unwrap();
        assert_eq!(failure(dir.path()), None);
        index.get(Table::Tickets, b"x").unwrap_err();
        assert_eq!(
            failure(dir.path()).as_deref(),
            Some("it failed when it was used: a page is torn")
        );
    }
}
