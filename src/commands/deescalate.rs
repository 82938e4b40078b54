//! `#deescalate [tier] reason`: back to a lower tier, or from the management to the tier that has it (S2.6).

use crate::domain::{EventBody, Level};

use super::args::Word;
use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "deescalate",
    aliases: &["de-escalate"],
    usage: "#deescalate [tier1 | tier2] REASON",
    says: "Gives the ticket back to a lower level and tells the requester: to whom, and why.",
    details: "Without a tier it leaves the management line, or goes one tier down. The reason may also be the text of your mail.",
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
    let ticket = case.ticket;
    let named = args.words().first().copied().filter(is_level);
    let tier = match named {
        Some(word) => lower(word, ticket.tier)?,
        None if ticket.is_with_management => ticket.tier,
        None => ticket.tier.saturating_sub(1),
    };
    if tier == 0 {
        return Err(Refusal::new(
            "the ticket is at the lowest level already",
            "#assign team:NAME hands it to another team.",
        )
        .into());
    }
    let team = if tier == ticket.tier {
        ticket.team.clone()
    } else {
        let found = case
            .roster
            .tier_for(tier, &ticket.place())
            .map(|team| team.name.clone());
        Some(found.ok_or_else(|| {
            Refusal::new(
                format!("this desk has no team of tier {tier}"),
                "#assign team:NAME hands it to another team.",
            )
        })?)
    };
    let typed = args.text_without(|text| named.is_some_and(|word| word.text == text));
    let (reason, words) = case.text_or_words(args, &typed, "the reason")?;
    let to = Level::Tier(tier);
    let owner = team
        .as_deref()
        .map(|team| format!(" (team {team})"))
        .unwrap_or_default();
    let said = format!("-> {to}{owner}");
    Ok(Effect::one(
        EventBody::Deescalated {
            to,
            team,
            reason: reason.into(),
        },
        said,
    )
    .words(words))
}

fn is_level(word: &Word<'_>) -> bool {
    let text = word.text.to_ascii_lowercase();
    let number = text.strip_prefix("tier").unwrap_or(&text);
    number.len() == 1 && number.bytes().all(|octet| octet.is_ascii_digit())
}

fn lower(word: Word<'_>, from: u8) -> Result<u8, Answer> {
    let number = word.text.get(word.text.len().saturating_sub(1)..);
    match number.and_then(|number| number.parse().ok()) {
        Some(tier) if (1..from).contains(&tier) => Ok(tier),
        Some(1..=3) => Err(Refusal::new(
            format!(
                "the ticket is at tier {from}, and that is not above {}",
                word.text
            ),
            "#escalate hands it to a higher level.",
        )
        .into()),
        _ => Err(Fault::none_of(word, "a level", &["tier1", "tier2"]).into()),
    }
}
