//! The only place that asks what time it is.

use jiff::Timestamp;

/// Now, in whole milliseconds: what a journal line keeps is what was decided on.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}
