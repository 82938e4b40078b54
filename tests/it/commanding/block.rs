//! Where orders stand in a mail, what becomes of the text around them, and how a block is answered.

use ticketd::domain::{Kind, Priority, Status};
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, CAROL};
use crate::world::{World, Written};

use super::one_ticket;

#[test]
fn a_block_runs_whole_and_is_answered_line_by_line() {
    let (mut world, _, opened) = one_ticket();
    let taken = world.reply(BOB, &opened, "#take\n#priority high it is the only one\n#type problem\n#category network\n#tag +floor2 printer\n#title Printer on floor 2");
    assert_eq!(taken.disposition, Disposition::Command);
    let ticket = world.ticket(1000);
    assert_eq!(ticket.assignee.as_ref().unwrap().as_str(), "bob");
    assert_eq!(
        (ticket.priority, ticket.kind, ticket.category.as_str()),
        (Priority::High, Kind::Problem, "network")
    );
    assert!(ticket.tags.contains("floor2") && ticket.tags.contains("printer"));
    assert_eq!(ticket.subject.as_str(), "Printer on floor 2");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(transcript.says("All of it is done."));
    for said in [
        "nobody -> bob",
        "medium -> high",
        "incident -> problem",
        "hardware -> network",
        "+floor2 +printer",
    ] {
        assert!(transcript.says(said), "{said}: {}", transcript.text());
    }
    let changed = world.next_mail_to(ANN);
    assert_eq!(changed.notice, "priority-changed");
    assert!(changed.says("it is the only one"), "{}", changed.text());
    assert_eq!(changed.mail.subject, "Re: Printer on floor 2 [ACME-1000]");
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn one_wrong_line_stops_the_whole_block() {
    let (mut world, _, opened) = one_ticket();
    let before = world.ticket(1000);
    world.reply(
        BOB,
        &opened,
        "#take\n#priority hgih\n\nHello Ann, I am on my way.",
    );
    assert_eq!(world.ticket(1000), before);
    assert!(
        world.mails_to(ANN).is_empty(),
        "the text is not sent either"
    );
    let transcript = world.notice_to(BOB, "transcript");
    assert!(transcript.mail.subject.contains("not done"));
    assert!(transcript.says("Nothing was done"), "{}", transcript.text());
    assert!(
        transcript.says("Did you mean \"high\"? Possible are: critical, high, medium, low."),
        "{}",
        transcript.text()
    );
    let lines: Vec<&str> = transcript.text().lines().collect();
    let at = lines
        .iter()
        .position(|line| line.ends_with("#priority hgih"))
        .unwrap();
    assert_eq!(
        lines[at].find("hgih"),
        lines[at + 1].find("^^^^"),
        "the caret stands under the word"
    );
    world.reply(BOB, &transcript, "#take\n#priority high");
    assert_eq!(
        world.ticket(1000).priority,
        Priority::High,
        "the way on is a reply to the transcript"
    );
}

#[test]
fn an_unknown_word_is_a_fault_on_top_and_text_at_the_end() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#asign carol\nHello Ann.");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("Did you mean #assign?")
    );
    assert!(world.mails_to(ANN).is_empty());
    world.reply(BOB, &opened, "Hello Ann, see\n#fixit42");
    assert!(world.next_mail_to(ANN).says("Hello Ann, see #fixit42"));
}

#[test]
fn an_order_in_the_middle_of_an_answer_holds_it_back() {
    let (mut world, _, opened) = one_ticket();
    world.all_mails();
    world.reply(
        BOB,
        &opened,
        "Hello Ann,\n#note the user is in a bad mood\nwe look at it.\nBob",
    );
    assert_eq!(world.status(1000), Status::New);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(transcript.says("in the middle of your text, where no order is read"));
    let mails = world.all_mails();
    let to_ann = mails.iter().filter(|mail| mail.to == ANN.address);
    assert_eq!(to_ann.count(), 0, "nothing of it goes out");
}

#[test]
fn an_order_in_the_middle_of_a_text_that_an_order_takes_holds_it_back() {
    for order in [
        "#update",
        "#workaround",
        "#resolve",
        "#close",
        "#wait",
        "#escalate manager",
        "#reply",
    ] {
        let (mut world, _, opened) = one_ticket();
        world.reply(BOB, &opened, "#assign carol");
        let assigned = world.notice_to(CAROL, "assigned");
        let before = world.ticket(1000).status;
        world.all_mails();
        // An assignment is answered by notes only; the order makes the text one for the requester.
        world.reply(
            CAROL,
            &assigned,
            &format!("{order}\nThe fuser was replaced.\n#note she broke it herself\nCarol"),
        );
        assert_eq!(world.status(1000), before, "{order}");
        assert!(
            world.mails_to(ANN).is_empty(),
            "{order}: nothing of it goes out"
        );
        let transcript = world.notice_to(CAROL, "transcript");
        assert!(
            transcript.says("in the middle of your text, where no order is read"),
            "{order}: {}",
            transcript.text()
        );
    }
}

#[test]
fn quoted_orders_are_not_orders() {
    let (mut world, acknowledgement, _) = one_ticket();
    world.take(&Written {
        quoted: "\nOn Monday, Bob wrote:\n> #close\n> #reopen\n".to_owned(),
        ..Written::reply(ANN, &acknowledgement, "What is this?")
    });
    assert_eq!(world.status(1000), Status::New);
}

