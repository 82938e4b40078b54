//! `#hold [until=when] reason`: the work waits for somebody else or for a day; the clocks stand still (S2.1).

use crate::domain::{EventBody, Status};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "hold",
    aliases: &[],
    usage: "#hold [until=WHEN] REASON",
    says: "Puts the ticket on hold, tells the requester what it waits for, and stops the clocks.",
    details: "WHEN is as with #wait; without one it is open again after the longest wait of this desk. The reason may also be the text of your mail.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    if from != Status::Hold {
        case.may_become(Status::Hold)?;
    }
    let until = args
        .pair("until")
        .map(|word| eta::when(word, case))
        .transpose()?;
    let until = until.unwrap_or(case.longest_wait());
    let typed = args.text_without(|word| word.to_ascii_lowercase().starts_with("until="));
    if typed.to_ascii_lowercase().starts_with("until ") {
        let word = args.words().first().copied();
        let fault = word.map_or_else(
            || Fault::at_end(args, "a reason is missing".to_owned()),
            |word| Fault::at(word, "a time is written until=WHEN".to_owned()),
        );
        return Err(fault
            .hint("For example: #hold until=fri The maker sends a new board.")
            .into());
    }
    let (reason, words) = case.text_or_words(args, &typed, "the reason")?;
    Ok(Effect::one(
        EventBody::HoldStarted {
            from,
            reason: reason.into(),
            until,
            clocks: case.clockwork().paused(case.ticket),
        },
        format!("{from} -> hold until {}", case.shown(until)),
    )
    .words(words))
}
