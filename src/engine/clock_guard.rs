//! Whether the clock can be believed, and what time it is where it cannot.
//!
//! Machines come up with a clock of 1970, jump to 2038 for a minute, are set back by hand. What time does to a ticket
//! cannot be taken back, so it is done only on a clock that is plausible. Two clocks are compared: the one on the wall,
//! which anybody can set, and one that only counts, also while the machine sleeps. As long as both go on together,
//! the wall is right. When the wall leaps, the time is reckoned on from the last instant that was believed; with that
//! instant mail is still taken in and tried again, and nothing is closed or ended.
//!
//! A leap is over when the wall is back where it is reckoned to be, when a mail server stamps mail with about the same
//! time as the wall's, or when the wall has gone on evenly for [`SETTLED_AFTER`]: then whoever set it meant it. The
//! same three prove the clock of a first start, which has no journal to be held against; what is decided only once is
//! not decided on a clock that nothing has proven ([`super::first_look`]).
//!
//! What is known outlives the process ([`Kept`]), and the clock that counts goes on for as long as the machine runs: so
//! a restart makes no clock believed.

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

/// No clock is right that says an earlier time than this: the program is younger.
const EARLIEST: Timestamp = Timestamp::constant(1_767_225_600, 0);
/// How far ahead of an unproven wall a mail's time of receipt must be to show that the wall is wrong.
const DISPROVED: SignedDuration = SignedDuration::from_hours(24);

/// What time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The instant to go by.
    pub at: Timestamp,
    /// What the wall says.
    pub wall: Timestamp,
    /// Whether it can be believed; if not, nothing may be done because time has passed.
    pub is_sound: bool,
    /// Whether anything but the wall itself has ever spoken for it.
    pub is_proven: bool,
}

/// What the times of receipt in a mailbox say of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamps {
    /// The newest of them.
    pub newest: Option<Timestamp>,
    /// Whether a mail server on another machine made them.
    pub is_elsewhere: bool,
}

/// An instant, and the count at that time.
pub type Point = (Timestamp, SignedDuration);

/// What outlives the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The last instant that was believed.
    pub believed: Point,
    /// Where a leap led, where the wall is not believed.
    pub leapt: Option<Point>,
    /// Since when nothing has spoken for the clock.
    pub unproven: Option<SignedDuration>,
}

/// What is known of the clock. `counted` is always the time since some start, on the clock that only counts.
#[derive(Debug, Clone)]
pub struct ClockGuard {
    /// The last instant that was believed; none where no clock was plausible yet.
    believed: Option<Point>,
    /// Where a leap led: the wall then, and the count then.
    leapt: Option<Point>,
    /// The first clock of all is wrong before this.
    floor: Timestamp,
    /// Since when nothing but the wall itself speaks for it; absent when something did.
    unproven: Option<SignedDuration>,
}

impl ClockGuard {
    /// At start. `last` is the last instant on record, where there is one.
    pub fn new(wall: Timestamp, counted: SignedDuration, last: Option<Timestamp>) -> Self {
        let mut guard = Self {
            believed: None,
            leapt: None,
            floor: EARLIEST,
            unproven: last.is_none().then_some(counted),
        };
        let ahead = last.map(|last| wall.duration_since(last));
        match last {
            Some(last) if ahead.is_some_and(|ahead| ahead < -BEHIND || ahead > AHEAD) => {
                guard.doubt((last, counted), wall);
            }
            None if wall < EARLIEST => guard.leapt = Some((wall, counted)),
            _ => guard.believe(wall, counted),
        }
        guard
    }

