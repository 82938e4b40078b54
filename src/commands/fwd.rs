//! `#fwd`: a mail that a customer sent to an agent becomes the customer's own ticket.
//!
//! The engine opens the ticket (`engine::agent::elsewhere`) with what `mail::forward` finds in the mail.

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "fwd",
    aliases: &["forward"],
    usage: "#fwd",
    says: "As the first line of a mail that you pass on: opens a ticket for whoever wrote it, and tells them its number.",
    details: "Orders below it are given on the new ticket. The mail passed on may be attached as a file or stand below your text with its From line. It has to answer a mail of the desk to you; where it does not, #new logs the request by hand.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

/// Only as a first line does it say what the others are for.
fn run(_: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    let hint = "Put it above all other orders.";
    Err(Refusal::new("#fwd counts as the first line only", hint).into())
}
