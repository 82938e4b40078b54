//! The only place that asks what time it is.
//!
//! The wall's clock is asked through a guard ([`ClockGuard`]): where it leaps, [`now`] goes on evenly, and
//! [`read`] says that it cannot be believed. The commands of the shell ask without one. What the guard knows is kept in
//! a file beside the state ([`keep`]), so that a restart makes no clock believed.

mod kept;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rustix::time::{ClockId, clock_gettime};

use crate::engine::clock_guard::{ClockGuard, Reading, Stamps};
use kept::Keeper;

/// One process has one wall.
static GUARD: Mutex<Option<ClockGuard>> = Mutex::new(None);

/// Where the guard's knowledge is written down. Apart, since a disk that hangs must not keep the time from anybody.
static KEEPER: Mutex<Option<Keeper>> = Mutex::new(None);

/// Now, in whole milliseconds: what a journal line keeps is what was decided on.
pub fn now() -> Timestamp {
    read().at
}

/// Now, and whether it can be believed.
pub fn read() -> Reading {
    let wall = wall();
    let sound = Reading {
        at: wall,
        wall,
        is_sound: true,
        is_proven: true,
    };
    #[cfg(feature = "fault-points")]
    if let Some(set) = SET.get() {
        return simulated::look(set).unwrap_or(sound);
    }
    guard()
        .as_mut()
        .map_or(sound, |guard| guard.look(wall, counted()))
}

/// Guards the clock from now on. `last` is the last instant on record in the state in `dir`, `boot` the name of this boot
/// of the machine.
pub fn begin(dir: &Path, boot: &str, last: Option<Timestamp>) {
    let (wall, counted) = (wall(), counted());
    let mut keeper = Keeper::new(dir, boot);
    let guard = match keeper.read() {
        Some((kept, is_same_boot)) => ClockGuard::resume(wall, counted, last, kept, is_same_boot),
        None => ClockGuard::new(wall, counted, last),
    };
    *self::guard() = Some(guard);
    *self::keeper() = Some(keeper);
}

/// Mail was stamped with these times of receipt.
pub fn witness(stamps: Stamps) {
    #[cfg(feature = "fault-points")]
    if let Some(set) = SET.get() {
        return simulated::witness(stamps, set);
    }
    if let Some(guard) = guard().as_mut() {
        guard.witness(stamps, wall(), counted());
    }
}

/// Writes down what is known of the clock, when that is news.
pub fn keep() {
    #[cfg(feature = "fault-points")]
    if SET.get().is_some() {
        return simulated::keep();
    }
    let kept = guard().as_ref().and_then(ClockGuard::kept);
    if let (Some(kept), Some(keeper)) = (kept, keeper().as_mut()) {
        keeper.keep(kept);
    }
}

/// The time since the machine was started, sleep included: nobody sets it.
pub fn counted() -> SignedDuration {
    let count = clock_gettime(ClockId::Boottime);
    let count = SignedDuration::from_secs(count.tv_sec)
        .saturating_add(SignedDuration::from_nanos(count.tv_nsec));
    #[cfg(feature = "fault-points")]
    let count = SET
        .get()
        .map_or_else(|| hurried::counted(count), |set| set.counted);
    count
}

/// A point of a clock that nobody sets, to measure how long something takes.
pub fn monotonic() -> Instant {
    Instant::now()
}

/// How long ago that was; no time at all where the clock is moved by hand.
pub fn since(then: Instant) -> Duration {
    #[cfg(feature = "fault-points")]
    if SET.get().is_some() {
        return Duration::ZERO;
    }
    then.elapsed()
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn wall() -> Timestamp {
    #[cfg(feature = "fault-points")]
    if let Some(set) = SET.get() {
        return set.wall;
    }
    let now = Timestamp::now();
    #[cfg(feature = "fault-points")]
    let now = hurried::now(now);
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

fn guard() -> MutexGuard<'static, Option<ClockGuard>> {
    GUARD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keeper() -> MutexGuard<'static, Option<Keeper>> {
    KEEPER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(feature = "fault-points")]
pub use simulated::Set;

#[cfg(feature = "fault-points")]
thread_local! {
    static SET: std::cell::Cell<Option<Set>> = const { std::cell::Cell::new(None) };
}

/// What time it is for this thread from now on; only for the simulation of `tests/campaign`.
#[cfg(feature = "fault-points")]
pub fn set(set: Option<Set>) {
    if set.is_none() {
        simulated::forget();
    }
    SET.set(set);
}

/// Guards the clock of this thread from now on, as [`begin`] does: at a start of the simulated program.
#[cfg(feature = "fault-points")]
pub fn begin_simulated(last: Option<Timestamp>, is_same_boot: bool) {
    if let Some(set) = SET.get() {
        simulated::begin(set, last, is_same_boot);
    }
}

/// The clocks of a simulated machine, with a guard of their own for each thread.
#[cfg(feature = "fault-points")]
mod simulated;

/// How long to wait really for a time of this clock. It is the same, but where the fault campaign hurries the clock.
pub fn wait_for(time: Duration) -> Duration {
    #[cfg(feature = "fault-points")]
    let time = hurried::wait_for(time);
    time
}

/// A clock that runs faster, so that a campaign need not wait for hours: `CLOCK_SPEED=600@1772445600000` is 600 times as
/// fast from that millisecond on. Only in a build with fault points.
#[cfg(feature = "fault-points")]
mod hurried {
    use std::sync::LazyLock;
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};

    #[expect(
        clippy::disallowed_methods,
        reason = "no setting: it is for tests alone"
    )]
    static SPEED: LazyLock<Option<(u32, Timestamp)>> = LazyLock::new(|| {
        let text = std::env::var("CLOCK_SPEED").ok()?;
        let (speed, begin) = text.split_once('@')?;
        let begin = Timestamp::from_millisecond(begin.parse().ok()?).ok()?;
        Some((speed.parse().ok()?, begin))
    });

    pub(super) fn now(now: Timestamp) -> Timestamp {
        SPEED.map_or(now, |(speed, begin)| {
            let passed = now.duration_since(begin).as_millis();
            let hurried = i64::try_from(passed * i128::from(speed)).unwrap_or(i64::MAX);
            begin
                .checked_add(SignedDuration::from_millis(hurried))
                .unwrap_or(now)
        })
    }

    /// A hurried clock is no leaping one: both go equally fast.
    pub(super) fn counted(count: SignedDuration) -> SignedDuration {
        SPEED.map_or(count, |(speed, _)| {
            count.saturating_mul(i32::try_from(speed).unwrap_or(i32::MAX))
        })
    }

    pub(super) fn wait_for(time: Duration) -> Duration {
        SPEED.map_or(time, |(speed, _)| time / speed.max(1))
    }
}
