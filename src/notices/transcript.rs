//! What became of an agent's commands, line by line.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// Each command with its result.
    pub lines: Vec<TranscriptLine>,
    /// Whether the block ran; it runs whole or not at all.
    pub is_done: bool,
    /// What to do next.
    pub hint: Option<String>,
    /// Why the block as a whole was refused.
    pub refused: Option<String>,
    /// What became of the text beside the commands, a sentence.
    pub text: Option<String>,
}

/// A command line and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TranscriptLine {
    /// The line as it was written.
    pub line: String,
    /// What happened (before → after), or what is wrong with it.
    pub result: String,
    /// Whether it is wrong.
    pub is_fault: bool,
    /// Spaces and a `^`, to stand under the place in `line` that is wrong.
    pub caret: Option<String>,
}

impl Notice for Transcript {
    const SPEC: Spec = Spec {
        name: "transcript",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "What became of each command line.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["lines.0.line", "lines.0.result", "hint"],
        template: include_str!("../../templates/en/transcript.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            lines: vec![
                TranscriptLine {
                    line: "#priority high several people".into(),
                    result: "priority medium → high; answer due Mon 2 March, 11:15".into(),
                    is_fault: false,
                    caret: None,
                },
                TranscriptLine {
                    line: "#assign me".into(),
                    result: "assignee nobody → Bob".into(),
                    is_fault: false,
                    caret: None,
                },
            ],
            is_done: true,
            hint: Some("The requester has been told of the new priority.".into()),
            refused: None,
            text: Some("Your text goes to ann@example.org.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![Self::sample(), Self {lines: vec![TranscriptLine {
line: "#priority hihg".into(),
result: "\"hihg\" is no priority; did you mean high? Valid are critical, high, medium, low.".into(),
is_fault: true,
caret: Some("          ^^^^".into()),
}],
is_done: false,
hint: Some("Correct the line and send the whole block again.".into()),
refused: None,
text: None,}, Self {lines: vec![],
is_done: false,
hint: None,
refused: Some("Your mail carried no valid reply address, so we could not be sure that it was you.".into()),
text: None,}]
    }
}
