//! `#status [state]`: asks where the ticket stands, or sets it.
//!
//! The states that owe the requester a mail of their own have commands of their own, so that the mail has something
//! to say; setting them here points there.

use crate::domain::{Clocks, EventBody, Status};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Needs, Phase, Question, Who, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "status",
    aliases: &["state"],
    usage: "#status [open | hold]",
    says: "Tells you where the ticket stands, or sets it.",
    details: "Waiting, resolved and closed are set by #wait, #resolve and #close, which also tell the requester why, as #hold does.",
    theirs: Some(("#status", "Tells you where your request stands.")),
    who: Who::Everyone,
    needs: |args| {
        if args.rest.is_empty() {
            Needs::Reading
        } else {
            Needs::Changing
        }
    },
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

/// How a ticket gets into a state.
enum Way {
    /// By this command.
    Here,
    /// By the command that tells the requester: what it does, a sentence.
    By(&'static str),
}

/// The states that somebody can order a ticket into from this one.
pub(super) fn reachable(from: Status) -> Vec<&'static str> {
    let followers = from.followers().iter();
    let ordered = followers.filter(|to| way(from, **to).is_some());
    ordered.map(|to| to.word()).collect()
}

/// How a step between two states is ordered; `None` where nobody orders it by mail.
fn way(from: Status, to: Status) -> Option<Way> {
    match to {
        Status::Waiting => Some(Way::By("#wait QUESTION sets it and asks the requester.")),
        Status::Resolved => Some(Way::By(
            "#resolve SOLUTION sets it and tells the requester how it was solved.",
        )),
        Status::Closed => Some(Way::By(
            "#close SOLUTION sets it and tells the requester how it was solved.",
        )),
        Status::Open if from == Status::Spam => Some(Way::By("#notspam takes it up again.")),
        Status::Open if from.is_ended() || from == Status::Resolved => Some(Way::By(
            "#reopen REASON takes it up again and tells the requester.",
        )),
        Status::Open | Status::Hold => Some(Way::Here),
        Status::Merged => Some(Way::By(
            "#merge NUMBER sets it: the ticket goes on as that one.",
        )),
        Status::Spam => Some(Way::By("#spam sets it; nobody outside is told.")),
        Status::New => None,
    }
}

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.is_empty() {
        let ticket = case.ticket;
        let holder = ticket
            .assignee
            .as_ref()
            .map_or("nobody", |name| name.as_str());
        let said = format!("{}, {}, with {holder}", ticket.status, ticket.priority);
        return Ok(Effect::question(Question::Standing, said));
    }
    case.agent()?;
    let word = args.one("a state")?;
    let from = case.ticket.status;
    let reachable = reachable(from);
    let to = Status::parse(word.text).ok_or_else(|| Fault::none_of(word, "a state", &reachable))?;
    if from == to {
        return Ok(Effect::already(format!(
            "it is {to} already; {}",
            case.way_on()
        )));
    }
    case.may_become(to)?;
    match way(from, to) {
        Some(Way::Here) => {}
        Some(Way::By(command)) => {
            return Err(Refusal::new(format!("{to} is not set this way"), command).into());
        }
        None => {
            let hint = format!("From {from} it can go to: {}.", reachable.join(", "));
            return Err(Refusal::new(format!("{to} is not set by mail"), hint).into());
        }
    }
    let clocks = if to.is_running() {
        case.clockwork().running(case.ticket)
    } else if to.is_open() {
        case.clockwork().paused(case.ticket)
    } else {
        Clocks::default()
    };
    let until = (to == Status::Hold).then(|| case.longest_wait());
    Ok(Effect::one(
        EventBody::StatusChanged {
            from,
            to,
            until,
            clocks,
        },
        format!("{from} -> {to}"),
    ))
}
