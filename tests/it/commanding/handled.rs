//! What agents keep of their work on a ticket: times, contacts, reminders, and who watches it.

use ticketd::domain::{Status, TicketId};

use crate::cast::{ANN, BOB, CAROL, ERIN};
use crate::world::{hours, minutes};

use super::one_ticket;

#[test]
fn an_agent_is_reminded_once_and_nobody_else_hears_of_it() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#remind 2h Ask the maker for the board.");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("you are reminded Mon 2 Mar 2026, 13:00"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::New, "nobody has worked on it");
    world.all_mails();
    world.wait(minutes(119));
    assert!(!world.notices_to(BOB).contains(&"reminder".to_owned()));
    world.all_mails();
    world.wait(minutes(1));
    let reminder = world.notice_to(BOB, "reminder");
    assert!(reminder.says("Ask the maker for the board."));
    assert!(reminder.says("The printer is dead") && reminder.says("stays an internal note"));
    assert!(world.mails_to(ANN).is_empty());
    assert!(!world.notices_to(ERIN).contains(&"reminder".to_owned()));
    world.crash();
    world.wait(hours(2));
    assert!(!world.notices_to(BOB).contains(&"reminder".to_owned()));
}

#[test]
fn a_reminder_outlives_the_ticket_and_can_be_taken_back() {
    let (mut world, _, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "#remind 3d\n#remind 4d Is Ann content?\n#close Done.",
    );
    assert_eq!(world.ticket(1000).work.reminders.len(), 2);
    world.all_mails();
    world.wait(hours(72));
    assert!(world.notice_to(BOB, "reminder").says("ACME-1000, closed"));
    world.reply(BOB, &opened, "#remind none");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("reminders taken back: 1")
    );
    world.all_mails();
    world.wait(hours(48));
    assert!(world.mails_to(BOB).is_empty());
    world.reply(BOB, &opened, "#remind none");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("you have no reminder")
    );
}

#[test]
fn one_wrong_line_sets_no_reminder_and_keeps_no_time() {
    let (mut world, _, opened) = one_ticket();
    for (line, says) in [
        ("#remind whenever", "\"whenever\" is not a time"),
        ("#remind", "a time is missing"),
        ("#remind 2020-01-01 too late", "past"),
        ("#time 90", "\"90\" is not an amount of time"),
        ("#time 40h", "more than a day"),
        ("#time -70m", "there is only 1 h on record"),
        ("#due 2d then", "only a time belongs here"),
        (
            "#contact pigeon hello",
            "\"pigeon\" is not a way of contact",
        ),
        ("#contact phone", "what was said is missing"),
        ("#watch carol", "nothing belongs here"),
    ] {
        world.reply(BOB, &opened, &format!("#remind 2h x\n#time 1h\n{line}"));
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.mail.subject.contains("not done"), "{line}");
        assert!(transcript.says(says), "{line}: {}", transcript.text());
        world.all_mails();
    }
    assert!(world.ticket(1000).work.is_empty());
}

#[test]
fn time_worked_is_summed_and_shown_with_what_was_done() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#time 1h30 Looked at the fuser.\n#time 20m");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("0 min -> 1 h 30 min in all"),
        "{}",
        transcript.text()
    );
    assert!(transcript.says("1 h 30 min -> 1 h 50 min in all"));
    world.reply(BOB, &opened, "#time -20m That was another ticket.");
    assert_eq!(world.ticket(1000).work.minutes, 90);
    world.all_mails();
    world.reply(BOB, &opened, "#show");
    let shown = world.notice_to(BOB, "show");
    assert!(
        shown.says("bob: worked on it for 1 h 30 min"),
        "{}",
        shown.text()
    );
    assert!(shown.says("Looked at the fuser.") && shown.says("took 20 min of work back"));
    assert!(world.mails_to(ANN).is_empty(), "that is our affair");
}

