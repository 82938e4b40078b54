//! `[[agent]]`, `[[team]]` and `[assignment]`: who works at the desk, and who gets new tickets.

use super::section::{At, Section, hint};
use super::settings::DeskSettings;
use crate::domain::{Address, Agent, AgentName, Named, Role, Roster, Team};

/// Words that commands understand in place of an agent, and that are therefore no names.
const TAKEN: [&str; 3] = ["me", "none", "all"];

pub(super) fn roster(
    root: &Section<'_>,
    desk: Option<&DeskSettings>,
    categories: &[String],
) -> Roster {
    let mut roster = Roster::default();
    for section in root.tables("team", "[[team]]") {
        section.check_keys();
        let tier = section.number("tier", 1, 3).unwrap_or(1);
        let is_on_call = section.flag("on-call").unwrap_or(false);
        let Some(name) = section.name("name") else {
            continue;
        };
        if roster.team(name.value).is_some() {
            section.note_at(
                &name.span,
                format!(
                    "there are two teams named \"{}\"; give one another name",
                    name.value
                ),
            );
        }
        roster.teams.push(Team {
            name: name.value.to_owned(),
            tier: u8::try_from(tier).unwrap_or(1),
            is_on_call,
            categories: of_categories(&section, categories),
            sites: sites(&section),
        });
    }
    for section in root.tables("agent", "[[agent]]") {
        section.check_keys();
        if let Some(agent) = agent(&section, &roster, desk) {
            roster.agents.push(agent);
        }
    }
    roster
}

/// The categories that a team is there for; each is one of the desk's.
fn of_categories(section: &Section<'_>, known: &[String]) -> Vec<String> {
    let given = section.texts("categories").unwrap_or_default();
    for At { value, span } in &given {
        if !known.contains(value) {
            let help = hint(value, known);
            section.note_at(
                span,
                format!("\"categories\": there is no category \"{value}\"{help}"),
            );
        }
    }
    given.into_iter().map(|given| given.value).collect()
}

/// The sites that a team is there for: words to be found in what people write, or `@` and a mail domain.
fn sites(section: &Section<'_>) -> Vec<String> {
    let given = section.texts("sites").unwrap_or_default();
    for At { value, span } in &given {
        let name = value.strip_prefix('@').unwrap_or(value);
        if !name.chars().any(char::is_alphanumeric) {
            let what = format!(
                "\"sites\": \"{}\" is no site; write its name as people do, or \"@\" and a mail domain",
                value.escape_debug()
            );
            section.note_at(span, what);
        }
    }
    given.into_iter().map(|given| given.value).collect()
}

/// `[assignment]`: whether new tickets are given to somebody.
pub(super) fn assigns(root: &Section<'_>) -> bool {
    let Some(section) = root.table("assignment", "[assignment]") else {
        return false;
    };
    section.check_keys();
    let ways = [("nobody", false), ("least-work", true)];
    section.choice("new-tickets", &ways).unwrap_or(false)
}

fn agent(section: &Section<'_>, roster: &Roster, desk: Option<&DeskSettings>) -> Option<Agent> {
    let roles = [
        ("agent", Role::Agent),
        ("leader", Role::Leader),
        ("manager", Role::Manager),
        ("admin", Role::Admin),
    ];
    let role = section.choice("role", &roles).unwrap_or(Role::Agent);
    let team = team(section, roster);
    let name = section.name("name");
    let address = section.address("address");
    let also_known_as = section.addresses("also-known-as");
    let (name, address) = (name?, address?);
    if roster.agent(name.value).is_some() {
        section.note_at(
            &name.span,
            format!(
                "there are two agents named \"{}\"; give one another name",
                name.value
            ),
        );
    }
    let is_tier = name
        .value
        .strip_prefix("tier")
        .is_some_and(|n| n.parse::<u8>().is_ok());
    if is_tier
        || TAKEN
            .iter()
            .any(|word| word.eq_ignore_ascii_case(name.value))
    {
        let what = format!(
            "\"{}\" means something else in commands; take another name",
            name.value
        );
        section.note_at(&name.span, what);
    }
    for own in std::iter::once(&address.value).chain(&also_known_as) {
        if let Some(other) = roster.by_address(own) {
            let what = format!(
                "{own} is the address of agent \"{}\" already; take it from one of them",
                other.name
            );
            section.note_at(&address.span, what);
        }
        if desk.is_some_and(|desk| is_desk(desk, own)) {
            let what = format!(
                "{own} is the desk's own address; mail to the agent would open tickets for ever"
            );
            section.note_at(&address.span, what);
        }
    }
    Some(Agent {
        name: AgentName(name.value.to_owned()),
        address: address.value,
        also_known_as,
        team,
        role,
    })
}

/// The team that `team` names, as the roster writes it.
pub(super) fn team(section: &Section<'_>, roster: &Roster) -> Option<String> {
    let wanted = section.text("team")?;
    if let Some(team) = roster.team(wanted.value) {
        return Some(team.name.clone());
    }
    let names: Vec<&str> = roster.teams.iter().map(|team| team.name.as_str()).collect();
    let help = if names.is_empty() {
        "; there is no [[team]] at all".to_owned()
    } else {
        hint(wanted.value, &names)
    };
    let place = section.place("team");
    section.note_at(
        &wanted.span,
        format!("{place}: there is no team \"{}\"{help}", wanted.value),
    );
    None
}

fn is_desk(desk: &DeskSettings, address: &Address) -> bool {
    desk.address == *address || desk.also_known_as.contains(address)
}

/// The agents that a key names, each by name or by role; one at least where it is given.
pub(super) fn named(section: &Section<'_>, key: &str, roster: &Roster) -> Vec<Named> {
    let roles = [("leader", Role::Leader), ("manager", Role::Manager)];
    let Some(wanted) = section.texts(key) else {
        return Vec::new();
    };
    let place = section.place(key);
    if wanted.is_empty() {
        section.note_key(key, format!("{place} names nobody"));
    }
    let mut named = Vec::new();
    for At { value, span } in wanted {
        let role = roles.iter().find(|(word, _)| *word == value);
        match (role, roster.agent(&value)) {
            (Some((_, role)), _) if roster.with_role(*role).next().is_some() => {
                named.push(Named::Role(*role));
            }
            (Some((word, _)), _) => {
                let what = format!("{place}: no [[agent]] has role = \"{word}\"");
                section.note_at(&span, what);
            }
            (None, Some(agent)) => named.push(Named::Agent(agent.name.clone())),
            (None, None) => {
                let agents = roster.agents.iter().map(|agent| agent.name.as_str());
                let known: Vec<&str> = agents.chain(roles.map(|(word, _)| word)).collect();
                let value = value.escape_debug().to_string();
                let help = hint(&value, &known);
                section.note_at(
                    &span,
                    format!("{place}: there is no agent \"{value}\"{help}"),
                );
            }
        }
    }
    named
}
