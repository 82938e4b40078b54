//! Those who live the quarter: requesters who write and answer, agents who work, relays that go and come. Each act is
//! entered in the books as it is done, by what the procedure says of it; what time does between two acts is reckoned with
//! the calendar alone.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ticketd::calendar::{Hours, Rhythms};
use ticketd::domain::{Priority, Status};

use super::books::Books;
use super::course::{Act, Kind, Opening, Plan, target};
use crate::cast::{self, BOB, CAROL, ERIN, Person};
use crate::world::{Posted, World, Written};

/// How soon something has to be told that is owed at once.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(15);
/// For how long news may be on their way.
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(5);
/// How many people write.
const PEOPLE: u32 = 60;

/// A wait for the first answer, as the queue of a team has it.
struct Wait {
    team: &'static str,
    ticket: u32,
    priority: Priority,
    from: Timestamp,
    end: Option<Timestamp>,
    is_answer: bool,
}

/// A ticket as the plan sees it.
struct Case {
    number: u32,
    who: Person,
    kind: Kind,
    priority: Priority,
    /// Who works on it, and by which mail.
    agent: (Person, Posted),
    team: &'static str,
    has_holder: bool,
    is_answered: bool,
    is_open: bool,
    /// Whether what was asked for was filled in.
    is_filled_in: bool,
    /// Since when an answer is owed.
    wait: Option<Timestamp>,
    /// Since when news are owed, and how often there were none.
    news: Option<(Timestamp, u32)>,
    /// A time that was named: from when, until when.
    promise: Option<(Timestamp, Timestamp)>,
    /// When silence closes it.
    closes: Option<Timestamp>,
    /// When its requester is asked whether it still works.
    follow_up: Option<Timestamp>,
}

pub struct Desk {
    pub world: World,
    pub books: Books,
    pub acts: u32,
    pub letters: u32,
    cases: BTreeMap<u32, Case>,
    waits: Vec<Wait>,
    plan: Plan,
    posted: Vec<Posted>,
    people: Vec<Person>,
    /// Until when what time does is in the books.
    reckoned: Timestamp,
}

impl Desk {
    pub fn new(first: Timestamp) -> Self {
        let mut policy = cast::policy();
        let week = policy.hours.week().clone();
        let holidays = ["2026-01-01", "2026-01-26", "2026-02-16", "2026-03-04"];
        let holidays = holidays.map(|day| day.parse().unwrap());
        policy.hours = Hours::new(policy.hours.zone().clone(), week, holidays);
        policy.rhythms = Rhythms::shipped();
        let mut world = World::with(policy);
        world.now = first;
        world.begin();
        let people = (0..PEOPLE).map(|no| Person {
            name: Box::leak(format!("Person {no}").into_boxed_str()),
            address: Box::leak(format!("person{no}@customer{}.example", no % 7).into_boxed_str()),
        });
        Self {
            world,
            books: Books::default(),
            acts: 0,
            letters: 0,
            cases: BTreeMap::new(),
            waits: Vec::new(),
            plan: Plan::new(),
            posted: Vec::new(),
            people: people.collect(),
            reckoned: first,
        }
    }

    pub fn hours(&self) -> Hours {
        self.world.policy.hours.clone()
    }

    /// Does all that is planned, and lets time pass until the end.
    pub fn live(&mut self, plan: Plan, end: Timestamp) {
        self.plan = plan;
        let plan = self.plan.clone();
        for ((at, _), (no, act)) in plan {
            self.until(at);
            self.acts += 1;
            self.act(no, &act);
            self.post();
        }
        self.until(end);
        self.post();
        self.the_order_of_answers();
    }

    /// Time passes, and does what it does to each ticket.
    fn until(&mut self, at: Timestamp) {
        self.world.wait(at.duration_since(self.world.now));
        self.post();
        let all: Vec<u32> = self.cases.keys().copied().collect();
        for no in all {
            self.time_passes(no, at);
        }
        self.reckoned = at;
    }

    /// When something that is decided at an instant reaches its reader.
    fn told(&self, at: Timestamp) -> Timestamp {
        // How long an outage lasts, the plan knows.
        let outage = self
            .plan
            .iter()
            .filter(|(_, (_, act))| *act == Act::RelaysGo);
        for ((goes, _), _) in outage {
            let comes = self
                .plan
                .range((*goes, 0)..)
                .find(|(_, (_, act))| *act == Act::RelaysCome);
            if let Some(((comes, _), _)) = comes
                && *goes <= at
                && at < *comes
            {
                return *comes;
            }
        }
        at
    }

