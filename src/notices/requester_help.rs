//! The commands a requester may use.

use serde::Serialize;

use super::facts::CommandHelp;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a requester's help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequesterHelp {
    /// The commands, in the order of the manual.
    pub commands: Vec<CommandHelp>,
}

impl Notice for RequesterHelp {
    const SPEC: Spec = Spec {
        name: "requester-help",
        audience: Audience::Requester,
        voice: Voice::Replied,
        says: "The commands that a requester may use.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["commands.0.usage"],
        template: include_str!("../../templates/en/requester-help.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            commands: vec![
                CommandHelp {
                    usage: "#status".into(),
                    says: "Tells you where your request stands.".into(),
                    details: String::new(),
                },
                CommandHelp {
                    usage: "#reopen what is wrong".into(),
                    says:
                        "Takes a resolved or closed ticket up again and tells everybody concerned."
                            .into(),
                    details: "A plain reply that says what is wrong does the same.".into(),
                },
            ],
        }
    }
}
