//! Mails of agents that would send on what their authors did not mean to: they are held back.

use crate::commands::scan::Scan;
use crate::domain::{Actor, Agent, Direction, EventBody, Standing, TicketId};
use crate::identity::Purpose;
use crate::identity::token::TOKEN_CHARS;
use crate::mail::inbound::{Attachment, Defect};
use crate::mail::parse::parse;
use crate::notices;

use super::KEPT;
use crate::engine::answers::held_back_notice;
use crate::engine::command;
use crate::engine::deciding::Deciding;
use crate::engine::decision::Disposition;
use crate::engine::message::{body_text, message};
use crate::engine::receive::{Ended, Received};

/// Why a mail must not be carried out and sent on as it stands: a sentence, and the way out.
pub(super) struct Doubt {
    pub(super) step: &'static str,
    pub(super) why: String,
    pub(super) hint: &'static str,
}

/// What of a mail would reach the requester.
#[derive(Debug, Clone, Copy)]
pub(super) struct SentOn {
    /// Its text, or a part of it.
    pub text: bool,
    /// Its files.
    pub files: bool,
}

/// How deep mails within attached mails are looked into; what lies deeper is not sent on.
const DEPTH_MAX: u8 = 4;

/// What speaks against carrying a mail out.
pub(super) fn doubt(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    scan: &Scan,
    sent_on: SentOn,
) -> Option<Doubt> {
    // A footer that looks like a signature is cut off, and the notice above it is not.
    let is_shown_below = sent_on.text && shows_token(deciding, &received.mail.own.signature);
    if is_shown_below || shows_token(deciding, &body_text(received.mail, &scan.text)) {
        return Some(Doubt {
            step: "its text holds a notice to agents that is not marked as quoted",
            why: "Your mail holds the notice that it answers, and your mail program did not mark it as quoted. It would have gone to the requester with everything in it.".to_owned(),
            hint: "Delete the notice below your answer, or let your mail program mark it as quoted, and send it again.",
        });
    }
    if sent_on.text && received.mail.defects.contains(&Defect::Limit) {
        return Some(Doubt {
            step: "its text was cut: what stood further down is not known",
            why: "Your mail is longer than what is read of one, so that nothing shows whether it holds a notice to agents. It would have gone to the requester.".to_owned(),
            hint: "Send a shorter text, or attach what is long as a file.",
        });
    }
    let mut files = received.mail.attachments.iter();
    if sent_on.files
        && let Some(file) = files.find(|file| is_of_agents(deciding, file, 0))
    {
        return Some(Doubt {
            step: "a mail of the desk is attached to it",
            why: format!(
                "Your mail program attached a mail of the desk, or one with somebody's reply address in it (\"{}\"). It would have gone to the requester with everything in it.",
                file.name
            ),
            hint: "Send your answer again without this file; your mail program can quote what you answer instead.",
        });
    }
    match scan.stray.first() {
        Some(line) if sent_on.text => Some(Doubt {
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
    purposes(deciding, text).any(Purpose::is_agents)
}

/// What the genuine tokens in a text are good for.
fn purposes<'a>(deciding: &'a Deciding<'_>, text: &'a str) -> impl Iterator<Item = Purpose> + 'a {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| word.len() == TOKEN_CHARS)
        .filter_map(|word| deciding.policy.keys.read(word, deciding.now))
        .map(|claim| claim.purpose)
}

/// Whether a file holds what is for the people of the desk, or what lets its reader write in another's name: a mail
/// that we wrote, or a token that is more than a thread's, wherever in it.
fn is_of_agents(deciding: &Deciding<'_>, file: &Attachment, depth: u8) -> bool {
    let is_mail = file.media_type.starts_with("message/")
        || file.media_type == "text/rfc822-headers"
        || file.name.to_ascii_lowercase().ends_with(".eml");
    let shows = |text: &str| purposes(deciding, text).any(|purpose| purpose != Purpose::Thread);
    if !is_mail {
        return file.media_type.starts_with("text/")
            && shows_token(deciding, &String::from_utf8_lossy(&file.bytes));
    }
    if depth >= DEPTH_MAX {
        return true;
    }
    let mail = parse(&file.bytes);
    let from = mail.from.address.as_ref();
    from.is_some_and(|from| deciding.policy.is_own(from))
        || mail.headers.iter().any(|(_, value)| shows(value))
        || shows(&mail.text)
        || shows(&String::from_utf8_lossy(&file.bytes))
        || mail
            .attachments
            .iter()
            .any(|inner| is_of_agents(deciding, inner, depth.saturating_add(1)))
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
    let notice = notices::Transcript {
        lines: command::not_run(&scan.lines),
        is_done: false,
        hint: Some(doubt.hint.to_owned()),
        refused: Some(doubt.why.clone()),
        text: (!text.is_empty()).then(|| KEPT.to_owned()),
    };
    held_back_notice(deciding, received, id, agent, &notice);
    Ended::on(Disposition::Reply, id)
}
