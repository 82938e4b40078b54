//! The room on the disk below which no mail is taken in.
//!
//! A mail server is a better queue than a full disk. What is under way needs room too: letters that are sent and
//! questions that are answered write to the journal, and for them the reserve is kept.

/// Fewest files that can still be made. A batch of mail makes some hundreds.
const FILES_MIN: u64 = 4096;

/// What is free on the file system of the state directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Octets that we may still write.
    pub octets: u64,
    /// Files that can still be made; `None` where the file system does not count them.
    pub files: Option<u64>,
}

/// Whether there is room for mail.
#[derive(Debug, Clone)]
pub struct Reserve {
    octets: u64,
    is_low: bool,
}

impl Reserve {
    /// With this reserve, in octets; 0 for none.
    pub fn new(octets: u64) -> Self {
        Self {
            octets,
            is_low: false,
        }
    }

    /// Looks at what is free. Gives whether mail waits on its server. What has begun ends only when there is a quarter
    /// more than the reserve, so that intake does not come and go with each mail.
    pub fn look(&mut self, room: Room) -> bool {
        let needed = |least: u64| {
            if self.is_low {
                least.saturating_add(least / 4)
            } else {
                least
            }
        };
        let lacks_files = room.files.is_some_and(|files| files < needed(FILES_MIN));
        self.is_low = self.octets > 0 && (room.octets < needed(self.octets) || lacks_files);
        self.is_low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(octets: u64) -> Room {
        Room {
            octets,
            files: None,
        }
    }

    #[test]
    fn intake_rests_below_the_reserve_and_goes_on_a_quarter_above_it() {
        let mut reserve = Reserve::new(1000);
        let seen = [1000, 999, 1000, 1249, 1250, 1000, 0].map(|free| reserve.look(octets(free)));
        assert_eq!(seen, [false, true, true, true, false, false, true]);
    }

    #[test]
    fn files_can_run_out_before_octets_do_and_no_reserve_is_none() {
        let files = |files| Room {
            octets: u64::MAX,
            files: Some(files),
        };
        let mut reserve = Reserve::new(1000);
        assert!(!reserve.look(files(FILES_MIN)));
        assert!(reserve.look(files(10)));
        assert!(!Reserve::new(0).look(octets(0)));
    }
}
