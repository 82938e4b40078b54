//! Some days after something urgent was closed: does it still work?

use ticketd::domain::{Priority, Status};
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, ERIN};
use crate::world::{Posted, World, Written, days, hours, minutes};

/// A ticket of this subject, solved by Bob at 11:00 and confirmed by Ann at 12:00 on 2 March; and what Ann was told.
fn closed(subject: &str, change: impl FnOnce(&mut Policy)) -> (World, Posted) {
    let mut policy = cast::policy();
    change(&mut policy);
    let mut world = World::with(policy);
    world.mail(ANN, subject, "Please help.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#resolve The switch was replaced.");
    let asked = world.notice_to(ANN, "resolved");
    world.wait(hours(1));
    world.reply(ANN, &asked, "Yes, thanks");
    assert_eq!(world.status(1000), Status::Closed);
    let told = world.notice_to(ANN, "closed");
    world.all_mails();
    (world, told)
}

const CRITICAL: &str = "The server is down for everybody";
const HIGH: &str = "Several users cannot print";

#[test]
fn a_week_after_something_urgent_its_requester_is_asked_once_whether_it_still_works() {
    for subject in [CRITICAL, HIGH] {
        let (mut world, _) = closed(subject, |_| {});
        world.wait(days(7) - minutes(1));
        assert!(world.mails_to(ANN).is_empty(), "{subject}: too early");
        world.crash();
        world.wait(minutes(1));
        let asked = world.notice_to(ANN, "follow-up");
        assert!(asked.says("The switch was replaced."), "{}", asked.text());
        assert!(asked.says("from 5 (very good) to 1 (poor)"));
        assert!(asked.says("Until Mon 16 Mar 2026, 12:00"));
        assert_eq!(asked.mail.header("Auto-Submitted"), Some("auto-generated"));
        assert!(world.mails_to(BOB).is_empty(), "agents have no part in it");
        world.crash();
        world.wait(days(60));
        assert!(world.mails_to(ANN).is_empty(), "{subject}: asked twice");
        assert_eq!(world.status(1000), Status::Closed);
    }
}

#[test]
fn about_what_was_not_urgent_nobody_is_asked() {
    let (mut world, _) = closed("The printer is dead", |_| {});
    assert_eq!(world.ticket(1000).priority, Priority::Medium);
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn a_desk_may_ask_sooner_or_never() {
    let (mut world, _) = closed(HIGH, |policy| policy.follow_up_after = Some(days(2)));
    world.wait(days(2));
    world.notice_to(ANN, "follow-up");

    let (mut world, _) = closed(HIGH, |policy| policy.follow_up_after = None);
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty());

    let (mut world, _) = closed(HIGH, |_| {});
    world.policy.follow_up_after = None;
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty(), "changed while it waited");
    assert_eq!(world.ticket(1000).work.follow_up_at, None);
}

#[test]
fn an_answer_that_it_fails_opens_the_ticket_again_though_the_first_time_for_that_is_over() {
    let (mut world, _) = closed(HIGH, |_| {});
    world.wait(days(7));
    let asked = world.notice_to(ANN, "follow-up");
    world.wait(days(6));
    world.reply(ANN, &asked, "No, since yesterday it fails again.");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.ticket_count(), 1);
    world.notice_to(ANN, "reopened");
    let told = world.notice_to(BOB, "ticket-replied");
    world.reply(BOB, &told, "#close The cable was replaced too.");
    world.notice_to(ANN, "closed");
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty(), "nobody is asked twice");
}

#[test]
fn an_answer_after_that_opens_a_linked_ticket() {
    let (mut world, _) = closed(HIGH, |_| {});
    world.wait(days(7));
    let asked = world.notice_to(ANN, "follow-up");
    world.wait(days(8));
    world.reply(ANN, &asked, "No, since yesterday it fails again.");
    assert_eq!(world.status(1000), Status::Closed);
    assert_eq!(world.ticket_count(), 2);
}

