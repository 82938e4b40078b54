//! The only place that asks what time it is.

use std::time::Duration;

use jiff::Timestamp;

/// Now, in whole milliseconds: what a journal line keeps is what was decided on.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Timestamp {
    #[cfg(feature = "fault-points")]
    if let Some(set) = SET.get() {
        return set;
    }
    let now = Timestamp::now();
    #[cfg(feature = "fault-points")]
    let now = hurried::now(now);
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

#[cfg(feature = "fault-points")]
thread_local! {
    static SET: std::cell::Cell<Option<Timestamp>> = const { std::cell::Cell::new(None) };
}

/// What time it is for this thread from now on; only for the simulation of `tests/campaign`.
#[cfg(feature = "fault-points")]
pub fn set(now: Option<Timestamp>) {
    SET.set(now);
}

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

    pub(super) fn wait_for(time: Duration) -> Duration {
        SPEED.map_or(time, |(speed, _)| time / speed.max(1))
    }
}
