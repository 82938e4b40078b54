//! What is handed out is held against what was stated: nothing, or half a mail, is not taken for the mail.

use super::*;
use crate::engine::source::NO_SIZE;

/// A server that hands out this for the mail 5, whichever way it is asked.
fn handing_out(content: &str) -> Script {
    let answer = format!("* 1 FETCH (UID 5 BODY[] {content})\r\nTAG OK done");
    Script::new(MOVE).on("UID FETCH 5", say(&answer))
}

fn literal(content: &str) -> String {
    format!("{{{}}}\r\n{content}", content.len())
}

#[tokio::test]
async fn a_mail_of_which_nothing_comes_is_not_an_empty_mail() {
    for nothing in ["NIL", "\"\"", "{0}\r\n"] {
        for size in [50, NO_SIZE] {
            let (mut imap, server) = opened(handing_out(nothing)).await;
            // However often it is tried.
            for _ in 0..5 {
                let error = imap.fetch(&listed(5, size)).await.unwrap_err();
                assert!(error.is_refusal(), "{nothing}: {error}");
                assert!(error.to_string().contains("nothing"), "{error}");
            }
            assert!(imap.fetch(&listed(9, 90)).await.unwrap().is_some());
            assert_eq!(server.count("LOGIN"), 1);
        }
    }
}

#[tokio::test]
async fn the_header_of_an_oversize_mail_of_which_nothing_comes_is_not_an_empty_header() {
    let nothing = "* 1 FETCH (UID 5 BODY[HEADER]<0> NIL)\r\nTAG OK done";
    let (mut imap, _server) = opened(Script::new(MOVE).on("UID FETCH 5", say(nothing))).await;
    let error = imap.fetch(&listed(5, 5000)).await.unwrap_err();
    assert!(error.is_refusal(), "{error}");
}

#[tokio::test]
async fn an_empty_file_is_an_empty_mail() {
    let (mut imap, _server) = opened(handing_out("NIL")).await;
    let raw = imap.fetch(&listed(5, 0)).await.unwrap().unwrap();
    assert_eq!(raw.bytes, b"");
}

#[tokio::test]
async fn a_mail_that_is_far_shorter_than_stated_is_tried_again_before_it_is_believed() {
    let half = "A: b\r\n\r\nthe first half of it";
    let (mut imap, _server) = opened(handing_out(&literal(half))).await;
    for _ in 0..2 {
        let error = imap.fetch(&listed(5, 60)).await.unwrap_err();
        assert!(error.is_refusal(), "{error}");
        assert!(error.to_string().contains("28 bytes"), "{error}");
    }
    // Its size is what is wrong, then.
    let raw = imap.fetch(&listed(5, 60)).await.unwrap().unwrap();
    assert_eq!(raw.bytes, half.as_bytes());
}

#[tokio::test]
async fn a_mail_that_was_cut_off_once_comes_whole() {
    let half = format!(
        "* 1 FETCH (UID 5 BODY[] {})\r\nTAG OK done",
        literal("A: b\r\n\r\nbo")
    );
    let (mut imap, _server) = opened(Script::new(MOVE).once("UID FETCH 5", say(&half))).await;
    imap.fetch(&listed(5, 50)).await.unwrap_err();
    let raw = imap.fetch(&listed(5, 50)).await.unwrap().unwrap();
    assert_eq!(raw.bytes, content(5).as_bytes());
}

#[tokio::test]
async fn a_size_that_is_somewhat_wrong_is_no_reason_to_wait() {
    for size in [40, 50, 66] {
        let (mut imap, _server) = opened(Script::new(MOVE)).await;
        assert!(
            imap.fetch(&listed(5, size)).await.unwrap().is_some(),
            "{size}"
        );
    }
}
