//! `#reopen [reason]`: taken up again.

use crate::domain::{EventBody, Status};

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "reopen",
    aliases: &[],
    usage: "#reopen [REASON]",
    says: "Takes a resolved or closed ticket up again and tells everybody concerned.",
    details: "",
    theirs: None,
    who: Who::Everyone,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    if from.is_open() {
        return Err(Refusal::new(
            format!("the ticket is {from}"),
            "Only a resolved or closed ticket can be reopened.",
        )
        .into());
    }
    if from == Status::Spam {
        let hint = "#notspam takes it up again; nobody was told that it was put away.";
        return Err(Refusal::new("the ticket is spam", hint).into());
    }
    case.may_become(Status::Open)?;
    let reason = args.text("a reason").ok().map(Into::into);
    let clocks = case.clockwork().reopened();
    Ok(Effect::one(
        EventBody::Reopened {
            from,
            reason,
            clocks,
        },
        format!("{from} -> open"),
    ))
}
