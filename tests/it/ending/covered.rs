//! A major incident that somebody has to agree to the end of: once, on its record, and not once more for each report.

use ticketd::domain::{Gate, Named, Role, Status};
use ticketd::engine::incident::{Incidents, Mode};

use crate::cast::{self, BOB, ERIN};
use crate::crowd::somebody;
use crate::world::{Posted, World, days, minutes};

const REPORTS: &str = include_str!("../../incidents/vpn.txt");

/// An incident with a gate before its end: its record's number, those of its reports, and Erin's mail about it.
fn outage() -> (World, u32, Vec<u32>, Posted) {
    let mut policy = cast::policy();
    policy.incidents = Incidents {
        mode: Mode::Automatic,
        ..Incidents::default()
    };
    policy.gates = vec![Gate {
        name: "service manager".to_owned(),
        by: vec![Named::Role(Role::Leader)],
        categories: Vec::new(),
    }];
    let mut world = World::with(policy);
    for (number, line) in REPORTS.lines().take(6).enumerate() {
        let (subject, text) = line.split_once(" | ").unwrap();
        world.mail(somebody(number), subject, text);
        world.wait(minutes(1));
    }
    let all = 1000..1000 + u32::try_from(world.ticket_count()).unwrap();
    let is_record = |world: &mut World, id: u32| world.ticket(id).work.incident.is_some();
    let record = all.clone().find(|id| is_record(&mut world, *id)).unwrap();
    let reports: Vec<u32> = all
        .filter(|id| {
            world
                .ticket(*id)
                .parent()
                .is_some_and(|parent| parent.0 == record)
        })
        .collect();
    assert!(reports.len() > 2, "{reports:?}");
    let raised = world.notice_to(ERIN, "incident-raised");
    world.all_mails();
    (world, record, reports, raised)
}

fn questions(world: &mut World) -> usize {
    let mails = world.mails_to(ERIN);
    mails
        .iter()
        .filter(|mail| mail.notice == "approval-asked")
        .count()
}

#[test]
fn what_a_leader_closes_is_approved_for_each_report() {
    let (mut world, record, reports, raised) = outage();
    world.reply(ERIN, &raised, "#close The gateway was replaced.");
    assert_eq!(world.status(record), Status::Closed);
    let told = world.mails_to(BOB);
    let approved = told.iter().filter(|mail| mail.says("Approved (")).count();
    assert!(approved <= 1, "one approval, one mail: {approved}");
    world.wait(days(6));
    assert_eq!(questions(&mut world), 0);
    for report in reports {
        assert_eq!(world.status(report), Status::Closed, "{report}");
    }
}

#[test]
fn an_order_to_close_the_record_is_asked_about_once() {
    let (mut world, record, reports, raised) = outage();
    world.reply(ERIN, &raised, "#assign bob");
    let assigned = world.notice_to(BOB, "assigned");
    world.reply(BOB, &assigned, "#close The gateway was replaced.");
    assert_eq!(world.status(record), Status::Resolved);
    let question = world.notice_to(ERIN, "approval-asked");
    world.reply(ERIN, &question, "#approve");
    assert_eq!(world.status(record), Status::Closed);
    world.all_mails();
    world.wait(days(6));
    assert_eq!(questions(&mut world), 0);
    for report in reports {
        assert_eq!(world.status(report), Status::Closed, "{report}");
    }
}

#[test]
fn a_record_and_its_reports_that_silence_closes_are_one_question() {
    let (mut world, record, reports, raised) = outage();
    world.reply(ERIN, &raised, "#resolve The gateway was replaced.");
    world.all_mails();
    world.wait(days(3));
    assert_eq!(world.status(record), Status::Resolved);
    let question = world.notice_to(ERIN, "approval-asked");
    assert_eq!(questions(&mut world), 0, "one for all");
    world.reply(ERIN, &question, "#approve");
    for id in reports.into_iter().chain([record]) {
        assert_eq!(world.status(id), Status::Closed, "{id}");
    }
}

#[test]
fn a_report_that_still_fails_is_asked_about_by_itself() {
    let (mut world, _, reports, raised) = outage();
    world.reply(ERIN, &raised, "#close The gateway was replaced.");
    let first = reports.first().copied().unwrap();
    let address = world.ticket(first).requester.address.to_string();
    let who = (0..6).map(somebody).find(|who| who.address == address);
    let who = who.unwrap();
    let resolved = world.notice_to(who, "resolved");
    world.reply(who, &resolved, "No, it still does not connect.");
    assert_eq!(world.status(first), Status::Open);
    let told = world.notice_to(BOB, "ticket-replied");
    world.all_mails();
    world.reply(BOB, &told, "#close The certificate was renewed.");
    assert_eq!(world.status(first), Status::Resolved);
    assert_eq!(questions(&mut world), 1);
}
