//! `#away [when]`: the author gets no new tickets, and their team hears of what comes on those they have (S4.11).

use crate::domain::presence::Away;
use crate::domain::{Deed, EventBody};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "away",
    aliases: &["vacation"],
    usage: "#away [WHEN]",
    says: "Gives you no new tickets, until WHEN or #back; your team hears of what comes on yours meanwhile.",
    details: "It stands in a reply to any mail of the desk, and counts for all tickets. WHEN is as with #eta. An automatic reply of your mail program does the same until you write again.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Assignment,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let agent = case.agent()?.name.clone();
    let until = if args.rest.trim().is_empty() {
        None
    } else {
        let (until, text) = eta::when_and_text(args, case)?;
        if !text.is_empty() {
            let fault = Fault::at_end(args, "only a time belongs here".to_owned());
            return Err(fault.hint("#note keeps a text.").into());
        }
        Some(until)
    };
    let away = Away {
        until,
        is_by_machine: false,
    };
    let end = until.map_or_else(
        || "until you write #back".to_owned(),
        |until| format!("until {}", case.shown(until)),
    );
    let known = case.staff.get(&agent).and_then(|presence| presence.away);
    if known == Some(away) {
        return Ok(Effect::already(format!("you are away already, {end}")));
    }
    Ok(Effect::one(
        EventBody::Done(Deed::AgentAway { agent, away }),
        format!("you get no new tickets {end}"),
    ))
}
