//! `#on 12,13`: the orders below it are given on these tickets, and not on the one that is answered.
//!
//! Each ticket has the block whole or not at all, and is judged for itself: one that is closed already keeps nothing from the
//! others. The engine does it (`engine::agent::elsewhere`), since a command sees one ticket; here the line is read.

use std::collections::BTreeSet;

use crate::domain::TicketId;

use super::args::Word;
use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Reads, Who, changing, related};

pub static COMMAND: Command = Command {
    word: "on",
    aliases: &["tickets"],
    usage: "#on NUMBER,NUMBER …",
    says: "As the first line: gives the orders below it on each of these tickets.",
    details: "Each ticket has all of the orders or none, and the transcript tells of each. Text beside the orders has to belong to one of them (#note, #reply, #resolve and the like): it reaches every one of the tickets.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads,
    asks: None,
    run,
};

/// Most tickets of one line.
pub const TICKETS_MAX: usize = 20;

fn reads(args: &Args<'_>) -> Reads {
    let numbers = words(args).filter_map(|(_, number)| related::ticket_number(number));
    Reads::Tickets(numbers.take(TICKETS_MAX).collect())
}

/// The tickets that a line names, each once, in its order.
pub fn tickets(args: &Args<'_>) -> Result<Vec<TicketId>, Answer> {
    let mut known = BTreeSet::new();
    let mut tickets = Vec::new();
    for (word, number) in words(args) {
        let id = related::ticket_number(number).ok_or_else(|| {
            Fault::at(word, format!("\"{number}\" is not a ticket number"))
                .hint("Write them as 1000,1001 or 1000 1001.")
        })?;
        if known.insert(id) {
            tickets.push(id);
        }
    }
    if tickets.is_empty() {
        let fault = Fault::at_end(args, "a ticket number is missing".to_owned());
        return Err(fault.hint("Write them as 1000,1001 or 1000 1001.").into());
    }
    if tickets.len() > TICKETS_MAX {
        let why = format!("that is more than {TICKETS_MAX} tickets");
        return Err(Refusal::new(why, "Write a mail for each part of them.").into());
    }
    Ok(tickets)
}

fn words<'a>(args: &'a Args<'a>) -> impl Iterator<Item = (Word<'a>, &'a str)> {
    args.words().iter().flat_map(|word| {
        let numbers = word.text.split([',', ';']);
        numbers
            .map(str::trim)
            .filter(|number| !number.is_empty())
            .map(|number| (*word, number))
    })
}

/// Only as a first line does it say what the others are for.
fn run(_: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    let hint = "Put it above all other orders.";
    Err(Refusal::new("#on counts as the first line only", hint).into())
}
