//! `#urgent reason`: a requester says that it is urgent. Whoever leads is told and decides; it sets no priority (S3.3).

use crate::domain::{Deed, EventBody};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

/// Longest reason that is told, in characters; the mail has the rest.
const REASON_CHARS_MAX: usize = 600;

pub static COMMAND: Command = Command {
    word: "urgent",
    aliases: &[],
    usage: "#urgent REASON",
    says: "Tells whoever leads the team that the requester says it is urgent; they decide about the priority.",
    details: "Agents who know better take #urgency or #priority.",
    theirs: Some((
        "#urgent REASON",
        "Tells whoever leads the team why your request is urgent. They decide, and you hear of it.",
    )),
    who: Who::Everyone,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    if case.ticket.work.is_said_urgent {
        return Ok(Effect::already("those who decide about it know already"));
    }
    let typed = args.text("reason").unwrap_or_default();
    let reason = if typed.is_empty() { case.words } else { typed };
    if reason.trim().is_empty() {
        return Err(Fault::at_end(args, "the reason is missing".to_owned())
            .hint("For example: #urgent Nobody can print the payslips, which are due today.")
            .into());
    }
    let reason: String = reason.trim().chars().take(REASON_CHARS_MAX).collect();
    let reason = reason.into();
    Ok(Effect::one(
        EventBody::Done(Deed::SaidUrgent { reason }),
        "those who decide about it are told",
    ))
}
