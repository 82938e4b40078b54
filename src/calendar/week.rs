//! The desk's week: which windows are open on which weekday, and how a configuration writes them.
//!
//! A window lies within one day. One that goes past midnight is written as two, so that "Saturday" means the same
//! day to the window, to the holiday and to the reader.

use jiff::civil::Weekday;

/// Minutes of a day; the end of a window that lasts until midnight.
pub const DAY_MINUTES: u16 = 24 * 60;

/// A stretch of one day, in minutes of the local clock since midnight. The end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    opens: u16,
    closes: u16,
}

impl Window {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self {
        opens: 0,
        closes: DAY_MINUTES,
    };

    /// A window; `None` unless `opens < closes <= 1440`.
    pub fn new(opens: u16, closes: u16) -> Option<Self> {
        (opens < closes && closes <= DAY_MINUTES).then_some(Self { opens, closes })
    }

    /// The minute of the day it opens at, 0 to 1439.
    pub fn opens(self) -> u16 {
        self.opens
    }

    /// The minute of the day it closes at, 1 to 1440.
    pub fn closes(self) -> u16 {
        self.closes
    }
}

/// The windows of each weekday, in order of time and without overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    days: [Vec<Window>; 7],
}

impl Week {
    /// Open around the clock.
    pub fn always() -> Self {
        Self {
            days: std::array::from_fn(|_| vec![Window::WHOLE_DAY]),
        }
    }

    /// The support hours of the procedure (S0.1): Mon–Fri 10:00–17:40, Sat 09:30–13:30.
    pub fn shipped() -> Self {
        let minutes = |hour: u16, minute: u16| hour * 60 + minute;
        let weekday = Window {
            opens: minutes(10, 0),
            closes: minutes(17, 40),
        };
        let saturday = Window {
            opens: minutes(9, 30),
            closes: minutes(13, 30),
        };
        let mut days: [Vec<Window>; 7] = std::array::from_fn(|_| vec![weekday]);
        let [.., sixth, seventh] = &mut days;
        *sixth = vec![saturday];
        seventh.clear();
        Self { days }
    }

    /// Opens a day for one more window. The error is a clause: the window overlaps one that is there.
    pub fn open(&mut self, day: Weekday, window: Window) -> Result<(), String> {
        let Some(windows) = self.days.get_mut(index(day)) else {
            return Ok(());
        };
        if let Some(other) = windows
            .iter()
            .find(|other| window.opens < other.closes && other.opens < window.closes)
        {
            return Err(format!(
                "{} overlaps {} on {}",
                shown_window(window),
                shown_window(*other),
                day_word(day)
            ));
        }
        windows.push(window);
        windows.sort_unstable();
        Ok(())
    }

    /// The windows of a weekday, earliest first; empty when it is closed.
    pub fn windows(&self, day: Weekday) -> &[Window] {
        self.days.get(index(day)).map_or(&[], Vec::as_slice)
    }

    /// Whether there is no window at all.
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// Whether no minute is closed.
    pub fn is_always(&self) -> bool {
        *self == Self::always()
    }
}

fn index(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

/// The weekdays, Monday first, by their short word.
const DAYS: [(&str, &str, Weekday); 7] = [
    ("mon", "monday", Weekday::Monday),
    ("tue", "tuesday", Weekday::Tuesday),
    ("wed", "wednesday", Weekday::Wednesday),
    ("thu", "thursday", Weekday::Thursday),
    ("fri", "friday", Weekday::Friday),
    ("sat", "saturday", Weekday::Saturday),
    ("sun", "sunday", Weekday::Sunday),
];

/// The short word of a weekday: `mon`.
pub fn day_word(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(_, _, known)| *known == day)
        .map_or("", |(word, _, _)| word)
}

/// Reads a weekday, `mon` or `monday`, without regard to case.
pub fn parse_day(text: &str) -> Option<Weekday> {
    let text = text.to_ascii_lowercase();
    DAYS.iter()
        .find(|(short, long, _)| text == *short || text == *long)
        .map(|(_, _, day)| *day)
}

/// Reads the key of a line of hours: `sat`, or a span `mon-fri`, which may go over the week's end (`sat-mon`).
/// The error is a clause.
pub fn parse_days(text: &str) -> Result<Vec<Weekday>, String> {
    let read = |word: &str| {
        parse_day(word.trim()).ok_or_else(|| {
            format!(
                "\"{}\" is no weekday; write mon, tue, wed, thu, fri, sat or sun",
                word.trim()
            )
        })
    };
    let Some((first, last)) = text.split_once('-') else {
        return Ok(vec![read(text)?]);
    };
    let (first, last) = (read(first)?, read(last)?);
    let mut days = vec![first];
    let mut day = first;
    while day != last {
        day = day.next();
        days.push(day);
    }
    Ok(days)
}

