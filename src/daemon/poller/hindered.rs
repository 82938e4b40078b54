//! Mails that a server will not hand out, or will not let be moved: they come last, and then rest.
//!
//! One such mail must not keep the others from being taken in, and asking for it must not become a burden: whoever
//! failed before comes after all others, and whoever failed again rests for a time that grows. Nothing is given up; a
//! mail that lies there is tried again for as long as it lies there.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::Instant;

use crate::engine::Locator;
use crate::fault::hastened;

/// The longest rest.
const LONGEST: Duration = Duration::from_hours(1);

/// The mails that something went wrong with.
#[derive(Debug)]
pub(super) struct Hindered {
    /// So many failures have no rest after them: what ended may have been the connection's fault.
    free: u32,
    /// The first rest.
    first: Duration,
    mails: BTreeMap<Locator, Hindrance>,
}

#[derive(Debug, Clone, Copy)]
struct Hindrance {
    failures: u32,
    /// When it may be tried again.
    again: Instant,
}

impl Hindered {
    pub(super) fn new(free: u32, first: Duration) -> Self {
        Self {
            free,
            first,
            mails: BTreeMap::new(),
        }
    }

    /// Something went wrong with this mail.
    pub(super) fn failed(&mut self, mail: &Locator, now: Instant) {
        let before = self.mails.get(mail).map_or(0, |known| known.failures);
        let failures = before.saturating_add(1);
        let rest = match failures.checked_sub(self.free + 1) {
            Some(rests) => self.first.saturating_mul(1 << rests.min(16)).min(LONGEST),
            None => Duration::ZERO,
        };
        let again = now + hastened(rest);
        self.mails
            .insert(mail.clone(), Hindrance { failures, again });
    }

    /// It went well after all.
    pub(super) fn done(&mut self, mail: &Locator) {
        self.mails.remove(mail);
    }

    /// Forgets all that do not lie there any more.
    pub(super) fn keep(&mut self, there: &BTreeSet<&Locator>) {
        self.mails.retain(|mail, _| there.contains(mail));
    }

    /// Whether this mail rests.
    pub(super) fn rests(&self, mail: &Locator, now: Instant) -> bool {
        self.mails.get(mail).is_some_and(|known| known.again > now)
    }

    /// How often something went wrong with it: the order to try mails in.
    pub(super) fn failures(&self, mail: &Locator) -> u32 {
        self.mails.get(mail).map_or(0, |known| known.failures)
    }

    /// When the next of those that rest may be tried again.
    pub(super) fn next(&self, now: Instant) -> Option<Instant> {
        let all = self.mails.values().map(|known| known.again);
        all.filter(|again| *again > now).min()
    }

    /// How many failed more often than so.
    pub(super) fn failed_over(&self, times: u32) -> usize {
        let failures = self.mails.values().map(|known| known.failures);
        failures.filter(|count| *count > times).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::source::Place;

    fn mail(uid: u32) -> Locator {
        Locator {
            mailbox: "support".to_owned(),
            place: Place::Imap { validity: 7, uid },
        }
    }

    #[test]
    fn a_mail_rests_after_its_third_failure_and_longer_each_time() {
        let mut hindered = Hindered::new(2, Duration::from_mins(1));
        let now = Instant::now();
        let mut rests = Vec::new();
        for _ in 0..12 {
            hindered.failed(&mail(5), now);
            rests.push(
                hindered
                    .next(now)
                    .map_or(0, |next| (next - now).as_secs() / 60),
            );
        }
        assert_eq!(rests, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert!(hindered.rests(&mail(5), now));
        assert!(!hindered.rests(&mail(5), now + LONGEST));
        assert!(!hindered.rests(&mail(3), now));
    }

    #[test]
    fn what_went_well_or_is_gone_is_forgotten() {
        let mut hindered = Hindered::new(0, Duration::from_mins(1));
        let now = Instant::now();
        for uid in [3, 5, 9] {
            hindered.failed(&mail(uid), now);
        }
        hindered.done(&mail(3));
        hindered.keep(&BTreeSet::from([&mail(9)]));
        assert_eq!((hindered.failed_over(0), hindered.failed_over(1)), (1, 0));
        assert_eq!(hindered.failures(&mail(9)), 1);
        assert_eq!(hindered.failures(&mail(5)), 0);
    }
}
