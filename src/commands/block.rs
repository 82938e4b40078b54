//! `#block [address]`: mail of a sender is not taken in any more.
//!
//! One order silences somebody on every ticket, those of other teams too, and nobody notices the mail that does not come:
//! so it takes somebody who answers for the desk. The mails are ignored with a named reason and kept; `ticketd mails`
//! lists them.

use crate::domain::{Address, Deed, EventBody};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Reads, Who, Words, changing};

pub static COMMAND: Command = Command {
    word: "block",
    aliases: &[],
    usage: "#block [ADDRESS] | list",
    says: "Ignores all further mail of a sender; without an address, of this ticket's requester.",
    details: "The mails are kept, and ticketd mails lists them as ignored: blocked. What From says counts, proven or not. #unblock ends it.",
    theirs: None,
    who: Who::Leaders,
    needs: changing,
    phase: Phase::Field,
    reads,
    asks: None,
    run,
};

/// Most senders that are blocked. Who has more needs a filter in front of the desk.
const BLOCKED_MAX: usize = 1000;
/// Most of them that a transcript names.
const NAMED_MAX: usize = 50;

pub(super) fn reads(_: &Args<'_>) -> Reads {
    Reads::Blocked
}

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.eq_ignore_ascii_case("list") {
        return Ok(Effect::already(list(case)));
    }
    let address = sender(args, case)?;
    if case.own_addresses.contains(&address) {
        let why = format!("{address} is the desk itself");
        return Err(Refusal::new(why, "Name the sender.").into());
    }
    if case.roster.by_address(&address).is_some() {
        let why = format!("{address} is an agent of this desk");
        return Err(Refusal::new(why, "Who works here is set in daemon.toml.").into());
    }
    if case.blocked.contains_key(&address.key()) {
        return Ok(Effect::already(format!("{address} is blocked already")));
    }
    if case.blocked.len() >= BLOCKED_MAX {
        let why = format!("{BLOCKED_MAX} senders are blocked already");
        let hint = "Let your mail server refuse such mail, or give some free with #unblock.";
        return Err(Refusal::new(why, hint).into());
    }
    Ok(Effect::one(
        EventBody::Done(Deed::SenderBlocked {
            sender: address.clone().into(),
        }),
        format!("mail from {address} is ignored from now on"),
    )
    .words(Words::Inside))
}

/// The sender that a line names, or else the ticket's requester.
pub(super) fn sender(args: &Args<'_>, case: &Case<'_>) -> Result<Address, Fault> {
    if args.rest.is_empty() {
        return Ok((*case.ticket.requester.address).clone());
    }
    let word = args.one("an address")?;
    let text = word.text.trim_matches(['<', '>', ',', ';']);
    Address::parse(text)
        .map_err(|why| Fault::at(word, format!("\"{text}\" is not an address: {why}")))
}

fn list(case: &Case<'_>) -> String {
    let blocked = case.blocked.iter().take(NAMED_MAX);
    let names: Vec<String> = blocked
        .map(|(sender, block)| {
            format!(
                "{sender} (by {} on {})",
                block.by,
                case.reference(block.ticket)
            )
        })
        .collect();
    match (names.as_slice(), case.blocked.len()) {
        ([], _) => "nobody is blocked".to_owned(),
        (_, count) if count > NAMED_MAX => {
            format!("{}, and others: {count} in all", names.join(", "))
        }
        _ => names.join(", "),
    }
}