#[test]
fn a_digit_in_the_answer_counts_and_thanks_change_nothing() {
    let (mut world, _) = closed(HIGH, |_| {});
    world.wait(days(7));
    let asked = world.notice_to(ANN, "follow-up");
    world.reply(ANN, &asked, "Thanks, all is well.");
    assert_eq!(world.status(1000), Status::Closed);
    world.reply(ANN, &asked, "2");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.rating), (Status::Closed, Some(2)));
    world.notice_to(ERIN, "low-score");
}

#[test]
fn who_has_given_a_digit_is_not_asked_for_another() {
    let (mut world, told) = closed(HIGH, |_| {});
    world.reply(ANN, &told, "5");
    world.all_mails();
    world.wait(days(7));
    let asked = world.notice_to(ANN, "follow-up");
    assert!(!asked.says("very good"), "{}", asked.text());
}

#[test]
fn what_was_opened_again_is_asked_about_a_week_after_its_last_end() {
    let (mut world, told) = closed(HIGH, |_| {});
    world.wait(days(3));
    world.reply(ANN, &told, "It fails again.");
    let replied = world.notice_to(BOB, "ticket-replied");
    world.all_mails();
    world.wait(days(5));
    assert!(!world.notices_to(ANN).contains(&"follow-up".to_owned()));
    world.reply(BOB, &replied, "#close The cable was replaced too.");
    world.all_mails();
    world.wait(days(6));
    assert!(world.mails_to(ANN).is_empty());
    world.wait(days(1));
    let asked = world.notice_to(ANN, "follow-up");
    assert!(asked.says("The cable was replaced too."));
}

#[test]
fn where_the_end_was_no_solution_or_was_told_to_nobody_nobody_is_asked() {
    for order in [
        "#close code=duplicate",
        "#close code=no-reply",
        "#close Done. quiet",
        "#spam",
    ] {
        let mut world = World::new();
        world.mail(ANN, HIGH, "Please help.");
        let opened = world.notice_to(BOB, "ticket-opened");
        world.reply(BOB, &opened, order);
        assert!(world.status(1000).is_ended(), "{order}");
        world.all_mails();
        world.wait(days(30));
        assert!(world.mails_to(ANN).is_empty(), "{order}");
    }
}

#[test]
fn a_duplicate_that_is_solved_with_its_original_is_left_alone() {
    let mut world = World::new();
    world.mail(ANN, HIGH, "Please help.");
    world.mail(ANN, HIGH, "Please help, again.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#merge 1001");
    world.all_mails();
    world.wait(days(30));
    let asked = world.notices_to(ANN);
    assert!(!asked.contains(&"follow-up".to_owned()), "{asked:?}");
}

#[test]
fn a_machine_and_somebody_whose_conduct_was_reported_are_not_asked() {
    let mut world = World::new();
    world.take(&Written::new(ANN, CRITICAL, "Please help.").header("Precedence: bulk"));
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#close The switch was replaced.");
    world.all_mails();
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty(), "a machine");

    let (mut world, told) = closed(HIGH, |_| {});
    world.reply(ANN, &told, "Thanks for nothing, you fools.");
    let replied = world.notice_to(BOB, "ticket-replied");
    world.reply(BOB, &replied, "#abuse She calls us names.");
    world.reply(BOB, &replied, "#close The switch was replaced.");
    world.all_mails();
    world.wait(days(30));
    assert!(world.mails_to(ANN).is_empty(), "conduct was reported");
}

#[test]
fn an_order_that_is_taken_back_leaves_no_question_behind() {
    let mut world = World::new();
    world.mail(ANN, HIGH, "Please help.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take");
    world.reply(BOB, &opened, "#close The switch was replaced.");
    world.reply(BOB, &opened, "#undo");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New);
    assert_eq!(ticket.work.follow_up_at, None);
}
