//! Business time against a counter that knows no calendar: it walks twenty years minute by minute and writes down which
//! minutes are open, in ten zones whose clocks do all that clocks do.
//!
//! The counter reads the local clock only, and never lets it go back: an edge of a window is the first minute at which
//! the clock shows it or more. That is the whole definition of business time, in one line of arithmetic.

use std::thread;

use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ticketd::calendar::{Hours, Week, Window};

/// Half hours, quarter hours, jumps at midnight, jumps of two hours, of half an hour and of a whole day, and a summer
/// that is put off for a month of fasting.
const ZONES: [&str; 10] = [
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Antarctica/Troll",
];
const DAY: i64 = 24 * 60;
/// The first minute that is looked at, and the first that is not: 2010 to 2029, in minutes since 1970 in Greenwich.
const BEGIN: i64 = 14_610 * DAY;
const END: i64 = BEGIN + 7_305 * DAY;
/// Clocks change at whole quarter hours; the walk holds it to that.
const STEP: i64 = 15;

/// A desk as plain tables: open minutes by weekday (Monday first), and closed days since 1970.
struct Desk {
    hours: Hours,
    open: Vec<[bool; DAY as usize]>,
    closed: Vec<i64>,
}

impl Desk {
    /// `windows` are weekdays (0 is Monday), the minute they open and the minute they close.
    fn new(zone: &TimeZone, windows: &[(usize, u16, u16)], holidays: &[Date]) -> Self {
        let mut week = Week::default();
        let mut open = vec![[false; DAY as usize]; 7];
        for (day, opens, closes) in windows {
            let weekday = Weekday::from_monday_zero_offset(*day as i8).unwrap();
            let window = Window::new(*opens, *closes).unwrap();
            week.open(weekday, window).unwrap();
            open[*day][usize::from(*opens)..usize::from(*closes)].fill(true);
        }
        let epoch = date(1970, 1, 1);
        let days_since = |day: &Date| i64::from(epoch.until(*day).unwrap().get_days());
        Self {
            hours: Hours::new(zone.clone(), week, holidays.iter().copied()),
            open,
            closed: holidays.iter().map(days_since).collect(),
        }
    }

    /// The hours of the procedure, with holidays on days that matter.
    fn by_day(zone: &TimeZone) -> Self {
        let mut windows: Vec<_> = (0..5).map(|day| (day, 600, 1_060)).collect();
        windows.push((5, 570, 810));
        let holidays = (2010..2030).flat_map(|year| [date(year, 12, 25), date(year, 1, 1)]);
        Self::new(zone, &windows, &holidays.collect::<Vec<_>>())
    }

    /// Windows whose edges lie where clocks jump: about midnight, and between one and four.
    fn by_night(zone: &TimeZone) -> Self {
        let windows: Vec<_> = (0..7)
            .flat_map(|day| {
                [
                    (day, 0, 45),
                    (day, 75, 150),
                    (day, 165, 181),
                    (day, 1_350, 1_440),
                ]
            })
            .collect();
        // A Sunday on which the clocks of Europe go back, and the day that Samoa never had.
        Self::new(zone, &windows, &[date(2020, 10, 25), date(2011, 12, 30)])
    }

    /// The open stretches, as the walk finds them.
    fn walked(&self) -> Vec<(i64, i64)> {
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        // Begun three days early, so that the clock's highest reading is known.
        let mut highest = i64::MIN;
        for quarter in (BEGIN - 3 * DAY..END).step_by(STEP as usize) {
            let offset = offset(self.hours.zone(), quarter);
            for minute in quarter..quarter + STEP {
                highest = highest.max(minute + offset);
                let (day, at) = (highest.div_euclid(DAY), highest.rem_euclid(DAY) as usize);
                // 1 January 1970 was a Thursday.
                let weekday = (day + 3).rem_euclid(7) as usize;
                let is_open = self.open[weekday][at] && !self.closed.contains(&day);
                if !is_open || minute < BEGIN {
                    continue;
                }
                match stretches.last_mut() {
                    Some((_, end)) if *end == minute => *end = minute + 1,
                    _ => stretches.push((minute, minute + 1)),
                }
            }
        }
        stretches
    }
}

/// Minutes that the local clock is ahead of Greenwich.
fn offset(zone: &TimeZone, minute: i64) -> i64 {
    let seconds = i64::from(zone.to_offset(instant(minute)).seconds());
    assert_eq!(seconds % 60, 0, "an offset of whole minutes");
    seconds / 60
}

