//! A mail of a requester, a participant or a stranger on a ticket that exists.

mod asked;

use jiff::Timestamp;

use crate::commands::scan::{Line, Scan};
use crate::commands::{Author, find};
use crate::domain::{
    Actor, CloseCode, Deed, Direction, EventBody, Standing, Status, Ticket, TicketId,
};
use crate::identity::{Level, Purpose};

use super::approval;
use super::assignment;
use super::choice::choice;
use super::command::{self, Block};
use super::completeness;
use super::consent::{Consent, consent};
use super::deciding::Deciding;
use super::decision::Disposition;
use super::follow::{Cause, follow};
use super::message::{body_text, message};
use super::rating::{Rating, rating};
use super::receive::{Ended, Received, doubt, open, warnings};
use super::relations;

use asked::{answer_questions, asks_where_it_stands};

/// Somebody answered a mail that was sent to another: the words join the ticket and do nothing else.
pub(super) fn by_third_person(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
) -> Ended {
    let scan = command::scan_agent(received.mail, &deciding.policy.aliases);
    let message = message(
        deciding,
        received,
        Direction::In,
        Standing::ThirdPerson,
        &body_text(received.mail, &scan.text),
    );
    deciding.note("by a third person: it joins, and has no effect");
    deciding.happen(
        id,
        Actor::Participant,
        EventBody::Replied {
            message: Box::new(message),
        },
        Vec::new(),
    );
    let cause = Cause {
        mail: Some(received.mail),
        outsider: Some((*received.from.address).clone()),
        warnings: warnings(deciding, received),
        lines_taken_out: lines(&scan),
        ..Cause::default()
    };
    follow(deciding, &cause);
    Ended::on(Disposition::Reply, id)
}

/// The requester or a participant wrote on the ticket.
pub(super) fn on_ticket(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
) -> Ended {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return open(deciding, received, None);
    };
    let is_known = received.level >= Level::L1 || received.thread.own == Some(Purpose::Requester);
    let is_late = is_late(deciding, &ticket);
    let scan = command::scan_requester(received.mail, &deciding.policy.aliases);
    let is_requester = *ticket.requester.address == *received.from.address;
    let asks_standing = is_requester && is_known && asks_where_it_stands(&scan);
    let text = body_text(received.mail, &scan.text);
    let is_only_question = asks_standing && (text.is_empty() || scan.lines.is_empty());
    if is_late && is_known && !is_only_question && is_news(received) {
        deciding.note(format!("ticket {id} ended too long ago to be reopened"));
        return open(deciding, received, Some(id));
    }
    let actor = if is_requester {
        Actor::Requester
    } else {
        Actor::Participant
    };
    let may_command = is_requester && received.level >= Level::L1;
    let mut cause = Cause {
        mail: Some(received.mail),
        outsider: Some((*received.from.address).clone()),
        warnings: warnings(deciding, received),
        awaited: ticket.asked.as_ref().map(|asked| asked.fields.clone()),
        ..Cause::default()
    };

    let mut block = if scan.lines.is_empty() || asks_standing {
        None
    } else if may_command {
        command::run(
            deciding,
            id,
            Author::Requester(&received.from),
            &actor,
            &scan,
        )
    } else {
        deciding.note(if is_requester {
            "its command lines were taken out: the sender is not proven"
        } else {
            "its command lines were taken out: a participant orders nothing"
        });
        cause.lines_taken_out = lines(&scan);
        None
    };
    let has_run = block.as_ref().is_some_and(|block| block.is_done);
    let text = with_closing_words(&scan, text, has_run);
    if !is_only_question {
        let block = block.as_mut();
        join(
            deciding, received, id, &ticket, &actor, is_known, block, &text,
        );
    }
    follow(deciding, &cause);
    answer_questions(deciding, received, id, block.as_ref(), asks_standing);
    Ended::on(
        if is_only_question || (text.is_empty() && has_run) {
            Disposition::Command
        } else {
            Disposition::Reply
        },
        id,
    )
}

/// Whether a ticket has ended too long ago to be taken up again. A merged one is not taken up by those who take no part in
/// what it goes on as: once that is solved, what they have to say is a request of its own.
fn is_late(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    if let Some(into) = relations::survivor(deciding, ticket.id) {
        let into = deciding.ticket(into);
        return into.is_none_or(|into| !into.status.is_open());
    }
    let window = deciding.policy.reopen_window;
    let is_old = |end: Timestamp| deciding.now.duration_since(end) > window;
    // Whoever is asked later whether it still works has as long again to say that it does not.
    let asked = ticket.work.followed_up_at;
    let end = ticket
        .closed_at
        .map(|closed| asked.map_or(closed, |asked| asked.max(closed)));
    ticket.status.is_ended() && end.is_none_or(is_old)
}

/// The words of a mail with those behind its `#close`, which are said to the desk like any other.
fn with_closing_words(scan: &Scan, text: String, has_run: bool) -> String {
    let is_close = |line: &&Line| find(&line.name).is_some_and(|command| command.word == "close");
    match scan.lines.iter().find(is_close) {
        Some(line) if has_run => format!("{}\n\n{text}", line.args().rest).trim().to_owned(),
        _ => text,
    }
}

