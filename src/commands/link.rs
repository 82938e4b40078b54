//! `#link 1001`: two tickets that mention each other.

use crate::domain::{EventBody, LinkKind};

use super::fault::Answer;
use super::related::{must_have_room, other, ticket_number};
use super::{Args, Case, Command, Effect, Phase, Reads, Who, changing};

pub static COMMAND: Command = Command {
    word: "link",
    aliases: &[],
    usage: "#link NUMBER | -NUMBER",
    says: "Ties this ticket and another one together, so that each shows the other; with a minus it unties them.",
    details: "Requesters do not hear of it.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads,
    asks: None,
    run,
};

fn reads(args: &Args<'_>) -> Reads {
    let word = args.words().first();
    word.and_then(|word| ticket_number(word.text.trim_start_matches(['-', '+'])))
        .map_or(Reads::Nothing, Reads::Ticket)
}

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let mut word = args.one("a ticket number")?;
    let is_removal = word.text.starts_with('-');
    word.text = word.text.trim_start_matches(['-', '+']);
    let ticket = other(word, case)?;
    let reference = case.reference(ticket.id);
    let is_tied = case
        .ticket
        .linked(LinkKind::Related)
        .any(|id| id == ticket.id);
    let (link, ticket_id) = (LinkKind::Related, ticket.id);
    if is_removal {
        if !is_tied {
            return Ok(Effect::already(format!("it is not tied to {reference}")));
        }
        let event = EventBody::Unlinked {
            link,
            ticket: ticket_id,
        };
        return Ok(Effect::one(event, format!("-{reference}")));
    }
    if is_tied {
        return Ok(Effect::already(format!(
            "it is tied to {reference} already"
        )));
    }
    must_have_room(ticket, case)?;
    let event = EventBody::Linked {
        link,
        ticket: ticket_id,
    };
    Ok(Effect::one(event, format!("tied to {reference}")))
}
