//! `#resolve [solution]`: solved; the requester is told how and asked to confirm (S0.10, S4.10).

use crate::domain::{EventBody, Status};

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "resolve",
    aliases: &["solved", "fixed", "done"],
    usage: "#resolve [SOLUTION]",
    says: "Tells the requester how it was solved and asks whether it works; silence closes the ticket.",
    details: "The solution may also be the text of your mail, or have been recorded by #solution.",
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
    case.may_become(Status::Resolved)?;
    let (solution, words) = if !args.rest.is_empty() {
        (args.text("the solution")?.to_owned(), Words::AsAnswered)
    } else if !case.words.is_empty() {
        (case.words.to_owned(), Words::Taken)
    } else if let Some(recorded) = &case.ticket.solution {
        (recorded.to_string(), Words::AsAnswered)
    } else {
        return Err(Refusal::new(
            "how it was solved is missing",
            "Write it behind the command, for example: #resolve The fuser was replaced.",
        )
        .into());
    };
    let closes_at = case.hours.add_days(case.now, case.confirm_days);
    let with = match case.open_children() {
        0 => String::new(),
        1 => " with its child".to_owned(),
        children => format!(" with its {children} children"),
    };
    let said = format!(
        "{from} -> resolved{with}; closes {} unless somebody objects",
        case.shown(closes_at)
    );
    Ok(Effect::one(
        EventBody::Resolved {
            from,
            solution: solution.into(),
            closes_at,
        },
        said,
    )
    .words(words))
}
