//! `#kb TITLE | NUMBER | none`: makes an article of a solution, tells one to the requester, or takes it back (S4.9).

use crate::domain::{Article, Deed, EventBody, Ticket};

use super::fault::{Answer, Fault, Refusal};
use super::related::{self, ticket_number};
use super::{Args, Case, Command, Effect, Phase, Reads, Who, Words, changing};

pub static COMMAND: Command = Command {
    word: "kb",
    aliases: &["article"],
    usage: "#kb TITLE | NUMBER | none",
    says: "Publishes the solution of this ticket as an article, or with a number sends the article of that ticket to the requester.",
    details: "The text of your mail becomes the article; without one it is what #solution recorded. Given again it replaces the article, and none takes it back. Requesters may read it in acknowledgements: leave names and secrets out.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    // What #resolve and #close put on record in the same mail is there then.
    phase: Phase::Publishing,
    reads,
    asks: None,
    run,
};

fn reads(args: &Args<'_>) -> Reads {
    match args.words() {
        [_] => related::reads(args),
        _ => Reads::Nothing,
    }
}

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    if args.rest.eq_ignore_ascii_case("none") {
        return match case.ticket.work.article {
            Some(_) => Ok(Effect::one(
                EventBody::Done(Deed::ArticleWithdrawn),
                "taken back",
            )),
            None => Ok(Effect::already("it has no article")),
        };
    }
    if let [word] = args.words()
        && let Some(id) = ticket_number(word.text)
    {
        let ticket = if id == case.ticket.id {
            Some(case.ticket)
        } else {
            case.others.get(&id).copied()
        };
        let Some(article) = ticket.and_then(|ticket| ticket.work.article.as_ref()) else {
            let hint = "#search WORDS finds articles.";
            return Err(Refusal::new(format!("there is no article {id}"), hint).into());
        };
        let effect = Effect::already(format!("article {id} goes to {}", case.readers()));
        let text = format!("{}\n\n{}", *article.title, *article.text);
        return Ok(effect.words(Words::Answer).adding(text));
    }
    publish(args, case, false)
}

/// How much of an article the transcript shows, in characters.
const SHOWN_CHARS_MAX: usize = 200;
/// Shortest name or number that is looked for: shorter ones stand in many words.
const PERSONAL_CHARS_MIN: usize = 4;

/// What of the requester stands in a text, as a noun.
fn personal(ticket: &Ticket, text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let has = |value: &str| {
        let value = value.trim().to_lowercase();
        value.chars().count() >= PERSONAL_CHARS_MIN && text.contains(&value)
    };
    let person = &ticket.requester;
    let field = |name: &str| ticket.fields.get(name).is_some_and(|value| has(value));
    let finds = [
        ("address", has(&person.address.to_string())),
        ("name", has(&person.name) || field("name")),
        ("phone number", field("phone")),
    ];
    finds
        .into_iter()
        .find(|(_, is_found)| *is_found)
        .map(|(what, _)| what)
}

/// Makes an article of the mail's text, or else of what is on record of the ticket.
pub(super) fn publish(
    args: &Args<'_>,
    case: &Case<'_>,
    is_known_error: bool,
) -> Result<Effect, Answer> {
    let ticket = case.ticket;
    let recorded = if is_known_error {
        ticket.workaround.as_ref().or(ticket.solution.as_ref())
    } else {
        ticket.solution.as_ref()
    };
    let written = Some(case.words.trim()).filter(|words| !words.is_empty());
    let text = written.or_else(|| recorded.map(|text| text.trim()));
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        let (what, way) = if is_known_error {
            ("no way around is on record", "#workaround")
        } else {
            ("no solution is on record", "#solution")
        };
        let hint =
            format!("Write the article as the text of your mail, or record it with {way} first.");
        return Err(Refusal::new(what, hint).into());
    };
    // The requester's subject is theirs: what others read has a title of its own.
    let before = ticket.work.article.as_ref().map(|article| &**article.title);
    let typed = Some(args.rest.trim()).filter(|title| !title.is_empty());
    let Some(title) = typed.or(before).map(str::to_owned) else {
        let fault = Fault::at_end(args, "the title is missing".to_owned());
        return Err(fault
            .hint("Say what it is about, as others would: #kb The printer queue is stuck.")
            .into());
    };
    if let Some(what) = personal(ticket, &format!("{title}\n{text}")) {
        let why = format!("it has the requester's {what} in it, and others read it");
        let hint = "Write the article without it, as the text of your mail.";
        return Err(Refusal::new(why, hint).into());
    }
    let done = match before {
        Some(_) => format!("article {} is replaced", ticket.id),
        None => format!("published as article {}", ticket.id),
    };
    let begin: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let begin: String = begin.chars().take(SHOWN_CHARS_MAX).collect();
    let said = format!("{done}: {title}. Requesters whom it fits will read: {begin}");
    let article = Article {
        title: title.into(),
        text: text.to_owned().into(),
        is_known_error,
    };
    let effect = Effect::one(EventBody::Done(Deed::ArticlePublished(article)), said);
    // What was written for the article is not for the requester.
    Ok(if written.is_some() {
        effect.words(Words::Taken)
    } else {
        effect
    })
}
