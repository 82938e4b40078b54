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
    details: "Waiting, resolved and closed are set by #wait, #resolve and #close, which also tell the requester why.",
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
    let words = Status::ALL.map(Status::word);
    let to = Status::parse(word.text).ok_or_else(|| Fault::none_of(word, "a state", &words))?;
    let from = case.ticket.status;
    if from == to {
        return Ok(Effect::already(format!("it is {to} already")));
    }
    let instead = match to {
        Status::Waiting => Some("#wait QUESTION sets it and asks the requester."),
        Status::Resolved => {
            Some("#resolve SOLUTION sets it and tells the requester how it was solved.")
        }
        Status::Closed => {
            Some("#close SOLUTION sets it and tells the requester how it was solved.")
        }
        Status::Open if from.is_ended() || from == Status::Resolved => {
            Some("#reopen REASON takes it up again and tells the requester.")
        }
        Status::New | Status::Merged | Status::Spam => Some("Possible are: open, hold."),
        Status::Open | Status::Hold => None,
    };
    if let Some(hint) = instead {
        return Err(Refusal::new(format!("{to} is not set this way"), hint).into());
    }
    case.may_become(to)?;
    let clocks = if to.is_running() {
        case.clocks_running(case.ticket.priority)
    } else {
        Clocks::default()
    };
    Ok(Effect::one(
        EventBody::StatusChanged { from, to, clocks },
        format!("{from} -> {to}"),
    ))
}
