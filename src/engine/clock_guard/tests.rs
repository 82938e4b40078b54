//! Clocks that leap, and clocks that were wrong from the start.

use super::*;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn elsewhere(newest: &str) -> Stamps {
    Stamps {
        newest: Some(at(newest)),
        is_elsewhere: true,
    }
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

    /// The process ends and another one begins, in the same boot of the machine or after some time in another.
    fn restart(&mut self, last: &str, off: Option<SignedDuration>) {
        let kept = self.guard.kept().unwrap();
        if let Some(off) = off {
            self.wall = after(self.wall, off);
            self.counted = SignedDuration::from_secs(9);
        }
        let (wall, counted) = (self.wall, self.counted);
        let last = Some(at(last));
        self.guard = ClockGuard::resume(wall, counted, last, kept, off.is_none());
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
        .witness(elsewhere("2026-03-02T10:00:00Z"), wall, counted);
    assert!(!machine.look().0);
    machine
        .guard
        .witness(elsewhere("2038-01-19T02:50:00Z"), wall, counted);
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

#[test]
fn a_restart_makes_no_wrong_clock_believed() {
    const LAST: &str = "2026-03-02T10:01:00Z";
    let month = SignedDuration::from_hours(30 * 24);
    let mut machine = Machine::start("2026-03-02T10:00:00Z", Some("2026-03-02T10:00:00Z"));
    machine.passes(MINUTE);
    assert!(machine.look().0);
    machine.wall = after(machine.wall, month);
    assert!(!machine.look().0);
    machine.restart(LAST, None);
    assert_eq!(machine.look(), (false, LAST.to_owned()));
    machine.restart(LAST, Some(MINUTE));
    assert_eq!(machine.look(), (false, LAST.to_owned()), "nor a boot");
    machine.wall = after(machine.wall, -month);
    machine.restart(LAST, Some(MINUTE));
    assert!(machine.look().0, "it is back where it should be");
}

#[test]
fn a_leap_while_nobody_looked_is_seen_at_the_next_start_of_the_same_boot() {
    let mut machine = Machine::start("2026-03-02T10:00:00Z", Some("2026-03-02T10:00:00Z"));
    assert!(machine.look().0);
    machine.passes(SignedDuration::from_hours(40 * 24));
    machine.restart("2026-03-02T10:00:00Z", None);
    assert!(machine.look().0, "it stood still, and the count went on");
    machine.wall = after(machine.wall, SignedDuration::from_hours(40 * 24));
    machine.restart("2026-04-11T10:00:00Z", None);
    assert!(!machine.look().0);
}

#[test]
fn the_first_clock_of_all_is_proven_by_a_mail_server_or_a_day_and_by_no_server_on_this_machine() {
    let mut machine = Machine::start("2026-03-02T10:00:00Z", None);
    let is_proven =
        |machine: &mut Machine| machine.guard.look(machine.wall, machine.counted).is_proven;
    assert!(!is_proven(&mut machine));
    let here = Stamps {
        is_elsewhere: false,
        ..elsewhere("2026-03-02T10:00:00Z")
    };
    machine.guard.witness(here, machine.wall, machine.counted);
    assert!(!is_proven(&mut machine));
    let mut patient = Machine::start("2026-03-02T10:00:00Z", None);
    patient.passes(SETTLED_AFTER);
    assert!(is_proven(&mut patient));
    let stamps = elsewhere("2026-03-02T10:00:00Z");
    machine.guard.witness(stamps, machine.wall, machine.counted);
    assert!(is_proven(&mut machine));
}

#[test]
fn a_leap_is_not_confirmed_by_a_mail_server_that_shares_the_clock() {
    let mut machine = Machine::start("2026-03-02T10:00:00Z", Some("2026-03-02T10:00:00Z"));
    machine.wall = at("2038-01-19T03:14:07Z");
    assert!(!machine.look().0);
    let here = Stamps {
        is_elsewhere: false,
        ..elsewhere("2038-01-19T03:14:07Z")
    };
    machine.guard.witness(here, machine.wall, machine.counted);
    assert!(!machine.look().0);
}

#[test]
fn a_first_clock_that_is_older_than_the_program_or_its_mail_is_not_believed_until_it_is_set() {
    let mut machine = Machine::start("1970-01-01T00:00:10Z", None);
    assert!(!machine.look().0);
    machine.passes(2 * SETTLED_AFTER);
    assert!(!machine.look().0, "however long it goes on");
    machine.wall = at("2026-03-02T10:00:00Z");
    assert_eq!(machine.look(), (true, "2026-03-02T10:00:00Z".to_owned()));
    let stamps = Stamps {
        is_elsewhere: false,
        ..elsewhere("2026-11-02T10:00:00Z")
    };
    machine.guard.witness(stamps, machine.wall, machine.counted);
    assert!(!machine.look().0, "that mail is from the future");
    machine.wall = at("2026-11-02T10:05:00Z");
    assert!(machine.look().0);
}
