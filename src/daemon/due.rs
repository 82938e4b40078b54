//! Which letters may go out now: those whose time has come, whose turn it is, and for whom there is a relay.

use jiff::Timestamp;

use super::handle::DueLetter;
use crate::calendar::hours::after;
use crate::engine::{Outcome, Row, SendReport, acknowledged, retry, turn};
use crate::store::{Store, StoreError};

/// Most rows looked at for one answer. Only where thousands of letters are held back is there more to see, and they
/// wait for something that is looked at again.
const SCAN_MAX: usize = 5_000;
/// How far back a ticket is searched for letters that hold back a later one.
const BEFORE_MAX: usize = 100;

/// What the sender can do now.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// To be sent, in this order.
    pub rows: Vec<Row>,
    /// Too old, and nobody could be asked to take them.
    pub outlived: Vec<SendReport>,
    /// When the next letter is due that is not due now.
    pub next_at: Option<Timestamp>,
}

impl Due {
    /// The letters as they are sent; those whose octets cannot be read have failed.
    pub fn letters(&self, store: &Store, now: Timestamp) -> (Vec<DueLetter>, Vec<SendReport>) {
        let (mut letters, mut failed) = (Vec::new(), Vec::new());
        for row in &self.rows {
            match store.letter(row) {
                Ok(letter) => letters.push(DueLetter {
                    letter,
                    only_via: retry::only_via(&row.state, now).map(str::to_owned),
                    asks_second: acknowledged::asks_second_relay(row, now),
                }),
                Err(error) => failed.push(SendReport {
                    no: row.no,
                    outcome: Outcome::Failed {
                        reply: error.to_string(),
                    },
                    at: now,
                }),
            }
        }
        (letters, failed)
    }
}

/// Looks for at most `limit` letters that one of these relays may be asked to take.
pub(super) fn due(
    store: &Store,
    now: Timestamp,
    limit: usize,
    relays: &[String],
) -> Result<Due, StoreError> {
    let mut due = Due {
        next_at: store.next_letter_after(now)?,
        ..Due::default()
    };
    let mut scan = limit.saturating_mul(4);
    loop {
        let mut rows = store.due_letters(now, scan)?;
        let is_all = rows.len() < scan || scan >= SCAN_MAX;
        // No wait is that long: these would stand still for years.
        rows.extend(store.letters_after(after(now, retry::WAIT_MAX), limit)?);
        if relays.is_empty() {
            due.outlived = rows.iter().filter_map(|row| outlived(row, now)).collect();
            return Ok(due);
        }
        due.rows.clear();
        for row in rows {
            if due.rows.len() >= limit {
                return Ok(due);
            }
            if has_relay(&row, relays, now) && has_turn(store, &row, &due.rows, now)? {
                due.rows.push(row);
            }
        }
        if is_all {
            return Ok(due);
        }
        scan = scan.saturating_mul(8).min(SCAN_MAX);
    }
}

fn outlived(row: &Row, now: Timestamp) -> Option<SendReport> {
    let outcome = retry::outlived(&row.state, row.queued_at, now)?;
    Some(SendReport {
        no: row.no,
        outcome,
        at: now,
    })
}

fn has_relay(row: &Row, relays: &[String], now: Timestamp) -> bool {
    let only = retry::only_via(&row.state, now);
    only.is_none_or(|only| relays.iter().any(|relay| relay == only))
}

/// Whether no earlier letter holds this one back. Those that go out just before it do not: the sender keeps to the
/// order, and leaves out what follows one that did not go.
fn has_turn(store: &Store, row: &Row, going: &[Row], now: Timestamp) -> Result<bool, StoreError> {
    let Some(ticket) = row.ticket else {
        return Ok(true);
    };
    let before = store.letters_before(ticket, row.no, BEFORE_MAX)?;
    let goes = |no: u64| going.iter().any(|row| row.no == no);
    Ok(!before
        .iter()
        .any(|earlier| turn::holds_back(earlier, row, now) && !goes(earlier.no)))
}

#[cfg(test)]
mod tests;
