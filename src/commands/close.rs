//! `#close [solution] [code=why] [quiet]`: ended.
//!
//! The procedure wants the requester to be told *how* it was resolved before a ticket closes (S0.10). So an agent
//! gives a solution, or a code that says why there is none; a requester may simply close.

use crate::domain::{CloseCode, EventBody, Gate, Status};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Author, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "close",
    aliases: &[],
    usage: "#close [SOLUTION] [code=duplicate | invalid | no-reply | abandoned] [quiet]",
    says: "Ends the ticket and tells the requester how it was solved.",
    details: "Without a solution it needs a code that says why there is none. The solution may also be the text of your mail, or have been recorded by #solution or #resolve. quiet tells nobody. Where somebody has to agree first, they are asked.",
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
    if let Some(answer) = waits_already(case) {
        return answer;
    }
    let is_option = |word: &str| {
        word.eq_ignore_ascii_case("quiet") || word.to_ascii_lowercase().starts_with("code=")
    };
    let typed = args.text_without(is_option);
    if let Author::Requester(_) = case.author {
        return Ok(by_requester(case));
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
    let gates = gates(case, code);
    let said = if gates.is_empty() {
        format!("{from} -> closed ({}){told}", code.word())
    } else {
        let gates = gates.join(", ");
        format!(
            "{from} -> resolved; it is closed ({}) once approved: {gates}{told}",
            code.word()
        )
    };
    Ok(Effect::one(event, said).words(words))
}

/// Requesters end what they asked for without saying why.
fn by_requester(case: &Case<'_>) -> Effect {
    let from = case.ticket.status;
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
    let event = EventBody::Closed {
        from,
        code,
        solution,
        is_quiet: false,
    };
    Effect::one(event, format!("{from} -> closed"))
}

/// What is answered where the closing waits for approval already.
fn waits_already(case: &Case<'_>) -> Option<Result<Effect, Answer>> {
    let approval = case.ticket.work.approval.as_ref()?;
    let shut = approval.closed(case.gates);
    if shut.is_empty() {
        return None;
    }
    if let Author::Requester(_) = case.author {
        return Some(Ok(Effect::already("it is solved, and will be closed soon")));
    }
    let gates: Vec<String> = shut
        .iter()
        .map(|gate| gate.shown(case.roster, case.ticket))
        .collect();
    let why = format!("it waits for {}", gates.join(", "));
    let hint = "#approve agrees to it, #reject or #reopen takes it up again.";
    Some(Err(Refusal::new(why, hint).into()))
}

/// The gates that keep the author from closing the ticket at once.
fn gates(case: &Case<'_>, code: CloseCode) -> Vec<String> {
    let is_record = code == CloseCode::Solved && case.ticket.stands_for_others();
    let is_free = case.is_desks_own() && !is_record;
    let is_own = |gate: &&Gate| {
        let agent = case.agent().ok();
        agent.is_some_and(|agent| gate.is_opened_by(&agent.name, case.roster, case.ticket))
    };
    let gates = case.gates.iter();
    gates
        .filter(|gate| gate.concerns(case.ticket) && !is_own(gate) && !is_free)
        .map(|gate| gate.shown(case.roster, case.ticket))
        .collect()
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
