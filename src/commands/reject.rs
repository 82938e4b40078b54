//! `#reject reason`: somebody in charge of a gate does not agree that the ticket is closed; it is taken up again (S3.2).

use crate::domain::{Deed, Ending, EventBody, Status};

use super::approve::own_gates;
use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "reject",
    aliases: &[],
    usage: "#reject REASON",
    says: "Does not agree that the ticket is closed: it is taken up again, and whoever has it hears why.",
    details: "The reason, which may also be the text of your mail, stays inside. Where the requester had heard that it is solved, they hear that it is looked at once more before it is closed.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let (_, own) = own_gates(case)?;
    let gates: Vec<String> = own.iter().map(|gate| gate.name.clone()).collect();
    let typed = args.text("a reason").unwrap_or_default();
    let (reason, words) = if !typed.is_empty() {
        (typed, Words::Inside)
    } else if case.words.trim().is_empty() {
        return Err(Fault::at_end(args, "the reason is missing".to_owned())
            .hint("For example: #reject The test print is not on the ticket.")
            .into());
    } else {
        (case.words, Words::Taken)
    };
    let said = format!("not approved: {}; resolved -> open", gates.join(", "));
    let rejected = EventBody::Done(Deed::Ending(Ending::Rejected {
        gates,
        reason: reason.into(),
    }));
    let was_told = case.ticket.resolved_at.is_some();
    let opened = if was_told {
        EventBody::Reopened {
            from: Status::Resolved,
            reason: None,
            clocks: case.clockwork().reopened(),
        }
    } else {
        EventBody::StatusChanged {
            from: Status::Resolved,
            to: Status::Open,
            until: None,
            clocks: case.clockwork().running(case.ticket),
        }
    };
    Ok(Effect::of(vec![rejected, opened], said).words(words))
}
