//! The clocks of a ticket: who is told when time runs out, what the requester is told, and what goes up by itself.

use ticketd::domain::{Priority, Status};

use crate::cast::{ANN, BOB, CAROL, ERIN};
use crate::world::{Posted, World, hours, minutes};

/// Monday 11:00: critical tickets are due at 11:15, high ones at 12:00, and Bob has it.
fn taken(subject: &str, priority: Priority) -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, subject, "Nothing works.");
    assert_eq!(world.ticket(1000).priority, priority);
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    (world, opened)
}

#[test]
fn half_of_the_time_is_told_to_whoever_has_it_and_more_of_it_to_more_people() {
    let (mut world, _) = taken("Several users cannot print", Priority::High);
    world.wait(minutes(30));
    assert_eq!(world.notices_to(BOB), ["due-soon"]);
    assert!(world.notices_to(ERIN).is_empty(), "not yet");
    world.wait(minutes(15));
    assert_eq!(world.notices_to(BOB), ["due-soon"]);
    assert_eq!(world.notices_to(ERIN), ["due-soon"], "who leads his team");
    world.wait(minutes(15));
    let late = world.notice_to(BOB, "breached");
    assert!(
        late.says("The time for the first answer was up at Mon 2 Mar 2026, 12:00"),
        "{}",
        late.text()
    );
    assert_eq!(world.notices_to(ERIN), ["breached"]);
    assert!(
        world.mails_to(ANN).is_empty(),
        "the requester knows the time"
    );
}

#[test]
fn an_answer_in_time_is_nobody_s_news() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.wait(minutes(20));
    world.reply(BOB, &opened, "I am on my way.");
    world.all_mails();
    world.wait(minutes(60));
    assert!(world.all_mails().is_empty());
}

#[test]
fn an_outage_of_the_desk_tells_the_last_of_what_was_missed_and_not_all_of_it() {
    let (mut world, _) = taken("Several users cannot print", Priority::High);
    world.wait(minutes(70));
    let told = world.notices_to(BOB);
    assert!(told.ends_with(&["breached".to_owned()]), "{told:?}");
}

#[test]
fn the_agent_is_asked_for_an_update_and_one_line_by_reply_gives_it() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.reply(BOB, &opened, "I look at it.");
    world.all_mails();
    world.wait(minutes(90));
    let wanted = world.notice_to(BOB, "update-wanted");
    assert!(
        wanted.says("promised news by Mon 2 Mar 2026, 13:00"),
        "{}",
        wanted.text()
    );
    world.reply(BOB, &wanted, "#update The spare part is on its way.");
    let update = world.notice_to(ANN, "status-update");
    assert!(update.says("The spare part is on its way."));
    world.all_mails();
    world.wait(minutes(60));
    assert!(world.mails_to(ANN).is_empty(), "she has had her news");
}

#[test]
fn without_an_update_the_requester_is_told_that_there_is_none_and_never_the_same_twice() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.reply(BOB, &opened, "I look at it.");
    world.all_mails();
    let mut texts: Vec<String> = Vec::new();
    for count in 1..=4 {
        world.wait(hours(2));
        let mails = world.mails_to(ANN);
        let text: Vec<&str> = mails
            .iter()
            .flat_map(|mail| mail.text().split_whitespace())
            .collect();
        let text = text.join(" ");
        assert!(
            text.contains("no news") || text.contains("without news") || text.contains("none yet"),
            "{count}: {text}"
        );
        assert!(
            !text.contains("working on"),
            "it claims no progress: {text}"
        );
        assert!(!texts.contains(&text), "{count}: it repeats itself");
        texts.push(text);
        let leader = world.notices_to(ERIN);
        assert_eq!(
            leader.contains(&"breached".to_owned()),
            count >= 2,
            "{count}: what she is told of the leader is true"
        );
        world.notices_to(BOB);
        if count == 3 {
            // 17:00 was the last of the day; the next word is due the next morning.
            world.wait_until("2026-03-03T10:00:00Z");
        }
    }
    assert_eq!(world.ticket(1000).holdings, 4);
    world.reply(BOB, &opened, "It prints again, I think.");
    assert_eq!(world.ticket(1000).holdings, 0, "a person spoke");
}

