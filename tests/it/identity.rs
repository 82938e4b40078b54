//! What a forger can do, and what a proven sender may.

mod unproven;

use ticketd::domain::{Address, Priority, Status};
use ticketd::engine::{Disposition, Ignored, Policy};
use ticketd::identity::Require;

use crate::cast::{self, ANN, BOB, CAROL, DAVE, MALLORY, Person};
use crate::world::{Posted, World, Written, days, hours, minutes};

/// A desk with one ticket, Ann's acknowledgement, and Bob's notice of it.
fn one_ticket(change: impl FnOnce(&mut Policy)) -> (World, Posted, Posted) {
    let mut policy = cast::policy();
    change(&mut policy);
    let mut world = World::with(policy);
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let (acknowledgement, opened) = (world.next_mail_to(ANN), world.next_mail_to(BOB));
    world.all_mails();
    (world, acknowledgement, opened)
}

/// The ticket as it was, apart from what a note does to it.
fn is_untouched(world: &mut World) -> bool {
    let ticket = world.ticket(1000);
    ticket.status == Status::New
        && ticket.priority == Priority::Medium
        && ticket.assignee.is_none()
        && ticket.first_answer_at.is_none()
}

#[test]
fn a_forged_agent_orders_nothing_and_the_real_one_hears_of_it() {
    let (mut world, _, _) = one_ticket(|_| {});
    let forged = Written::tagged(BOB, 1000, "#close Never mind.").unproven();
    let taken = world.take(&forged);
    assert!(is_untouched(&mut world), "{taken:?}");
    assert!(world.mails_to(ANN).is_empty(), "nothing leaves");
    for posted in world.all_mails() {
        assert!(posted.to.ends_with("@desk.example"), "{}", posted.to);
    }
}

#[test]
fn a_forger_with_a_token_is_a_forger_still() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.take(&Written::reply(BOB, &opened, "#close Never mind.").unproven());
    assert!(is_untouched(&mut world));
    let refusal = world.notice_to(BOB, "transcript");
    assert!(
        refusal.mail.subject.contains("not done"),
        "{}",
        refusal.mail.subject
    );
    assert!(
        refusal.says("nothing shows that it came from you"),
        "{}",
        refusal.text()
    );
    assert!(
        refusal.says("#close Never mind."),
        "the block is shown to whom it may belong"
    );
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(
        world.messages(1000).len(),
        2,
        "the words are kept as a note"
    );
    assert!(world.messages(1000)[1].starts_with("note: "));
}

#[test]
fn words_of_a_forged_agent_go_to_no_requester() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.take(&Written::reply(BOB, &opened, "Please send me your password.").unproven());
    assert!(world.mails_to(ANN).is_empty());
    assert!(is_untouched(&mut world));
    world.take(&Written::reply(BOB, &opened, "Please send me your password.").with_ids_only());
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn refusals_go_out_once_an_hour_whatever_is_forged() {
    let (mut world, _, opened) = one_ticket(|_| {});
    for _ in 0..5 {
        world.take(&Written::reply(BOB, &opened, "#close Never mind.").unproven());
        world.take(&Written::new(BOB, "Hi", "#list open").unproven());
    }
    assert_eq!(world.notices_to(BOB), ["transcript"]);
    world.wait(minutes(61));
    world.crash();
    world.take(&Written::reply(BOB, &opened, "#close Never mind.").unproven());
    assert_eq!(world.notices_to(BOB), ["transcript"]);
}

#[test]
fn a_proven_domain_without_a_token_reads_and_notes() {
    let (mut world, _, _) = one_ticket(|_| {});
    world.take(&Written::tagged(
        BOB,
        1000,
        "#show\n#note I know this printer.",
    ));
    assert_eq!(world.notices_to(BOB), ["transcript", "show"]);
    assert_eq!(world.messages(1000)[1], "note: I know this printer.");
    for order in [
        "#take",
        "#priority high",
        "#close done",
        "#reply Hello Ann",
        "#cc +mallory@elsewhere.example",
        "#show\n#take",
    ] {
        world.take(&Written::tagged(BOB, 1000, order));
        assert!(is_untouched(&mut world), "{order}");
        assert!(world.mails_to(ANN).is_empty(), "{order}");
        assert!(world.ticket(1000).participants.is_empty());
    }
}

#[test]
fn both_together_may_do_all() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.reply(BOB, &opened, "#take\n#priority high");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.assignee.unwrap().as_str(), "bob");
    assert_eq!(
        (ticket.priority, ticket.status),
        (Priority::High, Status::Open)
    );
}

