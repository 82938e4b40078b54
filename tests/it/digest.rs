//! The digest of a day: what each agent and each leader reads in the morning, once, on business days, whatever happens
//! to the program meanwhile.

use jiff::tz::TimeZone;
use ticketd::calendar::{Hours, Rhythm, Week};
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, CAROL, DAVE, ERIN};
use crate::world::{Posted, World, days, hours, minutes};

/// A desk whose agents get their digest at eight.
fn telling() -> Policy {
    let mut policy = cast::policy();
    policy.rhythms.digest = Some(Rhythm::parse_daily("08:00").unwrap());
    policy
}

fn world() -> World {
    with(telling())
}

fn with(policy: Policy) -> World {
    let mut world = World::with(policy);
    world.begin();
    world
}

fn digests(posted: Vec<Posted>) -> Vec<Posted> {
    let is_digest = |posted: &Posted| posted.notice == "digest";
    posted.into_iter().filter(is_digest).collect()
}

/// What stands under a heading of a digest.
fn under<'a>(digest: &'a Posted, heading: &str) -> &'a str {
    let text = digest.text();
    let (_, after) = text
        .split_once(&format!("\n{heading}\n---"))
        .unwrap_or_else(|| panic!("no {heading} in {text}"));
    // Up to the line before the next underline.
    let end = after.find("\n---").unwrap_or(after.len());
    let end = after[..end].rfind("\n\n").unwrap_or(end);
    &after[..end]
}

#[test]
fn an_agent_reads_in_the_morning_what_is_before_them_the_most_urgent_first() {
    let mut world = world();
    world.mail(ANN, "Password refused", "My password is refused.");
    let late = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &late, "#take");
    world.mail(DAVE, "Scanner", "It asks for a code.");
    let waiting = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &waiting, "#take\n#wait Which one is it?");
    world.mail(ANN, "Monitor", "I would like a second one.");
    let mine = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &mine, "I order it.");
    world.mail(DAVE, "Chair", "It squeaks.");
    let today = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &today, "I look at it.");
    world.reply(
        BOB,
        &today,
        "#take\n#eta 2026-03-03 16:00 A new one is being brought.",
    );
    world.wait_until("2026-03-03T07:59:00Z");
    world.mail(ANN, "Lamp", "It is dark in here.");
    world.all_mails();
    world.wait(minutes(1));
    let digest = world.notice_to(BOB, "digest");
    assert_eq!(
        digest.mail.subject,
        "Your day at ACME Support: 1 late, 1 due today, 4 in all"
    );
    assert!(under(&digest, "Late").contains("ACME-1000: Password refused"));
    assert!(under(&digest, "Late").contains("first answer was due Mon 2 Mar 2026, 15:00"));
    assert!(under(&digest, "Due today").contains("ACME-1003: Chair"));
    assert!(under(&digest, "Yours").contains("ACME-1002: Monitor"));
    assert!(under(&digest, "Waiting").contains("ACME-1001: Scanner"));
    assert!(digest.says("waits for the requester since Mon 2 Mar 2026, 11:00"));
    assert!(under(&digest, "Nobody has these").contains("ACME-1004: Lamp"));
    for number in 1000..=1004 {
        let reference = format!("ACME-{number}");
        assert_eq!(digest.text().matches(&reference).count(), 1, "{reference}");
    }
    assert!(!digest.text().contains("Oversight"), "he leads nobody");
    assert!(world.notices_to(CAROL).is_empty(), "nothing is before her");
    assert_eq!(digest.mail.header("Auto-Submitted"), Some("auto-generated"));
}

#[test]
fn a_leader_sees_what_the_team_is_late_with_and_what_went_wrong_once() {
    let mut world = world();
    world.mail(ANN, "Password refused", "My password is refused.");
    let late = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &late, "#take");
    world.mail(DAVE, "Scanner", "It asks for a code.");
    let solved = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &solved, "#resolve The code is 7.");
    let asked = world.notice_to(DAVE, "resolved");
    world.reply(DAVE, &asked, "1");
    world.mail(ANN, "Keyboard", "It is slow.");
    let up = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &up, "#escalate tier2 It needs other people.");
    let handed = world.notice_to(CAROL, "escalated-to-you");
    world.all_mails();
    world.wait_until("2026-03-03T08:00:00Z");
    let digest = world.notice_to(ERIN, "digest");
    assert!(under(&digest, "Oversight: late with others").contains("ACME-1000"));
    let news = under(&digest, "Oversight: what went wrong since the last digest");
    assert!(news.contains("ACME-1001: Scanner") && news.contains("rated 1 of 5"));
    assert!(news.contains("ACME-1002: Keyboard"), "{news}");
    assert!(news.contains("escalated to tier 2"), "{news}");
    world.reply(BOB, &late, "You have a new one.");
    world.reply(CAROL, &handed, "#take\n#reply I look at it.");
    world.all_mails();
    world.wait(days(1));
    assert!(
        digests(world.mails_to(ERIN)).is_empty(),
        "there is nothing new, and nothing of hers is open"
    );
    assert_eq!(digests(world.mails_to(BOB)).len(), 1);
}

#[test]
fn who_is_away_gets_none_and_who_is_back_does() {
    let mut world = world();
    world.mail(ANN, "Password refused", "My password is refused.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I look at it.");
    world.reply(BOB, &opened, "#away");
    world.all_mails();
    world.wait_until("2026-03-03T09:00:00Z");
    assert!(digests(world.mails_to(BOB)).is_empty());
    world.reply(BOB, &opened, "#back");
    world.all_mails();
    world.wait_until("2026-03-04T09:00:00Z");
    assert_eq!(digests(world.mails_to(BOB)).len(), 1);
}

