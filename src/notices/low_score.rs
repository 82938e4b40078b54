//! Somebody is not content with how their request was dealt with; the team's leader hears of it (S2.4, S4.10).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a low rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LowScore {
    /// 1 (poor) to 5 (very good).
    pub score: u8,
    /// What was said with it, if anything.
    pub words: String,
    /// Who had the ticket.
    pub holder: Option<String>,
    /// How it was solved, as the requester was told.
    pub solution: Option<String>,
}

impl Notice for LowScore {
    const SPEC: Spec = Spec {
        name: "low-score",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "A low rating: what was said with it, who had the ticket and how it was solved.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "score", "words", "holder", "solution"],
        template: include_str!("../../templates/en/low-score.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            score: 1,
            words: "It took four days, and nobody called back.".into(),
            holder: Some("Bob".into()),
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                words: String::new(),
                holder: None,
                solution: None,
                ..Self::sample()
            },
        ]
    }
}
