//! What has to be known of a case: it is read where it stands, asked for where it is missing, and the clocks stand still
//! until the answer.

mod replies;

use ticketd::domain::Status;
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, DAVE, MALLORY};
use crate::world::{Posted, World, Written, hours};

/// A desk that requires a place and a thing of hardware, as it is shipped.
fn asking() -> Policy {
    let mut policy = cast::policy();
    policy.asking = ticketd::fields::asking();
    policy
}

/// Monday 11:00: Ann writes something that tells no place, and is asked for it.
fn asked() -> (World, Posted) {
    let mut world = World::with(asking());
    world.mail(ANN, "Printer", "It only blinks red.");
    let asked = world.notice_to(ANN, "acknowledgement");
    (world, asked)
}

fn fields(world: &mut World, number: u32) -> Vec<String> {
    let ticket = world.ticket(number);
    let fields = ticket.fields.iter();
    fields
        .map(|(name, value)| format!("{name}={}", **value))
        .collect()
}

#[test]
fn the_acknowledgement_asks_for_what_is_missing_and_for_nothing_else() {
    let (mut world, asked) = asked();
    assert!(asked.says("- Where you are (building, floor, room):"));
    assert!(!asked.says("Which device"), "a printer: {}", asked.text());
    assert!(!asked.says("Phone number"), "{}", asked.text());
    assert!(asked.says("In any case we look at it by Fri 13 Mar 2026, 11:00"));
    assert!(
        world.mails_to(ANN).is_empty(),
        "one mail is better than two"
    );
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New, "nobody has looked at it yet");
    assert_eq!(ticket.awaited(), ["location"]);
    assert!(asked.says("Answer by: Mon 2 Mar 2026, 15:00"));
    assert!(asked.says("stands still"), "{}", asked.text());
    assert!(ticket.clocks.is_paused(), "as the mail says");
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-02T15:00:00Z",
        "what was stated stays to be read"
    );
    let told = world.notice_to(BOB, "ticket-opened");
    assert!(told.says("Asked for: Location"), "{}", told.text());
    assert!(told.says("Waits until: Fri 13 Mar 2026, 11:00"));
}

#[test]
fn what_stands_in_the_mail_is_kept_and_not_asked_for() {
    let mut world = World::with(asking());
    let text = "In room 214 the printer PRN-204 says \"PC LOAD LETTER\".\nPhone: 0170 1234567\n\nRegards\nAnn";
    world.mail(ANN, "Printer", text);
    let acknowledged = world.notice_to(ANN, "acknowledgement");
    assert!(!acknowledged.says("fill in"), "{}", acknowledged.text());
    assert_eq!(world.status(1000), Status::New);
    assert_eq!(
        fields(&mut world, 1000),
        [
            "error=PC LOAD LETTER",
            "location=room 214",
            "phone=0170 1234567",
            "resource=printer PRN-204"
        ]
    );
    let told = world.notice_to(BOB, "ticket-opened");
    assert!(told.says("Phone: 0170 1234567"), "{}", told.text());
}

#[test]
fn what_the_mail_only_speaks_of_is_not_asked_for_either() {
    for text in [
        "The printer in the library blinks.",
        "I sit in the Pune office and the scanner is dead.",
        "The monitor I have at home flickers.",
    ] {
        let mut world = World::with(asking());
        world.mail(ANN, "Hardware", text);
        assert!(world.ticket(1000).awaited().is_empty(), "{text}");
    }
}

#[test]
fn a_question_is_answered_as_it_stands() {
    let mut world = World::with(asking());
    world.mail(ANN, "How do I print on both sides?", "How can I do that?");
    assert!(world.ticket(1000).asked.is_none());
}

#[test]
fn machines_lists_forgers_and_colleagues_are_not_asked() {
    let (subject, text) = ("Printer", "It only blinks red.");
    for mail in [
        Written::new(ANN, subject, text).unproven(),
        Written::new(MALLORY, subject, text).unproven(),
        Written::new(ANN, subject, text).header("Auto-Submitted: auto-generated"),
        Written::new(ANN, subject, text).header("Precedence: bulk"),
        Written::new(ANN, subject, text).header("List-Id: <all.customer.example>"),
        Written::new(BOB, subject, text),
    ] {
        let mut world = World::with(asking());
        world.take(&mail);
        let ticket = world.ticket(1000);
        assert_eq!(ticket.status, Status::New, "{mail:?}");
        assert!(ticket.asked.is_none(), "{mail:?}");
        assert!(ticket.clocks.first_answer_due.is_some(), "{mail:?}");
        for posted in world.all_mails() {
            assert!(!posted.says("Where you are"), "{}", posted.text());
        }
    }
}

