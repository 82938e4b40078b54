//! When a relay may be asked again: after each failed connection it rests, longer each time, and a row of them opens
//! the circuit.
//!
//! ```text
//!          fault                  fault, the OPENS_AT-th in a row
//!  well ──────────► resting ─────────────────────────────────────► open (told to people)
//!    ▲                 │ rest over: one letter is the probe          │ rest over: one letter is the probe
//!    └──── success ────┴──────────────────── success ────────────────┘
//! ```
//! Pure: the caller brings the instant and the jitter. A letter that could not be handed to a relay that rests has
//! not been tried; nothing of this counts against letters.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The rest after the first failed connection; each further one doubles it.
pub const REST_FIRST: Duration = Duration::from_secs(5);
/// The longest rest. A relay that is well again is used again within this time.
pub const REST_LONGEST: Duration = Duration::from_mins(5);
/// So many failed connections in a row open the circuit.
pub const OPENS_AT: u32 = 3;

/// How a relay does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaker {
    faults: u32,
    since: Option<Timestamp>,
    rest: Option<Rest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rest {
    begun: Timestamp,
    ends: Timestamp,
}

/// What an attempt changed, where people should hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The circuit is open from now on.
    Opened,
    /// It answers again.
    Closed {
        /// When the first of the failed connections was.
        since: Timestamp,
        /// How many there were.
        faults: u32,
    },
}

impl Breaker {
    /// Whether the relay may be asked now.
    pub fn admits(&self, now: Timestamp) -> bool {
        // A clock that was set back ends a rest: nobody waits for a time that may be years away.
        self.rest
            .is_none_or(|rest| now >= rest.ends || now < rest.begun)
    }

    /// When it may be asked again, where it rests.
    pub fn rests_until(&self) -> Option<Timestamp> {
        self.rest.map(|rest| rest.ends)
    }

    /// Whether the circuit is open.
    pub fn is_open(&self) -> bool {
        self.faults >= OPENS_AT
    }

    /// How many connections failed in a row.
    pub fn faults(&self) -> u32 {
        self.faults
    }

    /// Since when they fail.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// The relay could not be used. `jitter` gives a wait between nothing and what it is given, so that many clients
    /// of a relay that comes back do not come back at once.
    pub fn fault(
        &mut self,
        now: Timestamp,
        jitter: impl FnOnce(Duration) -> Duration,
    ) -> Option<Change> {
        let rest = REST_FIRST
            .saturating_mul(1 << self.faults.min(16))
            .min(REST_LONGEST);
        let rest = rest / 2 + jitter(rest / 2);
        let rest = SignedDuration::try_from(rest).unwrap_or_default();
        self.faults = self.faults.saturating_add(1);
        self.since.get_or_insert(now);
        self.rest = Some(Rest {
            begun: now,
            ends: now.saturating_add(rest).unwrap_or(now),
        });
        (self.faults == OPENS_AT).then_some(Change::Opened)
    }

    /// The relay answered as relays do, whatever it said.
    pub fn success(&mut self) -> Option<Change> {
        let before = std::mem::take(self);
        before.since.map(|since| Change::Closed {
            since,
            faults: before.faults,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn all(most: Duration) -> Duration {
        most
    }

    #[test]
    fn rests_grow_up_to_a_bound_and_the_third_fault_is_told_once() {
        let (mut breaker, mut now) = (Breaker::default(), at("2026-03-02T10:00:00Z"));
        let (mut rests, mut told) = (Vec::new(), Vec::new());
        for _ in 0..9 {
            assert!(breaker.admits(now));
            told.push(breaker.fault(now, all).is_some());
            assert!(!breaker.admits(now));
            let until = breaker.rests_until().unwrap();
            rests.push(until.duration_since(now).as_secs());
            now = until;
        }
        assert_eq!(rests, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(told.iter().filter(|told| **told).count(), 1);
        assert!(told[2] && breaker.is_open());
    }

    #[test]
    fn days_of_outage_are_some_probes_an_hour_and_one_success_ends_them() {
        let begin = at("2026-03-02T10:00:00Z");
        let (mut breaker, mut now, mut probes) = (Breaker::default(), begin, 0);
        while now.duration_since(begin).as_hours() < 72 {
            breaker.fault(now, |most| most / 2);
            probes += 1;
            now = breaker.rests_until().unwrap();
        }
        assert!((72 * 12..72 * 20).contains(&probes), "{probes}");
        let closed = breaker.success();
        assert_eq!(
            closed,
            Some(Change::Closed {
                since: begin,
                faults: probes
            })
        );
        assert!(breaker.admits(now) && !breaker.is_open());
        assert_eq!(breaker.success(), None, "told once");
    }

    #[test]
    fn a_single_fault_opens_nothing_and_its_end_is_told_all_the_same() {
        let mut breaker = Breaker::default();
        let since = at("2026-03-02T10:00:00Z");
        assert_eq!(breaker.fault(since, all), None);
        assert!(!breaker.is_open());
        let faults = 1;
        assert_eq!(breaker.success(), Some(Change::Closed { since, faults }));
        assert_eq!(breaker.success(), None, "told once");
    }

    #[test]
    fn rests_are_jittered_by_half() {
        let now = at("2026-03-02T10:00:00Z");
        for (jitter, millis) in [(0, 2500), (1, 3750), (2, 5000)] {
            let mut breaker = Breaker::default();
            breaker.fault(now, |most| most / 2 * jitter);
            let rest = breaker.rests_until().unwrap().duration_since(now);
            assert_eq!(rest.as_millis(), millis);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_ends_a_rest() {
        let mut breaker = Breaker::default();
        breaker.fault(at("2038-01-19T03:14:07Z"), all);
        assert!(breaker.admits(at("2026-03-02T10:00:00Z")));
    }
}
