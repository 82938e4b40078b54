//! What each order of an agent does to the ticket, and who hears of it.

use ticketd::domain::{Level, Status};

use crate::cast::{ANN, BOB, CAROL, DAVE, ERIN};

use super::one_ticket;

#[test]
fn a_team_gets_the_ticket() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#assign team:network");
    let ticket = world.ticket(1000);
    assert_eq!(
        (ticket.team.as_deref(), ticket.tier, ticket.assignee),
        (Some("network"), 2, None)
    );
    assert_eq!(world.notices_to(CAROL), ["assigned"]);
    assert!(
        world.mails_to(ANN).is_empty(),
        "who works on it is our affair"
    );
}

#[test]
fn resolving_tells_how_and_asks() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#resolve\nI replaced the fuser.");
    assert_eq!(world.status(1000), Status::Resolved);
    let resolved = world.next_mail_to(ANN);
    assert_eq!(resolved.notice, "resolved");
    assert!(resolved.says("I replaced the fuser.") && resolved.says("with \"yes\""));
    assert!(
        world.mails_to(ANN).is_empty(),
        "the solution is not sent as an answer, too"
    );
}

#[test]
fn closing_wants_a_solution_or_a_code() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#close");
    assert_eq!(world.status(1000), Status::New);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("how it was solved is missing") && transcript.says("code=duplicate"),
        "{}",
        transcript.text()
    );
    world.reply(BOB, &transcript, "#close code=nonsense");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("\"nonsense\" is not a code")
    );
    world.reply(BOB, &transcript, "#close code=duplicate");
    assert_eq!(world.status(1000), Status::Closed);
    let closed = world.next_mail_to(ANN);
    assert_eq!(closed.notice, "closed");
    assert!(
        closed.says("the same as another request"),
        "{}",
        closed.text()
    );
    assert!(!closed.says("how it was solved"), "{}", closed.text());
}

#[test]
fn a_recorded_solution_is_enough_for_closing() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#close\n#solution Replaced the fuser.");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.next_mail_to(ANN).says("Replaced the fuser."));
}

#[test]
fn a_quiet_closing_tells_nobody() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#close code=invalid quiet");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn escalating_tells_the_requester_to_whom_why_and_by_when() {
    let (mut world, _, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "#escalate tier2 eta=2h It hangs on the network.",
    );
    let told = world.next_mail_to(ANN);
    assert_eq!(told.notice, "escalated");
    assert!(
        told.says("tier 2") && told.says("It hangs on the network."),
        "{}",
        told.text()
    );
    assert!(
        told.says("Solved by: Mon 2 Mar 2026, 13:00"),
        "{}",
        told.text()
    );
    let got = world.next_mail_to(CAROL);
    assert_eq!(got.notice, "escalated-to-you");
    assert!(got.says("It blinks red."), "with the history");
    let ticket = world.ticket(1000);
    assert_eq!((ticket.team.as_deref(), ticket.tier), (Some("network"), 2));
    world.all_mails();
    world.reply(CAROL, &got, "#escalate manager Nobody knows.");
    assert_eq!(world.notices_to(ERIN), ["escalated-to-you"]);
    let known = world.known(1000);
    let is_it = |event: &ticketd::domain::Event| {
        matches!(
            &event.body,
            ticketd::domain::EventBody::Escalated {
                to: Level::Management,
                ..
            }
        )
    };
    assert!(known.history.iter().any(is_it));
}

#[test]
fn escalating_without_a_reason_is_a_fault() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#escalate tier2");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("the reason is missing")
    );
    assert_eq!(world.ticket(1000).tier, 1);
}

#[test]
fn waiting_asks_the_requester_and_an_answer_ends_it() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#wait until=2bd Which printer is it?");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Waiting);
    assert!(
        ticket.clocks.first_answer_due.is_none(),
        "the clocks stand still"
    );
    let asked = world.next_mail_to(ANN);
    assert!(
        asked.says("Which printer is it?") && asked.says("Wed 4 Mar 2026"),
        "{}",
        asked.text()
    );
    world.reply(ANN, &asked, "The one on floor 2.");
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn an_estimate_is_told_and_kept() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#eta tue 12:00 the part comes by mail");
    assert_eq!(
        world.ticket(1000).estimate.unwrap().to_string(),
        "2026-03-03T12:00:00Z"
    );
    let told = world.next_mail_to(ANN);
    assert_eq!(told.notice, "estimate");
    assert!(
        told.says("Tue 3 Mar 2026, 12:00") && told.says("the part comes by mail"),
        "{}",
        told.text()
    );
}

#[test]
fn a_workaround_and_an_update_reach_the_requester_and_leave_the_ticket_open() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#workaround Use the printer in room 214.");
    assert!(
        world
            .notice_to(ANN, "workaround")
            .says("Use the printer in room 214.")
    );
    world.reply(
        BOB,
        &opened,
        "#priority high\n#update\nThe part is ordered.",
    );
    let told = world.notice_to(ANN, "status-update");
    assert!(
        told.says("The part is ordered.")
            && told.says("You will hear from us again by Mon 2 Mar 2026, 13:00"),
        "{}",
        told.text()
    );
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.notices_to(ANN), ["priority-changed"]);
}

#[test]
fn people_are_added_and_taken_away() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#cc +dave@customer.example");
    assert_eq!(world.notices_to(DAVE), ["participant-added"]);
    world.reply(BOB, &opened, "Hello both.");
    assert_eq!(
        (world.notices_to(ANN), world.notices_to(DAVE)),
        (vec!["answer".to_owned()], vec!["answer".to_owned()])
    );
    world.reply(BOB, &opened, "#cc -dave@customer.example");
    world.reply(BOB, &opened, "Hello Ann.");
    assert!(world.mails_to(DAVE).is_empty());
}

#[test]
fn the_desk_takes_part_in_no_ticket() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#cc +support@desk.example");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("is the desk itself")
    );
    assert!(world.ticket(1000).participants.is_empty());
}

#[test]
fn show_and_list_answer_the_agent_alone() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#note Ann is difficult.");
    world.all_mails();
    world.mail(BOB, "Hi", "#show 1000\n#list open\n#help assign");
    assert_eq!(world.ticket_count(), 1, "a question is no request");
    let show = world.notice_to(BOB, "show");
    assert!(show.says("It blinks red.") && show.says("Ann is difficult."));
    assert!(
        world
            .notice_to(BOB, "list")
            .says("ACME-1000: The printer is dead")
    );
    assert!(world.notice_to(BOB, "help").says("#assign me | none"));
    world.mail(BOB, "Hi", "#show 4711");
    assert!(
        world
            .all_mails()
            .iter()
            .any(|posted| posted.says("there is no ticket 4711"))
    );
}

#[test]
fn a_closed_ticket_takes_no_orders_but_reopening() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#close code=invalid");
    world.all_mails();
    for order in [
        "#take",
        "#priority high",
        "#wait Which one?",
        "#resolve done",
        "#escalate tier2 why not",
        "#eta 2h",
    ] {
        world.reply(BOB, &opened, order);
        assert_eq!(world.status(1000), Status::Closed, "{order}");
        assert!(
            world
                .notice_to(BOB, "transcript")
                .says("#reopen takes it up again"),
            "{order}"
        );
    }
    world.reply(BOB, &opened, "#reopen I was wrong");
    assert_eq!(world.status(1000), Status::Open);
    assert_eq!(world.next_mail_to(ANN).notice, "reopened");
}