    /// At a start after another. Within one boot of the machine the count has gone on, and what was known still
    /// holds. After a boot nobody knows how long the machine was off, and a wall that was doubted is doubted still,
    /// unless it came back from where it had leapt to.
    pub fn resume(
        wall: Timestamp,
        counted: SignedDuration,
        last: Option<Timestamp>,
        kept: Kept,
        is_same_boot: bool,
    ) -> Self {
        let (believed, count) = kept.believed;
        if is_same_boot && count <= counted {
            return Self {
                believed: Some(kept.believed),
                leapt: kept.leapt,
                floor: EARLIEST,
                unproven: kept.unproven,
            };
        }
        let last = last.map_or(believed, |last| last.max(believed));
        let mut guard = Self::new(wall, counted, Some(last));
        guard.unproven = kept.unproven.map(|_| counted);
        let is_still_there = |(led, _): Point| led > last && wall.duration_since(led) >= -BEHIND;
        if kept.leapt.is_some_and(is_still_there) {
            guard.doubt((last, counted), wall);
        }
        guard
    }

    /// What is to outlive the process; nothing where no clock was plausible yet.
    pub fn kept(&self) -> Option<Kept> {
        Some(Kept {
            believed: self.believed?,
            leapt: self.leapt,
            unproven: self.unproven,
        })
    }

    /// Looks at both clocks.
    pub fn look(&mut self, wall: Timestamp, counted: SignedDuration) -> Reading {
        let reckoned = self.reckoned(counted);
        let is_plausible =
            reckoned.map_or(wall >= self.floor, |reckoned| is_near(wall, reckoned, LEAP));
        if is_plausible {
            if reckoned.is_none() {
                self.unproven = Some(counted);
            }
            self.believe(wall, counted);
            let is_old = |since| counted.saturating_sub(since) >= SETTLED_AFTER;
            self.unproven = self.unproven.filter(|since| !is_old(*since));
        } else {
            let goes_on = self
                .leapt
                .filter(|point| is_near(wall, onward(*point, counted), LEAP));
            match goes_on {
                Some((_, since))
                    if counted.saturating_sub(since) >= SETTLED_AFTER && wall >= EARLIEST =>
                {
                    self.prove(wall, counted);
                }
                Some(_) => {}
                None => self.leapt = Some((wall, counted)),
            }
        }
        let is_sound = self.leapt.is_none();
        Reading {
            at: if is_sound {
                wall
            } else {
                reckoned.unwrap_or(self.floor)
            },
            wall,
            is_sound,
            is_proven: self.unproven.is_none(),
        }
    }

    /// Mail was stamped with these times of receipt. A server on another machine that says the same as the wall
    /// speaks for it. Against a wall that nothing has proven, any mail from the future speaks.
    pub fn witness(&mut self, stamps: Stamps, wall: Timestamp, counted: SignedDuration) {
        let Some(newest) = stamps.newest else {
            return;
        };
        if stamps.is_elsewhere && is_near(newest, wall, WITNESS) && wall >= EARLIEST {
            self.prove(wall, counted);
        } else if self.unproven.is_some() && newest.duration_since(wall) > DISPROVED {
            self.believed = None;
            self.floor = self.floor.max(after(newest, -DISPROVED));
            self.leapt = self.leapt.or(Some((wall, counted)));
        }
    }

    fn believe(&mut self, wall: Timestamp, counted: SignedDuration) {
        self.believed = Some((wall, counted));
        self.leapt = None;
    }

    fn prove(&mut self, wall: Timestamp, counted: SignedDuration) {
        self.believe(wall, counted);
        self.unproven = None;
    }

    fn doubt(&mut self, last: Point, wall: Timestamp) {
        self.believed = Some(last);
        self.leapt = Some((wall, last.1));
    }

    fn reckoned(&self, counted: SignedDuration) -> Option<Timestamp> {
        self.believed.map(|point| onward(point, counted))
    }
}

fn onward((from, since): Point, counted: SignedDuration) -> Timestamp {
    after(
        from,
        counted.saturating_sub(since).max(SignedDuration::ZERO),
    )
}

fn is_near(one: Timestamp, other: Timestamp, within: SignedDuration) -> bool {
    one.duration_since(other).abs() <= within
}

#[cfg(test)]
mod tests;
