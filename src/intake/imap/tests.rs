//! The mailbox against a scripted server: what it asks, and that nothing but a tagged OK is believed.

use futures_util::FutureExt;

use super::scripted::{Answer, Script, Server, content, say};
use super::*;
use crate::engine::source::Place;
use crate::net::Security;

fn settings(port: u16) -> ImapSettings {
    ImapSettings {
        name: "support".to_owned(),
        endpoint: Endpoint {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            ca_file: None,
        },
        username: "us\"er".to_owned(),
        password: SecretString::from("pass\\word"),
        folder: "INBOX".to_owned(),
        processed: Some("Processed".to_owned()),
        quarantine: "Quarantäne".to_owned(),
        max_size: 1000,
    }
}

fn locator(validity: u32, uid: u32) -> Locator {
    Locator {
        mailbox: "support".to_owned(),
        place: Place::Imap { validity, uid },
    }
}

fn listed(uid: u32, size: u64) -> Listed {
    Listed {
        locator: locator(7, uid),
        size,
        received_at: "2026-07-01T07:30:00Z".parse().unwrap(),
    }
}

async fn opened(script: Script) -> (Imap, Server) {
    let server = script.start().await;
    let mut imap = Imap::new(settings(server.port));
    imap.open().await.unwrap();
    (imap, server)
}

/// Everything that is ever done with a mailbox, once.
async fn whole_session(script: Script) -> Result<(), IntakeError> {
    let server = script.start().await;
    let mut imap = Imap::new(settings(server.port));
    let result = async {
        imap.open().await?;
        imap.list().await?;
        imap.fetch(&listed(5, 50)).await?;
        let unsettled = imap.settle(&[(locator(7, 5), Settling::Processed)]).await?;
        unsettled.map_or(Ok(()), |unsettled| Err(unsettled.why))?;
        imap.wait(Duration::from_millis(20)).await
    }
    .await;
    match &result {
        Ok(()) => assert!(imap.session.is_some()),
        Err(error) => assert!(imap.session.is_none() || error.is_refusal(), "{error}"),
    }
    result
}

const DATE: &str = " 1-Jul-2026 09:30:00 +0200";
const MOVE: &str = "MOVE UIDPLUS IDLE";
const UIDPLUS: &str = "UIDPLUS IDLE";

#[tokio::test]
async fn a_session_logs_in_makes_folders_and_selects() {
    let (_imap, server) = opened(Script::new(MOVE).once("STATUS", say("TAG NO none"))).await;
    assert_eq!(
        server.heard_from(""),
        [
            "CAPABILITY",
            "LOGIN \"us\\\"er\" \"pass\\\\word\"",
            "CAPABILITY",
            "LIST \"\" \"\"",
            "STATUS \"Processed\" (UIDVALIDITY)",
            "STATUS \"INBOX/Processed\" (UIDVALIDITY)",
            "STATUS \"Quarant&AOQ-ne\" (UIDVALIDITY)",
            "SELECT \"INBOX\"",
        ]
    );
}

#[tokio::test]
async fn a_listing_names_each_mail_in_order_with_size_and_date() {
    let (mut imap, _server) = opened(Script::new(MOVE)).await;
    let listing = imap.list().await.unwrap();
    assert_eq!(listing.validity, 7);
    assert_eq!(listing.uid_next, Some(10));
    assert_eq!(listing.mails, [listed(3, 30), listed(5, 50), listed(9, 90)]);
}

#[tokio::test]
async fn a_folder_with_very_many_mails_is_searched_in_ranges() {
    let many =
        "* 60000 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 70000] next\r\nTAG OK done";
    let (mut imap, server) = opened(Script::new(MOVE).on("SELECT", say(many))).await;
    assert_eq!(imap.list().await.unwrap().mails.len(), 3);
    assert_eq!(
        server.heard_from("UID")[..3],
        [
            "UID SEARCH UID 1:50000",
            "UID SEARCH UID 50001:100000",
            "UID SEARCH UID 100001:*"
        ]
    );
}

