//! What a requester asks the desk itself: where the ticket stands, what may be ordered, what became of an order.
//!
//! Only the requester gets an answer, and no machine does.

use crate::commands::Question;
use crate::commands::scan::{Line, Scan};
use crate::domain::TicketId;
use crate::engine::answers::help_rows;
use crate::engine::command::Block;
use crate::engine::deciding::Deciding;
use crate::engine::letters::{Mailing, send};
use crate::engine::outgoing::Counts;
use crate::engine::receive::Received;
use crate::notices;

/// `#status` alone, or a mail of only that word.
pub(super) fn asks_where_it_stands(scan: &Scan) -> bool {
    let is_bare = |line: &Line| line.name == "status" && line.args().rest.is_empty();
    let by_command = scan.lines.len() == 1 && scan.lines.iter().all(is_bare);
    let by_word = scan.lines.is_empty()
        && scan
            .text
            .trim()
            .trim_end_matches(['?', '.', '!'])
            .eq_ignore_ascii_case("status");
    by_command || by_word
}

/// Answers what a requester asked or ordered, to the ticket's requester only.
pub(super) fn answer_questions(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    block: Option<&Block>,
    asks_standing: bool,
) {
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    if *ticket.requester.address != *received.from.address || !received.mail.auto_respond {
        return;
    }
    let mut mailing = Mailing::about(id, ticket.event_count, vec![ticket.requester.clone()]);
    mailing.counts = Counts::Automatic;
    mailing.salt = received.mail.content_key.to_string();
    mailing.answers.clone_from(&received.mail.message_id);
    let has_questions = block.is_some_and(|block| !block.questions.is_empty());
    let is_transcript_due = block.is_some_and(|block| !block.is_done);
    if !(asks_standing || has_questions || is_transcript_due) {
        return;
    }
    if let Err(why) = deciding.may_answer(&ticket.requester.address) {
        deciding.note(why);
        return;
    }
    if asks_standing {
        send(deciding, &notices::Standing, &mailing);
    }
    let Some(block) = block else { return };
    if !block.is_done {
        let notice = notices::RequesterTranscript {
            lines: block.transcript.clone(),
            is_done: false,
            hint: block.hint.clone(),
        };
        send(deciding, &notice, &mailing);
    }
    for question in &block.questions {
        match question {
            Question::Standing => send(deciding, &notices::Standing, &mailing),
            Question::Help(only) => send(
                deciding,
                &notices::RequesterHelp {
                    commands: help_rows(false, *only, &deciding.policy.aliases),
                },
                &mailing,
            ),
            // Not theirs to ask; `commands` keeps them away from requesters.
            Question::Show(_) | Question::Record(_) | Question::List(_) | Question::Search(_) => {}
        }
    }
}
