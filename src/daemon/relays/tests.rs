//! Two relays, and which of them gets a letter.

use std::sync::mpsc;

use jiff::SignedDuration;

use super::*;
use crate::delivery::smtp::tests::server::{Act, Acts, Server};
use crate::delivery::smtp::tests::{letter, logging_in, settings};
use crate::delivery::smtp::{Smtp, SmtpSettings};

/// Two relays on a clock that stands still until it is moved.
struct Pair {
    relays: Relays,
    health: RelaysHealth,
    desk: DeskHandle,
    now: Arc<Mutex<Timestamp>>,
}

impl Pair {
    fn new(relays: &[SmtpSettings]) -> Self {
        let now = Arc::new(Mutex::new("2026-03-02T10:00:00Z".parse().unwrap()));
        let courier = |settings: &SmtpSettings| {
            let name = settings.endpoint.shown();
            (name, Courier::Smtp(Box::new(Smtp::new(settings.clone()))))
        };
        let health = RelaysHealth::default();
        let mut relays = Relays::new(relays.iter().map(courier).collect(), Arc::clone(&health));
        let clock = Arc::clone(&now);
        relays.now = Box::new(move || *clock.lock().unwrap());
        Self {
            relays,
            health,
            desk: desk(),
            now,
        }
    }

    /// One attempt; what came of it in a word.
    async fn send(&mut self, no: u64) -> &'static str {
        self.send_only(no, None).await
    }

    async fn send_only(&mut self, no: u64, only: Option<&str>) -> &'static str {
        self.hand_over(DueLetter {
            letter: letter(no),
            only_via: only.map(str::to_owned),
            asks_second: false,
        })
        .await
    }

    async fn hand_over(&mut self, due: DueLetter) -> &'static str {
        match self.relays.deliver(&due, &self.desk).await {
            None => "not tried",
            Some(Outcome::Sent { .. }) => "sent",
            Some(Outcome::Deferred { .. }) => "deferred",
            Some(Outcome::Failed { .. }) => "failed",
            Some(Outcome::InDoubt { .. }) => "in doubt",
            Some(Outcome::Interrupted { .. }) => "interrupted",
        }
    }

    fn wait(&self, secs: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_secs(secs)).unwrap();
    }

    fn first(&self) -> RelayHealth {
        self.health.lock().unwrap()[0].clone()
    }
}

/// A desk that puts every attempt on record.
fn desk() -> DeskHandle {
    let (work, asked) = mpsc::channel();
    std::thread::spawn(move || {
        for work in asked {
            if let Work::Sending { reply, .. } = work {
                let _ = reply.send(true);
            }
        }
    });
    DeskHandle::new(work)
}

async fn server(script: Vec<Acts>) -> Server {
    Server::start(script, None).await
}

fn mails(server: &Server) -> usize {
    server.seen.lock().unwrap().mails.len()
}

fn connections(server: &Server) -> usize {
    server.seen.lock().unwrap().connections
}

/// A port on which nobody listens.
fn nowhere() -> SmtpSettings {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    settings(listener.local_addr().unwrap().port())
}

#[tokio::test]
async fn the_second_relay_takes_what_the_first_cannot_until_it_is_well_again() {
    for act in [
        ("greet", Act::Say("421 4.3.2 too busy\r\n")),
        ("greet", Act::SayAndCut("554 5.7.1 go away\r\n")),
        ("EHLO", Act::Cut),
        ("AUTH", Act::Say("535 5.7.8 wrong password\r\n")),
        ("MAIL", Act::Say("530 5.7.0 log in first\r\n")),
        ("RCPT", Act::Say("421 4.3.2 closing\r\n")),
    ] {
        let (one, two) = (server(vec![vec![act.clone()]]).await, server(vec![]).await);
        let mut pair = Pair::new(&[logging_in(one.port), settings(two.port)]);
        assert_eq!(pair.send(1).await, "sent", "{act:?}");
        assert_eq!((mails(&one), mails(&two)), (0, 1), "{act:?}");
        assert_eq!(pair.send(2).await, "sent");
        assert_eq!(
            (connections(&one), mails(&two)),
            (1, 2),
            "the first rests: {act:?}"
        );
        assert_eq!(pair.first().faults, 1);
        pair.wait(5);
        assert_eq!(pair.send(3).await, "sent");
        assert_eq!(
            (mails(&one), mails(&two)),
            (1, 2),
            "and is first again: {act:?}"
        );
        assert_eq!(pair.first().faults, 0);
    }
}

