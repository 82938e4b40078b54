//! A requester's conduct was reported; whoever leads takes it on (S2.10).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a report of abuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbuseReported {
    /// Who reported it.
    pub by: String,
    /// What they said about it.
    pub text: Option<String>,
    /// What the requester wrote last.
    pub words: String,
}

impl Notice for AbuseReported {
    const SPEC: Spec = Spec {
        name: "abuse-reported",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A requester's conduct was reported: by whom, why, and what the requester wrote last.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "by", "text", "words"],
        template: include_str!("../../templates/en/abuse-reported.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            by: "bob".into(),
            text: Some("The third threat this week; I do not want to answer any more.".into()),
            words: "Repair it today or I come to your office.".into(),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                text: None,
                words: String::new(),
                ..Self::sample()
            },
        ]
    }
}
