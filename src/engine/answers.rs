//! What an agent is told in reply: the transcript, a refusal, and the answers to questions.
//!
//! All of it goes to the registered address, whatever address was written from.

mod found;
mod help;

use crate::commands::scan::Scan;
use crate::commands::{Listing, Question};
use crate::domain::{Agent, Ticket, TicketId};
use crate::identity::{Level, Purpose};
use crate::mail::inbound::Gate;
use crate::notices;

use super::command::{self, Block};
use super::deciding::Deciding;
use super::follow::person;
use super::guard;
use super::letters::{Mailing, send};
use super::outgoing::Counts;
use super::receive::Received;
use super::record;

use found::found;
pub(super) use help::help_rows;

pub(super) fn refusal_notice(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: Option<TicketId>,
    agent: &Agent,
    scan: &Scan,
) {
    // Who is proven to write from the agent's domain is most often the agent: a forger must not use up what they hear.
    let counts = if received.level > Level::L0 {
        Counts::HeldBack
    } else {
        Counts::Refusal
    };
    let sent = &deciding.snapshot.sent;
    let may = match counts {
        Counts::HeldBack => guard::may_hold_back(sent, &agent.address),
        _ => guard::may_refuse(sent, &agent.address),
    };
    if !received.mail.auto_respond || !may {
        deciding.note("no refusal is sent: this agent was told too often within the hour");
        return;
    }
    let what = if scan.lines.is_empty() {
        "A mail in your name came"
    } else {
        "A mail in your name gave orders"
    };
    let (why, mut hint) = missing_proof(received);
    if id.is_none() && received.level > Level::L0 {
        hint = "If you wrote it, send it again as a reply to this mail. If you did not, somebody uses your name: tell your admin.";
    }
    let mut mailing = mailing(deciding, received, id, agent);
    mailing.counts = counts;
    let notice = notices::Transcript {
        lines: command::not_run(&scan.lines),
        is_done: false,
        hint: Some(hint.to_owned()),
        refused: Some(format!("{what}, and {why}.")),
        text: None,
    };
    send(deciding, &notice, &mailing);
}

/// What a mail lacks that would show whom it is from, a clause; and what its author can do about it.
fn missing_proof(received: &Received<'_>) -> (String, &'static str) {
    let is_answer = received.thread.own.is_some_and(Purpose::is_agents);
    match (&received.mail.gate, received.evidence.domain) {
        (Gate::Doubt(why), _) => (
            format!(
                "nothing shows that it came from you: its header can be read in two ways ({why})"
            ),
            "If you wrote it, your mail program or something on the way wrote a header that is not sound: tell your admin. If you did not, somebody uses your name: tell your admin.",
        ),
        (Gate::Passed, Err(why)) if is_answer => (
            format!(
                "nothing shows that it came from you: it answers a notice that was sent to you, but {why}"
            ),
            "If you wrote it, send it by your own mail server and not by another one; if you did, your admin has to look at what the desk's mail server says of your domain. If you did not write it, somebody uses your name: tell your admin.",
        ),
        (Gate::Passed, Err(why)) => (
            format!("nothing shows that it came from you ({why})"),
            "If you wrote it, reply to the latest notice of the ticket from your registered address. If you did not, somebody uses your name: tell your admin.",
        ),
        (Gate::Passed, Ok(())) => (
            "it did not carry the token of a notice that was sent to you".to_owned(),
            "If you wrote it, reply to the latest notice of the ticket from your registered address. If you did not, somebody uses your name: tell your admin.",
        ),
    }
}