    fn is_told_at_once(&self, at: Timestamp) -> bool {
        self.told(at).duration_since(at) <= AT_ONCE
    }

    fn case(&mut self, no: u32) -> &mut Case {
        self.cases.get_mut(&no).unwrap()
    }

    /// Takes the mails away that people got, and keeps those that agents answer.
    fn post(&mut self) {
        for posted in self.world.all_mails() {
            self.letters += 1;
            if posted.to.starts_with("person") {
                self.books.owe(&["S0.11", "S2.11"], true);
            }
            self.posted.push(posted);
        }
    }

    /// The newest of these notices about a ticket to somebody.
    fn notice(&self, number: u32, who: Person, notice: &str) -> Option<Posted> {
        let tag = format!("[ACME-{number}]");
        let mut all = self.posted.iter().rev();
        all.find(|posted| {
            posted.to == who.address
                && posted.notice == notice
                && posted.mail.subject.contains(&tag)
        })
        .cloned()
    }

    fn act(&mut self, no: u32, act: &Act) {
        match act {
            Act::Arrive(opening) => return self.arrive(no, *opening),
            Act::RelaysGo => {
                self.world.is_cut_off = true;
                return;
            }
            Act::RelaysCome => {
                self.world.is_cut_off = false;
                self.world.wait(SignedDuration::ZERO);
                return;
            }
            _ => {}
        }
        let Some(case) = self.cases.get(&no) else {
            panic!("ticket {no} has no beginning");
        };
        let (is_open, is_resolved) = (case.is_open, case.closes.is_some());
        match act {
            Act::FillIn => self.fill_in(no),
            Act::Confirm | Act::Contradict | Act::Rate(_) if is_resolved => {
                self.requester(no, act);
            }
            Act::Confirm | Act::Contradict | Act::Rate(_) | Act::Nothing => {}
            _ if is_open => self.agent(no, act),
            _ => {}
        }
    }

    fn arrive(&mut self, no: u32, opening: Opening) {
        let now = self.world.now;
        let who = self.people[(no % PEOPLE) as usize];
        let (subject, text) = words(opening);
        let mut mail = Written::new(who, subject, text);
        match opening.kind {
            Kind::Stranger => mail = mail.unproven(),
            Kind::Machine => mail = mail.header("Precedence: bulk"),
            Kind::Person | Kind::Empty => {}
        }
        self.world.lies_for = opening.lay_for;
        let number = self.world.take(&mail).ticket();
        self.world.lies_for = SignedDuration::ZERO;
        let ticket = self.world.ticket(number);
        assert_eq!(ticket.priority, opening.priority, "{subject}");
        assert_eq!(ticket.status, Status::New);
        let books = &mut self.books;
        books.owe(&["S0.3", "S2.7", "S4.1"], true);
        // Of a mail without words no rule knows anything.
        books.owe(&["S3.3"], opening.kind != Kind::Empty);
        books.owe(&["S4.4"], subject.contains("Password"));
        let received = now.checked_sub(opening.lay_for).unwrap();
        let told = self.told(now);
        let is_in_time = told.duration_since(received) <= AT_ONCE;
        let is_told = self.is_told_at_once(now);
        let is_closed = !self.world.policy.hours.is_open(received);
        let books = &mut self.books;
        if opening.kind != Kind::Machine {
            books.owe(&["S4.3"], is_in_time);
            if is_closed {
                books.owe(&["S0.2"], is_in_time);
            }
        }
        match opening.kind {
            Kind::Person => books.owe(&["S2.2"], is_in_time),
            Kind::Empty => books.owe(&["S0.7", "S3.5", "S4.2"], is_told),
            Kind::Stranger | Kind::Machine => {}
        }
        self.post();
        let agent = self.notice(number, BOB, "ticket-opened");
        // Without relays the agents read of it later; what they do then, they do by that mail.
        let agent = agent.unwrap_or_else(|| self.posted.first().unwrap().clone());
        let case = Case {
            number,
            who,
            kind: opening.kind,
            priority: opening.priority,
            agent: (BOB, agent),
            team: "first-line",
            has_holder: false,
            is_answered: false,
            is_open: true,
            is_filled_in: false,
            // What is asked for is awaited first; whoever takes it up all the same starts the clock.
            wait: (opening.kind != Kind::Empty).then_some(now),
            news: news_of(opening.priority).map(|_| (now, 0)),
            promise: None,
            closes: None,
            follow_up: None,
        };
        self.cases.insert(no, case);
    }

