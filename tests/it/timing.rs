//! States and clocks: what time does, and what it does not.

use ticketd::domain::{Priority, Status};
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, DAVE, ERIN};
use crate::world::{Posted, World, Written, days, hours};

fn resolved_ticket() -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#resolve Replaced the fuser.");
    let resolved = world.notice_to(ANN, "resolved");
    world.all_mails();
    (world, resolved)
}

#[test]
fn the_first_answer_is_promised_by_priority_in_business_hours() {
    let cases = [
        (
            "The server is down for everybody",
            Priority::Critical,
            "2026-03-02T11:15:00Z",
        ),
        (
            "Several users cannot print",
            Priority::High,
            "2026-03-02T12:00:00Z",
        ),
        (
            "The printer is dead",
            Priority::Medium,
            "2026-03-02T15:00:00Z",
        ),
        (
            "How do I print on both sides?",
            Priority::Low,
            "2026-03-03T11:20:00Z",
        ),
    ];
    for (subject, priority, due) in cases {
        let mut world = World::new();
        world.mail(ANN, subject, "Hello");
        let ticket = world.ticket(1000);
        assert_eq!(ticket.priority, priority, "{subject}");
        assert_eq!(
            ticket.clocks.first_answer_due.unwrap().to_string(),
            due,
            "{subject}"
        );
    }
}

#[test]
fn the_promise_in_the_mail_is_the_one_that_is_kept() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    assert!(
        world
            .next_mail_to(ANN)
            .says("Answer by: Mon 2 Mar 2026, 15:00")
    );
    assert_eq!(
        world
            .ticket(1000)
            .clocks
            .first_answer_due
            .unwrap()
            .to_string(),
        "2026-03-02T15:00:00Z"
    );
}

#[test]
fn a_persons_answer_stops_the_clock_and_an_acknowledgement_does_not() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    assert!(world.ticket(1000).first_answer_at.is_none());
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take\n#tag +x");
    assert!(
        world.ticket(1000).first_answer_at.is_none(),
        "an order is no answer"
    );
    assert!(world.ticket(1000).clocks.first_answer_due.is_some());
    world.wait(hours(1));
    world.reply(BOB, &opened, "I am on my way.");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.first_answer_at, Some(world.now));
    assert!(ticket.clocks.first_answer_due.is_none());
}

#[test]
fn a_raised_priority_promises_a_new_time_and_tells_it() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.wait(hours(1));
    world.reply(BOB, &opened, "#priority high");
    assert_eq!(
        world
            .ticket(1000)
            .clocks
            .first_answer_due
            .unwrap()
            .to_string(),
        "2026-03-02T13:00:00Z"
    );
    assert!(world.next_mail_to(ANN).says("by Mon 2 Mar 2026, 13:00"));
}

#[test]
fn a_yes_closes_a_resolved_ticket() {
    for yes in ["Yes", "yes, it works now. Thanks!", "Ja, passt"] {
        let (mut world, resolved) = resolved_ticket();
        let taken = world.take(&Written::reply(ANN, &resolved, yes).unproven());
        assert_eq!(
            (taken.disposition, world.status(1000)),
            (Disposition::Reply, Status::Closed),
            "{yes}"
        );
        let closed = world.next_mail_to(ANN);
        assert!(
            closed.says("You told us that all is well.") && closed.says("Replaced the fuser."),
            "{}",
            closed.text()
        );
    }
}

#[test]
fn a_yes_of_somebody_else_closes_nothing() {
    let (mut world, resolved) = resolved_ticket();
    world.reply(DAVE, &resolved, "Yes");
    world.take(
        &Written::reply(ANN, &resolved, "Yes")
            .with_ids_only()
            .unproven(),
    );
    assert_eq!(world.status(1000), Status::Resolved);
}

#[test]
fn a_contradiction_reopens() {
    for no in [
        "No, it still blinks.",
        "Thanks, but it still fails",
        "Works? I see no change.",
    ] {
        let (mut world, resolved) = resolved_ticket();
        world.reply(ANN, &resolved, no);
        assert_eq!(world.status(1000), Status::Open, "{no}");
        assert_eq!(world.notices_to(ANN), ["reopened"]);
        assert!(world.ticket(1000).closes_at.is_none());
        world.wait(days(10));
        assert_eq!(world.status(1000), Status::Open, "the old date is void");
    }
}

#[test]
fn a_reopened_ticket_owes_its_answer_whatever_is_ordered_before_it_is_given() {
    let (mut world, resolved) = resolved_ticket();
    world.reply(ANN, &resolved, "No, it still blinks.");
    let due = |world: &mut World| world.ticket(1000).clocks.first_answer_due;
    assert!(due(&mut world).is_some(), "reopening owes an answer anew");
    let told = world.notice_to(BOB, "ticket-replied");
    for order in [
        "#priority high",
        "#status hold\n#tag waits",
        "#status open",
        "#escalate tier2 It comes back.",
    ] {
        world.reply(BOB, &told, order);
        let is_held = world.status(1000) == Status::Hold;
        assert_eq!(due(&mut world).is_none(), is_held, "{order}");
    }
    world.reply(BOB, &told, "I come at once.");
    assert!(due(&mut world).is_none());
    world.reply(BOB, &told, "#priority medium");
    assert!(due(&mut world).is_none(), "the answer is given");
}

#[test]
fn a_contradiction_beside_an_order_reopens_as_well() {
    for said in [
        "It still blinks.\n\n#help",
        "#cc +dave@customer.example\nIt still blinks.",
        "#status\nIt still blinks.",
    ] {
        let (mut world, resolved) = resolved_ticket();
        world.reply(ANN, &resolved, said);
        assert_eq!(world.status(1000), Status::Open, "{said}");
    }
}

