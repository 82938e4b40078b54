//! `#knownerror TITLE`: publishes a way around a trouble that is not solved yet (S0.9, S4.9).

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, kb, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "knownerror",
    aliases: &["known-error"],
    usage: "#knownerror TITLE",
    says: "Publishes the trouble of this ticket as a known error, with the way around it.",
    details: "As #kb does, with what #workaround recorded.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Publishing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    kb::publish(args, case, true)
}