#[test]
fn whoever_has_had_enough_mail_is_neither_asked_nor_kept_waiting() {
    let mut world = World::with(asking());
    for _ in 0..4 {
        world.mail(ANN, "Printer", "It only blinks red.");
    }
    assert!(world.ticket(1002).clocks.is_paused());
    let fourth = world.ticket(1003);
    assert!(fourth.asked.is_none(), "the fourth within an hour");
    assert!(!fourth.clocks.is_paused());
}

#[test]
fn the_answer_lets_the_clocks_go_on_and_the_agent_is_told() {
    let (mut world, asked) = asked();
    world.all_mails();
    world.wait(hours(3));
    world.reply(ANN, &asked, "Location: Building C, room 214");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.status, ticket.asked), (Status::New, None));
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-03T10:20:00Z",
        "four hours from 14:00 on, of which none were used up"
    );
    assert_eq!(fields(&mut world, 1000), ["location=Building C, room 214"]);
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(
        told.says("- Location: Building C, room 214"),
        "{}",
        told.text()
    );
    assert!(
        told.says("All that was asked for is here now"),
        "{}",
        told.text()
    );
    world.wait(hours(200));
    assert!(
        !world
            .notices_to(ANN)
            .contains(&"information-reminder".to_owned())
    );
}

#[test]
fn an_answer_that_was_typed_into_the_quoted_lines_is_words_like_any_other() {
    let (mut world, asked) = asked();
    world.all_mails();
    let mut reply = Written::reply(ANN, &asked, "");
    reply.quoted = reply
        .quoted
        .replace("room):", "room): Building C, room 214");
    world.take(&reply);
    assert!(!world.ticket(1000).clocks.is_paused());
    assert_eq!(
        world.messages(1000).last().unwrap(),
        "in: Location: Building C, room 214"
    );
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(told.says("Building C, room 214"), "{}", told.text());
}

#[test]
fn somebody_who_cannot_tell_all_is_not_asked_again() {
    let mut world = World::with(asking());
    world.mail(
        ANN,
        "Hardware",
        "Something is broken, please send somebody. The device makes a noise.",
    );
    world.policy.asking.required.clear();
    let told = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &told, "#ask phone, location");
    let asked = world.notice_to(ANN, "information-asked");
    world.all_mails();
    world.reply(
        ANN,
        &asked,
        "Phone: 0170 1234567\n\nI do not know which room this is, somewhere behind the lifts.",
    );
    assert_eq!(world.status(1000), Status::Open);
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(
        told.says("It does not tell what else was asked for: Location."),
        "{}",
        told.text()
    );
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn thanks_alone_is_no_answer() {
    let (mut world, asked) = asked();
    world.reply(ANN, &asked, "Thanks!");
    assert_eq!(world.ticket(1000).awaited(), ["location"]);
    assert!(world.ticket(1000).clocks.is_paused());
}

#[test]
fn nobody_is_late_while_the_answer_is_awaited_and_the_agents_see_a_new_ticket() {
    let (mut world, _) = asked();
    world.wait(hours(48));
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New);
    assert!(!ticket.is_breached(world.now));
    for notice in ["due-soon", "breached"] {
        assert!(!world.notices_to(BOB).contains(&notice.to_owned()));
    }
}

#[test]
fn whoever_takes_the_ticket_lets_the_clocks_go_on_and_a_late_answer_is_still_understood() {
    let (mut world, asked) = asked();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.wait(hours(3));
    world.reply(BOB, &opened, "#take");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Open);
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-03T10:20:00Z",
        "four hours from 14:00 on"
    );
    world.all_mails();
    world.wait(hours(100));
    assert!(
        !world
            .notices_to(ANN)
            .contains(&"information-reminder".to_owned()),
        "somebody works on it: no machine nags any more"
    );
    let mut reply = Written::reply(ANN, &asked, "");
    reply.quoted = reply.quoted.replace("room):", "room): room 214");
    world.take(&reply);
    assert_eq!(fields(&mut world, 1000), ["location=room 214"]);
}

