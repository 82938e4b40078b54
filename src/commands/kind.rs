//! `#type word`: what sort of work the ticket is (S2.7).

use crate::domain::{EventBody, Kind};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "type",
    aliases: &[],
    usage: "#type incident | problem | change | request | access | event | release",
    says: "Sets what sort of work the ticket is.",
    details: "",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("a type")?;
    let words = Kind::ALL.map(Kind::word);
    let to = Kind::parse(word.text).ok_or_else(|| Fault::none_of(word, "a type", &words))?;
    let from = case.ticket.kind;
    if from == to {
        return Ok(Effect::already(format!("it is {to} already")));
    }
    Ok(Effect::one(
        EventBody::TypeChanged { from, to },
        format!("{from} -> {to}"),
    ))
}
