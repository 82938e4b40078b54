//! `#list [mine|open|late|unassigned|team:x]`: a table of tickets.

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Listing, Phase, Question, Reads, Who, reading};

pub static COMMAND: Command = Command {
    word: "list",
    aliases: &["queue"],
    usage: "#list [mine | open | late | unassigned | team:NAME]",
    says: "Sends you a table of tickets, the most urgent first.",
    details: "Without a word it lists your own.",
    who: Who::Agents,
    needs: reading,
    phase: Phase::Saying,
    reads: |_| Reads::OpenTickets,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let listing = if args.rest.is_empty() {
        Listing::Mine
    } else {
        let word = args.one("a list")?;
        match word.text.to_ascii_lowercase().as_str() {
            "mine" | "me" => Listing::Mine,
            "open" | "all" => Listing::Open,
            "late" => Listing::Late,
            "unassigned" | "none" => Listing::Unassigned,
            other => {
                let team = other
                    .strip_prefix("team:")
                    .and_then(|team| case.roster.team(team));
                let none = || {
                    Fault::none_of(
                        word,
                        "a list",
                        &["mine", "open", "late", "unassigned", "team:NAME"],
                    )
                };
                Listing::Team(team.ok_or_else(none)?.name.clone())
            }
        }
    };
    Ok(Effect::question(
        Question::List(listing),
        "the list follows in a mail of its own",
    ))
}
