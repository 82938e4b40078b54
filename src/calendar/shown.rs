//! Times, durations and hours as a reader of mail sees them: always in the desk's zone, always with the zone named.
//!
//! English where nothing else is said; the words and the order of a date in another language are those of its
//! [`Tongue`]. The clock has 24 hours everywhere.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::hours::Hours;
use super::week::Window;
use crate::domain::Tongue;

/// An instant for a reader of English: `Wed 4 Mar 2026, 12:40 (IST)`.
pub fn shown_time(at: Timestamp, zone: &TimeZone) -> String {
    shown_time_in(at, zone, Tongue::english())
}

/// An instant in a reader's own way: `Mittwoch, 4. März 2026, 12:40 Uhr (IST)`.
pub fn shown_time_in(at: Timestamp, zone: &TimeZone, tongue: &Tongue) -> String {
    let local = at.to_zoned(zone.clone());
    let name = local.strftime("%Z").to_string();
    // Zones without a name of their own are called by their offset.
    let name = if name.starts_with(['+', '-']) {
        format!("UTC{name}")
    } else {
        name
    };
    let day = match local.day() {
        1 => tongue.first.to_owned(),
        day => day.to_string(),
    };
    let month = usize::try_from(local.month() - 1).ok();
    let month = month.and_then(|month| tongue.months.get(month));
    tongue
        .time
        .replace("{weekday}", day_word(local.weekday(), &tongue.days))
        .replace("{day}", &day)
        .replace("{month}", month.copied().unwrap_or_default())
        .replace("{year}", &local.year().to_string())
        .replace("{clock}", &local.strftime(tongue.clock).to_string())
        .replace("{zone}", &name)
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
    shown_hours_in(hours, Tongue::english())
}

/// The same in another language.
pub fn shown_hours_in(hours: &Hours, tongue: &Tongue) -> String {
    let week = hours.week();
    if week.is_always() {
        return tongue.always.to_owned();
    }
    if week.is_empty() {
        return tongue.never.to_owned();
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
            let windows: Vec<String> = windows.iter().map(|window| span(*window, tongue)).collect();
            let days = if first == last {
                day_word(*first, &tongue.weekdays).to_owned()
            } else {
                format!(
                    "{}–{}",
                    day_word(*first, &tongue.weekdays),
                    day_word(*last, &tongue.weekdays)
                )
            };
            format!("{days} {}", windows.join(&format!(" {} ", tongue.and)))
        })
        .collect();
    parts.join(", ")
}

fn span(window: Window, tongue: &Tongue) -> String {
    // A window may end at 24:00, which is no time of a clock.
    let clock = |minute: u16| {
        let time = i8::try_from(minute / 60)
            .ok()
            .zip(i8::try_from(minute % 60).ok())
            .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
        time.map_or_else(
            || format!("{:02}:{:02}", minute / 60, minute % 60),
            |time| time.strftime(tongue.clock).to_string(),
        )
    };
    format!("{}–{}", clock(window.opens()), clock(window.closes()))
}

fn day_word(day: Weekday, words: &[&'static str; 7]) -> &'static str {
    let index = usize::try_from(day.to_monday_zero_offset()).ok();
    index
        .and_then(|index| words.get(index))
        .copied()
        .unwrap_or_default()
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
    fn a_time_is_told_in_the_readers_way() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let shown = |at: &str, language: &str| {
            shown_time_in(at.parse().unwrap(), &zone, Tongue::of(language))
        };
        let (fourth, first) = ("2026-03-04T07:10:00Z", "2026-06-01T18:29:00Z");
        assert_eq!(shown(fourth, "en"), "Wed 4 Mar 2026, 12:40 (IST)");
        assert_eq!(
            shown(fourth, "de"),
            "Mittwoch, 4. März 2026, 12:40 Uhr (IST)"
        );
        assert_eq!(
            shown(first, "de-AT"),
            "Montag, 1. Juni 2026, 23:59 Uhr (IST)"
        );
        assert_eq!(
            shown(fourth, "fr"),
            "mercredi 4 mars 2026 à 12\u{a0}h\u{a0}40 (IST)"
        );
        assert_eq!(
            shown(first, "fr"),
            "lundi 1er juin 2026 à 23\u{a0}h\u{a0}59 (IST)"
        );
        assert_eq!(
            shown(fourth, "es"),
            "miércoles, 4 de marzo de 2026, 12:40 (IST)"
        );
        assert_eq!(shown(fourth, "hi"), "बुधवार, 4 मार्च 2026, 12:40 (IST)");
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
        assert_eq!(
            shown_hours_in(&Hours::shipped(TimeZone::UTC), Tongue::of("de")),
            "Mo.–Fr. 10:00–17:40, Sa. 09:30–13:30"
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