    /// What an agent does, by mail.
    fn agent(&mut self, no: u32, act: &Act) {
        let now = self.world.now;
        let case = &self.cases[&no];
        let (number, who) = (case.number, case.agent.0);
        let by = match who {
            BOB => "ticket-opened",
            ERIN => "assigned",
            _ => "escalated-to-you",
        };
        let notice = self
            .notice(number, who, by)
            .unwrap_or_else(|| case.agent.1.clone());
        let priority = case.priority;
        let order = match act {
            Act::Take => "#take".to_owned(),
            Act::Answer => "#reply I look at it now.".to_owned(),
            Act::Priority(to) if *to == priority => return,
            Act::Priority(to) => format!("#priority {} It is not what we thought.", to.word()),
            Act::Promise(within) => {
                let by = self.world.policy.hours.add(now, *within);
                let by = by.checked_add(SignedDuration::from_secs(59)).unwrap();
                format!(
                    "#eta \"{}\" A part has to come.",
                    by.strftime("%Y-%m-%d %H:%M")
                )
            }
            Act::Update => "#update We know more than before.".to_owned(),
            Act::Workaround => "#workaround Use the other door.".to_owned(),
            Act::HandOver => "#assign erin".to_owned(),
            Act::Escalate => "#escalate tier2 It needs the network team.".to_owned(),
            Act::Resolve => "#resolve The part was replaced.".to_owned(),
            Act::CloseAtOnce => "#close The part was replaced.".to_owned(),
            other => panic!("{other:?} is not an agent's"),
        };
        if *act == Act::HandOver && who != BOB || *act == Act::Escalate && case.team == "network" {
            return;
        }
        let taken = self.world.reply(who, &notice, &order);
        assert_eq!(taken.ticket(), number, "{order}: {taken:?}");
        self.books.owe(&["S0.3"], true);
        self.enter(no, act);
    }

    /// What an agent's act owes and ends.
    fn enter(&mut self, no: u32, act: &Act) {
        let now = self.world.now;
        self.owe_for(act);
        match act {
            Act::Take => {
                let case = self.case(no);
                case.has_holder = true;
                if !case.is_answered {
                    case.wait.get_or_insert(now);
                }
            }
            Act::Answer => {
                self.case(no).has_holder = true;
                self.answered(no, true);
                self.hears_news(no, true);
            }
            Act::Update => {
                self.answered(no, false);
                self.hears_news(no, true);
            }
            Act::Priority(to) => {
                let case = self.case(no);
                let is_raise = *to < case.priority;
                case.priority = *to;
                case.news = news_of(*to).map(|_| (now, 0));
                if is_raise {
                    self.books.owe(&["S0.6"], true);
                }
            }
            Act::Promise(within) => {
                let by = self.world.policy.hours.add(now, *within);
                let by = by.checked_add(SignedDuration::from_secs(59)).unwrap();
                let by: Timestamp = by
                    .strftime("%Y-%m-%dT%H:%M:00Z")
                    .to_string()
                    .parse()
                    .unwrap();
                self.case(no).promise = Some((now, by));
            }
            Act::HandOver => {
                let case = self.case(no);
                case.agent.0 = ERIN;
                case.has_holder = true;
            }
            Act::Escalate => {
                self.goes_up(no, now);
            }
            Act::Resolve => {
                if self.cases[&no].kind == Kind::Empty {
                    let is_complete = self.cases[&no].is_filled_in;
                    self.books.owe(&["S0.4", "S1.1"], is_complete);
                }
                self.answered(no, false);
                self.ends(no);
                let closes = self.world.policy.hours.add_days(now, 3);
                self.case(no).closes = Some(closes);
            }
            Act::CloseAtOnce => {
                self.ends(no);
                self.asks_later(no, now);
            }
            _ => {}
        }
    }

