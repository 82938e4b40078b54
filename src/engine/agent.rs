//! A mail of an agent: commands, an answer to the requester, or a note.
//!
//! What the text becomes was promised by the notice that is answered, and the promise is signed into its token. An
//! agent who is not known well enough orders nothing: the words are kept as a note that never leaves, and the
//! registered address is told, whoever really wrote.

mod account;
mod doubt;
mod elsewhere;
mod undo;

use crate::commands::scan::Scan;
use crate::commands::{Author, Needs, Words, find};
use crate::domain::{Actor, Agent, Direction, EventBody, Standing, Status, TicketId};
use crate::identity::Purpose;

use account::{KEPT, account};
use doubt::{SentOn, doubt, keep_back};

use super::absence;
use super::answers::{answer_questions, empty_notice, refusal_notice, transcript};
use super::command::{self, Block};
use super::deciding::Deciding;
use super::decision::Disposition;
use super::follow::{Cause, follow, person};
use super::message::{body_text, message};
use super::receive::{self, Ended, Received, open, warnings};

/// An agent wrote on a ticket.
pub(super) fn on_ticket(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
) -> Ended {
    let Some(agent) = deciding
        .policy
        .roster
        .by_address(&received.from.address)
        .cloned()
    else {
        return open(deciding, received, None);
    };
    let scan = command::scan_agent(received.mail, &deciding.policy.aliases);
    if !is_proven_enough(received, &scan) {
        return refuse(deciding, received, id, &agent, &scan);
    }
    let alone = elsewhere::carry_out(deciding, received, Some(id), &agent, &scan)
        .or_else(|| undo::carry_out(deciding, received, id, &agent, &scan));
    if let Some(ended) = alone {
        return ended;
    }
    if says_nothing(received, &scan) {
        return heard_nothing(deciding, received, id, &agent);
    }
    let is_asked = would_answer(received, &scan);
    let would_answer = is_asked && !is_among_ourselves(deciding, id, &scan);
    if is_asked && !would_answer {
        deciding.note("nobody outside is on this ticket: its words stay among us");
    }
    let actor = Actor::Agent(agent.name.clone());
    let words = command::words(deciding, id, Author::Agent(&agent), &actor, &scan);
    let sent_on = SentOn {
        text: would_answer || matches!(words, Words::Answer | Words::Taken),
        files: words == Words::Answer || (words == Words::AsAnswered && would_answer),
    };
    if let Some(doubt) = doubt(deciding, received, &scan, sent_on) {
        return keep_back(deciding, received, id, &agent, &scan, &doubt);
    }
    let mut block = if scan.lines.is_empty() {
        None
    } else {
        command::run(deciding, id, Author::Agent(&agent), &actor, &scan)
    };
    let has_failed = block.as_ref().is_some_and(|block| !block.is_done);
    let mut text = String::new();
    if !has_failed {
        let block = block.as_ref();
        let own = body_text(received.mail, &scan.text);
        text = say(deciding, received, id, &agent, &own, block, would_answer);
        absence::wrote_again(deciding, id, &agent);
    }
    let cause = Cause {
        mail: Some(received.mail),
        reached: reached(received),
        warnings: warnings(deciding, received),
        ..Cause::default()
    };
    follow(deciding, &cause);
    if let Some(block) = &mut block {
        block.name_answer_time(deciding, id);
        let text = account(deciding, received, id, &scan, block);
        transcript(deciding, received, Some(id), &agent, block, text);
        answer_questions(deciding, received, Some(id), &agent, block);
    }
    Ended::on(
        if text.is_empty() {
            Disposition::Command
        } else {
            Disposition::Reply
        },
        id,
    )
}

/// Whether a mail has neither orders nor words nor files.
fn says_nothing(received: &Received<'_>, scan: &Scan) -> bool {
    let is_bare = scan.lines.is_empty() && !has_content(received, scan);
    is_bare && body_text(received.mail, "").is_empty()
}

/// Whether the words of a mail, where no order says otherwise, are a public answer.
fn would_answer(received: &Received<'_>, scan: &Scan) -> bool {
    let is_answered = received.thread.own == Some(Purpose::AgentAnswer);
    is_answered && !has_note(scan) && has_content(received, scan)
}

