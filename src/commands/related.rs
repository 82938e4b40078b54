//! Another ticket that a command names: read, found, and fit for what is ordered.

use crate::domain::link::LINKS_MAX;
use crate::domain::{LinkKind, Ticket, TicketId};

use super::args::Word;
use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Reads};

/// Reads `1000`, `#1000` or `ACME-1000`.
pub(super) fn ticket_number(text: &str) -> Option<TicketId> {
    let digits = text.rsplit(['-', '#']).next()?;
    digits
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .map(TicketId)
}

/// The ticket that stands first in the line has to be read.
pub(super) fn reads(args: &Args<'_>) -> Reads {
    args.words()
        .first()
        .and_then(|word| ticket_number(word.text))
        .map_or(Reads::Nothing, Reads::Ticket)
}

/// The ticket that a word names: another one than this, and one that was not merged itself.
pub(super) fn other<'a>(word: Word<'_>, case: &Case<'a>) -> Result<&'a Ticket, Answer> {
    let id = ticket_number(word.text).ok_or_else(|| {
        let what = format!("\"{}\" is not a ticket number", word.text);
        Fault::at(word, what).hint("Write it as 1000 or as it stands in the subject.")
    })?;
    if id == case.ticket.id {
        let what = format!("{} is this ticket", case.reference(id));
        return Err(Fault::at(word, what)
            .hint("Name the other one; #list open shows the open tickets.")
            .into());
    }
    let Some(ticket) = case.others.get(&id).copied() else {
        let what = format!("there is no ticket {}", case.reference(id));
        return Err(Fault::at(word, what)
            .hint("#list open shows the open tickets.")
            .into());
    };
    if let Some(into) = ticket.merged_into() {
        let into = case.reference(into);
        let why = format!("{} goes on as {into}", case.reference(id));
        return Err(Refusal::new(why, format!("Name {into} instead.")).into());
    }
    Ok(ticket)
}

/// The other ticket has to be open.
pub(super) fn must_be_open(ticket: &Ticket, case: &Case<'_>) -> Result<(), Refusal> {
    if ticket.status.is_open() {
        return Ok(());
    }
    let reference = case.reference(ticket.id);
    let why = format!("{reference} is {}", ticket.status);
    let hint = format!("Reopen it first, by #reopen in reply to a notice of {reference}.");
    Err(Refusal::new(why, hint))
}

/// Both tickets have to take one more relation.
pub(super) fn must_have_room(ticket: &Ticket, case: &Case<'_>) -> Result<(), Refusal> {
    let full = [case.ticket, ticket]
        .into_iter()
        .find(|ticket| !ticket.has_room_for_links());
    full.map_or(Ok(()), |ticket| {
        let why = format!(
            "{} is tied to {LINKS_MAX} tickets, and no ticket is tied to more",
            case.reference(ticket.id)
        );
        Err(Refusal::new(
            why,
            "Open another ticket for what goes beyond.",
        ))
    })
}

/// A ticket that ends for another one, or becomes its child, has no children; else the order is given on the other one.
pub(super) fn must_be_childless(
    other: &Ticket,
    order: &str,
    case: &Case<'_>,
) -> Result<(), Refusal> {
    let children = case.ticket.linked(LinkKind::Child).count();
    if children == 0 {
        return Ok(());
    }
    let others = if children == 1 {
        "another one"
    } else {
        "others"
    };
    let (this, there) = (case.reference(case.ticket.id), case.reference(other.id));
    let hint = format!("Order #{order} {this} on {there} instead.");
    Err(Refusal::new(
        format!("this ticket is the parent of {others}"),
        hint,
    ))
}