#[test]
fn an_order_without_words_moves_only_what_it_orders() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#wait Which printer is it?");
    let asked = world.notice_to(ANN, "waiting");
    world.reply(ANN, &asked, "#cc +dave@customer.example");
    assert_eq!(world.status(1000), Status::Waiting);
    world.reply(ANN, &asked, "#help\nThe one on floor 2.");
    assert_eq!(world.status(1000), Status::Open);
    world.reply(ANN, &asked, "#close\nIt does not work, but I gave up.");
    assert_eq!(
        world.status(1000),
        Status::Closed,
        "the order goes before the words"
    );
}

#[test]
fn a_question_long_after_the_end_is_answered_and_opens_nothing() {
    let (mut world, resolved) = resolved_ticket();
    world.wait(days(60));
    world.all_mails();
    for asked in ["#status", "status?"] {
        world.reply(ANN, &resolved, asked);
        assert_eq!(world.notices_to(ANN), ["standing"], "{asked}");
    }
    assert_eq!(
        (world.status(1000), world.ticket_count()),
        (Status::Closed, 1)
    );
    world.reply(ANN, &resolved, "#status\nIt blinks again.");
    assert_eq!(
        (world.status(1000), world.ticket_count()),
        (Status::Closed, 2)
    );
}

#[test]
fn thanks_leave_a_resolved_ticket_as_it_is() {
    let (mut world, resolved) = resolved_ticket();
    world.reply(ANN, &resolved, "Thank you very much!");
    assert_eq!(world.status(1000), Status::Resolved);
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.notices_to(BOB), ["ticket-replied"]);
}

#[test]
fn thanks_leave_a_closed_ticket_as_it_is() {
    let (mut world, resolved) = resolved_ticket();
    world.reply(ANN, &resolved, "Yes");
    let closed = world.notice_to(ANN, "closed");
    world.reply(ANN, &closed, "Danke!");
    world.reply(ANN, &closed, "Yes, great, it works");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn silence_closes_after_three_business_days_and_not_before() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.wait_until("2026-03-06T16:00:00Z");
    world.reply(BOB, &opened, "#resolve Replaced the fuser.");
    let resolved = world.notice_to(ANN, "resolved");
    // Friday afternoon: Saturday counts, Sunday does not.
    let end = world.ticket(1000).closes_at.unwrap();
    assert!(
        resolved.says("closes by itself on Tue 10 Mar 2026"),
        "{} {end}",
        resolved.text()
    );
    world.all_mails();
    world.wait(end.duration_since(world.now) - second());
    assert_eq!(world.status(1000), Status::Resolved);
    world.crash();
    world.wait(second());
    assert_eq!(world.status(1000), Status::Closed);
    let closed = world.next_mail_to(ANN);
    assert!(closed.says("heard no objection"), "{}", closed.text());
    assert_eq!(closed.mail.header("Auto-Submitted"), Some("auto-generated"));
    assert!(
        world
            .history(1000)
            .last()
            .unwrap()
            .starts_with("timer closed")
    );
}

fn second() -> jiff::SignedDuration {
    jiff::SignedDuration::from_secs(1)
}

#[test]
fn who_comes_back_after_silence_closed_it_finds_it_open_again() {
    let (mut world, resolved) = resolved_ticket();
    world.wait(days(5));
    assert_eq!(world.status(1000), Status::Closed);
    world.reply(ANN, &resolved, "I was away. It still blinks.");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.ticket(1000).reopened_count, 1);
}

#[test]
fn an_answer_to_our_question_starts_the_clocks_anew() {
    let mut world = World::new();
    world.mail(ANN, "Several users cannot print", "Help");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#wait Which printer is it?");
    let asked = world.notice_to(ANN, "waiting");
    assert!(world.ticket(1000).clocks.next_update_due.is_none());
    world.wait(days(1));
    world.reply(ANN, &asked, "All of them.");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Open);
    assert_eq!(
        ticket.clocks.next_update_due.unwrap().to_string(),
        "2026-03-03T13:00:00Z",
        "two hours from now"
    );
    assert!(ticket.question.is_none());
}

#[test]
fn an_unproven_answer_ends_no_waiting() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#wait Which printer is it?");
    let asked = world.notice_to(ANN, "waiting");
    world.take(
        &Written::reply(ANN, &asked, "That one.")
            .with_ids_only()
            .unproven(),
    );
    assert_eq!(world.status(1000), Status::Waiting);
}

#[test]
fn a_ticket_on_hold_stands_still_until_it_is_opened() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#status hold");
    assert!(world.ticket(1000).clocks.first_answer_due.is_none());
    world.wait(days(3));
    world.reply(BOB, &opened, "#status open");
    assert!(world.ticket(1000).clocks.first_answer_due.is_some());
}

#[test]
fn the_queue_is_by_priority_and_then_by_age() {
    let mut world = World::new();
    for (from, subject) in [
        (ANN, "The mouse is dead"),
        (DAVE, "The printer is dead"),
        (ERIN, "Several users cannot print"),
    ] {
        world.mail(from, subject, "Hello");
        world.wait(hours(1));
    }
    world.mail(BOB, "Hi", "#list open");
    let list = world.notice_to(BOB, "list");
    let at = |number: &str| list.text().find(number).unwrap();
    assert!(
        at("ACME-1002") < at("ACME-1000") && at("ACME-1000") < at("ACME-1001"),
        "{}",
        list.text()
    );
}
