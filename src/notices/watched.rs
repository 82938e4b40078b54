//! Something happened on a ticket that an agent watches.

use serde::Serialize;

use super::facts::HistoryLine;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// What happened, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// The lines of the history that are new.
    pub history: Vec<HistoryLine>,
}

impl Notice for Watched {
    const SPEC: Spec = Spec {
        name: "watched",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "What happened on a ticket, to an agent who watches it.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "history.0.what"],
        template: include_str!("../../templates/en/watched.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            history: HistoryLine::samples(),
        }
    }
}
