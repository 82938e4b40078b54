//! What each command makes of a ticket, and what it says when it cannot.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Hours, Matrix, Targets};
use crate::domain::message::Direction;
use crate::domain::{
    Actor, Address, Agent, AgentName, Asking, Clocks, Event, EventBody, Field, FieldKind,
    FieldRequest, Kind, Message, Person, Priority, Ranking, Role, Roster, Standing, Status, Team,
    Ticket, TicketId,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Answer, Author, COMMANDS, Case, Effect, Question, Words, find, scan};

const NOW: &str = "2026-03-02T10:00:00Z"; // a Monday

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn roster() -> Roster {
    let agent = |name: &str, team: &str, role| Agent {
        name: AgentName(name.to_owned()),
        address: address(&format!("{name}@desk.example")),
        also_known_as: Vec::new(),
        team: Some(team.to_owned()),
        role,
    };
    let team = |name: &str, tier| Team {
        name: name.to_owned(),
        tier,
        ..Team::default()
    };
    Roster {
        agents: vec![
            agent("bob", "first-line", Role::Agent),
            agent("carol", "network", Role::Agent),
            agent("erin", "first-line", Role::Manager),
        ],
        teams: vec![team("first-line", 1), team("network", 2)],
    }
}

fn ticket() -> Ticket {
    let ann = Person::new(address("ann@customer.example"), "Ann");
    let message = Message {
        at: now(),
        direction: Direction::In,
        from: ann.clone(),
        standing: Standing::Known,
        subject: "Printer".into(),
        message_id: None,
        text: "It blinks red.".into(),
        attachments: Vec::new(),
        raw: None,
    };
    let body = EventBody::Opened {
        message: Box::new(message),
        requester: ann,
        is_proven: true,
        category: "hardware".to_owned(),
        priority: Priority::Medium,
        ticket_kind: Kind::Incident,
        team: Some("first-line".to_owned()),
        tier: 1,
        tags: Vec::new(),
        is_silent: false,
        language: None,
        clocks: Clocks::default(),
    };
    let event = Event {
        no: 1,
        at: now(),
        actor: Actor::Requester,
        body,
        because: Vec::new().into(),
    };
    let mut ticket = Ticket::open(TicketId(1000), &event).unwrap();
    ticket.status = Status::Open;
    ticket
}

/// Hardware needs a location; phone and first time are known of.
fn asking() -> Asking {
    let field = |name: &str, label: &str, kind| Field {
        name: name.to_owned(),
        label: label.to_owned(),
        question: format!("Your {name}"),
        kind,
    };
    Asking {
        fields: vec![
            field("phone", "Phone", FieldKind::Phone),
            field("location", "Location", FieldKind::Line),
            field("first-time", "First time", FieldKind::YesNo),
        ],
        required: [("hardware".to_owned(), vec!["location".to_owned()])].into(),
        remind_days: 2,
        reminders: 2,
        works_meanwhile: vec![Priority::Critical],
    }
}

/// Runs one line of an agent's on a ticket.
fn order(ticket: &Ticket, line: &str, words: &str) -> Result<Effect, Answer> {
    let roster = roster();
    let (hours, targets) = (Hours::always(TimeZone::UTC), Targets::default());
    let categories = ["hardware", "software", "network"].map(str::to_owned);
    let ranking = Ranking::default();
    let case = Case {
        ranking: &ranking,
        staff: &BTreeMap::new(),
        ticket,
        others: &BTreeMap::new(),
        blocked: &BTreeMap::new(),
        tag: "ACME",
        next: TicketId(1001),
        author: Author::Agent(&roster.agents[0]),
        words,
        roster: &roster,
        categories: &categories,
        asking: &asking(),
        hours: &hours,
        team_hours: &BTreeMap::new(),
        targets: &targets,
        matrix: &Matrix::default(),
        confirm_days: 3,
        wait_days: 10,
        gates: &[],
        own_addresses: &[address("support@desk.example")],
        canned: &BTreeMap::new(),
        now: now(),
    };
    let found = scan::scan(line, |_| true, true, true);
    let line = &found.lines[0];
    (find(&line.name).unwrap().run)(&line.args(), &case)
}

