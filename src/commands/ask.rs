//! `#ask [field …]`: asks the requester for fields of the case, as lines to fill in; the clocks stand still (S0.7).

use crate::domain::{EventBody, Field, FieldRequest, Status};

use super::args::Word;
use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, eta, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "ask",
    aliases: &[],
    usage: "#ask [until=WHEN] [FIELD …]",
    says: "Asks the requester for what is missing, as lines to fill in, and stops the clocks until they answer.",
    details: "A FIELD is phone, location and so on; without one it is whatever the category requires and nobody has told. For a question in your own words take #wait.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads: nothing_to_read,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let from = case.ticket.status;
    if from != Status::Waiting {
        case.may_become(Status::Waiting)?;
    }
    let until = args
        .pair("until")
        .map(|word| eta::when(word, case))
        .transpose()?;
    let named = fields(args, case)?;
    let fields = if named.is_empty() {
        case.asking.missing(case.ticket)
    } else {
        named
    };
    if fields.is_empty() {
        return Err(Refusal::new(
            format!(
                "nothing that a {} ticket requires is missing",
                case.ticket.category
            ),
            format!("Name what you want to know: {}.", names(case).join(", ")),
        )
        .into());
    }
    let hours = case.clockwork().hours;
    let until = until.unwrap_or_else(|| hours.add_days(case.now, case.wait_days));
    let reminder = hours.add_days(case.now, case.asking.remind_days);
    let may_remind = case.asking.reminders > 0 && !case.ticket.is_silent && reminder < until;
    let said = format!(
        "{from} -> waiting for {} until {}",
        fields.join(", "),
        case.shown(until)
    );
    Ok(Effect::one(
        EventBody::InformationAsked(FieldRequest {
            from,
            fields,
            until: Some(until),
            remind_at: may_remind.then_some(reminder),
            clocks: case.clockwork().paused(case.ticket),
        }),
        said,
    ))
}

/// The fields that are named, in the order of the desk's; none of them is known already.
fn fields(args: &Args<'_>, case: &Case<'_>) -> Result<Vec<String>, Answer> {
    let is_option = |word: &&Word<'_>| word.text.to_ascii_lowercase().starts_with("until=");
    let words: Vec<Word<'_>> = args
        .words()
        .iter()
        .filter(|word| !is_option(word))
        .copied()
        .collect();
    let mut wanted: Vec<&Field> = Vec::new();
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let bare = word.text.trim_matches([',', ';']);
        // A label may be of two words: first time.
        let both = after
            .first()
            .map(|next| format!("{bare} {}", next.text.trim_matches([',', ';'])));
        let by_both = both.and_then(|both| case.asking.meant(&both));
        rest = match by_both {
            Some(_) => after.get(1..).unwrap_or_default(),
            None => after,
        };
        if bare.is_empty() {
            continue;
        }
        let field = by_both.or_else(|| case.asking.meant(bare));
        let field = field.ok_or_else(|| Fault::none_of(*word, "a field", &names(case)))?;
        if let Some(value) = case.ticket.fields.get(&field.name) {
            return Err(Refusal::new(
                format!("the {} is known: {value}", field.name),
                format!("#field {} - takes it away, should it be wrong.", field.name),
            )
            .into());
        }
        wanted.push(field);
    }
    let in_order = case.asking.fields.iter();
    Ok(in_order
        .filter(|field| wanted.contains(field))
        .map(|field| field.name.clone())
        .collect())
}

/// The names of all fields.
pub(super) fn names<'a>(case: &Case<'a>) -> Vec<&'a str> {
    let fields = case.asking.fields.iter();
    fields.map(|field| field.name.as_str()).collect()
}