#[tokio::test]
async fn the_second_relay_is_no_way_around_a_refusal() {
    for (act, word) in [
        (("RCPT", Act::Say("550 5.7.1 policy\r\n")), "failed"),
        (("RCPT", Act::Say("450 4.2.0 greylisted\r\n")), "deferred"),
        (("DATA", Act::Say("554 no\r\n")), "failed"),
        (("dot", Act::Say("451 4.3.0 later\r\n")), "deferred"),
        (("dot", Act::Say("421 4.3.2 closing\r\n")), "deferred"),
    ] {
        let (one, two) = (server(vec![vec![act]]).await, server(vec![]).await);
        let mut pair = Pair::new(&[settings(one.port), settings(two.port)]);
        assert_eq!(pair.send(1).await, word);
        assert_eq!(connections(&two), 0);
    }
}

#[tokio::test]
async fn what_the_first_relay_may_have_taken_is_not_given_to_the_second() {
    let (one, two) = (
        server(vec![vec![("dot", Act::Cut)]]).await,
        server(vec![]).await,
    );
    let mut pair = Pair::new(&[settings(one.port), settings(two.port)]);
    let name = settings(one.port).endpoint.shown();
    assert_eq!(pair.send(1).await, "in doubt");
    assert_eq!((mails(&one), connections(&two)), (1, 0));
    assert_eq!(
        pair.send_only(1, Some(&name)).await,
        "not tried",
        "the first rests, and no other may have it"
    );
    assert_eq!(pair.send(2).await, "sent", "others go through the second");
    pair.wait(5);
    assert_eq!(pair.send_only(1, Some(&name)).await, "sent");
    assert_eq!((mails(&one), mails(&two)), (2, 1));
}

#[tokio::test]
async fn a_relay_that_is_down_for_days_is_probed_and_no_letter_is_tried() {
    let mut pair = Pair::new(&[nowhere()]);
    for no in 1..=3 {
        assert_eq!(pair.send(no).await, "not tried");
        assert_eq!(pair.first().is_open, no == 3);
        assert!(pair.relays.ready(*pair.now.lock().unwrap()).is_empty());
        pair.wait(20);
    }
    let (mut probes, begin) = (0, pair.first().since.unwrap());
    while pair.now.lock().unwrap().duration_since(begin).as_hours() < 24 {
        let now = *pair.now.lock().unwrap();
        if !pair.relays.ready(now).is_empty() {
            assert_eq!(pair.send(1).await, "not tried");
            probes += 1;
        }
        pair.wait(60);
    }
    assert!((200..600).contains(&probes), "{probes} probes a day");
    assert!(pair.first().reply.unwrap().contains("refused"));
}

#[tokio::test]
async fn a_relay_that_dies_after_each_dot_does_not_get_the_whole_outbox() {
    let dies = || vec![("dot", Act::Cut)];
    let one = server(vec![dies(), dies(), dies(), dies()]).await;
    let mut pair = Pair::new(&[settings(one.port)]);
    let mut words = Vec::new();
    for no in 1..=20 {
        words.push(pair.send(no).await);
        pair.wait(4);
    }
    assert!(pair.first().is_open || mails(&one) > 3);
    let doubts = words.iter().filter(|word| **word == "in doubt").count();
    assert!(doubts <= 4, "{words:?}");
}