#[tokio::test]
async fn sizes_are_asked_for_in_batches() {
    let uids: Vec<String> = (1..=1200).map(|uid| uid.to_string()).collect();
    let uids = uids.join(" ");
    let found = say(&format!("* SEARCH {uids}\r\nTAG OK done"));
    let each = |uid| format!("* 1 FETCH (UID {uid} RFC822.SIZE 1 INTERNALDATE \"{DATE}\")\r\n");
    let all = (1..=1200).map(each).collect::<Vec<_>>().concat();
    let script = Script::new(MOVE)
        .on("UID SEARCH", found)
        .on("UID FETCH", say(&format!("{all}TAG OK done")));
    let (mut imap, server) = opened(script).await;
    imap.list().await.unwrap();
    let asked = server.heard_from("UID FETCH");
    assert_eq!(asked.len(), 3);
    assert_eq!(
        asked[2],
        "UID FETCH 1001:1200 (UID RFC822.SIZE INTERNALDATE)"
    );
}

#[tokio::test]
async fn leave_is_taken_with_logout() {
    let (mut imap, server) = opened(Script::new(MOVE)).await;
    imap.close().await;
    assert_eq!(server.heard_from("LOGOUT"), ["LOGOUT"]);
    assert!(matches!(
        imap.list().await,
        Err(IntakeError::NotOpen { .. })
    ));
}

#[tokio::test]
async fn a_mail_comes_octet_by_octet_and_one_that_is_gone_is_none() {
    let gone = say("TAG OK nothing");
    let stranger = say("* 1 FETCH (UID 4 BODY[] {1}\r\nx)\r\nTAG OK done");
    let script = Script::new(MOVE)
        .on("UID FETCH 3", gone)
        .on("UID FETCH 9", stranger);
    let (mut imap, _server) = opened(script).await;
    let raw = imap.fetch(&listed(5, 50)).await.unwrap().unwrap();
    assert_eq!(raw.bytes, content(5).as_bytes());
    assert!(!raw.is_oversize);
    assert_eq!(imap.fetch(&listed(3, 30)).await.unwrap(), None);
    assert_eq!(imap.fetch(&listed(9, 90)).await.unwrap(), None);
    let of_old = Listed {
        locator: locator(6, 5),
        ..listed(5, 50)
    };
    assert_eq!(imap.fetch(&of_old).await.unwrap(), None);
}

#[tokio::test]
async fn of_an_oversize_mail_only_the_header_is_fetched() {
    let (mut imap, server) = opened(Script::new(MOVE)).await;
    let raw = imap.fetch(&listed(5, 1001)).await.unwrap().unwrap();
    assert!(raw.is_oversize);
    assert_eq!(raw.bytes, b"A: b\r\n\r\n");
    assert_eq!(
        server.heard_from("UID FETCH"),
        ["UID FETCH 5 (BODY.PEEK[HEADER]<0.262144>)"]
    );
}

#[tokio::test]
async fn a_mail_that_is_far_larger_than_stated_is_taken_for_oversize() {
    let bomb = say("* 1 FETCH (UID 5 BODY[] {500000000}");
    let (mut imap, _server) = opened(Script::new(MOVE).on("UID FETCH 5 (BODY.PEEK[])", bomb)).await;
    // The announcement ends the session. In the next one it is remembered.
    let error = imap.fetch(&listed(5, 50)).await.unwrap_err();
    assert!(
        matches!(error, IntakeError::LiteralTooLarge { .. }),
        "{error}"
    );
    imap.open().await.unwrap();
    let raw = imap.fetch(&listed(5, 50)).await.unwrap().unwrap();
    assert!(raw.is_oversize);
    assert_eq!(raw.bytes, b"A: b\r\n\r\n");
    assert_eq!(raw.listed.size, 50);
}

#[tokio::test]
async fn a_mail_that_peek_shows_empty_is_asked_for_without_peek() {
    let empty = say("* 1 FETCH (UID 5 BODY[] NIL)\r\nTAG OK done");
    let (mut imap, server) = opened(Script::new(MOVE).on("UID FETCH 5 (BODY.PEEK", empty)).await;
    let raw = imap.fetch(&listed(5, 50)).await.unwrap().unwrap();
    assert_eq!(raw.bytes, content(5).as_bytes());
    assert_eq!(server.heard_from("UID FETCH").len(), 2);
}

