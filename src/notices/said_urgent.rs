//! A requester says that it is urgent; whoever leads decides about the priority (S3.3).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a plea.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidUrgent {
    /// Why, in the requester's words.
    pub reason: String,
}

impl Notice for SaidUrgent {
    const SPEC: Spec = Spec {
        name: "said-urgent",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "What a requester calls urgent, and why; the reader decides.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "ticket.priority", "reason"],
        template: include_str!("../../templates/en/said-urgent.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            reason: "Nobody can print the payslips, which are due today.".into(),
        }
    }
}
