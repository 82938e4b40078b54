//! Who has to agree before a ticket is closed, and a closing that waits for that (S3.2).
//!
//! The gates are settings. What is kept of a closing that waits are their names, so that whoever is in charge of a gate now
//! can open it, whoever that was when it was asked.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::event::{Actor, CloseCode, LinkKind};
use super::person::{Agent, AgentName, Named, Roster};
use super::personal::Personal;
use super::ticket::Ticket;

/// Something that somebody has to agree to before a ticket is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its name, unique: what is agreed to, or who agrees.
    pub name: String,
    /// Who may agree; one of them is enough.
    pub by: Vec<Named>,
    /// For tickets that are of these categories or ever were; none: for all.
    pub categories: Vec<String>,
}

impl Gate {
    /// Whether a ticket has to pass it. Another category leads round no gate of an earlier one.
    pub fn concerns(&self, ticket: &Ticket) -> bool {
        let mut had = std::iter::once(&ticket.category).chain(&ticket.work.categories);
        self.categories.is_empty() || had.any(|category| self.categories.contains(category))
    }

    /// Who may agree to the closing of a ticket.
    pub fn approvers<'a>(&self, roster: &'a Roster, ticket: &Ticket) -> Vec<&'a Agent> {
        let team = ticket.team.as_deref();
        let each = self.by.iter();
        each.flat_map(|by| by.agents(roster, team)).collect()
    }

    /// Whether an agent may agree to the closing of a ticket.
    pub fn is_opened_by(&self, agent: &AgentName, roster: &Roster, ticket: &Ticket) -> bool {
        let mut approvers = self.approvers(roster, ticket).into_iter();
        approvers.any(|approver| approver.name == *agent)
    }

    /// Its name and those who may agree: `service manager (erin)`.
    pub fn shown(&self, roster: &Roster, ticket: &Ticket) -> String {
        let names: Vec<&str> = self
            .approvers(roster, ticket)
            .into_iter()
            .map(|agent| agent.name.as_str())
            .collect();
        format!("{} ({})", self.name, names.join(" or "))
    }
}

/// A closing that waits until all have agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Since when.
    pub asked_at: Timestamp,
    /// Whose word it is that closes the ticket.
    pub by: Actor,
    /// How it is closed.
    pub code: CloseCode,
    /// With which solution.
    pub solution: Option<Personal<String>>,
    /// Whether nobody is told of it.
    pub is_quiet: bool,
    /// The gates it has to pass, by name.
    pub gates: Vec<String>,
    /// Who has agreed, by gate.
    pub given: BTreeMap<String, AgentName>,
    /// When those who have not answered are reminded.
    pub remind_at: Option<Timestamp>,
    /// How often they were.
    pub reminders: u32,
}

impl Approval {
    /// The gates that nobody has opened yet, as they are set now. One that is not set any more holds nothing up.
    pub fn closed<'a>(&self, gates: &'a [Gate]) -> Vec<&'a Gate> {
        gates
            .iter()
            .filter(|gate| self.gates.contains(&gate.name) && !self.given.contains_key(&gate.name))
            .collect()
    }

    /// The names of the gates that nobody has opened yet.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let gates = self.gates.iter();
        gates
            .filter(|name| !self.given.contains_key(*name))
            .map(String::as_str)
    }
}

impl Ticket {
    /// Whether the end of others hangs on its own: the record of a major incident that has reports.
    pub fn stands_for_others(&self) -> bool {
        self.work.incident.is_some() && self.linked(LinkKind::Child).next().is_some()
    }
}
