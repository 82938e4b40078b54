//! `#wait [until=when] question`: the requester has to answer first; the clocks stand still (S2.1).

use crate::domain::{EventBody, Status};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "wait",
    aliases: &["pending"],
    usage: "#wait [until=WHEN] QUESTION",
    says: "Asks the requester your question and stops the clocks until they answer.",
    details: "WHEN is 2h, 3d, 2bd (business days), eod, \"mon 9:00\" or 2026-03-04. The question may also be the text of your mail.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    if from != Status::Waiting {
        case.may_become(Status::Waiting)?;
    }
    let until = args
        .pair("until")
        .map(|word| eta::when(word, case))
        .transpose()?;
    let at_most = case.longest_wait();
    let typed = args.text_without(|word| word.to_ascii_lowercase().starts_with("until="));
    if typed.to_ascii_lowercase().starts_with("until ") {
        let word = args.words().first().copied();
        let fault = word.map_or_else(
            || Fault::at_end(args, "a question is missing".to_owned()),
            |word| Fault::at(word, "a time is written until=WHEN".to_owned()),
        );
        return Err(fault
            .hint("For example: #wait until=2bd Which printer is it?")
            .into());
    }
    let (question, words) = case.text_or_words(args, &typed, "your question")?;
    let said = until.map_or_else(
        || format!("{from} -> waiting"),
        |until| format!("{from} -> waiting until {}", case.shown(until)),
    );
    Ok(Effect::one(
        EventBody::WaitStarted {
            from,
            question: question.into(),
            until: Some(until.unwrap_or(at_most)),
            clocks: case.clockwork().paused(case.ticket),
        },
        said,
    )
    .words(words))
}
