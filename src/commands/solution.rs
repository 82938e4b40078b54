//! `#solution text`: records how it was solved, without telling yet.

use crate::domain::EventBody;

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "solution",
    aliases: &[],
    usage: "#solution TEXT",
    says: "Records how it was solved; #resolve or #close then tells the requester.",
    details: "#kb then makes an article of it.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    let text = args.text("the solution")?;
    Ok(Effect::one(
        EventBody::SolutionRecorded { text: text.into() },
        "recorded",
    ))
}
