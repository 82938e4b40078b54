//! The clocks of a simulated machine: one on the wall, one that only counts, and the guard over both, of this thread alone.
//!
//! The guard is the real one. What it knows outlives a simulated process as its file outlives a real one.

use std::cell::{Cell, RefCell};

use jiff::{SignedDuration, Timestamp};

use crate::engine::clock_guard::{ClockGuard, Kept, Reading, Stamps};

/// What both clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set {
    /// The wall.
    pub wall: Timestamp,
    /// The one that only counts.
    pub counted: SignedDuration,
}

thread_local! {
    static GUARD: RefCell<Option<ClockGuard>> = const { RefCell::new(None) };
    static KEPT: Cell<Option<Kept>> = const { Cell::new(None) };
}

pub(super) fn begin(set: Set, last: Option<Timestamp>, is_same_boot: bool) {
    let guard = match KEPT.get() {
        Some(kept) => ClockGuard::resume(set.wall, set.counted, last, kept, is_same_boot),
        None => ClockGuard::new(set.wall, set.counted, last),
    };
    GUARD.set(Some(guard));
}

pub(super) fn look(set: Set) -> Option<Reading> {
    GUARD.with_borrow_mut(|guard| Some(guard.as_mut()?.look(set.wall, set.counted)))
}

pub(super) fn witness(stamps: Stamps, set: Set) {
    GUARD.with_borrow_mut(|guard| {
        if let Some(guard) = guard {
            guard.witness(stamps, set.wall, set.counted);
        }
    });
}

pub(super) fn keep() {
    let kept = GUARD.with_borrow(|guard| guard.as_ref().and_then(ClockGuard::kept));
    KEPT.set(kept.or(KEPT.get()));
}

pub(super) fn forget() {
    GUARD.set(None);
    KEPT.set(None);
}
