//! The JSON that scripts hold on to, asked of a running daemon: each key with its type, the exit codes, and the control
//! socket as `curl --unix-socket` speaks to it.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde_json::Value;

use crate::corpus::{deliver, on_a_maildir};
use crate::letters::{Letter, Mail};
use crate::patience::until;
use crate::program::Daemon;
use crate::servers::{ANN, BOB};

/// How long the daemon may take for anything here; it needs a second at most.
const SOON: Duration = Duration::from_secs(30);

/// What a key holds.
#[derive(Debug, Clone, Copy)]
enum Is {
    Text,
    Number,
    Truth,
    List,
    Object,
    /// An instant of RFC 3339 in UTC.
    Instant,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

use Is::{Instant, List, Number, Object, OneOf, Text, Truth};

/// A key that must be there, what it holds, and whether that may be null.
type Key = (&'static str, Is, bool);

const STATUSES: Is = OneOf(&[
    "new", "open", "waiting", "hold", "resolved", "closed", "merged", "spam",
]);
const TICKET: [Key; 23] = [
    ("id", Number, false),
    ("reference", Text, false),
    ("subject", Text, false),
    ("status", STATUSES, false),
    (
        "priority",
        OneOf(&["critical", "high", "medium", "low"]),
        false,
    ),
    ("category", Text, false),
    ("type", Text, false),
    ("tags", List, false),
    ("requester", Object, false),
    ("participants", List, false),
    ("assignee", Text, true),
    ("team", Text, true),
    ("tier", Number, false),
    ("opened_at", Instant, false),
    ("updated_at", Instant, false),
    ("first_answer_due", Instant, true),
    ("first_answer_at", Instant, true),
    ("next_update_due", Instant, true),
    ("resolved_at", Instant, true),
    ("closed_at", Instant, true),
    ("links", List, false),
    ("message_count", Number, false),
    (
        "incident",
        OneOf(&["proposed", "declared", "refused"]),
        true,
    ),
];
const PERSON: [Key; 2] = [("address", Text, false), ("name", Text, false)];
const MESSAGE: [Key; 9] = [
    ("no", Number, false),
    ("at", Instant, false),
    ("direction", OneOf(&["in", "out", "note"]), false),
    ("from", Text, false),
    ("subject", Text, false),
    ("message_id", Text, true),
    ("text", Text, false),
    ("attachments", List, false),
    (
        "delivery",
        OneOf(&["sent", "queued", "deferred", "failed"]),
        true,
    ),
];
const ATTACHMENT: [Key; 4] = [
    ("name", Text, false),
    ("type", Text, false),
    ("size", Number, false),
    ("sha256", Text, false),
];
const EVENT: [Key; 5] = [
    ("no", Number, false),
    ("at", Instant, false),
    ("actor", Text, false),
    ("kind", Text, false),
    ("because", Text, false),
];
const MAIL: [Key; 5] = [
    ("locator", Text, false),
    ("content_key", Text, true),
    (
        "disposition",
        OneOf(&[
            "ticket",
            "reply",
            "command",
            "bounce",
            "ignored",
            "quarantined",
        ]),
        false,
    ),
    ("reason", Text, true),
    ("ticket", Number, true),
];
const OUTBOX: [Key; 6] = [
    ("no", Number, false),
    ("to", Text, false),
    ("notice", Text, false),
    ("delivery", Text, false),
    ("attempts", Number, false),
    ("next_at", Instant, true),
];
const STATUS: [Key; 7] = [
    ("version", Text, false),
    ("uptime_secs", Number, false),
    ("mailboxes", List, false),
    ("outbox", Object, false),
    ("tickets", Object, false),
    ("quarantined", Number, false),
    ("dispositions", Object, false),
];
const MAILBOX: [Key; 4] = [
    ("name", Text, false),
    ("connected", Truth, false),
    ("last_poll", Instant, true),
    ("backlog", Number, false),
];
const DISPOSITIONS: [Key; 6] = [
    ("ticket", Number, false),
    ("reply", Number, false),
    ("command", Number, false),
    ("bounce", Number, false),
    ("ignored", Number, false),
    ("quarantined", Number, false),
];

/// Fails unless each key is there and holds what it should.
#[track_caller]
fn holds(value: &Value, keys: &[Key]) {
    for (key, is, may_be_null) in keys {
        let found = value
            .get(key)
            .unwrap_or_else(|| panic!("there is no \"{key}\" in {value:#}"));
        let is_right = match is {
            _ if found.is_null() => *may_be_null,
            Text => found.is_string(),
            Number => found.is_u64(),
            Truth => found.is_boolean(),
            List => found.is_array(),
            Object => found.is_object(),
            Instant => found.as_str().is_some_and(is_instant),
            OneOf(words) => found.as_str().is_some_and(|word| words.contains(&word)),
        };
        assert!(is_right, "\"{key}\" is to be {is:?}, and is {found}");
    }
}

/// The same of each of these.
#[track_caller]
fn each_holds(values: &[Value], keys: &[Key]) {
    for value in values {
        holds(value, keys);
    }
}

/// `2026-03-02T10:15:00Z`, and nothing looser: scripts compare these as texts.
fn is_instant(text: &str) -> bool {
    let form = "0000-00-00T00:00:00Z";
    text.len() == form.len()
        && text
            .chars()
            .zip(form.chars())
            .all(|(found, wanted)| match wanted {
                '0' => found.is_ascii_digit(),
                mark => found == mark,
            })
}

/// A daemon with a ticket that a requester opened with a file and an agent took and answered, and one ignored mail.
fn desk() -> Daemon {
    let mut daemon = on_a_maildir();
    let file = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
        --b\n\nIt blinks red.\n--b\nContent-Type: text/plain; name=log.txt\n\
        Content-Disposition: attachment; filename=log.txt\n\nerror 7\n--b--\n";
    let opening = format!(
        "From: Ann <{}>\nTo: support@desk.example\nCc: Dave <dave@customer.example>\n\
         Subject: Printer\nMessage-ID: <1@customer.example>\n{file}",
        ANN.address
    );
    let away = "From: dave@customer.example\nTo: support@desk.example\nSubject: Away\n\
        Auto-Submitted: auto-replied\nMessage-ID: <2@customer.example>\n\nI am away.\n";
    deliver(&daemon, 0, &[opening.into_bytes(), away.into()]);
    daemon.start();
    let notice = letter_to(&daemon, BOB.address, "ticket-opened");
    let answer = Mail::reply(BOB, "3", &notice, "#take\n\nWe are on our way.");
    deliver(&daemon, 2, &[answer.raw()]);
    until("the answer to be sent", SOON, || {
        let ticket = daemon.json(&["show", "1000"]).remove(0);
        let messages = ticket["messages"].as_array().unwrap();
        messages
            .iter()
            .any(|message| message["delivery"] == "sent")
            .then_some(())
    });
    daemon
}

/// The first letter to somebody in the folder that the daemon writes to.
fn letter_to(daemon: &Daemon, to: &str, what: &str) -> Letter {
    until(what, SOON, || {
        let files = fs::read_dir(daemon.path("out/new")).ok()?;
        let raw = files.flatten().map(|file| fs::read(file.path()).unwrap());
        let letters = raw.map(|raw| Letter::read(&raw));
        letters
            .into_iter()
            .find(|letter| letter.the("Delivered-To") == to)
    })
}

#[test]
fn the_json_of_a_running_daemon_has_each_key_of_the_contract() {
    let daemon = desk();
    let tickets = daemon.json(&["list"]);
    assert_eq!(tickets.len(), 1);
    holds(&tickets[0], &TICKET);
    holds(&tickets[0]["requester"], &PERSON);
    let shown = daemon.json(&["show", "1000"]).remove(0);
    holds(&shown, &TICKET);
    let list = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let messages = list(&shown, "messages");
    assert_eq!(messages.len(), 2);
    each_holds(&messages, &MESSAGE);
    holds(&list(&messages[0], "attachments")[0], &ATTACHMENT);
    let events = list(&shown, "events");
    each_holds(&events, &EVENT);
    let assigned = events.iter().find(|event| event["kind"] == "assigned");
    assert_eq!(assigned.unwrap()["actor"], "agent:bob");
    assert_eq!(assigned.unwrap()["to"], "bob");
    let mails = daemon.json(&["mails"]);
    assert_eq!(mails.len(), 3);
    each_holds(&mails, &MAIL);
    let demands = daemon.json(&["sop"]);
    let demand = |id: &str| {
        let mut lines = demands.iter();
        lines.find(|line| line["demand"] == id).unwrap().clone()
    };
    for (id, kept, owed) in [
        ("S0.3", 3, 3),
        ("S4.3", 1, 1),
        ("S4.5", 1, 1),
        ("S0.12", 0, 0),
    ] {
        let line = demand(id);
        assert_eq!(
            (&line["kept"], &line["owed"]),
            (&kept.into(), &owed.into()),
            "{line}"
        );
    }
    let digest = daemon.json(&["digest", "bob"]).remove(0);
    assert_eq!(digest["agent"], "bob", "{digest}");
    assert!(digest["text"].is_null() || digest["subject"].is_string());
    let report = daemon.json(&["report"]).remove(0);
    assert_eq!(report["flow"]["opened"], 1, "{report}");
    let status = daemon.status();
    holds(&status, &STATUS);
    holds(&list(&status, "mailboxes")[0], &MAILBOX);
    holds(
        &status["outbox"],
        &[("queued", Number, false), ("oldest_secs", Number, false)],
    );
    holds(
        &status["tickets"],
        &[("open", Number, false), ("breached", Number, false)],
    );
    holds(&status["dispositions"], &DISPOSITIONS);
    assert_eq!(status["dispositions"]["ticket"], 1);
    assert_eq!(status["dispositions"]["ignored"], 1);
}

#[test]
fn a_letter_that_waits_is_in_the_outbox_with_each_key() {
    let mut daemon = on_a_maildir();
    // A file where the folder should be: nothing can be handed over.
    fs::write(daemon.path("out"), "").unwrap();
    let mail = Mail::new(ANN, "1", "Printer", "It blinks red.");
    deliver(&daemon, 0, &[mail.raw()]);
    daemon.start();
    let rows = until("a letter that was tried", SOON, || {
        let rows = daemon.json(&["outbox"]);
        let is_tried = |row: &Value| row["attempts"] == 1 && row["reply"].is_string();
        rows.iter().any(is_tried).then_some(rows)
    });
    each_holds(&rows, &OUTBOX);
    let tried = rows.iter().find(|row| row["attempts"] == 1).unwrap();
    assert!(
        tried["reply"].is_string() && tried["next_at"].is_string(),
        "{tried}"
    );
}

#[test]
fn what_cannot_be_asked_ends_with_its_exit_code() {
    let mut daemon = on_a_maildir();
    assert_eq!(daemon.run(&["list"]).code, 69);
    daemon.start();
    for (args, code) in [
        (&["show", "4711"][..], 65),
        (&["show", "printer"], 64),
        (&["list", "--status", "opne"], 64),
        (&["sop", "--from", "yesterday"], 64),
        (&["report", "--csv", "--json"], 64),
        (&["report", "--csv"], 0),
        (&["report"], 0),
        (&["digest", "bob"], 0),
        (&["digest", "nobody"], 65),
        (&["sop", "--from", "2199-01-01"], 64),
        (&["sop", "--demand", "S9.9"], 64),
        (&["list", "--json"], 0),
    ] {
        let ran = daemon.run(args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
    }
}

/// One request over the control socket, as curl makes it; gives the status line, the header and the body.
fn curl(daemon: &Daemon, path: &str) -> (u16, String, String) {
    let mut stream = UnixStream::connect(daemon.path("state/control.sock")).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let code = head.split(' ').nth(1).unwrap().parse().unwrap();
    (code, head.to_ascii_lowercase(), body.to_owned())
}

#[test]
fn the_control_socket_speaks_http_to_its_owner_alone() {
    let daemon = desk();
    let socket = fs::metadata(daemon.path("state/control.sock")).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
    for (path, code) in [
        ("/tickets", 200),
        ("/tickets?status=open", 200),
        ("/tickets?status=opne", 400),
        ("/sop?from=2026-03-01", 200),
        ("/sop?until=2026-03-01", 400),
        ("/tickets/1000", 200),
        ("/tickets/DESK-1000", 200),
        ("/tickets/4711", 404),
        ("/tickets/printer", 400),
        ("/status", 200),
    ] {
        let (found, head, body) = curl(&daemon, path);
        assert_eq!(found, code, "{path}: {body}");
        assert!(head.contains("content-type: application/json"), "{head}");
        let value: Value = serde_json::from_str(&body).unwrap();
        if code == 200 {
            assert!(value.is_array() || value.is_object(), "{path}");
        } else {
            let said = value["error"].as_str().unwrap();
            assert_eq!(said.lines().count(), 1, "{said}");
        }
    }
    let (_, _, body) = curl(&daemon, "/tickets/1000");
    let ticket: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(ticket, daemon.json(&["show", "1000"]).remove(0));
    let (code, head, body) = curl(&daemon, "/metrics");
    assert_eq!(code, 200);
    assert!(head.contains("text/plain"), "{head}");
    assert!(body.contains("\nticketd_tickets_open 1\n"), "{body}");
    assert!(
        body.contains("mails_total{disposition=\"ticket\"} 1"),
        "{body}"
    );
    for line in body.lines() {
        let value = line.rsplit(' ').next().unwrap();
        assert!(
            line.starts_with('#') || value.parse::<f64>().is_ok(),
            "{line}"
        );
    }
    assert_eq!(curl(&daemon, "/nothing").0, 404);
}