fn done(line: &str) -> Effect {
    order(&ticket(), line, "").unwrap_or_else(|answer| panic!("{line}: {answer:?}"))
}

fn why_not(line: &str) -> (String, String) {
    match order(&ticket(), line, "") {
        Ok(effect) => panic!("{line} did {effect:?}"),
        Err(Answer::Fault(fault)) => (fault.what, fault.hint.unwrap_or_default()),
        Err(Answer::Refusal(refusal)) => (refusal.why, refusal.hint.unwrap_or_default()),
    }
}

#[test]
fn no_two_commands_share_a_name_and_each_has_its_help() {
    let mut seen = BTreeSet::new();
    for command in COMMANDS {
        assert!(seen.insert(command.word), "{}", command.word);
        for alias in command.aliases {
            assert!(seen.insert(alias), "{alias}");
        }
        assert!(
            command.usage.starts_with(&format!("#{}", command.word)),
            "{}",
            command.usage
        );
        assert!(command.says.ends_with('.'), "{}", command.says);
        assert_eq!(find(command.word), Some(command));
    }
}

#[test]
fn taking_a_ticket_gives_it_to_the_author() {
    let effect = done("#take");
    assert_eq!(effect.said, "nobody -> bob");
    assert!(
        matches!(&effect.events[..], [EventBody::Assigned { to: Some(name), .. }] if name.as_str() == "bob")
    );
}

#[test]
fn assigning_to_another_teams_agent_moves_the_ticket_to_that_team() {
    let effect = done("#assign carol");
    assert!(
        matches!(&effect.events[0], EventBody::TeamChanged { to: Some(team), tier: 2, .. } if team == "network")
    );
    let (what, hint) = why_not("#assign crol");
    assert_eq!(what, "nobody here is called \"crol\"");
    assert!(hint.starts_with("Did you mean \"carol\"?"), "{hint}");
}

#[test]
fn a_priority_is_set_with_its_reason_and_a_new_time() {
    let effect = done("#priority high two floors are affected");
    assert_eq!(effect.said, "medium -> high");
    let [
        EventBody::PriorityChanged {
            reason: Some(reason),
            ..
        },
    ] = &effect.events[..]
    else {
        panic!()
    };
    assert_eq!(reason.as_str(), "two floors are affected");
    assert!(
        why_not("#priority")
            .1
            .contains("critical, high, medium, low")
    );
}

#[test]
fn closing_wants_a_solution_or_a_code_that_says_why_there_is_none() {
    assert_eq!(why_not("#close").0, "how it was solved is missing");
    assert_eq!(
        done("#close The fuser was replaced.").said,
        "open -> closed (solved)"
    );
    assert_eq!(
        done("#close code=duplicate quiet").said,
        "open -> closed (duplicate); nobody is told"
    );
    assert!(why_not("#close code=lazy").1.contains("no-reply"));
    let by_words = order(&ticket(), "#close", "The fuser was replaced.").unwrap();
    assert_eq!(by_words.words, Words::Taken);
}

#[test]
fn resolving_names_the_day_on_which_silence_closes() {
    let effect = done("#resolve The fuser was replaced.");
    let [
        EventBody::Resolved {
            solution,
            closes_at,
            ..
        },
    ] = &effect.events[..]
    else {
        panic!()
    };
    assert_eq!(solution.as_str(), "The fuser was replaced.");
    assert!(*closes_at > now());
}

#[test]
fn a_time_is_read_in_every_form() {
    for (line, said) in [
        ("#eta 2h", "Mon 2 Mar 2026, 12:00 (UTC)"),
        (
            "#eta 2026-03-04 14:00 the part is on its way",
            "Wed 4 Mar 2026, 14:00 (UTC)",
        ),
        (
            "#eta \"2026-03-04 14:00\" the part",
            "Wed 4 Mar 2026, 14:00 (UTC)",
        ),
    ] {
        assert_eq!(done(line).said, said, "{line}");
    }
    assert!(why_not("#eta soon").1.contains("2bd"));
}

