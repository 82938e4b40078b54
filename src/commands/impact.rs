//! `#impact grade`: how much of the work a case touches; the priority follows from it and the urgency (S0.6, S3.3).

use crate::domain::{Deed, EventBody, Grade, Grades};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "impact",
    aliases: &[],
    usage: "#impact high | medium | low [REASON]",
    says: "Says how much of the work it touches; the priority follows from that and #urgency.",
    details: "high: a whole site or service; medium: several people; low: one person. The requester is told the new priority and the reason.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    judged(args, case, "impact", |before, grade| Grades {
        impact: Some(grade),
        ..before
    })
}

/// A grade is given, and the priority that it comes to.
pub(super) fn judged(
    args: &Args<'_>,
    case: &Case<'_>,
    what: &str,
    with: impl Fn(Grades, Grade) -> Grades,
) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let words = Grade::ALL.map(Grade::word);
    let word = *args.words().first().ok_or_else(|| {
        Fault::at_end(args, format!("the {what} is missing"))
            .hint("Possible are: high, medium, low.")
    })?;
    let grade = Grade::parse(word.text).ok_or_else(|| Fault::none_of(word, "a grade", &words))?;
    let before = case.ticket.work.grades;
    let grades = with(before, grade);
    let (from, to) = (case.ticket.priority, case.ranking.of(grades));
    if grades == before && from == to {
        return Ok(Effect::already(format!("the {what} is {grade} already")));
    }
    let mut events = Vec::new();
    if grades != before {
        events.push(EventBody::Done(Deed::Judged(grades)));
    }
    if from == to {
        return Ok(Effect::of(events, format!("{grades}; it stays {to}")));
    }
    let typed = args.after(word);
    let reason = if typed.is_empty() {
        sentence(grades)
    } else {
        typed.to_owned()
    };
    let clockwork = case.clockwork_for(to, case.ticket.team.as_deref());
    events.push(EventBody::PriorityChanged {
        from,
        to,
        reason: Some(reason.into()),
        clocks: clockwork.set_anew(case.ticket),
    });
    Ok(Effect::of(events, format!("{grades}; {from} -> {to}")))
}

/// The grades as the requester reads them.
fn sentence(grades: Grades) -> String {
    let said = [
        grades.impact.map(|grade| format!("its impact is {grade}")),
        grades
            .urgency
            .map(|grade| format!("its urgency is {grade}")),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    format!("As we see it, {}.", said.join(" and "))
}
