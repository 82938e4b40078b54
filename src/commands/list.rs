//! `#list [mine|open|late|unassigned|team:x]`: a table of tickets.

use crate::domain::Roster;

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Listing, Phase, Question, Reads, Who, reading};

pub static COMMAND: Command = Command {
    word: "list",
    aliases: &["queue"],
    usage: "#list [mine | open | late | unassigned | team:NAME]",
    says: "Sends you a table of tickets, the most urgent first.",
    details: "Without a word it lists your own.",
    theirs: None,
    who: Who::Agents,
    needs: reading,
    phase: Phase::Saying,
    reads: |_| Reads::OpenTickets,
    asks: Some(ask),
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    Ok(Effect::question(
        ask(args, case.roster)?,
        "the list follows in a mail of its own",
    ))
}

fn ask(args: &Args<'_>, roster: &Roster) -> Result<Question, Answer> {
    if args.rest.is_empty() {
        return Ok(Question::List(Listing::Mine));
    }
    let word = args.one("a list")?;
    let listing = match word.text.to_ascii_lowercase().as_str() {
        "mine" | "me" => Listing::Mine,
        "open" | "all" => Listing::Open,
        "late" => Listing::Late,
        "unassigned" | "none" => Listing::Unassigned,
        other => {
            let team = other
                .strip_prefix("team:")
                .and_then(|team| roster.team(team));
            let none = || {
                Fault::none_of(
                    word,
                    "a list",
                    &["mine", "open", "late", "unassigned", "team:NAME"],
                )
            };
            Listing::Team(team.ok_or_else(none)?.name.clone())
        }
    };
    Ok(Question::List(listing))
}
