//! Durations and sizes as they are written: a number and its unit, always with the unit.

use jiff::SignedDuration;
use serde::Deserialize;

/// A length of time: `30s`, `15m`, `4h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(pub SignedDuration);

impl Span {
    /// A number of hours.
    pub fn hours(hours: i64) -> Self {
        Self(SignedDuration::from_hours(hours))
    }
}

impl TryFrom<String> for Span {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("\"{text}\" is no length of time; write it as 30s, 15m, 4h or 7d");
        let (number, unit) = split(&text).ok_or_else(fault)?;
        let secs = match unit {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(fault()),
        };
        let total = i64::try_from(number)
            .ok()
            .and_then(|number| number.checked_mul(secs))
            .ok_or_else(fault)?;
        Ok(Self(SignedDuration::from_secs(total)))
    }
}

/// A size: `500KiB`, `25MiB`, `1GiB`, or a number of bytes with `B`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Octets(pub u64);

impl TryFrom<String> for Octets {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("\"{text}\" is no size; write it as 500KiB, 25MiB or 1GiB");
        let (number, unit) = split(&text).ok_or_else(fault)?;
        let each: u64 = match unit.to_ascii_lowercase().as_str() {
            "b" => 1,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            _ => return Err(fault()),
        };
        number.checked_mul(each).map(Self).ok_or_else(fault)
    }
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_its_unit() {
        let span = |text: &str| Span::try_from(text.to_owned()).map(|span| span.0.as_secs());
        assert_eq!(span("60s"), Ok(60));
        assert_eq!(span("7d"), Ok(604_800));
        for bad in [
            "60",
            "",
            "s",
            "-5m",
            "1.5h",
            "99999999999999999999d",
            "5 weeks",
        ] {
            assert!(span(bad).is_err(), "{bad}");
        }
        assert_eq!(Octets::try_from("25MiB".to_owned()), Ok(Octets(25 << 20)));
        assert!(Octets::try_from("25".to_owned()).is_err());
    }
}
