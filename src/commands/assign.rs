//! `#assign who`: who has the ticket.
//!
//! `who = me | none | login | address | team:NAME | tierN`

use crate::domain::{Address, Agent, EventBody, Team};

use super::args::Word;
use super::fault::{Answer, Fault, Refusal, nearest};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "assign",
    aliases: &["owner", "to"],
    usage: "#assign me | none | NAME | ADDRESS | team:NAME | tierN",
    says: "Gives the ticket to an agent or a team.",
    details: "The one who gets it is told, with the whole history. none takes it from everybody.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Assignment,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let word = args.one("a name")?;
    match word.text.to_ascii_lowercase().as_str() {
        "me" => to_agent(case, case.agent()?),
        "none" | "nobody" => to_nobody(case),
        lower => {
            if let Some(team) = lower
                .strip_prefix("team:")
                .and_then(|name| case.roster.team(name))
            {
                return Ok(to_team(case, team));
            }
            if let Some(team) = lower
                .strip_prefix("tier")
                .and_then(|tier| tier.parse().ok())
                .and_then(|tier| case.roster.tier_for(tier, &case.ticket.place()))
            {
                return Ok(to_team(case, team));
            }
            let by_address = Address::parse(word.text)
                .ok()
                .and_then(|address| case.roster.by_address(&address));
            match case.roster.agent(word.text).or(by_address) {
                Some(agent) => to_agent(case, agent),
                None => Err(nobody_of_this_name(word, case).into()),
            }
        }
    }
}

/// Gives the ticket to an agent, and with it to the agent's team.
pub(super) fn to_agent(case: &Case<'_>, agent: &Agent) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let from = case.ticket.assignee.clone();
    if from.as_ref() == Some(&agent.name) {
        return Ok(Effect::already(format!("{} has it already", agent.name)));
    }
    let said = format!(
        "{} -> {}",
        from.as_ref().map_or("nobody", |name| name.as_str()),
        agent.name
    );
    let mut events = Vec::new();
    if let Some(team) = agent
        .team
        .as_deref()
        .and_then(|team| case.roster.team(team))
    {
        events.extend(team_changed(case, team));
    }
    events.push(EventBody::Assigned {
        from,
        to: Some(agent.name.clone()),
    });
    Ok(Effect::of(events, said))
}

fn to_team(case: &Case<'_>, team: &Team) -> Effect {
    let mut events: Vec<EventBody> = team_changed(case, team).into_iter().collect();
    if let Some(from) = case.ticket.assignee.clone() {
        events.push(EventBody::Assigned {
            from: Some(from),
            to: None,
        });
    }
    if events.is_empty() {
        return Effect::already(format!("team {} has it already", team.name));
    }
    let before = case.ticket.team.as_deref().unwrap_or("none");
    Effect::of(events, format!("team {before} -> {}", team.name))
}

fn to_nobody(case: &Case<'_>) -> Result<Effect, Answer> {
    let Some(from) = case.ticket.assignee.clone() else {
        return Err(Refusal::new("nobody has it", "#take makes it yours.").into());
    };
    Ok(Effect::one(
        EventBody::Assigned {
            from: Some(from.clone()),
            to: None,
        },
        format!("{from} -> nobody"),
    ))
}

fn team_changed(case: &Case<'_>, team: &Team) -> Option<EventBody> {
    let from = case.ticket.team.clone();
    (from.as_deref() != Some(team.name.as_str())).then(|| EventBody::TeamChanged {
        from,
        to: Some(team.name.clone()),
        tier: team.tier,
    })
}

fn nobody_of_this_name(word: Word<'_>, case: &Case<'_>) -> Fault {
    let mut names: Vec<String> = case
        .roster
        .agents
        .iter()
        .map(|agent| agent.name.to_string())
        .collect();
    names.extend(
        case.roster
            .teams
            .iter()
            .map(|team| format!("team:{}", team.name)),
    );
    let fault = Fault::at(word, format!("nobody here is called \"{}\"", word.text));
    let near = nearest(word.text, names.iter().map(String::as_str))
        .map(|near| format!("Did you mean \"{near}\"? "))
        .unwrap_or_default();
    fault.hint(format!(
        "{near}Possible are: me, none, {}.",
        names.join(", ")
    ))
}