    /// What is owed because of an agent's act.
    fn owe_for(&mut self, act: &Act) {
        let now = self.world.now;
        let is_told = self.is_told_at_once(now);
        let mut owe = |demands: &[&str]| self.books.owe(demands, is_told);
        match act {
            Act::Answer | Act::Update => owe(&["S1.5"]),
            Act::Priority(_) => owe(&["S0.13"]),
            Act::Promise(_) => owe(&["S1.5", "S3.1"]),
            Act::Workaround => owe(&["S1.5", "S0.9", "S2.9"]),
            Act::HandOver => owe(&["S1.4"]),
            Act::Escalate => owe(&["S1.5", "S0.12", "S4.8", "S2.6", "S1.4"]),
            Act::Resolve => owe(&["S1.5", "S0.10", "S4.10", "S2.4"]),
            Act::CloseAtOnce => {
                owe(&["S1.5", "S2.3"]);
                self.books.owe(&["S4.9"], true);
                self.books.owe(&["S2.8", "S3.4"], false);
            }
            _ => {}
        }
    }

    /// The other team has it, and its clocks begin anew.
    fn goes_up(&mut self, no: u32, at: Timestamp) {
        let case = self.case(no);
        case.team = "network";
        case.agent.0 = CAROL;
        case.has_holder = false;
        let news = news_of(case.priority);
        case.news = case.news.and_then(|(_, count)| news.map(|_| (at, count)));
        if case.wait.is_some() {
            case.wait = Some(at);
        }
    }

    /// The wait for an answer is over.
    fn answered(&mut self, no: u32, is_answer: bool) {
        let now = self.world.now;
        let case = &self.cases[&no];
        let Some(from) = case.wait else {
            // The clock stood still for what was asked: nobody can be late.
            if !case.is_answered {
                let has_holder = case.has_holder;
                let is_told = self.is_told_at_once(now);
                self.books.owe(&["S4.5"], true);
                self.books.owe(&["S4.6"], is_told);
                self.books.owe(&["S4.11"], has_holder);
            }
            self.case(no).is_answered = true;
            return;
        };
        let due = self.world.policy.hours.add(from, target(case.priority));
        let told = self.told(now);
        self.waits.push(Wait {
            team: case.team,
            ticket: case.number,
            priority: case.priority,
            from,
            end: Some(now),
            is_answer,
        });
        let has_holder = case.has_holder;
        self.books.owe(&["S4.5"], now <= due);
        self.books.owe(&["S4.6"], told <= due);
        self.books.owe(&["S4.11"], has_holder);
        let case = self.case(no);
        case.wait = None;
        case.is_answered = true;
    }

    /// A person has spoken: what news were owed are given, and the next are owed, if it `goes_on`.
    fn hears_news(&mut self, no: u32, goes_on: bool) {
        let now = self.world.now;
        let is_told = self.told(now);
        let case = self.case(no);
        let news = case.news.take();
        if goes_on {
            case.news = news_of(case.priority).map(|_| (now, 0));
        }
        let (priority, kind) = (case.priority, case.kind);
        if let Some((from, count)) = news
            && kind != Kind::Machine
        {
            let due = self.news_due(from, priority, count);
            let is_kept = is_told <= due.checked_add(ON_THE_WAY).unwrap();
            self.books.owe(&["S0.8"], is_kept);
        }
    }

    fn news_due(&self, from: Timestamp, priority: Priority, count: u32) -> Timestamp {
        let every = news_of(priority).unwrap();
        let every = every * (1 << count.saturating_sub(3));
        self.world.policy.hours.add(from, every)
    }

    /// It is worked on no more.
    fn ends(&mut self, no: u32) {
        self.hears_news(no, false);
        let case = self.case(no);
        case.is_open = false;
        if case.promise.take().is_some() {
            self.books.owe(&["S2.1"], true);
        }
    }

