//! The facts that every notice has at hand: the desk, the ticket, the reader.
//!
//! All of them are ready to be shown: statuses are words, and times are written out in the desk's zone as the mail is
//! written ([`When`]). What decides lies above; here nothing is looked up. Which of these facts an unproven sender chose is known here
//! too, because the plain mails must not repeat them ([`Common::given`]).

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::when::{When, sample_zone};
use crate::calendar::{Hours, shown_hours_in};
use crate::domain::{Language, Tongue};

/// The desk itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Desk {
    /// Shown name, for example `ACME Support`.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The word in the ticket references, for example `ACME`.
    pub tag: String,
    /// Business hours in the language of the mail, for example `Mon–Fri 10:00–17:40, Sat 09:30–13:30 (Asia/Kolkata)`.
    pub hours: String,
}

/// A ticket as a mail may speak of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketFacts {
    /// Its number with the desk's tag, for example `ACME-1000`.
    pub reference: String,
    /// The base subject, without `Re:` and without the tag: a notice adds both once, so that subjects never grow.
    pub subject: String,
    /// Status as a word.
    pub status: String,
    /// Priority as a word.
    pub priority: String,
    /// Category as a word.
    pub category: String,
    /// Incident, request, change and so on.
    pub kind: String,
    /// Tags.
    pub tags: Vec<String>,
    /// The requester's shown name or, without one, the address.
    pub requester: String,
    /// The requester's address.
    pub requester_address: String,
    /// The addresses of the others who get the answers.
    pub participants: Vec<String>,
    /// The agent who has it.
    pub assignee: Option<String>,
    /// The team that has it.
    pub team: Option<String>,
    /// Tier 1 to 3.
    pub tier: u8,
    /// When it was opened.
    pub opened: When,
    /// When the first answer by a person is due.
    pub first_answer_due: Option<When>,
    /// When the next update is due.
    pub next_update_due: Option<When>,
    /// When it should be solved, as was promised.
    pub estimate: Option<When>,
    /// What to do meanwhile.
    pub workaround: Option<String>,
    /// How it was solved.
    pub solution: Option<String>,
    /// What is known of it: `Phone: 0123 456`.
    pub fields: Vec<String>,
    /// The labels of what the requester was asked for.
    pub awaited: Vec<String>,
    /// Until when it waits for the requester.
    pub waits_until: Option<When>,
    /// Whether the times stand still, because it waits for somebody: what they were is none that is kept.
    pub is_paused: bool,
    /// The names of those gates before its closing that are still shut.
    pub approvals: Vec<String>,
    /// How many mails are on it.
    pub message_count: u32,
}

/// Who reads the mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reader {
    /// Name to greet by; may be empty.
    pub name: String,
}

/// What every notice is given beside its own facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// The desk.
    pub desk: Desk,
    /// The ticket spoken of, if there is one.
    pub ticket: Option<TicketFacts>,
    /// Who reads it.
    pub reader: Reader,
    /// The reader's own token, for the last footer line: `Ref: ACME-1000 · <token>`, or without a ticket
    /// `Ref: ACME · <token>`. Without a token there is no such line.
    pub token: Option<String>,
    /// Whether a mail to this requester may repeat what they chose. False for an unproven sender until a person has
    /// answered the ticket (law 7). Mails to agents, and mails in which a person speaks, are not bound by it.
    pub may_echo: bool,
    /// When the mail that is answered was received, where the answer comes late.
    pub late_since: Option<When>,
    /// Whether an agent's reply is a public answer, where this letter settles it and not its notice.
    pub is_answerable: Option<bool>,
    /// The language the reader should be written to in; what is missing in it is said in English.
    pub language: Language,
    /// The zone of every time.
    pub zone: TimeZone,
}

/// One thing that happened to a ticket, for agents (S1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// When.
    pub at: String,
    /// Who did it: a name, `timer`, `rule outage`.
    pub who: String,
    /// What happened, for example `priority medium → high`.
    pub what: String,
    /// What was written, if anything.
    pub text: Option<String>,
    /// Whether it is internal.
    pub is_note: bool,
}

/// A command, as the help shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandHelp {
    /// How it is written, for example `#priority critical|high|medium|low`.
    pub usage: String,
    /// What it does, one sentence.
    pub says: String,
    /// More about it; may be empty.
    pub details: String,
}

