//! `#broadcast text`: one text to the requesters of all children, each in a mail and a thread of their own.

use crate::domain::EventBody;

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "broadcast",
    aliases: &[],
    usage: "#broadcast TEXT",
    says: "Tells the requesters of this ticket and of all its open children how things stand, each in a mail of their own.",
    details: "Nobody sees who else is told. The text may also be the text of your mail.",
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
    let children = case.open_children();
    if children == 0 {
        let hint =
            "#update tells the requester; #parent on another ticket makes it a child of this one.";
        return Err(Refusal::new("this ticket has no open children", hint).into());
    }
    let (text, words) =
        case.text_or_words(args, args.text("text").unwrap_or_default(), "the text")?;
    let own = usize::from(!case.is_among_ourselves());
    let tickets = u32::try_from(children + own).unwrap_or(u32::MAX);
    let event = EventBody::Broadcast {
        text: text.into(),
        tickets,
    };
    let said = format!("told on {tickets} tickets, each in a mail of its own");
    Ok(Effect::one(event, said).words(words))
}
