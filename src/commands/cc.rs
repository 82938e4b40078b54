//! `#cc +address -address`: who else takes part.
//!
//! Being in `Cc` of a mail makes nobody a participant; this does.

use crate::domain::ticket::PARTICIPANTS_MAX;
use crate::domain::{Address, EventBody, Person, Ticket};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Author, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

/// Up to how many participants a requester may add people. More would make the desk a way to write to strangers.
const ADDED_BY_REQUESTER_MAX: usize = 5;

pub static COMMAND: Command = Command {
    word: "cc",
    aliases: &["participant"],
    usage: "#cc +ADDRESS -ADDRESS …",
    says: "Adds people who get the requester's mails from now on, or takes them away.",
    details: "An address without a sign is added. Whoever is added is told by a mail of their own.",
    theirs: None,
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
    // Who takes part as the line is read: a person may stand in it twice.
    let mut present: Vec<Address> = case.ticket.participants.iter().map(address_of).collect();
    present.push((*case.ticket.requester.address).clone());
    for word in args.words() {
        let (is_removal, text) = match word.text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, word.text.trim_start_matches('+')),
        };
        let text = text.trim_matches(['<', '>', ',', ';']);
        let address = Address::parse(text)
            .map_err(|why| Fault::at(*word, format!("\"{text}\" is not an address: {why}")))?;
        let is_in = present.contains(&address);
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
                present.retain(|one| *one != address);
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
            present.push(address.clone());
            events.push(EventBody::ParticipantAdded {
                person: Person::new(address, ""),
            });
        }
    }
    let most = match case.author {
        Author::Agent(_) => PARTICIPANTS_MAX,
        Author::Requester(_) => ADDED_BY_REQUESTER_MAX,
    };
    let added = events
        .iter()
        .filter(|event| matches!(event, EventBody::ParticipantAdded { .. }))
        .count();
    if added > 0 && case.ticket.participants.len() + added > most {
        return Err(Refusal::new(
            format!("that would be more than {most} participants"),
            "The people of the desk can add more.",
        )
        .into());
    }
    Ok(if events.is_empty() {
        let people = people(case.ticket);
        Effect::already(format!(
            "it is so already; beside the requester take part: {people}"
        ))
    } else {
        Effect::of(events, said.join(" "))
    })
}

fn address_of(person: &Person) -> Address {
    (*person.address).clone()
}

/// The participants, for the transcript.
fn people(ticket: &Ticket) -> String {
    let people = ticket.participants.iter();
    let people: Vec<String> = people.map(|person| person.address.to_string()).collect();
    match people.as_slice() {
        [] => "nobody".to_owned(),
        people => people.join(", "),
    }
}