/// Tells an agent that a mail held nothing. Limited as refusals are: a program that sends empty mails must not be
/// answered each time.
pub(super) fn empty_notice(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
) {
    if !received.mail.auto_respond || !guard::may_refuse(&deciding.snapshot.sent, &agent.address) {
        deciding
            .note("its author is not told: a mail of this kind went to this agent within the hour");
        return;
    }
    let why = "Your mail held no words of yours, so nobody was told anything.";
    let hint =
        "Write your answer above the quoted mail and above your signature, and send it again.";
    let mut mailing = mailing(deciding, received, Some(id), agent);
    mailing.counts = Counts::Refusal;
    let notice = notices::Transcript {
        lines: Vec::new(),
        is_done: false,
        hint: Some(hint.to_owned()),
        refused: Some(why.to_owned()),
        text: None,
    };
    send(deciding, &notice, &mailing);
}

pub(super) fn transcript(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: Option<TicketId>,
    agent: &Agent,
    block: &Block,
    text: Option<String>,
) {
    let mailing = mailing(deciding, received, id, agent);
    let notice = notices::Transcript {
        lines: block.transcript.clone(),
        is_done: block.is_done,
        hint: block.hint.clone(),
        refused: None,
        text,
    };
    send(deciding, &notice, &mailing);
}

/// The transcript of orders on several tickets.
pub(super) fn transcript_of_several(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: Option<TicketId>,
    agent: &Agent,
    tickets: Vec<notices::TicketTranscript>,
) {
    let mut mailing = mailing(deciding, received, id, agent);
    // It speaks of several, and the subject of one would mislead.
    mailing.ticket = None;
    mailing.is_answerable = None;
    let done = tickets.iter().filter(|ticket| ticket.is_done).count();
    send(
        deciding,
        &notices::TranscriptOfSeveral { done, tickets },
        &mailing,
    );
}

/// Tells an agent that a mail was held back, and why. Limited, since what a program writes may be held back each time.
pub(super) fn held_back_notice(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    notice: &notices::Transcript,
) {
    if !received.mail.auto_respond || !guard::may_hold_back(&deciding.snapshot.sent, &agent.address)
    {
        deciding.note("its author is not told: a machine wrote it, or they were told too often");
        return;
    }
    let mut mailing = mailing(deciding, received, Some(id), agent);
    mailing.counts = Counts::HeldBack;
    send(deciding, notice, &mailing);
}

pub(super) fn answer_questions(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: Option<TicketId>,
    agent: &Agent,
    block: &Block,
) {
    for question in &block.questions {
        let mut mailing = mailing(deciding, received, id, agent);
        match question {
            Question::Help(only) => {
                let commands = help_rows(true, *only, &deciding.policy.aliases);
                send(deciding, &notices::Help { commands }, &mailing);
            }
            Question::Show(shown) => {
                if id != Some(*shown) {
                    mailing.is_answerable = None;
                }
                mailing.ticket = Some(*shown);
                show(deciding, *shown, &mailing);
            }
            Question::Record(shown) => {
                mailing.ticket = Some(*shown);
                record::answer(deciding, *shown, &mailing);
            }
            Question::List(listing) => {
                mailing.ticket = None;
                mailing.is_answerable = None;
                let notice = list(deciding, listing, agent);
                send(deciding, &notice, &mailing);
            }
            Question::Search(words) => {
                mailing.ticket = None;
                mailing.is_answerable = None;
                let notice = found(deciding, words);
                send(deciding, &notice, &mailing);
            }
            // The transcript has said it.
            Question::Standing => {}
        }
    }
}

/// Tells that there is no such ticket.
pub(super) fn no_ticket(deciding: &mut Deciding<'_>, asked: &str, id: TicketId, mailing: &Mailing) {
    deciding.note(format!("there is no ticket {id} to show"));
    let line = notices::TranscriptLine {
        line: format!("{asked} {id}"),
        result: format!("there is no ticket {id}"),
        is_fault: true,
        caret: None,
    };
    let none = Mailing {
        ticket: None,
        event: mailing.event,
        to: mailing.to.clone(),
        cc: Vec::new(),
        reached: Vec::new(),
        counts: Counts::Nothing,
        owed_since: None,
        salt: format!("{}-{id}", mailing.salt),
        files: Vec::new(),
        pictures: Vec::new(),
        answers: mailing.answers.clone(),
        is_answerable: None,
    };
    let hint = Some("#list open shows the open tickets.".to_owned());
    send(
        deciding,
        &notices::Transcript {
            lines: vec![line],
            is_done: false,
            hint,
            refused: None,
            text: None,
        },
        &none,
    );
}

