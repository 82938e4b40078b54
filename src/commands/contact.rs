//! `#contact channel text`: an agent was in contact with the requester by another way than mail (S1.5).

use crate::domain::{Channel, Deed, EventBody};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "contact",
    aliases: &["called"],
    usage: "#contact phone | walk-in | visit | chat [unreached] TEXT",
    says: "Puts on record that you spoke to the requester, and what was said; it counts as an answer.",
    details: "With unreached, where nobody took the call, the clocks go on. Nobody outside is told. The text may also be the text of your mail.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let words = Channel::ALL.map(Channel::word);
    let Some(word) = args.words().first().copied() else {
        let fault = Fault::at_end(args, "the way of contact is missing".to_owned());
        return Err(fault
            .hint(format!("Possible are: {}.", words.join(", ")))
            .into());
    };
    let channel = Channel::parse(word.text)
        .ok_or_else(|| Fault::none_of(word, "a way of contact", &words))?;
    let second = args.words().get(1).copied();
    let unreached = second.filter(|second| second.text.eq_ignore_ascii_case("unreached"));
    let typed = args.after(unreached.unwrap_or(word));
    let (text, words) = case.text_or_words(args, typed, "what was said")?;
    let is_reached = unreached.is_none();
    let clocks = if is_reached {
        case.clockwork().after_answer(case.ticket)
    } else {
        case.ticket.clocks.clone()
    };
    let contacted = Deed::Contacted {
        channel,
        is_reached,
        text: text.into(),
        clocks,
    };
    let said = if is_reached {
        "on record as an answer; nobody outside is told"
    } else {
        "on record; the clocks go on"
    };
    Ok(Effect::one(EventBody::Done(contacted), said).words(words))
}
