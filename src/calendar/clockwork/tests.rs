//! What runs after what has happened, until when, and who is told before.

use jiff::tz::TimeZone;

use super::*;
use crate::domain::{
    Actor, Address, Direction, Event, EventBody, Kind, Message, Person, Standing, Status, TicketId,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A desk with the procedure's hours, in Greenwich, and a solution target for high tickets.
struct Desk {
    hours: Hours,
    targets: Targets,
    matrix: Matrix,
}

impl Desk {
    fn new() -> Self {
        let mut targets = Targets::default();
        targets.high.resolve = Some(SignedDuration::from_hours(4));
        Self {
            hours: Hours::shipped(TimeZone::UTC),
            targets,
            matrix: Matrix::default(),
        }
    }

    fn at(&self, priority: Priority, now: &str) -> ClockWork<'_> {
        ClockWork {
            hours: &self.hours,
            targets: &self.targets,
            matrix: &self.matrix,
            priority,
            is_on_call: false,
            now: at(now),
        }
    }
}

fn ticket(clocks: Clocks, opened: &str) -> Ticket {
    let requester = Person::new(Address::parse("ann@customer.example").unwrap(), "Ann");
    let message = Message {
        at: at(opened),
        direction: Direction::In,
        from: requester.clone(),
        standing: Standing::Known,
        subject: "Printer".into(),
        message_id: None,
        text: "It blinks red.".into(),
        attachments: Vec::new(),
        raw: None,
    };
    let opened = Event {
        no: 1,
        at: at(opened),
        actor: Actor::Requester,
        body: EventBody::Opened {
            message: Box::new(message),
            requester,
            is_proven: true,
            category: "network".to_owned(),
            priority: Priority::High,
            ticket_kind: Kind::Incident,
            team: None,
            tier: 1,
            tags: Vec::new(),
            is_silent: false,
            language: None,
            clocks,
        },
        because: Vec::new().into(),
    };
    Ticket::open(TicketId(1000), &opened).unwrap()
}

fn marks(clocks: &Clocks, clock: ClockKind) -> Vec<(u16, String)> {
    let of_clock = clocks.marks.iter().filter(|mark| mark.clock == clock);
    of_clock
        .map(|mark| (mark.percent, mark.at.to_string()))
        .collect()
}

#[test]
fn a_new_ticket_owes_an_answer_an_update_and_a_solution_and_each_is_told_in_time() {
    let desk = Desk::new();
    // Tuesday.
    let clocks = desk.at(Priority::High, "2026-03-03T10:00:00Z").opened();
    assert_eq!(clocks.first_answer_due, Some(at("2026-03-03T11:00:00Z")));
    assert_eq!(clocks.next_update_due, Some(at("2026-03-03T12:00:00Z")));
    assert_eq!(clocks.resolution_due, Some(at("2026-03-03T14:00:00Z")));
    let told = |percent: u16, at: &str| (percent, at.to_owned());
    assert_eq!(
        marks(&clocks, ClockKind::FirstAnswer),
        [
            told(50, "2026-03-03T10:30:00Z"),
            told(75, "2026-03-03T10:45:00Z"),
            told(100, "2026-03-03T11:00:00Z"),
            told(200, "2026-03-03T12:00:00Z"),
        ]
    );
    assert_eq!(
        marks(&clocks, ClockKind::Update),
        [
            told(75, "2026-03-03T11:30:00Z"),
            told(100, "2026-03-03T12:00:00Z"),
        ],
        "at its end the requester is told, whatever the matrix says"
    );
}

#[test]
fn marks_fall_into_the_hours_of_the_desk() {
    let desk = Desk::new();
    // Friday, 20 minutes before closing; Saturday opens at 9:30.
    let clocks = desk.at(Priority::High, "2026-03-06T17:20:00Z").opened();
    let told = marks(&clocks, ClockKind::FirstAnswer);
    let instants: Vec<&str> = told.iter().map(|(_, at)| at.as_str()).collect();
    assert_eq!(
        instants,
        [
            "2026-03-07T09:40:00Z",
            "2026-03-07T09:55:00Z",
            "2026-03-07T10:10:00Z",
            "2026-03-07T11:10:00Z",
        ]
    );
}

