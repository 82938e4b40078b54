//! `#abuse [text]`: the requester threatens, insults or harasses; whoever leads takes it on (S2.10).

use crate::domain::{Deed, EventBody};

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "abuse",
    aliases: &["harassment"],
    usage: "#abuse [TEXT] | none",
    says: "Reports the requester's conduct to whoever leads; from then on the requester gets no automatic mail about this ticket.",
    details: "What people of the desk write to them still goes out. The text is for the desk only. none takes it back.",
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
    let is_reported = case.ticket.work.is_abusive;
    if args.rest.eq_ignore_ascii_case("none") {
        if !is_reported {
            return Ok(Effect::already("no abuse is reported on this ticket"));
        }
        return Ok(Effect::one(
            EventBody::Done(Deed::AbuseCleared),
            "taken back; the requester gets our mails again",
        ));
    }
    let text = args.text("a text").ok().map(Into::into);
    Ok(Effect::one(
        EventBody::Done(Deed::AbuseReported { text }),
        "reported to whoever leads; no automatic mail goes to the requester any more",
    ))
}