#[test]
fn escalating_hands_over_and_wants_a_reason() {
    let effect = done("#escalate tier2 eta=4h the switch is not ours");
    let [
        EventBody::Escalated {
            team: Some(team),
            by: Some(_),
            reason,
            ..
        },
    ] = &effect.events[..]
    else {
        panic!()
    };
    assert_eq!(
        (team.as_str(), reason.as_str()),
        ("network", "the switch is not ours")
    );
    assert_eq!(why_not("#escalate tier2").0, "the reason is missing");
    assert_eq!(
        why_not("#escalate tier3 x").0,
        "this desk has no team of tier 3"
    );
}

#[test]
fn people_are_added_and_the_desk_itself_is_not() {
    let effect = done("#cc +dave@customer.example, <eve@customer.example>");
    assert_eq!(effect.said, "+dave@customer.example +eve@customer.example");
    assert_eq!(
        why_not("#cc support@desk.example").0,
        "support@desk.example is the desk itself"
    );
    assert_eq!(
        why_not("#cc support+tabc@desk.example").0,
        "support+tabc@desk.example is the desk itself"
    );
    assert!(why_not("#cc dave").0.contains("is not an address"));
}

#[test]
fn states_that_owe_a_mail_point_to_their_command() {
    assert!(why_not("#status closed").1.contains("#close"));
    assert_eq!(done("#status hold").said, "open -> hold");
    assert_eq!(done("#status").question, Some(Question::Standing));
    let (_, hint) = why_not("#status hodl");
    assert_eq!(
        hint,
        "Did you mean \"hold\"? Possible are: waiting, hold, resolved, closed, merged, spam."
    );
}

#[test]
fn a_state_that_is_so_already_is_said_with_the_way_on() {
    let mut closed = ticket();
    closed.status = Status::Closed;
    let said = |line: &str| match order(&closed, line, "") {
        Ok(effect) => effect.said,
        Err(Answer::Refusal(refusal)) => format!("{}. {}", refusal.why, refusal.hint.unwrap()),
        Err(Answer::Fault(fault)) => format!("{}. {}", fault.what, fault.hint.unwrap()),
    };
    for (line, expected) in [
        (
            "#status closed",
            "it is closed already; #reopen takes it up again",
        ),
        (
            "#close",
            "the ticket is closed already. #reopen takes it up again.",
        ),
        (
            "#status hold",
            "a ticket that is closed cannot become hold. #reopen takes it up again.",
        ),
        (
            "#status open",
            "open is not set this way. #reopen REASON takes it up again and tells the requester.",
        ),
        (
            "#status opn",
            "\"opn\" is not a state. Did you mean \"open\"? Possible are: open, merged.",
        ),
    ] {
        assert_eq!(said(line), expected, "{line}");
    }
    let effect = done("#status open");
    assert!(effect.changes_nothing());
    assert_eq!(
        effect.said,
        "it is open already; from open it can go to: waiting, hold, resolved, closed, merged, spam"
    );
    assert!(done("#tag -absent").said.ends_with("its tags: none"));
}

#[test]
fn tags_come_and_go() {
    assert_eq!(
        done("#tag +printer floor-2 -absent").said,
        "+printer +floor-2"
    );
    assert!(why_not("#tag a/b").0.contains("is not a tag"));
}

#[test]
fn a_question_may_be_the_text_of_the_mail() {
    let effect = order(&ticket(), "#wait until=2bd", "Which printer is it?").unwrap();
    let [
        EventBody::WaitStarted {
            question,
            until: Some(_),
            ..
        },
    ] = &effect.events[..]
    else {
        panic!()
    };
    assert_eq!(question.as_str(), "Which printer is it?");
    assert_eq!(effect.words, Words::Taken);
}