#[test]
fn what_was_left_when_a_ticket_began_to_wait_is_left_when_it_goes_on() {
    let desk = Desk::new();
    let opened = desk.at(Priority::High, "2026-03-03T10:00:00Z").opened();
    let mut ticket = ticket(opened, "2026-03-03T10:00:00Z");
    // Forty minutes of the hour are used up, and the ticket waits over night.
    let paused = desk
        .at(Priority::High, "2026-03-03T10:40:00Z")
        .paused(&ticket);
    assert_eq!(
        paused.left.first_answer,
        Some(SignedDuration::from_mins(20))
    );
    assert_eq!(paused.next_mark(), None, "nobody is told while it waits");
    ticket.status = Status::Waiting;
    ticket.clocks = paused;
    // A word of ours while it waits gives the answer and leaves the rest.
    let heard = desk
        .at(Priority::High, "2026-03-03T16:00:00Z")
        .after_answer(&ticket);
    assert_eq!(heard.left.first_answer, None);
    assert_eq!(heard.left.resolution, ticket.clocks.left.resolution);
    ticket.status = Status::Open;
    let running = desk
        .at(Priority::High, "2026-03-04T10:00:00Z")
        .running(&ticket);
    assert_eq!(running.first_answer_due, Some(at("2026-03-04T10:20:00Z")));
    assert_eq!(running.resolution_due, Some(at("2026-03-04T13:20:00Z")));
    let told = marks(&running, ClockKind::FirstAnswer);
    assert_eq!(
        told.first(),
        Some(&(75, "2026-03-04T10:05:00Z".to_owned())),
        "half of it was told before"
    );
}

#[test]
fn an_answer_stops_its_clock_and_begins_the_next_update_and_nothing_else() {
    let desk = Desk::new();
    let opened = desk.at(Priority::High, "2026-03-03T10:00:00Z").opened();
    let ticket = ticket(opened.clone(), "2026-03-03T10:00:00Z");
    let after = desk
        .at(Priority::High, "2026-03-03T10:20:00Z")
        .after_answer(&ticket);
    assert_eq!(after.first_answer_due, None);
    assert_eq!(after.next_update_due, Some(at("2026-03-03T12:20:00Z")));
    assert_eq!(after.resolution_due, opened.resolution_due);
    assert!(marks(&after, ClockKind::FirstAnswer).is_empty());
    assert_eq!(
        marks(&after, ClockKind::Resolution),
        marks(&opened, ClockKind::Resolution)
    );
}

#[test]
fn holding_mails_come_by_the_clock_three_times_and_then_ever_more_seldom() {
    let desk = Desk::new();
    let now = "2026-03-03T10:00:00Z";
    let ticket = ticket(desk.at(Priority::High, now).opened(), now);
    let waits: Vec<i64> = (1..=5)
        .map(|count| {
            let clocks = desk.at(Priority::High, now).after_holding(&ticket, count);
            let due = clocks.next_update_due.unwrap();
            desk.hours.elapsed(at(now), due).as_hours()
        })
        .collect();
    assert_eq!(waits, [2, 2, 2, 4, 8]);
}

#[test]
fn a_promise_is_told_of_before_it_ends_and_ends_to_the_minute() {
    let desk = Desk::new();
    let clockwork = desk.at(Priority::High, "2026-03-03T10:00:00Z");
    let by = at("2026-03-03T18:00:00Z");
    let told: Vec<(u16, Timestamp)> = clockwork
        .promise(by)
        .iter()
        .map(|mark| (mark.percent, mark.at))
        .collect();
    assert_eq!(
        told,
        [(75, at("2026-03-03T15:45:00Z")), (100, by)],
        "20 minutes after closing, as it was named"
    );
}
