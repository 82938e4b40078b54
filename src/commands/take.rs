//! `#take`: the author has the ticket from now on.

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, assign, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "take",
    aliases: &["mine"],
    usage: "#take",
    says: "Makes the ticket yours.",
    details: "The same as #assign me.",
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
    assign::to_agent(case, case.agent()?)
}
