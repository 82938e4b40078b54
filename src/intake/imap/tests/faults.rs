//! Servers that fail, stall and lie: each command times each bad end is an error, and never an empty success.

use super::*;
use crate::engine::source::NO_DATE;

/// Each command of a session, the capabilities with which it is sent, and the answer it needs before it.
fn commands() -> Vec<(&'static str, &'static str)> {
    let mut commands: Vec<_> = [
        "CAPABILITY",
        "LOGIN",
        "LIST",
        "STATUS",
        "SELECT",
        "UID SEARCH",
        "UID FETCH 3,5,9",
        "UID FETCH 5",
        "UID MOVE",
        "IDLE",
    ]
    .map(|command| (command, MOVE))
    .to_vec();
    commands.extend(["UID COPY", "UID STORE", "UID EXPUNGE"].map(|command| (command, UIDPLUS)));
    commands
}

fn script(capabilities: &'static str) -> Script {
    Script::new(capabilities).on("DONE", say("TAG OK done"))
}

#[tokio::test]
async fn the_whole_session_succeeds_where_nothing_is_wrong() {
    for capabilities in [MOVE, UIDPLUS, "", "IDLE"] {
        whole_session(script(capabilities)).await.unwrap();
    }
}

#[tokio::test]
async fn no_and_bad_are_errors_to_every_command() {
    for (command, capabilities) in commands() {
        // A refused listing is searched for the mail that it is about, see `listing`.
        if matches!(command, "IDLE" | "STATUS" | "UID FETCH 3,5,9") {
            continue;
        }
        for refusal in ["TAG NO no", "TAG BAD", "TAG NO [CANNOT] no way"] {
            let script = script(capabilities).on(command, say(refusal));
            whole_session(script)
                .await
                .expect_err(&format!("{command}: {refusal}"));
        }
    }
    let refuse = || say("TAG NO no");
    let none = script(MOVE).on("STATUS", refuse()).on("CREATE", refuse());
    let error = whole_session(none).await.unwrap_err();
    assert!(matches!(error, IntakeError::Folder { .. }), "{error}");
    let error = whole_session(script(MOVE).on("DONE", refuse())).await;
    assert!(error.is_err());
}

#[tokio::test]
async fn the_end_of_the_connection_is_an_error_to_every_command() {
    for (command, capabilities) in commands() {
        for last in [
            "",
            "* BYE shutting down\r\n",
            "* OK still here\r\n",
            "* 1 FETCH (UID 5 BODY[] {12}\r\nA: b",
            "TAG O",
            "* SEARCH 3",
        ] {
            let script = script(capabilities).on(command, Answer::Close(last.to_owned()));
            let error = whole_session(script)
                .await
                .expect_err(&format!("{command}: {last}"));
            assert!(matches!(error, IntakeError::Ended { .. }), "{error}");
        }
    }
}

#[tokio::test]
async fn a_session_cut_after_any_octet_is_never_taken_for_a_success() {
    for capabilities in [MOVE, UIDPLUS] {
        let mut octets = 0;
        // It succeeds once nothing is cut any more.
        loop {
            let mut script = script(capabilities);
            script.cut_after = octets;
            if whole_session(script).await.is_ok() {
                break;
            }
            octets += 1;
        }
        assert!(octets > 600, "it succeeded with {octets} octets");
    }
}

#[tokio::test]
async fn what_no_server_should_say_ends_the_session() {
    for (command, capabilities) in commands() {
        for wrong in [
            "T999 OK done",
            "* BYE\r\nTAG OK done",
            "* 1 FETCH (UID 5 BODY[] {500000000}",
            "* SEARCH x\r\nTAG OK done",
            "* BYE [\r\nTAG OK done",
            "\u{0}\r\nTAG OK done",
        ] {
            if command == "UID FETCH 5" && wrong.contains("{5") {
                continue; // This one is taken for oversize, see above.
            }
            let script = script(capabilities).on(command, say(wrong));
            whole_session(script)
                .await
                .expect_err(&format!("{command}: {wrong}"));
        }
    }
}

