//! `#incident yes [without NUMBER, …] | no`: whether many alike reports are one trouble (S0.6).

use crate::domain::incident::Stage;
use crate::domain::{CloseCode, Deed, EventBody, Incident, LinkKind, TicketId};

use super::fault::{Answer, Fault, Refusal};
use super::related::ticket_number;
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "incident",
    aliases: &[],
    usage: "#incident yes [without NUMBER, …] | no",
    says: "Says whether the reports of a proposed incident are one trouble: with yes they become its children, and each requester is told.",
    details: "It answers the mail that proposes an incident. Reports that stand behind without are left out of it. With no the proposal is closed, and nobody outside hears of it.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let Some(word) = args.words().first().copied() else {
        let fault = Fault::at_end(args, "yes or no is missing".to_owned());
        return Err(fault
            .hint("Possible are: yes, yes without NUMBER, no.")
            .into());
    };
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
    let left_out = left_out(args, case)?;
    if let (false, Some(_)) = (is_one, left_out.first()) {
        let hint = "#incident no closes the proposal for all of them.";
        return Err(Refusal::new("without goes with yes only", hint).into());
    }
    let reports = case.ticket.linked(LinkKind::Candidate).count() - left_out.len();
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
        let others = match left_out.len() {
            0 => String::new(),
            count => format!("; {count} stay as they are"),
        };
        let said = format!(
            "declared; its {reports} reports become its children, and each requester is told{others}"
        );
        let link = LinkKind::Candidate;
        let freed = left_out.into_iter();
        let freed = freed.map(|ticket| EventBody::Unlinked { link, ticket });
        return Ok(Effect::of(freed.chain([raised]).collect(), said));
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

/// The reports that stand behind `without`: each of them one of the proposal's, and not all.
fn left_out(args: &Args<'_>, case: &Case<'_>) -> Result<Vec<TicketId>, Answer> {
    let mut words = args.words().iter().skip(1).copied();
    let Some(word) = words.next() else {
        return Ok(Vec::new());
    };
    if !["without", "not", "but", "except"].contains(&word.text.to_ascii_lowercase().as_str()) {
        return Err(Fault::none_of(word, "understood here", &["without"]).into());
    }
    let reports: Vec<TicketId> = case.ticket.linked(LinkKind::Candidate).collect();
    let mut found = Vec::new();
    for word in words {
        for number in word.text.split([',', ';']).filter(|part| !part.is_empty()) {
            let id = ticket_number(number).filter(|id| reports.contains(id));
            let id = id.ok_or_else(|| {
                let what = format!("\"{number}\" is none of the reports");
                Fault::at(word, what).hint("The mail that proposes the incident names them.")
            })?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    if found.is_empty() {
        let fault = Fault::at_end(args, "the numbers are missing".to_owned());
        return Err(fault.hint("Write them as 1000, 1001.").into());
    }
    if found.len() == reports.len() {
        let hint = "#incident no says that none of them is.";
        return Err(Refusal::new("nothing would be left of it", hint).into());
    }
    Ok(found)
}
