//! Pollers against a scripted IMAP server, with a desk that keeps a ledger and takes everything in as tickets.

use std::collections::BTreeMap;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::daemon::handle::Todo;
use crate::engine::first_look::Since;
use crate::engine::source::Place;
use crate::engine::{Disposition, LedgerRow, survey};
use crate::intake::imap::scripted::{Answer, Script, Server, say};
use crate::intake::imap::{Imap, ImapSettings};
use crate::net::{Endpoint, Security};

/// How long anything may take that is waited for.
const LIMIT: Duration = Duration::from_secs(30);

/// A poller that runs, and what its desk has taken in.
struct Story {
    server: Server,
    taken_in: UnboundedReceiver<u32>,
    health: Health,
    _stop: watch::Sender<bool>,
}

fn row(mail: &Listed) -> LedgerRow {
    LedgerRow::of(mail, Disposition::Ticket, mail.received_at, Vec::new())
}

/// One of the scripted server's mails.
fn listed(uid: u32) -> Listed {
    Listed {
        locator: Locator {
            mailbox: "support".to_owned(),
            place: Place::Imap { validity: 7, uid },
        },
        size: u64::from(uid) * 10,
        received_at: "2026-07-01T07:30:00Z".parse().unwrap(),
    }
}

/// A desk that knows these mails; tells the UID of each that it takes in.
fn desk(known: &[u32]) -> (DeskHandle, UnboundedReceiver<u32>) {
    let (work, inbox) = std::sync::mpsc::channel();
    let (told, taken_in) = unbounded_channel();
    let known = known.iter().map(|uid| listed(*uid));
    let mut ledger: BTreeMap<Locator, LedgerRow> = known
        .map(|mail| (mail.locator.clone(), row(&mail)))
        .collect();
    std::thread::spawn(move || {
        while let Ok(work) = inbox.recv() {
            match work {
                Work::Survey { listing, reply, .. } => {
                    let row_of = |locator: &Locator| ledger.get(locator);
                    let found = survey::survey(&listing, row_of, Since::Now(clock::now()), true);
                    let _ = reply.send(Todo {
                        fetch: found.fetch,
                        settle: found.settle,
                        ..Todo::default()
                    });
                }
                Work::Mails { mails, reply, .. } => {
                    let mut settled = Vec::new();
                    for mail in mails {
                        let Place::Imap { uid, .. } = mail.listed.locator.place else {
                            continue;
                        };
                        let locator = mail.listed.locator.clone();
                        assert!(!ledger.contains_key(&locator), "{uid} is taken in twice");
                        ledger.insert(locator.clone(), row(&mail.listed));
                        settled.push((locator, Settling::Processed));
                        let _ = told.send(uid);
                    }
                    let _ = reply.send(settled);
                }
                _ => {}
            }
        }
    });
    (DeskHandle::new(work), taken_in)
}

/// A poller on this server, whose desk knows these mails already.
async fn begin(script: Script, known: &[u32]) -> Story {
    let server = script.start().await;
    let (desk, taken_in) = desk(known);
    let settings = ImapSettings {
        name: "support".to_owned(),
        endpoint: Endpoint {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            security: Security::None,
            ca_file: None,
        },
        username: "user".to_owned(),
        password: "password".into(),
        folder: "INBOX".to_owned(),
        processed: Some("Processed".to_owned()),
        quarantine: "Quarantine".to_owned(),
        max_size: 1000,
    };
    let (stop, stopped) = watch::channel(false);
    let health = Health::default();
    let poller = Poller {
        mailbox: Mailbox::Imap(Imap::new(settings)),
        poll: Duration::from_mins(1),
        takes_backlog: true,
        desk,
        health: Health::clone(&health),
        low: watch::channel(None).1,
        pulse: Pulse::default(),
        stop: stopped,
    };
    poller.announce();
    tokio::spawn(poller.run());
    Story {
        server,
        taken_in,
        health,
        _stop: stop,
    }
}

impl Story {
    async fn takes_in(&mut self) -> u32 {
        let taken_in = tokio::time::timeout(LIMIT, self.taken_in.recv()).await;
        taken_in.expect("in time").expect("the desk is there")
    }

    /// Waits until the server has heard so many such commands.
    async fn hears(&self, command: &str, count: usize) {
        let heard = async {
            while self.server.count(command) < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LIMIT, heard).await.expect(command);
    }

    fn health(&self) -> MailboxHealth {
        let health = self.health.lock().unwrap();
        health.get("support").cloned().unwrap()
    }
}

