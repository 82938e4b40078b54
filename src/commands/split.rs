//! `#split title`, with the new ticket's text below: several problems in one mail become tickets of their own (S1.3).
//!
//! ```text
//! #split The scanner is out of focus
//! Since the move the scanner in room 12 only gives grey pages.
//! ```
//! The text is the agent's choice, most often lines that the requester wrote; so it is kept as the requester's words.

use super::fault::{Answer, Fault, Refusal};
use super::title::TITLE_CHARS_MAX;
use super::{Args, Case, Command, Effect, Part, Phase, Who, Words, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "split",
    aliases: &[],
    usage: "#split TITLE",
    says: "Opens a second ticket of the same requester for another problem of the mail, and tells them its number.",
    details: "The text of your mail becomes the new ticket's text: copy the lines it is about. Category, priority and team are decided by the rules; both tickets show each other.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let title = args.text("a title for the new ticket")?;
    if title.chars().count() > TITLE_CHARS_MAX {
        let what = format!("a title has at most {TITLE_CHARS_MAX} characters");
        return Err(Fault::at_end(args, what).into());
    }
    if case.words.is_empty() {
        let fault = Fault::at_end(args, "the text of the new ticket is missing".to_owned());
        return Err(fault
            .hint("Write it as the text of your mail: copy the lines that the new ticket is about.")
            .into());
    }
    if case.is_desks_own() {
        let hint = "#link ties this ticket to another one.";
        return Err(Refusal::new("this ticket has no requester outside", hint).into());
    }
    let said = format!(
        "{} for {}",
        case.reference(case.next),
        case.ticket.requester.address
    );
    let part = Part {
        title: title.to_owned(),
        text: case.words.to_owned(),
    };
    Ok(Effect {
        opens: Some(part),
        said,
        words: Words::Taken,
        ..Effect::default()
    })
}
