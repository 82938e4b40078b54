//! `#approve [words]`: somebody in charge of a gate agrees that the ticket is closed (S3.2).

use crate::domain::{Approval, Deed, Ending, EventBody, Gate};

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "approve",
    aliases: &[],
    usage: "#approve [WORDS]",
    says: "Agrees that the ticket is closed, where you have to agree first.",
    details: "It is closed once all have agreed who have to ([[closing.approvals]]). #reject takes it up again instead.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let (approval, own) = own_gates(case)?;
    let shut = approval.closed(case.gates);
    let gates: Vec<String> = own
        .iter()
        .filter(|gate| shut.contains(gate))
        .map(|gate| gate.name.clone())
        .collect();
    if gates.is_empty() {
        return Ok(Effect::already("it is approved on your part already"));
    }
    let left: Vec<String> = shut
        .iter()
        .filter(|gate| !gates.contains(&gate.name))
        .map(|gate| gate.shown(case.roster, case.ticket))
        .collect();
    let said = if left.is_empty() {
        "it is closed".to_owned()
    } else {
        format!("it waits for {}", left.join(", "))
    };
    let said = format!("approved: {}; {said}", gates.join(", "));
    let text = args.text("words").ok().map(Into::into);
    let approved = Deed::Ending(Ending::Approved { gates, text });
    Ok(Effect::one(EventBody::Done(approved), said))
}

/// The closing that waits, and those of its gates that the author is in charge of.
pub(super) fn own_gates<'a>(case: &Case<'a>) -> Result<(&'a Approval, Vec<&'a Gate>), Answer> {
    let agent = case.agent()?;
    let Some(approval) = &case.ticket.work.approval else {
        let why = "this ticket waits for nobody's approval";
        return Err(Refusal::new(why, "Approval is asked for once it is to be closed.").into());
    };
    let own: Vec<&Gate> = case
        .gates
        .iter()
        .filter(|gate| approval.gates.contains(&gate.name))
        .filter(|gate| gate.is_opened_by(&agent.name, case.roster, case.ticket))
        .collect();
    if own.is_empty() {
        let shut: Vec<String> = approval
            .closed(case.gates)
            .iter()
            .map(|gate| gate.shown(case.roster, case.ticket))
            .collect();
        let hint = format!("It waits for {}.", shut.join(", "));
        return Err(Refusal::new("this is not yours to decide", hint).into());
    }
    Ok((approval, own))
}
