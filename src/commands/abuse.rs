//! `#abuse [text]`: the requester threatens, insults or harasses; whoever leads takes it on (S2.10).

use crate::domain::{Deed, EventBody};

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

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
    // What is said about somebody does not go to them: the text beside the line is the report, or a note.
    let (text, words) = match (args.rest, case.words) {
        ("", "") => (None, Words::Inside),
        ("", said) => (Some(said), Words::Taken),
        (typed, _) => (Some(typed), Words::Inside),
    };
    let event = Deed::AbuseReported {
        text: text.map(Into::into),
    };
    Ok(Effect::one(
        EventBody::Done(event),
        "reported to whoever leads; no automatic mail goes to the requester any more",
    )
    .words(words))
}
