//! `#update text`: tells the requester how things stand (S0.8).

use crate::domain::EventBody;

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "update",
    aliases: &["progress"],
    usage: "#update TEXT",
    says: "Tells the requester what was done and what is next.",
    details: "For critical and high tickets the mail says when the next update comes. The text may also be the text of your mail.",
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
    let (text, words) =
        case.text_or_words(args, args.text("text").unwrap_or_default(), "the update")?;
    let clocks = case.clockwork().after_answer(case.ticket);
    let next = clocks
        .next_update_due
        .map(|due| format!("; next update due {}", case.shown(due)))
        .unwrap_or_default();
    Ok(Effect::one(
        EventBody::UpdateGiven {
            text: text.into(),
            clocks,
        },
        format!("told {}{next}", case.ticket.requester.address),
    )
    .words(words))
}
