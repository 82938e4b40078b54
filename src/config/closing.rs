//! `[closing]`: how a ticket ends, and what comes after that.

use jiff::SignedDuration;

use super::desk::{business_days, signed};
use super::people::named;
use super::section::Section;
use super::settings::ClosingSettings;
use super::value::parse_duration;
use crate::domain::{Named, Roster};

/// The word for what never happens.
const NEVER: &str = "never";
/// The shortest and the longest time after a closing that something is done.
const LATER: [u64; 2] = [3600, 3650 * 24 * 3600];

pub(super) fn closing(root: &Section<'_>) -> ClosingSettings {
    let mut closing = ClosingSettings {
        confirm_days: 3,
        wait_days: 10,
        asks_rating: true,
        follow_up_after: Some(SignedDuration::from_hours(7 * 24)),
        // Whoever counts the lines of `list` finds what was there; a desk says itself when its lists are too long.
        archive_after: None,
        reopen_window: SignedDuration::from_hours(7 * 24),
    };
    if let Some(section) = root.table("closing", "[closing]") {
        section.check_keys();
        let days = |key| section.read(key, business_days);
        closing.confirm_days = days("confirm-after").unwrap_or(closing.confirm_days);
        closing.wait_days = days("wait-at-most").unwrap_or(closing.wait_days);
        closing.asks_rating = section.flag("ask-rating").unwrap_or(closing.asks_rating);
        closing.follow_up_after = or_never(&section, "follow-up-after", closing.follow_up_after);
        closing.archive_after = or_never(&section, "archive-after", closing.archive_after);
        let window = section.duration("reopen-window", "0s", "365d");
        closing.reopen_window = window.map_or(closing.reopen_window, signed);
    }
    closing
}

/// Who gets the service record of each ticket that is closed.
pub(super) fn record_to(root: &Section<'_>, roster: &Roster) -> Vec<Named> {
    let closing = root.table("closing", "[closing]");
    closing.map_or_else(Vec::new, |section| named(&section, "record-to", roster))
}

/// A time after closing, or "never".
fn or_never(
    section: &Section<'_>,
    key: &str,
    default: Option<SignedDuration>,
) -> Option<SignedDuration> {
    if !section.has(key) {
        return default;
    }
    let time = section.read(key, |text| {
        if text == NEVER {
            return Ok(None);
        }
        let time = parse_duration(text).map_err(|why| format!("{why}, or \"{NEVER}\""))?;
        let [least, most] = LATER;
        if !(least..=most).contains(&time.as_secs()) {
            return Err(format!(
                "\"{text}\" is not between 1h and 3650d; write one that is, or \"{NEVER}\""
            ));
        }
        Ok(Some(signed(time)))
    });
    time.flatten()
}