#[test]
fn a_machine_is_not_told_that_there_are_no_news() {
    let mut world = World::new();
    let mail = crate::world::Written::new(ANN, "Several users cannot print", "Alarm 7")
        .header("Precedence: bulk");
    world.take(&mail);
    assert!(world.ticket(1000).is_silent);
    world.all_mails();
    world.wait(hours(6));
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn what_nobody_answers_in_twice_the_time_goes_up_and_the_requester_is_told() {
    let (mut world, _) = taken("Several users cannot print", Priority::High);
    world.wait(hours(2));
    let ticket = world.ticket(1000);
    assert_eq!((ticket.tier, ticket.team.as_deref()), (2, Some("network")));
    assert!(
        world
            .notices_to(CAROL)
            .contains(&"escalated-to-you".to_owned())
    );
    let told = world.notice_to(ANN, "escalated");
    assert!(
        told.says("Nobody answered within the time that was promised."),
        "{}",
        told.text()
    );
    assert!(
        told.says("Next news: Mon 2 Mar 2026, 15:00"),
        "{}",
        told.text()
    );
    world.all_mails();
    world.wait(hours(2));
    assert!(
        world.ticket(1000).is_with_management,
        "there is no third tier"
    );
    let before = world.history(1000).len();
    world.wait(hours(2));
    world.wait_until("2026-03-04T10:00:00Z");
    let ups = |world: &mut World| {
        world
            .history(1000)
            .iter()
            .filter(|what| what.contains("escalated"))
            .count()
    };
    assert_eq!(ups(&mut world), 2, "it goes no higher than that: {before}");
}

#[test]
fn a_missed_promise_is_owned_up_to() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.reply(BOB, &opened, "#eta 2h\nI look at it.");
    world.all_mails();
    world.wait(minutes(90));
    assert!(world.notices_to(BOB).contains(&"due-soon".to_owned()));
    world.wait(minutes(30));
    let late = world.notice_to(ANN, "late");
    assert!(
        late.says("would be solved by Mon 2 Mar 2026,") && late.says("sorry"),
        "{}",
        late.text()
    );
    world.all_mails();
    world.wait(hours(1));
    assert!(!world.notices_to(ANN).contains(&"late".to_owned()), "once");
}

#[test]
fn a_ticket_that_waits_uses_up_no_time_and_waits_ten_business_days_at_most() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.wait(minutes(15));
    world.reply(BOB, &opened, "#wait Which printer is it?");
    world.all_mails();
    world.wait(hours(5));
    assert!(world.notices_to(BOB).is_empty(), "nothing runs out");
    let waiting = world.ticket(1000).waiting_until.unwrap();
    assert_eq!(waiting.to_string(), "2026-03-13T11:15:00Z");
}

#[test]
fn an_acknowledgement_that_leaves_in_time_says_nothing_of_time() {
    let mut world = World::new();
    world.lies_for = minutes(15);
    world.mail(ANN, "Printer", "It is dead.");
    let told = world.notice_to(ANN, "acknowledgement");
    assert!(!told.says("you hear of it only now"), "{}", told.text());
}

#[test]
fn mail_that_lay_on_its_server_is_acknowledged_with_the_time_it_came_and_an_apology() {
    let mut world = World::new();
    world.lies_for = hours(3);
    world.mail(ANN, "Printer", "It is dead.");
    let told = world.notice_to(ANN, "acknowledgement");
    let words = "Your mail reached us on Mon 2 Mar 2026, 08:00 (UTC), and you hear of it only now.";
    assert!(told.says(words), "{}", told.text());
}

#[test]
fn an_acknowledgement_that_could_not_leave_is_written_anew_before_it_does() {
    let mut world = World::new();
    world.is_cut_off = true;
    world.mail(ANN, "Printer", "It is dead.");
    let dave = crate::world::Written::new(crate::cast::DAVE, "Mouse", "It is dead, too.");
    world.take(&dave);
    world.wait(minutes(16));
    world.crash();
    world.mail(ANN, "Screen", "It is dark.");
    world.is_cut_off = false;
    world.wait(minutes(1));
    let (mails, late) = (world.mails_to(ANN), "you hear of it only now");
    let told: Vec<bool> = mails.iter().map(|mail| mail.says(late)).collect();
    assert_eq!(told, [true, false], "only the first one is late");
    assert!(mails[0].says("Your mail reached us on Mon 2 Mar 2026, 11:00"));
    assert!(mails[0].says("It is dead."), "{}", mails[0].text());
    let reply = world.reply(ANN, &mails[0], "It lives again.");
    assert_eq!(reply.ticket(), 1000, "it can be answered as any other");
}

