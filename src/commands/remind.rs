//! `#remind when [text]`: the author is reminded of the ticket (S1.5).

use crate::domain::deed::REMINDERS_MAX;
use crate::domain::{Deed, EventBody, Reminder};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

/// Longest text of a reminder, in characters: it is a line to oneself.
const TEXT_CHARS_MAX: usize = 300;

pub static COMMAND: Command = Command {
    word: "remind",
    aliases: &["reminder"],
    usage: "#remind WHEN [TEXT] | none",
    says: "Sends you the ticket again at that time, with your text; nobody else hears of it.",
    details: "WHEN is as with #eta. none takes back all your reminders on this ticket. What became of the ticket meanwhile takes none back.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let agent = case.agent()?.name.clone();
    let waiting = &case.ticket.work.reminders;
    if args.rest.eq_ignore_ascii_case("none") {
        let count = waiting.iter().filter(|one| one.agent == agent).count();
        if count == 0 {
            return Ok(Effect::already("you have no reminder on this ticket"));
        }
        return Ok(Effect::one(
            EventBody::Done(Deed::RemindersDropped { agent }),
            format!("reminders taken back: {count}"),
        ));
    }
    let (due, text) = eta::when_and_text(args, case)?;
    if text.chars().count() > TEXT_CHARS_MAX {
        let what = format!("a reminder has at most {TEXT_CHARS_MAX} characters");
        let fault = Fault::at_end(args, what);
        return Err(fault.hint("#note keeps a longer text.").into());
    }
    if waiting.len() >= REMINDERS_MAX {
        let why = format!("{REMINDERS_MAX} reminders wait on this ticket already");
        return Err(Refusal::new(why, "#remind none takes yours back.").into());
    }
    let text = (!text.is_empty()).then(|| text.into());
    let reminder = Reminder { agent, due, text };
    if waiting.contains(&reminder) {
        return Ok(Effect::already("you are reminded of that already"));
    }
    Ok(Effect::one(
        EventBody::Done(Deed::ReminderSet(reminder)),
        format!("you are reminded {}", case.shown(due)),
    ))
}
