//! What the commands of one mail came to, as a whole.
//!
//! It says what is left to be done and told; the doing is `engine::command`'s.

use crate::commands::{Question, Words};
use crate::domain::EventBody;
use crate::notices::TranscriptLine;

/// What a block came to.
pub(in crate::engine) struct Block {
    /// Each line with its answer.
    pub transcript: Vec<TranscriptLine>,
    /// Whether it ran.
    pub is_done: bool,
    /// What its author asked.
    pub questions: Vec<Question>,
    /// What becomes of the mail's text.
    pub words: Words,
    /// Text that stood behind `#note` or `#reply`.
    pub text: String,
    /// Text that is added below what the author wrote.
    pub below: String,
    /// What its author should do, where that concerns no single line; a line's own way out stands with it.
    pub hint: Option<String>,
    /// What ends the ticket or lets it rest: it happens, and is told, after what the mail says ([`Block::finish`]).
    pub(super) last: Vec<EventBody>,
    /// The line that sets a time for the first answer.
    pub(super) sets_answer_time: Option<usize>,
}

impl Block {
    /// A transcript by itself: nothing is left to be done.
    pub fn of(transcript: Vec<TranscriptLine>, is_done: bool) -> Self {
        Self {
            transcript,
            is_done,
            questions: Vec::new(),
            words: Words::AsAnswered,
            text: String::new(),
            below: String::new(),
            hint: None,
            last: Vec::new(),
            sets_answer_time: None,
        }
    }
}
