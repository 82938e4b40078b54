//! The test servers themselves: what other tests rely on when they use [`crate::servers`].

use std::time::{Duration, Instant};

use ticketd::net::{Endpoint, NetError, Security};

use crate::servers::{ANN, Account, BOB, GONE, LATER, MALLORY, REFUSED, SUPPORT, Servers, Verdict};
use crate::talk::Talk;

/// How long one mail may take from injection to mailbox; it needs a tenth of a second.
const DELIVERY: Duration = Duration::from_secs(20);

#[test]
fn the_mx_marks_mail_from_outside_above_all_that_the_sender_wrote() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let forged = "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example";
    let cases = [
        (
            Verdict::Pass("customer.example"),
            "mx.desk.example; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example",
        ),
        (
            Verdict::Fail("customer.example"),
            "mx.desk.example; dkim=fail header.d=customer.example; dmarc=fail header.from=customer.example",
        ),
        (Verdict::None, "mx.desk.example; dkim=none; dmarc=none"),
    ];
    for (verdict, line) in cases {
        let mail = format!("{forged}\n{}", mail_from(ANN, line));
        // Two recipients must not mean two lines.
        let to = [SUPPORT.address, BOB.address];
        servers
            .inject_judged(verdict, ANN.address, &to, mail.as_bytes())
            .unwrap();
        for account in [SUPPORT, BOB] {
            let raw = servers.wait_for(account, "INBOX", has_subject(line), DELIVERY);
            let fields = fields(&raw);
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            let above = [
                "Return-Path",
                "Received",
                "Authentication-Results",
                "Received",
            ];
            assert_eq!(names[..4], above, "{fields:#?}");
            assert!(
                fields[1].1.contains("by mx.desk.example with LMTP"),
                "{fields:#?}"
            );
            assert_eq!(fields[2].1, line);
            assert!(
                fields[3].1.contains("by mx.desk.example (Postfix)"),
                "{fields:#?}"
            );
            assert_eq!(format!("{}: {}", fields[4].0, fields[4].1), forged);
        }
    }
}

#[test]
fn an_mx_that_does_not_check_leaves_the_forged_line_on_top() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mail = format!(
        "Authentication-Results: mx.desk.example; dmarc=pass\n{}",
        mail_from(MALLORY, "forged")
    );
    servers
        .inject_judged(
            Verdict::Unmarked,
            MALLORY.address,
            &[SUPPORT.address],
            mail.as_bytes(),
        )
        .unwrap();
    let raw = servers.wait_for(SUPPORT, "INBOX", has_subject("forged"), DELIVERY);
    let results: Vec<_> = fields(&raw)
        .into_iter()
        .filter(|(name, _)| name == "Authentication-Results")
        .collect();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].1, "mx.desk.example; dmarc=pass");
}

#[test]
fn a_mail_arrives_as_it_was_sent_and_a_subaddress_reaches_its_owner() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let long_line = "x".repeat(3000);
    let mail = format!(
        "From: ann (no domain)\nTo: SUPPORT+Token.1@desk.example, bob\nSubject: as sent\nX-Odd:kept \n\n.dot\n\u{e9}\n{long_line}\n"
    );
    servers
        .inject(
            ANN.address,
            &["support+Token.1@desk.example"],
            mail.as_bytes(),
        )
        .unwrap();
    let raw = servers.wait_for(SUPPORT, "INBOX", has_subject("as sent"), DELIVERY);
    let raw = String::from_utf8(raw).unwrap().replace("\r\n", "\n");
    assert!(raw.ends_with(&mail), "{raw}");
    assert!(
        raw.contains("\nDelivered-To: support+Token.1@desk.example\n"),
        "{raw}"
    );
    assert!(
        raw.starts_with("Return-Path: <ann@customer.example>\n"),
        "{raw}"
    );
}

#[test]
fn mail_past_postfix_goes_by_lmtp_or_straight_into_the_folder() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mail = mail_from(ANN, "by lmtp");
    servers
        .deliver_lmtp(
            ANN.address,
            &[SUPPORT.address, BOB.address],
            mail.as_bytes(),
        )
        .unwrap();
    servers.wait_for(SUPPORT, "INBOX", has_subject("by lmtp"), DELIVERY);
    servers.wait_for(BOB, "INBOX", has_subject("by lmtp"), DELIVERY);

    for number in 0..200 {
        let mail = mail_from(ANN, &format!("bulk {number}"));
        servers
            .drop_into(SUPPORT, "Archive/2026", mail.as_bytes())
            .unwrap();
    }
    let mails = servers.mailbox(SUPPORT, "Archive/2026");
    assert_eq!(mails.len(), 200);
    assert!(has_subject("bulk 199")(&mails[199]));
}

