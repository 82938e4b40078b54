//! What the end of a ticket, and what comes after it, makes of it.

use std::collections::BTreeMap;

use super::Ticket;
use crate::domain::{Actor, Approval, Clocks, Ending, Event, Status};

impl Ticket {
    /// It was not the end: what was thought to solve it did not.
    pub(super) fn reopen(&mut self, clocks: &Clocks) {
        self.enter(Status::Open, clocks.clone());
        self.owes_answer = clocks.first_answer_due.is_some();
        self.solution = None;
        self.estimate = None;
        self.promise.clear();
        self.work.due = None;
        self.work.is_article_doubted = self.work.article.is_some();
        self.reopened_count = self.reopened_count.saturating_add(1);
        self.closed_at = None;
        self.resolved_at = None;
    }

    pub(super) fn take_ending(&mut self, ending: &Ending, event: &Event) {
        match ending {
            // An order that is taken back may leave it behind.
            Ending::FollowUpSet { due } => {
                self.work.follow_up_at = due.filter(|_| self.status == Status::Closed);
            }
            Ending::FollowedUp => {
                self.work.follow_up_at = None;
                self.work.followed_up_at = Some(event.at);
            }
            Ending::ApprovalAsked { .. } => self.await_approval(ending, event),
            Ending::Approved { gates, .. } => {
                let approval = self.work.approval.as_mut();
                match (approval, &event.actor) {
                    (Some(approval), Actor::Agent(name)) => {
                        let given = |gate: &String| (gate.clone(), name.clone());
                        approval.given.extend(gates.iter().map(given));
                    }
                    // Agreed to before its end is asked for: with its major incident.
                    (None, Actor::Agent(_)) => {
                        self.work.opened_gates.extend(gates.iter().cloned());
                    }
                    _ => {}
                }
            }
            Ending::Rejected { .. } => self.work.approval = None,
            Ending::ApprovalReminded { count, remind_at } => {
                if let Some(approval) = &mut self.work.approval {
                    approval.reminders = *count;
                    approval.remind_at = *remind_at;
                }
            }
        }
    }

    /// It is of another category; whoever has to agree to the end of one of the former still does.
    pub(super) fn come_under(&mut self, category: &str) {
        let from = std::mem::replace(&mut self.category, category.to_owned());
        self.work.categories.insert(from);
    }

    /// It is resolved, and closed once all have agreed.
    fn await_approval(&mut self, asked: &Ending, event: &Event) {
        let Ending::ApprovalAsked {
            code,
            solution,
            is_quiet,
            gates,
            remind_at,
            ..
        } = asked
        else {
            return;
        };
        self.enter(Status::Resolved, Clocks::default());
        if solution.is_some() {
            self.solution.clone_from(solution);
        }
        self.work.approval = Some(Approval {
            asked_at: event.at,
            by: event.actor.clone(),
            code: *code,
            solution: solution.clone(),
            is_quiet: *is_quiet,
            gates: gates.clone(),
            given: BTreeMap::new(),
            remind_at: *remind_at,
            reminders: 0,
        });
    }
}
