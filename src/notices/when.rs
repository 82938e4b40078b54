//! A time in the facts of a notice: an instant until the mail is written, and then words in the language it is in.
//!
//! Which language speaks is known only when the template is: a mail that has none in the reader's language is said in
//! English as a whole, its times too.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use crate::calendar::shown_time_in;
use crate::domain::Tongue;

/// What marks a time among the facts. No fact of a notice is called so, and no sender names facts.
const MARK: &str = "$when";

/// A time for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When(pub Timestamp);

impl When {
    /// A time of the samples: of a day in March 2026, in the zone of the samples.
    pub(in crate::notices) fn sample(day: i8, hour: i8, minute: i8) -> Self {
        let civil = jiff::civil::date(2026, 3, day).at(hour, minute, 0, 0);
        Self(
            sample_zone()
                .to_timestamp(civil)
                .unwrap_or(Timestamp::UNIX_EPOCH),
        )
    }
}

/// The zone of the samples; it names itself, so that no table of zones is read.
pub(in crate::notices) fn sample_zone() -> TimeZone {
    TimeZone::posix("IST-5:30").unwrap_or(TimeZone::UTC)
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(MARK, &self.0)?;
        map.end()
    }
}

/// Writes every time among the facts out.
pub(in crate::notices) fn write_out(facts: &mut Value, zone: &TimeZone, tongue: &Tongue) {
    match facts {
        Value::Object(fields) => {
            let at = fields.get(MARK).and_then(Value::as_str);
            if let Some(at) = at.and_then(|at| at.parse().ok()) {
                *facts = Value::String(shown_time_in(at, zone, tongue));
                return;
            }
            for (_, field) in fields.iter_mut() {
                write_out(field, zone, tongue);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| write_out(item, zone, tongue)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_time_is_words_in_the_language_that_speaks() {
        let mut facts = json!({ "by": When::sample(3, 12, 0), "rows": [{ "due": When::sample(4, 9, 5) }], "none": null });
        write_out(&mut facts, &sample_zone(), Tongue::of("de"));
        assert_eq!(
            facts,
            json!({
                "by": "Dienstag, 3. März 2026, 12:00 Uhr (IST)",
                "rows": [{ "due": "Mittwoch, 4. März 2026, 09:05 Uhr (IST)" }],
                "none": null,
            })
        );
    }
}
