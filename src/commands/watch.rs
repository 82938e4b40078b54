//! `#watch`: the author hears of what happens on the ticket, without having it.

use crate::domain::deed::WATCHERS_MAX;
use crate::domain::{Deed, EventBody};

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "watch",
    aliases: &["follow"],
    usage: "#watch",
    says: "Sends you what is written on the ticket and what is done about it, whoever has it.",
    details: "#unwatch ends it.",
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
    let watchers = &case.ticket.work.watchers;
    if watchers.contains(&agent) {
        return Ok(Effect::already("you watch it already; #unwatch ends it"));
    }
    if watchers.len() >= WATCHERS_MAX {
        let why = format!("{WATCHERS_MAX} agents watch it already");
        return Err(Refusal::new(why, "#show shows the ticket at any time.").into());
    }
    Ok(Effect::one(
        EventBody::Done(Deed::WatchStarted { agent }),
        "you hear of it from now on; #unwatch ends it",
    ))
}
