//! `[targets]`: how soon the desk promises to answer.

use jiff::SignedDuration;

use super::desk::signed;
use super::section::Section;
use super::value::parse_duration;
use crate::calendar::{Clock, Targets};
use crate::domain::Priority;

/// The word for what is not promised.
const NEVER: &str = "never";

pub(super) fn targets(root: &Section<'_>) -> Targets {
    let mut targets = Targets::default();
    let Some(section) = root.table("targets", "[targets]") else {
        return targets;
    };
    section.check_keys();
    for priority in Priority::ALL {
        let name = format!("[targets.{priority}]");
        let Some(section) = section.table(priority.word(), &name) else {
            continue;
        };
        section.check_keys();
        let target = targets.of_mut(priority);
        let answer = section.duration("answer", "1m", "365d");
        target.answer = answer.map_or(target.answer, signed);
        target.update = promised(&section, "update", target.update);
        target.resolve = promised(&section, "resolve", target.resolve);
        let clocks = [Clock::Business, Clock::Wall].map(|clock| (clock.word(), clock));
        target.clock = section.choice("clock", &clocks).unwrap_or(target.clock);
    }
    targets
}

/// A duration, or "never".
fn promised(
    section: &Section<'_>,
    key: &str,
    default: Option<SignedDuration>,
) -> Option<SignedDuration> {
    if !section.has(key) {
        return default;
    }
    section.read(key, |text| {
        if text == NEVER {
            return Ok(None);
        }
        let duration = parse_duration(text)?;
        if duration.as_secs() < 60 {
            return Err(format!(
                "\"{text}\" is less than a minute; write 1m or more"
            ));
        }
        Ok(Some(signed(duration)))
    })?
}
