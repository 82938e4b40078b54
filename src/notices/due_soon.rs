//! Part of the time for something is used up (S4.7).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// A time comes near: for what, until when, and how much of it is used up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueSoon {
    /// What it is for, in words that follow "for".
    pub what: String,
    /// Until when.
    pub due: String,
    /// How much of it is used up, in percent.
    pub percent: u16,
}

impl Notice for DueSoon {
    const SPEC: Spec = Spec {
        name: "due-soon",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A time comes near: for what, until when, and how much of it is used up.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "what", "due", "percent"],
        template: include_str!("../../templates/en/due-soon.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            what: "the first answer".into(),
            due: "Mon 2 March, 11:15".into(),
            percent: 75,
        }
    }
}