#[test]
fn orders_stand_in_the_text_and_nowhere_else() {
    let (mut world, acknowledgement, opened) = one_ticket();
    let reply = |text: &str| Written::reply(BOB, &opened, text);
    world.take(&reply("Hello Ann.").subject("#close done"));
    world.take(&reply("Hello again.\n\n-- \n#close done"));
    world.take(&reply("Hello once more.").file("orders.txt", "#close done"));
    let html = "<p>Hello</p><div style=\"display:none\"><p>#close done</p></div>";
    let raw = format!(
        "Authentication-Results: mx.desk.example; dmarc=pass; dkim=pass header.d=customer.example\r\nFrom: ann@customer.example\r\nTo: {}\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n",
        Written::reply(ANN, &acknowledgement, "").to
    );
    world.take_bytes(raw.as_bytes());
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.ticket(1000).message_count, 5, "each was read");
}

#[test]
fn orders_are_taken_out_of_what_is_sent_and_kept() {
    let (mut world, _, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "#take\n#priority high\n\nHello Ann,\nI am on my way.\n\n#tag secret-tag",
    );
    let mails = world.mails_to(ANN);
    let answer = mails
        .iter()
        .find(|posted| posted.notice == "answer")
        .unwrap();
    assert!(answer.says("Hello Ann, I am on my way."));
    for posted in &mails {
        for order in ["#take", "#priority", "secret-tag"] {
            assert!(
                !posted.whole().contains(order),
                "{order}: {}",
                posted.text()
            );
        }
    }
    assert_eq!(world.messages(1000)[1], "out: Hello Ann,\nI am on my way.");
}

#[test]
fn a_reply_to_a_requesters_mail_is_an_answer() {
    let (mut world, _, opened) = one_ticket();
    assert!(opened.says("Your reply goes to the requester"));
    world.reply(BOB, &opened, "Hello Ann, I am on my way.");
    let answer = world.next_mail_to(ANN);
    assert_eq!(answer.notice, "answer");
    assert!(
        answer.mail.header("Auto-Submitted").is_none(),
        "a person wrote it"
    );
    assert_eq!(
        answer.mail.from.address.as_ref().unwrap().to_string(),
        "support@desk.example"
    );
    assert!(
        !answer.whole().contains("bob@desk.example"),
        "{}",
        answer.whole()
    );
    let ticket = world.ticket(1000);
    assert_eq!(
        ticket.assignee.unwrap().as_str(),
        "bob",
        "who answers first has it"
    );
    assert!(ticket.first_answer_at.is_some());
}

#[test]
fn an_empty_reply_of_an_agent_is_on_the_ticket_and_its_author_hears_that_nothing_was_said() {
    let (mut world, _, opened) = one_ticket();
    let taken = world.reply(BOB, &opened, "\n\n-- \nBob, Desk\n");
    assert_eq!(taken.disposition, Disposition::Reply);
    assert_eq!(world.history(1000)[1..], ["agent:bob noted"]);
    assert_eq!(world.messages(1000)[1], "note: ");
    let told = world.notice_to(BOB, "transcript");
    assert!(
        told.says("Nothing was done. Your mail held no words"),
        "{}",
        told.text()
    );
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.status(1000), Status::New);
    world.reply(BOB, &opened, "");
    assert_eq!(world.messages(1000).len(), 3);
    assert!(world.mails_to(BOB).is_empty(), "once an hour is enough");
}

#[test]
fn a_note_stays_inside() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#note Ann is a difficult case.");
    world.reply(BOB, &opened, "#note\nShe called twice.");
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(
        world.messages(1000)[1..],
        ["note: Ann is a difficult case.", "note: She called twice."]
    );
    assert_eq!(world.status(1000), Status::New, "a note alone is no work");
    assert!(world.ticket(1000).first_answer_at.is_none());
}

#[test]
fn a_note_under_an_answer_keeps_all_of_it_inside() {
    let (mut world, _, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "Hello Ann, all is well.\n\n#note she is difficult",
    );
    assert!(world.mails_to(ANN).is_empty(), "in doubt nothing leaves");
}

#[test]
fn a_reply_to_another_notice_is_a_note_unless_it_says_otherwise() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#assign carol");
    let assigned = world.next_mail_to(CAROL);
    assert_eq!(assigned.notice, "assigned");
    assert!(assigned.says("Your reply stays an internal note"));
    assert!(assigned.says("It blinks red."), "the history comes with it");
    world.all_mails();
    world.reply(CAROL, &assigned, "Is that not Bob's printer?");
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.messages(1000)[1], "note: Is that not Bob's printer?");
    world.reply(CAROL, &assigned, "#reply\nHello Ann, I take over.");
    assert!(world.next_mail_to(ANN).says("Hello Ann, I take over."));
}

#[test]
fn the_promise_of_the_footer_holds_without_any_header() {
    let (mut world, _, opened) = one_ticket();
    world.take(
        &Written::reply(BOB, &opened, "Hello Ann.")
            .without_header()
            .subject("no subject"),
    );
    assert_eq!(world.next_mail_to(ANN).notice, "answer");
    world.reply(BOB, &opened, "#assign carol");
    let assigned = world.next_mail_to(CAROL);
    world.all_mails();
    world.take(&Written::reply(CAROL, &assigned, "Hm.").without_header());
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn an_order_without_a_ticket_says_what_is_missing() {
    let mut world = World::new();
    world.mail(BOB, "Hi", "#take");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("this mail is on no ticket")
    );
    assert_eq!(world.ticket_count(), 0);
}

#[test]
fn the_same_order_twice_is_asked_back() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#priority high\n#priority low");
    assert_eq!(world.ticket(1000).priority, Priority::Medium);
    assert!(world.notice_to(BOB, "transcript").says("stands here twice"));
}