    /// The requester answers what the acknowledgement asked.
    fn fill_in(&mut self, no: u32) {
        let case = &self.cases[&no];
        let (number, who) = (case.number, case.who);
        let asked = self.notice(number, who, "information-needed").unwrap();
        let told = "It prints nothing\nThe printer in the hall\nError 49\nFloor 2\n+49 30 1234567";
        let known = self.world.known(number);
        let names: Vec<String> = known.ticket.awaited();
        let lines: Vec<String> = names
            .iter()
            .zip(told.lines())
            .map(|(name, value)| {
                let label = self.world.policy.asking.label(name);
                format!("{label}: {value}")
            })
            .collect();
        let taken = self.world.reply(who, &asked, &lines.join("\n"));
        assert_eq!(taken.ticket(), number);
        let left = self.world.known(number).ticket.awaited();
        assert_eq!(left, Vec::<String>::new(), "{lines:?}");
        self.books.owe(&["S0.3"], true);
        self.case(no).is_filled_in = true;
    }

    /// What the requester does about a solution.
    fn requester(&mut self, no: u32, act: &Act) {
        let now = self.world.now;
        let case = &self.cases[&no];
        let (number, who) = (case.number, case.who);
        let Some(asked) = self.notice(number, who, "resolved") else {
            panic!("{number} was not told that it is solved");
        };
        // A ticket that is urgent is contradicted by nobody here: its clocks would ring at one moment.
        let is_urgent = news_of(case.priority).is_some();
        let text = match act {
            Act::Confirm => "Yes, it works again. Thank you!".to_owned(),
            Act::Contradict if is_urgent => return,
            Act::Contradict => "It still fails with the same message.".to_owned(),
            Act::Rate(score) => score.to_string(),
            other => panic!("{other:?} is not a requester's"),
        };
        let taken = self.world.reply(who, &asked, &text);
        assert_eq!(taken.ticket(), number);
        self.books.owe(&["S0.3"], true);
        let is_told = self.is_told_at_once(now);
        match act {
            Act::Contradict => {
                self.books.owe(&["S0.13"], is_told);
                let case = self.case(no);
                case.closes = None;
                case.is_open = true;
                case.wait = Some(now);
            }
            Act::Rate(1..=2) => self.books.owe(&["S2.4"], is_told),
            _ => {
                self.case(no).closes = None;
                self.closed(is_told);
                self.asks_later(no, now);
            }
        }
    }

    /// Whoever had something urgent is asked a week later whether it still works.
    fn asks_later(&mut self, no: u32, closed: Timestamp) {
        let case = self.case(no);
        let is_asked = news_of(case.priority).is_some() && case.kind != Kind::Machine;
        let week = SignedDuration::from_hours(7 * 24);
        case.follow_up = is_asked.then(|| closed.checked_add(week).unwrap());
    }

    fn closed(&mut self, is_told: bool) {
        self.books.owe(&["S2.3"], is_told);
        self.books.owe(&["S4.9", "S2.8", "S3.4"], true);
    }

    /// What time did to a ticket until now.
    fn time_passes(&mut self, no: u32, now: Timestamp) {
        if let Some(closes) = self.cases[&no].closes.filter(|closes| *closes <= now) {
            self.case(no).closes = None;
            if self.cases[&no].kind == Kind::Machine {
                self.books.owe(&["S4.9", "S2.8", "S3.4"], true);
            } else {
                let is_told = self.is_told_at_once(closes);
                self.closed(is_told);
                self.asks_later(no, closes);
            }
        }
        if let Some(asked) = self.cases[&no].follow_up.filter(|asked| *asked <= now) {
            self.case(no).follow_up = None;
            let is_told = self.is_told_at_once(asked);
            self.books.owe(&["S2.4"], is_told);
        }
        if self.cases[&no].is_open {
            self.answers_wait(no, now);
            self.news_wait(no, now);
            self.promise_waits(no, now);
        }
    }

    /// The marks of the first answer that have passed since it was looked at last.
    fn answers_wait(&mut self, no: u32, now: Timestamp) {
        let case = &self.cases[&no];
        let Some(from) = case.wait else { return };
        let (all, team) = (target(case.priority), case.team);
        let before = self.reckoned;
        for percent in [50, 75, 100, 200] {
            let mark = all * percent / 100;
            let mark = self.world.policy.hours.add(from, mark);
            if mark <= before || mark > now {
                continue;
            }
            let is_told = self.is_told_at_once(mark);
            if percent < 200 {
                self.books.owe(&["S4.7"], is_told);
                if percent == 100 && team == "first-line" {
                    self.books.owe(&["S0.17"], is_told);
                }
                continue;
            }
            self.books.owe(&["S1.6"], true);
            self.books.owe(&["S2.6", "S1.4"], is_told);
            self.books.owe(&["S4.5", "S4.6"], false);
            let case = &self.cases[&no];
            // Time writes to no machine, and to no stranger before an agent has answered.
            let is_known = case.kind != Kind::Stranger || case.is_answered;
            if case.kind != Kind::Machine && is_known {
                self.books.owe(&["S0.12", "S4.8"], is_told);
            }
            self.waits.push(Wait {
                team: case.team,
                ticket: case.number,
                priority: case.priority,
                from,
                end: Some(mark),
                is_answer: false,
            });
            self.goes_up(no, mark);
            return self.answers_wait(no, now);
        }
    }