#[test]
fn an_acknowledgement_that_is_put_off_until_it_is_late_says_so() {
    let mut world = World::new();
    world.full.insert(ANN.address.to_owned());
    world.mail(ANN, "Printer", "It is dead.");
    world.wait(minutes(20));
    world.full.clear();
    world.wait(hours(2));
    let told = world.mails_to(ANN);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].says("you hear of it only now"),
        "it was refused each time"
    );
}

#[test]
fn a_ticket_on_hold_tells_why_and_until_when_and_is_open_again_by_itself() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.reply(BOB, &opened, "#hold until=2d The maker sends a new board.");
    let told = world.notice_to(ANN, "on-hold");
    assert!(told.says("The maker sends a new board."), "{}", told.text());
    assert!(
        told.says("by Wed 4 Mar 2026, 11:00 (UTC) at the latest"),
        "{}",
        told.text()
    );
    world.all_mails();
    world.wait(hours(24));
    assert!(world.all_mails().is_empty(), "the clocks stand still");
    world.wait(hours(24));
    assert_eq!(world.ticket(1000).status, Status::Open);
    let note = world.notice_to(BOB, "note-added");
    assert!(note.says("The time on hold is over"), "{}", note.text());
    assert!(world.mails_to(ANN).is_empty(), "she was told the day");
}

#[test]
fn nothing_is_on_hold_for_ever() {
    for order in ["#hold The maker sends a new board.", "#status hold"] {
        let (mut world, opened) = taken("Several users cannot print", Priority::High);
        world.reply(BOB, &opened, order);
        assert_eq!(world.ticket(1000).status, Status::Hold, "{order}");
        world.wait(hours(24 * 15));
        assert_eq!(world.ticket(1000).status, Status::Open, "{order}");
    }
}

#[test]
fn what_was_escalated_comes_back_and_its_promises_stand() {
    let (mut world, opened) = taken("Several users cannot print", Priority::High);
    world.reply(BOB, &opened, "#escalate tier2 The switch is broken.");
    let before = world.ticket(1000);
    assert_eq!((before.tier, before.team.as_deref()), (2, Some("network")));
    world.all_mails();
    let order = "#deescalate The switch works again; the queue is to be emptied.";
    world.reply(BOB, &opened, order);
    let ticket = world.ticket(1000);
    assert_eq!(
        (ticket.tier, ticket.team.as_deref()),
        (1, Some("first-line"))
    );
    assert_eq!(ticket.clocks, before.clocks);
    let told = world.notice_to(ANN, "deescalated");
    assert!(told.says("goes on with first-line"), "{}", told.text());
    assert!(told.says("the queue is to be emptied"));
    world.notice_to(ERIN, "assigned");
    world.all_mails();

    world.all_mails();
    world.reply(BOB, &opened, "#deescalate tier2 No.");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("the ticket is at tier 1"),
        "{}",
        transcript.text()
    );
}

#[test]
fn every_clock_shows_when_it_was_set_what_it_counted_and_what_ended_it() {
    let mut world = World::new();
    world.is_cut_off = true;
    world.mail(ANN, "Several users cannot print", "Nothing works.");
    world.wait(minutes(20));
    world.is_cut_off = false;
    world.wait(minutes(0));
    let opened = world.notice_to(BOB, "ticket-opened");
    world.wait(minutes(10));
    world.reply(BOB, &opened, "I look at it.");
    world.wait_until("2026-03-03T11:00:00Z");
    let clocks = world.clocks(1000);
    let told: Vec<String> = clocks
        .iter()
        .map(|run| {
            let word = |key: &str| run[key].as_str().unwrap_or("-").replace("2026-03-0", "");
            let windows = run["windows"].as_array().unwrap().len();
            format!(
                "{} {}..{} by {}: {} min in {windows}, late {}",
                word("clock"),
                word("from"),
                word("due"),
                word("ended_by"),
                run["counted_secs"].as_i64().unwrap() / 60,
                run["is_late"]
            )
        })
        .collect();
    assert_eq!(
        told[..3],
        [
            "acknowledgement 2T11:00:00Z..2T11:15:00Z by sent: 20 min in 1, late true",
            "first-answer 2T11:00:00Z..2T12:00:00Z by answered: 30 min in 1, late false",
            "update 2T11:00:00Z..2T13:00:00Z by answered: 30 min in 1, late false",
        ]
    );
    let last = told.last().unwrap();
    assert_eq!(
        last, "update 2T17:30:00Z..3T11:50:00Z by -: 70 min in 2, late false",
        "its night does not count: {told:#?}"
    );
}
