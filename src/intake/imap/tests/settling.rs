//! Moving and marking: in the server's own way, once, and without holding anything up where it is refused.

use super::*;

fn processed(uids: &[u32]) -> Vec<(Locator, Settling)> {
    let each = |uid: &u32| (locator(7, *uid), Settling::Processed);
    uids.iter().map(each).collect()
}

fn refuse() -> Answer {
    say("TAG NO [OVERQUOTA] mailbox is full")
}

async fn settled(script: Script, processed: Option<&str>) -> Vec<String> {
    let server = script.start().await;
    let mut imap = Imap::new(ImapSettings {
        processed: processed.map(str::to_owned),
        ..settings(server.port)
    });
    imap.open().await.unwrap();
    let mails = [
        (locator(7, 9), Settling::Processed),
        (locator(7, 3), Settling::Processed),
        (locator(7, 4), Settling::Processed),
        (locator(7, 5), Settling::Quarantine),
        (locator(7, 6), Settling::LeaveInPlace),
        (locator(6, 8), Settling::Processed),
    ];
    assert!(imap.settle(&mails).await.unwrap().is_none());
    server.heard_from("UID ")
}

#[tokio::test]
async fn mails_are_moved_where_the_server_can() {
    assert_eq!(
        settled(Script::new(MOVE), Some("Processed")).await,
        [
            "UID MOVE 3:4,9 \"Processed\"",
            "UID MOVE 5 \"Quarant&AOQ-ne\""
        ]
    );
}

#[tokio::test]
async fn without_move_mails_are_copied_and_expunged_by_uid() {
    assert_eq!(
        settled(Script::new(UIDPLUS), Some("Processed")).await,
        [
            "UID COPY 3:4,9 \"Processed\"",
            "UID STORE 3:4,9 +FLAGS.SILENT (\\Deleted)",
            "UID EXPUNGE 3:4,9",
            "UID COPY 5 \"Quarant&AOQ-ne\"",
            "UID STORE 5 +FLAGS.SILENT (\\Deleted)",
            "UID EXPUNGE 5",
        ]
    );
}

#[tokio::test]
async fn without_uidplus_nothing_is_ever_expunged() {
    assert_eq!(
        settled(Script::new("IDLE"), Some("Processed")).await,
        [
            "UID SEARCH UID 3:4,9 UNSEEN",
            "UID COPY 3,9 \"Processed\"",
            "UID STORE 3,9 +FLAGS.SILENT (\\Seen)",
            "UID SEARCH UID 5 UNSEEN",
            "UID COPY 5 \"Quarant&AOQ-ne\"",
            "UID STORE 5 +FLAGS.SILENT (\\Seen)",
        ]
    );
}

#[tokio::test]
async fn without_a_processed_folder_mails_are_marked_and_stay() {
    assert_eq!(
        settled(Script::new(MOVE), None).await,
        [
            "UID STORE 3:4,9 +FLAGS.SILENT (\\Seen)",
            "UID MOVE 5 \"Quarant&AOQ-ne\""
        ]
    );
}

#[tokio::test]
async fn a_target_folder_that_has_vanished_is_made_again() {
    let script = Script::new(MOVE).once("UID MOVE", say("TAG NO [TRYCREATE] no such folder"));
    let (mut imap, server) = opened(script).await;
    imap.settle(&[(locator(7, 5), Settling::Processed)])
        .await
        .unwrap();
    assert_eq!(
        server.heard_from("UID "),
        [
            "UID MOVE 5 \"Processed\"",
            "CREATE \"Processed\"",
            "SUBSCRIBE \"Processed\"",
            "UID MOVE 5 \"Processed\""
        ]
    );
}

#[tokio::test]
async fn mails_that_are_gone_do_not_keep_the_others_from_being_settled() {
    let script = Script::new(MOVE)
        .once("UID MOVE", say("TAG NO no such mail"))
        .on("UID SEARCH", say("* SEARCH 9\r\nTAG OK done"));
    let (mut imap, server) = opened(script).await;
    let mails = [3, 9].map(|uid| (locator(7, uid), Settling::Processed));
    assert!(imap.settle(&mails).await.unwrap().is_none());
    assert_eq!(
        server.heard_from("UID "),
        [
            "UID MOVE 3,9 \"Processed\"",
            "UID SEARCH UID 3,9",
            "UID MOVE 9 \"Processed\""
        ]
    );
}