fn show(deciding: &mut Deciding<'_>, id: TicketId, mailing: &Mailing) {
    let Some(case) = deciding.case(id) else {
        return no_ticket(deciding, "#show", id, mailing);
    };
    let policy = deciding.policy;
    let links = case
        .ticket
        .links
        .iter()
        .map(|link| format!("{} {}-{}", link.kind.words(), policy.tag, link.id))
        .collect();
    let notice = notices::Show {
        history: policy.history(&case.history),
        links,
    };
    send(deciding, &notice, mailing);
}

fn list(deciding: &Deciding<'_>, listing: &Listing, agent: &Agent) -> notices::List {
    let policy = deciding.policy;
    let is_in = |ticket: &&Ticket| match listing {
        Listing::Mine => ticket.assignee.as_ref() == Some(&agent.name),
        Listing::Open => true,
        Listing::Late => ticket.is_breached(deciding.now),
        Listing::Unassigned => ticket.assignee.is_none(),
        Listing::Team(team) => ticket.team.as_ref() == Some(team),
    };
    let mut tickets: Vec<&Ticket> = deciding
        .snapshot
        .open_tickets
        .iter()
        .filter(is_in)
        .collect();
    tickets.sort_by_key(|ticket| ticket.urgency());
    let title = match listing {
        Listing::Mine => "Your tickets".to_owned(),
        Listing::Open => "Open tickets".to_owned(),
        Listing::Late => "Tickets with a missed time".to_owned(),
        Listing::Unassigned => "Tickets that nobody has".to_owned(),
        Listing::Team(team) => format!("Tickets of team {team}"),
    };
    let rows = tickets.into_iter().take(LIST_ROWS_MAX).map(|ticket| {
        let facts = policy.ticket_facts(ticket);
        let age = crate::calendar::shown_duration(deciding.now.duration_since(ticket.opened_at));
        // A time that stands still is none that is due.
        let runs = !ticket.clocks.is_paused();
        let due = facts.first_answer_due.or(facts.next_update_due);
        let due = due.filter(|_| runs);
        notices::ListRow {
            reference: facts.reference,
            status: facts.status,
            priority: facts.priority,
            assignee: facts.assignee,
            age,
            subject: facts.subject.chars().take(LIST_SUBJECT_CHARS_MAX).collect(),
            due: due.map(|due| policy.shown(due.0)),
        }
    });
    notices::List {
        title,
        rows: rows.collect(),
    }
}

/// Longest subject in a list, in characters: one ticket must not push the others out of sight.
const LIST_SUBJECT_CHARS_MAX: usize = 80;

/// Most rows of a list; who has more open needs another view of them.
const LIST_ROWS_MAX: usize = 200;

/// To the agent's registered address, whatever address was written from. It is answered as the mail that the agent
/// answered: who corrects an order and sends the answer again means the same reader.
fn mailing(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    id: Option<TicketId>,
    agent: &Agent,
) -> Mailing {
    Mailing {
        ticket: id,
        event: id
            .and_then(|id| deciding.ticket(id))
            .map(|ticket| ticket.event_count),
        to: vec![person(agent)],
        cc: Vec::new(),
        reached: Vec::new(),
        counts: Counts::Nothing,
        owed_since: None,
        salt: received.mail.content_key.to_string(),
        files: Vec::new(),
        pictures: Vec::new(),
        answers: received
            .mail
            .message_id
            .clone()
            .filter(|_| received.level > Level::L0),
        is_answerable: id.map(|_| received.thread.own == Some(Purpose::AgentAnswer)),
    }
}
