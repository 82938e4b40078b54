//! Hardware and network go to those who are there for the place first, then to the central team (S0.16); whoever is there of a
//! team that a ticket comes to gets it, where the desk gives tickets to people (S4.11).

use ticketd::domain::{Agent, AgentName, Role, Team};
use ticketd::engine::Policy;
use ticketd::rules::{Outcomes, Rule, Ruleset};

use crate::cast::{self, ANN, BOB, CAROL, Person};
use crate::world::{World, hours};

const LEA: Person = Person {
    name: "Lea",
    address: "lea@desk.example",
};

const ZOE: Person = Person {
    name: "Zoe",
    address: "zoe@desk.example",
};

fn works(policy: &mut Policy, who: Person, team: &str) {
    policy.roster.agents.push(Agent {
        name: AgentName(who.name.to_lowercase()),
        address: who.address(),
        also_known_as: Vec::new(),
        team: Some(team.to_owned()),
        role: Role::Agent,
    });
}

/// A desk with an administrator in Lyon beside its first line, and a central team for network above both.
fn spread() -> Policy {
    let mut policy = cast::policy();
    policy.asking = ticketd::fields::asking();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    policy.roster.teams.push(Team {
        name: "lyon".to_owned(),
        tier: 1,
        categories: words(&["hardware", "network"]),
        sites: words(&["Lyon"]),
        ..Team::default()
    });
    works(&mut policy, LEA, "lyon");
    policy
}

#[test]
fn a_broken_printer_in_lyon_goes_to_lyon_and_then_to_the_next_tier() {
    let mut world = World::with(spread());
    let text = "The printer does not print.\n\nLocation: Lyon, room 214\nPhone: 555 0100";
    let number = world.mail(ANN, "Printer broken", text).ticket();
    assert_eq!(world.ticket(number).team.as_deref(), Some("lyon"));
    let opened = world.notice_to(LEA, "ticket-opened");
    assert!(world.notices_to(BOB).is_empty());
    world.reply(LEA, &opened, "#escalate tier2 The switch is dead, too.");
    assert_eq!(world.ticket(number).team.as_deref(), Some("network"));
    assert!(
        world
            .notices_to(CAROL)
            .contains(&"escalated-to-you".to_owned())
    );
}

#[test]
fn what_is_elsewhere_or_something_else_stays_with_the_first_line() {
    let mut world = World::with(spread());
    for text in [
        "The printer does not print.\n\nLocation: Hamburg, room 2\nPhone: 555 0100",
        "My password has expired and my account is locked.\n\nLocation: Lyon",
    ] {
        let number = world.mail(ANN, "Help", text).ticket();
        assert_eq!(world.ticket(number).team.as_deref(), Some("first-line"));
    }
}

#[test]
fn who_says_later_where_they_are_is_handed_to_those_who_are_there() {
    let mut world = World::with(spread());
    let number = world
        .mail(ANN, "Printer", "The printer does not print.")
        .ticket();
    assert_eq!(world.ticket(number).team.as_deref(), Some("first-line"));
    let asked = world.notice_to(ANN, "acknowledgement");
    world.all_mails();
    world.reply(ANN, &asked, "Location: Lyon, first floor\nPrinter: HP 4");
    assert_eq!(world.ticket(number).team.as_deref(), Some("lyon"));
    let told = world.notice_to(LEA, "assigned");
    assert!(told.says("Lyon, first floor"), "{}", told.text());
    world.crash();
    assert_eq!(world.ticket(number).team.as_deref(), Some("lyon"));
}