/// Reads a window of local time, `10:00-17:40`; `24:00` is the end of the day. The error is a clause.
pub fn parse_window(text: &str) -> Result<Window, String> {
    let (opens, closes) = text
        .split_once(['-', '–'])
        .ok_or_else(|| format!("\"{text}\" is no window; write it as \"10:00-17:40\""))?;
    let opens = parse_minute(opens.trim())?;
    let closes = parse_minute(closes.trim())?;
    Window::new(opens, closes).ok_or_else(|| {
        format!(
            "\"{text}\" ends before it begins; a window past midnight is written as two, one on each day"
        )
    })
}

/// Reads `9:00` or `09:00` up to `24:00` as a minute of the day. The error is a clause.
pub fn parse_minute(text: &str) -> Result<u16, String> {
    let fault = || format!("\"{text}\" is no time of day; write it as 09:30");
    let (hour, minute) = text.split_once(':').ok_or_else(fault)?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return Err(fault());
    }
    let hour: u16 = hour.parse().map_err(|_| fault())?;
    let minute: u16 = minute.parse().map_err(|_| fault())?;
    let sum = hour * 60 + minute;
    (minute < 60 && sum <= DAY_MINUTES)
        .then_some(sum)
        .ok_or_else(fault)
}

/// A window as it is written: `10:00-17:40`.
pub fn shown_window(window: Window) -> String {
    format!(
        "{:02}:{:02}-{:02}:{:02}",
        window.opens / 60,
        window.opens % 60,
        window.closes / 60,
        window.closes % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_as_people_write_them() {
        assert_eq!(
            parse_window("10:00-17:40").unwrap(),
            Window::new(600, 1060).unwrap()
        );
        assert_eq!(
            parse_window(" 9:30 - 13:30 ").unwrap(),
            Window::new(570, 810).unwrap()
        );
        assert_eq!(parse_window("00:00-24:00").unwrap(), Window::WHOLE_DAY);
    }

    #[test]
    fn a_bad_window_is_told_what_is_wrong_with_it() {
        for (text, word) in [
            ("10-17", "no time of day"),
            ("10:00", "no window"),
            ("22:00-06:00", "past midnight"),
            ("10:00-10:00", "ends before"),
            ("10:60-11:00", "no time of day"),
            ("10:00-24:01", "no time of day"),
            ("+9:00-11:00", "no time of day"),
            ("", "no window"),
        ] {
            let fault = parse_window(text).unwrap_err();
            assert!(fault.contains(word), "{text:?}: {fault}");
        }
    }

    #[test]
    fn a_span_of_days_may_go_over_the_weekend() {
        assert_eq!(parse_days("mon-fri").unwrap().len(), 5);
        assert_eq!(parse_days("sat-mon").unwrap().len(), 3);
        assert_eq!(parse_days("Sat").unwrap(), [Weekday::Saturday]);
        assert_eq!(parse_days("mon-sun").unwrap().len(), 7);
        assert!(
            parse_days("mo-fr")
                .unwrap_err()
                .contains("\"mo\" is no weekday")
        );
    }

    #[test]
    fn overlapping_windows_are_refused_and_touching_ones_are_not() {
        let mut week = Week::default();
        week.open(Weekday::Monday, parse_window("13:00-17:00").unwrap())
            .unwrap();
        week.open(Weekday::Monday, parse_window("09:00-13:00").unwrap())
            .unwrap();
        let fault = week.open(Weekday::Monday, parse_window("12:00-14:00").unwrap());
        assert!(fault.unwrap_err().contains("overlaps"));
        assert_eq!(week.windows(Weekday::Monday).first().unwrap().opens(), 540);
    }

    #[test]
    fn the_shipped_week_is_the_procedure_s() {
        let week = Week::shipped();
        assert_eq!(
            shown_window(week.windows(Weekday::Friday)[0]),
            "10:00-17:40"
        );
        assert_eq!(
            shown_window(week.windows(Weekday::Saturday)[0]),
            "09:30-13:30"
        );
        assert!(week.windows(Weekday::Sunday).is_empty());
        assert!(!week.is_always() && !week.is_empty() && Week::always().is_always());
    }
}
