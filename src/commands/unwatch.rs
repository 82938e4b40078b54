//! `#unwatch`: the author does not want to hear of the ticket any more.

use crate::domain::{Deed, EventBody};

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "unwatch",
    aliases: &["unfollow"],
    usage: "#unwatch",
    says: "Ends what #watch began.",
    details: "Whoever has the ticket hears of it all the same.",
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
    if !case.ticket.work.watchers.contains(&agent) {
        return Ok(Effect::already("you do not watch it"));
    }
    Ok(Effect::one(
        EventBody::Done(Deed::WatchEnded { agent }),
        "you hear no more of it, unless you have it",
    ))
}