impl Common {
    /// What a template is given: everything, or without `may_echo` only what the desk itself decided. What is left
    /// out does not exist there, so a template that asks for it fails when it is built, not when it is sent.
    pub(in crate::notices) fn given(&self, may_echo: bool) -> Map<String, Value> {
        let ticket = match &self.ticket {
            Some(ticket) if !may_echo => json!({
                "reference": ticket.reference,
                "status": ticket.status,
                "priority": ticket.priority,
                "category": ticket.category,
                "kind": ticket.kind,
                "assignee": ticket.assignee,
                "team": ticket.team,
                "tier": ticket.tier,
                "opened": ticket.opened,
                "first_answer_due": ticket.first_answer_due,
                "is_paused": ticket.is_paused,
                "awaited": ticket.awaited,
                "approvals": ticket.approvals,
                "next_update_due": ticket.next_update_due,
                "estimate": ticket.estimate,
                "workaround": ticket.workaround,
                "solution": ticket.solution,
                "message_count": ticket.message_count,
            }),
            ticket => json!(ticket),
        };
        let reader = if may_echo {
            self.reader.name.as_str()
        } else {
            ""
        };
        let mut given = Map::new();
        given.insert("desk".into(), json!(self.desk));
        given.insert("ticket".into(), ticket);
        given.insert("reader".into(), json!({ "name": reader }));
        given.insert("echo".into(), json!(may_echo));
        given.insert("late_since".into(), json!(self.late_since));
        given
    }

    /// The `Ref:` line without its mark, if there is a token.
    pub(in crate::notices) fn reference_line(&self) -> Option<String> {
        let of = match &self.ticket {
            Some(ticket) => &ticket.reference,
            None => &self.desk.tag,
        };
        self.token.as_ref().map(|token| format!("{of} · {token}"))
    }
}

impl HistoryLine {
    pub(in crate::notices) fn samples() -> Vec<Self> {
        let line = |at: &str, who: &str, what: &str, text: Option<&str>, is_note| Self {
            at: at.into(),
            who: who.into(),
            what: what.into(),
            text: text.map(Into::into),
            is_note,
        };
        vec![
            line(
                "Mon 2 March, 10:15",
                "Ann Example",
                "wrote",
                Some(
                    "Since this morning the printer on floor 2 only blinks red.\nNobody here can print invoices.",
                ),
                false,
            ),
            line(
                "Mon 2 March, 10:15",
                "rule several-people",
                "priority medium → high",
                None,
                false,
            ),
            line(
                "Mon 2 March, 10:31",
                "Carol",
                "noted",
                Some("Same fault as last month; see the spare fuser."),
                true,
            ),
        ]
    }
}

impl TicketFacts {
    /// The same ticket with everything absent that may be absent.
    fn bare(self) -> Self {
        Self {
            tags: Vec::new(),
            participants: Vec::new(),
            assignee: None,
            team: None,
            first_answer_due: None,
            next_update_due: None,
            estimate: None,
            workaround: None,
            solution: None,
            fields: Vec::new(),
            awaited: Vec::new(),
            waits_until: None,
            is_paused: false,
            approvals: Vec::new(),
            ..self
        }
    }

    fn sample() -> Self {
        Self {
            reference: "ACME-1000".into(),
            subject: "Printer on floor 2 is dead".into(),
            status: "open".into(),
            priority: "high".into(),
            category: "hardware".into(),
            kind: "incident".into(),
            tags: vec!["printer".into(), "floor-2".into()],
            requester: "Ann Example".into(),
            requester_address: "ann@example.org".into(),
            participants: vec!["dave@example.org".into()],
            assignee: Some("Bob".into()),
            team: Some("first-line".into()),
            tier: 1,
            opened: When::sample(2, 10, 15),
            first_answer_due: Some(When::sample(2, 11, 15)),
            next_update_due: Some(When::sample(2, 13, 15)),
            estimate: Some(When::sample(3, 12, 0)),
            workaround: Some("Print on the device in room 214; it is called floor2-b.".into()),
            solution: Some("The fuser was replaced and a test page came out clean.".into()),
            fields: vec!["Phone: 0170 123 456".into(), "Location: room 214".into()],
            awaited: vec!["Error".into()],
            waits_until: Some(When::sample(16, 10, 15)),
            // No other wait ends at the same time.
            is_paused: false,
            approvals: Vec::new(),
            message_count: 3,
        }
    }
}

impl Common {
    /// The situations in which every notice must be able to speak: all facts there, and only those that must be.
    pub(in crate::notices) fn samples(language: &str) -> Vec<Self> {
        let hours = shown_hours_in(&Hours::shipped(sample_zone()), Tongue::of(language));
        let full = Self {
            desk: Desk {
                name: "ACME Support".into(),
                address: "support@acme.example".into(),
                tag: "ACME".into(),
                hours: format!("{hours} (Asia/Kolkata)"),
            },
            ticket: Some(TicketFacts::sample()),
            reader: Reader {
                name: "Ann Example".into(),
            },
            token: Some("1a7q2m-r4xk2p7czt5nv3wj6ydhs2mfbq".into()),
            may_echo: true,
            is_answerable: None,
            late_since: None,
            language: language.parse().unwrap_or_else(|_| Language::english()),
            zone: sample_zone(),
        };
        let bare = Self {
            ticket: Some(TicketFacts::sample().bare()),
            reader: Reader::default(),
            token: None,
            late_since: Some(When::sample(2, 9, 40)),
            ..full.clone()
        };
        vec![full, bare]
    }
}