#[test]
fn a_call_is_an_answer_and_one_that_nobody_took_is_none() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#contact phone unreached Nobody took it.");
    let ticket = world.ticket(1000);
    assert!(ticket.owes_answer && ticket.clocks.first_answer_due.is_some());
    world.all_mails();
    world.reply(
        BOB,
        &opened,
        "#contact phone\n\nShe needs it by noon; I go there.",
    );
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("on record as an answer"),
        "{}",
        transcript.text()
    );
    let ticket = world.ticket(1000);
    assert_eq!(ticket.first_answer_at, Some(world.now));
    assert!(!ticket.owes_answer && ticket.clocks.first_answer_due.is_none());
    assert_eq!(ticket.status, Status::Open);
    assert!(world.mails_to(ANN).is_empty(), "she was told by phone");
    world.reply(BOB, &opened, "#show");
    let shown = world.notice_to(BOB, "show");
    assert!(shown.says("did not reach the requester by phone"));
    assert!(shown.says("spoke to the requester by phone"));
    assert!(
        shown.says("She needs it by noon; I go there."),
        "{}",
        shown.text()
    );
}

#[test]
fn a_time_for_the_solution_stands_when_the_priority_changes_and_is_told_to_the_desk() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#take\n#due 2d");
    let due = world.now + hours(48);
    assert_eq!(world.ticket(1000).clocks.resolution_due, Some(due));
    assert!(world.mails_to(ANN).is_empty());
    world.reply(BOB, &opened, "#priority high");
    assert_eq!(world.ticket(1000).clocks.resolution_due, Some(due));
    world.reply(BOB, &opened, "#wait until=1d Which one?\n#due 3d");
    assert_eq!(
        world.ticket(1000).clocks.resolution_due,
        None,
        "it stands still"
    );
    world.all_mails();
    world.reply(BOB, &opened, "#due 3d");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("its clocks stand still")
    );
    world.reply(BOB, &opened, "#status open");
    world.all_mails();
    world.wait(hours(6 * 24));
    let mails = world.mails_to(BOB);
    let breached = mails
        .iter()
        .find(|mail| mail.notice == "breached" && mail.says("the solution"));
    assert!(breached.is_some());
    world.reply(BOB, &opened, "#due none");
    assert_eq!(world.ticket(1000).clocks.resolution_due, None);
}

#[test]
fn who_watches_hears_what_others_say_and_do_in_one_mail_each_time() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#assign bob");
    world.mail(CAROL, "x", "#show 1000");
    let shown = world.notice_to(CAROL, "show");
    world.all_mails();
    world.reply(CAROL, &shown, "#watch");
    assert_eq!(world.notices_to(CAROL), ["transcript"]);
    assert_eq!(world.notices_to(BOB), Vec::<String>::new());
    world.reply(ANN, &acknowledgement, "It blinks blue now.");
    let watched = world.next_mail_to(CAROL);
    assert_eq!(watched.notice, "watched");
    assert!(watched.says("It blinks blue now.") && watched.says("#unwatch ends it"));
    assert_eq!(world.notices_to(BOB), ["ticket-replied"]);
    world.reply(
        BOB,
        &opened,
        "#priority high\n#tag +floor2\n\nHello Ann, I come by.",
    );
    let mails = world.mails_to(CAROL);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].says("priority medium → high") && mails[0].says("tags +floor2"));
    assert!(mails[0].says("I come by."), "{}", mails[0].text());
    world.all_mails();
    world.reply(CAROL, &watched, "#priority low");
    assert_eq!(
        world.notices_to(CAROL),
        ["transcript"],
        "not of what she did herself"
    );
    world.reply(BOB, &opened, "#assign carol");
    assert_eq!(
        world.notices_to(CAROL),
        ["assigned"],
        "one mail for one thing"
    );
    world.reply(BOB, &opened, "#take");
    world.reply(CAROL, &watched, "#unwatch");
    world.all_mails();
    world.reply(ANN, &acknowledgement, "It is green.");
    assert!(world.mails_to(CAROL).is_empty());
    assert!(world.ticket(1000).work.watchers.is_empty());
    assert_eq!(world.known(1000).ticket.id, TicketId(1000));
}