#[test]
fn what_cannot_be_delivered_is_refused_or_bounces() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mail = mail_from(SUPPORT, "to nobody");
    let refusal = |to: &str| {
        let result = servers.inject(SUPPORT.address, &[to], mail.as_bytes());
        result.unwrap_err().to_string()
    };
    assert!(
        refusal(REFUSED).contains("550 5.1.1"),
        "{}",
        refusal(REFUSED)
    );
    assert!(refusal(LATER).contains("450 4.2.0"), "{}", refusal(LATER));
    assert!(refusal("ann@outside.example").contains("554 5.7.1"));

    servers
        .inject("support+b1@desk.example", &[GONE], mail.as_bytes())
        .unwrap();
    let is_report = |raw: &[u8]| String::from_utf8_lossy(raw).contains("multipart/report");
    let bounce = servers.wait_for(SUPPORT, "INBOX", is_report, DELIVERY);
    let bounce = String::from_utf8_lossy(&bounce);
    assert!(bounce.starts_with("Return-Path: <>"), "{bounce}");
    assert!(
        bounce.contains("Delivered-To: support+b1@desk.example"),
        "{bounce}"
    );
    assert!(bounce.contains("Status: 5.1.1"), "{bounce}");
}

#[tokio::test]
async fn submission_takes_mail_after_starttls_and_auth_only() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let endpoint = endpoint(&servers, servers.submission_port(), Security::StartTls);
    let mut plain = Talk::open(&endpoint).await;
    plain.hear("220 ").await;
    let offer = plain.say("EHLO desk.example", "250 ").await;
    assert!(!offer.contains("AUTH"), "{offer}");
    plain.say("MAIL FROM:<support@desk.example>", "530 ").await;
    plain.say("STARTTLS", "220 ").await;
    let mut secure = plain.secure(&endpoint).await;
    secure.say("EHLO desk.example", "250 ").await;
    secure.say("MAIL FROM:<support@desk.example>", "250 ").await;
    secure.say("RCPT TO:<ann@customer.example>", "554 ").await;
    secure.say("RSET", "250 ").await;
    secure
        .say(
            &format!("AUTH PLAIN {}", plain_token(SUPPORT, "wrong")),
            "535 ",
        )
        .await;
    submit(&mut secure, "by submission").await;

    let endpoint = self::endpoint(&servers, servers.submissions_port(), Security::Tls);
    let mut implicit = Talk::open(&endpoint).await;
    implicit.hear("220 ").await;
    implicit.say("EHLO desk.example", "250 ").await;
    submit(&mut implicit, "by submissions").await;

    let outside = self::endpoint(&servers, servers.smtp_port(), Security::None);
    let mut outside = Talk::open(&outside).await;
    outside.hear("220 ").await;
    let offer = outside.say("EHLO desk.example", "250 ").await;
    assert!(!offer.contains("AUTH"), "{offer}");

    for subject in ["by submission", "by submissions"] {
        let mail = servers.wait_for(ANN, "INBOX", has_subject(subject), DELIVERY);
        let mail = String::from_utf8_lossy(&mail);
        assert!(
            mail.starts_with("Return-Path: <support+b1@desk.example>"),
            "{mail}"
        );
        assert!(!mail.contains("Authentication-Results"), "{mail}");
    }
}

#[tokio::test]
async fn imap_can_be_stopped_alone_and_comes_back_with_its_mail() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mail = mail_from(ANN, "before");
    servers
        .inject_authenticated(
            "customer.example",
            ANN.address,
            &[SUPPORT.address],
            mail.as_bytes(),
        )
        .unwrap();
    servers.wait_for(SUPPORT, "INBOX", has_subject("before"), DELIVERY);
    let mut session = log_in(&servers).await;
    let selected = session.say("2 SELECT INBOX", "2 OK").await;
    assert!(selected.contains("* 1 EXISTS"), "{selected}");

    servers.stop_imap();
    assert!(session.is_closed().await);
    let endpoint = endpoint(&servers, servers.imap_port(), Security::StartTls);
    assert!(matches!(
        endpoint.connect().await,
        Err(NetError::Connect { .. })
    ));
    let mail = mail_from(ANN, "meanwhile");
    servers
        .inject(ANN.address, &[SUPPORT.address], mail.as_bytes())
        .unwrap();
    servers.wait_for(SUPPORT, "INBOX", has_subject("meanwhile"), DELIVERY);

    servers.start_imap();
    let mut session = log_in(&servers).await;
    let selected = session.say("2 SELECT INBOX", "2 OK").await;
    assert!(selected.contains("* 2 EXISTS"), "{selected}");
}