#[test]
fn another_agents_token_is_no_own_token() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.reply(CAROL, &opened, "#close Never mind.");
    assert!(is_untouched(&mut world));
    let refusal = world.notice_to(CAROL, "transcript");
    assert!(
        refusal.says("did not carry the token of a notice that was sent to you"),
        "{}",
        refusal.text()
    );
}

#[test]
fn a_requesters_token_makes_no_agent() {
    let (mut world, acknowledgement, _) = one_ticket(|_| {});
    world.reply(BOB, &acknowledgement, "#close Never mind.");
    assert!(is_untouched(&mut world));
    world.reply(BOB, &acknowledgement, "An answer to Ann.");
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn an_agents_token_makes_no_agent_of_its_finder() {
    let (mut world, _, opened) = one_ticket(|_| {});
    for finder in [DAVE, MALLORY] {
        world.reply(finder, &opened, "#close Never mind.\n#priority critical");
        assert!(is_untouched(&mut world), "{}", finder.name);
        assert!(world.mails_to(finder).is_empty());
    }
    world.reply(ANN, &opened, "#priority critical\nIt is urgent.");
    assert!(
        is_untouched(&mut world),
        "what is no order of a requester is text"
    );
}

#[test]
fn a_token_of_another_ticket_orders_nothing_here() {
    let (mut world, _, _) = one_ticket(|_| {});
    world.mail(ANN, "The screen is dead", "It is black.");
    let second = world.notice_to(BOB, "ticket-opened");
    let crossed =
        Written::reply(BOB, &second, "#close Never mind.").subject("Re: Printer [ACME-1000]");
    world.take(&crossed);
    assert!(
        is_untouched(&mut world),
        "the token says which ticket, the subject does not"
    );
    assert_eq!(world.status(1001), Status::Closed);
}

#[test]
fn an_agents_token_expires() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.wait(days(31));
    world.reply(BOB, &opened, "#take");
    assert!(is_untouched(&mut world));
    let refusal = world.notice_to(BOB, "transcript");
    world.reply(BOB, &refusal, "#take");
    assert!(!is_untouched(&mut world), "the refusal carries a fresh one");
}

#[test]
fn a_header_with_two_meanings_proves_nothing() {
    let doubts = [
        "From: mallory@elsewhere.example",
        "Subject: another",
        "X Y: z",
    ];
    for doubt in doubts {
        let (mut world, _, opened) = one_ticket(|_| {});
        let taken = world.take(&Written::reply(BOB, &opened, "#close Never mind.").header(doubt));
        assert!(is_untouched(&mut world), "{doubt}: {taken:?}");
    }
}

#[test]
fn a_verdict_of_somebody_else_proves_nothing() {
    let (mut world, _, opened) = one_ticket(|_| {});
    let pass = |id: &str| {
        format!("Authentication-Results: {id}; dmarc=pass; dkim=pass header.d=desk.example")
    };
    world.take(
        &Written::reply(BOB, &opened, "#take")
            .unproven()
            .header(&pass("mx.elsewhere.example")),
    );
    assert!(is_untouched(&mut world));
    // A forged field of our own name stands below the one that our server wrote.
    world.take(
        &Written::reply(BOB, &opened, "#take ")
            .unproven()
            .header(&pass(cast::MX)),
    );
    assert!(is_untouched(&mut world));
}

