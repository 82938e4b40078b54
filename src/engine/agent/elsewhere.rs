//! Orders that say which ticket the rest of their mail is for: `#on`, `#new` and `#fwd`, each as the first line.
//!
//! The lines below are judged and carried out on each of those tickets as if they had been ordered there, all of them or
//! none. What a new ticket's orders cannot do opens no ticket.

use crate::commands::scan::{Line, Scan};
use crate::commands::{Answer, Author, Logged, Refusal, Words, find, logged, several};
use crate::domain::{Actor, Agent, Person, TicketId};
use crate::engine::answers::{answer_questions, transcript, transcript_of_several};
use crate::engine::command::{self, Block, answered};
use crate::engine::deciding::Deciding;
use crate::engine::decision::Disposition;
use crate::engine::follow::{Cause, follow};
use crate::engine::message::attachments;
use crate::engine::opened::{self, Request};
use crate::engine::receive::{Ended, Received, warnings};
use crate::mail::forward::original;
use crate::mail::subject::shown_subject;
use crate::notices::{TicketTranscript, TranscriptLine};

use super::doubt::{SentOn, doubt};
use super::{reached, say};

/// A mail whose first order names other tickets than the one it answers.
struct Elsewhere<'a> {
    received: &'a Received<'a>,
    agent: &'a Agent,
    actor: Actor,
    /// The ticket of the mail that is answered.
    here: Option<TicketId>,
    first: &'a Line,
    /// The lines below it, and the mail's text.
    rest: Scan,
}

/// The orders that do so.
const WORDS: [&str; 3] = ["on", "new", "fwd"];

/// Whether the first line of a mail is such an order.
pub(super) fn is_meant(scan: &Scan) -> bool {
    let first = scan.lines.first().and_then(|line| find(&line.name));
    first.is_some_and(|command| WORDS.contains(&command.word))
}

/// Carries a mail out whose first line is such an order; nothing for any other.
pub(super) fn carry_out(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    here: Option<TicketId>,
    agent: &Agent,
    scan: &Scan,
) -> Option<Ended> {
    let (first, lines) = scan.lines.split_first()?;
    let word = find(&first.name)?.word;
    if !is_meant(scan) || scan.is_too_many {
        return None;
    }
    let elsewhere = Elsewhere {
        received,
        agent,
        actor: Actor::Agent(agent.name.clone()),
        here,
        first,
        rest: Scan {
            lines: lines.to_vec(),
            ..scan.clone()
        },
    };
    // What stands in the mail goes to people outside.
    let sent_on = SentOn {
        text: true,
        files: word == "on",
    };
    if let Some(doubt) = doubt(deciding, received, scan, sent_on) {
        deciding.note(doubt.step);
        let refusal = Refusal::new(doubt.why, doubt.hint);
        return Some(elsewhere.refuse(deciding, refusal.into()));
    }
    let done = match word {
        "on" => elsewhere.on_several(deciding),
        "new" => elsewhere.log(deciding),
        _ => elsewhere.pass_on(deciding),
    };
    Some(done.unwrap_or_else(|answer| elsewhere.refuse(deciding, answer)))
}

