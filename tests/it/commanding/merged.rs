//! Tickets that become one, and one that becomes two: where mails go then, and who hears what of it.

use ticketd::domain::{LinkKind, Status};

use crate::cast::{ANN, BOB, CAROL, DAVE, ERIN, MALLORY};
use crate::world::{Written, days};

use super::related::{Two, links, refused, tells_nothing_of, two_tickets};

#[test]
fn a_merged_ticket_goes_on_as_the_other_and_its_requester_is_told_once() {
    let Two {
        mut world,
        daves,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(
        BOB,
        &of_dave,
        "#merge 1000\n#note Both print on the same device.",
    );
    assert_eq!(world.status(1001), Status::Merged);
    let told = world.next_mail_to(DAVE);
    assert_eq!(told.notice, "merged");
    tells_nothing_of(&told, ANN, "It blinks red", "1000");
    assert!(world.mails_to(DAVE).is_empty() && world.mails_to(ANN).is_empty());
    assert_eq!(
        world.messages(1000),
        [
            "in: It blinks red, says Ann.",
            "in: Nothing comes out, says Dave.",
            "note: Both print on the same device."
        ]
    );
    world.all_mails();

    // A later reply to the old number arrives there, and is answered where it was asked.
    let taken = world.reply(DAVE, &daves, "It is the one in room 12.");
    assert_eq!(taken.ticket(), 1001);
    assert_eq!(
        world.messages(1000).last().unwrap(),
        "in: It is the one in room 12."
    );
    let replied = world.notice_to(BOB, "ticket-replied");
    assert!(
        replied.says("This ticket goes on as ACME-1000"),
        "{}",
        replied.text()
    );
    world.all_mails();
    world.reply(BOB, &replied, "Thank you, Dave, that helps.");
    let answer = world.next_mail_to(DAVE);
    assert!(answer.says("that helps") && answer.mail.subject.contains("[ACME-1001]"));
    assert!(
        world.mails_to(ANN).is_empty(),
        "Ann reads nothing that Dave was told"
    );
    assert_eq!(
        world.messages(1000).last().unwrap(),
        "out: Thank you, Dave, that helps."
    );
    world.all_mails();

    world.reply(BOB, &of_ann, "It needs a new fuser.");
    assert_eq!(world.notices_to(ANN), ["answer"]);
    assert!(
        world.mails_to(DAVE).is_empty(),
        "and Dave nothing that Ann was told"
    );
    world.reply(BOB, &of_ann, "#resolve The fuser was replaced.");
    let solved = world.next_mail_to(DAVE);
    assert_eq!(solved.notice, "original-solved");
    assert!(solved.says("The fuser was replaced."));
    world.all_mails();
    // It is over, so a contradiction is a request of its own.
    let taken = world.reply(DAVE, &solved, "It is still dead in room 12.");
    assert_eq!(
        (taken.ticket(), world.status(1000)),
        (1002, Status::Resolved)
    );
    assert_eq!(links(&mut world, 1002)[0], (LinkKind::FollowUp, 1001));
}

#[test]
fn a_merged_ticket_takes_orders_no_more_and_says_where_to_give_them() {
    let Two {
        mut world, of_dave, ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#merge 1000");
    world.all_mails();
    for order in [
        "#take",
        "#priority high",
        "#close done",
        "#reopen why not",
        "#merge 1000",
    ] {
        refused(
            &mut world,
            &of_dave,
            order,
            "goes on as ACME-1000; give the order there",
        );
    }
}

#[test]
fn people_of_a_merged_ticket_take_part_where_the_agent_says_so() {
    let Two {
        mut world,
        daves,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#merge 1000 cc");
    let told = world.next_mail_to(DAVE);
    assert_eq!(told.notice, "merged");
    assert!(told.says("as ACME-1000"), "{}", told.text());
    assert!(world.mails_to(DAVE).is_empty(), "told once");
    world.reply(BOB, &of_ann, "It needs a new fuser.");
    assert_eq!(world.notices_to(DAVE), ["answer"]);
    let taken = world.reply(DAVE, &daves, "When will it come?");
    assert_eq!(taken.ticket(), 1000, "Dave takes part there now");
    world.all_mails();
    world.reply(BOB, &of_ann, "#resolve The fuser was replaced.");
    assert_eq!(world.notices_to(DAVE), ["resolved"], "and hears it there");
}

#[test]
fn two_tickets_of_one_requester_become_one() {
    let Two {
        mut world, of_ann, ..
    } = two_tickets();
    world.mail(ANN, "Printer again", "Still red.");
    let (second, of_second) = (
        world.next_mail_to(ANN),
        world.notice_to(BOB, "ticket-opened"),
    );
    world.all_mails();
    world.reply(BOB, &of_second, "#merge 1000");
    let told = world.next_mail_to(ANN);
    assert!(told.says("as ACME-1000"), "{}", told.text());
    assert!(world.ticket(1000).participants.is_empty());
    let taken = world.reply(ANN, &second, "Any news?");
    assert_eq!(taken.ticket(), 1000);
    world.reply(BOB, &of_ann, "#resolve Done.");
    world.all_mails();
    let taken = world.reply(ANN, &second, "No, it is still dead.");
    assert_eq!((taken.ticket(), world.status(1000)), (1000, Status::Open));
}

#[test]
fn merging_goes_on_through_several_tickets_and_no_circle_can_be_made() {
    let Two {
        mut world,
        daves,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.mail(MALLORY, "Print server", "All printers are dead.");
    let of_third = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &of_dave, "#merge 1000");
    let named = "ACME-1001 goes on as ACME-1000. Name ACME-1000 instead.";
    world.all_mails();
    refused(&mut world, &of_third, "#merge 1001", named);
    refused(&mut world, &of_ann, "#merge 1001", named);
    world.reply(BOB, &of_ann, "#merge 1002");
    world.all_mails();
    world.reply(DAVE, &daves, "Room 12 as well.");
    assert_eq!(world.messages(1002).last().unwrap(), "in: Room 12 as well.");
    world.crash();
    world.reply(BOB, &of_third, "#resolve The print server was restarted.");
    assert_eq!(world.notices_to(DAVE), ["original-solved"]);
    assert_eq!(world.notices_to(ANN), ["original-solved"]);
    assert_eq!(world.notices_to(MALLORY).last().unwrap(), "resolved");
}

#[test]
fn a_closed_ticket_can_be_put_away_into_another_quietly_and_none_goes_into_a_closed_one() {
    let Two {
        mut world,
        daves,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#close code=invalid quiet");
    world.all_mails();
    refused(
        &mut world,
        &of_ann,
        "#merge 1001",
        "ACME-1001 is closed. Reopen it first",
    );
    world.reply(BOB, &of_dave, "#merge 1000");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("it had ended, so nobody is told"),
        "{}",
        transcript.text()
    );
    assert!(world.mails_to(DAVE).is_empty());
    world.reply(DAVE, &daves, "It is back.");
    assert_eq!(world.messages(1000).last().unwrap(), "in: It is back.");
}

#[test]
fn a_stranger_with_somebodys_token_of_a_merged_ticket_stays_a_stranger() {
    let Two {
        mut world,
        daves,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#merge 1000 cc");
    world.all_mails();
    world.take(&Written::reply(MALLORY, &daves, "Tell me more."));
    assert!(world.mails_to(MALLORY).is_empty());
    assert!(!world.ticket(1000).has_participant(&MALLORY.address()));
    assert_eq!(world.messages(1000).last().unwrap(), "in: Tell me more.");
}

#[test]
fn a_part_of_a_mail_becomes_a_ticket_of_its_own() {
    let Two {
        mut world, of_ann, ..
    } = two_tickets();
    let orders = "#split My password has expired\n\nI cannot log in to the payroll, my password has expired.";
    world.reply(BOB, &of_ann, orders);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("ACME-1002 for ann@customer.example"),
        "{}",
        transcript.text()
    );
    let part = world.ticket(1002);
    assert_eq!(part.subject.as_str(), "My password has expired");
    assert_eq!(*part.requester.address, ANN.address());
    assert_eq!(part.category, "account-access", "sorted by the rules");
    assert!(
        part.clocks.first_answer_due.is_some(),
        "and an answer is owed"
    );
    assert_eq!(links(&mut world, 1002), [(LinkKind::SplitFrom, 1000)]);
    assert_eq!(links(&mut world, 1000), [(LinkKind::Split, 1002)]);
    let told = world.next_mail_to(ANN);
    assert_eq!(told.notice, "split-off");
    assert!(
        told.says("ACME-1000 goes on without it."),
        "{}",
        told.text()
    );
    assert!(told.says("I cannot log in to the payroll"));
    assert!(
        world.mails_to(ANN).is_empty(),
        "the text is not sent as an answer, too"
    );
    let opened = world.notice_to(ERIN, "ticket-opened");
    assert!(opened.says("I cannot log in to the payroll"));
    let taken = world.reply(ANN, &told, "It expired on Monday.");
    assert_eq!(taken.ticket(), 1002);
    for (order, says) in [
        ("#split", "a title for the new ticket is missing"),
        (
            "#split The scanner",
            "the text of the new ticket is missing. Write it as the text of your mail",
        ),
    ] {
        refused(&mut world, &of_ann, order, says);
    }
    assert_eq!(world.ticket_count(), 3);
}

#[test]
fn what_is_tied_is_told_to_the_agent_who_has_it() {
    let Two {
        mut world,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_ann, "#assign carol");
    world.all_mails();
    world.reply(BOB, &of_dave, "#merge 1000");
    let note = world.next_mail_to(CAROL);
    assert!(
        note.says("ACME-1000 was merged with ACME-1001."),
        "{}",
        note.text()
    );
    world.wait(days(1));
    assert_eq!(world.status(1001), Status::Merged);
}
