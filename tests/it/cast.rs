//! The cast of the stories, and the desk they write to.
//!
//! Ann and Dave are customers of one company; Bob and Erin, who leads, are the first line, Carol is the network team;
//! Mallory wants in. What the desk is, stands in [`policy`]; a story changes what it needs changed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use ticketd::calendar::{Hours, Matrix, Targets};
use ticketd::domain::{Address, Agent, AgentName, Asking, Language, Ranking, Role, Roster, Team};
use ticketd::engine::incident::Incidents;
use ticketd::engine::{Limits, Policy, Unproven};
use ticketd::fields::{self, Reader};
use ticketd::identity::token::Key;
use ticketd::identity::{Keyring, Require, Trust};
use ticketd::notices::Templates;
use ticketd::rules::Ruleset;
use ticketd::rules::ruleset::CATEGORIES;

/// Somebody with a mail program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// As the mail program states it.
    pub name: &'static str,
    /// Where mail reaches them.
    pub address: &'static str,
}

impl Person {
    pub fn address(self) -> Address {
        Address::parse(self.address).unwrap()
    }

    pub fn domain(self) -> &'static str {
        self.address.split('@').nth(1).unwrap()
    }
}

/// A customer.
pub const ANN: Person = person("Ann Example", "ann@customer.example");
/// Another customer, of the same company.
pub const DAVE: Person = person("Dave Example", "dave@customer.example");
/// An agent of the first line.
pub const BOB: Person = person("Bob", "bob@desk.example");
/// An agent of the network team, which is tier 2.
pub const CAROL: Person = person("Carol", "carol@desk.example");
/// The leader of the first line.
pub const ERIN: Person = person("Erin", "erin@desk.example");
/// Nobody's friend.
pub const MALLORY: Person = person("Mallory", "mallory@elsewhere.example");
/// The desk.
pub const SUPPORT: &str = "support@desk.example";
/// The desk's mail server: the one whose verdict is believed.
pub const MX: &str = "mx.desk.example";

const fn person(name: &'static str, address: &'static str) -> Person {
    Person { name, address }
}

/// The desk of the stories: shipped rules, wording, fields, hours and targets; no field is
/// required, so that a story asks for what it is about; UTC; commands need a proven domain and the own
/// token. Rules and wording are compiled once for all stories.
pub fn policy() -> Policy {
    static RULES: LazyLock<Ruleset> = LazyLock::new(Ruleset::default);
    static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::shipped().unwrap());
    let address = Address::parse(SUPPORT).unwrap();
    Policy {
        name: "ACME Support".to_owned(),
        keys: Keyring::new(
            &address,
            vec![Key {
                id: 1,
                secret: [42; 32],
            }],
        ),
        address,
        also_known_as: Vec::new(),
        tag: "ACME".to_owned(),
        subaddress: "+".to_owned(),
        languages: vec![Language::english()],
        trust: Trust {
            authserv_id: Some(MX.to_owned()),
            trusted_hosts: vec![MX.to_owned()],
        },
        require: Require::DomainAndToken,
        unproven: Unproven::Plain,
        roster: roster(),
        rules: RULES.clone(),
        categories: CATEGORIES.map(str::to_owned).to_vec(),
        asking: Asking {
            required: BTreeMap::new(),
            ..fields::asking()
        },
        assigns: false,
        ranking: Ranking::default(),
        reader: Reader::default(),
        hours: Hours::shipped(TimeZone::UTC),
        team_hours: BTreeMap::new(),
        targets: Targets::default(),
        matrix: Matrix::default(),
        incidents: Incidents::default(),
        offers_articles: true,
        canned: canned(),
        limits: Limits::default(),
        confirm_days: 3,
        wait_days: 10,
        asks_rating: true,
        archive_after: None,
        gates: Vec::new(),
        record_to: Vec::new(),
        follow_up_after: Some(jiff::SignedDuration::from_hours(7 * 24)),
        reopen_window: jiff::SignedDuration::from_hours(7 * 24),
        aliases: ticketd::commands::Aliases::default(),
        rhythms: ticketd::calendar::Rhythms::default(),
        templates: TEMPLATES.clone(),
    }
}

fn roster() -> Roster {
    let agent = |who: Person, team: &str, role| Agent {
        name: AgentName(who.name.to_lowercase()),
        address: who.address(),
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
            agent(BOB, "first-line", Role::Agent),
            agent(CAROL, "network", Role::Agent),
            agent(ERIN, "first-line", Role::Leader),
        ],
        teams: vec![team("first-line", 1), team("network", 2)],
    }
}

/// The texts that the desk keeps ready.
fn canned() -> BTreeMap<String, String> {
    let text =
        "Please restart your computer and try again.\nIf it still fails, reply to this mail.\n";
    BTreeMap::from([("restart".to_owned(), text.to_owned())])
}