impl Elsewhere<'_> {
    /// `#on`: each ticket for itself.
    fn on_several(&self, deciding: &mut Deciding<'_>) -> Result<Ended, Answer> {
        let ids = several(&self.first.args())?;
        if self.rest.lines.is_empty() {
            let hint = "Write the orders for these tickets below it.";
            return Err(Refusal::new("no order stands below it", hint).into());
        }
        let (mut tickets, mut blocks) = (Vec::new(), Vec::new());
        for id in ids {
            let (ticket, block) = self.on_one(deciding, id);
            tickets.push(ticket);
            blocks.extend(block.map(|block| (id, block)));
        }
        self.follow(deciding);
        for (id, block) in &mut blocks {
            answer_questions(deciding, self.received, Some(*id), self.agent, block);
        }
        transcript_of_several(deciding, self.received, self.here, self.agent, tickets);
        Ok(ended(self.here))
    }

    /// One of several tickets: what became of the orders there.
    fn on_one(
        &self,
        deciding: &mut Deciding<'_>,
        id: TicketId,
    ) -> (TicketTranscript, Option<Block>) {
        let reference = format!("{}-{id}", deciding.policy.tag);
        let before = deciding.clone();
        let author = Author::Agent(self.agent);
        let Some(mut block) = command::run(deciding, id, author, &self.actor, &self.rest) else {
            let ticket = TicketTranscript {
                reference,
                is_done: false,
                lines: Vec::new(),
                why: Some("There is no such ticket.".to_owned()),
            };
            return (ticket, None);
        };
        let mut why = block.hint.clone();
        if block.is_done && block.words == Words::AsAnswered && !self.rest.text.is_empty() {
            *deciding = before;
            block.is_done = false;
            why = Some(
                "Nothing says what the text of your mail is: write #note or #reply above it."
                    .to_owned(),
            );
        }
        if block.is_done {
            let text = &self.rest.text;
            say(
                deciding,
                self.received,
                id,
                self.agent,
                text,
                Some(&block),
                false,
            );
            block.name_answer_time(deciding, id);
        }
        let ticket = TicketTranscript {
            reference,
            is_done: block.is_done,
            lines: block.transcript.clone(),
            why,
        };
        (ticket, block.is_done.then_some(block))
    }

    /// `#new`: somebody asked in another way than by mail.
    fn log(&self, deciding: &mut Deciding<'_>) -> Result<Ended, Answer> {
        let own = deciding.policy.own_addresses();
        let Logged {
            requester,
            channel,
            title,
        } = logged(&self.first.args(), &own)?;
        let how = channel.map_or("", |channel| channel.word());
        let because = format!("put on record by {} {how}", self.agent.name);
        let text = if self.rest.text.is_empty() {
            title.clone()
        } else {
            self.rest.text.clone()
        };
        self.open(deciding, requester, &title, &text, because.trim())
    }

    /// `#fwd`: somebody wrote to an agent, who passes it on.
    fn pass_on(&self, deciding: &mut Deciding<'_>) -> Result<Ended, Answer> {
        let args = self.first.args();
        args.none()?;
        let none = || {
            let hint = "#new requester=ADDRESS SUBJECT puts the request on record by hand.";
            Refusal::new(
                "no mail with its author's address is passed on with it",
                hint,
            )
        };
        let original = original(self.received.mail).ok_or_else(none)?;
        let address = original.from.address.ok_or_else(none)?;
        let policy = deciding.policy;
        if policy.is_own(&address) || policy.roster.by_address(&address).is_some() {
            let why = format!("{address}, who wrote what is passed on, belongs to the desk");
            let hint = "#new requester=ADDRESS SUBJECT names the person who has the problem.";
            return Err(Refusal::new(why, hint).into());
        }
        let requester = Person::new(address, &original.from.name);
        let title = shown_subject(&original.subject);
        let title = if title.is_empty() {
            shown_subject(&self.received.mail.subject)
        } else {
            title
        };
        let because = format!("passed on by {}", self.agent.name);
        self.open(deciding, requester, &title, &original.text, &because)
    }

    /// Opens a ticket and gives the orders below on it; where they cannot be carried out, there is none.
    fn open(
        &self,
        deciding: &mut Deciding<'_>,
        requester: Person,
        title: &str,
        text: &str,
        because: &str,
    ) -> Result<Ended, Answer> {
        let before = deciding.clone();
        let address = requester.address.clone();
        let request = Request {
            requester,
            is_proven: true,
            is_silent: false,
            language: None,
            title,
            text,
            attachments: attachments(self.received),
            raw: Some(self.received.evidence.raw),
            because: vec![because.to_owned()],
        };
        let id = opened::open(deciding, &self.actor, request);
        deciding.note(format!("opens ticket {id}: {because}"));
        let said = format!("{}-{id} for {address}", deciding.policy.tag);
        let mut lines = vec![answered(self.first, Ok(said))];
        let mut block = None;
        if !self.rest.lines.is_empty() {
            // The text is the new ticket's already.
            let rest = Scan {
                text: String::new(),
                ..self.rest.clone()
            };
            let author = Author::Agent(self.agent);
            let mut run = command::run(deciding, id, author, &self.actor, &rest)
                .ok_or_else(|| Refusal::new("the ticket could not be opened", "Send it again."))?;
            if !run.is_done {
                *deciding = before;
                lines = vec![answered(
                    self.first,
                    Ok("is right, and was not carried out because of another line".to_owned()),
                )];
                lines.extend(run.transcript);
                return Ok(self.tell(deciding, self.here, lines, false));
            }
            if run.words == Words::AsAnswered {
                run.words = Words::Taken;
            }
            say(
                deciding,
                self.received,
                id,
                self.agent,
                "",
                Some(&run),
                false,
            );
            run.name_answer_time(deciding, id);
            lines.extend(run.transcript.clone());
            block = Some(run);
        }
        self.follow(deciding);
        if let Some(block) = &block {
            answer_questions(deciding, self.received, Some(id), self.agent, block);
        }
        Ok(self.tell(deciding, Some(id), lines, true))
    }

    fn follow(&self, deciding: &mut Deciding<'_>) {
        let cause = Cause {
            mail: Some(self.received.mail),
            reached: reached(self.received),
            warnings: warnings(deciding, self.received),
            ..Cause::default()
        };
        follow(deciding, &cause);
    }

    /// Nothing is done, and why.
    fn refuse(&self, deciding: &mut Deciding<'_>, answer: Answer) -> Ended {
        let mut lines = vec![answered(self.first, Err(answer))];
        lines.extend(command::not_run(&self.rest.lines));
        self.tell(deciding, self.here, lines, false)
    }

    /// The transcript, on the ticket that it is about.
    fn tell(
        &self,
        deciding: &mut Deciding<'_>,
        id: Option<TicketId>,
        lines: Vec<TranscriptLine>,
        is_done: bool,
    ) -> Ended {
        let mut block = Block::of(lines, is_done);
        if !is_done && !self.rest.text.is_empty() {
            let hint = "Your text was neither sent nor kept; write it into the next mail, too.";
            block.hint = Some(hint.to_owned());
        }
        transcript(deciding, self.received, id, self.agent, &block, None);
        ended(id)
    }
}

/// Where the mail ended.
fn ended(id: Option<TicketId>) -> Ended {
    id.map_or_else(
        || Ended::nowhere(Disposition::Command),
        |id| Ended::on(Disposition::Command, id),
    )
}