#[test]
fn a_quiet_desk_writes_to_nobody_and_asks_no_more_that_day() {
    let mut world = world();
    world.wait(days(3));
    assert!(world.all_mails().is_empty());
}

#[test]
fn it_comes_on_business_days_at_the_same_local_time_through_the_change_of_the_clock() {
    let mut policy = telling();
    policy.hours = Hours::new(
        TimeZone::get("Europe/Berlin").unwrap(),
        Week::shipped(),
        ["2026-03-27".parse().unwrap()],
    );
    let mut world = with(policy);
    world.wait_until("2026-03-25T12:00:00Z");
    world.mail(ANN, "Monitor", "I would like a second one.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I order it.");
    world.all_mails();
    world.wait_until("2026-03-31T12:00:00Z");
    let found = digests(world.mails_to(BOB));
    let dates = found
        .iter()
        .map(|digest| digest.mail.header("Date").unwrap().to_owned());
    let dates: Vec<String> = dates.collect();
    // Friday is a holiday, Sunday is no day of work, and in its night the clock jumps.
    assert_eq!(
        dates,
        [
            "Thu, 26 Mar 2026 08:00:00 +0100",
            "Sat, 28 Mar 2026 08:00:00 +0100",
            "Mon, 30 Mar 2026 08:00:00 +0200",
            "Tue, 31 Mar 2026 08:00:00 +0200",
        ]
    );
}

#[test]
fn after_three_weeks_without_a_desk_there_is_one_digest_of_now() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I order it.");
    world.wait(days(1));
    world.all_mails();
    world.now = "2026-03-24T14:30:00Z".parse().unwrap();
    world.crash();
    world.wait(minutes(5));
    let found = digests(world.mails_to(BOB));
    assert_eq!(found.len(), 1);
    assert!(found[0].says("how your tickets stand on Tue 24 Mar 2026, 14:30"));
    world.wait_until("2026-03-25T08:00:00Z");
    assert_eq!(digests(world.mails_to(BOB)).len(), 1, "and then each day");
}

#[test]
fn a_desk_that_comes_back_on_a_day_off_waits_for_the_next_business_day() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I order it.");
    world.all_mails();
    world.now = "2026-03-08T12:00:00Z".parse().unwrap();
    world.wait(hours(1));
    assert!(digests(world.mails_to(BOB)).is_empty(), "a Sunday");
    world.wait_until("2026-03-09T08:00:00Z");
    assert_eq!(digests(world.mails_to(BOB)).len(), 1);
}

#[test]
fn a_kill_neither_loses_nor_doubles_a_digest() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I order it.");
    world.wait_until("2026-03-03T07:59:00Z");
    world.all_mails();
    // Decided on, and not on record: nobody has it, and it is due still.
    world.now = "2026-03-03T08:00:00Z".parse().unwrap();
    world.dies_while_publishing();
    // On record, and no relay has it.
    world.is_cut_off = true;
    world.wait(minutes(1));
    assert!(world.all_mails().is_empty());
    world.crash();
    world.is_cut_off = false;
    world.wait(minutes(30));
    assert_eq!(digests(world.mails_to(BOB)).len(), 1);
    // Sent.
    world.crash();
    world.wait(hours(10));
    assert!(digests(world.mails_to(BOB)).is_empty());
}

#[test]
fn a_desk_that_begins_after_eight_has_its_first_digest_on_the_next_day() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    world.wait_until("2026-03-02T23:59:00Z");
    assert!(digests(world.all_mails()).is_empty());
    world.wait_until("2026-03-03T08:00:00Z");
    assert_eq!(digests(world.all_mails()).len(), 2, "Bob and Erin");
}

#[test]
fn a_note_that_lies_ahead_of_the_clock_was_made_on_a_wrong_one() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "I order it.");
    world.now = "2026-03-06T15:00:00Z".parse().unwrap();
    world.wait(minutes(1));
    assert_eq!(digests(world.all_mails()).len(), 1);
    // Three days are taken back.
    world.now = "2026-03-03T07:00:00Z".parse().unwrap();
    world.wait(hours(25));
    assert_eq!(
        digests(world.mails_to(BOB)).len(),
        2,
        "of the third and the fourth"
    );
}

#[test]
fn two_runs_of_one_story_write_the_same_octets() {
    let told = || {
        let mut world = world();
        world.mail(ANN, "Password refused", "My password is refused.");
        let opened = world.notice_to(BOB, "ticket-opened");
        world.reply(BOB, &opened, "#take");
        world.wait(days(4));
        let found = digests(world.all_mails());
        found
            .into_iter()
            .map(|digest| digest.bytes)
            .collect::<Vec<_>>()
    };
    let first = told();
    assert_eq!(first.len(), 8, "four days for two readers");
    assert_eq!(first, told());
}

#[test]
fn a_switch_turns_it_off() {
    let mut policy = telling();
    policy.rhythms.digest = None;
    let mut world = with(policy);
    world.mail(ANN, "Monitor", "I would like a second one.");
    world.wait(days(3));
    assert!(digests(world.all_mails()).is_empty());
}

#[test]
fn a_reply_to_a_digest_orders_like_any_mail_of_an_agent() {
    let mut world = world();
    world.mail(ANN, "Monitor", "I would like a second one.");
    world.wait_until("2026-03-03T08:00:00Z");
    let digest = world.notice_to(BOB, "digest");
    world.all_mails();
    world.reply(BOB, &digest, "#list unassigned");
    assert!(world.notice_to(BOB, "list").says("ACME-1000: Monitor"));
    world.reply(BOB, &digest, "#on 1000\n#take");
    let name = world.ticket(1000).assignee.map(|name| name.0);
    assert_eq!(name.as_deref(), Some("bob"));
}