#[test]
fn whoever_has_it_keeps_it_and_so_does_the_team_that_a_rule_has_named() {
    let mut world = World::with(spread());
    let number = world
        .mail(ANN, "Printer", "The printer does not print.")
        .ticket();
    let opened = world.notice_to(BOB, "ticket-opened");
    let asked = world.notice_to(ANN, "acknowledgement");
    world.reply(BOB, &opened, "#take");
    world.reply(ANN, &asked, "Location: Lyon, first floor");
    assert_eq!(world.ticket(number).team.as_deref(), Some("first-line"));

    let mut policy = spread();
    let rule = Rule {
        name: "all here".to_owned(),
        set: Outcomes {
            team: Some("first-line".to_owned()),
            ..Outcomes::default()
        },
        ..Rule::default()
    };
    policy.rules = Ruleset::with_shipped(vec![rule], &policy.categories).unwrap();
    let mut world = World::with(policy);
    let number = world
        .mail(ANN, "Printer", "The printer does not print.")
        .ticket();
    let asked = world.notice_to(ANN, "acknowledgement");
    world.reply(ANN, &asked, "Location: Lyon, first floor");
    assert_eq!(world.ticket(number).team.as_deref(), Some("first-line"));
}

/// The same desk, which gives tickets to people; Carol and Zoe are the network team.
fn giving() -> Policy {
    let mut policy = spread();
    policy.assigns = true;
    works(&mut policy, ZOE, "network");
    policy
}

#[test]
fn who_gets_an_escalated_ticket_hears_of_it_once_and_is_the_only_one() {
    let mut world = World::with(giving());
    let number = world
        .mail(ANN, "Excel", "Excel crashes when I save.")
        .ticket();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "#escalate tier2 It is the file server.");
    let ticket = world.ticket(number);
    assert_eq!(ticket.assignee, Some(AgentName("carol".to_owned())));
    assert_eq!(world.notices_to(CAROL), ["escalated-to-you"]);
    assert!(world.notices_to(ZOE).is_empty());
    // The next one goes to the other, who has less.
    let number = world
        .mail(ANN, "Word", "Word crashes when I print.")
        .ticket();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "#assign team:network");
    let ticket = world.ticket(number);
    assert_eq!(ticket.assignee, Some(AgentName("zoe".to_owned())));
    assert_eq!(world.notices_to(ZOE), ["assigned"]);
    assert!(world.notices_to(CAROL).is_empty());
}

#[test]
fn an_agent_who_is_named_gets_it_and_time_hands_on_as_people_do() {
    let mut world = World::with(giving());
    let number = world
        .mail(ANN, "Excel", "Excel crashes when I save.")
        .ticket();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#assign zoe");
    assert_eq!(
        world.ticket(number).assignee,
        Some(AgentName("zoe".to_owned()))
    );

    let mut world = World::with(giving());
    let number = world
        .mail(ANN, "Excel", "Excel crashes when I save.")
        .ticket();
    world.wait(hours(24 * 7));
    let ticket = world.ticket(number);
    assert_eq!(ticket.tier, 2, "nobody answered");
    assert_eq!(ticket.assignee, Some(AgentName("carol".to_owned())));
}

#[test]
fn whom_the_desk_gave_it_to_loses_it_to_those_who_are_there() {
    let mut world = World::with(giving());
    let number = world
        .mail(ANN, "Printer", "The printer does not print.")
        .ticket();
    assert_eq!(
        world.ticket(number).assignee,
        Some(AgentName("bob".to_owned()))
    );
    let asked = world.notice_to(ANN, "acknowledgement");
    world.reply(ANN, &asked, "Location: Lyon, first floor");
    let ticket = world.ticket(number);
    assert_eq!(ticket.team.as_deref(), Some("lyon"));
    assert_eq!(ticket.assignee, Some(AgentName("lea".to_owned())));
}

#[test]
fn what_moves_in_one_mail_is_spread_over_the_team() {
    let mut world = World::with(giving());
    let mut numbers = Vec::new();
    for subject in ["Excel", "Word", "Outlook", "Access"] {
        let text = "It crashes when I save.";
        numbers.push(world.mail(ANN, subject, text).ticket());
    }
    let opened = world.notice_to(BOB, "ticket-opened");
    let list: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let order = format!("#on {}\n#escalate tier2 The file server.", list.join(","));
    world.reply(BOB, &opened, &order);
    let mut given: Vec<String> = Vec::new();
    for number in numbers {
        given.extend(world.ticket(number).assignee.map(|name| name.0));
    }
    given.sort();
    assert_eq!(given, ["carol", "carol", "zoe", "zoe"]);
}
