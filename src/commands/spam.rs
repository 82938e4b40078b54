//! `#spam`: the mail is no request at all; nobody outside is told.

use crate::domain::{Clocks, EventBody, Status};

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "spam",
    aliases: &["junk"],
    usage: "#spam",
    says: "Puts away what is no request at all; nobody outside is told.",
    details: "The mail is kept, and #notspam takes it up again. Further mails of the same sender open tickets as before: see #block.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    args.none()?;
    let (from, to) = (case.ticket.status, Status::Spam);
    case.may_become(to)?;
    Ok(Effect::one(
        EventBody::StatusChanged {
            from,
            to,
            until: None,
            clocks: Clocks::default(),
        },
        format!("{from} -> {to}; nobody outside is told"),
    )
    .words(Words::Inside))
}
