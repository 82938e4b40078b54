//! Connections: kept, lost, cut at each byte, flooded.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::delivery::Courier;

#[tokio::test]
async fn a_connection_lost_amid_the_content_has_delivered_nothing() {
    for act in [Cut, Silence, SayAndCut("552 too big\r\n")] {
        let acts: Acts = vec![("half", act)];
        let deadlines = impatient(&acts);
        let server = Server::start(vec![acts], None).await;
        let mut smtp = Smtp::new(settings(server.port));
        smtp.deadlines = deadlines;
        let mut big = letter(1);
        big.bytes = b"0123456789\r\n".repeat(2_000_000);
        let outcome = smtp.deliver(&big, async || true).await;
        assert_eq!(kind(&outcome), Later, "{outcome:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_when_the_attempt_cannot_be_put_on_record() {
    let server = Server::start(vec![], None).await;
    let mut smtp = Smtp::new(settings(server.port));
    let outcome = smtp.deliver(&letter(1), async || false).await;
    assert_eq!(kind(&outcome), Later, "{outcome:?}");
    assert_eq!(kind(&smtp.deliver(&letter(2), async || true).await), Sent);
    assert_eq!(
        server.verbs(),
        "EHLO MAIL RCPT DATA EHLO MAIL RCPT DATA",
        "no QUIT as content"
    );
    assert_eq!(server.seen.lock().unwrap().mails.len(), 1);
}

#[tokio::test]
async fn an_answer_that_comes_before_its_question_is_no_answer() {
    let early: Acts = vec![("DATA", Say("354 go\r\n250 ok\r\n"))];
    let server = Server::start(vec![early], None).await;
    let outcome = Smtp::new(settings(server.port))
        .deliver(&letter(1), async || true)
        .await;
    assert_eq!(kind(&outcome), Later, "{outcome:?}");
    assert!(server.seen.lock().unwrap().mails.is_empty());
}

#[tokio::test]
async fn a_reply_without_end_is_cut_off() {
    let flood = Box::leak("250-x\r\n".repeat(20_000).into_boxed_str());
    let line = Box::leak("2".repeat(100_000).into_boxed_str());
    for text in [flood, line] {
        let server = Server::start(vec![vec![("MAIL", Say(text))]], None).await;
        let outcome = Smtp::new(settings(server.port))
            .deliver(&letter(1), async || true)
            .await;
        assert_eq!(kind(&outcome), Sick, "{outcome:?}");
        assert!(
            format!("{outcome:?}").contains("does not end"),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn the_connection_is_kept_reset_and_let_go() {
    let refuses_one: Acts = vec![("RCPT", Usual), ("RCPT", Say("550 no\r\n"))];
    let server = Server::start(vec![refuses_one], None).await;
    let mut courier = Courier::Smtp(Box::new(Smtp::new(settings(server.port))));
    for want in [Sent, Failed, Sent] {
        assert_eq!(
            kind(&courier.deliver(&letter(1), async || true).await),
            want
        );
    }
    courier.idle().await;
    let three = "EHLO MAIL RCPT DATA RSET MAIL RCPT RSET MAIL RCPT DATA";
    assert_eq!(server.verbs(), three, "one connection for all");
    let Courier::Smtp(smtp) = &mut courier else {
        unreachable!()
    };
    let kept = smtp.kept.as_mut().unwrap();
    kept.since = kept.since.checked_sub(KEPT_FOR).unwrap();
    courier.idle().await;
    assert_eq!(server.verbs(), format!("{three} QUIT"));
    assert_eq!(server.seen.lock().unwrap().connections, 1);
}

#[tokio::test]
async fn a_kept_connection_that_died_costs_no_attempt() {
    for at_reuse in [
        vec![("RSET", Cut)],
        vec![("RSET", Say("421 idle too long\r\n"))],
        vec![("RSET", Silence)],
        vec![
            ("MAIL", Usual),
            ("MAIL", Say("421 enough for one connection\r\n")),
        ],
        vec![("MAIL", Usual), ("MAIL", Cut)],
        vec![("dot", SayAndCut("250 ok\r\n"))],
        vec![("dot", SayAndCut("250 ok\r\n421 and bye\r\n"))],
    ] {
        let deadlines = impatient(&at_reuse);
        let server = Server::start(vec![at_reuse.clone()], None).await;
        let mut smtp = Smtp::new(settings(server.port));
        smtp.deadlines = deadlines;
        for no in 1..3 {
            let outcome = smtp.deliver(&letter(no), async || true).await;
            assert_eq!(kind(&outcome), Sent, "{at_reuse:?}: {outcome:?}");
        }
        let seen = server.seen.lock().unwrap();
        assert_eq!((seen.connections, seen.mails.len()), (2, 2), "{at_reuse:?}");
    }
}

#[tokio::test]
async fn a_delivery_can_run_on_a_task_of_its_own() {
    let server = Server::start(vec![], None).await;
    let mut courier = Courier::Smtp(Box::new(Smtp::new(settings(server.port))));
    let task = tokio::spawn(async move {
        let (open, opened) = tokio::sync::oneshot::channel();
        let outcome = courier
            .deliver(&letter(1), async move || open.send(()).is_ok())
            .await;
        (outcome, opened.await.is_ok())
    });
    let (outcome, was_opened) = task.await.unwrap();
    assert_eq!((kind(&outcome), was_opened), (Sent, true));
}

#[tokio::test]
async fn a_cancelled_attempt_leaves_no_connection_behind() {
    let server = Server::start(vec![], None).await;
    let mut smtp = Smtp::new(settings(server.port));
    let (open, opened) = tokio::sync::oneshot::channel();
    let before = async move || {
        open.send(()).unwrap();
        std::future::pending().await
    };
    let first = letter(1);
    tokio::select! {
        outcome = smtp.deliver(&first, before) => panic!("{outcome:?}"),
        opened = opened => opened.unwrap(),
    }
    let outcome = smtp.deliver(&letter(2), async || true).await;
    assert_eq!(
        outcome,
        Outcome::Sent {
            reply: "250 2.0.0 queued as 7".into()
        }
    );
    let seen = server.seen.lock().unwrap();
    assert_eq!((seen.connections, seen.mails.len()), (2, 1));
}

/// Passes on so many octets in each direction, then cuts both ways.
async fn leaky(port: u16, mut up: usize, mut down: usize) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let (mut from_client, mut from_server) = ([0; 64], [0; 64]);
        while up > 0 && down > 0 {
            let (left, right) = (up.min(64), down.min(64));
            tokio::select! {
                read = client.read(&mut from_client[..left]) => match read {
                    Ok(n) if n > 0 => {
                        up -= n;
                        server.write_all(&from_client[..n]).await.unwrap();
                    }
                    _ => return,
                },
                read = server.read(&mut from_server[..right]) => match read {
                    Ok(n) if n > 0 => {
                        down -= n;
                        let _ = client.write_all(&from_server[..n]).await;
                    }
                    _ => return,
                },
            }
        }
    });
    own
}

#[tokio::test]
async fn wherever_the_connection_is_cut_the_outcome_is_true() {
    const FAR: usize = 100_000;
    let ups = (1..150).map(|up| (up, FAR));
    let downs = (1..150).map(|down| (FAR, down));
    let mut kinds = std::collections::BTreeSet::new();
    for (up, down) in ups.chain(downs) {
        let server = Server::start(vec![], None).await;
        let mut smtp = Smtp::new(settings(leaky(server.port, up, down).await));
        let outcome = smtp.deliver(&letter(1), async || true).await;
        let taken = server.seen.lock().unwrap().mails.len();
        let row = format!("{up} up, {down} down: {outcome:?}, {taken} taken");
        match kind(&outcome) {
            Sent => assert_eq!(taken, 1, "{row}"),
            Later | Sick => assert_eq!(taken, 0, "{row}"),
            InDoubt => assert!(server.verbs().ends_with("DATA"), "{row}"),
            Failed => panic!("{row}"),
        }
        kinds.insert(format!("{:?}", kind(&outcome)));
    }
    assert_eq!(kinds.len(), 4, "each of the four was seen: {kinds:?}");
}
