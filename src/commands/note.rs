//! `#note [text]`: an internal note.

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, Words, nothing_to_read, reading};

pub static COMMAND: Command = Command {
    word: "note",
    aliases: &["private", "internal"],
    usage: "#note [TEXT]",
    says: "Keeps your mail as an internal note; the requester does not see it.",
    details: "Text behind the command is added to the note.",
    theirs: None,
    who: Who::Agents,
    needs: reading,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.is_empty() && case.words.is_empty() {
        let hint = "Write it behind the command, or as the text of your mail.";
        return Err(Refusal::new("there is no text to keep", hint).into());
    }
    Ok(Effect::already("kept as a note").words(Words::Note))
}
