//! The commands an agent may use.

use serde::Serialize;

use super::facts::CommandHelp;
use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an agent's help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    /// The commands, in the order of the manual.
    pub commands: Vec<CommandHelp>,
}

impl Notice for Help {
    const SPEC: Spec = Spec {
        name: "help",
        audience: Audience::Agent,
        voice: Voice::Replied,
        says: "The commands that an agent may use.",
        is_answerable: false,
        needs_ticket: false,
        needs: &["commands.0.usage", "commands.0.says"],
        template: include_str!("../../templates/en/help.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            commands: vec![
                CommandHelp {
                    usage: "#take".into(),
                    says: "Makes you the assignee.".into(),
                    details: String::new(),
                },
                CommandHelp {
                    usage: "#priority critical|high|medium|low [reason]".into(),
                    says: "Sets the priority and tells the requester.".into(),
                    details: "Also understood: urgent, normal, p1 to p4.".into(),
                },
            ],
        }
    }
}
