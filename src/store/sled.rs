//! The index in sled 0.34: fast, and not to be believed after a power cut.
//!
//! How to live with it, each point measured:
//! * `flush()` is no `fsync`; after it the file `db` is synced by hand.
//! * Values over some 20 kB end in side files that are never synced, so no value is larger than [`VALUE_OCTETS_MAX`]:
//!   [`Value`] is the only thing that is written, and it cannot be. Longer records are cut into pieces.
//! * Never `flush_async`, never much unflushed (both deadlock): [`super::Store`] checkpoints by size and time.
//! * A crash can leave `snap.*.generating`, which the next open trips over: deleted before.
//! * Opening can panic: done behind `catch_unwind`, and whatever goes wrong there means a rebuild.
//! * An I/O error is sticky: the process ends.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Config, Db, Mode, Tree};

use super::index::{Batch, Index, IndexError, Pair, Table};

/// Largest value that is handed to sled, in octets.
pub const VALUE_OCTETS_MAX: usize = 4096;
/// What a record holds in its first and each further piece.
const PIECE_OCTETS: usize = VALUE_OCTETS_MAX - HEAD_OCTETS;
/// A format number and the count of pieces stand before the first piece.
const HEAD_OCTETS: usize = 3;
const FORMAT: u8 = 1;
/// Cache, in octets. sled takes it as a hint.
const CACHE_OCTETS: u64 = 64 * 1024 * 1024;

/// Octets that are small enough to be written.
struct Value(Vec<u8>);

impl Value {
    fn new(octets: Vec<u8>) -> Result<Self, IndexError> {
        if octets.len() > VALUE_OCTETS_MAX {
            return Err(
                format!("a value of {} octets was about to be written", octets.len()).into(),
            );
        }
        Ok(Self(octets))
    }
}

/// An index in a folder.
pub struct Sled {
    dir: PathBuf,
    db: Db,
    trees: BTreeMap<Table, Tree>,
    pieces: Tree,
}

impl Sled {
    /// Opens the index in `dir`; every way in which that can fail is an error, panics included.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(dir)?;
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                fs::remove_file(path)?;
            }
        }
        let config = Config::new()
            .path(dir)
            .cache_capacity(CACHE_OCTETS)
            .mode(Mode::HighThroughput)
            .flush_every_ms(Some(500));
        let db = catch_unwind(AssertUnwindSafe(|| config.open()))
            .map_err(|_| "sled panicked while it was opened")??;
        let trees = Table::ALL
            .into_iter()
            .map(|table| Ok((table, db.open_tree(table.name())?)))
            .collect::<Result<_, sled::Error>>();
        let (trees, pieces) = match (trees, db.open_tree("pieces")) {
            (Ok(trees), Ok(pieces)) => (trees, pieces),
            (Err(error), _) | (_, Err(error)) => {
                // Dropped, it would sync once more, and panic where that fails.
                std::mem::forget(db);
                return Err(error.into());
            }
        };
        Ok(Self {
            dir: dir.to_owned(),
            db,
            trees,
            pieces,
        })
    }

    fn tree(&self, table: Table) -> Result<&Tree, IndexError> {
        self.trees
            .get(&table)
            .ok_or_else(|| "a table is missing".into())
    }

    /// Puts the pieces of a record together again.
    fn whole(&self, table: Table, key: &[u8], first: &[u8]) -> Result<Vec<u8>, IndexError> {
        let [format, high, low, start @ ..] = first else {
            return Err("a record is cut short".into());
        };
        if *format != FORMAT {
            return Err(format!("a record has format {format}").into());
        }
        let mut record = start.to_vec();
        for number in 1..u16::from_be_bytes([*high, *low]) {
            let piece = self
                .pieces
                .get(piece_key(table, key, number))?
                .ok_or("a piece of a record is missing")?;
            record.extend_from_slice(&piece);
        }
        Ok(record)
    }

    fn rows<'a>(
        &self,
        table: Table,
        found: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>> + 'a,
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        let mut rows = Vec::new();
        for row in found.take(limit) {
            let (key, first) = row?;
            rows.push((key.to_vec(), self.whole(table, &key, &first)?));
        }
        Ok(rows)
    }
}