#[tokio::test]
async fn a_full_folder_is_no_reason_to_end_the_session_and_is_not_tried_for_each_mail() {
    let all = "* SEARCH 1 2 3 4 5 6 7 8\r\nTAG OK done";
    let script = Script::new(MOVE)
        .on("UID MOVE", refuse())
        .on("UID SEARCH", say(all));
    let (mut imap, server) = opened(script).await;
    let mails = processed(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let unsettled = imap.settle(&mails).await.unwrap().unwrap();
    assert_eq!(unsettled.mails.len(), 8);
    assert!(unsettled.why.to_string().contains("mailbox is full"));
    assert_eq!(
        server.heard_from("UID MOVE").len(),
        6,
        "two before, one a mail"
    );
    imap.list().await.unwrap();
    assert_eq!(server.count("LOGIN"), 1);
}

#[tokio::test]
async fn a_mail_that_cannot_be_moved_does_not_keep_the_others_where_they_are() {
    let script = Script::new(MOVE)
        .on("UID MOVE 3,5,9 ", say("TAG NO one of them"))
        .on("UID MOVE 5 ", say("TAG BAD Command Argument Error. 11"));
    let (mut imap, server) = opened(script).await;
    let unsettled = imap.settle(&processed(&[3, 5, 9])).await.unwrap().unwrap();
    assert_eq!(unsettled.mails, [locator(7, 5)]);
    assert_eq!(server.count("UID MOVE 3 "), 1);
    assert_eq!(server.count("UID MOVE 9 "), 1);
}

#[tokio::test]
async fn a_folder_that_has_vanished_is_made_again_though_the_server_does_not_ask_for_it() {
    let script = Script::new(MOVE)
        .on("LIST", say("* LIST (\\Noselect) NIL \"\"\r\nTAG OK done"))
        .on("STATUS \"Processed\"", say("TAG NO no such folder"))
        .once("UID MOVE", say("TAG NO no such folder"));
    let (mut imap, server) = opened(script).await;
    assert!(imap.settle(&processed(&[5])).await.unwrap().is_none());
    assert_eq!(
        server.heard_from("UID MOVE"),
        [
            "UID MOVE 5 \"Processed\"",
            "UID SEARCH UID 5",
            "STATUS \"Processed\" (UIDVALIDITY)",
            "CREATE \"Processed\"",
            "SUBSCRIBE \"Processed\"",
            "UID MOVE 5 \"Processed\""
        ]
    );
}

#[tokio::test]
async fn what_was_copied_is_not_copied_again_when_the_connection_ends_before_it_is_expunged() {
    for lost in ["UID STORE", "UID EXPUNGE"] {
        let script = Script::new(UIDPLUS).once(lost, Answer::Close(String::new()));
        let (mut imap, server) = opened(script).await;
        imap.settle(&processed(&[3, 5])).await.unwrap_err();
        imap.open().await.unwrap();
        assert!(imap.settle(&processed(&[3, 5])).await.unwrap().is_none());
        assert_eq!(server.count("UID COPY"), 1, "{lost}");
        assert_eq!(server.heard_from("UID ").last().unwrap(), "UID EXPUNGE 3,5");
    }
}

#[tokio::test]
async fn a_server_that_keeps_the_originals_is_not_asked_for_copies_on_each_connection() {
    let marked = say("* SEARCH\r\nTAG OK none is unseen");
    let script = Script::new("IDLE").on("UID SEARCH UID 3,5,9 UNSEEN", marked);
    let (mut imap, server) = opened(script).await;
    assert!(imap.settle(&processed(&[3, 5, 9])).await.unwrap().is_none());
    assert_eq!(server.count("UID COPY"), 0);
    assert_eq!(server.count("UID STORE"), 0);
}

#[tokio::test]
async fn what_the_server_can_do_is_what_it_says_after_the_login() {
    let before = say("* CAPABILITY IMAP4rev1 MOVE UIDPLUS IDLE\r\nTAG OK done");
    let (mut imap, server) = opened(Script::new(UIDPLUS).once("CAPABILITY", before)).await;
    imap.settle(&processed(&[5])).await.unwrap();
    assert_eq!(server.count("UID MOVE"), 0);
    assert_eq!(server.count("UID COPY"), 1);
}

#[tokio::test]
async fn a_mail_that_was_read_before_it_was_taken_in_is_copied_all_the_same() {
    // Somebody looked at it in a mail program, or the server hands it out only in the way that marks it.
    let none = say("* SEARCH\r\nTAG OK none is unseen");
    let script = Script::new("IDLE").on("UID SEARCH UID 5 UNSEEN", none);
    let (mut imap, server) = opened(script).await;
    assert!(imap.fetch(&listed(5, 50)).await.unwrap().is_some());
    assert!(imap.settle(&processed(&[5])).await.unwrap().is_none());
    assert_eq!(server.count("UID COPY 5 "), 1);
    // On the next connection it is known by its mark.
    imap.session = None;
    imap.open().await.unwrap();
    assert!(imap.settle(&processed(&[5])).await.unwrap().is_none());
    assert_eq!(server.count("UID COPY 5 "), 1);
}
