//! The plan: which tickets come when, and what is done about each of them, by a seed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ticketd::calendar::Hours;
use ticketd::domain::Priority;

/// Something that is done at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The mail of the ticket comes.
    Arrive(Opening),
    Take,
    Answer,
    /// `#priority` with a reason.
    Priority(Priority),
    /// `#eta`, for so long of open time from now.
    Promise(SignedDuration),
    Update,
    Workaround,
    /// `#assign` to the leader.
    HandOver,
    Escalate,
    Resolve,
    /// The requester fills in all that was asked for.
    FillIn,
    Confirm,
    Contradict,
    /// `#close` with a solution that the requester has not been told before.
    CloseAtOnce,
    /// A score and nothing else.
    Rate(u8),
    /// No relay takes mail from now on.
    RelaysGo,
    RelaysCome,
    /// Only time passes.
    Nothing,
}

/// How a ticket begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub priority: Priority,
    pub kind: Kind,
    /// How long the mail lay on its server.
    pub lay_for: SignedDuration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody whose address is proven.
    Person,
    /// Somebody whose address nothing shows.
    Stranger,
    /// A machine, which gets no automatic mail.
    Machine,
    /// A person who wrote nothing at all.
    Empty,
}

/// All acts by instant and number: which ticket, counted from 0, and what.
pub type Plan = BTreeMap<(Timestamp, u64), (u32, Act)>;

/// The time without relays on an outage's day, in minutes after midnight.
const OUTAGE: (i64, i64) = (12 * 60 + 7, 14 * 60 + 52);

/// Random numbers that are the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides.unsigned_abs()).cast_signed()
    }

    fn minutes(&mut self, from: i64, below: i64) -> SignedDuration {
        SignedDuration::from_mins(from + self.below(below - from))
    }
}

struct Planner<'a> {
    dice: Dice,
    hours: &'a Hours,
    plan: Plan,
    outages: Vec<(Timestamp, Timestamp)>,
    count: u64,
}

/// How soon a person has to answer, of open time (S4.5).
pub fn target(priority: Priority) -> SignedDuration {
    match priority {
        Priority::Critical => SignedDuration::from_mins(15),
        Priority::High => SignedDuration::from_hours(1),
        Priority::Medium => SignedDuration::from_hours(4),
        Priority::Low => SignedDuration::from_hours(8),
    }
}

/// A quarter of so many tickets; the last of them comes early enough to be ended before it is over.
pub fn planned(seed: u64, tickets: u32, hours: &Hours) -> Plan {
    let mut planner = Planner {
        dice: Dice(seed),
        hours,
        plan: Plan::new(),
        outages: Vec::new(),
        count: 0,
    };
    let day = |text: &str| -> Timestamp { text.parse().unwrap() };
    for date in ["2026-01-14", "2026-02-10", "2026-03-05"] {
        let midnight = day(&format!("{date}T00:00:00Z"));
        let (goes, comes) = (minutes(midnight, OUTAGE.0), minutes(midnight, OUTAGE.1));
        planner.outages.push((goes, comes));
        planner.act(goes, 0, Act::RelaysGo);
        planner.act(comes, 0, Act::RelaysCome);
    }
    let (first, last) = (day("2026-01-02T00:00:00Z"), day("2026-03-12T00:00:00Z"));
    let span = last.duration_since(first).as_secs();
    for ticket in 0..tickets {
        let drift = i64::from(ticket) * span / i64::from(tickets);
        let drift = SignedDuration::from_secs(drift) + planner.dice.minutes(0, 300);
        planner.ticket(ticket, first.checked_add(drift).unwrap());
    }
    planner.plan
}

