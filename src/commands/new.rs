//! `#new requester=address subject`: somebody asked by phone or came by, and an agent puts their request on record (S0.15).
//!
//! The requester is told as if they had written. The engine opens the ticket (`engine::agent::elsewhere`), since a
//! command sees one ticket; here the line is read.

use crate::domain::{Address, Channel, Person};

use super::fault::{Answer, Fault, Refusal};
use super::title::TITLE_CHARS_MAX;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "new",
    aliases: &["log"],
    usage: "#new requester=ADDRESS [name=\"NAME\"] [channel=phone | walk-in | visit | chat] SUBJECT",
    says: "As the first line: opens a ticket for somebody who asked in another way than by mail, and tells them its number.",
    details: "The text of your mail is what they asked for. Orders below it are given on the new ticket. It has to answer a mail of the desk to you, any of them: the answer to #help does.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

const OPTIONS: [&str; 3] = ["requester", "name", "channel"];

/// A request that an agent puts on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Whose it is.
    pub requester: Person,
    /// How they asked.
    pub channel: Option<Channel>,
    /// Its title.
    pub title: String,
}

/// What a line opens.
pub fn logged(args: &Args<'_>, own: &[Address]) -> Result<Logged, Answer> {
    let Some(word) = args.pair("requester") else {
        let fault = Fault::at_end(args, "whose request it is is missing".to_owned());
        return Err(fault
            .hint("Write requester=ADDRESS, with the address that the requester reads mail at.")
            .into());
    };
    let address = Address::parse(word.text)
        .map_err(|why| Fault::at(word, format!("\"{}\" is not an address: {why}", word.text)))?;
    may_request(&address, own)?;
    let channel = match args.pair("channel") {
        Some(word) => Some(Channel::parse(word.text).ok_or_else(|| {
            Fault::none_of(word, "a way of contact", &Channel::ALL.map(Channel::word))
        })?),
        None => None,
    };
    let is_option = |word: &str| {
        let key = word.split(['=', ':']).next().unwrap_or_default();
        key.len() < word.len()
            && OPTIONS
                .iter()
                .any(|option| key.eq_ignore_ascii_case(option))
    };
    let title = args.text_without(is_option);
    if title.is_empty() {
        let fault = Fault::at_end(args, "a subject is missing".to_owned());
        return Err(fault.hint("Write it behind the address.").into());
    }
    if title.chars().count() > TITLE_CHARS_MAX {
        let what = format!("a subject has at most {TITLE_CHARS_MAX} characters");
        return Err(Fault::at_end(args, what).into());
    }
    let name = args.pair("name").map_or("", |word| word.text);
    Ok(Logged {
        requester: Person::new(address, name),
        channel,
        title,
    })
}

/// Refuses whom the desk cannot serve: itself.
pub(super) fn may_request(address: &Address, own: &[Address]) -> Result<(), Refusal> {
    let is_own = |own: &Address| own == address || address.detail_of(own, "+").is_some();
    if own.iter().any(is_own) {
        let why = format!("{address} is the desk itself");
        return Err(Refusal::new(why, "Name the person who has the problem."));
    }
    Ok(())
}

/// Only as a first line does it say what the others are for.
fn run(_: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    let hint = "Put it above all other orders.";
    Err(Refusal::new("#new counts as the first line only", hint).into())
}
