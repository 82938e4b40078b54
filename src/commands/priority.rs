//! `#priority level [reason]`: how urgent the ticket is (S0.13: the requester is told at once).

use crate::domain::{EventBody, Priority};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "priority",
    aliases: &["prio", "p"],
    usage: "#priority critical | high | medium | low [reason]",
    says: "Sets how urgent the ticket is, and tells the requester, with the reason and the new time.",
    details: "The answer time is counted anew from now. 1 to 4 and words such as urgent or normal are understood.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let word = *args.words().first().ok_or_else(|| {
        Fault::at_end(args, "a priority is missing".to_owned())
            .hint("Possible are: critical, high, medium, low.")
    })?;
    let words = Priority::ALL.map(Priority::word);
    let to = case
        .ranking
        .meant(word.text)
        .ok_or_else(|| Fault::none_of(word, "a priority", &words))?;
    let from = case.ticket.priority;
    if from == to {
        return Ok(Effect::already(format!("it is {to} already")));
    }
    let reason = args.after(word);
    let clockwork = case.clockwork_for(to, case.ticket.team.as_deref());
    let clocks = clockwork.set_anew(case.ticket);
    let event = EventBody::PriorityChanged {
        from,
        to,
        reason: (!reason.is_empty()).then(|| reason.into()),
        clocks,
    };
    Ok(Effect::one(event, format!("{from} -> {to}")))
}
