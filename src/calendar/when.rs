//! The `when` of commands: a time as an agent writes it.
//!
//! ```text
//! when   = amount | "eod" | day [time]
//! amount = 1*(number unit)        m, h: wall clock   d, w: calendar days   bd: business days, alone
//! day    = "tomorrow" | weekday | 2026-03-04
//! time   = 9:00 … 23:59           a date may also be joined to it by "T"
//! ```
//! Without regard to case. A day without a time means the end of that day's business hours, or of the next
//! business day where that day is closed: whoever names a day has until its end. A weekday is the next one to come;
//! today's counts only with a time that is still ahead. A time that is past, or more than [`AHEAD_DAYS_MAX`] away,
//! is a fault.

use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::hours::Hours;
use super::week::parse_day;

/// How far ahead a time may lie, in days: two years. What is further away is a slip of the pen.
pub const AHEAD_DAYS_MAX: u32 = 731;

/// A time, read but not yet placed on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    After { days: u32, wall: SignedDuration },
    BusinessDays(u32),
    EndOfDay,
    Day(Day, Option<Time>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Tomorrow,
    Weekday(Weekday),
    Date(Date),
}

/// Reads a whole text as a time after `now`, on the desk's calendar. The error is a fault: a clause that says what is
/// wrong and what can be written.
pub fn parse_when(text: &str, now: Timestamp, hours: &Hours) -> Result<Timestamp, String> {
    let text = text.trim();
    let Some((when, _, "")) = read(text) else {
        return Err(format!(
            "\"{text}\" is no time; write 2h, 3d, 2bd, eod, tomorrow, mon 9:00, 2026-03-04 or 2026-03-04 14:00"
        ));
    };
    let at = place(when, now, hours);
    if at <= now {
        return Err(format!("\"{text}\" is past"));
    }
    if at > days_later(now, AHEAD_DAYS_MAX, hours) {
        return Err(format!("\"{text}\" is more than two years ahead"));
    }
    Ok(at)
}

/// Takes a `when` off the front of a longer text: the `when` as written, and the rest without leading space. A comma,
/// colon or semicolon after the `when` is dropped. `None` when the text does not begin with one.
pub fn split_when(text: &str) -> Option<(&str, &str)> {
    let (_, when, rest) = read(text)?;
    Some((when, rest))
}

/// Reads a `when` from the front: it, its text, and the rest.
fn read(text: &str) -> Option<(When, &str, &str)> {
    let text = text.trim_start();
    let (first, rest) = word(text);
    let bare = bare(first);
    let ended = bare.len() < first.len();
    if let Some(when) = read_amount(bare) {
        return Some((when, bare, rest));
    }
    if bare.eq_ignore_ascii_case("eod") {
        return Some((When::EndOfDay, bare, rest));
    }
    if let Some((date, time)) = bare.split_once(['T', 't']) {
        let joined = read_date(date).zip(read_time(time));
        if let Some((date, time)) = joined {
            return Some((When::Day(Day::Date(date), Some(time)), bare, rest));
        }
    }
    let day = read_day(bare)?;
    let (second, after) = word(rest);
    let second_bare = self::bare(second);
    if let Some(time) = read_time(second_bare).filter(|_| !ended) {
        // Both words are parts of `text`, so the `when` ends where the second one does.
        let end = text.len() - rest.len() + second_bare.len();
        let whole = text.get(..end)?;
        return Some((When::Day(day, Some(time)), whole, after));
    }
    Some((When::Day(day, None), bare, rest))
}

/// The first word, and what stands after the space behind it.
fn word(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(first, rest)| (first, rest.trim_start()))
}

fn bare(word: &str) -> &str {
    word.trim_end_matches([',', ';', ':'])
}

fn read_amount(text: &str) -> Option<When> {
    let lower = text.to_ascii_lowercase();
    if let Some(number) = lower.strip_suffix("bd") {
        return read_number(number).map(When::BusinessDays);
    }
    let mut days = 0_u32;
    let mut wall = SignedDuration::ZERO;
    let mut left = lower.as_str();
    if left.is_empty() {
        return None;
    }
    while !left.is_empty() {
        let (number, rest) = left.split_at_checked(left.find(|c: char| !c.is_ascii_digit())?)?;
        let number = read_number(number)?;
        let unit = rest.chars().next()?;
        match unit {
            'm' => wall = wall.checked_add(SignedDuration::from_mins(i64::from(number)))?,
            'h' => wall = wall.checked_add(SignedDuration::from_hours(i64::from(number)))?,
            'd' => days = days.checked_add(number)?,
            'w' => days = days.checked_add(number.checked_mul(7)?)?,
            _ => return None,
        }
        left = rest.get(unit.len_utf8()..)?;
    }
    Some(When::After { days, wall })
}

/// Five digits are enough for two years of minutes to be refused by name, not by overflow.
fn read_number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 7 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn read_day(text: &str) -> Option<Day> {
    if text.eq_ignore_ascii_case("tomorrow") {
        return Some(Day::Tomorrow);
    }
    parse_day(text)
        .map(Day::Weekday)
        .or_else(|| read_date(text).map(Day::Date))
}

fn read_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    shape.then(|| text.parse().ok()).flatten()
}

fn read_time(text: &str) -> Option<Time> {
    let minute = super::week::parse_minute(text).ok()?;
    let part = |value: u16| i8::try_from(value).ok();
    Time::new(part(minute / 60)?, part(minute % 60)?, 0, 0).ok()
}

