//! The service record of a ticket, for whoever answers for it and for an agent who asks (S2.3, S3.4).
//!
//! It holds nothing that stayed inside, so that it can be handed out.

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a service record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceRecord {
    /// What was asked for, in the requester's words.
    pub asked: Option<String>,
    /// What was done that the requester could see, oldest first.
    pub done: Vec<RecordLine>,
    /// Whether there is more of it than a mail shows.
    pub is_cut: bool,
    /// The times that were promised.
    pub times: Vec<RecordTime>,
    /// How long it was worked on, ready to show.
    pub worked: Option<String>,
    /// As what it was closed, as a word; absent while it is not.
    pub ended: Option<String>,
    /// When it was closed.
    pub closed: Option<String>,
    /// How content the requester is, 1 to 5.
    pub rating: Option<u8>,
    /// How it was solved.
    pub solution: Option<String>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordLine {
    /// When.
    pub at: String,
    /// By whom.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// What was written, if anything.
    pub text: Option<String>,
}

/// A time that was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordTime {
    /// For what, in words.
    pub what: String,
    /// Until when.
    pub due: String,
    /// `kept`, `missed` or `runs`.
    pub kept: String,
}

impl Notice for ServiceRecord {
    const SPEC: Spec = Spec {
        name: "service-record",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "The service record of a ticket: what was asked and done, by whom, and which times were kept.",
        is_answerable: false,
        needs_ticket: true,
        needs: &[
            "ticket.reference",
            "asked",
            "done.0.what",
            "times.0.due",
            "solution",
        ],
        template: include_str!("../../templates/en/service-record.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        Self {
            asked: Some("Since this morning the printer on floor 2 only blinks red.".into()),
            done: vec![
                RecordLine {
                    at: "Mon 2 March, 10:40".into(),
                    who: "Bob".into(),
                    what: "answered".into(),
                    text: Some("I am on my way.".into()),
                },
                RecordLine {
                    at: "Mon 2 March, 11:40".into(),
                    who: "Bob".into(),
                    what: "resolved".into(),
                    text: None,
                },
            ],
            is_cut: false,
            times: vec![
                RecordTime {
                    what: "the first answer".into(),
                    due: "Mon 2 March, 11:15".into(),
                    kept: "kept".into(),
                },
                RecordTime {
                    what: "the next update".into(),
                    due: "Mon 2 March, 13:15".into(),
                    kept: "runs".into(),
                },
            ],
            worked: Some("45 min".into()),
            ended: Some("solved".into()),
            closed: Some("Mon 2 March, 11:58".into()),
            rating: Some(5),
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
        }
    }

    fn variants() -> Vec<Self> {
        vec![
            Self::sample(),
            Self {
                asked: None,
                done: vec![],
                is_cut: true,
                times: vec![],
                worked: None,
                ended: None,
                closed: None,
                rating: None,
                solution: None,
            },
        ]
    }
}
