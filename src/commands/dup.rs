//! `#dup 1000`: this ticket says the same as another one, and is closed for it.
//!
//! The requester is told so at once, and once more when the other ticket is solved, and how (S0.10).

use crate::domain::{CloseCode, EventBody, LinkKind, Status};

use super::fault::{Answer, Refusal};
use super::related::{must_be_childless, must_have_room, other, reads};
use super::{Args, Case, Command, Effect, Phase, Who, changing};

pub static COMMAND: Command = Command {
    word: "dup",
    aliases: &["duplicate"],
    usage: "#dup NUMBER",
    says: "Closes this ticket as a duplicate of another one; the requester is told now, and again when that one is solved.",
    details: "Nothing of the other ticket is told but how it was solved.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("a ticket number")?;
    let from = case.ticket.status;
    case.may_become(Status::Closed)?;
    let original = other(word, case)?;
    let reference = case.reference(original.id);
    if let Some(first) = original.original().filter(|_| original.status.is_ended()) {
        let first = case.reference(first);
        let why = format!("{reference} is itself a duplicate of {first}");
        return Err(Refusal::new(why, format!("Name {first} instead.")).into());
    }
    if original.status == Status::Spam {
        let why = format!("{reference} is spam");
        return Err(Refusal::new(why, "#close code=invalid ends this one, too.").into());
    }
    must_be_childless(original, "dup", case)?;
    must_have_room(original, case)?;
    // Of one that is solved already there is nothing more to hear.
    let solution = original
        .solution
        .clone()
        .filter(|_| !original.status.is_open());
    let told = if solution.is_some() {
        format!("{} is told how {reference} was solved", case.readers())
    } else if original.status.is_open() {
        format!(
            "{} is told, and told again when {reference} is solved",
            case.readers()
        )
    } else {
        format!("{} is told", case.readers())
    };
    let events = vec![
        EventBody::Linked {
            link: LinkKind::DuplicateOf,
            ticket: original.id,
        },
        EventBody::Closed {
            from,
            code: CloseCode::Duplicate,
            solution,
            is_quiet: false,
        },
    ];
    let said = format!("{from} -> closed (duplicate of {reference}); {told}");
    Ok(Effect::of(events, said))
}
