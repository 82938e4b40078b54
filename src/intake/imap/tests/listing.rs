//! What lies there is listed, whatever the server says of the sizes and dates of some of it.

use super::*;
use crate::engine::source::{NO_DATE, NO_SIZE};

/// What an ordinary server tells of these mails.
fn rows(uids: &[u32]) -> String {
    let row =
        |uid: &u32| format!("* 1 FETCH (UID {uid} RFC822.SIZE {uid}0 INTERNALDATE \"{DATE}\")\r\n");
    uids.iter().map(row).collect()
}

/// A server that hands out nothing about these mails, and refuses whenever it is asked about one of them.
async fn listed_beside(odd: Vec<u32>, has_rows: bool) -> (Vec<Listed>, Server) {
    let script = Script::new(MOVE)
        .on(
            "UID SEARCH",
            say(&format!("* SEARCH {}\r\nTAG OK done", words(1..=40))),
        )
        .by("UID FETCH", move |command| {
            let asked = uids_of(command);
            let good: Vec<u32> = asked
                .iter()
                .copied()
                .filter(|uid| !odd.contains(uid))
                .collect();
            let is_refused = good.len() < asked.len();
            let told = if has_rows || !is_refused {
                rows(&good)
            } else {
                String::new()
            };
            let end = if is_refused {
                "NO [SERVERBUG] Some messages could not be FETCHed"
            } else {
                "OK"
            };
            say(&format!("{told}TAG {end} done"))
        });
    let (mut imap, server) = opened(script).await;
    let listing = imap.list().await.unwrap();
    assert_eq!(server.count("LOGIN"), 1);
    (listing.mails, server)
}

fn words(uids: std::ops::RangeInclusive<u32>) -> String {
    let uids: Vec<String> = uids.map(|uid| uid.to_string()).collect();
    uids.join(" ")
}

/// The UIDs that a `UID FETCH 1:3,7 (…)` names.
fn uids_of(command: &str) -> Vec<u32> {
    let set = command.split(' ').nth(2).unwrap();
    let bounds = set
        .split(',')
        .map(|part| part.split_once(':').unwrap_or((part, part)));
    bounds
        .flat_map(|(first, last)| first.parse::<u32>().unwrap()..=last.parse().unwrap())
        .collect()
}

fn unknown(uid: u32) -> Listed {
    Listed {
        size: NO_SIZE,
        received_at: NO_DATE,
        ..listed(uid, 0)
    }
}

#[tokio::test]
async fn a_mail_whose_size_and_date_are_refused_does_not_hide_the_others() {
    for has_rows in [true, false] {
        for odd in [vec![40], vec![1], vec![7, 23, 24]] {
            let (mails, server) = listed_beside(odd.clone(), has_rows).await;
            let expected = (1..=40).map(|uid| {
                if odd.contains(&uid) {
                    unknown(uid)
                } else {
                    listed(uid, u64::from(uid) * 10)
                }
            });
            assert_eq!(mails, expected.collect::<Vec<_>>(), "{odd:?} {has_rows}");
            // Each of them is searched for by halves.
            assert!(
                server.count("UID FETCH") <= 2 + odd.len() * 14,
                "{odd:?} {has_rows}"
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_tells_of_no_mail_is_not_asked_about_each() {
    let all = say(&format!("* SEARCH {}\r\nTAG OK done", words(1..=400)));
    let no = say("TAG NO [UNAVAILABLE] later");
    let script = Script::new(MOVE).on("UID SEARCH", all).on("UID FETCH", no);
    let (mut imap, server) = opened(script).await;
    let error = imap.list().await.unwrap_err();
    assert!(error.to_string().contains("UID FETCH"), "{error}");
    assert!(server.count("UID FETCH") < 30);
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it() {
    let no = say("TAG NO [THROTTLED] slow down");
    let (mut imap, server) = opened(Script::new(MOVE).on("UID FETCH", no)).await;
    assert!(imap.list().await.unwrap_err().wants_patience());
    assert_eq!(server.count("UID FETCH"), 1);
}

#[tokio::test]
async fn a_mail_that_the_listing_leaves_out_is_listed_all_the_same() {
    let script = Script::new(MOVE).on("UID FETCH", say(&format!("{}TAG OK done", rows(&[3, 9]))));
    let (mut imap, _server) = opened(script).await;
    let mails = imap.list().await.unwrap().mails;
    assert_eq!(mails, [listed(3, 30), unknown(5), listed(9, 90)]);
}

#[tokio::test]
async fn a_date_that_is_told_where_the_size_is_not_is_kept() {
    let date = format!("* 1 FETCH (UID 5 INTERNALDATE \"{DATE}\")\r\nTAG OK done");
    let no = || say("TAG NO [SERVERBUG] no size");
    let script = Script::new(MOVE)
        .on("UID FETCH", no())
        .on("UID FETCH 5 (UID INTERNALDATE)", say(&date))
        .on("UID SEARCH", say("* SEARCH 5\r\nTAG OK done"));
    let (mut imap, _server) = opened(script).await;
    assert_eq!(imap.list().await.unwrap().mails, [listed(5, NO_SIZE)]);
}

#[tokio::test]
async fn a_mail_of_unknown_size_is_fetched_whole() {
    let (mut imap, server) = opened(Script::new(MOVE)).await;
    let raw = imap.fetch(&unknown(5)).await.unwrap().unwrap();
    assert_eq!(
        (raw.bytes.as_slice(), raw.is_oversize),
        (content(5).as_bytes(), false)
    );
    assert_eq!(
        server.heard_from("UID FETCH"),
        ["UID FETCH 5 (BODY.PEEK[])"]
    );
}