fn script() -> Script {
    Script::new("MOVE UIDPLUS IDLE").on("DONE", say("TAG OK done"))
}

#[tokio::test]
async fn a_mail_that_ends_each_connection_does_not_keep_the_others_from_being_taken_in() {
    let cut = "* 1 FETCH (UID 3 BODY[] {30}\r\nA: b".to_owned();
    let mut story = begin(script().on("UID FETCH 3 ", Answer::Close(cut)), &[]).await;
    assert_eq!(story.takes_in().await, 5);
    assert_eq!(story.takes_in().await, 9);
}

#[tokio::test]
async fn mails_that_were_fetched_before_a_cut_are_taken_in() {
    let cut = Answer::Close(String::new());
    let mut story = begin(script().on("UID FETCH 9 ", cut), &[]).await;
    assert_eq!(story.takes_in().await, 3);
    assert_eq!(story.takes_in().await, 5);
    assert_eq!(story.server.count("UID FETCH 3 "), 1);
}

#[tokio::test]
async fn a_mail_that_the_server_lists_and_never_hands_out_is_not_asked_for_without_end() {
    for answer in ["TAG NO [SERVERBUG] no", "TAG OK nothing", "TAG BAD"] {
        let mut story = begin(script().on("UID FETCH 3 ", say(answer)), &[]).await;
        assert_eq!(story.takes_in().await, 5);
        assert_eq!(story.takes_in().await, 9);
        story.hears("IDLE", 1).await;
        assert!(story.server.count("UID FETCH 3 ") <= 2, "{answer}");
        assert_eq!(story.server.count("LOGIN"), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_mail_that_is_left_out_of_each_listing_is_shown_as_one_that_is_not_handed_out() {
    let row = |uid: u32| {
        let date = "INTERNALDATE \" 1-Jul-2026 09:30:00 +0200\"";
        format!("* 1 FETCH (UID {uid} RFC822.SIZE {uid}0 {date})\r\n")
    };
    let rows = format!("{}{}", row(5), row(9));
    for end in [
        "TAG OK done",
        "TAG NO [SERVERBUG] some could not be FETCHed",
    ] {
        let script = script()
            .on("UID FETCH 3,5,9 ", say(&format!("{rows}{end}")))
            .on("UID FETCH 3 ", say(end));
        let mut story = begin(script, &[]).await;
        assert_eq!(story.takes_in().await, 5);
        assert_eq!(story.takes_in().await, 9);
        story.hears("IDLE", 1).await;
        let error = story.health().error.unwrap();
        assert!(error.contains("1 mails lie there"), "{end}: {error}");
    }
}

#[tokio::test]
async fn a_full_folder_for_processed_mail_does_not_stop_the_intake() {
    let full = say("TAG NO [OVERQUOTA] mailbox is full");
    let mut story = begin(script().on("UID MOVE", full), &[3, 5]).await;
    assert_eq!(story.takes_in().await, 9);
    story.hears("IDLE", 1).await;
    let moves = story.server.count("UID MOVE");
    assert_eq!(story.server.count("LOGIN"), 1);
    let health = story.health();
    assert!(health.is_connected);
    let error = health.error.unwrap();
    assert!(
        error.contains("3 mails") && error.contains("full"),
        "{error}"
    );
    // The next look does not try again: they rest.
    assert!(moves <= 8, "{moves}");
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_is_not_made_up_for_with_another_ticket() {
    let gone = say("* SEARCH 9\r\nTAG OK done");
    let script = script()
        .once("UID MOVE", Answer::Close(String::new()))
        .on("UID SEARCH", gone)
        .once("UID SEARCH", say("* SEARCH 3 5\r\nTAG OK done"));
    let mut story = begin(script, &[]).await;
    assert_eq!(story.takes_in().await, 3);
    assert_eq!(story.takes_in().await, 5);
    assert_eq!(story.takes_in().await, 9);
    story.hears("IDLE", 1).await;
    assert_eq!(story.server.count("LOGIN"), 2);
}

#[tokio::test]
async fn a_server_that_cries_news_at_each_command_is_not_asked_without_pause() {
    let news = "* SEARCH\r\n* 3 EXISTS\r\n* 4 EXISTS\r\nTAG OK done";
    let story = begin(script().on("UID SEARCH", say(news)), &[]).await;
    let begin = Instant::now();
    story.hears("UID SEARCH", 3).await;
    assert!(begin.elapsed() >= LOOK_PAUSE);
}
