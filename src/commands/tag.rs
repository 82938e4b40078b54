//! `#tag +a -b`: words to find the ticket by.

use crate::domain::EventBody;
use crate::domain::ticket::TAGS_MAX;

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

/// Longest tag, in characters.
const TAG_CHARS_MAX: usize = 40;

pub static COMMAND: Command = Command {
    word: "tag",
    aliases: &["tags"],
    usage: "#tag +WORD -WORD …",
    says: "Adds and takes away tags.",
    details: "A word without a sign is added.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.words().is_empty() {
        return Err(Fault::at_end(args, "a tag is missing".to_owned()).into());
    }
    let (mut added, mut removed) = (Vec::new(), Vec::new());
    for word in args.words() {
        let (is_removal, tag) = match word.text.strip_prefix('-') {
            Some(tag) => (true, tag),
            None => (false, word.text.trim_start_matches(['+', '#'])),
        };
        let tag = tag.trim_end_matches(',').to_lowercase();
        let is_clean = !tag.is_empty()
            && tag.chars().count() <= TAG_CHARS_MAX
            && tag
                .chars()
                .all(|c| c.is_alphanumeric() || "-_.:".contains(c));
        if !is_clean {
            return Err(Fault::at(*word, format!("\"{}\" is not a tag", word.text))
                .hint("A tag is one word of letters, digits and - _ . :")
                .into());
        }
        match (is_removal, case.ticket.tags.contains(&tag)) {
            (true, true) => removed.push(tag),
            (false, false) if !added.contains(&tag) => added.push(tag),
            _ => {}
        }
    }
    if case.ticket.tags.len() + added.len() > TAGS_MAX {
        return Err(Refusal::new(
            format!("a ticket has at most {TAGS_MAX} tags"),
            "Take some away with #tag -WORD.",
        )
        .into());
    }
    if added.is_empty() && removed.is_empty() {
        let tags: Vec<&str> = case.ticket.tags.iter().map(String::as_str).collect();
        let tags = if tags.is_empty() {
            "none"
        } else {
            &tags.join(", ")
        };
        return Ok(Effect::already(format!(
            "it is so already; its tags: {tags}"
        )));
    }
    let said: Vec<String> = added
        .iter()
        .map(|tag| format!("+{tag}"))
        .chain(removed.iter().map(|tag| format!("-{tag}")))
        .collect();
    Ok(Effect::one(
        EventBody::Tagged { added, removed },
        said.join(" "),
    ))
}
