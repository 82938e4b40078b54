//! The JSON that scripts hold on to, key by key.

use serde_json::{Value, json};

use super::*;
use crate::domain::{Address, MessageId, TicketId};

fn keys(value: &Value) -> Vec<&str> {
    let keys = value.as_object().unwrap().keys();
    keys.map(String::as_str).collect()
}

#[test]
fn the_desks_health_has_the_promised_keys() {
    let health = Health {
        version: "0.1.0",
        mailboxes: vec![MailboxHealth {
            name: "support",
            is_connected: true,
            last_poll: Some("2026-03-02T10:15:00.9Z".parse().unwrap()),
            backlog: 3,
        }],
        dispositions: &[("ticket", 1), ("reply", 0)],
        ..Health::default()
    };
    let json = status_json(&health);
    let promised = [
        "version",
        "uptime_secs",
        "mailboxes",
        "outbox",
        "tickets",
        "quarantined",
        "dispositions",
    ];
    assert!(keys(&json).starts_with(&promised));
    assert_eq!(
        json["mailboxes"][0],
        json!({ "name": "support", "connected": true, "last_poll": "2026-03-02T10:15:00Z", "backlog": 3 })
    );
    assert_eq!(keys(&json["outbox"]), ["queued", "oldest_secs"]);
    assert_eq!(keys(&json["tickets"]), ["open", "breached"]);
    assert_eq!(json["dispositions"], json!({ "ticket": 1, "reply": 0 }));
}

#[test]
fn a_source_mail_tells_where_it_lay_and_what_became_of_it() {
    let at = "2026-03-02T10:15:00Z".parse().unwrap();
    let json = mail_json(&MailLine {
        locator: "support:1:7".to_owned(),
        content_key: Some("00ff".to_owned()),
        disposition: "ignored",
        reason: Some("copy"),
        ticket: Some(TicketId(1000)),
        from: None,
        size: 12,
        received_at: at,
        at,
        because: &["the same mail was taken in".to_owned()],
        earlier: vec!["no-sender"],
        is_awaited: false,
    });
    assert_eq!(
        (&json["locator"], &json["content_key"]),
        (&json!("support:1:7"), &json!("00ff"))
    );
    assert_eq!(
        (&json["disposition"], &json["reason"], &json["ticket"]),
        (&json!("ignored"), &json!("copy"), &json!(1000))
    );
}

#[test]
fn a_waiting_mail_tells_for_whom_it_is_and_when_it_is_tried() {
    let at = "2026-03-02T10:15:00Z".parse().unwrap();
    let json = outbox_json(&OutboxLine {
        no: 7,
        delivery: "deferred",
        to: &Address::parse("ann@x.example").unwrap(),
        notice: "acknowledgement",
        ticket: Some(TicketId(1000)),
        event: Some(1),
        message_id: &MessageId::new("1@desk.example").unwrap(),
        queued_at: at,
        next_at: Some(at),
        attempts: 2,
        reply: Some("450 later"),
    });
    assert_eq!(json["to"], "ann@x.example");
    assert_eq!(json["next_at"], "2026-03-02T10:15:00Z");
    assert_eq!((&json["no"], &json["attempts"]), (&json!(7), &json!(2)));
}