fn minutes(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

impl Planner<'_> {
    fn act(&mut self, at: Timestamp, ticket: u32, act: Act) {
        self.count += 1;
        self.plan.insert((at, self.count), (ticket, act));
    }

    /// After so much open time; where agents have no mail then, ten minutes after they have it again.
    fn work(&mut self, from: Timestamp, open: SignedDuration) -> Timestamp {
        let at = self.hours.add(from, open);
        let outage = self
            .outages
            .iter()
            .find(|(goes, comes)| *goes <= at && at <= *comes);
        outage.map_or(at, |(_, comes)| minutes(*comes, 10))
    }

    /// So much of an answer's target, in percent.
    fn answer_after(&mut self, from: Timestamp, priority: Priority, percent: i64) -> Timestamp {
        let secs = target(priority).as_secs() * percent / 100;
        self.work(from, SignedDuration::from_secs(secs))
    }

    fn ticket(&mut self, no: u32, at: Timestamp) {
        let lay_for = match self.dice.below(25) {
            0 => self.dice.minutes(20, 90),
            _ => SignedDuration::ZERO,
        };
        let kind = match self.dice.below(20) {
            0 => Kind::Stranger,
            1 => Kind::Machine,
            2 => Kind::Empty,
            _ => Kind::Person,
        };
        let mut priority = match (kind, self.dice.below(10)) {
            // A stranger and a machine get no news from time: nothing of theirs is urgent here.
            (Kind::Empty | Kind::Stranger | Kind::Machine, _) | (_, 0..=4) => Priority::Medium,
            (_, 5..=6) => Priority::Low,
            (_, 7..=8) => Priority::High,
            _ => Priority::Critical,
        };
        // In time mostly; sometimes late, and sometimes so late that it goes up by itself.
        let percent = match self.dice.below(12) {
            0..=7 => 5 + self.dice.below(40),
            8 => 55 + self.dice.below(15),
            9 => 80 + self.dice.below(15),
            10 => 110 + self.dice.below(60),
            _ => 210 + self.dice.below(30),
        };
        let mut answered = self.answer_after(at, priority, percent);
        // In twice the time of an urgent ticket its news ring at the same moment: that is not planned.
        let late = target(priority) * 19 / 10;
        if priority <= Priority::High && answered > self.hours.add(at, late) {
            priority = Priority::Medium;
            answered = self.answer_after(at, priority, percent);
        }
        let opening = Opening {
            priority,
            kind,
            lay_for,
        };
        self.act(at, no, Act::Arrive(opening));
        if self.dice.below(3) > 0 {
            let taken = self.answer_after(at, priority, 3);
            self.act(taken, no, Act::Take);
        }
        self.act(answered, no, Act::Answer);
        if kind == Kind::Empty && self.dice.below(2) == 0 {
            let soon = self.dice.minutes(1, 15);
            let filled = self.work(answered, soon);
            self.act(filled, no, Act::FillIn);
        }
        let at = self.middle(no, answered, kind);
        self.end(no, at, kind, percent > 200);
    }

    /// What happens while it is worked on.
    fn middle(&mut self, no: u32, answered: Timestamp, kind: Kind) -> Timestamp {
        let soon = self.dice.minutes(20, 110);
        let mut at = self.work(answered, soon);
        let act = match self.dice.below(9) {
            0 => Act::Priority(Priority::High),
            1 => Act::Priority(Priority::Low),
            2 | 3 => Act::Promise(self.dice.minutes(100, 900)),
            4 => Act::Workaround,
            5 => Act::HandOver,
            6 if kind == Kind::Person => Act::Escalate,
            7 => Act::Update,
            _ => Act::Nothing,
        };
        self.act(at, no, act);
        for _ in 0..self.dice.below(3) {
            let soon = self.dice.minutes(15, 200);
            at = self.work(at, soon);
            self.act(at, no, Act::Update);
        }
        let later = self.dice.minutes(30, 500);
        self.work(at, later)
    }

    fn end(&mut self, no: u32, at: Timestamp, kind: Kind, went_up: bool) {
        if self.dice.below(8) == 0 {
            self.act(at, no, Act::CloseAtOnce);
            return;
        }
        self.act(at, no, Act::Resolve);
        let later = self.dice.minutes(10, 600);
        let reply = self.work(at, later);
        match self.dice.below(6) {
            0 | 1 if kind == Kind::Person => self.act(reply, no, Act::Confirm),
            2 if kind == Kind::Person && !went_up => {
                self.act(reply, no, Act::Contradict);
                let later = self.dice.minutes(5, 400);
                let again = self.work(reply, later);
                self.act(again, no, Act::Resolve);
            }
            3 if kind == Kind::Person => {
                let score = 1 + self.dice.below(2) as u8;
                self.act(reply, no, Act::Rate(score));
            }
            4 if kind == Kind::Person => {
                let score = 4 + self.dice.below(2) as u8;
                self.act(reply, no, Act::Rate(score));
            }
            // Silence: time closes it.
            _ => self.act(reply, no, Act::Nothing),
        }
    }
}
