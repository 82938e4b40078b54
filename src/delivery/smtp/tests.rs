//! Every way a relay can answer, and what the letter comes to.

mod connection;
mod secure;
pub(crate) mod server;

use super::*;
use crate::domain::MessageId;
use crate::net::Security;
use server::{Act, Acts, Server};
use tokio::task::JoinSet;

pub(crate) fn letter(no: u64) -> Letter {
    Letter {
        no,
        envelope_from: Address::parse("support+b1@desk.example").unwrap(),
        envelope_to: Address::parse("ann@cust.example").unwrap(),
        message_id: MessageId::new("1000.7@desk.example").unwrap(),
        ticket: None,
        bytes: b"Subject: x\r\n\r\n.hello\r\n..\r\n.\r\n".to_vec(),
    }
}

pub(crate) fn settings(port: u16) -> SmtpSettings {
    SmtpSettings {
        endpoint: Endpoint {
            host: "127.0.0.1".into(),
            port,
            security: Security::None,
            ca_file: None,
        },
        username: None,
        password: None,
        hello: "desk.example".into(),
        reply_timeout: None,
    }
}

pub(crate) fn logging_in(port: u16) -> SmtpSettings {
    SmtpSettings {
        username: Some("support".into()),
        password: Some("s3cret".into()),
        ..settings(port)
    }
}

