//! `#help [command]`: what can be ordered by mail.

use crate::domain::Roster;

use super::fault::{Answer, Fault};
use super::{
    Args, Case, Command, Effect, Phase, Question, Who, find, names, nearest, nothing_to_read,
    reading,
};

pub static COMMAND: Command = Command {
    word: "help",
    aliases: &["commands"],
    usage: "#help [command]",
    says: "Sends you this list, or more about one command.",
    details: "",
    theirs: Some(("#help", "Sends you this list.")),
    who: Who::Everyone,
    needs: reading,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: Some(ask),
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    Ok(Effect::question(
        ask(args, case.roster)?,
        "the answer follows in a mail of its own",
    ))
}

fn ask(args: &Args<'_>, _: &Roster) -> Result<Question, Answer> {
    if args.rest.is_empty() {
        return Ok(Question::Help(None));
    }
    let word = args.one("a command")?;
    let name = word.text.trim_start_matches('#').to_ascii_lowercase();
    let Some(command) = find(&name) else {
        let fault = Fault::at(word, format!("there is no command \"{name}\""));
        let near = nearest(&name, names()).map_or_else(
            || "#help alone lists them all.".to_owned(),
            |near| format!("Did you mean #{near}?"),
        );
        return Err(fault.hint(near).into());
    };
    Ok(Question::Help(Some(command)))
}