#[test]
fn a_closed_ticket_takes_no_order_but_reopening() {
    let mut closed = ticket();
    closed.status = Status::Closed;
    for line in [
        "#take",
        "#priority high",
        "#update x",
        "#resolve x",
        "#close x",
        "#wait x",
        "#eta 2h",
    ] {
        assert!(
            matches!(order(&closed, line, ""), Err(Answer::Refusal(_))),
            "{line}"
        );
    }
    assert_eq!(
        order(&closed, "#reopen it is back", "").unwrap().said,
        "closed -> open"
    );
}

#[test]
fn fields_are_asked_for_by_name_label_or_because_the_category_needs_them() {
    for (line, expected) in [
        ("#ask phone, location", &["phone", "location"][..]),
        ("#ask Location phone", &["phone", "location"]),
        ("#ask first time", &["first-time"]),
        ("#ask", &["location"]),
        ("#ask until=2bd phone", &["phone"]),
    ] {
        let effect = done(line);
        let [
            EventBody::InformationAsked(FieldRequest {
                fields,
                until,
                remind_at,
                ..
            }),
        ] = effect.events.as_slice()
        else {
            panic!("{line}: {effect:?}");
        };
        assert_eq!(fields, expected, "{line}");
        assert!(until.is_some(), "{line}");
        // A wait that is as short as the time to the reminder needs none.
        assert_eq!(remind_at.is_none(), line.contains("until"), "{line}");
    }
    let (what, hint) = why_not("#ask phon");
    assert_eq!(what, "\"phon\" is not a field");
    assert!(hint.starts_with("Did you mean \"phone\"?"), "{hint}");
}

#[test]
fn what_is_known_is_not_asked_for() {
    let mut ticket = ticket();
    ticket.fields.insert("location".to_owned(), "Room 7".into());
    for (line, expected) in [
        ("#ask location", "the location is known: Room 7"),
        ("#ask", "nothing that a hardware ticket requires is missing"),
    ] {
        let Err(Answer::Refusal(refusal)) = order(&ticket, line, "") else {
            panic!("{line}");
        };
        assert_eq!(refusal.why, expected);
    }
}

#[test]
fn a_field_is_set_changed_and_taken_away() {
    for (line, said) in [
        ("#field phone 0123 456", "phone: none -> 0123 456"),
        ("#field phone=0123", "phone: none -> 0123"),
        (
            "#field Location: Room 7, by the door",
            "location: none -> Room 7, by the door",
        ),
        ("#field first-time YES", "first-time: none -> yes"),
        ("#field phone -", "phone has no value already"),
    ] {
        assert_eq!(done(line).said, said, "{line}");
    }
    for (line, what) in [
        ("#field", "a field is missing"),
        ("#field phone", "a value is missing"),
        ("#field fax 0123", "\"fax\" is not a field"),
        ("#field first-time perhaps", "it is yes or no"),
        ("#field phone Ann", "\"Ann\" is no telephone number"),
    ] {
        assert_eq!(why_not(line).0, what, "{line}");
    }
}

#[test]
fn the_last_field_that_was_awaited_lets_the_clocks_go_on() {
    let mut ticket = ticket();
    let asked = done("#ask phone, location").events.remove(0);
    for (no, body) in [(2, asked), (3, done("#field phone 0123").events.remove(0))] {
        let event = Event {
            no,
            at: now(),
            actor: Actor::Agent(AgentName("bob".to_owned())),
            body,
            because: Vec::new().into(),
        };
        ticket.apply(&event);
    }
    assert_eq!(
        (ticket.status, ticket.awaited()),
        (Status::Waiting, vec!["location".to_owned()])
    );
    let effect = order(&ticket, "#field location Room 7", "").unwrap();
    assert!(
        effect.said.ends_with("all is there, the clocks go on"),
        "{}",
        effect.said
    );
    let to = effect.events.iter().find_map(|event| match event {
        EventBody::StatusChanged { to, .. } => Some(*to),
        _ => None,
    });
    assert_eq!(to, Some(Status::Open));
}
