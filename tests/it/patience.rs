//! The one place where tests about the running program wait: they look until something is so, and never longer than
//! they said.

use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Something awaited is looked at about so often within its limit, so that long waits do not cost what they wait for.
const LOOKS: u32 = 1000;
/// And at least so long after the last look.
const LOOK: Duration = Duration::from_millis(10);

/// Looks until there is something; panics with `what` when it has not come within `limit`.
#[track_caller]
pub fn until<T>(what: &str, limit: Duration, look: impl FnMut() -> Option<T>) -> T {
    within(limit, look).unwrap_or_else(|| panic!("waiting for {what}: not within {limit:?}"))
}

/// Looks until there is something, at most for `limit`; looks at least once.
pub fn within<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let (_nobody_sends, silence) = mpsc::channel::<()>();
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        let left = limit.saturating_sub(start.elapsed());
        if left.is_zero() {
            return None;
        }
        let _ = silence.recv_timeout(left.min(LOOK.max(limit / LOOKS)));
    }
}
