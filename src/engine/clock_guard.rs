//! Whether the clock can be believed, and what time it is where it cannot.
//!
//! Machines come up with a clock of 1970, jump to 2038 for a minute, are set back by hand. What time does to a ticket
//! cannot be taken back, so it is done only on a clock that is plausible. Two clocks are compared: the one on the wall,
//! which anybody can set, and one that only counts, also while the machine sleeps. As long as both go on together,
//! the wall is right. When the wall leaps, the time is reckoned on from the last instant that was believed; with that
//! instant mail is still taken in and tried again, and nothing is closed or ended.
//!
//! A leap is over when the wall is back where it is reckoned to be, when a mail server stamps mail with about the same
//! time as the wall's, or when the wall has gone on evenly for [`SETTLED_AFTER`]: then whoever set it meant it.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::hours::after;

/// How far the wall may stray from what is reckoned between two looks. Time servers step by less.
const LEAP: SignedDuration = SignedDuration::from_mins(2);
/// How far the wall may be behind the last instant on record at start. Two machines that share a state may differ.
const BEHIND: SignedDuration = SignedDuration::from_mins(5);
/// How far the wall may be ahead of the last instant on record at start: a desk may have stood still for long.
const AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);
/// How near a mail server's stamp must be to the wall to speak for it.
const WITNESS: SignedDuration = SignedDuration::from_hours(1);
/// After how long a wall that goes on evenly is believed again.
pub const SETTLED_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// What time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The instant to go by.
    pub at: Timestamp,
    /// What the wall says.
    pub wall: Timestamp,
    /// Whether it can be believed; if not, nothing may be done because time has passed.
    pub is_sound: bool,
}

/// What is known of the clock. `counted` is always the time since some start, on the clock that only counts.
#[derive(Debug, Clone)]
pub struct ClockGuard {
    /// The last instant that was believed, and the count at that time.
    believed: (Timestamp, SignedDuration),
    /// Where a leap led: the wall then, and the count then.
    leapt: Option<(Timestamp, SignedDuration)>,
}

impl ClockGuard {
    /// At start. `last` is the last instant on record, where there is one.
    pub fn new(wall: Timestamp, counted: SignedDuration, last: Option<Timestamp>) -> Self {
        let sound = Self {
            believed: (wall, counted),
            leapt: None,
        };
        let Some(last) = last else {
            return sound;
        };
        let ahead = wall.duration_since(last);
        if ahead >= -BEHIND && ahead <= AHEAD {
            return sound;
        }
        Self {
            believed: (last, counted),
            leapt: Some((wall, counted)),
        }
    }

    /// Looks at both clocks.
    pub fn look(&mut self, wall: Timestamp, counted: SignedDuration) -> Reading {
        let reckoned = self.reckoned(counted);
        if is_near(wall, reckoned, LEAP) {
            self.believe(wall, counted);
        } else {
            let goes_on = self
                .leapt
                .filter(|(from, since)| is_near(wall, onward(*from, *since, counted), LEAP));
            match goes_on {
                Some((_, since)) if counted.saturating_sub(since) >= SETTLED_AFTER => {
                    self.believe(wall, counted);
                }
                Some(_) => {}
                None => self.leapt = Some((wall, counted)),
            }
        }
        let is_sound = self.leapt.is_none();
        let at = if is_sound { wall } else { reckoned };
        Reading { at, wall, is_sound }
    }

    /// A mail server on another machine stamped a mail with this time of receipt.
    pub fn witness(&mut self, stamp: Timestamp, wall: Timestamp, counted: SignedDuration) {
        if self.leapt.is_some() && is_near(stamp, wall, WITNESS) {
            self.believe(wall, counted);
        }
    }

    fn believe(&mut self, wall: Timestamp, counted: SignedDuration) {
        self.believed = (wall, counted);
        self.leapt = None;
    }

    fn reckoned(&self, counted: SignedDuration) -> Timestamp {
        let (from, since) = self.believed;
        onward(from, since, counted)
    }
}

fn onward(from: Timestamp, since: SignedDuration, counted: SignedDuration) -> Timestamp {
    after(
        from,
        counted.saturating_sub(since).max(SignedDuration::ZERO),
    )
}

