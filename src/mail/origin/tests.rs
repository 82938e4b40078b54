//! Who or what wrote a mail, told by mails as they really come.

use super::super::inbound::Origin;
use super::super::parse::parse;

#[track_caller]
fn check(header: &str, body: &str, origin: Origin, may_answer: bool) {
    let raw = format!("Message-ID: <1@x.example>\nTo: desk@y.example\n{header}\n\n{body}\n");
    let mail = parse(raw.as_bytes());
    assert_eq!(
        (mail.origin, mail.auto_respond),
        (origin, may_answer),
        "{header}"
    );
}

#[test]
fn a_person_is_a_person() {
    check(
        "From: ann@x.example\nSubject: Printer",
        "dead",
        Origin::Person,
        true,
    );
    check(
        "From: ann@x.example\nAuto-Submitted: no\nSubject: Printer",
        "dead",
        Origin::Person,
        true,
    );
    check(
        "From: ann@x.example\nAuto-Submitted: NO (really) ; x=y\nSubject: Printer",
        "dead",
        Origin::Person,
        true,
    );
    check(
        "From: ann@x.example\nSubject: Vacation request system broken",
        "I cannot log in",
        Origin::Person,
        true,
    );
}

#[test]
fn what_says_that_it_is_automatic_is_believed() {
    check(
        "From: ann@x.example\nAuto-Submitted: auto-generated\nSubject: x",
        "y",
        Origin::AutoReply,
        false,
    );
    check(
        "From: ann@x.example\nAuto-Submitted: (comment) auto-replied; owner-email=\"a@x\"\nSubject: x",
        "y",
        Origin::AutoReply,
        false,
    );
    check(
        "From: ann@x.example\nX-Autoreply: yes\nSubject: x",
        "y",
        Origin::AutoReply,
        false,
    );
    check(
        "From: ann@x.example\nPrecedence: auto_reply\nSubject: x",
        "y",
        Origin::AutoReply,
        false,
    );
}

#[test]
fn an_absence_notice_is_known_with_and_without_header_fields() {
    check(
        "From: ann@x.example\nAuto-Submitted: auto-replied\nSubject: Automatic reply: Printer",
        "I am on holiday.",
        Origin::Vacation,
        false,
    );
    check(
        "From: ann@x.example\nSubject: Out of office: Printer",
        "I will be back in the office on Monday.",
        Origin::Vacation,
        false,
    );
    check(
        "From: ann@x.example\nSubject: Abwesenheitsnotiz: Drucker",
        "Ich bin bis Montag nicht im Büro.",
        Origin::Vacation,
        false,
    );
    check(
        "From: ann@x.example\nX-Auto-Response-Suppress: All\nSubject: Automatic reply: Printer",
        "Bin im Urlaub.",
        Origin::Vacation,
        false,
    );
}

#[test]
fn a_person_who_must_not_be_answered_is_still_a_person() {
    check(
        "From: no-reply@x.example\nSubject: Invoice",
        "see above",
        Origin::Person,
        false,
    );
    check(
        "From: MAILER-DAEMON@x.example\nSubject: Hello",
        "hello",
        Origin::Person,
        false,
    );
    check(
        "From: list-request@x.example\nSubject: Hello",
        "hello",
        Origin::Person,
        false,
    );
    check(
        "Return-Path: <>\nFrom: ann@x.example\nSubject: Hello",
        "hello",
        Origin::Person,
        false,
    );
    check(
        "From: ann@x.example\nX-Auto-Response-Suppress: OOF, AutoReply\nSubject: Hello",
        "hello",
        Origin::Person,
        false,
    );
    check("From: Ann\nSubject: Hello", "hello", Origin::Person, false);
}

#[test]
fn lists_and_bulk_mail_are_lists() {
    check(
        "From: ann@x.example\nList-Id: <talk.x.example>\nSubject: x",
        "y",
        Origin::List,
        false,
    );
    check(
        "From: ann@x.example\nPrecedence: bulk\nSubject: x",
        "y",
        Origin::List,
        false,
    );
}

#[test]
fn reports_are_known_by_their_type() {
    let mail = "From: ann@x.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b";
    check(
        mail,
        "--b\n\nYour mail was shown.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--",
        Origin::Receipt,
        false,
    );
    let mail = "From: ann@x.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b";
    check(
        mail,
        "--b\n\nSpam.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--",
        Origin::Feedback,
        false,
    );
}
