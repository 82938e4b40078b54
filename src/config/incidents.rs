//! `[incidents]`: when many alike reports are taken for one trouble.

use jiff::SignedDuration;

use super::section::Section;
use crate::domain::Priority;
use crate::engine::incident::{Incidents, Mode};

pub(super) fn incidents(root: &Section<'_>) -> Incidents {
    let mut incidents = Incidents::default();
    let Some(section) = root.table("incidents", "[incidents]") else {
        return incidents;
    };
    section.check_keys();
    let modes = [
        ("off", Mode::Off),
        ("propose", Mode::Propose),
        ("automatic", Mode::Automatic),
    ];
    incidents.mode = section.choice("mode", &modes).unwrap_or(incidents.mode);
    if let Some(window) = section.duration("window", "1m", "3d") {
        incidents.window = SignedDuration::try_from(window).unwrap_or(incidents.window);
    }
    let number = |key, least, most, default| section.number(key, least, most).unwrap_or(default);
    incidents.minimum = number("minimum", 3, 100, incidents.minimum);
    incidents.compare_with = number("compare-with", 10, 1000, incidents.compare_with);
    let priorities = Priority::ALL.map(|priority| (priority.word(), priority));
    incidents.priority = section
        .choice("priority", &priorities)
        .unwrap_or(incidents.priority);
    for line in section.texts("names").unwrap_or_default() {
        let names = line.value.split([',', ' ']).map(str::trim);
        let names: Vec<String> = names
            .filter(|name| !name.is_empty())
            .map(str::to_lowercase)
            .collect();
        let is_word = |name: &String| name.chars().all(char::is_alphanumeric);
        if names.len() < 2 || !names.iter().all(is_word) {
            let what = format!(
                "[incidents] names: \"{}\" is not a list of single words for one thing, as in \"salesforce, crm, sfdc\"",
                line.value
            );
            section.note_at(&line.span, what);
            continue;
        }
        incidents.names.push(names);
    }
    incidents
}
