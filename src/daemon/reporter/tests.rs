//! The reporter with a real desk: what is due is written once, and by somebody who sees to it.

use std::fs;
use std::sync::{Arc, mpsc};

use jiff::SignedDuration;

use super::*;
use crate::calendar::hours::after;
use crate::config;
use crate::daemon::desk::Desk;
use crate::daemon::maillog::MailLog;
use crate::daemon::{entropy, start};
use crate::engine::{Listed, Locator, Place, RawMail};
use crate::store::{IndexKind, Store};

/// A desk that always works, so that its digest has been due since midnight.
const CONFIGURATION: &str = r#"
[desk]
name = "Desk"
address = "support@desk.example"
state-dir = "state"
time-zone = "UTC"

[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"

[delivery]
kind = "folder"
path = "out"

[hours]
always = true

[reports]
daily-digest = "00:00"

[[agent]]
name = "bob"
address = "bob@desk.example"
"#;

/// How many letters of a notice wait.
async fn waiting(desk: &DeskHandle, notice: &'static str) -> usize {
    let rows = desk.query(|store, _, _| store.outbox(1000).unwrap());
    let rows = rows.await.unwrap();
    rows.iter().filter(|row| row.notice == notice).count()
}

#[tokio::test]
async fn what_is_due_is_gathered_and_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("daemon.toml");
    fs::write(&path, CONFIGURATION).unwrap();
    let settings = config::load(&path).unwrap();
    let policy = start::policy(&settings).unwrap();
    let seed = entropy::seed().unwrap();
    let state = &settings.desk.state_dir;
    let (mut store, _) = Store::open(state, IndexKind::Memory, "boot", seed).unwrap();
    let begun = after(clock::now(), SignedDuration::from_hours(-48));
    store.watching("support", begun).unwrap();
    store.sync().unwrap();
    let (work_in, work_out) = mpsc::channel();
    let log = MailLog {
        shows_addresses: true,
    };
    let desk = Desk::new(store, policy, log, work_out, Arc::default());
    let thread = std::thread::spawn(move || desk.run());
    let handle = DeskHandle::new(work_in);
    let (_stop, stopped) = watch::channel(false);
    let mut reporter = Reporter {
        desk: handle.clone(),
        pulse: Pulse::default(),
        stop: stopped,
    };
    let bytes = b"From: ann@cust.example\r\nSubject: Dark\r\n\r\nIt is dark.\r\n".to_vec();
    let mail = RawMail {
        listed: Listed {
            locator: Locator {
                mailbox: "support".to_owned(),
                place: Place::Imap {
                    validity: 1,
                    uid: 1,
                },
            },
            size: bytes.len() as u64,
            received_at: clock::now(),
        },
        bytes,
        is_oversize: false,
    };
    let mails = vec![mail];
    let is_alone = false;
    let taken = handle.ask(|reply| Work::Mails {
        mails,
        is_alone,
        reply,
    });
    assert_eq!(taken.await.unwrap().len(), 1);
    assert_eq!(waiting(&handle, "digest").await, 0);
    reporter.round().await.unwrap();
    assert_eq!(waiting(&handle, "digest").await, 1);
    reporter.round().await.unwrap();
    assert_eq!(waiting(&handle, "digest").await, 1);
    handle.send(Work::Stop).unwrap();
    thread.join().unwrap().unwrap();
    assert!(reporter.round().await.is_err(), "the desk is gone");
}
