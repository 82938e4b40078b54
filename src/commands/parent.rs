//! `#parent 1000`: this ticket is a part or an effect of another one, and is solved with it (S0.6).
//!
//! There is one level: a child has no children, and a parent has no parent. So there is no circle, and whoever looks at a
//! parent sees all that hangs on it.

use crate::domain::{EventBody, LinkKind};

use super::fault::{Answer, Refusal};
use super::related::{must_be_childless, must_be_open, must_have_room, other, reads};
use super::{Args, Case, Command, Effect, Phase, Who, changing};

pub static COMMAND: Command = Command {
    word: "parent",
    aliases: &[],
    usage: "#parent NUMBER | none",
    says: "Makes this ticket a child of another one: it is solved with it, and hears its #broadcast.",
    details: "A child has no children of its own. none makes it stand alone again.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let word = args.one("a ticket number")?;
    let before = case.ticket.parent();
    let leaves = before.map(|ticket| EventBody::Unlinked {
        link: LinkKind::Parent,
        ticket,
    });
    let shown = before.map_or_else(|| "none".to_owned(), |id| case.reference(id));
    if word.text.eq_ignore_ascii_case("none") {
        return Ok(match leaves {
            Some(leaves) => Effect::one(leaves, format!("{shown} -> none")),
            None => Effect::already("it has no parent"),
        });
    }
    case.must_be_open()?;
    let parent = other(word, case)?;
    let reference = case.reference(parent.id);
    if before == Some(parent.id) {
        return Ok(Effect::already(format!(
            "it is a child of {reference} already"
        )));
    }
    must_be_open(parent, case)?;
    if parent.parent() == Some(case.ticket.id) {
        let hint = format!("Order #parent none on {reference} first.");
        let why = format!("{reference} is a child of this ticket");
        return Err(Refusal::new(why, hint).into());
    }
    if let Some(above) = parent.parent() {
        let above = case.reference(above);
        let why = format!("{reference} is itself a child of {above}");
        return Err(Refusal::new(why, format!("Name {above} instead.")).into());
    }
    must_be_childless(parent, "parent", case)?;
    must_have_room(parent, case)?;
    let enters = EventBody::Linked {
        link: LinkKind::Parent,
        ticket: parent.id,
    };
    let events = leaves.into_iter().chain([enters]).collect();
    Ok(Effect::of(events, format!("{shown} -> {reference}")))
}
