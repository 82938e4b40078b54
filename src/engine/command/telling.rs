//! How a block is answered: each line with what came of it, and the end that waits for what the mail says.

use crate::commands::scan::Line;
use crate::commands::{Answer, Effect};
use crate::domain::{Actor, CloseCode, EventBody, TicketId};
use crate::engine::deciding::Deciding;
use crate::engine::relations;
use crate::notices::TranscriptLine;

use super::Block;

impl Block {
    /// Lets happen what ends the ticket or lets it rest, once the words of the mail are on it: who reads that the
    /// request is solved has read the answer before.
    pub(in crate::engine) fn finish(
        &self,
        deciding: &mut Deciding<'_>,
        id: TicketId,
        actor: &Actor,
    ) {
        for body in &self.last {
            relations::happen(deciding, id, actor, body.clone());
        }
    }

    /// Closing is confirming where the same mail says that it is solved.
    pub(in crate::engine) fn confirm(&mut self) {
        for body in &mut self.last {
            if let EventBody::Closed { code, .. } = body {
                *code = CloseCode::Solved;
            }
        }
    }

    /// Names the time of the first answer where one is still owed: the mail that set it may have given it.
    pub(in crate::engine) fn name_answer_time(&mut self, deciding: &Deciding<'_>, id: TicketId) {
        let due = deciding
            .ticket(id)
            .and_then(|ticket| ticket.clocks.first_answer_due);
        let line = self
            .sets_answer_time
            .and_then(|index| self.transcript.get_mut(index));
        if let (Some(due), Some(line)) = (due, line) {
            let due = deciding.policy.shown(due);
            line.result = format!("{} (first answer due {due})", line.result);
        }
    }
}

/// The transcript of lines that were not even looked at.
pub(in crate::engine) fn not_run(lines: &[Line]) -> Vec<TranscriptLine> {
    lines
        .iter()
        .map(|line| TranscriptLine {
            line: line.text.clone(),
            result: "not carried out".to_owned(),
            is_fault: false,
            caret: None,
        })
        .collect()
}

pub(super) fn transcript(
    lines: &[Line],
    answers: &[Result<Effect, Answer>],
    is_done: bool,
) -> Vec<TranscriptLine> {
    lines
        .iter()
        .zip(answers)
        .map(|(line, answer)| told(line, answer, is_done))
        .collect()
}

/// A line outside of a block, with what came of it.
pub(in crate::engine) fn answered(line: &Line, said: Result<String, Answer>) -> TranscriptLine {
    let effect = said.map(|said| Effect {
        said,
        ..Effect::default()
    });
    told(line, &effect, true)
}

fn told(line: &Line, answer: &Result<Effect, Answer>, is_done: bool) -> TranscriptLine {
    match answer {
        // A line that would change nothing says so, whatever became of the others.
        Ok(effect) if is_done || effect.changes_nothing() => TranscriptLine {
            line: line.text.clone(),
            result: effect.said.clone(),
            is_fault: false,
            caret: None,
        },
        Ok(_) => TranscriptLine {
            line: line.text.clone(),
            result: "is right, and was not carried out because of another line".to_owned(),
            is_fault: false,
            caret: None,
        },
        Err(Answer::Refusal(refusal)) => TranscriptLine {
            line: line.text.clone(),
            result: with_hint(&refusal.why, refusal.hint.as_deref()),
            is_fault: true,
            caret: None,
        },
        Err(Answer::Fault(fault)) => {
            let caret = format!("{}{}", " ".repeat(fault.column), "^".repeat(fault.width));
            TranscriptLine {
                line: line.text.clone(),
                result: with_hint(&fault.what, fault.hint.as_deref()),
                is_fault: true,
                caret: Some(caret),
            }
        }
    }
}

/// What is wrong with a line, and what to do instead.
fn with_hint(what: &str, hint: Option<&str>) -> String {
    hint.map_or_else(|| what.to_owned(), |hint| format!("{what}. {hint}"))
}
