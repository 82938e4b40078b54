//! A ticket in the JSON that scripts rely on.

use serde_json::{Value, json};

use super::*;
use crate::domain::{Agent, Clocks, CloseCode, EventBody, Kind, Priority, Role, Status, TicketId};

const TICKET_KEYS: [&str; 25] = [
    "id",
    "reference",
    "subject",
    "status",
    "priority",
    "category",
    "type",
    "tags",
    "requester",
    "participants",
    "assignee",
    "team",
    "tier",
    "opened_at",
    "updated_at",
    "first_answer_due",
    "first_answer_at",
    "next_update_due",
    "resolved_at",
    "closed_at",
    "links",
    "message_count",
    "paused",
    "incident",
    "waits_for_approval",
];

fn bob() -> Agent {
    Agent {
        name: AgentName("bob".to_owned()),
        address: Address::parse("bob@desk.example").unwrap(),
        also_known_as: Vec::new(),
        team: None,
        role: Role::Agent,
    }
}

fn ann() -> Person {
    Person::new(Address::parse("ann@x.example").unwrap(), "Ann")
}

fn message(direction: Direction, text: &str) -> Box<Message> {
    Box::new(Message {
        at: "2026-03-02T10:15:00.25Z".parse().unwrap(),
        direction,
        from: ann(),
        standing: Standing::Known,
        subject: "The printer is down".into(),
        message_id: MessageId::new("<1@x.example>"),
        text: text.into(),
        attachments: Vec::new(),
        raw: None,
    })
}

fn event(no: u32, actor: Actor, body: EventBody) -> Event {
    Event {
        no,
        at: "2026-03-02T10:15:00.25Z".parse().unwrap(),
        actor,
        body,
        because: vec!["one".to_owned(), "two".to_owned()].into(),
    }
}

fn clocks() -> Clocks {
    Clocks {
        first_answer_due: Some("2026-03-02T11:15:00.5Z".parse().unwrap()),
        next_update_due: None,
        ..Clocks::default()
    }
}

/// Opened, raised, answered and escalated.
fn history() -> Vec<Event> {
    let bob = || Actor::Agent(AgentName("bob".to_owned()));
    let opened = EventBody::Opened {
        message: message(Direction::In, "It is dark."),
        requester: ann(),
        is_proven: true,
        category: "hardware".to_owned(),
        priority: Priority::Medium,
        ticket_kind: Kind::Incident,
        team: Some("first-line".to_owned()),
        tier: 1,
        tags: vec!["printer".to_owned()],
        is_silent: false,
        language: None,
        clocks: clocks(),
    };
    let raised = EventBody::PriorityChanged {
        from: Priority::Medium,
        to: Priority::High,
        reason: Some("the whole floor".into()),
        clocks: clocks(),
    };
    let answered = EventBody::Answered {
        message: message(Direction::Out, "We look at it."),
        clocks: Clocks::default(),
    };
    let escalated = EventBody::Escalated {
        to: crate::domain::Level::Tier(2),
        team: None,
        reason: "needs a technician".into(),
        by: Some("2026-03-03T09:00:00.75Z".parse().unwrap()),
        promise: Vec::new(),
        clocks: clocks(),
    };
    let handed = EventBody::Assigned {
        from: None,
        to: Some(AgentName("bob".to_owned())),
    };
    vec![
        event(1, Actor::Requester, opened),
        event(2, bob(), raised),
        event(3, bob(), answered),
        event(4, bob(), escalated),
        event(5, Actor::Rule, handed),
    ]
}

fn shown(deliveries: &[(Option<u32>, &str)]) -> Value {
    shown_history(&history(), deliveries)
}

