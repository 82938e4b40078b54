//! The people of a desk: those who write to it, and those who work at it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Address;
use super::personal::Personal;
use super::team::{self, Place, Team};

/// Somebody with a mail address, and a name if it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Where mail reaches them.
    pub address: Personal<Address>,
    /// What they call themselves; may be empty.
    pub name: Personal<String>,
}

impl Person {
    /// A person by address and name.
    pub fn new(address: Address, name: &str) -> Self {
        Self {
            address: address.into(),
            name: name.into(),
        }
    }

    /// The name, or the address where there is none.
    pub fn shown(&self) -> String {
        if self.name.is_empty() {
            self.address.to_string()
        } else {
            self.name.to_string()
        }
    }
}

/// The login-like name of an agent, unique on the desk.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentName(pub String);

impl AgentName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for AgentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an agent is in the procedure (S4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works on tickets.
    Agent,
    /// Answers for a team (S0.17).
    Leader,
    /// The head of it all; the end of the management line.
    Manager,
    /// Runs the desk itself; told about operations.
    Admin,
}

/// A person who works on tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Unique name, used in commands.
    pub name: AgentName,
    /// Where the desk writes to: the registered address.
    pub address: Address,
    /// Further addresses the agent writes from.
    pub also_known_as: Vec<Address>,
    /// The team's name.
    pub team: Option<String>,
    /// What the agent is.
    pub role: Role,
}

/// People of the desk as the settings name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// This agent.
    Agent(AgentName),
    /// Whoever has this role; of leaders those of the team that it is about, where it has one.
    Role(Role),
}

impl Named {
    /// Who that is, for what concerns a team.
    pub fn agents<'a>(&self, roster: &'a Roster, team: Option<&str>) -> Vec<&'a Agent> {
        match self {
            Self::Agent(name) => roster.agent(name.as_str()).into_iter().collect(),
            Self::Role(Role::Leader) => roster.leaders(team),
            Self::Role(role) => roster.with_role(*role).collect(),
        }
    }
}

/// All who work at the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// The agents, in the order of the configuration.
    pub agents: Vec<Agent>,
    /// The teams, in the order of the configuration.
    pub teams: Vec<Team>,
}

impl Roster {
    /// The agent with this name, without regard to case.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents
            .iter()
            .find(|agent| agent.name.as_str().eq_ignore_ascii_case(name))
    }

    /// The agent who writes from this address.
    pub fn by_address(&self, address: &Address) -> Option<&Agent> {
        self.agents
            .iter()
            .find(|agent| agent.address == *address || agent.also_known_as.contains(address))
    }

    /// The team with this name, without regard to case.
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams
            .iter()
            .find(|team| team.name.eq_ignore_ascii_case(name))
    }

    /// The members of a team.
    pub fn members<'a>(&'a self, team: &'a str) -> impl Iterator<Item = &'a Agent> {
        self.agents.iter().filter(move |agent| {
            agent
                .team
                .as_deref()
                .is_some_and(|name| name.eq_ignore_ascii_case(team))
        })
    }

    /// The first team of a tier.
    pub fn tier(&self, tier: u8) -> Option<&Team> {
        self.teams.iter().find(|team| team.tier == tier)
    }

    /// The team of a tier that is there for a ticket (S0.16).
    pub fn tier_for(&self, tier: u8, place: &Place<'_>) -> Option<&Team> {
        team::nearest(&self.teams, tier, place)
    }

    /// The leaders of a team; where it has none, and where there is no team, all leaders.
    pub fn leaders(&self, team: Option<&str>) -> Vec<&Agent> {
        let all: Vec<&Agent> = self.with_role(Role::Leader).collect();
        let is_own = |agent: &&Agent| team.is_some() && agent.team.as_deref() == team;
        let own: Vec<&Agent> = all.iter().copied().filter(is_own).collect();
        if own.is_empty() { all } else { own }
    }

    /// All agents of a role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Agent> {
        self.agents.iter().filter(move |agent| agent.role == role)
    }
}