fn place(when: When, now: Timestamp, hours: &Hours) -> Timestamp {
    let today = hours.date(now);
    let at = |date: Date, time: Option<Time>| match time {
        Some(time) => hours.instant(date.to_datetime(time)),
        None => hours.end_of(date),
    };
    match when {
        When::After { days, wall } => super::hours::after(days_later(now, days, hours), wall),
        // `0bd` stays where it is and is then refused as past.
        When::BusinessDays(0) => now,
        When::BusinessDays(days) => hours.add_days(now, days),
        When::EndOfDay => hours.end_of_day(now),
        When::Day(Day::Tomorrow, time) => at(today.saturating_add(1.day()), time),
        When::Day(Day::Date(date), time) => at(date, time),
        When::Day(Day::Weekday(weekday), time) => {
            let ahead = i64::from(today.weekday().until(weekday));
            let this = at(today.saturating_add(ahead.days()), time);
            let is_today_without_time = ahead == 0 && time.is_none();
            if is_today_without_time || this <= now {
                at(today.saturating_add((ahead + 7).days()), time)
            } else {
                this
            }
        }
    }
}

/// The same local time some calendar days later.
fn days_later(now: Timestamp, days: u32, hours: &Hours) -> Timestamp {
    if days == 0 {
        return now;
    }
    let local = hours.zone().to_datetime(now);
    let days = i64::from(days.min(AHEAD_DAYS_MAX.saturating_mul(2)));
    hours.instant(local.saturating_add(days.days()))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// Tuesday 3 March 2026, 15:00 in Kolkata.
    fn now() -> Timestamp {
        "2026-03-03T09:30:00Z".parse().unwrap()
    }

    fn local(text: &str) -> Result<String, String> {
        let hours = Hours::shipped(TimeZone::get("Asia/Kolkata").unwrap());
        parse_when(text, now(), &hours).map(|at| {
            hours
                .zone()
                .to_datetime(at)
                .strftime("%a %F %H:%M")
                .to_string()
        })
    }

    #[test]
    fn a_time_means_what_an_agent_means_by_it() {
        for (text, at) in [
            ("2h", "Tue 2026-03-03 17:00"),
            ("90m", "Tue 2026-03-03 16:30"),
            ("1h30m", "Tue 2026-03-03 16:30"),
            ("3d", "Fri 2026-03-06 15:00"),
            ("1w", "Tue 2026-03-10 15:00"),
            ("2bd", "Thu 2026-03-05 15:00"),
            ("4BD", "Sat 2026-03-07 13:30"),
            ("5bd", "Mon 2026-03-09 15:00"),
            ("eod", "Tue 2026-03-03 17:40"),
            ("tomorrow", "Wed 2026-03-04 17:40"),
            ("tomorrow 9:00", "Wed 2026-03-04 09:00"),
            ("mon 9:00", "Mon 2026-03-09 09:00"),
            ("tue 16:00", "Tue 2026-03-03 16:00"),
            ("tue 14:00", "Tue 2026-03-10 14:00"),
            ("Tuesday", "Tue 2026-03-10 17:40"),
            ("sun", "Mon 2026-03-09 17:40"),
            ("2026-03-04", "Wed 2026-03-04 17:40"),
            ("2026-03-04 14:00", "Wed 2026-03-04 14:00"),
            ("2026-03-04T14:00", "Wed 2026-03-04 14:00"),
        ] {
            assert_eq!(local(text).as_deref(), Ok(at), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_no_good_time_is_a_fault() {
        for (text, word) in [
            ("soon", "is no time"),
            ("", "is no time"),
            ("h", "is no time"),
            ("2x", "is no time"),
            ("2bd3h", "is no time"),
            ("-2h", "is no time"),
            ("2026-02-30", "is no time"),
            ("mon 25:00", "is no time"),
            ("2h please", "is no time"),
            ("0h", "is past"),
            ("0bd", "is past"),
            ("2026-03-03 14:00", "is past"),
            ("2025-12-24", "is past"),
            ("9999d", "two years"),
            ("9999999h", "two years"),
            ("9999bd", "two years"),
            ("2036-01-01", "two years"),
            ("9999-12-31 23:59", "two years"),
        ] {
            let fault = local(text).unwrap_err();
            assert!(fault.contains(word), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_time_is_taken_off_the_front_of_a_text() {
        for (text, split) in [
            ("2h waiting for parts", Some(("2h", "waiting for parts"))),
            (
                "mon 9:00, the vendor calls",
                Some(("mon 9:00", "the vendor calls")),
            ),
            ("mon, 9 people asked", Some(("mon", "9 people asked"))),
            ("2026-03-04 14:00 x", Some(("2026-03-04 14:00", "x"))),
            ("2026-03-04   the day", Some(("2026-03-04", "the day"))),
            ("eod", Some(("eod", ""))),
            ("  tomorrow: ok", Some(("tomorrow", "ok"))),
            ("monitor broken", None),
            ("waiting 2h", None),
            ("", None),
            ("ä2h", None),
        ] {
            assert_eq!(split_when(text), split, "{text:?}");
        }
    }

    #[test]
    fn what_split_gives_can_always_be_parsed() {
        for text in [
            "mon 9:00; x",
            "2H: y",
            "2026-03-04T14:00 z",
            "tomorrow 8:05 a",
        ] {
            let (when, _) = split_when(text).unwrap();
            assert!(local(when).is_ok(), "{when:?}");
        }
    }
}
