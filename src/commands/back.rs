//! `#back`: the author gets new tickets again (S4.11).

use crate::domain::{Deed, EventBody};

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "back",
    aliases: &[],
    usage: "#back",
    says: "Ends #away: you get new tickets again.",
    details: "",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Assignment,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    args.none()?;
    let agent = case.agent()?.name.clone();
    let known = case.staff.get(&agent);
    if !known.is_some_and(|presence| presence.is_away(case.now)) {
        return Ok(Effect::already("you are not away"));
    }
    Ok(Effect::one(
        EventBody::Done(Deed::AgentBack { agent }),
        "you get new tickets again",
    ))
}
