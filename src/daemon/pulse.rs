//! Signs of life: each task says that it is there, and by when it will say so again.
//!
//! A task that waits for a server waits with a deadline of its own, so whoever is silent for longer than the longest of
//! these hangs, and nothing but another process helps: the watchdog is not fed any more ([`super::notify`]), and the
//! vigil says so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;

use super::clock;

/// The longest a task may be about one thing: a mail of the largest size from the slowest server that is borne, or a
/// letter to one. Each step of these has a deadline; together they stay below this.
pub const STEP_MAX: Duration = Duration::from_hours(2);

/// The last sign of each task and by when the next is due, on the clock that only counts.
type Signs = BTreeMap<String, (SignedDuration, SignedDuration)>;

/// The signs of all tasks.
#[derive(Debug, Clone, Default)]
pub struct Pulses(Arc<Mutex<Signs>>);

/// What one task gives its signs with. The default one gives them to nobody.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    name: String,
    all: Pulses,
}

impl Pulses {
    /// For a task of this name; its first sign is this one.
    pub fn of(&self, name: impl Into<String>) -> Pulse {
        let pulse = Pulse {
            name: name.into(),
            all: self.clone(),
        };
        pulse.beat(Duration::ZERO);
        pulse
    }

    /// Who should have given a sign by `now`, and since when there was none.
    pub fn late(&self, now: SignedDuration) -> Option<(String, SignedDuration)> {
        let signs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let late = signs.iter().find(|(_, (_, due))| now > *due);
        late.map(|(name, (last, _))| (name.clone(), *last))
    }
}

impl Pulse {
    /// It is there, and is about to sleep for at most so long.
    pub fn beat(&self, sleep: Duration) {
        let now = clock::counted();
        let within = STEP_MAX.saturating_add(sleep);
        let within = SignedDuration::try_from(within).unwrap_or(SignedDuration::MAX);
        let due = now.saturating_add(within);
        let mut signs = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        signs.insert(self.name.clone(), (now, due));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_late_when_its_longest_step_and_its_sleep_are_over() {
        let pulses = Pulses::default();
        let (poller, sender) = (pulses.of("the poller"), pulses.of("the sender"));
        sender.beat(Duration::from_hours(9));
        poller.beat(Duration::from_hours(1));
        let hours = |hours| clock::counted() + SignedDuration::from_hours(hours);
        assert_eq!(pulses.late(hours(2)), None);
        let (name, _) = pulses.late(hours(4)).unwrap();
        assert_eq!(name, "the poller");
    }
}
