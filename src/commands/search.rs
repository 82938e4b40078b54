//! `#search WORDS`: the articles and tickets that fit some words best.

use crate::domain::Roster;

use super::fault::Answer;
use super::{Args, Case, Command, Effect, Phase, Question, Reads, Who, reading};

pub static COMMAND: Command = Command {
    word: "search",
    aliases: &["find"],
    usage: "#search WORDS",
    says: "Sends you the articles and tickets that fit these words best.",
    details: "Looked through are articles, and of tickets the subject, the mail that opened them and the solution; words that stand in any mail do not count.",
    theirs: None,
    who: Who::Agents,
    needs: reading,
    phase: Phase::Saying,
    reads: |args| Reads::Search(args.rest.to_owned()),
    asks: Some(ask),
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    Ok(Effect::question(
        ask(args, case.roster)?,
        "what was found follows in a mail of its own",
    ))
}

fn ask(args: &Args<'_>, _: &Roster) -> Result<Question, Answer> {
    let words = args.text("what to search for")?;
    Ok(Question::Search(words.to_owned()))
}
