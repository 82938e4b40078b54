//! `#options first | second`: the requester chooses, by one digit in a reply (S2.11): repair or replacement, say.

use crate::domain::deed::OPTIONS_MAX;
use crate::domain::{Deed, EventBody, Status};

use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "options",
    aliases: &["choose"],
    usage: "#options FIRST | SECOND …",
    says: "Lets the requester choose between up to nine ways on, by one digit in a reply, and stops the clocks until then.",
    details: "They may also be the text of your mail, each on a line of its own. Say with each what it costs and how long it takes.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

/// Longest option, in characters: it is read as one line of several.
const OPTION_CHARS_MAX: usize = 300;

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    if from != Status::Waiting {
        case.may_become(Status::Waiting)?;
    }
    let (options, words): (Vec<&str>, _) = if args.rest.is_empty() {
        (case.words.lines().map(bare).collect(), Words::Taken)
    } else {
        (
            args.rest.split('|').map(str::trim).collect(),
            Words::AsAnswered,
        )
    };
    let options: Vec<&str> = options.into_iter().filter(|one| !one.is_empty()).collect();
    if options.len() < 2 {
        let fault = Fault::at_end(args, "there is nothing to choose between".to_owned());
        let hint = "Write them behind the command with | between them, or as lines of your mail.";
        return Err(fault.hint(hint).into());
    }
    if options.len() > OPTIONS_MAX {
        let what = format!(
            "that are {} options; one digit names at most {OPTIONS_MAX}",
            options.len()
        );
        return Err(Fault::at_end(args, what).into());
    }
    if let Some(long) = options
        .iter()
        .find(|one| one.chars().count() > OPTION_CHARS_MAX)
    {
        let start: String = long.chars().take(20).collect();
        let what = format!("\"{start}…\" has more than {OPTION_CHARS_MAX} characters");
        return Err(Fault::at_end(args, what).into());
    }
    let until = case.longest_wait();
    let lines = options.iter().zip(1..);
    let lines: Vec<String> = lines
        .map(|(option, number)| format!("{number}: {option}"))
        .collect();
    let offered = Deed::OptionsOffered {
        from,
        text: lines.join("\n").into(),
        options: options.iter().map(|one| (*one).into()).collect(),
        until,
        clocks: case.clockwork().paused(case.ticket),
    };
    let said = format!(
        "{} options for {}; {from} -> waiting",
        options.len(),
        case.ticket.requester.address
    );
    Ok(Effect::one(EventBody::Done(offered), said).words(words))
}

/// A line without the number or the stroke that its author put before it.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let unnumbered = line
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .strip_prefix(['.', ')', ':']);
    unnumbered
        .or_else(|| line.strip_prefix(['-', '*', '•']))
        .unwrap_or(line)
        .trim()
}
