//! An agent answers. The agent's words are the mail: no greeting is put before them and no phrase after them.
//!
//! It is free of the wording check, because a greeting and thanks are in the agent's own hand; a second pair from us
//! would read like a machine talking over a person.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What the agent wrote, commands taken out.
    pub text: String,
    /// The agent's shown name.
    pub agent: String,
}

impl Notice for Answer {
    const SPEC: Spec = Spec {
        name: "answer",
        audience: Audience::Requester,
        voice: Voice::Person,
        says: "An agent's answer, in the agent's own words.",
        is_answerable: false,
        needs_ticket: true,
        needs: &["text"],
        template: include_str!("../../templates/en/answer.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            text: "Hello Ann,\n\n\
                   I am on my way to floor 2 with a new fuser; it should take half an hour. Until then please print on \
                   the device in room 214, which is called floor2-b.\n\n\
                   > Does the scanner still work?\n\n\
                   Yes, scanning to your mailbox works as before.\n\n\
                   Regards\nBob"
                .into(),
            agent: "Bob".into(),
        }
    }
}
