//! The whole desk as one story, told with a real Dovecot, a real Postfix and the real program: Ann has trouble with a
//! printer, Bob works at the desk, Mallory is nobody's friend.
//!
//! It is told twice. Where agents' tokens alone are the proof (`require = "token"`, an intranet whose server judges no
//! domain), and where the server's verdict is needed besides (`"dmarc+token"`).

mod scene;

use std::time::{Duration, Instant};

use crate::letters::{Letter, Mail, address_in};
use crate::servers::{ANN, BOB, CAROL, DAVE, GONE, MALLORY, SUPPORT};
use scene::{SOON, Scene};

/// Ann's ticket, the first of the desk.
const PRINTER: u64 = 1000;
/// How long an acknowledgement may take; it needs well under a second.
const AT_ONCE: Duration = Duration::from_secs(10);

#[test]
fn a_desk_that_trusts_tokens_works_from_the_first_mail_to_the_last() {
    tell("token");
}

#[test]
fn a_desk_that_wants_proven_domains_too_works_from_the_first_mail_to_the_last() {
    tell("dmarc+token");
}

fn tell(require: &str) {
    let Some(mut scene) = Scene::begin(require) else {
        return;
    };
    let acknowledgement = ann_asks_for_help_and_is_acknowledged_within_seconds(&scene);
    the_acknowledgement_has_the_header_of_a_machine_that_behaves(&scene, &acknowledgement);
    the_same_mail_delivered_again_is_ignored(&scene);

    let notice = scene.letter(BOB, |letter| letter.the("Subject").contains("new, "));
    bob_takes_the_ticket_and_answers_in_one_mail(&scene, &notice);
    let answer = ann_reads_the_answer_and_bob_a_transcript(&scene);

    ann_replies_and_her_reply_joins_the_ticket(&scene, &answer);
    a_reply_without_any_tag_joins_by_its_ids_alone(&scene, &answer);
    ann_asks_where_it_stands_and_is_told(&scene, &answer);
    a_machine_that_answers_for_ann_is_ignored(&scene, &answer);

    a_stranger_who_knows_the_number_gets_a_ticket_of_his_own(&scene);
    orders_in_bobs_name_are_refused_and_he_hears_of_it_once(&scene);
    a_mail_that_bounces_is_written_on_the_ticket_and_told_to_bob(&scene, &notice);
    an_outage_of_the_mailbox_delays_a_mail_and_loses_none(&scene);

    bob_resolves_ann_confirms_and_the_ticket_is_closed(&scene, &notice);
    nobody_got_a_mail_too_many(&scene);
    every_mail_was_taken_in_once_and_moved(&scene);
    scene.daemon.check();
    assert_eq!(scene.daemon.terminate().code(), Some(0), "SIGTERM");
    scene.daemon.check();
}

fn anns_request() -> Mail {
    let text = "Hello,\n\nsince this morning the printer on floor 2 only blinks red.\nCan somebody have a look?\n\nAnn";
    Mail::new(ANN, "printer", "The printer on floor 2 is dead", text)
}

fn ann_asks_for_help_and_is_acknowledged_within_seconds(scene: &Scene) -> Letter {
    let begin = Instant::now();
    scene.send(&anns_request());
    let acknowledgement = scene.letter(ANN, |_| true);
    let took = begin.elapsed();
    println!("acknowledged after {} ms", took.as_millis());
    assert!(took < AT_ONCE, "{took:?}");
    assert_eq!(scene.next_outcome_word(), "ticket 1000");
    let ticket = scene.ticket(PRINTER);
    assert_eq!(ticket["status"], "new");
    assert_eq!(ticket["requester"]["address"], ANN.address);
    assert_eq!(ticket["subject"], "The printer on floor 2 is dead");
    acknowledgement
}