/// Whether nobody outside is on a ticket, and the mail adds nobody: what it says has no reader there.
fn is_among_ourselves(deciding: &Deciding<'_>, id: TicketId, scan: &Scan) -> bool {
    let ticket = deciding.ticket(id);
    let adds = |name: &str| find(name).is_some_and(|command| command.word == "cc");
    ticket.is_some_and(|ticket| {
        deciding.policy.is_own(&ticket.requester.address) && ticket.participants.is_empty()
    }) && !scan.lines.iter().any(|line| adds(&line.name))
}

/// Whether a mail holds anything beside orders and quotes.
fn has_content(received: &Received<'_>, scan: &Scan) -> bool {
    !scan.text.is_empty() || has_files(received)
}

/// Whether files came along that somebody attached. A picture that belongs to the text, most often a logo in a
/// signature, says nothing by itself.
fn has_files(received: &Received<'_>) -> bool {
    let mut files = received.mail.attachments.iter();
    files.any(|file| !file.is_inline)
}

/// Whether the sender is known well enough for all that the mail orders and says.
pub(super) fn is_proven_enough(received: &Received<'_>, scan: &Scan) -> bool {
    let needs = if would_answer(received, scan) {
        Needs::Changing
    } else {
        Needs::Reading
    };
    command::is_allowed(received.level, needs.max(command::needs(&scan.lines)))
}

/// A mail without words, files or orders: most often something was written where nothing is read, below the quoted
/// notice or as a signature. That it came is put on the ticket, and its author hears that nobody else did.
fn heard_nothing(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
) -> Ended {
    deciding.note("it holds no words, no files and no orders");
    let note = message(deciding, received, Direction::Note, Standing::Known, "");
    let noted = EventBody::Noted {
        message: Box::new(note),
    };
    let because = vec!["an empty mail".to_owned()];
    deciding.happen(id, Actor::Agent(agent.name.clone()), noted, because);
    empty_notice(deciding, received, id, agent);
    Ended::on(Disposition::Reply, id)
}

/// Puts the agent's words, `own`, where they belong; gives them.
fn say(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    own: &str,
    block: Option<&Block>,
    would_answer: bool,
) -> String {
    let words = block.map_or(Words::AsAnswered, |block| block.words);
    let mut text = if words == Words::Taken {
        String::new()
    } else {
        own.to_owned()
    };
    if let Some(block) = block.filter(|block| !block.text.is_empty()) {
        let both = format!(
            "{}
{text}",
            block.text.trim()
        );
        both.trim().clone_into(&mut text);
    }
    if let Some(block) = block.filter(|block| !block.below.is_empty()) {
        let both = format!("{text}\n\n{}", block.below.trim());
        both.trim().clone_into(&mut text);
    }
    let actor = Actor::Agent(agent.name.clone());
    let is_answer = match words {
        Words::Answer => true,
        Words::Note | Words::Inside | Words::Taken => false,
        Words::AsAnswered => would_answer,
    };
    let has_content = !text.is_empty() || (words != Words::Taken && has_files(received));
    let has_changed = deciding
        .decision
        .events
        .iter()
        .any(|(ticket, event)| *ticket == id && !is_aside(&event.body));
    if has_content && is_answer {
        deciding.note("a public answer");
        answer(deciding, received, id, agent, &text);
    } else if has_content {
        deciding.note("an internal note");
        let note = message(deciding, received, Direction::Note, Standing::Known, &text);
        deciding.happen(
            id,
            actor.clone(),
            EventBody::Noted {
                message: Box::new(note),
            },
            Vec::new(),
        );
    }
    if let Some(block) = block {
        block.finish(deciding, id, &actor);
    }
    // Once an agent has done more than leave a note, the ticket is no longer new.
    let is_new = deciding
        .ticket(id)
        .is_some_and(|ticket| ticket.status == Status::New);
    if is_new && (has_changed || (has_content && is_answer)) {
        let clocks = deciding
            .ticket(id)
            .map(|ticket| deciding.clockwork_of(ticket).taken_up(ticket))
            .unwrap_or_default();
        deciding.happen(
            id,
            actor,
            EventBody::StatusChanged {
                from: Status::New,
                to: Status::Open,
                until: None,
                clocks,
            },
            Vec::new(),
        );
    }
    text
}

/// Whether it concerns an agent and not the request.
fn is_aside(body: &EventBody) -> bool {
    matches!(body, EventBody::Done(deed) if deed.is_aside())
}

