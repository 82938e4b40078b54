//! Times, durations and hours as a reader of mail sees them: always in the desk's zone, always with the zone named.
//!
//! English only; a template in another language takes the parts it needs from the instant itself.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::hours::Hours;
use super::week::{Window, day_word};

/// An instant for a reader: `Wed 4 Mar 2026, 12:40 (IST)`.
pub fn shown_time(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let name = local.strftime("%Z").to_string();
    // Zones without a name of their own are called by their offset.
    let name = if name.starts_with(['+', '-']) {
        format!("UTC{name}")
    } else {
        name
    };
    format!("{} ({name})", local.strftime("%a %-d %b %Y, %H:%M"))
}

/// A duration for a reader, in whole minutes, rounded up: `15 min`, `1 h`, `2 h 30 min`.
pub fn shown_duration(duration: SignedDuration) -> String {
    let secs = duration.unsigned_abs().as_secs();
    let minutes = secs.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The desk's hours in words: `Mon–Fri 10:00–17:40, Sat 09:30–13:30`. Days that follow each other with the same
/// windows are one span; several windows of a day are joined by "and".
pub fn shown_hours(hours: &Hours) -> String {
    let week = hours.week();
    if week.is_always() {
        return "around the clock".to_owned();
    }
    if week.is_empty() {
        return "closed".to_owned();
    }
    let mut spans: Vec<(Weekday, Weekday, &[Window])> = Vec::new();
    for day in Weekday::Monday.cycle_forward().take(7) {
        let windows = week.windows(day);
        match spans.last_mut() {
            Some((_, last, same)) if *same == windows => *last = day,
            _ => spans.push((day, day, windows)),
        }
    }
    let parts: Vec<String> = spans
        .iter()
        .filter(|(_, _, windows)| !windows.is_empty())
        .map(|(first, last, windows)| {
            let windows: Vec<String> = windows.iter().map(|window| span(*window)).collect();
            let days = if first == last {
                capital(*first)
            } else {
                format!("{}–{}", capital(*first), capital(*last))
            };
            format!("{days} {}", windows.join(" and "))
        })
        .collect();
    parts.join(", ")
}

fn span(window: Window) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(window.opens()), clock(window.closes()))
}

fn capital(day: Weekday) -> String {
    let mut letters = day_word(day).chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::week::{Week, parse_window};

    #[test]
    fn a_time_names_its_weekday_and_its_zone() {
        let at: Timestamp = "2026-03-04T07:10:00Z".parse().unwrap();
        let shown = |zone: &str| shown_time(at, &TimeZone::get(zone).unwrap());
        assert_eq!(shown("Asia/Kolkata"), "Wed 4 Mar 2026, 12:40 (IST)");
        assert_eq!(shown("Europe/Berlin"), "Wed 4 Mar 2026, 08:10 (CET)");
        assert_eq!(shown("America/Sao_Paulo"), "Wed 4 Mar 2026, 04:10 (UTC-03)");
    }

    #[test]
    fn a_duration_is_never_shown_shorter_than_it_is() {
        assert_eq!(shown_duration(SignedDuration::from_mins(15)), "15 min");
        assert_eq!(shown_duration(SignedDuration::from_hours(4)), "4 h");
        assert_eq!(shown_duration(SignedDuration::from_mins(150)), "2 h 30 min");
        assert_eq!(shown_duration(SignedDuration::from_secs(61)), "2 min");
    }

    #[test]
    fn hours_are_told_in_spans_of_days() {
        assert_eq!(
            shown_hours(&Hours::shipped(TimeZone::UTC)),
            "Mon–Fri 10:00–17:40, Sat 09:30–13:30"
        );
        assert_eq!(
            shown_hours(&Hours::always(TimeZone::UTC)),
            "around the clock"
        );
        let mut week = Week::default();
        for text in ["14:00-18:00", "09:00-12:30"] {
            week.open(Weekday::Wednesday, parse_window(text).unwrap())
                .unwrap();
        }
        assert_eq!(
            shown_hours(&Hours::new(TimeZone::UTC, week, [])),
            "Wed 09:00–12:30 and 14:00–18:00"
        );
    }
}