/// Puts the mail on the ticket, with the effect that such a mail has.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a fact of the one mail; a struct would only rename them"
)]
fn join(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    before: &Ticket,
    actor: &Actor,
    is_known: bool,
    block: Option<&mut Block>,
    text: &str,
) {
    let has_commanded = block.as_ref().is_some_and(|block| block.is_done);
    let found = if is_known {
        completeness::told(deciding, received, before, actor)
    } else {
        Vec::new()
    };
    let typed = completeness::typed_into_quotes(deciding.policy, &found);
    let text = if text.trim().is_empty() { &typed } else { text };
    let standing = if is_known {
        Standing::Known
    } else {
        Standing::Unverified
    };
    // Beside an order, a picture within the text is the signature's.
    let mut files = received.mail.attachments.iter();
    let is_empty = text.trim().is_empty() && !files.any(|file| !file.is_inline || !has_commanded);
    if !(is_empty && has_commanded) {
        let message = message(deciding, received, Direction::In, standing, text);
        deciding.happen(
            id,
            actor.clone(),
            EventBody::Replied {
                message: Box::new(message),
            },
            doubt(deciding, received).into_iter().collect(),
        );
    }
    let events = deciding.decision.events.len();
    completeness::keep(deciding, id, actor, found);
    assignment::to_site(deciding, id);
    let has_told = deciding.decision.events.len() > events;
    if let Some(block) = block {
        if consent(text) == Consent::Yes {
            block.confirm();
        }
        block.finish(deciding, id, actor);
    }
    // What was ordered goes before what was said, where both move the ticket.
    let has_moved = deciding
        .ticket(id)
        .is_some_and(|ticket| ticket.status != before.status);
    if !is_known || has_moved || (is_empty && has_commanded) {
        return;
    }
    if let Some(body) = follows(deciding, received, id, before, actor, text, has_told) {
        deciding.happen(id, actor.clone(), body, Vec::new());
    }
}

/// The digit of a requester who was asked for one.
fn rated<'a>(
    deciding: &Deciding<'_>,
    before: &Ticket,
    actor: &Actor,
    text: &'a str,
) -> Option<Rating<'a>> {
    let was_asked =
        deciding.policy.asks_rating && matches!(before.status, Status::Resolved | Status::Closed);
    rating(text).filter(|_| was_asked && *actor == Actor::Requester)
}

/// What a requester chose who was offered several ways on.
fn chosen(before: &Ticket, actor: &Actor, text: &str) -> Option<Deed> {
    let options = &before.work.options;
    let number = choice(text, options.len()).filter(|_| *actor == Actor::Requester)?;
    let option = options.get(number.checked_sub(1)?)?.clone();
    Some(Deed::OptionChosen { number, option })
}

/// Where the ticket goes by what was said, and what was said of the solution is put on record. `has_told` is whether a
/// field was told.
fn follows(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    before: &Ticket,
    actor: &Actor,
    text: &str,
    has_told: bool,
) -> Option<EventBody> {
    let clocks = deciding
        .ticket(id)
        .map(|ticket| deciding.clockwork_of(ticket).running(ticket))
        .unwrap_or_default();
    let rating = rated(deciding, before, actor, text);
    if let Some(rating) = rating {
        let body = EventBody::Rated {
            score: rating.score,
        };
        deciding.happen(id, actor.clone(), body, Vec::new());
    }
    if let Some(chosen) = chosen(before, actor, text) {
        deciding.happen(id, actor.clone(), EventBody::Done(chosen), Vec::new());
    }
    let said = rating.map_or_else(|| said(received, text), Rating::consent);
    match (before.status, said) {
        (Status::Resolved, Consent::Yes) if approval::waits(deciding, before) => {
            deciding.note("the solution is confirmed, and its closing waits for approval");
            None
        }
        (Status::Resolved, Consent::Yes) => {
            deciding.note("the solution is confirmed");
            Some(EventBody::Closed {
                from: before.status,
                code: CloseCode::Solved,
                solution: before.solution.clone(),
                is_quiet: false,
            })
        }
        (Status::Resolved | Status::Closed, Consent::Yes | Consent::Thanks | Consent::Silence) => {
            deciding.note("thanks, or nothing new: it stays as it is");
            None
        }
        (Status::Resolved | Status::Closed, Consent::Other) => {
            deciding.note("a person contradicts: it is reopened");
            let clocks = deciding.clockwork_of(before).reopened();
            Some(EventBody::Reopened {
                from: before.status,
                reason: None,
                clocks,
            })
        }
        (Status::New | Status::Waiting, Consent::Thanks | Consent::Silence)
            if before.asked.is_some() && !has_told =>
        {
            deciding.note("it tells nothing of what was asked for: it waits on");
            None
        }
        (Status::Waiting, _) => Some(EventBody::StatusChanged {
            from: before.status,
            to: Status::Open,
            until: None,
            clocks,
        }),
        (Status::New, _) if before.clocks.is_paused() => Some(EventBody::ClocksResumed { clocks }),
        (Status::New | Status::Open | Status::Hold | Status::Merged | Status::Spam, _) => None,
    }
}

/// Whether a mail says something that an ended ticket should be continued for.
fn is_news(received: &Received<'_>) -> bool {
    let text = &received.mail.own.text;
    let said = rating(text).map_or_else(|| said(received, text), Rating::consent);
    said == Consent::Other
}

/// What a mail of these words says about a solution. A picture without words is something to look at.
fn said(received: &Received<'_>, text: &str) -> Consent {
    match consent(text) {
        Consent::Silence if !received.mail.attachments.is_empty() => Consent::Other,
        said => said,
    }
}

fn lines(scan: &Scan) -> Vec<String> {
    scan.lines.iter().map(|line| line.text.clone()).collect()
}
