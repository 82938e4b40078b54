//! Set times: when a mail that comes by itself is due, and of what time it tells.
//!
//! A time is local time where the desk is. One that the clock jumps over is the jump, one that happens twice is its
//! first occurrence ([`Hours::instant`]), so each day has each time once.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, Timestamp};

use super::hours::Hours;
use super::week::{parse_day, parse_minute};
use crate::domain::periodical::Periodical;

/// The last day of a month that each month has.
const MONTH_DAYS: i8 = 28;
/// How many days a search for the next moment looks at: ten years of closed days are no rhythm.
const SEARCH_DAYS: i32 = 3_653;

/// A time that comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// On each business day.
    Daily(Time),
    /// On a day of the week, worked on or not: a report can wait in a mailbox.
    Weekly(Weekday, Time),
    /// On a day of the month, 1 to 28.
    Monthly(i8, Time),
}

/// When each periodical comes; absent: never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rhythms {
    /// The digest.
    pub digest: Option<Rhythm>,
    /// The service report of a week.
    pub weekly: Option<Rhythm>,
    /// The service report of a month.
    pub monthly: Option<Rhythm>,
}

impl Rhythms {
    /// As they are where nothing is configured: all of them, at 8:00. What the procedure owes to agents and leaders
    /// should not depend on somebody finding a switch.
    pub fn shipped() -> Self {
        let at = Time::constant(8, 0, 0, 0);
        Self {
            digest: Some(Rhythm::Daily(at)),
            weekly: Some(Rhythm::Weekly(Weekday::Monday, at)),
            monthly: Some(Rhythm::Monthly(1, at)),
        }
    }

    /// When this one comes.
    pub fn of(&self, periodical: Periodical) -> Option<Rhythm> {
        match periodical {
            Periodical::Digest => self.digest,
            Periodical::Weekly => self.weekly,
            Periodical::Monthly => self.monthly,
        }
    }
}

impl Rhythm {
    /// Reads `08:00`. The error is a clause.
    pub fn parse_daily(text: &str) -> Result<Self, String> {
        time(text).map(Self::Daily)
    }

    /// Reads `monday 08:00`. The error is a clause.
    pub fn parse_weekly(text: &str) -> Result<Self, String> {
        let fault = || format!("\"{text}\" is no day and time; write it as \"monday 08:00\"");
        let (day, at) = text.split_once(' ').ok_or_else(fault)?;
        let day = parse_day(day).ok_or_else(fault)?;
        Ok(Self::Weekly(day, time(at.trim())?))
    }

    /// Reads `1 08:00`. The error is a clause.
    pub fn parse_monthly(text: &str) -> Result<Self, String> {
        let fault = || {
            format!(
                "\"{text}\" is no day of the month and time; write it as \"1 08:00\", with a day that each month has, 1 to {MONTH_DAYS}"
            )
        };
        let (day, at) = text.split_once(' ').ok_or_else(fault)?;
        let day = day.parse().ok();
        let day = day.filter(|day| (1..=MONTH_DAYS).contains(day));
        Ok(Self::Monthly(day.ok_or_else(fault)?, time(at.trim())?))
    }

    /// The moment that is to be settled at `now`, if there is one: the last that has come. A day's is settled on that
    /// day only: what was before somebody yesterday is no news today.
    pub fn last(self, now: Timestamp, hours: &Hours) -> Option<Timestamp> {
        let today = hours.date(now);
        let back = match self {
            Self::Daily(_) => 0,
            Self::Weekly(..) => 7,
            Self::Monthly(..) => 31,
        };
        (0..=back)
            .filter_map(|days| self.on(days_after(today, -days)?, hours))
            .find(|moment| *moment <= now)
    }

    /// The first moment after an instant; none where the desk has no business day in years.
    pub fn next(self, after: Timestamp, hours: &Hours) -> Option<Timestamp> {
        let today = hours.date(after);
        (0..=SEARCH_DAYS)
            .filter_map(|days| self.on(days_after(today, days)?, hours))
            .find(|moment| *moment > after)
    }

    /// What a service report of this moment tells of, from and to: the seven days before its day, or the calendar month
    /// before its month. A day begins at midnight where the desk is. A day's tells of no time that is over.
    pub fn period(self, moment: Timestamp, hours: &Hours) -> (Timestamp, Timestamp) {
        let day = hours.date(moment);
        let midnight = |date: Date| hours.instant(date.to_datetime(Time::midnight()));
        match self {
            Self::Daily(_) => (moment, moment),
            Self::Weekly(..) => {
                let first = days_after(day, -7).unwrap_or(day);
                (midnight(first), midnight(day))
            }
            Self::Monthly(..) => {
                let end = day.first_of_month();
                let first = days_after(end, -1).map_or(end, Date::first_of_month);
                (midnight(first), midnight(end))
            }
        }
    }

    /// Its moment on a day, if it has one.
    fn on(self, date: Date, hours: &Hours) -> Option<Timestamp> {
        let at = match self {
            Self::Daily(at) => hours.is_business_day(date).then_some(at),
            Self::Weekly(day, at) => (date.weekday() == day).then_some(at),
            Self::Monthly(day, at) => (date.day() == day).then_some(at),
        };
        at.map(|at| hours.instant(date.to_datetime(at)))
    }
}