#[tokio::test]
async fn where_all_folders_lie_below_inbox_they_are_made_and_found_there() {
    let refuse = || say("TAG NO Invalid mailbox name");
    let script = Script::new(MOVE)
        .on("LIST", say("* LIST (\\Noselect) \".\" \"\"\r\nTAG OK done"))
        .on("STATUS", refuse())
        .on("CREATE \"Proc", refuse())
        .on("CREATE \"Quar", refuse());
    let (mut imap, server) = opened(script).await;
    imap.settle(&[(locator(7, 5), Settling::Quarantine)])
        .await
        .unwrap();
    assert_eq!(
        server.heard_from("UID "),
        ["UID MOVE 5 \"INBOX.Quarant&AOQ-ne\""]
    );
}

#[tokio::test]
async fn a_mail_that_arrives_during_idle_wakes() {
    let script = Script::new(MOVE).on("IDLE", say("+ idling\r\n* 4 EXISTS"));
    let (mut imap, server) = opened(script.on("DONE", say("TAG OK done"))).await;
    imap.wait(Duration::from_mins(10)).await.unwrap();
    assert_eq!(server.heard_from("IDLE"), ["IDLE", "DONE"]);
}

#[tokio::test]
async fn a_mail_that_arrives_before_idle_has_begun_wakes_at_once() {
    let script = Script::new(MOVE)
        .on("IDLE", say("* 4 EXISTS\r\n+ idling"))
        .on("DONE", say("TAG OK done"));
    let (mut imap, _server) = opened(script).await;
    imap.wait(Duration::from_mins(10)).await.unwrap();
}

#[tokio::test]
async fn a_mail_that_arrives_between_listing_and_wait_wakes_at_once() {
    let script = Script::new(MOVE).on("UID MOVE", say("* 4 EXISTS\r\nTAG OK done"));
    let (mut imap, server) = opened(script).await;
    imap.list().await.unwrap();
    imap.settle(&[(locator(7, 5), Settling::Processed)])
        .await
        .unwrap();
    imap.wait(Duration::from_mins(10)).await.unwrap();
    assert!(server.heard_from("IDLE").is_empty());
}

#[tokio::test]
async fn an_expunge_or_a_flag_is_no_news() {
    let script = Script::new(MOVE)
        .on(
            "IDLE",
            say("+ idling\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))"),
        )
        .on("DONE", say("TAG OK done"));
    let (mut imap, _server) = opened(script).await;
    imap.wait(Duration::from_millis(50)).await.unwrap();
    assert!(!imap.session.as_ref().unwrap().selected.has_news);
}

#[tokio::test]
async fn a_server_that_refuses_idle_is_polled() {
    for refusal in ["TAG NO not now", "TAG BAD", "TAG OK at once"] {
        let (mut imap, server) = opened(Script::new(MOVE).on("IDLE", say(refusal))).await;
        for _ in 0..2 {
            imap.wait(Duration::from_millis(20)).await.unwrap();
        }
        imap.list().await.unwrap();
        assert_eq!(server.heard_from("IDLE").len(), 3, "{refusal}");
    }
}

#[tokio::test]
async fn a_wait_may_be_dropped_and_the_next_command_ends_the_idle() {
    let script = Script::new(MOVE).on("DONE", say("TAG OK done"));
    let (mut imap, server) = opened(script).await;
    assert!(imap.wait(Duration::from_mins(10)).now_or_never().is_none());
    assert_eq!(imap.list().await.unwrap().mails.len(), 3);
    assert_eq!(server.heard_from("IDLE")[..2], ["IDLE", "DONE"]);
}

#[tokio::test]
async fn a_command_that_was_dropped_half_way_ends_the_session() {
    let (mut imap, _server) = opened(Script::new(MOVE)).await;
    assert!(imap.list().now_or_never().is_none());
    let error = imap.list().await.unwrap_err();
    assert!(error.to_string().contains("half way"), "{error}");
    imap.open().await.unwrap();
    imap.list().await.unwrap();
}

mod content;
mod faults;
mod listing;
mod settling;
mod starttls;
