//! New tickets go to whoever is there and has the least work, and what comes for somebody who is away reaches their team.

use ticketd::domain::{Agent, AgentName, Role};
use ticketd::engine::Policy;

use crate::cast::{self, ANN, BOB, ERIN, Person};
use crate::world::{World, Written, hours, minutes};

/// The second agent of the first line.
const FAY: Person = Person {
    name: "Fay",
    address: "fay@desk.example",
};

/// A desk that gives tickets to Bob and Fay.
fn giving() -> Policy {
    let mut policy = cast::policy();
    policy.assigns = true;
    policy.roster.agents.push(Agent {
        name: AgentName("fay".to_owned()),
        address: FAY.address(),
        also_known_as: Vec::new(),
        team: Some("first-line".to_owned()),
        role: Role::Agent,
    });
    policy
}

fn assignee(world: &mut World, number: u32) -> Option<String> {
    world.ticket(number).assignee.map(|name| name.0)
}

/// Whom the next ticket of this subject goes to.
fn next(world: &mut World, subject: &str) -> Option<String> {
    // So little that no time runs out meanwhile, and nothing goes up to another team.
    world.wait(minutes(5));
    let number = world
        .take(&Written::new(ANN, subject, "It only blinks red."))
        .ticket();
    world.ticket(number).assignee.map(|name| name.0)
}

#[test]
fn tickets_go_by_turns_to_those_who_have_the_least() {
    let mut world = World::with(giving());
    let bob = Some("bob".to_owned());
    let fay = Some("fay".to_owned());
    assert_eq!(next(&mut world, "Printer"), bob, "the first of the roster");
    assert_eq!(next(&mut world, "Printer two"), fay);
    assert_eq!(next(&mut world, "Printer three"), bob, "longest ago");
    assert_eq!(next(&mut world, "Printer four"), fay);
    world.crash();
    assert_eq!(
        next(&mut world, "Printer five"),
        bob,
        "turns are remembered over a crash"
    );
}

#[test]
fn the_agent_hears_of_a_new_ticket_once_and_the_others_do_not() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    assert_eq!(world.notices_to(BOB), ["ticket-opened"]);
    assert!(world.notices_to(FAY).is_empty());
    assert!(world.notices_to(ERIN).is_empty());
}

#[test]
fn urgent_work_weighs_more_and_what_waits_weighs_little() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#priority high The whole floor.");
    assert_eq!(next(&mut world, "Second"), Some("fay".to_owned()));
    assert_eq!(
        next(&mut world, "Third"),
        Some("fay".to_owned()),
        "two and two are not more than four"
    );
    world.reply(BOB, &opened, "#wait Which printer is it?");
    assert_eq!(next(&mut world, "Fourth"), Some("bob".to_owned()));
}

#[test]
fn nobody_gets_tickets_who_is_away_and_where_all_are_the_team_is_told() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#away 3bd");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("you get no new tickets until"),
        "{}",
        transcript.text()
    );
    assert_eq!(next(&mut world, "Second"), Some("fay".to_owned()));
    assert_eq!(next(&mut world, "Third"), Some("fay".to_owned()));
    let third = world.notice_to(FAY, "ticket-opened");
    world.reply(FAY, &third, "#away");
    world.all_mails();
    assert_eq!(next(&mut world, "Fourth"), None);
    for agent in [BOB, FAY, ERIN] {
        assert!(
            world
                .notices_to(agent)
                .contains(&"ticket-opened".to_owned())
        );
    }
    world.reply(FAY, &third, "#back");
    assert_eq!(next(&mut world, "Fifth"), Some("fay".to_owned()));
    world.wait(hours(24 * 7));
    assert_eq!(
        next(&mut world, "Sixth"),
        Some("bob".to_owned()),
        "his three days are over by themselves"
    );
}

#[test]
fn a_reply_for_somebody_who_is_away_reaches_the_team_too() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    let acknowledged = world.notice_to(ANN, "acknowledgement");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#away");
    world.all_mails();
    world.reply(ANN, &acknowledged, "Now it smokes.");
    for agent in [BOB, FAY, ERIN] {
        world.notice_to(agent, "ticket-replied");
    }
    world.reply(BOB, &opened, "#back");
    world.all_mails();
    world.reply(ANN, &acknowledged, "It went out by itself.");
    world.notice_to(BOB, "ticket-replied");
    assert!(world.notices_to(FAY).is_empty());
}

#[test]
fn a_vacation_reply_marks_its_agent_away_until_they_write_again() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    let vacation = Written::reply(BOB, &opened, "I am on a beach.")
        .header("Auto-Submitted: auto-replied (vacation)");
    world.take(&vacation);
    assert_eq!(next(&mut world, "Second"), Some("fay".to_owned()));
    assert_eq!(next(&mut world, "Third"), Some("fay".to_owned()), "still");
    assert_eq!(assignee(&mut world, 1000), Some("bob".to_owned()));
    world.reply(BOB, &opened, "#note I have it.");
    assert_eq!(next(&mut world, "Fourth"), Some("bob".to_owned()));
}

#[test]
fn a_forged_vacation_reply_takes_nobodys_work_away() {
    let mut world = World::with(giving());
    world.mail(ANN, "Printer", "It only blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    let forged = Written::reply(BOB, &opened, "I am on a beach.")
        .header("Auto-Submitted: auto-replied (vacation)")
        .with_ids_only()
        .unproven();
    world.take(&forged);
    assert_eq!(next(&mut world, "Second"), Some("fay".to_owned()));
    assert_eq!(next(&mut world, "Third"), Some("bob".to_owned()));
}

#[test]
fn a_desk_gives_nobody_anything_unless_it_wants_to() {
    let mut policy = giving();
    policy.assigns = false;
    let mut world = World::with(policy);
    assert_eq!(next(&mut world, "Printer"), None);
    for agent in [BOB, FAY, ERIN] {
        assert_eq!(world.notices_to(agent), ["ticket-opened"]);
    }
}

#[test]
fn a_desk_without_agents_takes_tickets_in_all_the_same() {
    let mut policy = giving();
    policy.roster.agents.clear();
    let mut world = World::with(policy);
    assert_eq!(next(&mut world, "Printer"), None);
    assert!(world.ticket(1000).clocks.first_answer_due.is_some());
}
