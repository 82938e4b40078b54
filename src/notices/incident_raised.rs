//! Many alike reports: to the leaders, who say whether it is one trouble, or hear that it was taken for one (S0.6).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an incident that was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentRaised {
    /// Whether the reader has to say that it is one.
    pub is_proposed: bool,
    /// Its reports: number, requester and subject.
    pub reports: Vec<String>,
}

impl Notice for IncidentRaised {
    const SPEC: Spec = Spec {
        name: "incident-raised",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "Several people report what seems to be one trouble: which reports, and how to answer.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["ticket.reference", "reports.0"],
        template: include_str!("../../templates/en/incident-raised.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            is_proposed: true,
            reports: vec![
                "ACME-1001, Ann Example: VPN not working".into(),
                "ACME-1004, Dave Example: cannot reach the network from home".into(),
            ],
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                is_proposed: false,
                ..Self::sample()
            },
        ]
    }
}
