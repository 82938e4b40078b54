//! Bounces of several kinds of servers, and what they are about.

use super::super::inbound::{Inbound, Origin};
use super::super::parse::parse;

fn fixture(name: &str) -> Inbound {
    let path = format!("{}/tests/mail/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    parse(&std::fs::read(path).unwrap())
}

#[track_caller]
fn check(name: &str, origin: Origin, recipients: &[(&str, &str, bool)]) -> Inbound {
    let mail = fixture(name);
    assert_eq!(mail.origin, origin);
    assert!(!mail.auto_respond);
    let found: Vec<(&str, &str, bool)> = mail
        .bounce
        .iter()
        .map(|one| (one.recipient.as_str(), one.status.as_str(), one.is_hard))
        .collect();
    assert_eq!(found, recipients);
    mail
}

#[test]
fn the_standard_form_tells_each_recipient_and_the_mail_it_is_about() {
    let mail = check(
        "postfix-bounce-rfc3464",
        Origin::Bounce,
        &[
            ("ann@client.example", "5.1.1", true),
            ("bob@client.example", "5.2.2", true),
        ],
    );
    assert_eq!(mail.returned_ids[0].as_str(), "t1000.abc@acme.example");
    assert_eq!(mail.bounce[0].diagnostic, "550 5.1.1 User unknown");
}

#[test]
fn a_late_delivery_is_no_failure() {
    check(
        "late-delivery-rfc3464",
        Origin::Delay,
        &[("ann@client.example", "4.4.1", false)],
    );
}

#[test]
fn older_forms_are_read_from_their_text() {
    let mail = check(
        "qmail-bounce",
        Origin::Bounce,
        &[("ann@client.example", "5.1.1", true)],
    );
    assert_eq!(mail.returned_ids[0].as_str(), "t1000.abc@acme.example");
    let mail = check(
        "exim-bounce",
        Origin::Bounce,
        &[("ann@client.example", "5.2.2", true)],
    );
    assert_eq!(mail.returned_ids[0].as_str(), "t1000.abc@acme.example");
    check(
        "exchange-bounce",
        Origin::Bounce,
        &[("ann@client.example", "5.1.1", true)],
    );
}

#[test]
fn a_person_who_writes_about_a_bounce_is_a_person() {
    let mail = fixture("person-writes-about-a-bounce");
    assert_eq!((mail.origin, mail.auto_respond), (Origin::Person, true));
    assert!(mail.bounce.is_empty());
}
