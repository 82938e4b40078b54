//! `[[escalation]]`: who is told when how much of a time is used up.

use super::section::{Section, hint};
use crate::calendar::matrix::PERCENT_MAX;
use crate::calendar::{Matrix, Step, Tell};
use crate::domain::{ClockKind, Priority};

/// The matrix: the shipped lines of each clock that the file says nothing about, and the file's for the others.
pub(super) fn matrix(root: &Section<'_>) -> Matrix {
    let own: Vec<Step> = root
        .tables("escalation", "[[escalation]]")
        .iter()
        .filter_map(step)
        .collect();
    let mut matrix = Matrix::default();
    let is_own = |clock: ClockKind| own.iter().any(|step| step.clock == clock);
    matrix.steps.retain(|step| !is_own(step.clock));
    matrix.steps.extend(own);
    matrix
}

fn step(section: &Section<'_>) -> Option<Step> {
    section.check_keys();
    let clocks = ClockKind::ALL.map(|clock| (clock.word(), clock));
    let priorities = Priority::ALL.map(|priority| (priority.word(), priority));
    for key in ["clock", "at"] {
        if !section.has(key) {
            section.note(format!("\"{key}\" is missing in [[escalation]]"));
        }
    }
    let clock = section.choice("clock", &clocks);
    let percent = section.number("at", 1, u32::from(PERCENT_MAX));
    let tell = tell(section);
    let step = Step {
        priority: section.choice("priority", &priorities),
        clock: clock?,
        percent: u16::try_from(percent?).unwrap_or(PERCENT_MAX),
        moves_up: section.flag("moves-up").unwrap_or(false),
        tell,
    };
    if step.tell.is_empty() && !step.moves_up {
        section.note(
            "this [[escalation]] tells nobody and moves nothing; give it \"tell\"".to_owned(),
        );
    }
    if step.moves_up && step.clock == ClockKind::Promise {
        let what = "a promise that is missed moves nothing; take \"moves-up\" out, or give it to another clock";
        section.note_key("moves-up", what.to_owned());
    }
    Some(step)
}

fn tell(section: &Section<'_>) -> Vec<Tell> {
    let words = Tell::ALL.map(Tell::word);
    let mut tell = Vec::new();
    for word in section.texts("tell").unwrap_or_default() {
        let named = Tell::ALL.into_iter().find(|one| one.word() == word.value);
        if named.is_none() {
            let place = section.place("tell");
            let help = hint(&word.value, &words);
            section.note_at(
                &word.span,
                format!("{place}: \"{}\" is nobody{help}", word.value),
            );
        }
        tell.extend(named);
    }
    tell
}
