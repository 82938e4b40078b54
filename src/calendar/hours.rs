//! Business hours: the desk's week in its time zone, less its holidays, and arithmetic on them.
//!
//! A window is a stretch of the local clock. Where the clock jumps forward over its edge, the edge is the jump
//! itself; where an hour happens twice, an edge within it is its first occurrence. So two windows that touch on
//! paper touch in time, and a day loses or gains the hour that it really lost or gained.
//!
//! All loops go from day to day and end: after [`CLOSED_DAYS_MAX`] closed days in a row, or [`DAYS_MAX`] in all, the
//! wall clock is taken instead. A desk without any open minute is refused by the configuration; this is the second
//! wall.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::week::Week;

/// Closed days in a row after which a search gives up: ten years. No desk plans further ahead.
pub const CLOSED_DAYS_MAX: u32 = 3_653;
/// Days that one calculation walks through at most: a hundred years, some 20 ms.
pub const DAYS_MAX: u32 = 36_525;

/// When the desk works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    zone: TimeZone,
    week: Week,
    holidays: BTreeSet<Date>,
}

impl Hours {
    /// Hours from a week, in a zone, closed on the holidays.
    pub fn new(zone: TimeZone, week: Week, holidays: impl IntoIterator<Item = Date>) -> Self {
        Self {
            zone,
            week,
            holidays: holidays.into_iter().collect(),
        }
    }

    /// Open at every instant.
    pub fn always(zone: TimeZone) -> Self {
        Self::new(zone, Week::always(), [])
    }

    /// The support hours of the procedure (S0.1), without holidays.
    pub fn shipped(zone: TimeZone) -> Self {
        Self::new(zone, Week::shipped(), [])
    }

