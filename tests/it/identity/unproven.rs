//! What goes to somebody whose address nothing proves: our own words, and nothing that the sender chose.

use ticketd::engine::Unproven;

use crate::cast::{self, ANN, BOB, DAVE, Person};
use crate::world::{World, Written};

#[test]
fn an_unproven_stranger_gets_a_mail_in_our_own_words_only() {
    const CANARIES: [&str; 4] = ["cheap-pills", "Buyer-Nigel", "click-here", "spam-canary"];
    let mut world = World::new();
    let spammer = Person {
        name: "Buyer-Nigel",
        address: "victim@elsewhere.example",
    };
    let mail = Written::new(
        spammer,
        "cheap-pills for you",
        "click-here http://pills.example",
    )
    .unproven()
    .message_id("spam-canary/http://pills.example@elsewhere.example")
    .file("click-here.txt", "click-here");
    world.take(&mail);
    let posted = world.next_mail_to(spammer);
    assert_eq!(posted.notice, "acknowledgement-plain");
    assert_eq!(posted.mail.subject, "Your request [ACME-1000]");
    for canary in CANARIES {
        assert!(
            !posted.whole().contains(canary),
            "{canary}: {}",
            posted.whole()
        );
    }
    assert!(posted.says("Answer by:"));
}

#[test]
fn an_id_of_plain_form_is_answered_so_that_the_thread_holds() {
    let mut world = World::new();
    world.take(
        &Written::new(ANN, "Hi", "You")
            .unproven()
            .message_id("abc.1@customer.example"),
    );
    let posted = world.next_mail_to(ANN);
    assert_eq!(
        posted.mail.in_reply_to[0].as_str(),
        "abc.1@customer.example"
    );
    world.take(
        &Written::new(ANN, "Hi", "You two")
            .unproven()
            .message_id(&format!("{}@customer.example", "a".repeat(130))),
    );
    let posted = world.next_mail_to(ANN);
    assert!(!posted.whole().contains("aaaaaaaa"), "{}", posted.whole());
}

#[test]
fn an_empty_mail_of_an_unproven_stranger_is_asked_in_our_own_words() {
    let mut world = World::new();
    world.take(&Written::new(ANN, "cheap-pills", "").unproven());
    let posted = world.next_mail_to(ANN);
    assert_eq!(posted.notice, "information-needed");
    assert!(
        !posted.whole().contains("cheap-pills"),
        "{}",
        posted.whole()
    );
    assert!(!posted.whole().contains("Example"), "{}", posted.whole());
}

#[test]
fn once_a_person_has_answered_the_words_may_be_repeated() {
    let mut world = World::new();
    world.take(&Written::new(ANN, "The printer is dead", "It blinks red.").unproven());
    assert_eq!(
        world.next_mail_to(ANN).mail.subject,
        "Your request [ACME-1000]"
    );
    let opened = world.next_mail_to(BOB);
    world.reply(BOB, &opened, "I am on my way.");
    assert_eq!(
        world.next_mail_to(ANN).mail.subject,
        "Re: The printer is dead [ACME-1000]"
    );
}

#[test]
fn an_agents_order_before_the_first_answer_echoes_nothing_either() {
    let mut world = World::new();
    world.take(&Written::new(ANN, "cheap-pills", "click-here").unproven());
    world.next_mail_to(ANN);
    let opened = world.next_mail_to(BOB);
    world.reply(
        BOB,
        &opened,
        "#priority high\n#cc +dave@customer.example\n#eta 2h",
    );
    for posted in world.mails_to(ANN).into_iter().chain(world.mails_to(DAVE)) {
        assert!(
            !posted.whole().contains("cheap-pills"),
            "{}",
            posted.whole()
        );
        assert!(!posted.whole().contains("Ann"), "{}", posted.whole());
    }
}

#[test]
fn her_own_token_shows_her_address_for_ever_after() {
    let mut world = World::new();
    world.take(&Written::new(ANN, "The printer is dead", "It blinks red.").unproven());
    let plain = world.next_mail_to(ANN);
    assert!(!world.ticket(1000).is_proven);
    world.take(&Written::reply(ANN, &plain, "And it smells.").unproven());
    assert!(world.ticket(1000).is_proven);
}

#[test]
fn where_unproven_is_never_nobody_unproven_hears_from_a_machine() {
    let mut policy = cast::policy();
    policy.unproven = Unproven::Never;
    let mut world = World::with(policy);
    world.take(&Written::new(ANN, "The printer is dead", "It blinks red.").unproven());
    assert!(world.mails_to(ANN).is_empty());
    let opened = world.next_mail_to(BOB);
    world.reply(BOB, &opened, "#priority high\nI am on my way.");
    assert!(
        world.notices_to(ANN).contains(&"answer".to_owned()),
        "a person may always write"
    );
    world.mail(DAVE, "The screen is dead", "It is black.");
    assert_eq!(world.notices_to(DAVE), ["acknowledgement"]);
}

#[test]
fn where_unproven_is_full_everybody_gets_the_full_acknowledgement() {
    let mut policy = cast::policy();
    policy.unproven = Unproven::Full;
    let mut world = World::with(policy);
    world.take(&Written::new(ANN, "The printer is dead", "It blinks red.").unproven());
    let posted = world.next_mail_to(ANN);
    assert_eq!(posted.notice, "acknowledgement");
    assert!(posted.says("It blinks red."));
}
