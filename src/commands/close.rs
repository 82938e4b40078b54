//! `#close [solution] [code=why] [quiet]`: ended.
//!
//! The procedure wants the requester to be told *how* it was resolved before a ticket closes (S0.10). So an agent
//! gives a solution, or a code that says why there is none; a requester may simply close.

use crate::domain::{CloseCode, EventBody, Status};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Author, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "close",
    aliases: &[],
    usage: "#close [SOLUTION] [code=duplicate | invalid | no-reply | abandoned] [quiet]",
    says: "Ends the ticket and tells the requester how it was solved.",
    details: "Without a solution it needs a code that says why there is none. The solution may also be the text of your mail, or have been recorded by #solution or #resolve. quiet tells nobody.",
    theirs: Some(("#close", "Ends your request.")),
    who: Who::Everyone,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    case.may_become(Status::Closed)?;
    let is_option = |word: &str| {
        word.eq_ignore_ascii_case("quiet") || word.to_ascii_lowercase().starts_with("code=")
    };
    let typed = args.text_without(is_option);
    if let Author::Requester(_) = case.author {
        let code = if from == Status::Resolved {
            CloseCode::Solved
        } else {
            CloseCode::Abandoned
        };
        let solution = case
            .ticket
            .solution
            .clone()
            .filter(|_| code == CloseCode::Solved);
        return Ok(Effect::one(
            EventBody::Closed {
                from,
                code,
                solution,
                is_quiet: false,
            },
            format!("{from} -> closed"),
        ));
    }
    let is_quiet = args
        .words()
        .iter()
        .any(|word| word.text.eq_ignore_ascii_case("quiet"))
        && !typed.to_ascii_lowercase().contains("quiet");
    let code = match args.pair("code") {
        None => None,
        Some(word) => {
            let valid = CloseCode::WITHOUT_SOLUTION.map(CloseCode::word);
            Some(
                CloseCode::parse(word.text)
                    .ok_or_else(|| Fault::none_of(word, "a code", &valid))?,
            )
        }
    };
    let (solution, words) = if !typed.is_empty() {
        (Some(typed), Words::AsAnswered)
    } else if code.is_none() && !case.words.is_empty() {
        (Some(case.words.to_owned()), Words::Taken)
    } else {
        (
            case.ticket.solution.as_ref().map(ToString::to_string),
            Words::AsAnswered,
        )
    };
    if solution.is_none() && code.is_none() {
        let hint = "Write it behind the command (#close The fuser was replaced.), or say why there is none: code=duplicate, code=invalid, code=no-reply or code=abandoned.";
        return Err(Refusal::new("how it was solved is missing", hint).into());
    }
    let code = code.unwrap_or(CloseCode::Solved);
    let told = told(case, is_quiet, solution.is_some());
    let event = EventBody::Closed {
        from,
        code,
        solution: solution.map(Into::into),
        is_quiet,
    };
    Ok(Effect::one(event, format!("{from} -> closed ({}){told}", code.word())).words(words))
}

/// Who else hears of it, or does not, as the transcript puts it behind the new state.
fn told(case: &Case<'_>, is_quiet: bool, has_solution: bool) -> String {
    match (is_quiet, case.open_children()) {
        (true, 0) => "; nobody is told".to_owned(),
        (false, 0) => String::new(),
        (false, children) if has_solution => {
            format!("; its open children, {children}, are resolved with it")
        }
        (_, children) => format!("; its open children, {children}, stay open, and are not told"),
    }
}
