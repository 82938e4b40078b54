//! What is done to a world so that a law is broken: laws that cannot be seen broken would show nothing.
//!
//! All of it is done to what surrounds the program, or to its settings; the program itself is never another one.

use jiff::SignedDuration;
use jiff::tz::{self, TimeZone};
use serde_json::Value;
use ticketd::calendar::Hours;
use ticketd::domain::{Clocks, CloseCode, Event, EventBody, Status, Ticket};
use ticketd::engine::{Limits, Policy, Row, RowState, Unproven};
use ticketd::identity::Require;

use super::laws::Law;
use super::mailbox::Mailbox;
use super::plan::Step::{self, Crash, Pass, Write};
use super::plan::What::{Agent, Flood, Forged, Machine, Request, Stranger};
use super::plan::{Attempt, Ending, Plan};
use super::relay::{Relay, Wrong};

/// How often each is tried, with other chances each time.
pub const TRIES: u64 = 40;

/// One way to break a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The disk loses a line that was synced, when the process ends.
    LosesSyncedLine,
    /// It loses one at the very end, when nobody reads it again.
    LosesLineAtTheEnd,
    /// The disk turns a bit in the middle of the journal.
    DamagesJournal,
    /// Somebody tells every line of the journal twice.
    TellsTwice,
    /// A line opens its ticket twice.
    OpensTwice,
    /// A line promises its letters twice.
    AcknowledgesTwice,
    /// A letter waits for a year.
    WaitsForAYear,
    /// A ticket is another one than its events make of it.
    DiffersFromItsEvents,
    /// A ticket that was closed waits for its requester.
    WaitsAfterItsEnd,
    /// The mailbox moves mails before they are taken in.
    MovesAtFetch,
    /// The newest mail is never listed.
    HidesNewest,
    /// What shows that a program wrote a mail is lost.
    HidesMachines,
    /// The relay hands on twice.
    RelayDoubles,
    /// The relay hands on before it is told to.
    RelayTakesEarly,
    /// The relay changes what it gets again.
    RelayMangles,
    /// The relay mixes letters up.
    RelaySwaps,
    /// The relay takes nothing, for ever.
    RelayRefuses,
    /// The guard is off.
    GuardOff,
    /// A token is enough to command.
    TokenIsEnough,
    /// The unproven are answered in full.
    EchoesAll,
    /// The desk states times by another clock than it stores.
    OtherZone,
    /// Nobody looks whether the clock can be believed.
    BelievesAnyClock,
    /// The clock leaps again and again, for ever.
    ClockNeverRight,
    /// An agent has left, and gets notices all the same.
    AgentLeft,
}

/// Each with the laws of which one has to be reported, and what happens in its world.
pub const ALL: &[(Sabotage, &[Law], &[Step])] = &[
    (
        Sabotage::LosesSyncedLine,
        &[
            Law::NothingIsLost,
            Law::OneDisposition,
            Law::OneTicketForOneContent,
            Law::OnceOrTwiceAfterDoubt,
            Law::AllGetsDone,
        ],
        &[
            Write(Request, 1),
            Write(Request, 2),
            Crash(Ending::Kill, 30, None),
            Write(Request, 3),
        ],
    ),
    (
        Sabotage::LosesLineAtTheEnd,
        &[Law::IndexIsTheJournal],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::DamagesJournal,
        &[Law::TheProgramGoesOn],
        &[
            Write(Request, 1),
            Crash(Ending::Kill, 10, None),
            Write(Request, 2),
        ],
    ),
    (
        Sabotage::TellsTwice,
        &[Law::OneDisposition],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::OpensTwice,
        &[Law::OneTicketForOneContent],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::AcknowledgesTwice,
        &[Law::OneAcknowledgement],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::WaitsForAYear,
        &[Law::LettersEndOrWait],
        &[Step::Relay(Attempt::Down, 3), Write(Request, 1)],
    ),
    (
        Sabotage::DiffersFromItsEvents,
        &[Law::TicketsAreTheirEvents],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::WaitsAfterItsEnd,
        &[Law::StepsOfTheMatrix],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::MovesAtFetch,
        &[Law::NothingIsLost],
        &[Crash(Ending::Kill, 2, None), Write(Request, 1)],
    ),
    (
        Sabotage::HidesNewest,
        &[Law::AllGetsDone],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::HidesMachines,
        &[Law::NoAnswerToMachines],
        &[Write(Machine, 1), Write(Machine, 2)],
    ),
    (
        Sabotage::RelayDoubles,
        &[Law::OnceOrTwiceAfterDoubt],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::RelayTakesEarly,
        &[Law::OnceOrTwiceAfterDoubt],
        &[Step::Relay(Attempt::Later, 1), Write(Request, 1), Pass(70)],
    ),
    (
        Sabotage::RelayMangles,
        &[Law::OnceOrTwiceAfterDoubt],
        &[
            Step::Relay(Attempt::LostAfterDotTaken, 1),
            Write(Request, 1),
            Pass(1000),
        ],
    ),
    (
        Sabotage::RelaySwaps,
        &[Law::TokensAreTheirOwners],
        &[Write(Request, 1), Write(Request, 2)],
    ),
    (
        Sabotage::RelayRefuses,
        &[Law::AllGetsDone],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::GuardOff,
        &[Law::WithinTheLimits],
        &[Write(Flood, 1)],
    ),
    (
        Sabotage::TokenIsEnough,
        &[Law::NothingBelowItsLevel],
        &[
            Write(Request, 1),
            Write(Forged, 2),
            Write(Forged, 3),
            Write(Forged, 4),
        ],
    ),
    (
        Sabotage::EchoesAll,
        &[Law::NoEchoToTheUnproven],
        &[Write(Stranger, 1)],
    ),
    (
        Sabotage::OtherZone,
        &[Law::PromisesAreStored],
        &[Write(Request, 1)],
    ),
    (
        Sabotage::BelievesAnyClock,
        &[Law::NothingOnAWrongClock],
        &[Write(Request, 1), Step::Leap(30, 4000), Pass(20_000)],
    ),
    (
        Sabotage::ClockNeverRight,
        &[Law::AllGetsDone],
        &[Write(Request, 1), Step::Leap(30, 4000), Pass(90_000)],
    ),
    (
        Sabotage::AgentLeft,
        &[Law::NotesStayInside],
        &[
            Write(Request, 1),
            Write(Agent, 2),
            Write(Agent, 3),
            Write(Agent, 4),
            Write(Agent, 5),
        ],
    ),
];

