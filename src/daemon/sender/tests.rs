//! The sender keeps the order of a ticket within what it was given at once.

use std::sync::{Mutex, mpsc};

use super::*;
use crate::daemon::relays::RelaysHealth;
use crate::delivery::Courier;
use crate::delivery::smtp::Smtp;
use crate::delivery::smtp::tests::server::{Act, Acts, Server};
use crate::delivery::smtp::tests::{letter, settings};

/// Sends these letters, given all at once, through a relay with this script; gives the numbers and what came of each.
async fn sent(letters: Vec<Letter>, script: Vec<Acts>) -> Vec<(u64, &'static str)> {
    let server = Server::start(script, None).await;
    let relay = settings(server.port);
    let couriers = vec![(
        relay.endpoint.shown(),
        Courier::Smtp(Box::new(Smtp::new(relay))),
    )];
    let (work, asked) = mpsc::channel();
    let (stop, stopped) = watch::channel(false);
    let reports = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&reports);
    std::thread::spawn(move || {
        let mut letters = Some(letters);
        for work in asked {
            match work {
                Work::Due { reply, .. } => {
                    let given = letters.take().unwrap_or_default().into_iter();
                    let due: Vec<DueLetter> = given
                        .map(|letter| DueLetter {
                            letter,
                            only_via: None,
                            asks_second: false,
                        })
                        .collect();
                    if due.is_empty() {
                        let _ = stop.send(true);
                    }
                    let _ = reply.send((due, None));
                }
                Work::Sending { reply, .. } => {
                    let _ = reply.send(true);
                }
                Work::Report { report } => {
                    let came_to = match report.outcome {
                        Outcome::Sent { .. } => "sent",
                        Outcome::Failed { .. } => "failed",
                        _ => "waits",
                    };
                    heard.lock().unwrap().push((report.no, came_to));
                }
                _ => {}
            }
        }
    });
    let sender = Sender {
        relays: Relays::new(couriers, RelaysHealth::default()),
        desk: DeskHandle::new(work),
        has_letters: Arc::new(Notify::new()),
        pulse: Pulse::default(),
        stop: stopped,
    };
    sender.run().await;
    let reports = reports.lock().unwrap();
    reports.clone()
}

fn of_ticket(no: u64, ticket: u32) -> Letter {
    Letter {
        ticket: Some(TicketId(ticket)),
        ..letter(no)
    }
}

#[tokio::test]
async fn what_follows_a_deferred_letter_of_its_ticket_waits_and_other_tickets_go_on() {
    let letters = || vec![of_ticket(1, 1000), of_ticket(2, 1000), of_ticket(3, 1001)];
    let greylists: Acts = vec![("RCPT", Act::Say("450 4.2.0 greylisted\r\n"))];
    let deferred = sent(letters(), vec![greylists]).await;
    assert_eq!(deferred, [(1, "waits"), (3, "sent")]);
    let knows_nobody: Acts = vec![("RCPT", Act::Say("550 5.1.1 no such user\r\n"))];
    let refused = sent(letters(), vec![knows_nobody]).await;
    assert_eq!(refused, [(1, "failed"), (2, "sent"), (3, "sent")]);
    let well = sent(letters(), vec![]).await;
    assert_eq!(well, [(1, "sent"), (2, "sent"), (3, "sent")]);
}

#[tokio::test]
async fn where_no_relay_can_be_used_nothing_is_reported() {
    let busy: Acts = vec![("greet", Act::Say("421 4.3.2 too busy\r\n"))];
    let reports = sent(vec![of_ticket(1, 1000), of_ticket(2, 1001)], vec![busy]).await;
    assert_eq!(reports, []);
}
