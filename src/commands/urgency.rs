//! `#urgency grade`: how little a case can wait; the priority follows from it and the impact (S0.6, S3.3).

use crate::domain::Grades;

use super::fault::Answer;
use super::impact::judged;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "urgency",
    aliases: &[],
    usage: "#urgency high | medium | low [REASON]",
    says: "Says how little it can wait; the priority follows from that and #impact.",
    details: "high: nobody can wait; medium: work goes on with trouble; low: it can wait. The requester is told the new priority and the reason.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    judged(args, case, "urgency", |before, grade| Grades {
        urgency: Some(grade),
        ..before
    })
}