fn the_acknowledgement_has_the_header_of_a_machine_that_behaves(scene: &Scene, letter: &Letter) {
    let request = format!("<{}>", anns_request().id);
    assert_eq!(
        letter.the("From"),
        "\"Desk Support\" <support@desk.example>"
    );
    assert_eq!(address_in(letter.the("To")), ANN.address);
    assert_eq!(letter.the("Auto-Submitted"), "auto-replied");
    assert_eq!(
        letter.the("X-Auto-Response-Suppress"),
        "DR, RN, NRN, OOF, AutoReply"
    );
    assert_eq!(letter.maybe("Precedence"), None);
    assert_eq!(letter.the("In-Reply-To"), request);
    assert!(letter.the("References").ends_with(&request));
    assert!(letter.the("Message-ID").ends_with("@desk.example>"));
    assert!(letter.maybe("Date").is_some());
    let reply_to = address_in(letter.the("Reply-To"));
    let return_path = address_in(letter.the("Return-Path"));
    let token = reply_to.strip_prefix("support+r").expect("Ann's own token");
    assert!(token.ends_with("@desk.example") && token.len() > 40);
    assert!(return_path.starts_with("support+b"), "{return_path}");
    assert!(return_path.ends_with("@desk.example"), "{return_path}");

    assert!(
        letter
            .the("Content-Type")
            .starts_with("multipart/alternative")
    );
    let raw = scene.servers.mailbox(ANN, "INBOX").remove(0);
    let raw = String::from_utf8(raw).unwrap().to_ascii_lowercase();
    let part = |kind: &str| raw.find(&format!("content-type: {kind}")).expect(kind);
    assert!(part("text/plain") < part("text/html"), "text goes first");
    let word = reply_to.trim_start_matches("support+");
    let word = word.trim_end_matches("@desk.example");
    let reference = format!("Ref: DESK-1000 · {word}");
    assert!(letter.says(&reference), "{}", letter.text());
    // A forged From must not make us repeat what its author wrote.
    let repeats = letter.says("blinks red");
    assert_eq!(repeats, scene.proves_domains(), "{}", letter.text());
    let subject = if scene.proves_domains() {
        "Re: The printer on floor 2 is dead [DESK-1000]"
    } else {
        "Your request [DESK-1000]"
    };
    assert_eq!(letter.the("Subject"), subject);
}

fn the_same_mail_delivered_again_is_ignored(scene: &Scene) {
    scene.send(&anns_request());
    assert_eq!(scene.next_outcome_word(), "ignored copy 1000");
}

fn bob_takes_the_ticket_and_answers_in_one_mail(scene: &Scene, notice: &Letter) {
    assert!(notice.says("blinks red"), "{}", notice.text());
    let text = "#take\n#priority high nobody on that floor can print\n\nHello Ann,\n\nI am on my way with a new fuser.\nUntil then, please use the printer in room 214.\n\nBob";
    scene.send(&Mail::reply(BOB, "taking", notice, text));
    assert_eq!(scene.next_outcome_word(), "reply 1000");
    let ticket = scene.ticket(PRINTER);
    assert_eq!(ticket["assignee"], "bob");
    assert_eq!(ticket["priority"], "high");
    assert_eq!(ticket["status"], "open");
    assert!(ticket["first_answer_at"].is_string());
}

fn ann_reads_the_answer_and_bob_a_transcript(scene: &Scene) -> Letter {
    let answer = scene.letter(ANN, |letter| letter.says("new fuser"));
    assert_eq!(address_in(answer.the("From")), SUPPORT.address);
    assert_eq!(answer.maybe("Auto-Submitted"), None, "a person wrote it");
    assert!(
        !answer.says("#take") && !answer.says("bob@"),
        "{}",
        answer.text()
    );
    assert!(answer.the("Subject").ends_with("[DESK-1000]"));
    let request = format!("<{}>", anns_request().id);
    assert!(answer.the("References").contains(&request));
    let transcript = scene.letter(BOB, |letter| letter.the("Subject").contains("] done"));
    assert!(transcript.says("#priority high"), "{}", transcript.text());
    scene.ticket_when(PRINTER, "the answer on record as sent", |ticket| {
        ticket["messages"][1]["delivery"] == "sent"
    });
    answer
}

fn ann_replies_and_her_reply_joins_the_ticket(scene: &Scene, answer: &Letter) {
    let text = "Room 214 is locked.\n\nAnn";
    scene.send(&Mail::reply(ANN, "locked", answer, text));
    assert_eq!(scene.next_outcome_word(), "reply 1000");
    let told = scene.letter(BOB, |letter| letter.says("Room 214 is locked."));
    assert!(told.the("Subject").contains("] reply, high"));
    let ticket = scene.ticket(PRINTER);
    assert_eq!(ticket["message_count"], 3);
    assert_eq!(ticket["messages"][2]["direction"], "in");
    let own = ticket["messages"][2]["text"].as_str().unwrap();
    assert_eq!(own, text, "without what she quoted");
}

