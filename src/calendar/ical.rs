//! Holidays from an iCalendar file (RFC 5545), as public offices and calendar programs give them out.
//!
//! Of each event only the whole days count: `DTSTART` and `DTEND` (which is not part of it) or `DURATION` in days, and
//! a plain yearly repetition. Anything that would need more of the standard is a fault with its line, since a
//! holiday that is silently left out becomes a broken promise.

use jiff::ToSpan;
use jiff::civil::Date;

/// Longest file read, in bytes; a century of holidays is a tenth of it.
pub const FILE_BYTES_MAX: usize = 1 << 20;
/// Days of one event at most; longer ones are a mistake in the file.
const EVENT_DAYS_MAX: i32 = 366;
/// How often a yearly event is repeated at most, where the file sets no end.
const YEARS_MAX: i64 = 100;

/// Reads the days of all events. The error is a clause with the line number.
pub fn parse_holidays(text: &str) -> Result<Vec<Date>, String> {
    if text.len() > FILE_BYTES_MAX {
        return Err("it is larger than 1 MiB".to_owned());
    }
    if !text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with("BEGIN:VCALENDAR")
    {
        return Err("it does not begin with BEGIN:VCALENDAR".to_owned());
    }
    let mut days = Vec::new();
    let mut event: Option<Event> = None;
    for (number, line) in unfold(text) {
        let fault = |why: String| format!("line {number}: {why}");
        let (name, value) = line.split_once(':').unwrap_or((line.as_str(), ""));
        let name = name.split(';').next().unwrap_or("").to_ascii_uppercase();
        match (name.as_str(), event.as_mut()) {
            ("BEGIN", _) if value.eq_ignore_ascii_case("VEVENT") => event = Some(Event::default()),
            ("END", Some(open)) if value.eq_ignore_ascii_case("VEVENT") => {
                days.extend(open.days().map_err(fault)?);
                event = None;
            }
            ("DTSTART", Some(open)) => open.start = Some(read_date(value).map_err(fault)?),
            ("DTEND", Some(open)) => open.end = Some(read_date(value).map_err(fault)?),
            ("DURATION", Some(open)) => open.length = Some(read_length(value).map_err(fault)?),
            ("RRULE", Some(open)) => open.repeat = Some(read_repeat(value).map_err(fault)?),
            ("RDATE" | "EXDATE" | "EXRULE", Some(_)) => {
                return Err(fault(format!(
                    "{name} is not supported; list each day as an event"
                )));
            }
            _ => {}
        }
    }
    if event.is_some() {
        return Err("the last event has no END:VEVENT".to_owned());
    }
    Ok(days)
}

#[derive(Default)]
struct Event {
    start: Option<Date>,
    end: Option<Date>,
    length: Option<i32>,
    repeat: Option<Repeat>,
}

struct Repeat {
    count: i64,
    until: Date,
}

impl Event {
    fn days(&self) -> Result<Vec<Date>, String> {
        let start = self.start.ok_or("the event has no DTSTART")?;
        let length = match (self.end, self.length) {
            (Some(end), _) => (end - start).get_days(),
            (None, Some(length)) => length,
            (None, None) => 1,
        };
        // An event of some hours has its end on the same day.
        let length = length.max(1);
        if length > EVENT_DAYS_MAX {
            return Err(format!("the event lasts {length} days, more than a year"));
        }
        let (count, until) = self
            .repeat
            .as_ref()
            .map_or((1, Date::MAX), |repeat| (repeat.count, repeat.until));
        let mut days = Vec::new();
        for year in 0..count {
            let Ok(first) = start.checked_add(year.years()) else {
                break;
            };
            if first > until {
                break;
            }
            // A 29 February is not moved to the 28th (RFC 5545 §3.3.10: invalid dates are left out).
            if first.day() == start.day() {
                days.extend((0..length).filter_map(|day| first.checked_add(day.days()).ok()));
            }
        }
        Ok(days)
    }
}

fn read_date(value: &str) -> Result<Date, String> {
    let digits = value
        .get(..8)
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    digits
        .and_then(|text| Date::strptime("%Y%m%d", text).ok())
        .ok_or_else(|| format!("\"{}\" is no date", value.trim()))
}

fn read_length(value: &str) -> Result<i32, String> {
    let number = |unit: char| {
        value
            .strip_prefix('P')?
            .strip_suffix(unit)?
            .parse::<i32>()
            .ok()
    };
    number('D')
        .or_else(|| number('W').and_then(|weeks| weeks.checked_mul(7)))
        .ok_or_else(|| format!("the DURATION \"{}\" is not in days", value.trim()))
}

fn read_repeat(value: &str) -> Result<Repeat, String> {
    let mut repeat = Repeat {
        count: YEARS_MAX,
        until: Date::MAX,
    };
    for part in value.split(';') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match (key.to_ascii_uppercase().as_str(), value) {
            ("FREQ", "YEARLY") | ("INTERVAL", "1") | ("WKST", _) => {}
            ("COUNT", count) => {
                repeat.count = count.parse().unwrap_or(0).clamp(0, YEARS_MAX);
            }
            ("UNTIL", until) => repeat.until = read_date(until)?,
            _ => {
                return Err(format!(
                    "the repetition {part} is not supported, only a plain yearly one; list each day as an event"
                ));
            }
        }
    }
    Ok(repeat)
}

/// Lines with their numbers, continued ones put together (RFC 5545 §3.1).
fn unfold(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, last))) => last.push_str(more),
            _ => lines.push((index + 1, line.trim_start_matches('\u{feff}').to_owned())),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn calendar(event: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    #[test]
    fn an_event_of_several_days_closes_each_of_them() {
        let text = calendar(
            "SUMMARY:Year's\r\n  end\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227",
        );
        assert_eq!(
            parse_holidays(&text).unwrap(),
            [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)]
        );
    }

    #[test]
    fn a_yearly_event_returns_each_year() {
        let text = calendar("DTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY;UNTIL=20220501");
        assert_eq!(
            parse_holidays(&text).unwrap(),
            [date(2020, 5, 1), date(2021, 5, 1), date(2022, 5, 1)]
        );
        let text = calendar("DTSTART:20200229\r\nRRULE:FREQ=YEARLY");
        assert!(
            parse_holidays(&text)
                .unwrap()
                .iter()
                .all(|day| day.day() == 29)
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (event, why) in [
            ("DTSTART:2026", "line 4: \"2026\" is no date"),
            (
                "RRULE:FREQ=WEEKLY",
                "line 4: the repetition FREQ=WEEKLY is not supported",
            ),
            ("SUMMARY:x", "line 5: the event has no DTSTART"),
            (
                "DTSTART:20260101\r\nEXDATE:20270101",
                "line 5: EXDATE is not supported",
            ),
        ] {
            let fault = parse_holidays(&calendar(event)).unwrap_err();
            assert!(fault.starts_with(why), "{fault}");
        }
        assert!(
            parse_holidays("<html>")
                .unwrap_err()
                .contains("BEGIN:VCALENDAR")
        );
    }
}
