//! What is owed while a ticket is worked on: the first answer by a person, news in between, and the times that were
//! named.

use jiff::{SignedDuration, Timestamp};

use super::case::{Case, answers_by};
use super::{AT_ONCE, Owed, Procedure};
use crate::calendar::hours::after;
use crate::domain::{ClockKind, Priority, Status};
use crate::reports::clocks::{End, Run};

/// The events by which a person speaks to the requester.
const SPEAKS: [&str; 6] = [
    "answered",
    "update-given",
    "wait-started",
    "hold-started",
    "resolved",
    "closed",
];
/// For how long news may be on their way after the moment until which they were promised: the desk says at that moment
/// that there are none.
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(5);
/// One second before closing time is open; closing time itself is not.
const LAST_SECOND: SignedDuration = SignedDuration::from_secs(1);

pub(super) fn measure(case: &Case<'_>, procedure: &impl Procedure, owed: &mut Vec<Owed>) {
    answered_at_rest(case, owed);
    for run in &case.runs {
        match run.clock {
            ClockKind::FirstAnswer => first_answer(case, run, owed),
            ClockKind::Update if run.priority <= Priority::High => news(case, run, owed),
            ClockKind::Promise => promise(case, run, owed),
            ClockKind::Update | ClockKind::Resolution => {}
        }
        if !run.is_wall(procedure) {
            let hours = procedure.hours(run.team.as_deref());
            let is_open = hours.is_open(after(run.due, -LAST_SECOND));
            owed.push(Owed::at(&["S0.1"], run.from, run.set_by, is_open));
        }
    }
}

/// What became of a run.
enum Outcome {
    /// The event did what was owed.
    Done(End),
    /// Nothing did: it runs, or ended late by something else.
    Owed,
    /// Set anew or paused in time: what was owed then is another run's.
    Void,
}

impl Outcome {
    fn of(run: &Run, does: impl Fn(&End) -> bool) -> Self {
        match &run.end {
            Some(end) if does(end) => Self::Done(*end),
            Some(end) if end.at <= run.due => Self::Void,
            _ => Self::Owed,
        }
    }
}

fn first_answer(case: &Case<'_>, run: &Run, owed: &mut Vec<Owed>) {
    let step = run.end.and_then(|end| case.step(end.no));
    let end = match &run.end {
        Some(end) if step.is_some_and(answers_by) => Some(*end),
        // What was no request is owed no answer.
        Some(_) if step.is_some_and(|step| step.after.status == Status::Spam) => return,
        Some(end) if end.at <= run.due => return,
        _ => None,
    };
    answered(
        case,
        run.due,
        end.map(|end| end.no),
        end.map_or(run.set_by, |end| end.no),
        owed,
    );
}

/// An answer that was given while the clock stood still: nobody can be late then.
fn answered_at_rest(case: &Case<'_>, owed: &mut Vec<Owed>) {
    for answer in case.first_answers() {
        let Some(step) = answer.end.and_then(|end| case.step(end)) else {
            continue;
        };
        let no = step.event.no;
        let has_run = case.runs.iter().any(|run| {
            run.clock == ClockKind::FirstAnswer && run.end.is_some_and(|end| end.no == no)
        });
        if !has_run {
            let due = after(step.event.at, AT_ONCE);
            answered(case, due, Some(no), no, owed);
        }
    }
}

fn answered(
    case: &Case<'_>,
    due: Timestamp,
    answer: Option<u32>,
    event: u32,
    owed: &mut Vec<Owed>,
) {
    let step = answer.and_then(|no| case.step(no));
    let mut push = |demands, done: Option<Timestamp>| {
        owed.push(Owed {
            demands,
            due,
            done,
            event,
        });
    };
    push(&["S4.5"], step.map(|step| step.event.at));
    // What counts for the customer is when it reached them.
    push(&["S4.6"], answer.and_then(|no| case.heard(no)));
    if let Some(step) = step {
        let has_one = step.after.assignee.is_some();
        owed.push(Owed::at(&["S4.11"], step.event.at, event, has_one));
    }
}

fn news(case: &Case<'_>, run: &Run, owed: &mut Vec<Owed>) {
    let speaks = |end: &End| SPEAKS.contains(&end.word) || end.word == "holding-given";
    let end = match Outcome::of(run, speaks) {
        Outcome::Done(end) => Some(end),
        Outcome::Owed => None,
        Outcome::Void => return,
    };
    // Who may not be written to by time has no news to miss.
    let step = case.step(end.map_or(run.set_by, |end| end.no));
    if step.is_some_and(|step| step.after.is_silent || !step.is_told()) {
        return;
    }
    owed.push(Owed {
        demands: &["S0.8"],
        due: after(run.due, ON_THE_WAY),
        done: end.and_then(|end| case.heard(end.no)),
        event: end.map_or(run.set_by, |end| end.no),
    });
}

/// A time that was named is kept, moved in time, or its passing is owned up to.
fn promise(case: &Case<'_>, run: &Run, owed: &mut Vec<Owed>) {
    let owns_up = |end: &End| end.word == "promise-missed";
    let step = run.end.and_then(|end| case.step(end.no));
    if step.is_some_and(|step| step.after.work.is_abusive) {
        return;
    }
    let done = match &run.end {
        Some(end) if owns_up(end) => case.heard(end.no),
        Some(end) => Some(end.at),
        None => None,
    };
    owed.push(Owed {
        demands: &["S2.1"],
        due: after(run.due, AT_ONCE),
        done,
        event: run.end.map_or(run.set_by, |end| end.no),
    });
}
