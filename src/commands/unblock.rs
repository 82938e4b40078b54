//! `#unblock [address]`: mail of a sender is taken in again.

use crate::domain::{Deed, EventBody};

use super::block::{reads, sender};
use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing};

pub static COMMAND: Command = Command {
    word: "unblock",
    aliases: &[],
    usage: "#unblock [ADDRESS]",
    says: "Takes mail of a blocked sender in again; without an address, of this ticket's requester.",
    details: "What came meanwhile was kept, and is not taken in by this.",
    theirs: None,
    who: Who::Leaders,
    needs: changing,
    phase: Phase::Field,
    reads,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let address = sender(args, case)?;
    if !case.blocked.contains_key(&address.key()) {
        return Ok(Effect::already(format!("{address} is not blocked")));
    }
    Ok(Effect::one(
        EventBody::Done(Deed::SenderUnblocked {
            sender: address.clone().into(),
        }),
        format!("mail from {address} is taken in again"),
    ))
}
