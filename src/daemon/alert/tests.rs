//! Admins who cannot be reached, beside those who can.

use super::*;
use crate::config;
use crate::delivery::smtp::tests::server::{Act, Server};

const CONFIGURATION: &str = r#"
[desk]
name = "Desk"
address = "support@desk.example"
state-dir = "state"

[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"

[delivery]
kind = "folder"
path = "out"

[alerts]
to = ["first@other.example", "second@other.example"]

[alerts.delivery]
kind = "smtp"
host = "127.0.0.1"
port = PORT
security = "none"
"#;

fn settings(port: u16) -> (tempfile::TempDir, Settings) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("daemon.toml");
    let text = CONFIGURATION.replace("PORT", &port.to_string());
    std::fs::write(&path, text).unwrap();
    let settings = config::load(&path).unwrap();
    std::fs::create_dir_all(&settings.desk.state_dir).unwrap();
    (dir, settings)
}

fn later() -> Vec<(&'static str, Act)> {
    vec![("RCPT", Act::Say("450 4.2.1 later\r\n"))]
}

#[tokio::test]
async fn an_admin_who_is_deferred_silences_neither_the_others_nor_what_comes_later() {
    let server = Server::start(vec![later(), later()], None).await;
    let (_dir, settings) = settings(server.port);
    let mut alerts = Alerts::new(&settings).unwrap();
    let mails = || server.seen.lock().unwrap().mails.len();
    alerts.add("one", "It began.\n");
    alerts.deliver().await;
    assert_eq!((mails(), alerts.taken), (1, 1), "the second admin's");
    alerts.add("two", "It is over.\n");
    alerts.deliver().await;
    assert_eq!((mails(), alerts.taken), (2, 2));
    let waiting = |alerts: &Alerts| -> Vec<usize> {
        let admins = alerts.admins.iter();
        admins.map(|admin| admin.waiting.len()).collect()
    };
    assert_eq!(waiting(&alerts), [2, 0]);
    alerts.deliver().await;
    assert_eq!(mails(), 2, "the first one's time has not come");
    alerts.admins[0].at = Instant::now();
    alerts.deliver().await;
    assert_eq!((mails(), waiting(&alerts)), (4, vec![0, 0]));
}

#[tokio::test]
async fn an_end_that_no_admin_heard_of_is_told_at_the_next_and_one_that_was_told_is_not() {
    let gone = Server::start(Vec::new(), None).await;
    let (_dir, mut silent) = settings(gone.port);
    drop(gone);
    ended(&silent, "the journal is damaged", false).await;
    let server = Server::start(Vec::new(), None).await;
    let (_other, reached) = settings(server.port);
    silent.alerts = reached.alerts;
    let mails = || server.seen.lock().unwrap().mails.clone();
    ended(&silent, "the journal is damaged", false).await;
    assert_eq!(mails().len(), 2);
    assert!(mails()[0].contains("somebody has to look first"));
    ended(&silent, "the journal is damaged", false).await;
    assert_eq!(mails().len(), 2, "the same end is no news");
}
