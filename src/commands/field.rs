//! `#field name value`: what is known of a case, set by hand (S0.4).

use crate::domain::field::VALUE_CHARS_MAX;
use crate::domain::{EventBody, FieldKind, Status};

use super::ask::names;
use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "field",
    aliases: &["set"],
    usage: "#field FIELD VALUE",
    says: "Sets what is known of the case: phone, location and so on.",
    details: "#field FIELD - takes the value away. Once all is there that the requester was asked for, the clocks go on.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let Some(word) = args.words().first().copied() else {
        return Err(Fault::at_end(args, "a field is missing".to_owned())
            .hint(format!("Possible are: {}.", names(case).join(", ")))
            .into());
    };
    // `phone=0123`, `phone: 0123` and `phone 0123` are all written.
    let (name, glued) = match word.text.split_once(['=', ':']) {
        Some((name, value)) => (name, value),
        None => (word.text, ""),
    };
    let field = case
        .asking
        .meant(name)
        .ok_or_else(|| Fault::none_of(word, "a field", &names(case)))?;
    let typed = format!("{glued} {}", args.after(word));
    let typed = typed.trim().trim_start_matches(['=', ':']).trim();
    if typed.is_empty() {
        return Err(Fault::at_end(args, "a value is missing".to_owned())
            .hint(format!("#field {} - takes the value away.", field.name))
            .into());
    }
    let value = match typed {
        "-" | "none" | "–" => None,
        _ => Some(fitting(field.kind, typed).map_err(|why| Fault::at(word, why))?),
    };
    let from = case.ticket.fields.get(&field.name).cloned();
    if from.as_deref() == value.as_ref() {
        let is = value.map_or_else(|| "has no value".to_owned(), |value| format!("is {value}"));
        return Ok(Effect::already(format!("{} {is} already", field.name)));
    }
    let or_none = |value: Option<&String>| value.map_or_else(|| "none".to_owned(), Clone::clone);
    let mut said = format!(
        "{}: {} -> {}",
        field.name,
        or_none(from.as_deref()),
        or_none(value.as_ref())
    );
    let mut events = vec![EventBody::FieldSet {
        field: field.name.clone(),
        from,
        to: value.clone().map(Into::into),
    }];
    let is_last = value.is_some()
        && case.ticket.status == Status::Waiting
        && case.ticket.asked.is_some()
        && case.ticket.awaited() == [field.name.as_str()];
    if is_last {
        said.push_str("; all is there, the clocks go on");
        events.push(EventBody::StatusChanged {
            from: Status::Waiting,
            to: Status::Open,
            until: None,
            clocks: case.clockwork().running(case.ticket),
        });
    }
    Ok(Effect::of(events, said))
}

/// A value as it is kept; the error is a clause.
fn fitting(kind: FieldKind, typed: &str) -> Result<String, String> {
    if typed.chars().count() > VALUE_CHARS_MAX {
        return Err(format!("a value has at most {VALUE_CHARS_MAX} characters"));
    }
    let lower = typed.to_lowercase();
    match kind {
        FieldKind::YesNo if ["yes", "no"].contains(&lower.as_str()) => Ok(lower),
        FieldKind::YesNo => Err("it is yes or no".to_owned()),
        FieldKind::Phone if typed.chars().filter(char::is_ascii_digit).count() < 3 => {
            Err(format!("\"{typed}\" is no telephone number"))
        }
        FieldKind::Phone | FieldKind::Line | FieldKind::Text => Ok(typed.to_owned()),
    }
}
