//! `#canned NAME`: a text that the desk keeps ready goes into the answer.

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "canned",
    aliases: &[],
    usage: "#canned NAME",
    says: "Sends a text that the desk keeps ready to the requester, behind what you write.",
    details: "The texts are files NAME.txt in the folder that [knowledge] canned names.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("the name of a text")?;
    if case.canned.is_empty() {
        let hint = "Your admin puts them into the folder that [knowledge] canned names.";
        return Err(Refusal::new("the desk keeps no texts ready", hint).into());
    }
    let name = word.text.to_lowercase();
    let Some(text) = case.canned.get(&name) else {
        let names: Vec<&str> = case.canned.keys().map(String::as_str).collect();
        return Err(Fault::none_of(word, "the name of a text", &names).into());
    };
    let effect = Effect::already(format!("\"{name}\" goes to {}", case.readers()));
    Ok(effect.words(Words::Answer).adding(text.clone()))
}
