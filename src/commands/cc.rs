//! `#cc +address -address`: who else takes part.
//!
//! Being in `Cc` of a mail makes nobody a participant; this does.

use crate::domain::ticket::PARTICIPANTS_MAX;
use crate::domain::{Address, EventBody, Person};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "cc",
    aliases: &["participant"],
    usage: "#cc +ADDRESS -ADDRESS …",
    says: "Adds people who get the requester's mails from now on, or takes them away.",
    details: "An address without a sign is added. Whoever is added is told by a mail of their own.",
    who: Who::Everyone,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.words().is_empty() {
        return Err(Fault::at_end(args, "an address is missing".to_owned()).into());
    }
    let (mut events, mut said) = (Vec::new(), Vec::new());
    for word in args.words() {
        let (is_removal, text) = match word.text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, word.text.trim_start_matches('+')),
        };
        let text = text.trim_matches(['<', '>', ',', ';']);
        let address = Address::parse(text)
            .map_err(|why| Fault::at(*word, format!("\"{text}\" is not an address: {why}")))?;
        let is_in = case.ticket.has_participant(&address);
        if is_removal {
            if *case.ticket.requester.address == address {
                return Err(Refusal::new(
                    "the requester cannot be taken away",
                    "#close ends the ticket.",
                )
                .into());
            }
            if is_in {
                said.push(format!("-{address}"));
                events.push(EventBody::ParticipantRemoved {
                    address: address.into(),
                });
            }
        } else if case
            .own_addresses
            .iter()
            .any(|own| *own == address || address.detail_of(own, "+").is_some())
        {
            return Err(
                Refusal::new(format!("{address} is the desk itself"), "Name a person.").into(),
            );
        } else if !is_in {
            said.push(format!("+{address}"));
            events.push(EventBody::ParticipantAdded {
                person: Person::new(address, ""),
            });
        }
    }
    let added = events
        .iter()
        .filter(|event| matches!(event, EventBody::ParticipantAdded { .. }))
        .count();
    if case.ticket.participants.len() + added > PARTICIPANTS_MAX {
        return Err(Refusal::new(
            format!("a ticket has at most {PARTICIPANTS_MAX} participants"),
            "Use a mailing list of your own.",
        )
        .into());
    }
    Ok(if events.is_empty() {
        Effect::already("it is so already")
    } else {
        Effect::of(events, said.join(" "))
    })
}
