//! When a mailbox whose connection has failed is tried again, and whether that is worth a line in the log.
//!
//! The wait grows from failure to failure and is jittered; it is long where the log-in was refused or the server asks
//! for patience, so that no account is locked by trying. A connection that neither brought a mail nor lasted counts as
//! a failure like any other: one that is made and lost again and again is as much of a burden to the server.

use std::time::Duration;

use tokio::time::Instant;

use super::super::entropy;
use crate::fault::hastened;
use crate::intake::IntakeError;

/// The first and the longest wait after a failed connection.
const AGAIN_FIRST: Duration = Duration::from_secs(2);
const AGAIN_LONGEST: Duration = Duration::from_mins(5);
/// The same after a refused login.
const REFUSED_FIRST: Duration = Duration::from_mins(5);
const REFUSED_LONGEST: Duration = Duration::from_hours(1);
/// A connection that lasted so long was a good one.
const LASTED: Duration = Duration::from_mins(1);
/// The same failure is told again after so long.
const SAID_AGAIN: Duration = Duration::from_hours(1);

/// Failures of one mailbox, one after the other.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
    /// The failure that was told last, and when.
    said: Option<(String, Instant)>,
    /// Whether it was told since that the mailbox is open.
    has_told_open: bool,
}

impl Backoff {
    /// A connection ended which lasted for so long and brought so many mails; gives how long to wait.
    pub(super) fn failed(
        &mut self,
        error: &IntakeError,
        lasted: Duration,
        mails: usize,
    ) -> Duration {
        if lasted >= LASTED || mails > 0 {
            self.failures = 0;
        }
        self.failures = self.failures.saturating_add(1);
        let is_long = error.is_login_refused() || error.wants_patience();
        let (first, longest) = if is_long {
            (REFUSED_FIRST, REFUSED_LONGEST)
        } else {
            (AGAIN_FIRST, AGAIN_LONGEST)
        };
        let grown = first
            .saturating_mul(1 << self.failures.saturating_sub(1).min(16))
            .min(longest);
        // At least a quarter of it: full jitter may come out as nothing, and nothing would be a busy loop.
        hastened(grown / 4 + entropy::jitter(grown * 3 / 4))
    }

    /// Whether this failure is news. The same words are told once, and then once an hour.
    pub(super) fn is_news(&mut self, error: &str, now: Instant) -> bool {
        let is_old = self
            .said
            .as_ref()
            .is_some_and(|(said, at)| said == error && now.duration_since(*at) < SAID_AGAIN);
        if !is_old {
            self.said = Some((error.to_owned(), now));
            self.has_told_open = false;
        }
        !is_old
    }

    /// Whether it is news that the mailbox is open: at the first time, and after a failure that was told.
    pub(super) fn is_open_news(&mut self) -> bool {
        !std::mem::replace(&mut self.has_told_open, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> IntakeError {
        IntakeError::NotOpen {
            mailbox: "support".to_owned(),
        }
    }
    fn refused() -> IntakeError {
        IntakeError::LoginRefused {
            server: "imap.example:993".to_owned(),
            username: "support".to_owned(),
            said: "no".to_owned(),
        }
    }
    const SHORT: Duration = Duration::from_secs(5);

    #[test]
    fn a_login_that_is_refused_for_a_day_is_tried_less_than_a_hundred_times() {
        let mut backoff = Backoff::default();
        let (mut passed, mut tries) = (Duration::ZERO, 0);
        while passed < Duration::from_hours(24) {
            let wait = backoff.failed(&refused(), SHORT, 0);
            assert!(wait >= REFUSED_FIRST / 4 && wait <= REFUSED_LONGEST);
            passed += wait;
            tries += 1;
        }
        assert!((24..=100).contains(&tries), "{tries} tries in a day");
    }

    #[test]
    fn a_connection_that_is_lost_at_once_each_time_is_made_less_and_less_often() {
        let mut backoff = Backoff::default();
        for _ in 0..20 {
            backoff.failed(&away(), SHORT, 0);
        }
        assert!(backoff.failed(&away(), SHORT, 0) >= AGAIN_LONGEST / 4);
        // One that brought a mail, or lasted, was worth it.
        assert!(backoff.failed(&away(), SHORT, 1) <= AGAIN_FIRST);
        backoff.failed(&away(), SHORT, 0);
        assert!(backoff.failed(&away(), LASTED, 0) <= AGAIN_FIRST);
    }

    #[test]
    fn the_same_failure_is_told_once_an_hour_and_another_one_at_once() {
        let mut backoff = Backoff::default();
        let start = Instant::now();
        assert!(backoff.is_open_news());
        let mut told = 0;
        for minute in 0..24 * 60 {
            let now = start + Duration::from_mins(minute);
            told += u32::from(backoff.is_news("login refused", now));
        }
        assert_eq!(told, 24);
        assert!(backoff.is_news("no route", start + Duration::from_hours(24)));
        assert!(backoff.is_open_news());
        assert!(!backoff.is_open_news());
    }
}
