//! `#due when`: the time by which it has to be solved, for the desk (S4.7). What the requester is promised, `#eta` says.

use crate::domain::{Deed, EventBody};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "due",
    aliases: &["deadline"],
    usage: "#due WHEN | none",
    says: "Sets by when the ticket has to be solved; the desk is told as that time comes near, and the requester is not.",
    details: "WHEN is as with #eta, which promises a time to the requester. The time stands when the priority changes.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    if !case.ticket.status.is_running() {
        let why = format!(
            "the ticket is {}, and its clocks stand still",
            case.ticket.status
        );
        return Err(Refusal::new(why, "#status open lets them run.").into());
    }
    let from = case.ticket.clocks.resolution_due;
    let to = if args.rest.eq_ignore_ascii_case("none") {
        None
    } else {
        let (due, text) = eta::when_and_text(args, case)?;
        if !text.is_empty() {
            let fault = Fault::at_end(args, "only a time belongs here".to_owned());
            return Err(fault.hint("#note keeps a text.").into());
        }
        Some(due)
    };
    if from == to {
        return Ok(Effect::already("it is so already"));
    }
    let clockwork = case.clockwork();
    let shown =
        |at: Option<jiff::Timestamp>| at.map_or_else(|| "none".to_owned(), |at| case.shown(at));
    Ok(Effect::one(
        EventBody::Done(Deed::DueSet {
            from,
            to,
            // Whoever names a time works on it: what stood still goes on.
            clocks: clockwork.solved_by(clockwork.taken_up(case.ticket), to),
        }),
        format!("{} -> {}", shown(from), shown(to)),
    ))
}
