//! Business time over nights, weekends, holidays and changes of the clock.

use jiff::civil::{Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::week::parse_window;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn kolkata() -> Hours {
    Hours::shipped(zone("Asia/Kolkata"))
}

/// Every day of the week has this one window.
fn daily(zone_name: &str, window: &str) -> Hours {
    let mut week = Week::default();
    for day in Weekday::Monday.cycle_forward().take(7) {
        week.open(day, parse_window(window).unwrap()).unwrap();
    }
    Hours::new(zone(zone_name), week, [])
}

#[test]
fn the_desk_in_kolkata_opens_at_half_past_four_in_greenwich() {
    let hours = kolkata();
    assert!(!hours.is_open(at("2026-03-03T04:29:59Z")));
    assert!(hours.is_open(at("2026-03-03T04:30:00Z")));
    assert!(hours.is_open(at("2026-03-03T12:09:59Z")));
    assert!(
        !hours.is_open(at("2026-03-03T12:10:00Z")),
        "the closing minute is closed"
    );
    assert!(!hours.is_open(at("2026-03-08T06:00:00Z")), "a Sunday");
}

#[test]
fn work_left_over_on_saturday_goes_on_on_monday() {
    let hours = kolkata();
    // Saturday 13:00; half an hour is left.
    let from = at("2026-03-07T07:30:00Z");
    assert_eq!(
        hours.add(from, SignedDuration::from_hours(1)),
        at("2026-03-09T05:00:00Z")
    );
    assert_eq!(
        hours.add(from, SignedDuration::from_mins(30)),
        at("2026-03-07T08:00:00Z"),
        "what ends at closing is due at closing"
    );
    assert_eq!(
        hours.add(at("2026-03-07T08:00:00Z"), SignedDuration::ZERO),
        at("2026-03-09T04:30:00Z")
    );
    assert_eq!(
        hours.elapsed(from, at("2026-03-09T05:00:00Z")),
        SignedDuration::from_hours(1)
    );
    assert_eq!(
        hours.elapsed(at("2026-03-09T05:00:00Z"), from),
        SignedDuration::ZERO
    );
}

#[test]
fn a_holiday_is_closed_all_day() {
    let hours = Hours::new(zone("Asia/Kolkata"), Week::shipped(), [date(2026, 12, 25)]);
    assert!(!hours.is_open(at("2026-12-25T06:00:00Z")));
    assert_eq!(
        hours.next_open(at("2026-12-24T13:00:00Z")),
        at("2026-12-26T04:00:00Z")
    );
}

#[test]
fn the_hour_that_the_clock_jumps_over_is_not_worked() {
    // 29 March 2026: 02:00 becomes 03:00 in Berlin.
    let hours = daily("Europe/Berlin", "00:00-06:00");
    let (from, to) = (at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"));
    assert_eq!(hours.elapsed(from, to), SignedDuration::from_hours(5));
    // A window that lies in the gap whole has no length, and one that begins in it begins at the jump.
    assert_eq!(
        daily("Europe/Berlin", "02:00-03:00").elapsed(from, to),
        SignedDuration::ZERO
    );
    let late = daily("Europe/Berlin", "02:30-04:00");
    assert_eq!(late.next_open(from), at("2026-03-29T01:00:00Z"));
    assert_eq!(late.elapsed(from, to), SignedDuration::from_hours(1));
}

#[test]
fn the_hour_that_happens_twice_is_worked_twice() {
    // 25 October 2026: 03:00 becomes 02:00 in Berlin.
    let (from, to) = (at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
    let night = daily("Europe/Berlin", "00:00-06:00");
    assert_eq!(night.elapsed(from, to), SignedDuration::from_hours(7));
    assert_eq!(
        night.add(from, SignedDuration::from_hours(7)),
        at("2026-10-25T05:00:00Z")
    );
    let first = daily("Europe/Berlin", "01:00-02:30").elapsed(from, to);
    let second = daily("Europe/Berlin", "02:30-06:00").elapsed(from, to);
    assert_eq!(
        first + second,
        SignedDuration::from_hours(6),
        "touching windows touch"
    );
}

#[test]
fn a_day_around_the_clock_is_as_long_as_it_is() {
    let hours = Hours::always(zone("Europe/Berlin"));
    let from = at("2026-03-28T23:00:00Z");
    assert_eq!(
        hours.add(from, SignedDuration::from_hours(72)),
        at("2026-03-31T23:00:00Z")
    );
    assert_eq!(hours.end_of_day(from), at("2026-03-29T22:00:00Z"));
    assert!(hours.is_open(at("2026-03-29T01:00:00Z")));
}

#[test]
fn business_days_keep_the_time_of_day_within_that_day_s_hours() {
    let hours = kolkata();
    for (from, days, expected) in [
        ("2026-03-03T09:30:00Z", 1, "2026-03-04T09:30:00Z"),
        // Friday 16:00, one day: Saturday, which closes at 13:30.
        ("2026-03-06T10:30:00Z", 1, "2026-03-07T08:00:00Z"),
        // Friday 16:00, two days: Sunday does not count.
        ("2026-03-06T10:30:00Z", 2, "2026-03-09T10:30:00Z"),
        // Sunday noon, one day: Monday noon.
        ("2026-03-08T06:30:00Z", 1, "2026-03-09T06:30:00Z"),
        // Tuesday 02:00 and 23:00 lie outside hours.
        ("2026-03-02T20:30:00Z", 1, "2026-03-04T04:30:00Z"),
        ("2026-03-03T17:30:00Z", 1, "2026-03-04T12:10:00Z"),
        ("2026-03-08T06:30:00Z", 0, "2026-03-09T04:30:00Z"),
    ] {
        assert_eq!(
            hours.add_days(at(from), days),
            at(expected),
            "{from} + {days}"
        );
    }
}

#[test]
fn the_day_ends_at_its_last_closing_and_after_it_at_the_next_day_s() {
    let hours = kolkata();
    assert_eq!(
        hours.end_of_day(at("2026-03-03T09:30:00Z")),
        at("2026-03-03T12:10:00Z")
    );
    assert_eq!(
        hours.end_of_day(at("2026-03-07T08:00:00Z")),
        at("2026-03-09T12:10:00Z")
    );
    assert_eq!(hours.end_of(date(2026, 3, 8)), at("2026-03-09T12:10:00Z"));
}

#[test]
fn a_desk_that_never_opens_falls_back_to_the_wall_clock_and_ends() {
    let hours = Hours::new(TimeZone::UTC, Week::default(), []);
    let from = at("2026-03-03T09:30:00Z");
    assert_eq!(
        hours.add(from, SignedDuration::from_hours(1)),
        at("2026-03-03T10:30:00Z")
    );
    assert_eq!(hours.add_days(from, 2), at("2026-03-05T09:30:00Z"));
    assert_eq!(hours.next_open(from), from);
    assert_eq!(hours.end_of_day(from), from);
    assert_eq!(hours.elapsed(from, Timestamp::MAX), SignedDuration::ZERO);
}

#[test]
fn the_ends_of_time_are_no_trap() {
    let hours = kolkata();
    for from in [Timestamp::MIN, Timestamp::MAX, at("9998-12-31T00:00:00Z")] {
        let _ = hours.add(from, SignedDuration::MAX);
        let _ = hours.add(from, SignedDuration::MIN);
        let _ = hours.add_days(from, u32::MAX);
        let _ = (
            hours.next_open(from),
            hours.end_of_day(from),
            hours.is_open(from),
        );
        let _ = (
            hours.elapsed(from, Timestamp::MAX),
            hours.elapsed(Timestamp::MIN, from),
        );
    }
}

/// Open minutes counted one by one with nothing but the local clock.
fn brute(hours: &Hours, from: Timestamp, minutes: i64) -> i64 {
    let open = |minute: &i64| {
        let local = hours
            .zone()
            .to_datetime(after(from, SignedDuration::from_mins(*minute)));
        let of_day =
            u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap();
        let windows = hours.week().windows(local.date().weekday());
        !hours.holidays.contains(&local.date())
            && windows
                .iter()
                .any(|window| (window.opens()..window.closes()).contains(&of_day))
    };
    i64::try_from((0..minutes).filter(open).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn open_time_is_what_counting_minutes_gives(
        name in prop::sample::select(vec!["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
        start in 0_i64..525_600,
        length in 0_i64..12_000,
    ) {
        let mut week = Week::shipped();
        week.open(Weekday::Wednesday, parse_window("19:15-24:00").unwrap()).unwrap();
        week.open(Weekday::Thursday, parse_window("00:00-01:00").unwrap()).unwrap();
        // Sunday night, where the clocks change; both edges lie outside the changed hour.
        week.open(Weekday::Sunday, parse_window("00:30-05:45").unwrap()).unwrap();
        let hours = Hours::new(zone(name), week, [date(2026, 5, 1), date(2026, 12, 25)]);
        let from = after(at("2026-01-01T00:00:00Z"), SignedDuration::from_mins(start));
        let to = after(from, SignedDuration::from_mins(length));
        let counted = SignedDuration::from_mins(brute(&hours, from, length));
        prop_assert_eq!(hours.elapsed(from, to), counted);

        // Adding is the inverse of measuring.
        let due = hours.add(from, SignedDuration::from_mins(length));
        prop_assert_eq!(hours.elapsed(from, due), SignedDuration::from_mins(length));
        prop_assert_eq!(hours.is_open(from), brute(&hours, from, 1) == 1);
    }
}
