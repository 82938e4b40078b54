//! Mails of agents that would send on what their authors did not mean to: they are held back.

use crate::commands::Words;
use crate::commands::scan::Scan;
use crate::domain::{Actor, Agent, Direction, EventBody, Standing, TicketId};
use crate::identity::token::TOKEN_CHARS;

use crate::engine::answers::transcript;
use crate::engine::command::{self, Block};
use crate::engine::deciding::Deciding;
use crate::engine::decision::Disposition;
use crate::engine::message::{body_text, message};
use crate::engine::receive::{Ended, Received};

/// Why a mail must not be carried out and sent on as it stands: a sentence, and the way out.
pub(super) struct Doubt {
    step: &'static str,
    why: String,
    hint: &'static str,
}

/// What speaks against carrying a mail out. `is_sent_on` is whether its text would reach the requester.
pub(super) fn doubt(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    scan: &Scan,
    is_sent_on: bool,
) -> Option<Doubt> {
    if shows_token(deciding, &body_text(received.mail, &scan.text)) {
        return Some(Doubt {
            step: "its text holds a notice to agents that is not marked as quoted",
            why: "Your mail holds the notice that it answers, and your mail program did not mark it as quoted. It would have gone to the requester with everything in it.".to_owned(),
            hint: "Delete the notice below your answer, or let your mail program mark it as quoted, and send it again.",
        });
    }
    match scan.stray.first() {
        Some(line) if is_sent_on => Some(Doubt {
            step: "an order stands in the middle of its text",
            why: format!(
                "The line \"{line}\" stands in the middle of your text, where no order is read. It would have gone to the requester."
            ),
            hint: "Put orders on the first or the last lines of your mail, and send it again.",
        }),
        _ => None,
    }
}

/// Whether a text holds an agent's token: then it holds one of our notices unmarked, facts for agents and all, and
/// must not be sent on.
fn shows_token(deciding: &Deciding<'_>, text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == TOKEN_CHARS).any(|word| {
        let claim = deciding.policy.keys.read(word, deciding.now);
        claim.is_some_and(|claim| claim.purpose.is_agents())
    })
}

/// Nothing of a doubtful mail is carried out or sent on; its words are kept as a note, and its author is told.
pub(super) fn keep_back(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    agent: &Agent,
    scan: &Scan,
    doubt: &Doubt,
) -> Ended {
    deciding.note(doubt.step);
    let text = body_text(received.mail, &scan.text);
    let note = message(deciding, received, Direction::Note, Standing::Known, &text);
    let noted = EventBody::Noted {
        message: Box::new(note),
    };
    deciding.happen(id, Actor::Agent(agent.name.clone()), noted, Vec::new());
    let block = Block {
        transcript: command::not_run(&scan.lines),
        is_done: false,
        questions: Vec::new(),
        words: Words::Note,
        text: String::new(),
        hint: Some(doubt.hint.to_owned()),
    };
    transcript(
        deciding,
        received,
        Some(id),
        agent,
        &block,
        Some(doubt.why.clone()),
    );
    Ended::on(Disposition::Reply, id)
}