fn is_near(one: Timestamp, other: Timestamp, within: SignedDuration) -> bool {
    one.duration_since(other).abs() <= within
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// A machine whose wall can be set while its counter goes on.
    struct Machine {
        wall: Timestamp,
        counted: SignedDuration,
        guard: ClockGuard,
    }

    impl Machine {
        fn start(wall: &str, last: Option<&str>) -> Self {
            let (wall, counted) = (at(wall), SignedDuration::from_secs(7));
            let guard = ClockGuard::new(wall, counted, last.map(at));
            Self {
                wall,
                counted,
                guard,
            }
        }

        fn passes(&mut self, time: SignedDuration) {
            self.wall = after(self.wall, time);
            self.counted += time;
        }

        fn look(&mut self) -> (bool, String) {
            let reading = self.guard.look(self.wall, self.counted);
            (reading.is_sound, reading.at.to_string())
        }
    }

    #[test]
    fn a_clock_that_goes_on_or_sleeps_or_is_corrected_a_little_is_believed() {
        let mut machine = Machine::start("2026-03-02T10:00:00Z", Some("2026-03-02T10:04:00Z"));
        assert!(machine.look().0, "two machines may differ by minutes");
        machine.passes(SignedDuration::from_hours(9 * 24));
        assert!(machine.look().0, "it slept for nine days");
        machine.wall = after(machine.wall, SignedDuration::from_secs(-90));
        assert!(machine.look().0, "a time server stepped it");
    }

    #[test]
    fn the_year_2038_comes_and_goes_and_the_time_is_reckoned_on_meanwhile() {
        let mut machine = Machine::start("2026-03-02T10:00:00Z", None);
        let right = machine.wall;
        machine.passes(MINUTE);
        assert!(machine.look().0);
        machine.wall = at("2038-01-19T03:14:07Z");
        assert_eq!(machine.look(), (false, "2026-03-02T10:01:00Z".to_owned()));
        machine.passes(SignedDuration::from_mins(30));
        assert_eq!(machine.look(), (false, "2026-03-02T10:31:00Z".to_owned()));
        machine.wall = after(right, SignedDuration::from_mins(31));
        assert_eq!(machine.look(), (true, "2026-03-02T10:31:00Z".to_owned()));
    }

    #[test]
    fn a_clock_that_falls_back_to_1970_does_not_take_the_time_with_it() {
        let mut machine = Machine::start("2026-03-02T10:00:00Z", None);
        machine.wall = at("1970-01-01T00:00:00Z");
        assert_eq!(machine.look(), (false, "2026-03-02T10:00:00Z".to_owned()));
        machine.passes(MINUTE);
        assert_eq!(machine.look(), (false, "2026-03-02T10:01:00Z".to_owned()));
    }

    #[test]
    fn at_start_a_clock_before_the_last_line_or_years_behind_it_is_not_believed() {
        let mut early = Machine::start("1970-01-01T00:00:10Z", Some("2026-03-02T10:00:00Z"));
        assert_eq!(early.look(), (false, "2026-03-02T10:00:00Z".to_owned()));
        let mut late = Machine::start("2038-01-19T03:14:07Z", Some("2026-03-02T10:00:00Z"));
        assert!(!late.look().0);
        let mut rested = Machine::start("2026-09-02T10:00:00Z", Some("2026-03-02T10:00:00Z"));
        assert!(rested.look().0, "a desk may stand still for half a year");
    }

    #[test]
    fn a_mail_server_that_says_the_same_speaks_for_the_wall_and_one_that_says_other_does_not() {
        let mut machine = Machine::start("2038-01-19T03:14:07Z", Some("2026-03-02T10:00:00Z"));
        let (wall, counted) = (machine.wall, machine.counted);
        machine
            .guard
            .witness(at("2026-03-02T10:00:00Z"), wall, counted);
        assert!(!machine.look().0);
        machine
            .guard
            .witness(at("2038-01-19T02:50:00Z"), wall, counted);
        assert_eq!(machine.look(), (true, "2038-01-19T03:14:07Z".to_owned()));
    }

    #[test]
    fn a_clock_that_was_set_on_purpose_is_believed_after_a_day_and_one_that_jumps_about_is_not() {
        let mut machine = Machine::start("2026-03-02T10:00:00Z", None);
        machine.wall = at("2026-03-09T10:00:00Z");
        for _ in 0..23 {
            assert!(!machine.look().0);
            machine.passes(SignedDuration::from_hours(1));
        }
        assert!(!machine.look().0);
        machine.passes(SignedDuration::from_hours(1));
        assert_eq!(machine.look(), (true, "2026-03-10T10:00:00Z".to_owned()));
        for _ in 0..60 {
            machine.passes(SignedDuration::from_hours(1));
            machine.wall = after(machine.wall, SignedDuration::from_hours(3));
            assert!(!machine.look().0, "each leap begins the day anew");
        }
    }
}
