//! Since when a mailbox is watched, and what lay in it before: decided once, so not on a clock that may be wrong.
//!
//! A desk that begins on a mailbox of years leaves the old mail alone, and "old" is a matter of the clock. On a clock of
//! 2036 all of today's mail is old, on one of 1970 none is. So the instant is put on record when something speaks for the
//! clock (or nothing that lies there contradicts it), and it is void when it turns out to lie ahead of a clock that is
//! believed. Until then, mail that is fresh by the clock is taken in, and the rest waits where it lies.

use jiff::{SignedDuration, Timestamp};

use super::clock_guard::Reading;
use super::source::NO_DATE;
use crate::calendar::hours::after;

/// Mail received longer than this before the first look at a mailbox is from before the desk.
const BEFORE_START: SignedDuration = SignedDuration::from_hours(24);
/// How far ahead the instant on record may lie: two machines that share a state may differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Since when a mailbox is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Since just now; to be put on record.
    Now(Timestamp),
    /// Since then, as is on record.
    Then(Timestamp),
    /// The clock does not say.
    Unproven {
        /// What is on record, which lies ahead of the clock.
        then: Option<Timestamp>,
        /// What the clock says, and what is reckoned.
        now: [Timestamp; 2],
    },
}

/// Whether a mail is from before the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// It is.
    Before,
    /// It is not.
    New,
    /// Nobody can say yet.
    Unknown,
}

impl Since {
    /// `then` is what is on record, `newest` the newest time of receipt in the mailbox, and `takes_backlog` whether
    /// old mail is taken in, too, so that little depends on its age.
    pub fn of(
        then: Option<Timestamp>,
        newest: Option<Timestamp>,
        takes_backlog: bool,
        clock: Reading,
    ) -> Self {
        let unproven = Self::Unproven {
            then,
            now: [clock.wall, clock.at],
        };
        let is_fresh = |newest| !is_before(newest, clock.wall);
        match then {
            Some(then) if then <= after(clock.wall, AHEAD) => Self::Then(then),
            _ if !clock.is_sound => unproven,
            Some(_) => Self::Now(clock.at),
            None if clock.is_proven || takes_backlog || newest.is_none_or(is_fresh) => {
                Self::Now(clock.at)
            }
            None => unproven,
        }
    }

    /// How old a mail is. One without a date is old at the first look, when it may well be; later it would be a new mail
    /// that nobody ever reads.
    pub fn age(self, received_at: Timestamp) -> Age {
        let has_date = received_at != NO_DATE;
        let (is_before, otherwise) = match self {
            Self::Now(since) => (!has_date || is_before(received_at, since), Age::Before),
            Self::Then(since) => (has_date && is_before(received_at, since), Age::Before),
            Self::Unproven { then, now } => {
                let is_fresh =
                    |now: &Timestamp| now.duration_since(received_at).abs() <= BEFORE_START;
                let is_new = then.is_some_and(|then| !has_date || !is_before(received_at, then));
                let is_known = is_new || (has_date && now.iter().any(is_fresh));
                (!is_known, Age::Unknown)
            }
        };
        if is_before { otherwise } else { Age::New }
    }
}

fn is_before(received_at: Timestamp, since: Timestamp) -> bool {
    since.duration_since(received_at) > BEFORE_START
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const TODAY: &str = "2026-03-02T10:00:00Z";

    fn clock(wall: &str, is_sound: bool, is_proven: bool) -> Reading {
        Reading {
            at: at(if is_sound { wall } else { TODAY }),
            wall: at(wall),
            is_sound,
            is_proven,
        }
    }

    #[test]
    fn a_first_start_in_2036_makes_no_mail_of_today_old() {
        let ahead = clock("2036-03-02T10:00:00Z", true, false);
        let fresh = at(TODAY);
        let first = Since::of(None, Some(fresh), false, ahead);
        assert_eq!(first.age(fresh), Age::Unknown, "it waits");
        // An empty mailbox begins at once; what comes when the clock has been set is not from before.
        let Since::Now(then) = Since::of(None, None, false, ahead) else {
            panic!("an empty mailbox has nothing to wait for");
        };
        let doubted = clock(TODAY, false, false);
        let since = Since::of(Some(then), Some(fresh), false, doubted);
        assert_eq!(since.age(fresh), Age::New, "by the clock it is fresh");
        assert_eq!(since.age(at("2024-03-02T10:00:00Z")), Age::Unknown);
        let believed = clock(TODAY, true, true);
        let since = Since::of(Some(then), Some(fresh), false, believed);
        assert_eq!(since, Since::Now(at(TODAY)), "what was on record is void");
        assert_eq!(since.age(fresh), Age::New);
    }

    #[test]
    fn a_first_start_in_1970_answers_no_mailbox_of_years() {
        let broken = Reading {
            at: at("2026-01-01T00:00:00Z"),
            ..clock("1970-01-01T00:01:00Z", false, false)
        };
        for takes_backlog in [false, true] {
            let since = Since::of(None, Some(at(TODAY)), takes_backlog, broken);
            assert_eq!(since.age(at("2023-05-01T10:00:00Z")), Age::Unknown);
            assert_eq!(since.age(NO_DATE), Age::Unknown);
        }
        // On a desk that has begun, what is not old by the record is taken in on any clock.
        let doubted = clock("1970-01-01T00:01:00Z", false, true);
        let since = Since::of(Some(at("2026-02-01T10:00:00Z")), None, false, doubted);
        assert_eq!(since.age(at(TODAY)), Age::New);
        assert_eq!(since.age(at("2023-05-01T10:00:00Z")), Age::Unknown);
    }

    #[test]
    fn a_first_clock_that_the_mailbox_does_not_contradict_is_taken_at_its_word() {
        let now = clock(TODAY, true, false);
        let since = Since::of(None, Some(at("2026-03-02T09:00:00Z")), false, now);
        assert_eq!(since, Since::Now(at(TODAY)));
        assert_eq!(since.age(at("2026-02-28T10:00:00Z")), Age::Before);
        let quiet = Since::of(None, Some(at("2026-02-01T10:00:00Z")), false, now);
        assert_eq!(quiet.age(at("2026-02-01T10:00:00Z")), Age::Unknown);
        let proven = clock(TODAY, true, true);
        let quiet = Since::of(None, Some(at("2026-02-01T10:00:00Z")), false, proven);
        assert_eq!(quiet.age(at("2026-02-01T10:00:00Z")), Age::Before);
    }
}