#[tokio::test]
async fn a_response_too_deep_for_the_parser_ends_the_session_and_not_the_process() {
    let deep = format!("* 1 FETCH (BODYSTRUCTURE {}", "(".repeat(3000));
    for (command, capabilities) in commands() {
        let error = whole_session(script(capabilities).on(command, say(&deep)))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("parentheses"), "{error}");
    }
}

#[tokio::test]
async fn a_flood_of_responses_is_cut_off() {
    let flood = format!("{}TAG OK done", "* 3 EXISTS\r\n".repeat(10_001));
    let error = whole_session(script(MOVE).on("UID SEARCH", say(&flood)))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("does not stop"), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_at_the_deadline() {
    for (command, secs) in [("UID SEARCH", 120), ("UID FETCH 3,5,9", 120)] {
        let (mut imap, _server) = opened(script(MOVE).on(command, Answer::Silence)).await;
        tokio::time::pause();
        let error = imap.list().await.unwrap_err();
        tokio::time::resume();
        assert!(
            matches!(error, IntakeError::Timeout { secs: waited, .. } if waited == secs),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_server_that_stops_inside_a_mail_is_given_up() {
    let half = say("* 1 FETCH (UID 5 BODY[] {900}\r\nA: b");
    let (mut imap, _server) = opened(script(MOVE).on("UID FETCH 5", half)).await;
    tokio::time::pause();
    let error = imap.fetch(&listed(5, 900)).await.unwrap_err();
    assert!(matches!(error, IntakeError::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_idle_or_done_is_given_up() {
    for command in ["IDLE", "DONE"] {
        let (mut imap, _server) = opened(Script::new(MOVE).on(command, Answer::Silence)).await;
        tokio::time::pause();
        let error = imap.wait(Duration::from_mins(1)).await.unwrap_err();
        tokio::time::resume();
        assert!(
            matches!(error, IntakeError::Timeout { secs: 30, .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_idle_is_renewed_every_five_minutes() {
    let (mut imap, server) = opened(script(MOVE)).await;
    tokio::time::pause();
    imap.wait(Duration::from_mins(16)).await.unwrap();
    tokio::time::resume();
    assert_eq!(server.heard_from("IDLE").len(), 8);
}

#[tokio::test]
async fn a_greeting_that_is_none_is_refused() {
    for greeting in [
        "* BYE too many connections",
        "220 smtp ESMTP",
        "+ go on",
        "* NO",
    ] {
        let mut script = Script::new(MOVE);
        script.greeting = greeting.to_owned();
        whole_session(script).await.expect_err(greeting);
    }
    let mut script = Script::new(MOVE);
    script.greeting = "* PREAUTH known".to_owned();
    let (_imap, server) = opened(script).await;
    assert!(server.heard_from("LOGIN").is_empty());
}

#[tokio::test]
async fn a_refused_login_is_told_from_a_server_that_is_not_ready() {
    let no = |text: &str| script(MOVE).on("LOGIN", say(&format!("TAG NO {text}")));
    let error = whole_session(no("[AUTHENTICATIONFAILED] no")).await;
    assert!(error.unwrap_err().is_login_refused());
    let error = whole_session(no("no")).await;
    assert!(error.unwrap_err().is_login_refused());
    let error = whole_session(no("[UNAVAILABLE] later")).await;
    assert!(!error.unwrap_err().is_login_refused());
}

#[tokio::test]
async fn a_password_goes_the_way_the_server_offers() {
    let plain = || say("+ \r\n");
    let base64 = |line: &str| line.starts_with("AHVzImVyAHBhc3Ncd29yZA==");
    let script = Script::new("LOGINDISABLED AUTH=PLAIN MOVE")
        .on("AUTHENTICATE", say("+ "))
        .on("AHVz", say("TAG OK in"));
    let (_imap, server) = opened(script).await;
    let heard = server.heard_from("AUTHENTICATE");
    assert_eq!(heard[0], "AUTHENTICATE PLAIN");
    assert!(base64(&heard[1]), "{heard:?}");
    // A second question is not one of PLAIN's.
    let script = Script::new("LOGINDISABLED AUTH=PLAIN MOVE")
        .on("AUTHENTICATE", plain())
        .on("AHVz", plain());
    whole_session(script).await.unwrap_err();
    let error = whole_session(Script::new("LOGINDISABLED"))
        .await
        .unwrap_err();
    assert!(error.is_login_refused(), "{error}");
}

#[tokio::test]
async fn a_line_end_in_a_secret_or_a_name_never_reaches_the_server() {
    let server = Script::new(MOVE).start().await;
    let mut imap = Imap::new(ImapSettings {
        password: SecretString::from("a\r\nT9 DELETE INBOX"),
        ..settings(server.port)
    });
    let error = imap.open().await.unwrap_err();
    assert!(error.is_login_refused(), "{error}");
    assert_eq!(server.heard_from(""), ["CAPABILITY"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_settled_in_is_refused() {
    for answer in [
        "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK [READ-ONLY] done",
        "* 3 EXISTS\r\nTAG OK [READ-WRITE] done",
    ] {
        let error = whole_session(script(MOVE).on("SELECT", say(answer))).await;
        let error = error.unwrap_err();
        assert!(matches!(error, IntakeError::Folder { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_line_that_nobody_knows_is_passed_over() {
    for command in ["LOGIN", "LIST", "STATUS", "UID FETCH 3,5,9", "UID MOVE"] {
        for odd in [
            "* XFOO bar",
            "* 99 NOOP",
            "* OK [ALERT]\u{e4}",
            "",
            "* NO \u{1f4a5}",
        ] {
            let odd = say(&format!("{odd}\r\nTAG OK done"));
            whole_session(script(MOVE).on(command, odd)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn one_mail_without_a_date_hides_neither_itself_nor_the_others() {
    let dates = format!(
        "* 1 FETCH (UID 3 RFC822.SIZE 30 INTERNALDATE \"{DATE}\")\r\n\
         * 2 FETCH (UID 5 RFC822.SIZE 50 INTERNALDATE NIL)\r\n\
         * 3 FETCH (UID 9 RFC822.SIZE 90 INTERNALDATE \"{DATE}\")\r\nTAG OK done"
    );
    let without = say("* 2 FETCH (UID 5 RFC822.SIZE 50)\r\nTAG OK done");
    let script = Script::new(MOVE)
        .on(
            "UID FETCH 3,5,9 (UID RFC822.SIZE INTERNALDATE)",
            say(&dates),
        )
        .on("UID FETCH 5 (UID RFC822.SIZE)", without);
    let (mut imap, _server) = opened(script).await;
    let mails = imap.list().await.unwrap().mails;
    assert_eq!(mails[0], listed(3, 30));
    assert_eq!(mails[2], listed(9, 90));
    assert_eq!((mails[1].size, mails[1].received_at), (50, NO_DATE));
}

#[tokio::test]
async fn a_folder_that_is_numbered_anew_while_it_is_open_ends_the_session() {
    let anew = "* OK [UIDVALIDITY 8] anew\r\nTAG OK done";
    for (command, capabilities) in commands() {
        if !command.starts_with("UID ") {
            continue;
        }
        let error = whole_session(script(capabilities).on(command, say(anew))).await;
        let error = error.unwrap_err();
        assert!(
            error.to_string().contains("UIDVALIDITY"),
            "{command}: {error}"
        );
    }
    let same = "* OK [UIDVALIDITY 7] as it was\r\nTAG OK done";
    whole_session(script(MOVE).on("UID MOVE", say(same)))
        .await
        .unwrap();
}

#[tokio::test]
async fn uidnext_that_goes_back_voids_what_is_known_until_all_was_looked_at() {
    let selected = |next: u32| {
        let said = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT";
        say(&format!("{said} {next}] next\r\nTAG OK done"))
    };
    let script = Script::new("MOVE")
        .on("SELECT", selected(10))
        .once("SELECT", selected(90));
    let (mut imap, _server) = opened(script).await;
    assert!(!imap.list().await.unwrap().is_numbered_anew);
    imap.session = None;
    // Until a round has come to its end, each listing says so.
    for _ in 0..2 {
        imap.open().await.unwrap();
        assert!(imap.list().await.unwrap().is_numbered_anew);
    }
    imap.wait(Duration::from_millis(1)).await.unwrap();
    assert!(!imap.list().await.unwrap().is_numbered_anew);
}

#[tokio::test]
async fn a_refusal_to_hand_out_one_mail_leaves_the_session_as_it_is() {
    for refusal in [
        "TAG NO [SERVERBUG] oops",
        "TAG BAD Command Argument Error. 11",
    ] {
        let (mut imap, server) = opened(script(MOVE).on("UID FETCH 5", say(refusal))).await;
        let error = imap.fetch(&listed(5, 50)).await.unwrap_err();
        assert!(error.is_refusal(), "{error}");
        assert!(imap.fetch(&listed(9, 90)).await.unwrap().is_some());
        assert_eq!(server.count("LOGIN"), 1);
    }
}

#[tokio::test]
async fn a_literal_of_another_length_than_announced_ends_the_session_in_time() {
    for content in ["A: b", "A: b\r\n\r\nbody, and\r\nmore of it"] {
        let wrong = format!("* 1 FETCH (UID 5 BODY[] {{12}}\r\n{content})\r\nTAG OK done");
        let (mut imap, _server) = opened(script(MOVE).on("UID FETCH 5", say(&wrong))).await;
        let pending = tokio::spawn(async move { imap.fetch(&listed(5, 50)).await });
        tokio::time::pause();
        let result = pending.await.unwrap();
        tokio::time::resume();
        assert!(
            !result.as_ref().is_err_and(IntakeError::is_refusal),
            "{result:?}"
        );
        result.unwrap_err();
    }
}

#[tokio::test]
async fn alerts_are_passed_on_once_each_and_a_flood_of_them_is_not() {
    let alert = |number: usize| format!("* OK [ALERT] disk {} is full\r\n", number / 2);
    let alerts = (0..200).map(alert).collect::<Vec<_>>().concat();
    let flood = say(&format!("{alerts}TAG OK [ALERT] done"));
    let (imap, _server) = opened(script(MOVE).on("STATUS", flood)).await;
    assert_eq!(imap.session.as_ref().unwrap().alerts.len(), 5);
}

#[tokio::test]
async fn a_server_that_holds_the_account_down_is_not_taken_for_a_wrong_password() {
    for said in [
        "[THROTTLED] Account is throttled",
        "[LIMIT] Too many sessions",
    ] {
        let no = say(&format!("TAG NO {said}"));
        let error = whole_session(script(MOVE).on("LOGIN", no))
            .await
            .unwrap_err();
        assert!(
            !error.is_login_refused() && error.wants_patience(),
            "{error}"
        );
    }
    let mut script = Script::new(MOVE);
    script.greeting = "* BYE [THROTTLED] come back later".to_owned();
    assert!(whole_session(script).await.unwrap_err().wants_patience());
}

#[tokio::test]
async fn a_large_folder_without_uidnext_is_searched_in_ranges_too() {
    let many = "* 60000 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK done";
    let last = say("* SEARCH 70000\r\nTAG OK done");
    let script = script(MOVE)
        .on("SELECT", say(many))
        .on("UID SEARCH *", last);
    let (mut imap, server) = opened(script).await;
    imap.list().await.unwrap();
    assert_eq!(
        server.heard_from("UID SEARCH")[..4],
        [
            "UID SEARCH *",
            "UID SEARCH UID 1:50000",
            "UID SEARCH UID 50001:100000",
            "UID SEARCH UID 100001:*"
        ]
    );
}
