//! `#merge 1000 [cc]`: this ticket goes on as another one.
//!
//! Its mails are on the other one from then on, and later ones too. Its people are not, unless they belong there anyway or
//! the agent says `cc`: what one requester wrote is no other's to read. They are told that the matter is being worked on,
//! and later how it was solved, each in the thread they know.

use crate::domain::ticket::PARTICIPANTS_MAX;
use crate::domain::{EventBody, Status};

use super::fault::{Answer, Fault, Refusal};
use super::related::{must_be_childless, must_be_open, must_have_room, other, reads};
use super::{Args, Case, Command, Effect, Phase, Who, changing};

pub static COMMAND: Command = Command {
    word: "merge",
    aliases: &[],
    usage: "#merge NUMBER [cc]",
    says: "Puts this ticket into another one, which has its mails from then on; the requester is told once.",
    details: "Where the other ticket is another requester's, the people of this one do not take part in it, and hear in their own thread how it is solved; cc lets them take part. It cannot be taken back.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Standing,
    reads,
    asks: None,
    run,
};

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let (word, wants_people) = match args.words() {
        [] => return Err(Fault::at_end(args, "a ticket number is missing".to_owned()).into()),
        [word] => (*word, false),
        [word, cc] if cc.text.eq_ignore_ascii_case("cc") => (*word, true),
        [_, other, ..] => return Err(Fault::none_of(*other, "an option", &["cc"]).into()),
    };
    let from = case.ticket.status;
    case.may_become(Status::Merged)?;
    let into = other(word, case)?;
    let reference = case.reference(into.id);
    must_be_open(into, case)?;
    must_be_childless(into, "merge", case)?;
    must_have_room(into, case)?;
    let is_of_one = *into.requester.address == *case.ticket.requester.address;
    let takes_people = (wants_people || is_of_one) && !case.is_desks_own();
    let people = case.ticket.participants.len() + 1;
    if takes_people && into.participants.len() + people > PARTICIPANTS_MAX {
        let why = format!("{reference} would have more than {PARTICIPANTS_MAX} participants");
        return Err(Refusal::new(why, "Merge it without cc.").into());
    }
    let told = match (takes_people, from.is_ended(), is_of_one) {
        (true, _, true) => format!("its people take part in {reference}"),
        (true, _, false) => format!("{} takes part in it from now on", case.readers()),
        (false, true, _) => "it had ended, so nobody is told".to_owned(),
        (false, false, _) => format!(
            "{} is told, and hears there how it is solved",
            case.ticket.requester.address
        ),
    };
    let event = EventBody::Merged {
        from,
        into: into.id,
        takes_people,
    };
    Ok(Effect::one(
        event,
        format!("{from} -> merged into {reference}; {told}"),
    ))
}
