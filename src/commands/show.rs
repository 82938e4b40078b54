//! `#show [ticket]`: the whole history of a ticket, notes included.

use crate::domain::Roster;

use super::fault::{Answer, Fault};
use super::related::ticket_number;
use super::{Args, Case, Command, Effect, Phase, Question, Reads, Who, reading};

pub static COMMAND: Command = Command {
    word: "show",
    aliases: &["history"],
    usage: "#show [ticket]",
    says: "Sends you the ticket with its whole history.",
    details: "Without a number it is the ticket you answer. A number may be written 1000, #1000 or ACME-1000.",
    theirs: None,
    who: Who::Agents,
    needs: reading,
    phase: Phase::Saying,
    reads,
    asks: Some(ask),
    run,
};

fn reads(args: &Args<'_>) -> Reads {
    args.words()
        .first()
        .and_then(|word| ticket_number(word.text))
        .map_or(Reads::Nothing, Reads::Ticket)
}

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let question = if args.rest.is_empty() {
        Question::Show(case.ticket.id)
    } else {
        ask(args, case.roster)?
    };
    Ok(Effect::question(
        question,
        "the ticket follows in a mail of its own",
    ))
}

fn ask(args: &Args<'_>, _: &Roster) -> Result<Question, Answer> {
    let word = args.one("a ticket number")?;
    let id = ticket_number(word.text)
        .ok_or_else(|| Fault::at(word, format!("\"{}\" is not a ticket number", word.text)))?;
    Ok(Question::Show(id))
}
