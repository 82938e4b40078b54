//! The acknowledgement of a report of an incident that is known: nothing has to be explained to us any more (S0.6, S4.3).

use serde::Serialize;

use super::When;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownIncident {
    /// What the requester wrote: its first lines. Who was counted to the incident wrongly sees it.
    pub words: String,
    /// The priority it would have had, where it was raised.
    pub raised_from: Option<String>,
    /// Whether the desk is open as this is written.
    pub is_open_now: bool,
    /// When work starts, if the desk is closed.
    pub starts: Option<When>,
}

impl Notice for KnownIncident {
    const SPEC: Spec = Spec {
        name: "known-incident",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "Your request has arrived, and the trouble is known: in place of the acknowledgement, to those who report it later.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "ticket.category",
            "ticket.priority",
            "ticket.first_answer_due",
            "raised_from",
        ],
        template: include_str!("../../templates/en/known-incident.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            words: "The vpn is down for all of us.".into(),
            raised_from: Some("medium".into()),
            is_open_now: true,
            starts: None,
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                words: String::new(),
                raised_from: None,
                is_open_now: false,
                starts: Some(When::sample(3, 10, 0)),
            },
        ]
    }
}