/// The key of a further piece. Keys are at most 64 KiB and tables fewer than 256, so no two pieces share one.
fn piece_key(table: Table, key: &[u8], number: u16) -> Vec<u8> {
    let mut piece = vec![table as u8];
    piece.extend_from_slice(key);
    piece.extend_from_slice(&number.to_be_bytes());
    piece
}

/// Cuts a record into values: the first, then the others.
fn cut(record: &[u8]) -> Result<(Value, Vec<Value>), IndexError> {
    let mut chunks = record.chunks(PIECE_OCTETS);
    let first = chunks.next().unwrap_or_default();
    let others: Vec<Value> = chunks
        .map(|chunk| Value::new(chunk.to_vec()))
        .collect::<Result<_, _>>()?;
    let count =
        u16::try_from(others.len() + 1).map_err(|_| "a record is too large for the index")?;
    let mut octets = vec![FORMAT];
    octets.extend_from_slice(&count.to_be_bytes());
    octets.extend_from_slice(first);
    Ok((Value::new(octets)?, others))
}

impl Index for Sled {
    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        let first = self.tree(table)?.get(key)?;
        first
            .map(|first| self.whole(table, key, &first))
            .transpose()
    }

    fn range(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        if from >= to {
            return Ok(Vec::new());
        }
        self.rows(
            table,
            self.tree(table)?.range(from.to_vec()..to.to_vec()),
            limit,
        )
    }

    fn range_back(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Pair>, IndexError> {
        if from >= to {
            return Ok(Vec::new());
        }
        self.rows(
            table,
            self.tree(table)?.range(from.to_vec()..to.to_vec()).rev(),
            limit,
        )
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), IndexError> {
        // What is written is worked out before the transaction, which may run more than once.
        let mut writes: Vec<(usize, Vec<u8>, Option<Vec<u8>>)> = Vec::new();
        let pieces_at = Table::ALL.len();
        for (table, key, value) in &batch.changes {
            let at = Table::ALL
                .iter()
                .position(|one| one == table)
                .unwrap_or_default();
            let (first, others) = value
                .as_deref()
                .map(cut)
                .transpose()?
                .map_or((None, Vec::new()), |(first, others)| {
                    (Some(first.0), others)
                });
            let before = self.tree(*table)?.get(key)?.map_or(1, |old| {
                old.get(1..3)
                    .and_then(|count| count.try_into().ok())
                    .map_or(1, u16::from_be_bytes)
            });
            for (number, piece) in (1_u16..).zip(&others) {
                writes.push((
                    pieces_at,
                    piece_key(*table, key, number),
                    Some(piece.0.clone()),
                ));
            }
            let kept = u16::try_from(others.len() + 1).unwrap_or(u16::MAX);
            for number in kept..before {
                writes.push((pieces_at, piece_key(*table, key, number), None));
            }
            writes.push((at, key.clone(), first));
        }
        let mut trees: Vec<Tree> = Vec::with_capacity(pieces_at + 1);
        for table in Table::ALL {
            trees.push(self.tree(table)?.clone());
        }
        trees.push(self.pieces.clone());
        let done: Result<(), TransactionError<()>> = trees.as_slice().transaction(|trees| {
            for (at, key, value) in &writes {
                let tree = trees
                    .get(*at)
                    .ok_or(ConflictableTransactionError::Abort(()))?;
                match value {
                    Some(value) => tree.insert(key.as_slice(), value.as_slice())?,
                    None => tree.remove(key.as_slice())?,
                };
            }
            Ok(())
        });
        done.map_err(|error| match error {
            TransactionError::Abort(()) => "a table is missing".into(),
            TransactionError::Storage(error) => error.into(),
        })
    }

    fn checkpoint(&mut self) -> Result<(), IndexError> {
        self.db.flush()?;
        File::open(self.dir.join("db"))?.sync_data()?;
        Ok(())
    }
}