fn shown_history(history: &[Event], deliveries: &[(Option<u32>, &str)]) -> Value {
    let ticket = Ticket::replay(TicketId(1000), history).unwrap();
    let message_id = MessageId::new("<ours@desk.example>").unwrap();
    let deliveries: Vec<Delivery<'_>> = deliveries
        .iter()
        .map(|(event, state)| Delivery {
            event: *event,
            message_id: &message_id,
            subject: None,
            state,
        })
        .collect();
    let desk = Desk {
        tag: "ACME",
        address: &Address::parse("support@desk.example").unwrap(),
        roster: &Roster {
            agents: vec![bob()],
            ..Roster::default()
        },
    };
    let shown = show_json(&ticket, history, &deliveries, desk);
    let messages = shown["messages"].as_array().unwrap();
    assert_eq!(
        shown["message_count"],
        messages.len(),
        "the figure is that of the list"
    );
    shown
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_ticket_has_the_promised_keys_in_the_promised_order() {
    let ticket = Ticket::replay(TicketId(1000), &history()).unwrap();
    let json = ticket_json(&ticket, "ACME");
    assert!(keys(&json).starts_with(&TICKET_KEYS));
    assert_eq!(json["id"], 1000);
    assert_eq!(json["reference"], "ACME-1000");
    assert_eq!(
        json["requester"],
        json!({ "address": "ann@x.example", "name": "Ann" })
    );
    assert_eq!(json["first_answer_due"], "2026-03-02T11:15:00Z");
    assert_eq!(json["opened_at"], "2026-03-02T10:15:00Z");
    assert_eq!(json["assignee"], "bob");
    assert_eq!(json["message_count"], 3);
}

#[test]
fn a_shown_ticket_begins_like_a_listed_one_and_ends_with_messages_and_events() {
    let shown = shown(&[]);
    assert!(keys(&shown).starts_with(&TICKET_KEYS));
    assert!(keys(&shown).ends_with(&["messages", "events"]));
    let message = &shown["messages"][0];
    for key in [
        "no",
        "at",
        "direction",
        "from",
        "subject",
        "message_id",
        "text",
        "attachments",
        "delivery",
    ] {
        assert!(message.get(key).is_some(), "{key}");
    }
    assert_eq!(message["message_id"], "1@x.example");
    assert_eq!(message["text"], "It is dark.");
}

#[test]
fn because_holds_the_reason_that_an_agent_gave() {
    let shown = shown(&[]);
    assert_eq!(shown["events"][1]["because"], "the whole floor; one; two");
    assert_eq!(
        shown["events"][3]["because"],
        "needs a technician; one; two"
    );
    let mut history = history();
    history[1].because = Vec::new().into();
    let shown = shown_history(&history, &[]);
    assert_eq!(shown["events"][1]["because"], "the whole floor");
}

#[test]
fn an_event_tells_who_changed_what_into_what_and_why() {
    let shown = shown(&[]);
    let raised = &shown["events"][1];
    assert!(keys(raised).starts_with(&["no", "at", "actor", "kind", "from", "to", "because"]));
    assert_eq!(raised["actor"], "agent:bob");
    assert_eq!(raised["kind"], "priority-changed");
    assert_eq!(
        (&raised["from"], &raised["to"]),
        (&json!("medium"), &json!("high"))
    );
    assert_eq!(raised["because"], "the whole floor; one; two");
    assert_eq!(raised["reason"], "the whole floor");
    let escalated = &shown["events"][3];
    assert_eq!(escalated["to"], "tier 2");
    assert_eq!(escalated["by"], "2026-03-03T09:00:00Z");
    assert_eq!(shown["events"][4]["from"], Value::Null);
    assert_eq!(shown["events"][4]["to"], "bob");
}

#[test]
fn the_marks_of_the_journal_appear_nowhere() {
    fn has_mark(value: &Value) -> bool {
        match value {
            Value::Object(keys) => keys.contains_key("~") || keys.values().any(has_mark),
            Value::Array(values) => values.iter().any(has_mark),
            _ => false,
        }
    }
    assert!(!has_mark(&shown(&[])));
}

#[test]
fn an_answer_shows_its_worst_delivery_and_an_incoming_mail_none() {
    let rows = [
        (Some(1), "sent"),
        (Some(3), "sent"),
        (Some(3), "deferred"),
        (None, "failed"),
    ];
    let shown = shown(&rows);
    assert_eq!(shown["messages"][0]["delivery"], Value::Null);
    assert_eq!(shown["messages"][1]["delivery"], "deferred");
    assert_eq!(shown["messages"][1]["no"], 2);
}

/// An update, a way around it, a question, a solution, and a closing that says it again.
fn orders() -> Vec<Event> {
    let bob = || Actor::Agent(AgentName("bob".to_owned()));
    let mut history = history();
    history.truncate(1);
    let bodies = [
        EventBody::TitleChanged {
            from: "The printer is down".into(),
            to: "Printer on floor 2".into(),
        },
        EventBody::UpdateGiven {
            text: "The part is ordered.".into(),
            clocks: clocks(),
        },
        EventBody::WorkaroundGiven {
            text: "Room 214 has one.".into(),
        },
        EventBody::WaitStarted {
            from: Status::Open,
            question: "Does it blink?".into(),
            until: None,
            clocks: Clocks::default(),
        },
        EventBody::Resolved {
            from: Status::Waiting,
            solution: "A new fuser.".into(),
            closes_at: "2026-03-05T10:00:00Z".parse().unwrap(),
        },
        EventBody::Closed {
            from: Status::Resolved,
            code: CloseCode::Solved,
            solution: Some("A new fuser.".into()),
            is_quiet: false,
        },
    ];
    history.extend(
        bodies
            .into_iter()
            .zip(2_u32..)
            .map(|(body, no)| event(no, bob(), body)),
    );
    history
}

#[test]
fn what_an_agent_tells_the_requester_by_an_order_is_a_message_with_its_delivery() {
    let rows = [
        (Some(1), "sent"),
        (Some(3), "sent"),
        (Some(4), "deferred"),
        (Some(5), "failed"),
        (Some(6), "queued"),
        (Some(7), "queued"),
    ];
    let shown = shown_history(&orders(), &rows);
    let messages = shown["messages"].as_array().unwrap();
    let lines: Vec<String> = messages
        .iter()
        .map(|message| {
            format!(
                "{} {} {} {}",
                message["no"], message["direction"], message["text"], message["delivery"]
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            r#"1 "in" "It is dark." null"#,
            r#"2 "out" "The part is ordered." "sent""#,
            r#"3 "out" "Room 214 has one." "deferred""#,
            r#"4 "out" "Does it blink?" "failed""#,
            r#"5 "out" "A new fuser." "queued""#,
        ]
    );
    assert_eq!(messages[1]["from"], "bob@desk.example");
    assert_eq!(messages[1]["subject"], "Printer on floor 2");
    assert_eq!(messages[1]["message_id"], "ours@desk.example");
}

#[test]
fn a_closing_that_brings_the_solution_is_a_message_and_a_quiet_one_is_none() {
    for (is_quiet, count) in [(false, 2), (true, 1)] {
        let mut history = history();
        history.truncate(1);
        let closed = EventBody::Closed {
            from: Status::New,
            code: CloseCode::Solved,
            solution: Some("It was switched off.".into()),
            is_quiet,
        };
        history.push(event(2, Actor::Agent(AgentName("bob".to_owned())), closed));
        let shown = shown_history(&history, &[]);
        assert_eq!(shown["messages"].as_array().unwrap().len(), count);
    }
}

#[test]
fn what_time_does_is_nobodys_message() {
    let mut history = orders();
    let last = history.last_mut().unwrap();
    last.actor = Actor::Timer;
    if let EventBody::Closed { solution, .. } = &mut last.body {
        *solution = Some("Another one.".into());
    }
    let shown = shown_history(&history, &[]);
    assert_eq!(shown["messages"].as_array().unwrap().len(), 5);
}
