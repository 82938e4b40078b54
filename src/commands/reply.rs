//! `#reply [text]`: an answer to the requester, whatever was answered.

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "reply",
    aliases: &["public", "answer"],
    usage: "#reply [TEXT]",
    says: "Sends your mail to the requester, also where a reply would stay a note.",
    details: "",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.is_empty() && case.words.is_empty() {
        return Err(Refusal::new(
            "there is no text to send",
            "Write it behind the command, or as the text of your mail.",
        )
        .into());
    }
    Ok(Effect::already(format!("goes to {}", case.readers())).words(Words::Answer))
}
