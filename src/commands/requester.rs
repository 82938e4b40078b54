//! `#requester address`: the ticket is somebody else's; who called and who has the problem may differ (S0.15).
//!
//! The former requester is a third person from then on: what they write still joins, and has no effect, and they hear
//! nothing more. `#cc` lets them take part again.

use crate::domain::{Address, Deed, EventBody, Person};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, new, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "requester",
    aliases: &["customer"],
    usage: "#requester ADDRESS [NAME]",
    says: "Makes the ticket somebody else's, who is told and has its mails from now on.",
    details: "What was written before is not sent to them. The former requester hears nothing more, unless #cc +ADDRESS adds them.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.agent()?;
    let Some(word) = args.words().first().copied() else {
        return Err(Fault::at_end(args, "an address is missing".to_owned()).into());
    };
    let text = word.text.trim_matches(['<', '>', ',', ';']);
    let address = Address::parse(text)
        .map_err(|why| Fault::at(word, format!("\"{text}\" is not an address: {why}")))?;
    new::may_request(&address, case.own_addresses)?;
    case.must_be_open()?;
    let from = &case.ticket.requester;
    if *from.address == address {
        return Ok(Effect::already(format!(
            "{address} is the requester already"
        )));
    }
    let mut participants = case.ticket.participants.iter();
    let known = participants.find(|person| *person.address == address);
    let typed = args.after(word).trim_matches('"');
    let to = match known {
        Some(person) if typed.is_empty() => person.clone(),
        _ => Person::new(address.clone(), typed),
    };
    let said = format!(
        "{} -> {address}; {} hears nothing more, unless #cc adds them",
        from.address, from.address
    );
    let mut events = Vec::new();
    if known.is_some() {
        let address = address.into();
        events.push(EventBody::ParticipantRemoved { address });
    }
    let from = from.clone();
    events.push(EventBody::Done(Deed::RequesterChanged { from, to }));
    Ok(Effect::of(events, said))
}