#[test]
fn another_priority_begins_the_clocks_anew_although_the_answer_is_awaited() {
    let (mut world, _) = asked();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#priority high the whole floor");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.awaited(), ["location"]);
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-02T12:00:00Z"
    );
    assert!(ticket.is_breached(world.now + hours(2)));
    assert_eq!(ticket.waiting_until, None);
}

#[test]
fn two_reminders_go_out_by_business_days_and_then_the_desk_goes_on_by_itself() {
    let (mut world, _) = asked();
    world.all_mails();
    world.wait_until("2026-03-04T10:59:00Z");
    assert!(
        world.all_mails().is_empty(),
        "two business days are not over"
    );
    world.wait_until("2026-03-04T11:00:00Z");
    let first = world.notice_to(ANN, "information-reminder");
    assert!(first.says("- Where you are (building, floor, room):"));
    assert!(!first.says("not remind you again"), "{}", first.text());
    assert_eq!(first.mail.header("Auto-Submitted"), Some("auto-generated"));
    world.wait_until("2026-03-06T11:00:00Z");
    let second = world.notice_to(ANN, "information-reminder");
    assert!(
        second.says("We will not remind you again."),
        "{}",
        second.text()
    );
    assert_ne!(first.text(), second.text());
    world.wait_until("2026-03-13T10:59:00Z");
    assert!(world.all_mails().is_empty(), "two reminders at most");
    world.wait_until("2026-03-13T11:00:00Z");
    let told = world.notice_to(BOB, "note-added");
    assert!(told.says("has not told what was asked for"));
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New, "nobody has looked at it");
    assert!(!ticket.clocks.is_paused());
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-13T15:00:00Z"
    );
    assert_eq!(ticket.next_due(), ticket.clocks.next_mark());
}

#[test]
fn a_reminder_does_not_fall_on_a_sunday() {
    let mut world = World::with(asking());
    world.wait_until("2026-03-06T12:00:00Z");
    world.mail(ANN, "Printer", "It only blinks red.");
    world.all_mails();
    // Friday noon, Saturday, Monday noon.
    world.wait_until("2026-03-09T11:59:00Z");
    assert!(world.mails_to(ANN).is_empty());
    world.wait_until("2026-03-09T12:00:00Z");
    world.notice_to(ANN, "information-reminder");
}

#[test]
fn an_answer_to_a_reminder_counts_like_one_to_the_first_mail() {
    let (mut world, _) = asked();
    world.all_mails();
    world.wait_until("2026-03-04T11:00:00Z");
    let reminder = world.notice_to(ANN, "information-reminder");
    world.crash();
    world.reply(ANN, &reminder, "Sorry, I am in room 7.");
    assert_eq!(fields(&mut world, 1000), ["location=room 7"]);
    assert!(!world.ticket(1000).clocks.is_paused());
}

#[test]
fn an_outage_waits_for_nobody_s_room_number() {
    let mut world = World::with(asking());
    world.mail(
        ANN,
        "Nobody can print",
        "All printers are down, everybody is affected.",
    );
    let asked = world.notice_to(ANN, "acknowledgement");
    assert!(
        asked.says("Where you are") && asked.says("We begin meanwhile."),
        "{}",
        asked.text()
    );
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New);
    assert!(ticket.clocks.first_answer_due.is_some(), "its clocks run");
    world.all_mails();
    world.reply(ANN, &asked, "Where you are: everywhere on the 2nd floor");
    assert!(world.ticket(1000).asked.is_none());
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(
        told.says("All that was asked for is here now"),
        "{}",
        told.text()
    );
}

#[test]
fn a_mail_that_says_nothing_is_asked_for_everything_and_waits() {
    let mut world = World::with(asking());
    world.mail(ANN, "", "");
    let asked = world.notice_to(ANN, "information-needed");
    assert!(asked.says("- What happened, and what did you expect:"));
    assert_eq!(world.status(1000), Status::New);
    assert!(world.ticket(1000).clocks.is_paused());
    let mut reply = Written::reply(ANN, &asked, "");
    reply.quoted = reply
        .quoted
        .replace("expect:", "expect:\n\nThe printer eats paper.\n")
        .replace("at:", "at:\n0170 1234567");
    world.take(&reply);
    assert_eq!(
        fields(&mut world, 1000),
        ["phone=0170 1234567", "problem=The printer eats paper"]
    );
    assert!(!world.ticket(1000).clocks.is_paused());
}