fn days_after(date: Date, days: i32) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn time(text: &str) -> Result<Time, String> {
    let minute = parse_minute(text)?;
    let part = |value: u16| i8::try_from(value).unwrap_or(i8::MAX);
    Time::new(part(minute / 60), part(minute % 60), 0, 0)
        .map_err(|_| format!("\"{text}\" is the end of a day and no time of it; write 00:00"))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::Week;

    fn berlin(holidays: &[&str]) -> Hours {
        let holidays = holidays.iter().map(|day| day.parse().unwrap());
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        Hours::new(zone, Week::shipped(), holidays)
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// All moments between two instants, found one after the other.
    fn moments(rhythm: Rhythm, hours: &Hours, from: &str, to: &str) -> Vec<String> {
        let (mut now, to) = (at(from), at(to));
        let mut found = Vec::new();
        while let Some(next) = rhythm.next(now, hours).filter(|next| *next <= to) {
            found.push(next.to_string());
            now = next;
        }
        found
    }

    #[test]
    fn a_digest_comes_on_business_days_at_the_same_local_time_through_the_change_of_the_clock() {
        let rhythm = Rhythm::parse_daily("08:00").unwrap();
        let hours = berlin(&["2026-03-27"]);
        let found = moments(
            rhythm,
            &hours,
            "2026-03-26T00:00:00Z",
            "2026-03-31T00:00:00Z",
        );
        // Friday is a holiday, Saturday is worked, Sunday the clock jumps.
        let expected = [
            "2026-03-26T07:00:00Z",
            "2026-03-28T07:00:00Z",
            "2026-03-30T06:00:00Z",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_time_that_the_clock_jumps_over_is_the_jump_and_one_that_is_twice_is_once() {
        let hours = berlin(&[]);
        let rhythm = Rhythm::parse_weekly("sunday 02:30").unwrap();
        let found = moments(
            rhythm,
            &hours,
            "2026-03-27T00:00:00Z",
            "2026-03-31T00:00:00Z",
        );
        assert_eq!(found, ["2026-03-29T01:00:00Z"]);
        let found = moments(
            rhythm,
            &hours,
            "2026-10-23T00:00:00Z",
            "2026-10-27T00:00:00Z",
        );
        assert_eq!(found, ["2026-10-25T00:30:00Z"]);
    }

    #[test]
    fn what_is_to_be_settled_is_the_last_moment_and_of_days_only_todays() {
        let hours = berlin(&[]);
        let daily = Rhythm::parse_daily("8:00").unwrap();
        let weekly = Rhythm::parse_weekly("mon 08:00").unwrap();
        let monthly = Rhythm::parse_monthly("1 08:00").unwrap();
        let last =
            |rhythm: Rhythm, now: &str| rhythm.last(at(now), &hours).map(|at| at.to_string());
        let some = |text: &str| Some(text.to_owned());
        // Wednesday 4 March, before and after 8:00 in Berlin.
        assert_eq!(last(daily, "2026-03-04T06:59:59Z"), None);
        assert_eq!(
            last(daily, "2026-03-04T22:00:00Z"),
            some("2026-03-04T07:00:00Z")
        );
        assert_eq!(last(daily, "2026-03-08T12:00:00Z"), None, "a Sunday");
        assert_eq!(
            last(weekly, "2026-03-04T06:00:00Z"),
            some("2026-03-02T07:00:00Z")
        );
        assert_eq!(
            last(weekly, "2026-03-02T06:59:59Z"),
            some("2026-02-23T07:00:00Z")
        );
        assert_eq!(
            last(monthly, "2026-03-31T20:00:00Z"),
            some("2026-03-01T07:00:00Z")
        );
        assert_eq!(
            last(monthly, "2026-03-01T06:00:00Z"),
            some("2026-02-01T07:00:00Z")
        );
    }

    #[test]
    fn a_report_tells_of_whole_days_where_the_desk_is() {
        let hours = berlin(&[]);
        let period = |rhythm: Rhythm, moment: &str| {
            let (from, to) = rhythm.period(at(moment), &hours);
            (from.to_string(), to.to_string())
        };
        let weekly = Rhythm::parse_weekly("monday 08:00").unwrap();
        // The week in which the clock jumps has an hour less.
        assert_eq!(
            period(weekly, "2026-03-30T06:00:00Z"),
            ("2026-03-22T23:00:00Z".into(), "2026-03-29T22:00:00Z".into())
        );
        let monthly = Rhythm::parse_monthly("28 00:00").unwrap();
        assert_eq!(
            period(monthly, "2026-03-27T23:00:00Z"),
            ("2026-01-31T23:00:00Z".into(), "2026-02-28T23:00:00Z".into())
        );
    }

    #[test]
    fn what_is_no_rhythm_is_refused_with_what_to_write() {
        for text in ["8", "24:00", "8:60", ""] {
            assert!(Rhythm::parse_daily(text).is_err(), "{text}");
        }
        for text in ["08:00", "someday 08:00", "monday", "monday 25:00"] {
            assert!(Rhythm::parse_weekly(text).is_err(), "{text}");
        }
        for text in ["29 08:00", "0 08:00", "last 08:00", "1"] {
            assert!(Rhythm::parse_monthly(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_desk_that_never_opens_has_no_digest_and_the_search_ends() {
        let hours = Hours::new(TimeZone::UTC, Week::default(), []);
        let daily = Rhythm::parse_daily("8:00").unwrap();
        assert_eq!(daily.next(at("2026-03-04T06:00:00Z"), &hours), None);
    }
}
