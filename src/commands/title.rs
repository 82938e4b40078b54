//! `#title text`: what the ticket is called.

use crate::domain::EventBody;

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

/// Longest title, in characters.
pub(super) const TITLE_CHARS_MAX: usize = 200;

pub static COMMAND: Command = Command {
    word: "title",
    aliases: &["subject"],
    usage: "#title TEXT",
    says: "Gives the ticket another title; the subjects of its mails follow.",
    details: "",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let to = args.text("a title")?;
    if to.chars().count() > TITLE_CHARS_MAX {
        return Err(Fault::at_end(
            args,
            format!("a title has at most {TITLE_CHARS_MAX} characters"),
        )
        .into());
    }
    if case.ticket.subject.as_str() == to {
        return Ok(Effect::already("it is called that already"));
    }
    let event = EventBody::TitleChanged {
        from: case.ticket.subject.clone(),
        to: to.into(),
    };
    Ok(Effect::one(
        event,
        format!("\"{}\" -> \"{to}\"", *case.ticket.subject),
    ))
}