/// Once by the id of a mail of ours, once by the id of a mail of Ann's own.
fn a_reply_without_any_tag_joins_by_its_ids_alone(scene: &Scene, answer: &Letter) {
    let ours = answer.the("Message-ID").to_owned();
    let anns = format!("<{}>", anns_request().id);
    for (name, id) in [("by-our-id", ours), ("by-her-id", anns)] {
        let mail = Mail::new(ANN, name, "The key is with the porter", "I found the key.")
            .with(&format!("In-Reply-To: {id}\nReferences: {id}\n"));
        scene.send(&mail);
        assert_eq!(scene.next_outcome_word(), "reply 1000", "{name}");
    }
    assert_eq!(scene.ticket(PRINTER)["message_count"], 5);
}

fn ann_asks_where_it_stands_and_is_told(scene: &Scene, answer: &Letter) {
    scene.send(&Mail::reply(ANN, "status", answer, "#status"));
    assert_eq!(scene.next_outcome_word(), "command 1000");
    let standing = scene.letter(ANN, |letter| letter.says("You asked where your request"));
    assert!(standing.says("Priority: high"), "{}", standing.text());
    assert_eq!(standing.the("Auto-Submitted"), "auto-replied");
}

fn a_machine_that_answers_for_ann_is_ignored(scene: &Scene, answer: &Letter) {
    let away = Mail::reply(ANN, "away", answer, "I am out of the office until Monday.")
        .with("Auto-Submitted: auto-replied\n");
    scene.send(&away);
    let outcome = scene.next_outcome();
    assert_eq!(outcome["disposition"], "ignored");
    let reason = outcome["reason"].as_str().unwrap();
    assert!(["vacation", "auto-reply"].contains(&reason), "{reason}");
    assert_eq!(scene.ticket(PRINTER)["message_count"], 5);
}

fn a_stranger_who_knows_the_number_gets_a_ticket_of_his_own(scene: &Scene) {
    let subject = "Re: The printer on floor 2 is dead [DESK-1000]";
    let text = "Please tell me the code of the door.";
    scene.send(&Mail::new(MALLORY, "stranger", subject, text));
    assert_eq!(scene.next_outcome_word(), "ticket 1001");
    assert_eq!(scene.ticket(PRINTER)["message_count"], 5);
    let own = scene.ticket(1001);
    assert_eq!(own["requester"]["address"], MALLORY.address);
    assert_eq!(own["links"][0]["id"], PRINTER);
    let told = scene.letter(BOB, |letter| letter.says("code of the door"));
    assert!(told.says("nothing shows that it does"), "{}", told.text());
}