fn answer(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    text: &str,
) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    let actor = Actor::Agent(agent.name.clone());
    // Whoever answers first has the ticket: otherwise the next reply would go to the whole team again.
    if ticket.assignee.is_none() && ticket.status.is_open() {
        deciding.happen(
            id,
            actor.clone(),
            EventBody::Assigned {
                from: None,
                to: Some(agent.name.clone()),
            },
            vec!["answered first".to_owned()],
        );
    }
    let mut sent = message(deciding, received, Direction::Out, Standing::Known, text);
    sent.from = person(agent);
    let next_event = deciding
        .ticket(id)
        .map(|ticket| ticket.event_count.saturating_add(1));
    sent.message_id =
        deciding
            .policy
            .message_id(Some(&ticket), ticket.opened_at, next_event, "answer", "");
    let clocks = deciding.clockwork_of(&ticket).after_answer(&ticket);
    deciding.happen(
        id,
        actor,
        EventBody::Answered {
            message: Box::new(sent),
            clocks,
        },
        Vec::new(),
    );
}

/// An agent wrote and no ticket is meant: questions are answered; without commands it is a request like any other.
pub(super) fn on_no_ticket(deciding: &mut Deciding<'_>, received: &Received<'_>) -> Ended {
    let scan = command::scan_agent(received.mail, &deciding.policy.aliases);
    let agent = deciding
        .policy
        .roster
        .by_address(&received.from.address)
        .cloned();
    let (Some(agent), false) = (agent, scan.lines.is_empty()) else {
        return open(deciding, received, None);
    };
    let needs = if elsewhere::is_meant(&scan) {
        Needs::Changing
    } else {
        Needs::Reading
    };
    if !command::is_allowed(received.level, needs) {
        refusal_notice(deciding, received, None, &agent, &scan);
        deciding.note("its commands were refused: the sender is not proven");
        // The words are a request like any other; they must not be lost with the orders.
        if !body_text(received.mail, &scan.text).is_empty() {
            return open(deciding, received, None);
        }
        return Ended::nowhere(Disposition::Command);
    }
    if let Some(ended) = elsewhere::carry_out(deciding, received, None, &agent, &scan) {
        return ended;
    }
    let mut block = command::run_without_ticket(deciding, &scan);
    if !scan.text.is_empty() {
        let hint = "The text of your mail was not kept; without commands it opens a ticket.";
        block.hint.get_or_insert_with(|| hint.to_owned());
    }
    transcript(deciding, received, None, &agent, &block, None);
    answer_questions(deciding, received, None, &agent, &block);
    Ended::nowhere(Disposition::Command)
}

/// How much of the orders that were refused stands on the ticket, in characters.
const ORDERS_CHARS_MAX: usize = 400;

/// Below the level: nothing runs, and the words are kept as a note that never leaves.
fn refuse(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    scan: &Scan,
) -> Ended {
    deciding.note("nothing was carried out: the sender is not known well enough");
    let lines: Vec<String> = scan.lines.iter().map(|line| line.text.clone()).collect();
    let mut because: Vec<String> = receive::doubt(deciding, received).into_iter().collect();
    if !lines.is_empty() {
        let orders: String = lines.join(" · ").chars().take(ORDERS_CHARS_MAX).collect();
        because.push(format!("Not carried out: {orders}"));
    }
    let text = body_text(received.mail, &scan.text);
    let note = message(
        deciding,
        received,
        Direction::Note,
        Standing::Unverified,
        &text,
    );
    deciding.happen(
        id,
        Actor::Participant,
        EventBody::Noted {
            message: Box::new(note),
        },
        because,
    );
    let cause = Cause {
        mail: Some(received.mail),
        outsider: Some(agent.address.clone()),
        warnings: warnings(deciding, received),
        lines_taken_out: lines,
        ..Cause::default()
    };
    follow(deciding, &cause);
    refusal_notice(deciding, received, Some(id), agent, scan);
    Ended::on(Disposition::Reply, id)
}

/// Whom a mail reached by itself: the other recipients that it names.
fn reached(received: &Received<'_>) -> Vec<crate::domain::Address> {
    received
        .mail
        .to
        .iter()
        .chain(&received.mail.cc)
        .filter_map(|contact| contact.address.clone())
        .collect()
}

fn has_note(scan: &Scan) -> bool {
    scan.lines
        .iter()
        .any(|line| find(&line.name).is_some_and(|command| command.word == "note"))
}
