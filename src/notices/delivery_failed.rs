//! A mail of ours did not arrive, and somebody at the desk must know.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a failed delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryFailed {
    /// The address it was for.
    pub to: String,
    /// Which mail it was, for example `answer`.
    pub notice: String,
    /// What the mail server said.
    pub reply: String,
}

impl Notice for DeliveryFailed {
    const SPEC: Spec = Spec {
        name: "delivery-failed",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A mail could not be delivered: to whom, which one, and what the server said.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["to", "notice", "reply"],
        template: include_str!("../../templates/en/delivery-failed.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            to: "ann@example.org".into(),
            notice: "answer".into(),
            reply: "550 5.1.1 no such user here".into(),
        }
    }
}