#[test]
fn an_intranet_takes_the_token_alone() {
    let (mut world, acknowledgement, opened) = one_ticket(|policy| policy.require = Require::Token);
    world.take(&Written::reply(BOB, &opened, "#take").unproven());
    assert!(!is_untouched(&mut world));
    world.take(&Written::reply(ANN, &acknowledgement, "#close").unproven());
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn a_header_with_two_meanings_orders_nothing_on_an_intranet_either() {
    let (mut world, acknowledgement, _) = one_ticket(|policy| policy.require = Require::Token);
    let doubtful = Written::reply(ANN, &acknowledgement, "#close")
        .unproven()
        .header("From: mallory@elsewhere.example");
    world.take(&doubtful);
    assert_eq!(world.status(1000), Status::New);
}

#[test]
fn where_the_domain_is_enough_no_token_is_needed() {
    let (mut world, _, _) = one_ticket(|policy| policy.require = Require::Domain);
    world.take(&Written::tagged(BOB, 1000, "#take"));
    assert!(!is_untouched(&mut world));
}

#[test]
fn an_agent_writes_from_a_second_address_and_is_answered_at_the_registered_one() {
    let home = Person {
        name: "Bob",
        address: "bob@home.example",
    };
    let (mut world, _, opened) = one_ticket(|policy| {
        policy.roster.agents[0].also_known_as = vec![Address::parse("bob@home.example").unwrap()];
    });
    let taken = world.reply(home, &opened, "#close Never mind.");
    assert!(
        is_untouched(&mut world),
        "the token was issued to the other address: {taken:?}"
    );
    assert!(world.mails_to(home).is_empty());
    assert_eq!(world.notices_to(BOB).len(), 1);
}

#[test]
fn an_agents_request_of_his_own_is_a_request() {
    let mut world = World::new();
    let taken = world.mail(BOB, "My chair is broken", "It has three legs.");
    assert_eq!(taken.disposition, Disposition::Ticket);
    let acknowledgement = world.notice_to(BOB, "acknowledgement");
    world.all_mails();
    world.wait(hours(1));
    world.reply(BOB, &acknowledgement, "Two legs by now.");
    assert_eq!(world.history(1000)[1], "requester replied");
}

#[test]
fn a_copy_that_proves_more_is_judged_anew_and_only_once() {
    let (mut world, _, opened) = one_ticket(|_| {});
    let mail = Written::reply(BOB, &opened, "#take\nHello Ann, I am on my way.")
        .message_id("one@desk.example");
    world.take(&mail.clone().unproven());
    assert_eq!(world.ticket(1000).assignee, None);
    world.all_mails();
    let again = world.take(&mail.clone().unproven().header("X-Way: another"));
    assert!(
        again.is_ignored(Ignored::Copy),
        "no better proven: {again:?}"
    );
    assert!(world.all_mails().is_empty());
    let proven = world.take(&mail);
    assert_eq!(proven.disposition, Disposition::Reply, "{proven:?}");
    assert!(world.ticket(1000).assignee.is_some());
    assert!(world.notice_to(ANN, "answer").says("I am on my way."));
    world.all_mails();
    world.crash();
    let third = world.take(&mail.header("X-Way: a third"));
    assert!(third.is_ignored(Ignored::Copy), "{third:?}");
    assert!(world.all_mails().is_empty(), "nothing is said twice");
}

#[test]
fn a_forged_mail_in_the_name_of_who_has_the_ticket_is_heard_of_by_somebody_else() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    let forged = Written::reply(BOB, &opened, "Ann, please send me your password.").unproven();
    for _ in 0..2 {
        world.take(&forged);
        let mails = world.all_mails();
        let mut notes = mails.iter().filter(|mail| mail.notice == "note-added");
        assert!(
            notes.any(|mail| mail.to != BOB.address),
            "{:?}",
            mails.len()
        );
        assert!(mails.iter().all(|mail| mail.to.ends_with("@desk.example")));
    }
}

#[test]
fn a_better_proven_copy_of_an_agents_own_request_does_not_make_him_its_agent() {
    let mut world = World::new();
    world.mail(BOB, "My screen is dead", "It is black.");
    let acknowledgement = world.notice_to(BOB, "acknowledgement");
    world.all_mails();
    let mail = Written::reply(BOB, &acknowledgement, "It is still black.")
        .with_ids_only()
        .message_id("again.1@desk.example");
    world.take(&mail.clone().unproven());
    let before = world.history(1000);
    let again = world.take(&mail);
    assert!(again.is_ignored(Ignored::Copy), "{again:?}");
    assert_eq!(world.history(1000), before);
}

#[test]
fn an_agent_whose_server_says_nothing_of_the_domain_is_told_that() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.take(&Written::reply(BOB, &opened, "I am on my way.").unproven());
    let told = world.notice_to(BOB, "transcript");
    assert!(
        told.says("our server does not say dmarc=pass"),
        "{}",
        told.text()
    );
    assert!(!told.says("gave orders"), "{}", told.text());
    assert!(!told.says("registered address"), "{}", told.text());
}

#[test]
fn a_participant_who_orders_is_refused_for_what_they_are() {
    let (mut world, _, opened) = one_ticket(|_| {});
    world.reply(BOB, &opened, "#cc +dave@customer.example");
    let added = world.notice_to(DAVE, "participant-added");
    let taken = world.reply(DAVE, &added, "#close");
    assert!(
        taken.because.contains("a participant orders nothing"),
        "{taken:?}"
    );
}
