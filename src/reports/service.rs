//! The service report: how much came, how soon it was answered and solved, what was promised and kept, how content people
//! are, and what it was about; for any period.
//!
//! It is worked out from the events alone, so a period that is over gives the same figures whenever it is asked for.
//! Lengths of time are open time, by the hours as they are now. Whether the procedure was kept is [`super::sop`]'s.

pub mod csv;
mod figures;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::clocks::{Counted, Run};
use super::instant;
use super::sop::{Case, FirstAnswer, Period};
use crate::domain::{Actor, ClockKind, EventBody, Priority, Status, Ticket};
use figures::Lengths;

/// What came and went on a day, or of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Flow {
    opened: u64,
    resolved: u64,
    reopened: u64,
    closed: u64,
}

/// First answers of one priority.
#[derive(Debug, Clone, Default)]
struct Answers {
    lengths: Lengths,
    in_time: u64,
    late: u64,
}

/// The figures of a period, filled ticket by ticket.
pub struct Service {
    period: Period,
    all: Flow,
    days: BTreeMap<Date, Flow>,
    categories: BTreeMap<String, Flow>,
    priorities: BTreeMap<Priority, Flow>,
    agents: BTreeMap<String, Flow>,
    answers: BTreeMap<Priority, Answers>,
    solutions: BTreeMap<Priority, Lengths>,
    open_before: u64,
    open_after: u64,
    promises_kept: u64,
    promises_missed: u64,
    spam: u64,
    scores: [u64; 5],
}

impl Service {
    /// No ticket is known yet.
    pub fn new(period: Period) -> Self {
        Self {
            period,
            all: Flow::default(),
            days: BTreeMap::new(),
            categories: BTreeMap::new(),
            priorities: BTreeMap::new(),
            agents: BTreeMap::new(),
            answers: BTreeMap::new(),
            solutions: BTreeMap::new(),
            open_before: 0,
            open_after: 0,
            promises_kept: 0,
            promises_missed: 0,
            spam: 0,
            scores: [0; 5],
        }
    }

    /// Takes in a ticket with its whole history.
    pub fn take_case(&mut self, case: &Case<'_>, counted: &impl Counted) {
        let at = |end| {
            let earlier = case.steps.iter().take_while(|step| step.event.at < end);
            earlier.last().map(|step| &step.after)
        };
        let is_open =
            |ticket: Option<&Ticket>| u64::from(ticket.is_some_and(|t| t.status.is_open()));
        self.open_before += is_open(at(self.period.from));
        self.open_after += is_open(at(self.period.to));
        // What was no request was no service.
        let last = at(self.period.to);
        if last.is_some_and(|ticket| ticket.status == Status::Spam) {
            self.spam +=
                u64::from(case.steps.iter().any(|step| {
                    self.period.has(step.event.at) && step.after.status == Status::Spam
                }));
            return;
        }
        let mut rated = None;
        let mut resolved_since = case.steps.first().map(|step| step.event.at);
        for step in &case.steps {
            let event = step.event;
            if matches!(event.body, EventBody::Reopened { .. }) {
                resolved_since = Some(event.at);
                self.score(rated.take());
            }
            if !self.period.has(event.at) {
                continue;
            }
            let hours = counted.hours(step.after.team.as_deref());
            let flow = match &event.body {
                EventBody::Opened { .. } => Flow {
                    opened: 1,
                    ..Flow::default()
                },
                EventBody::Resolved { .. } => Flow {
                    resolved: 1,
                    ..Flow::default()
                },
                EventBody::Reopened { .. } => Flow {
                    reopened: 1,
                    ..Flow::default()
                },
                EventBody::Closed { .. } => Flow {
                    closed: 1,
                    ..Flow::default()
                },
                // Who says it again means the last.
                EventBody::Rated { score } => {
                    rated = Some(*score);
                    continue;
                }
                EventBody::PromiseMissed { .. } => {
                    self.promises_missed += 1;
                    continue;
                }
                _ => continue,
            };
            self.flow(hours.date(event.at), &step.after, &event.actor, flow);
            if let (EventBody::Resolved { .. }, Some(since)) = (&event.body, resolved_since) {
                let spent = hours.elapsed(since, event.at);
                let solutions = self.solutions.entry(step.after.priority).or_default();
                solutions.push(spent);
            }
        }
        self.score(rated);
        for answer in case.first_answers() {
            self.answer(case, &answer, counted);
        }
        for run in &case.runs {
            self.promise(run);
        }
    }

