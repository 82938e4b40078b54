//! Values that are written as text: durations, sizes, addresses.

use std::path::PathBuf;
use std::time::Duration;

use super::section::{At, Section, hint};
use crate::domain::Address;

/// Reads a duration: `60s`, `15m`, `4h`, `3d`, `1h30m`. The error is a clause.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let fault = || format!("\"{text}\" is no duration; write it as 60s, 15m, 4h or 3d");
    let mut secs = 0_u64;
    let mut left = text.trim();
    if left.is_empty() {
        return Err(fault());
    }
    while !left.is_empty() {
        let digits = left.find(|c: char| !c.is_ascii_digit()).ok_or_else(fault)?;
        let (number, rest) = left.split_at_checked(digits).ok_or_else(fault)?;
        let number: u64 = number.parse().map_err(|_| fault())?;
        let unit = match rest.chars().next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(fault()),
        };
        secs = number
            .checked_mul(unit)
            .and_then(|more| secs.checked_add(more))
            .ok_or_else(fault)?;
        left = rest.get(1..).unwrap_or("");
    }
    Ok(Duration::from_secs(secs))
}

/// Reads a size in bytes: `25MiB`, `500 kB`. The error is a clause.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let fault = || format!("\"{text}\" is no size; write it as 25MiB");
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).ok_or_else(fault)?;
    let number: u64 = number.parse().map_err(|_| fault())?;
    let unit = match unit.trim() {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(fault()),
    };
    number.checked_mul(unit).ok_or_else(fault)
}

impl<'a> Section<'a> {
    /// A text read by a function whose error is a clause.
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key)?;
        read(text.value)
            .map_err(|why| self.note_at(&text.span, format!("{}: {why}", self.place(key))))
            .ok()
    }

    /// A duration within bounds, which are given as they are written.
    pub(super) fn duration(&self, key: &str, least: &str, most: &str) -> Option<Duration> {
        let bound = |text| parse_duration(text).unwrap_or_default();
        self.read(key, |text| {
            let duration = parse_duration(text)?;
            if duration < bound(least) || duration > bound(most) {
                return Err(format!(
                    "\"{text}\" is not between {least} and {most}; write one that is"
                ));
            }
            Ok(duration)
        })
    }

    /// One of several words.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        self.read(key, |text| {
            let found = choices.iter().find(|(word, _)| *word == text);
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            found
                .map(|(_, value)| *value)
                .ok_or_else(|| format!("\"{text}\" is not known{}", hint(text, &words)))
        })
    }

    /// An address that must be there.
    pub(super) fn address(&self, key: &str) -> Option<At<Address>> {
        let text = self.needed(key)?;
        self.parse_address(key, text.value, &text.span)
    }

    /// Addresses in a list; none where the key is absent.
    pub(super) fn addresses(&self, key: &str) -> Vec<Address> {
        let texts = self.texts(key).unwrap_or_default();
        texts
            .iter()
            .filter_map(|text| self.parse_address(key, &text.value, &text.span))
            .map(|address| address.value)
            .collect()
    }

    fn parse_address(
        &self,
        key: &str,
        text: &str,
        span: &std::ops::Range<usize>,
    ) -> Option<At<Address>> {
        match Address::parse(text) {
            Ok(value) => Some(At {
                value,
                span: span.clone(),
            }),
            Err(why) => {
                let what = format!("{}: \"{text}\" is not an address: {why}", self.place(key));
                self.note_at(span, what);
                None
            }
        }
    }

    /// A path, relative to the file's folder.
    pub(super) fn path(&self, key: &str, reader: &super::Reader) -> Option<PathBuf> {
        let text = self.text(key)?;
        if text.value.is_empty() {
            self.note_at(
                &text.span,
                format!(
                    "{} is empty; write a value, or take the key out",
                    self.place(key)
                ),
            );
            return None;
        }
        Some(reader.path(text.value))
    }

    /// A name for use in commands, folders and logs: letters, digits, `-`, `_` and `.`, at most 40.
    pub(super) fn name(&self, key: &str) -> Option<At<&'a str>> {
        let text = self.needed(key)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if text.value.len() <= 40
            && text.value.chars().all(fits)
            && text.value.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return Some(text);
        }
        let what = format!(
            "{}: \"{}\" is no name; it has letters, digits, \"-\", \"_\" and \".\", at most 40, and begins with one of the first two",
            self.place(key),
            text.value.escape_debug()
        );
        self.note_at(&text.span, what);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_read_with_their_units_and_not_without() {
        assert_eq!(parse_duration("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse_duration("60s"), Ok(Duration::from_mins(1)));
        assert_eq!(parse_size("25MiB"), Ok(25 << 20));
        assert_eq!(parse_size("500 kB"), Ok(500_000));
        for text in [
            "",
            "60",
            "s",
            "1.5h",
            "-1h",
            "99999999999999999999s",
            "9999999999999999999d",
            "1ä",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        for text in ["", "25", "MiB", "25mib", "-1MB", "99999999999999999GiB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
