//! `#workaround text`: a way around the problem until it is solved (S0.9).

use crate::domain::EventBody;

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "workaround",
    aliases: &[],
    usage: "#workaround TEXT",
    says: "Records a way around the problem and sends it to the requester.",
    details: "The ticket stays open. The text may also be the text of your mail.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let (text, words) = case.text_or_words(
        args,
        args.text("text").unwrap_or_default(),
        "the workaround",
    )?;
    Ok(Effect::one(
        EventBody::WorkaroundGiven { text: text.into() },
        format!("recorded, and sent to {}", case.ticket.requester.address),
    )
    .words(words))
}