/// Deadlines that only bite where the server is told to be silent.
fn impatient(acts: &Acts) -> Deadlines {
    let soon = Duration::from_millis(500);
    let mut limits = DEADLINES;
    for (stage, act) in acts {
        match (stage, act) {
            (&"greet", Silence) => limits.greeting = soon,
            (&"DATA", Silence) => limits.data = soon,
            (&"half", Silence) => limits.block = soon,
            (&"dot", Silence) => limits.dot = soon,
            (_, Silence) => limits.command = soon,
            _ => {}
        }
    }
    limits
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Want {
    Sent,
    /// Not now, and it is this mail's matter.
    Later,
    /// Not now, and it is the relay's fault.
    Sick,
    Failed,
    InDoubt,
}
use Act::{Cut, Say, SayAndCut, Silence, Usual};
use Want::{Failed, InDoubt, Later, Sent, Sick};

fn kind(outcome: &Outcome) -> Want {
    match outcome {
        Outcome::Sent { .. } => Sent,
        Outcome::Deferred { is_relay_fault, .. } => [Later, Sick][usize::from(*is_relay_fault)],
        Outcome::Failed { .. } => Failed,
        Outcome::InDoubt { .. } => InDoubt,
        Outcome::Interrupted { .. } => panic!("no courier says that: {outcome:?}"),
    }
}

/// Stage, what the server does there, what becomes of the letter, and a part of the reply that is kept.
const TABLE: &[(&str, Act, Want, &str)] = &[
    (
        "greet",
        Say("220-hello\r\n220-there\r\n220 ESMTP\r\n"),
        Sent,
        "250 2.0.0 queued as 7",
    ),
    ("greet", Say("220\r\n"), Sent, ""),
    ("greet", Say("220 gr\u{fc}ezi\n"), Sent, ""),
    (
        "greet",
        Say("421 4.3.2 too busy\r\n"),
        Sick,
        "421 4.3.2 too busy; the server is not ready",
    ),
    (
        "greet",
        SayAndCut("554 5.7.1 go away\r\n"),
        Sick,
        "waiting for the greeting of 127.0.0.1:",
    ),
    (
        "greet",
        Say("* OK IMAP4 ready\r\n"),
        Sick,
        "what was answered is no SMTP",
    ),
    (
        "greet",
        Say("220 a\r\n250 b\r\n"),
        Sick,
        "more than it was asked for",
    ),
    ("greet", Cut, Sick, "unexpected end"),
    ("greet", Silence, Sick, "no answer within 0 s"),
    (
        "EHLO",
        Say("502 5.5.1 what?\r\n"),
        Sick,
        "saying EHLO to 127.0.0.1:",
    ),
    (
        "EHLO",
        Say("421 4.3.2 shutting down\r\n"),
        Sick,
        "421 4.3.2 shutting down",
    ),
    (
        "EHLO",
        Say("250-x\r\n250-   \r\n250- \t\r\n250 HELP\r\n"),
        Sent,
        "",
    ),
    ("EHLO", Say("250-x\r\n550 y\r\n"), Sick, "no SMTP"),
    ("EHLO", Say("250 \r\n"), Sick, "no SMTP"),
    ("EHLO", Cut, Sick, "the server closed the connection"),
    ("EHLO", Silence, Sick, "no answer within 0 s"),
    ("MAIL", Say("451 4.3.0 later\r\n"), Later, "451 4.3.0 later"),
    ("MAIL", Say("452 4.3.1 disk full\r\n"), Later, "452"),
    (
        "MAIL",
        Say("421 4.7.0 slow down\r\n"),
        Sick,
        "421 4.7.0 slow down",
    ),
    (
        "MAIL",
        Say("550 5.7.1 sender refused\r\n"),
        Later,
        "550 5.7.1 sender refused",
    ),
    (
        "MAIL",
        Say("530 5.7.0 log in first\r\n"),
        Sick,
        "530 5.7.0 log in first",
    ),
    (
        "MAIL",
        Say("552 5.3.4 too large\r\n"),
        Failed,
        "552 5.3.4 too large",
    ),
    ("MAIL", Say("555 5.5.4 no\r\n"), Failed, "555"),
    ("MAIL", Say("454 4.7.0 no TLS now\r\n"), Sick, "454"),
    ("MAIL", Say("354 what\r\n"), Sick, "out of place: 354 what"),
    ("MAIL", Cut, Sick, "after MAIL FROM to 127.0.0.1:"),
    ("MAIL", Silence, Sick, "no answer within 0 s"),
    ("RCPT", Say("251 will forward\r\n"), Sent, ""),
    (
        "RCPT",
        Say("450-4.2.0 greylisted,\r\n450 4.2.0 come back\r\n"),
        Later,
        "450 4.2.0 greylisted, come back",
    ),
    (
        "RCPT",
        Say("550 5.1.1 no such user\r\n"),
        Failed,
        "550 5.1.1 no such user",
    ),
    ("RCPT", Say("552 over quota\r\n"), Failed, "552"),
    ("RCPT", Say("552 5.2.2 over quota\r\n"), Failed, "552 5.2.2"),
    ("RCPT", Say("452 4.5.3 too many\r\n"), Later, "452 4.5.3"),
    ("RCPT", Say("550 5.7.1 policy\r\n"), Failed, "550 5.7.1"),
    (
        "RCPT",
        Say("550 4.2.2 contradicts itself\r\n"),
        Failed,
        "550 4.2.2",
    ),
    (
        "RCPT",
        Say("450 5.1.1 contradicts itself\r\n"),
        Later,
        "450 5.1.1",
    ),
    (
        "RCPT",
        Say("454 4.7.1 relay access denied\r\n"),
        Later,
        "454",
    ),
    ("RCPT", Say("503 5.5.1 out of order\r\n"), Later, "503"),
    ("RCPT", Say("530 5.7.0 log in first\r\n"), Sick, "530"),
    ("RCPT", Say("421 4.3.2 closing\r\n"), Sick, "421"),
    ("RCPT", Say("hm\r\n"), Later, "no SMTP"),
    ("RCPT", Cut, Later, "after RCPT TO"),
    ("RCPT", Silence, Later, "no answer within 0 s"),
    ("DATA", Say("451 later\r\n"), Later, "451 later"),
    ("DATA", Say("554 no valid recipients\r\n"), Failed, "554"),
    ("DATA", Say("452 4.3.1 disk full\r\n"), Later, "452"),
    ("DATA", Say("503 5.5.1 no recipients\r\n"), Later, "503"),
    ("DATA", Say("530 5.7.0 STARTTLS first\r\n"), Sick, "530"),
    ("DATA", Say("421 closing\r\n"), Sick, "421"),
    ("DATA", Say("250 ok\r\n"), Later, "out of place: 250 ok"),
    ("DATA", Cut, Later, "after DATA"),
    ("DATA", Silence, Later, "no answer within 0 s"),
    ("dot", Say("250\r\n"), Sent, "250"),
    (
        "dot",
        Say("250-2.0.0 taken\n250 2.0.0 as 8\n"),
        Sent,
        "250 2.0.0 taken 2.0.0 as 8",
    ),
    (
        "dot",
        Say("450 4.7.1 greylisted\r\n"),
        Later,
        "450 4.7.1 greylisted",
    ),
    ("dot", Say("421 4.3.0 closing\r\n"), Sick, "421"),
    ("dot", Say("452 4.3.1 out of space\r\n"), Later, "452"),
    ("dot", Say("552 5.3.4 too large\r\n"), Failed, "552 5.3.4"),
    ("dot", Say("550 5.7.1 policy\r\n"), Failed, "550 5.7.1"),
    ("dot", Say("554 5.7.1 spam\r\n"), Failed, "554 5.7.1 spam"),
    ("dot", Say("354 go on\r\n"), InDoubt, "out of place: 354"),
    ("dot", Say("thanks!\r\n"), InDoubt, "no SMTP"),
    (
        "dot",
        SayAndCut("250 2.0.0 que"),
        InDoubt,
        "after the final dot to 127.0.0.1:",
    ),
    ("dot", SayAndCut("25"), InDoubt, ""),
    ("dot", Cut, InDoubt, "the server closed the connection"),
    ("dot", Silence, InDoubt, "no answer within 0 s"),
    ("QUIT", Cut, Sent, ""),
];

#[tokio::test]
async fn each_answer_of_a_relay_has_its_outcome() {
    let mut rows = JoinSet::new();
    for row in TABLE {
        rows.spawn(answered(row));
    }
    rows.join_all().await;
}

async fn answered((stage, act, want, part): &(&'static str, Act, Want, &str)) {
    let acts: Acts = vec![(stage, act.clone())];
    let deadlines = impatient(&acts);
    let server = Server::start(vec![acts], None).await;
    let mut smtp = Smtp::new(settings(server.port));
    smtp.deadlines = deadlines;
    let mut asked = 0;
    let before = async || {
        asked += 1;
        true
    };
    let outcome = smtp.deliver(&letter(1), before).await;
    let row = format!("{stage} {act:?}: {outcome:?}");
    assert_eq!(kind(&outcome), *want, "{row}");
    let (Outcome::Sent { reply }
    | Outcome::Deferred { reply, .. }
    | Outcome::Failed { reply }
    | Outcome::Interrupted { reply }
    | Outcome::InDoubt { reply }) = &outcome;
    assert!(
        reply.contains(part) && !reply.contains(['\r', '\n']),
        "{row}"
    );
    let mails = server.seen.lock().unwrap().mails.clone();
    let taken = ["dot", "QUIT"].contains(stage) || *want == Sent;
    assert_eq!(mails.len(), usize::from(taken), "{row}");
    assert_eq!(
        asked,
        mails.len(),
        "put on record when and only when content is sent: {row}"
    );
    smtp.close().await;
}

#[tokio::test]
async fn the_content_arrives_as_it_is_with_its_dots_stuffed() {
    let server = Server::start(vec![], None).await;
    let mut smtp = Smtp::new(settings(server.port));
    assert_eq!(kind(&smtp.deliver(&letter(1), async || true).await), Sent);
    smtp.close().await;
    assert_eq!(server.verbs(), "EHLO MAIL RCPT DATA QUIT");
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.mails, ["Subject: x\r\n\r\n..hello\r\n...\r\n..\r\n"]);
    assert_eq!(
        seen.lines[1..3],
        [
            "MAIL FROM:<support+b1@desk.example>",
            "RCPT TO:<ann@cust.example>"
        ]
    );
}

#[tokio::test]
async fn a_malformed_mail_never_reaches_the_socket() {
    let server = Server::start(vec![], None).await;
    let mut smtp = Smtp::new(settings(server.port));
    for bytes in [
        &b"a\n.\r\nMAIL FROM:<x@y>\r\n"[..],
        b"a\r.\r\n",
        b"a\0b\r\n",
        &[b'x'; 999],
    ] {
        let mut bad = letter(1);
        bad.bytes = bytes.to_vec();
        assert_eq!(kind(&smtp.deliver(&bad, async || true).await), Failed);
    }
    assert_eq!(server.seen.lock().unwrap().connections, 0);
}

#[tokio::test]
async fn what_the_server_cannot_carry_fails_with_the_reason() {
    const ALL: &str = "250-x\r\n250-smtputf8\r\n250 8BITMIME\r\n";
    const NONE: &str = "250 x\r\n";
    let mut beyond_ascii = letter(1);
    beyond_ascii.envelope_to = Address::parse("jörg@cust.example").unwrap();
    let mut eight_bit = letter(1);
    eight_bit.bytes = "Subject: x\r\n\r\nä\r\n".into();
    let mut odd = letter(1);
    odd.envelope_to = Address::parse("a..b.@carrier.example").unwrap();
    for (letter, offer, want, line) in [
        (
            &beyond_ascii,
            ALL,
            Sent,
            "MAIL FROM:<support+b1@desk.example> SMTPUTF8",
        ),
        (&beyond_ascii, NONE, Failed, "no SMTPUTF8"),
        (
            &eight_bit,
            ALL,
            Sent,
            "MAIL FROM:<support+b1@desk.example> BODY=8BITMIME",
        ),
        (&eight_bit, NONE, Failed, "no 8BITMIME"),
        (&odd, NONE, Sent, "RCPT TO:<\"a..b.\"@carrier.example>"),
    ] {
        let server = Server::start(vec![vec![("EHLO", Say(offer))]], None).await;
        let outcome = Smtp::new(settings(server.port))
            .deliver(letter, async || true)
            .await;
        assert_eq!(kind(&outcome), want, "{outcome:?}");
        let said = server.seen.lock().unwrap().lines.join("\n") + &format!("{outcome:?}");
        assert!(said.contains(line), "{said}");
    }
}