/// A world for it: its steps, with other chances for each seed.
pub fn plan(seed: u64, steps: &[Step]) -> Plan {
    let other = |step: &Step| match *step {
        Write(what, draw) => Write(what, draw + 100 * seed),
        Crash(ending, points, again) => Crash(ending, points + 2 * seed as u32, again),
        step => step,
    };
    Plan {
        is_on_sled: false,
        is_maildir: false,
        begins_after: 36_000,
        steps: steps.iter().map(other).collect(),
    }
}

impl Sabotage {
    /// Does it.
    pub fn prepare(
        self,
        policy: &mut Policy,
        lawful: &mut Policy,
        mailbox: &mut Mailbox,
        relay: &mut Relay,
    ) {
        match self {
            // Done when the process ends, or to what the laws are shown.
            Self::LosesSyncedLine
            | Self::LosesLineAtTheEnd
            | Self::DamagesJournal
            | Self::TellsTwice
            | Self::OpensTwice
            | Self::AcknowledgesTwice
            | Self::WaitsForAYear
            | Self::DiffersFromItsEvents
            | Self::WaitsAfterItsEnd
            | Self::BelievesAnyClock
            | Self::ClockNeverRight => {}
            Self::MovesAtFetch => mailbox.moves_at_fetch = true,
            Self::HidesNewest => mailbox.hides_newest = true,
            Self::HidesMachines => mailbox.hides_machines = true,
            Self::RelayDoubles => relay.wrong = Some(Wrong::Doubles),
            Self::RelayTakesEarly => relay.wrong = Some(Wrong::TakesEarly),
            Self::RelayMangles => relay.wrong = Some(Wrong::Mangles),
            Self::RelaySwaps => relay.wrong = Some(Wrong::Swaps),
            Self::RelayRefuses => relay.wrong = Some(Wrong::Refuses),
            Self::GuardOff => {
                policy.limits = Limits {
                    address_hour: u32::MAX,
                    address_day: u32::MAX,
                    total_hour: u32::MAX,
                }
            }
            Self::TokenIsEnough => policy.require = Require::Token,
            Self::EchoesAll => policy.unproven = Unproven::Full,
            Self::OtherZone => policy.hours = Hours::shipped(TimeZone::fixed(tz::offset(5))),
            Self::AgentLeft => lawful
                .roster
                .agents
                .retain(|agent| agent.name.as_str() != "bob"),
        }
    }

    /// Does it to the lines of the journal, as the laws are shown them.
    pub fn tamper_with_lines(self, lines: &mut Vec<Value>) {
        let field = match self {
            Self::TellsTwice => return lines.extend(lines.clone()),
            Self::OpensTwice => "events",
            Self::AcknowledgesTwice => "letters",
            _ => return,
        };
        for line in lines {
            if let Some(items) = line[field].as_array_mut() {
                items.extend(items.clone());
            }
        }
    }

    /// Does it to the letters that wait.
    pub fn tamper_with_rows(self, rows: &mut [Row]) {
        if self == Self::WaitsForAYear {
            for row in rows {
                if let RowState::Queued { next_at, .. } = &mut row.state {
                    *next_at += SignedDuration::from_hours(365 * 24);
                }
            }
        }
    }

    /// Does it to a ticket and its history.
    pub fn tamper_with_ticket(self, ticket: &mut Ticket, history: &mut Vec<Event>) {
        let mut happens = |body: EventBody| {
            if let Some(mut event) = history.last().cloned() {
                event.no += 1;
                event.body = body;
                ticket.apply(&event);
                history.push(event);
            }
        };
        match self {
            Self::DiffersFromItsEvents => ticket.status = Status::Closed,
            Self::WaitsAfterItsEnd => {
                happens(EventBody::Closed {
                    from: Status::Open,
                    code: CloseCode::Duplicate,
                    solution: None,
                    is_quiet: true,
                });
                happens(EventBody::WaitStarted {
                    from: Status::Closed,
                    question: "Is it dark?".to_owned().into(),
                    until: None,
                    clocks: Clocks::default(),
                });
            }
            _ => {}
        }
    }
}
