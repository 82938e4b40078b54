//! `#escalate level [eta=when] reason`: to a higher tier or to the management (S0.12, S4.7, S4.8).

use crate::domain::{EventBody, Level, Role};

use super::args::Word;
use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "escalate",
    aliases: &[],
    usage: "#escalate tier2 | tier3 | manager [eta=WHEN] REASON",
    says: "Hands the ticket to a higher level and tells the requester: to whom, why, and by when.",
    details: "The team of that tier gets it, or the management is told. The reason may also be the text of your mail.",
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
    let Some(word) = args.words().first().copied() else {
        return Err(Fault::at_end(args, "a level is missing".to_owned())
            .hint("Possible are: tier2, tier3, manager.")
            .into());
    };
    let to = level(word)?;
    let team = team_for(&to, case)?;
    let by = args
        .pair("eta")
        .map(|word| eta::when(word, case))
        .transpose()?;
    let is_option = |text: &str| text == word.text || text.to_ascii_lowercase().starts_with("eta=");
    let typed = args.text_without(is_option);
    let (reason, words) = case.text_or_words(args, &typed, "the reason")?;
    let clockwork = case.clockwork_for(case.ticket.priority, team.as_deref());
    let clocks = clockwork.set_anew(case.ticket);
    let promise = by.map(|by| clockwork.promise(by)).unwrap_or_default();
    let owner = team
        .as_deref()
        .map(|team| format!(" (team {team})"))
        .unwrap_or_default();
    let said = by.map_or_else(
        || format!("-> {to}{owner}"),
        |by| format!("-> {to}{owner}, by {}", case.shown(by)),
    );
    Ok(Effect::one(
        EventBody::Escalated {
            to,
            team,
            reason: reason.into(),
            by,
            promise,
            clocks,
        },
        said,
    )
    .words(words))
}

/// Who has it then; refused where the ticket cannot go there.
fn team_for(to: &Level, case: &Case<'_>) -> Result<Option<String>, Answer> {
    match *to {
        Level::Management => {
            let is_somebody = case
                .roster
                .with_role(Role::Manager)
                .chain(case.roster.with_role(Role::Leader))
                .next()
                .is_some();
            if !is_somebody {
                return Err(Refusal::new(
                    "this desk has no manager and no leader",
                    "An admin adds one to daemon.toml: role = \"manager\".",
                )
                .into());
            }
            Ok(case.ticket.team.clone())
        }
        Level::Tier(tier) if tier <= case.ticket.tier => Err(Refusal::new(
            format!("the ticket is at tier {} already", case.ticket.tier),
            "#assign team:NAME hands it to another team.",
        )
        .into()),
        Level::Tier(tier) => match case.roster.tier_for(tier, &case.ticket.place()) {
            Some(team) => Ok(Some(team.name.clone())),
            None => Err(Refusal::new(
                format!("this desk has no team of tier {tier}"),
                "#escalate manager tells the management.",
            )
            .into()),
        },
    }
}

fn level(word: Word<'_>) -> Result<Level, Fault> {
    match word.text.to_ascii_lowercase().as_str() {
        "tier2" | "2" => Ok(Level::Tier(2)),
        "tier3" | "3" => Ok(Level::Tier(3)),
        "manager" | "management" | "head" => Ok(Level::Management),
        _ => Err(Fault::none_of(
            word,
            "a level",
            &["tier2", "tier3", "manager"],
        )),
    }
}