fn instant(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

fn minute_of(at: Timestamp) -> i64 {
    assert_eq!(at.as_second() % 60, 0, "{at} is a whole minute");
    at.as_second() / 60
}

/// Open minutes before each stretch, so that the open minutes before any minute are one look away.
struct Counted {
    stretches: Vec<(i64, i64)>,
    before: Vec<i64>,
}

impl Counted {
    fn new(stretches: Vec<(i64, i64)>) -> Self {
        let before = stretches.iter().scan(0, |sum, (opens, closes)| {
            let here = *sum;
            *sum += closes - opens;
            Some(here)
        });
        Self {
            before: before.collect(),
            stretches,
        }
    }

    /// Open minutes from the beginning up to this one.
    fn until(&self, minute: i64) -> i64 {
        let next = self.stretches.partition_point(|(opens, _)| *opens < minute);
        next.checked_sub(1).map_or(0, |last| {
            let (opens, closes) = self.stretches[last];
            self.before[last] + closes.min(minute) - opens
        })
    }

    /// The minute at whose beginning so many open minutes have gone by since `from`; the closing, where both fit.
    fn after(&self, from: i64, minutes: i64) -> i64 {
        let wanted = self.until(from) + minutes;
        let next = self.before.partition_point(|before| *before < wanted);
        let (opens, _) = self.stretches[next - 1];
        opens + wanted - self.before[next - 1]
    }
}

/// What was compared.
#[derive(Default)]
struct Compared {
    stretches: usize,
    changes: usize,
    sums: usize,
}

fn compare(desk: &Desk, name: &str) -> Compared {
    let hours = &desk.hours;
    let mut compared = Compared::default();
    let walked = desk.walked();

    // Every minute of the twenty years: two lists of stretches are equal when each minute is.
    let mut reckoned: Vec<(i64, i64)> = Vec::new();
    for (opens, closes) in hours.open_between(instant(BEGIN), instant(END)) {
        let (opens, closes) = (minute_of(opens), minute_of(closes));
        match reckoned.last_mut() {
            Some((_, end)) if *end == opens => *end = closes,
            _ => reckoned.push((opens, closes)),
        }
    }
    for (one, other) in walked.iter().zip(&reckoned) {
        assert_eq!(one, other, "{name}: at {}", instant(one.0));
    }
    assert_eq!(walked.len(), reckoned.len(), "{name}");
    compared.stretches = walked.len();

    // Each minute about each change of the clock, asked one by one.
    let counted = Counted::new(walked);
    let zone = hours.zone();
    for change in zone.following(instant(BEGIN)) {
        if change.timestamp() >= instant(END - 60 * DAY) {
            break;
        }
        let at = minute_of(change.timestamp());
        assert_eq!(at % STEP, 0, "{name}: clocks change at quarter hours");
        compared.changes += 1;
        for minute in at - 200..at + 200 {
            let is_open = counted.until(minute + 1) > counted.until(minute);
            assert_eq!(
                hours.is_open(instant(minute)),
                is_open,
                "{name}: {}",
                instant(minute)
            );
        }
        sums(hours, &counted, name, at - 95, &mut compared);
    }

    // Sums from moments that are spread over all of it, by a stride that meets every minute of a week.
    for number in 0..120 {
        let from = BEGIN + (number * 86_423) % (END - BEGIN - 400 * DAY);
        sums(hours, &counted, name, from, &mut compared);
    }
    for years in [1, 7, 19] {
        let (from, to) = (BEGIN + 333, BEGIN + years * 365 * DAY + 777);
        let elapsed = hours.elapsed(instant(from), instant(to));
        assert_eq!(elapsed.as_mins(), counted.until(to) - counted.until(from));
        compared.sums += 1;
    }
    compared
}

/// Adds and subtracts business time from one moment.
fn sums(hours: &Hours, counted: &Counted, name: &str, from: i64, compared: &mut Compared) {
    for minutes in [1, 15, 59, 60, 61, 240, 460, 461, 480, 2_540, 6_000] {
        let due = minute_of(hours.add(instant(from), SignedDuration::from_mins(minutes)));
        let at = instant(from);
        assert_eq!(
            due,
            counted.after(from, minutes),
            "{name}: {at} and {minutes}"
        );
        // What is due after so long is so long away, and a minute before it a minute less.
        for to in [due - 1, due, due + 1, from + minutes] {
            let elapsed = hours.elapsed(at, instant(to)).as_mins();
            let known = (counted.until(to) - counted.until(from)).max(0);
            assert_eq!(elapsed, known, "{name}: from {at} to {}", instant(to));
        }
        compared.sums += 5;
    }
}

#[test]
fn business_time_is_what_a_counter_of_minutes_counts_in_ten_zones_over_twenty_years() {
    let compare_zone = |name: &str| {
        let zone = TimeZone::get(name).unwrap();
        let day = compare(&Desk::by_day(&zone), name);
        let night = compare(&Desk::by_night(&zone), name);
        println!(
            "{name}: {} minutes twice, {} stretches, {} changes of the clock, {} sums: equal",
            END - BEGIN,
            day.stretches + night.stretches,
            day.changes,
            day.sums + night.sums
        );
        day.changes
    };
    let (some, others) = ZONES.split_at(ZONES.len() / 2);
    let changes: usize = thread::scope(|scope| {
        let half = scope.spawn(move || others.iter().map(|name| compare_zone(name)).sum::<usize>());
        let sum: usize = some.iter().map(|name| compare_zone(name)).sum();
        sum + half.join().unwrap()
    });
    // A database of zones without their changes would make this test easy.
    assert!(changes > 250, "only {changes} changes of the clock");
}