    fn news_wait(&mut self, no: u32, now: Timestamp) {
        let case = &self.cases[&no];
        let Some((from, count)) = case.news else {
            return;
        };
        let (priority, kind) = (case.priority, case.kind);
        let before = self.reckoned;
        let every = news_of(priority).unwrap() * (1 << count.saturating_sub(3));
        let wanted = self.world.policy.hours.add(from, every * 75 / 100);
        if wanted > before && wanted <= now {
            let is_told = self.is_told_at_once(wanted);
            self.books.owe(&["S4.7"], is_told);
        }
        let due = self.news_due(from, priority, count);
        if due > now || kind == Kind::Machine {
            return;
        }
        let is_kept = self.told(due).duration_since(due) <= ON_THE_WAY;
        self.books.owe(&["S0.8"], is_kept);
        self.case(no).news = Some((due, count + 1));
        self.news_wait(no, now);
    }

    fn promise_waits(&mut self, no: u32, now: Timestamp) {
        let case = &self.cases[&no];
        let Some((from, by)) = case.promise else {
            return;
        };
        let team = case.team;
        let hours = &self.world.policy.hours;
        let all = hours.elapsed(from, by).as_secs() * 75 / 100;
        let near = hours.add(from, SignedDuration::from_secs(all));
        let before = self.reckoned;
        if near > before && near <= now {
            let is_told = self.is_told_at_once(near);
            self.books.owe(&["S4.7"], is_told);
        }
        if by <= now {
            let is_told = self.is_told_at_once(by);
            self.books.owe(&["S4.7", "S2.1"], is_told);
            if team == "first-line" {
                self.books.owe(&["S0.17"], is_told);
            }
            self.case(no).promise = None;
        }
    }

    /// Whether an answer passed over somebody who waited longer, or more urgently.
    fn the_order_of_answers(&mut self) {
        let mut books = Books::default();
        for wait in &self.waits {
            let Some(end) = wait.end else { continue };
            if wait.is_answer {
                let is_passed_over = self.waits.iter().any(|other| {
                    (other.team, other.priority) == (wait.team, wait.priority)
                        && (other.from, other.ticket) < (wait.from, wait.ticket)
                        && other.end.is_none_or(|other| other > end)
                });
                books.owe(&["S0.5"], !is_passed_over);
            }
            if wait.priority == Priority::Critical {
                let is_passed_over = self.waits.iter().any(|other| {
                    other.team == wait.team
                        && other.is_answer
                        && other.priority > Priority::Critical
                        && other.end.is_some_and(|at| wait.from < at && at < end)
                });
                books.owe(&["S0.14"], !is_passed_over);
            }
        }
        self.books.merge(&books);
    }
}

/// How often news are promised (S0.8).
fn news_of(priority: Priority) -> Option<SignedDuration> {
    match priority {
        Priority::Critical => Some(SignedDuration::from_mins(30)),
        Priority::High => Some(SignedDuration::from_hours(2)),
        Priority::Medium | Priority::Low => None,
    }
}

/// Subject and text that the shipped rules give this priority to.
fn words(opening: Opening) -> (&'static str, &'static str) {
    match (opening.kind, opening.priority) {
        (Kind::Empty, _) => ("Hello", ""),
        (_, Priority::Critical) => ("Password server is down", "Nobody can log in."),
        (_, Priority::High) => ("Password of several users", "Several users cannot log in."),
        (_, Priority::Medium) => (
            "Password does not work",
            "My password is refused since today.",
        ),
        (_, Priority::Low) => (
            "How do I set the language?",
            "How do I set the language of the menu?",
        ),
    }
}
