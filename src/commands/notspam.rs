//! `#notspam`: what was taken for spam is a request after all.

use crate::domain::{EventBody, Status};

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "notspam",
    aliases: &["ham"],
    usage: "#notspam",
    says: "Takes up again what was put away as spam; the clocks begin anew.",
    details: "Nobody outside is told, as nobody was told that it was put away.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    args.none()?;
    let (from, to) = (case.ticket.status, Status::Open);
    if from != Status::Spam {
        let why = format!("the ticket is {from}, and not spam");
        return Err(Refusal::new(why, "#reopen takes up again what was solved or closed.").into());
    }
    Ok(Effect::one(
        EventBody::StatusChanged {
            from,
            to,
            until: None,
            clocks: case.clockwork().running(case.ticket),
        },
        format!("{from} -> {to}"),
    ))
}
