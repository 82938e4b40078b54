//! What `explain` says of a mail, to scripts and to people.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;

const KEYS: [&str; 21] = [
    "id",
    "parse",
    "defects",
    "origin",
    "auto_respond",
    "from",
    "reply_to",
    "to",
    "cc",
    "subject",
    "message_id",
    "date",
    "text",
    "own_text",
    "commands",
    "attachments",
    "bounce",
    "category",
    "priority",
    "team",
    "because",
];

const OUTAGE: &str = "\
From: Ann Example <ann@x.example>
To: Desk <support@desk.example>
Subject: The wifi network is down
Message-ID: <1@x.example>
Date: Mon, 2 Mar 2026 10:15:00 +0530
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Nobody can work.

On Mon, 2 Mar 2026, Desk wrote:
> We are here.
--b
Content-Type: image/png; name=dark.png
Content-Disposition: attachment; filename=dark.png
Content-Transfer-Encoding: base64

AAAA
--b--
";

fn explained(raw: &str) -> Explained {
    // The rules take long to compile without optimisation.
    static BENCH: LazyLock<Bench> = LazyLock::new(Bench::default);
    read("mail", raw.as_bytes(), &BENCH).unwrap()
}

fn shown(raw: &str) -> Value {
    view::json("mail", &explained(raw))
}

#[test]
fn a_mail_is_explained_with_the_promised_keys_in_the_promised_order() {
    let shown = shown(OUTAGE);
    let keys: Vec<&str> = shown
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert!(keys.starts_with(&KEYS), "{keys:?}");
}

#[test]
fn an_outage_is_critical_and_the_reason_names_the_rule_and_the_words() {
    let shown = shown(OUTAGE);
    assert_eq!(shown["parse"], "full");
    assert_eq!(shown["origin"], "person");
    assert_eq!(
        shown["from"],
        json!({ "address": "ann@x.example", "name": "Ann Example" })
    );
    assert_eq!(shown["message_id"], "1@x.example");
    assert_eq!(shown["date"], "2026-03-02T04:45:00Z");
    assert_eq!(shown["own_text"], "Nobody can work.");
    assert!(shown["text"].as_str().unwrap().contains("> We are here."));
    assert_eq!(shown["priority"], "critical");
    assert_eq!(shown["team"], Value::Null);
    let because = shown["because"].to_string();
    assert!(because.contains("rule outage: subject ~ /"), "{because}");
    let part = &shown["attachments"][0];
    assert_eq!(
        (&part["name"], &part["type"], &part["size"]),
        (&json!("dark.png"), &json!("image/png"), &json!(3))
    );
    assert_eq!(part["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn commands_are_shown_as_an_agents_would_be_read() {
    let shown =
        shown("From: a@x.example\nSubject: s\n\n#close It was the fuse.\n#asign bob\n\nBye\n");
    assert_eq!(
        shown["commands"],
        json!(["#close It was the fuse.", "#asign bob"])
    );
}

#[test]
fn a_failed_delivery_names_who_did_not_get_it() {
    let shown = shown(
        "From: MAILER-DAEMON@mx.example\nTo: support@desk.example\nSubject: Undelivered\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n\
         Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; gone@x.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
    );
    assert_eq!(shown["origin"], "bounce");
    assert_eq!(shown["auto_respond"], false);
    let bounce = &shown["bounce"][0];
    assert_eq!(bounce["recipient"], "gone@x.example");
    assert_eq!(
        (&bounce["status"], &bounce["hard"]),
        (&json!("5.1.1"), &json!(true))
    );
}

#[test]
fn no_bytes_are_too_bad_to_be_explained() {
    for raw in ["", "\n", "\0\0\0", "no header at all", "From: \n\n"] {
        let shown = shown(raw);
        assert!(shown["parse"].is_string(), "{raw:?}");
    }
    assert_eq!(shown("Subject: s\n\nx")["from"]["address"], Value::Null);
}

#[test]
fn a_person_reads_what_matters_and_their_terminal_is_safe() {
    let raw = OUTAGE.replace("Nobody", "\u{1b}[2J\u{202e}Nobody");
    let text = text::text("mail", &explained(&raw));
    for part in [
        "from           Ann Example <ann@x.example>",
        "would be       network, critical, incident",
        "attachment     dark.png, image/png, 3 bytes",
        "⟨U+001B⟩[2J⟨U+202E⟩Nobody can work.",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn what_the_mail_tells_of_the_case_is_shown_field_by_field() {
    let raw = "From: ann@x.example\nSubject: Printer\n\nThe printer PRN-204 in room 214 blinks.\nPhone: 0170 1234567\n";
    assert_eq!(
        shown(raw)["fields"],
        json!({
            "location": "room 214",
            "phone": "0170 1234567",
            "resource": "printer PRN-204",
        })
    );
    let told = text::text("mail", &explained(raw));
    assert!(told.contains("location       room 214"), "{told}");
}
