//! The only place that asks what time it is.

use jiff::Timestamp;

/// Now, in whole milliseconds: what a journal line keeps is what was decided on.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Timestamp {
    #[cfg(feature = "fault-points")]
    if let Some(set) = SET.get() {
        return set;
    }
    let now = Timestamp::now();
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
