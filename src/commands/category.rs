//! `#category word`: what the ticket is about.

use crate::domain::EventBody;

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "category",
    aliases: &["cat"],
    usage: "#category WORD",
    says: "Sets what the ticket is about.",
    details: "The shipped categories are hardware, software, network, account-access and other.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("a category")?;
    let valid: Vec<&str> = case.categories.iter().map(String::as_str).collect();
    let to = valid
        .iter()
        .find(|category| category.eq_ignore_ascii_case(word.text));
    let to = (*to.ok_or_else(|| Fault::none_of(word, "a category", &valid))?).to_owned();
    let from = case.ticket.category.clone();
    if from == to {
        return Ok(Effect::already(format!("it is {to} already")));
    }
    let said = format!("{from} -> {to}");
    Ok(Effect::one(EventBody::CategoryChanged { from, to }, said))
}
