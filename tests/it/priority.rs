//! How a priority comes about beside rules: judged by impact and urgency, asked for by a requester, owed to somebody or
//! to age; and that its requester hears of each change with the reason.

use ticketd::domain::{Priority, Vip};
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, ERIN};
use crate::world::{Posted, World, Written, hours};

/// A desk on which somebody has written, and what its agent was told.
fn begun(change: impl FnOnce(&mut Policy)) -> (World, Posted, Posted) {
    let mut policy = cast::policy();
    change(&mut policy);
    let mut world = World::with(policy);
    world.mail(ANN, "Printer", "It only blinks red.");
    let (acknowledged, opened) = (
        world.notice_to(ANN, "acknowledgement"),
        world.notice_to(BOB, "ticket-opened"),
    );
    world.all_mails();
    (world, acknowledged, opened)
}

fn priority(world: &mut World) -> Priority {
    world.ticket(1000).priority
}

#[test]
fn impact_and_urgency_come_to_a_priority_and_the_requester_hears_of_it_once() {
    let (mut world, _, opened) = begun(|_| {});
    assert_eq!(priority(&mut world), Priority::Medium);
    world.reply(
        BOB,
        &opened,
        "#impact high\n#urgency high The whole site prints payslips today.",
    );
    assert_eq!(priority(&mut world), Priority::Critical);
    let told = world.notice_to(ANN, "priority-changed");
    assert!(
        told.says("from medium to critical"),
        "both lines in one mail: {}",
        told.text()
    );
    assert!(told.says("The whole site prints payslips today."));
    assert!(told.says("You will have an answer by"));
    assert!(world.mails_to(ANN).is_empty());
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("impact high, urgency not set; medium -> high"),
        "{}",
        transcript.text()
    );
    assert!(transcript.says("impact high, urgency high; high -> critical"));
}

#[test]
fn without_a_reason_the_requester_reads_how_it_was_judged() {
    let (mut world, _, opened) = begun(|_| {});
    world.reply(BOB, &opened, "#impact low");
    let told = world.notice_to(ANN, "priority-changed");
    assert!(
        told.says("As we see it, its impact is low."),
        "{}",
        told.text()
    );
    world.reply(BOB, &opened, "#urgency medium");
    assert_eq!(priority(&mut world), Priority::Low);
    assert!(
        world.mails_to(ANN).is_empty(),
        "nothing that concerns her has changed"
    );
}

#[test]
fn a_desk_may_judge_in_its_own_way() {
    let (mut world, _, opened) = begun(|policy| {
        policy.ranking.matrix[0] = [Priority::High; 3];
        policy
            .ranking
            .also
            .insert("sev1".to_owned(), Priority::Critical);
    });
    world.reply(BOB, &opened, "#impact high\n#urgency high");
    assert_eq!(priority(&mut world), Priority::High);
    world.reply(BOB, &opened, "#priority SEV1");
    assert_eq!(priority(&mut world), Priority::Critical);
}

#[test]
fn a_requester_who_calls_it_urgent_reaches_the_leader_and_sets_nothing() {
    let (mut world, acknowledged, _) = begun(|_| {});
    world.reply(ANN, &acknowledged, "#urgent The payslips are due today.");
    assert_eq!(priority(&mut world), Priority::Medium);
    let told = world.notice_to(ERIN, "said-urgent");
    assert!(told.says("The payslips are due today."), "{}", told.text());
    assert!(told.says("Its priority is medium"));
    assert!(world.mails_to(ANN).is_empty(), "nothing is promised to her");
    world.all_mails();
    world.reply(ANN, &acknowledged, "#urgent Really, please.");
    assert!(
        !world.notices_to(ERIN).contains(&"said-urgent".to_owned()),
        "nobody has decided yet, and once is enough"
    );
}

#[test]
fn once_the_leader_has_decided_a_requester_may_plead_again() {
    let (mut world, acknowledged, _) = begun(|_| {});
    world.reply(ANN, &acknowledged, "#urgent The payslips are due today.");
    let told = world.notice_to(ERIN, "said-urgent");
    world.all_mails();
    world.reply(ERIN, &told, "#urgency high Payslips cannot wait.");
    assert_eq!(priority(&mut world), Priority::High);
    let changed = world.notice_to(ANN, "priority-changed");
    assert!(changed.says("Payslips cannot wait."));
    world.reply(ANN, &acknowledged, "#urgent Now nobody can print.");
    world.notice_to(ERIN, "said-urgent");
}

#[test]
fn nobody_pleads_in_the_name_of_another() {
    let (mut world, acknowledged, _) = begun(|_| {});
    let forged = Written::reply(ANN, &acknowledged, "#urgent Hurry!").with_ids_only();
    world.take(&forged.unproven());
    assert!(!world.notices_to(ERIN).contains(&"said-urgent".to_owned()));
}

#[test]
fn a_vip_is_raised_and_a_forger_of_one_is_not() {
    for (mail, expected) in [
        (
            Written::new(ANN, "Printer", "It only blinks red."),
            Priority::High,
        ),
        (
            Written::new(ANN, "Printer", "It only blinks red.").unproven(),
            Priority::Medium,
        ),
        (
            Written::new(
                ANN,
                "Server down",
                "The whole server is down for everybody.",
            ),
            Priority::Critical,
        ),
    ] {
        let mut policy = cast::policy();
        let vip = Vip::Domain(ANN.address().domain().to_owned());
        policy.ranking.vips = vec![vip];
        policy.ranking.vip_steps = 3;
        let mut world = World::with(policy);
        world.take(&mail);
        assert_eq!(priority(&mut world), expected, "{mail:?}");
    }
}

#[test]
fn age_raises_step_by_step_tells_it_and_stops_at_the_cap() {
    let (mut world, _, opened) = begun(|policy| policy.ranking.raise_days = Some(2));
    world.reply(BOB, &opened, "#priority low");
    world.all_mails();
    world.wait_until("2026-03-04T10:59:00Z");
    assert_eq!(priority(&mut world), Priority::Low);
    world.all_mails();
    world.wait_until("2026-03-04T11:00:00Z");
    assert_eq!(priority(&mut world), Priority::Medium);
    let told = world.notice_to(ANN, "priority-changed");
    assert!(told.says("open for a while"), "{}", told.text());
    assert_eq!(told.mail.header("Auto-Submitted"), Some("auto-generated"));
    world.crash();
    world.wait_until("2026-03-06T11:00:00Z");
    assert_eq!(priority(&mut world), Priority::High);
    world.wait_until("2026-03-20T11:00:00Z");
    assert_eq!(priority(&mut world), Priority::High, "never above the cap");
}

#[test]
fn a_ticket_that_waits_for_its_requester_does_not_rise_meanwhile() {
    let (mut world, _, opened) = begun(|policy| policy.ranking.raise_days = Some(1));
    world.reply(BOB, &opened, "#wait Which printer is it?");
    world.wait(hours(72));
    assert_eq!(priority(&mut world), Priority::Medium);
}

#[test]
fn where_age_raises_nothing_a_ticket_is_not_looked_at_for_it() {
    let (mut world, _, _) = begun(|_| {});
    assert_eq!(world.ticket(1000).work.raise_at, None);
}
