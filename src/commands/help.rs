//! `#help [command]`: what can be ordered by mail.

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
    who: Who::Everyone,
    needs: reading,
    phase: Phase::Saying,
    reads: nothing_to_read,
    run,
};

fn run(args: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.is_empty() {
        return Ok(Effect::question(
            Question::Help(None),
            "the commands follow in a mail of their own",
        ));
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
    Ok(Effect::question(
        Question::Help(Some(command)),
        format!("help for #{} follows in a mail of its own", command.word),
    ))
}
