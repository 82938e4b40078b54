//! `#incident yes | no`: whether many alike reports are one trouble (S0.6).

use crate::domain::incident::Stage;
use crate::domain::{CloseCode, Deed, EventBody, Incident, LinkKind};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "incident",
    aliases: &[],
    usage: "#incident yes | no",
    says: "Says whether the reports of a proposed incident are one trouble: with yes they become its children, and each requester is told.",
    details: "It answers the mail that proposes an incident. With no the proposal is closed, and nobody outside hears of it.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("yes or no")?;
    let is_one = match word.text.to_ascii_lowercase().as_str() {
        "yes" | "y" => true,
        "no" | "n" => false,
        _ => return Err(Fault::none_of(word, "an answer", &["yes", "no"]).into()),
    };
    let Some(incident) = &case.ticket.work.incident else {
        let hint =
            "Reply to the mail that proposes one; #parent NUMBER puts this ticket under another.";
        return Err(Refusal::new("no incident is proposed here", hint).into());
    };
    let terms = incident.terms.clone();
    match incident.stage {
        Stage::Declared if is_one => return Ok(Effect::already("it is one already")),
        Stage::Declared => {
            let hint = "#parent none on a child takes it out; #close SOLUTION ends all of it.";
            return Err(Refusal::new("it was declared, and its requesters were told", hint).into());
        }
        Stage::Proposed | Stage::Refused => case.must_be_open()?,
    }
    let reports = case.ticket.linked(LinkKind::Candidate).count();
    let (stage, from) = (
        if is_one {
            Stage::Declared
        } else {
            Stage::Refused
        },
        case.ticket.status,
    );
    let raised = EventBody::Done(Deed::IncidentRaised(Incident { stage, terms }));
    if is_one {
        let said = format!(
            "declared; its {reports} reports become its children, and each requester is told"
        );
        return Ok(Effect::one(raised, said));
    }
    let closed = EventBody::Closed {
        from,
        code: CloseCode::Invalid,
        solution: None,
        is_quiet: true,
    };
    Ok(Effect::of(
        vec![raised, closed],
        format!("{from} -> closed; its {reports} reports stay as they are"),
    ))
}