#[test]
fn an_agent_asks_by_hand_and_may_fill_in_what_was_told_on_the_telephone() {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "#ask phone, location");
    let asked = world.notice_to(ANN, "information-asked");
    assert!(asked.says("- Phone number that we reach you at:"));
    assert_eq!(asked.mail.header("Auto-Submitted"), None, "a person asks");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("new -> waiting for phone, location"),
        "{}",
        transcript.text()
    );
    world.reply(BOB, &opened, "#field phone 0170 1234567");
    assert_eq!(world.ticket(1000).awaited(), ["location"]);
    world.reply(BOB, &opened, "#field location Room 7, by the door");
    assert_eq!(world.status(1000), Status::Open);
    assert!(world.ticket(1000).asked.is_none());
    world.reply(BOB, &opened, "#show");
    let shown = world.notice_to(BOB, "show");
    assert!(shown.says("Phone: 0170 1234567"), "{}", shown.text());
}

#[test]
fn a_colleague_may_fill_in_the_lines_and_a_stranger_may_not() {
    let (mut world, asked) = asked();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, &format!("#cc {}", DAVE.address));
    let filled = "Where you are (building, floor, room): Room 7\nPhone: 0555 123456";
    let mut stranger = Written::reply(MALLORY, &asked, filled);
    stranger.is_proven = false;
    world.take(&stranger);
    assert!(fields(&mut world, 1000).is_empty(), "a third person");
    let mut unproven = Written::reply(ANN, &asked, filled).with_ids_only();
    unproven.is_proven = false;
    world.take(&unproven);
    assert!(
        fields(&mut world, 1000).is_empty(),
        "nothing shows that it was Ann"
    );
    let added = world.notice_to(DAVE, "participant-added");
    world.reply(DAVE, &added, filled);
    assert_eq!(
        fields(&mut world, 1000),
        ["location=Room 7"],
        "the telephone would be Dave's, and nobody asked for it"
    );
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn what_an_agent_has_set_is_changed_only_by_a_line_that_names_it() {
    let mut world = World::new();
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#field phone 0170 1234567");
    let acknowledged = world.notice_to(ANN, "acknowledgement");
    world.reply(
        ANN,
        &acknowledged,
        "You can reach me at 0171 7654321 while I am away.",
    );
    assert_eq!(fields(&mut world, 1000), ["phone=0170 1234567"]);
    world.reply(ANN, &acknowledged, "My new number:\nPhone: 0171 7654321");
    assert_eq!(fields(&mut world, 1000), ["phone=0171 7654321"]);
}

#[test]
fn a_question_that_never_arrived_lets_the_clocks_go_on() {
    let (mut world, asked) = asked();
    assert!(world.ticket(1000).clocks.is_paused());
    world.wait(hours(1));
    world.take_bytes(&crate::loops::bounce(
        &asked,
        &asked.envelope_from,
        ANN.address,
    ));
    let ticket = world.ticket(1000);
    assert!(!ticket.clocks.is_paused(), "nobody will answer");
    assert_eq!(
        ticket.clocks.first_answer_due.unwrap().to_string(),
        "2026-03-02T16:00:00Z",
        "an hour stood still"
    );
    world.all_mails();
    world.wait(hours(24 * 14));
    assert!(
        !world
            .notices_to(ANN)
            .contains(&"information-reminder".to_owned()),
        "and nobody is reminded of what they never read"
    );
}

#[test]
fn who_asks_where_it_stands_reads_what_is_waited_for_and_no_time_that_stands_still() {
    let (mut world, asked) = asked();
    world.reply(ANN, &asked, "#status");
    let standing = world.notice_to(ANN, "standing");
    assert!(
        standing.says("We have asked you something"),
        "{}",
        standing.text()
    );
    assert!(standing.says("- Location"), "{}", standing.text());
    assert!(!standing.says("Answer by"), "{}", standing.text());
    world.reply(ANN, &standing, "Location: Building C, room 214");
    world.reply(ANN, &standing, "#status");
    let standing = world.notice_to(ANN, "standing");
    assert!(standing.says("Answer by"), "{}", standing.text());
}