#[tokio::test]
async fn imap_inside_tls_needs_the_private_ca_and_the_password() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mut endpoint = endpoint(&servers, servers.imaps_port(), Security::Tls);
    let mut session = Talk::open(&endpoint).await;
    session.hear("* OK").await;
    session
        .say("1 LOGIN support@desk.example wrong", "1 NO")
        .await;
    let login = format!("2 LOGIN {} {}", SUPPORT.address, SUPPORT.password);
    let capabilities = session.say(&login, "2 OK").await;
    for needed in ["IDLE", "UIDPLUS", "MOVE"] {
        assert!(capabilities.contains(needed), "{capabilities}");
    }
    endpoint.ca_file = None;
    assert!(matches!(
        endpoint.connect().await,
        Err(NetError::Tls { .. })
    ));
}

#[test]
fn servers_start_quickly_side_by_side_and_leave_nothing_behind() {
    let begin = Instant::now();
    let Some(one) = Servers::start() else { return };
    let took = begin.elapsed();
    let Some(other) = Servers::start() else {
        return;
    };
    let mail = mail_from(ANN, "only here");
    one.inject(ANN.address, &[SUPPORT.address], mail.as_bytes())
        .unwrap();
    one.wait_for(SUPPORT, "INBOX", has_subject("only here"), DELIVERY);
    assert!(other.mailbox(SUPPORT, "INBOX").is_empty());

    let folder = one.ca_file().parent().unwrap().to_owned();
    assert!(!processes_in(&folder).is_empty());
    drop(one);
    assert_eq!(processes_in(&folder), Vec::<String>::new());
    assert!(!folder.exists());
    // Generous, because other tests run beside this one.
    assert!(took < Duration::from_secs(10), "took {took:?}");
}

/// The command lines of the processes which work in a folder or were told of it.
fn processes_in(folder: &std::path::Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|process| {
        let line = std::fs::read_to_string(process.path().join("cmdline")).ok()?;
        let place = std::fs::read_link(process.path().join("cwd")).ok()?;
        (line.contains(folder) || place.starts_with(folder)).then_some(line)
    });
    lines.collect()
}

fn mail_from(account: Account, subject: &str) -> String {
    let from = account.address;
    format!("From: <{from}>\nTo: support@desk.example\nSubject: {subject}\n\nHello.\n")
}

fn has_subject(subject: &str) -> impl Fn(&[u8]) -> bool + use<> {
    let line = format!("Subject: {subject}");
    move |raw| {
        String::from_utf8_lossy(raw)
            .lines()
            .any(|other| other == line)
    }
}

/// Header fields with their continuation lines joined.
fn fields(raw: &[u8]) -> Vec<(String, String)> {
    let raw = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let header = raw.split("\n\n").next().unwrap_or_default();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in header.lines() {
        match (line.split_once(':'), fields.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                *value += " ";
                *value += line.trim_start();
            }
            (Some((name, value)), _) => fields.push((name.to_owned(), value.trim().to_owned())),
            (None, _) => panic!("not a header line: {line}"),
        }
    }
    fields
}

fn endpoint(servers: &Servers, port: u16, security: Security) -> Endpoint {
    Endpoint {
        host: "localhost".to_owned(),
        port,
        security,
        ca_file: Some(servers.ca_file()),
    }
}

async fn log_in(servers: &Servers) -> Talk {
    let endpoint = endpoint(servers, servers.imap_port(), Security::StartTls);
    let mut plain = Talk::open(&endpoint).await;
    plain.hear("* OK").await;
    plain.say("0 STARTTLS", "0 OK").await;
    let mut secure = plain.secure(&endpoint).await;
    let login = format!("1 LOGIN {} {}", SUPPORT.address, SUPPORT.password);
    secure.say(&login, "1 OK").await;
    secure
}

async fn submit(talk: &mut Talk, subject: &str) {
    let token = plain_token(SUPPORT, SUPPORT.password);
    talk.say(&format!("AUTH PLAIN {token}"), "235 ").await;
    talk.say("MAIL FROM:<support+b1@desk.example>", "250 ")
        .await;
    talk.say("RCPT TO:<ann@customer.example>", "250 ").await;
    talk.say("DATA", "354 ").await;
    let mail = mail_from(SUPPORT, subject).replace('\n', "\r\n");
    talk.say(&format!("{mail}."), "250 ").await;
}

/// SASL PLAIN (RFC 4616).
fn plain_token(account: Account, password: &str) -> String {
    let token = format!("\0{}\0{password}", account.address);
    data_encoding::BASE64.encode(token.as_bytes())
}
