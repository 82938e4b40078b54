//! `#record [ticket]`: the service record of a ticket (S2.3).

use crate::domain::Roster;

use super::fault::{Answer, Fault};
use super::related::ticket_number;
use super::{Args, Case, Command, Effect, Phase, Question, Reads, Who, reading};

pub static COMMAND: Command = Command {
    word: "record",
    aliases: &[],
    usage: "#record [ticket]",
    says: "Sends you the service record of the ticket: what was asked and done, by whom, and which times were kept.",
    details: "It holds no notes, so that it can be handed out. Without a number it is the ticket you answer.",
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
        Question::Record(case.ticket.id)
    } else {
        ask(args, case.roster)?
    };
    Ok(Effect::question(
        question,
        "the record follows in a mail of its own",
    ))
}

fn ask(args: &Args<'_>, _: &Roster) -> Result<Question, Answer> {
    let word = args.one("a ticket number")?;
    let id = ticket_number(word.text)
        .ok_or_else(|| Fault::at(word, format!("\"{}\" is not a ticket number", word.text)))?;
    Ok(Question::Record(id))
}