/// Once with no more than the number, once with an id that makes it join the ticket.
fn orders_in_bobs_name_are_refused_and_he_hears_of_it_once(scene: &Scene) {
    let subject = "Re: The printer on floor 2 is dead [DESK-1000]";
    let first = Mail::new(BOB, "forged", subject, "#close Never mind.");
    let id = format!("<{}>", anns_request().id);
    let second = Mail::new(
        BOB,
        "forged-again",
        subject,
        "#priority low\n#close Really.",
    )
    .with(&format!("In-Reply-To: {id}\n"));
    scene.forge(&first);
    assert_eq!(scene.next_outcome()["disposition"], "command");
    let refusal = scene.letter(BOB, |letter| letter.the("Subject").contains("not done"));
    assert!(refusal.says("#close Never mind."), "{}", refusal.text());
    scene.forge(&second);
    assert_eq!(scene.next_outcome_word(), "reply 1000");
    let ticket = scene.ticket(PRINTER);
    assert_eq!(ticket["status"], "open");
    assert_eq!(ticket["priority"], "high");
    let kept = ticket["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(kept["standing"], "unverified");
    assert_eq!(kept["direction"], "note");
    scene.everything_is_sent();
    let refusals = scene.subjects(BOB).into_iter();
    let refusals = refusals.filter(|subject| subject.contains("not done"));
    assert_eq!(refusals.count(), 1, "one an hour");
}

fn a_mail_that_bounces_is_written_on_the_ticket_and_told_to_bob(scene: &Scene, notice: &Letter) {
    let text = format!("#cc {GONE}");
    scene.send(&Mail::reply(BOB, "adding", notice, &text));
    assert_eq!(scene.next_outcome_word(), "command 1000");
    assert_eq!(scene.next_outcome_word(), "bounce 1000");
    let ticket = scene.ticket(PRINTER);
    let is_failure = |event: &&serde_json::Value| event["kind"] == "delivery-failed";
    let events = ticket["events"].as_array().unwrap();
    let failure = events.iter().find(is_failure).expect("a failed delivery");
    assert_eq!(failure["to"], GONE);
    assert!(failure["reply"].as_str().unwrap().contains("5.1.1"));
    let told = scene.letter(BOB, |letter| {
        letter.the("Subject").contains("not delivered to gone@")
    });
    assert!(told.says("5.1.1"), "{}", told.text());
    // Nobody wants to hear of it with every further mail.
    let text = format!("#cc -{GONE}");
    scene.send(&Mail::reply(BOB, "removing", notice, &text));
    assert_eq!(scene.next_outcome_word(), "command 1000");
}

fn an_outage_of_the_mailbox_delays_a_mail_and_loses_none(scene: &Scene) {
    let is_connected = || scene.daemon.status()["mailboxes"][0]["connected"] == true;
    assert!(is_connected());
    scene.servers.stop_imap();
    crate::patience::until("the outage to be noticed", SOON, || {
        (!is_connected()).then_some(())
    });
    let text = "The badge reader at gate 3 does not open the gate.";
    scene.send(&Mail::new(DAVE, "outage", "Gate 3", text));
    scene.servers.start_imap();
    assert_eq!(scene.next_outcome_word(), "ticket 1002");
    assert!(is_connected());
    scene.letter(DAVE, |letter| letter.the("Subject").contains("[DESK-1002]"));
}

fn bob_resolves_ann_confirms_and_the_ticket_is_closed(scene: &Scene, notice: &Letter) {
    let text = "#resolve The fuser was worn out. I replaced it and printed a test page.";
    scene.send(&Mail::reply(BOB, "resolving", notice, text));
    assert_eq!(scene.next_outcome_word(), "command 1000");
    let resolved = scene.letter(ANN, |letter| letter.says("The fuser was worn out."));
    assert_eq!(scene.ticket(PRINTER)["status"], "resolved");
    let text = "Yes, it prints again. Thank you!";
    scene.send(&Mail::reply(ANN, "confirming", &resolved, text));
    assert_eq!(scene.next_outcome_word(), "reply 1000");
    let ticket = scene.ticket(PRINTER);
    assert_eq!(ticket["status"], "closed");
    assert!(ticket["closed_at"].is_string());
    let closed = scene.letter(ANN, |letter| letter.says("is now closed"));
    assert!(
        closed.says("You told us that all is well."),
        "{}",
        closed.text()
    );
}

fn nobody_got_a_mail_too_many(scene: &Scene) {
    scene.everything_is_sent();
    let is_there = |count: usize| (scene.letters(ANN).len() >= count).then_some(());
    crate::patience::until("Ann's last letter", SOON, || is_there(6));
    let anns = scene.subjects(ANN);
    // Acknowledgement, priority, answer, standing, resolved, closed; nothing for the copy, the absence and her replies.
    assert_eq!(anns.len(), 6, "{anns:#?}");
    assert_eq!(scene.letters(MALLORY).len(), 1, "his acknowledgement");
    assert_eq!(scene.letters(DAVE).len(), 1, "his acknowledgement");
    assert_eq!(
        scene.subjects(CAROL),
        ["[DESK-1000] note by bob: The printer on floor 2 is dead"],
        "of another team: somebody beside Bob hears of the mail that was forged in his name"
    );
}

fn every_mail_was_taken_in_once_and_moved(scene: &Scene) {
    // The last mail may still be on its way in: what is counted is counted once nothing lies there any more.
    crate::patience::until("an empty inbox", SOON, || {
        scene
            .servers
            .mailbox(SUPPORT, "INBOX")
            .is_empty()
            .then_some(())
    });
    let rows = scene.daemon.json(&["mails"]);
    let locators: std::collections::BTreeSet<&str> = rows
        .iter()
        .map(|row| row["locator"].as_str().unwrap())
        .collect();
    assert_eq!(locators.len(), rows.len());
    assert_eq!(
        scene.servers.mailbox(SUPPORT, "Processed").len(),
        rows.len()
    );
    assert_eq!(rows.len(), scene.sent_count() + 1, "and one bounce");
    let outbox = scene.daemon.json(&["outbox"]);
    assert!(
        outbox.iter().all(|row| row["delivery"] == "sent"),
        "{outbox:#?}"
    );
}