    fn flow(&mut self, day: Date, ticket: &Ticket, actor: &Actor, flow: Flow) {
        let category = self.categories.entry(ticket.category.clone()).or_default();
        for sum in [
            &mut self.all,
            self.days.entry(day).or_default(),
            category,
            self.priorities.entry(ticket.priority).or_default(),
        ] {
            sum.add(flow);
        }
        if let Actor::Agent(name) = actor {
            self.agents.entry(name.to_string()).or_default().add(flow);
        }
    }

    fn score(&mut self, score: Option<u8>) {
        let place = score.map_or(usize::MAX, |score| usize::from(score).saturating_sub(1));
        if let Some(count) = self.scores.get_mut(place) {
            *count += 1;
        }
    }

    /// How long somebody waited for an answer, over all that was set anew meanwhile; what stood still does not count.
    fn answer(&mut self, case: &Case<'_>, answer: &FirstAnswer, counted: &impl Counted) {
        let Some(step) = answer.end.and_then(|end| case.step(end)) else {
            return;
        };
        let at = step.event.at;
        if !self.period.has(at) {
            return;
        }
        let of_it = case.runs.iter().filter(|run| {
            run.clock == ClockKind::FirstAnswer && answer.from <= run.from && run.from <= at
        });
        let (mut spent, mut is_late) = (SignedDuration::ZERO, false);
        for run in of_it {
            let end = run.end.map_or(at, |end| end.at).min(at);
            let hours = counted.hours(run.team.as_deref());
            spent += if run.is_wall(counted) {
                end.duration_since(run.from)
            } else {
                hours.elapsed(run.from, end)
            };
            is_late |= end > run.due;
        }
        let answers = self.answers.entry(step.after.priority).or_default();
        answers.lengths.push(spent);
        answers.in_time += u64::from(!is_late);
        answers.late += u64::from(is_late);
    }

    fn promise(&mut self, run: &Run) {
        let Some(end) = run.end.filter(|end| self.period.has(end.at)) else {
            return;
        };
        // A time that was moved is neither kept nor missed.
        if run.clock == ClockKind::Promise && ["resolved", "closed"].contains(&end.word) {
            self.promises_kept += u64::from(end.at <= run.due);
        }
    }

    /// The report as `report --json` gives it.
    pub fn finish(self) -> Value {
        let rated: u64 = self.scores.iter().sum();
        let points: u64 = (1..)
            .zip(self.scores)
            .map(|(score, count)| score * count)
            .sum();
        let scores: Vec<Value> = (1..)
            .zip(self.scores)
            .map(|(score, count): (u8, u64)| json!({ "score": score, "count": count }))
            .collect();
        let priorities: BTreeSet<Priority> = self
            .answers
            .keys()
            .chain(self.solutions.keys())
            .copied()
            .collect();
        let times = priorities.into_iter().map(|priority| {
            let answers = self.answers.get(&priority).cloned().unwrap_or_default();
            let solutions = self.solutions.get(&priority).cloned().unwrap_or_default();
            json!({
                "priority": priority.word(),
                "answers": answers.lengths.json(),
                "answered_in_time": answers.in_time,
                "answered_late": answers.late,
                "solutions": solutions.json(),
            })
        });
        json!({
            "from": instant(self.period.from),
            "to": instant(self.period.to),
            "open_before": self.open_before,
            "open_after": self.open_after,
            "flow": self.all.json(),
            "spam": self.spam,
            "days": named(self.days, "day", |day| day.to_string()),
            "categories": named(self.categories, "category", |name| name),
            "priorities": named(self.priorities, "priority", |priority| priority.to_string()),
            "agents": named(self.agents, "agent", |name| name),
            "times": times.collect::<Vec<_>>(),
            "promises": { "kept": self.promises_kept, "missed": self.promises_missed },
            "satisfaction": { "rated": rated, "mean": figures::mean(points, rated), "scores": scores },
        })
    }
}

impl Flow {
    fn add(&mut self, other: Self) {
        self.opened += other.opened;
        self.resolved += other.resolved;
        self.reopened += other.reopened;
        self.closed += other.closed;
    }

    fn json(self) -> Value {
        json!({
            "opened": self.opened,
            "resolved": self.resolved,
            "reopened": self.reopened,
            "closed": self.closed,
        })
    }
}

/// Flows with what they are of, in its order.
fn named<K>(flows: BTreeMap<K, Flow>, key: &str, word: impl Fn(K) -> String) -> Vec<Value> {
    let flows = flows.into_iter().map(|(of, flow)| {
        let mut line = serde_json::Map::new();
        line.insert(key.to_owned(), word(of).into());
        if let Value::Object(figures) = flow.json() {
            line.extend(figures);
        }
        Value::Object(line)
    });
    flows.collect()
}

/// A length of time in JSON, whole seconds.
fn secs(length: Option<SignedDuration>) -> Value {
    length.map_or(Value::Null, |length| length.as_secs().into())
}