    /// The desk's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The desk's week.
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// Whether the desk works at this instant. The closing minute itself is closed.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.stretches(self.date(at))
            .any(|(opens, closes)| opens <= at && at < closes)
    }

    /// Whether the desk works on this day at all.
    pub fn is_business_day(&self, date: Date) -> bool {
        self.stretches(date).next().is_some()
    }

    /// The instant at which `business` of open time has gone by since `from`. Time that ends exactly at closing is
    /// due at closing, not at the next opening. None or less gives [`Self::next_open`].
    pub fn add(&self, from: Timestamp, business: SignedDuration) -> Timestamp {
        let mut left = business.max(SignedDuration::ZERO);
        for (opens, closes) in self.open_after(from) {
            let open = opens.duration_until(closes);
            if left <= open {
                return after(opens, left);
            }
            left = left.saturating_sub(open);
        }
        after(from, business)
    }

    /// Open time between two instants, zero when `to` is not after `from`. At most [`DAYS_MAX`] days are counted.
    pub fn elapsed(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.open_after(from)
            .take_while(|(opens, _)| *opens < to)
            .fold(SignedDuration::ZERO, |sum, (opens, closes)| {
                sum.saturating_add(opens.duration_until(closes.min(to)))
            })
    }

    /// The open stretches between two instants, the first and the last cut to them. At most [`DAYS_MAX`] days are looked at.
    pub fn open_between(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        self.open_after(from)
            .take_while(|(opens, _)| *opens < to)
            .map(|(opens, closes)| (opens, closes.min(to)))
            .collect()
    }

    /// `days` business days later: the day of `from` is not counted, closed days are not, and the time of day stays
    /// as it is, moved into that day's hours where it lies before its opening or after its closing. So Friday 18:30
    /// and one business day is Saturday's closing where Saturday is worked. None gives [`Self::next_open`].
    pub fn add_days(&self, from: Timestamp, days: u32) -> Timestamp {
        if days == 0 {
            return self.next_open(from);
        }
        let local = self.zone.to_datetime(from);
        let wanted = usize::try_from(days)
            .unwrap_or(usize::MAX)
            .saturating_sub(1);
        let day = self
            .business_days(local.date())
            .filter(|day| *day > local.date())
            .nth(wanted);
        let Some(day) = day else {
            return after(from, SignedDuration::from_hours(24 * i64::from(days)));
        };
        let at = self.instant(day.to_datetime(local.time()));
        match (self.stretches(day).next(), self.stretches(day).last()) {
            (Some((opens, _)), Some((_, closes))) => at.clamp(opens, closes),
            _ => at,
        }
    }

    /// The first instant, from `at` on, at which the desk works: `at` itself when it is open.
    pub fn next_open(&self, at: Timestamp) -> Timestamp {
        self.open_after(at).next().map_or(at, |(opens, _)| opens)
    }

    /// When work ends today: the closing of the last window of the day of `at`; after it, or on a closed day, that of
    /// the next business day.
    pub fn end_of_day(&self, at: Timestamp) -> Timestamp {
        self.business_days(self.date(at))
            .filter_map(|day| self.stretches(day).last())
            .map(|(_, closes)| closes)
            .find(|closes| *closes > at)
            .unwrap_or(at)
    }

    /// When work ends on this day, or on the first business day after it.
    pub fn end_of(&self, date: Date) -> Timestamp {
        self.business_days(date)
            .find_map(|day| self.stretches(day).last())
            .map_or_else(
                || self.instant(date.to_datetime(Time::midnight())),
                |(_, closes)| closes,
            )
    }

    /// The instant of a local date and time. A time that the clock jumps over is the jump; one that happens twice is
    /// its first occurrence.
    pub fn instant(&self, local: DateTime) -> Timestamp {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let edge = match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => ambiguous.earlier().ok().and_then(|before| {
                let jump = self.zone.following(before).next()?;
                Some(jump.timestamp())
            }),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => None,
        };
        edge.or_else(|| ambiguous.compatible().ok())
            .unwrap_or(Timestamp::MAX)
    }

    /// The local day of an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The open stretches of a day, earliest first; none on a holiday.
    fn stretches(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let windows = if self.holidays.contains(&date) {
            &[]
        } else {
            self.week.windows(date.weekday())
        };
        windows
            .iter()
            .map(move |window| {
                (
                    self.instant(minute_of(date, window.opens())),
                    self.instant(minute_of(date, window.closes())),
                )
            })
            .filter(|(opens, closes)| opens < closes)
    }

    /// Open stretches from an instant on, the first one cut to begin there. Ends as the module says.
    fn open_after(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.business_days(self.date(from))
            .flat_map(|day| self.stretches(day))
            .filter(move |(_, closes)| *closes > from)
            .map(move |(opens, closes)| (opens.max(from), closes))
    }

    /// Business days from a day on, that day included. Ends as the module says.
    fn business_days(&self, from: Date) -> impl Iterator<Item = Date> {
        let mut closed = 0_u32;
        std::iter::successors(Some(from), |day| day.tomorrow().ok())
            .zip(0..DAYS_MAX)
            .map(|(day, _)| (day, self.is_business_day(day)))
            .take_while(move |(_, is_open)| {
                closed = if *is_open { 0 } else { closed + 1 };
                closed <= CLOSED_DAYS_MAX
            })
            .filter_map(|(day, is_open)| is_open.then_some(day))
    }
}

/// `at` and a duration of the wall clock, held at the ends of time.
pub fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// A minute of a day as local time; the 1440th is midnight of the next.
fn minute_of(date: Date, minute: u16) -> DateTime {
    let time = |hour: u16| {
        let hour = i8::try_from(hour).unwrap_or(0);
        let minute = i8::try_from(minute % 60).unwrap_or(0);
        Time::new(hour, minute, 0, 0).unwrap_or(Time::midnight())
    };
    match minute / 60 {
        24 => date
            .tomorrow()
            .map_or(DateTime::MAX, |next| next.to_datetime(Time::midnight())),
        hour => date.to_datetime(time(hour)),
    }
}

#[cfg(test)]
mod tests;
