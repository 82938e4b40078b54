//! The checked settings as the core sees them. Made once at start by `daemon`, and anew on a reload.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::calendar::{Hours, Matrix, Rhythms, Targets};
use crate::commands::Aliases;
use crate::domain::{Address, Asking, Gate, Language, Named, Ranking, Roster, Ticket};
use crate::fields::Reader;
use crate::identity::{Keyring, Require, Trust};
use crate::mail::inbound::Inbound;
use crate::mail::language::language;
use crate::notices::Templates;
use crate::reports::clocks::Counted;
use crate::reports::sop::Procedure;
use crate::rules::Ruleset;
use crate::rules::ruleset::CATEGORY_OTHER;

use super::incident::Incidents;

/// Everything a decision depends on beside the input and the state.
#[derive(Clone)]
pub struct Policy {
    /// The desk's shown name.
    pub name: String,
    /// The From of every mail.
    pub address: Address,
    /// Its other addresses.
    pub also_known_as: Vec<Address>,
    /// The word in front of ticket numbers: `ACME` in `[ACME-1000]`.
    pub tag: String,
    /// Separator of subaddresses; empty where the server has none.
    pub subaddress: String,
    /// The languages that are spoken, the desk's own first: agents are written to in that one, and requesters where
    /// theirs is not among them.
    pub languages: Vec<Language>,
    /// Keys of the reply tokens.
    pub keys: Keyring,
    /// Whose verdict about a domain is believed.
    pub trust: Trust,
    /// What it takes to command.
    pub require: Require,
    /// What an unproven sender is sent.
    pub unproven: Unproven,
    /// Who works here.
    pub roster: Roster,
    /// Category, priority, type, team and tags.
    pub rules: Ruleset,
    /// The categories, the last one for what fits nowhere.
    pub categories: Vec<String>,
    /// Business hours and their zone.
    pub hours: Hours,
    /// The hours of teams that have their own, by the team's name.
    pub team_hours: BTreeMap<String, Hours>,
    /// Answer, update and solution targets.
    pub targets: Targets,
    /// Who is told when how much of a time is used up.
    pub matrix: Matrix,
    /// Whether a new ticket is given to an agent of its team.
    pub assigns: bool,
    /// How priorities are set beside rules.
    pub ranking: Ranking,
    /// When many alike reports are taken for one trouble.
    pub incidents: Incidents,
    /// Whether a requester is offered articles that fit.
    pub offers_articles: bool,
    /// Texts that are kept ready for answers, by their names in lower case.
    pub canned: BTreeMap<String, String>,
    /// Limits on automatic mail.
    pub limits: Limits,
    /// What has to be known of a case, and how it is asked for.
    pub asking: Asking,
    /// Finds it in mails.
    pub reader: Reader,
    /// After how many business days silence closes a resolved ticket.
    pub confirm_days: u32,
    /// After how many business days a ticket that waits is looked at again.
    pub wait_days: u32,
    /// Whether the requester is asked how content they are.
    pub asks_rating: bool,
    /// How long after a critical or high ticket was closed its requester is asked whether it still works.
    pub follow_up_after: Option<SignedDuration>,
    /// Who has to agree before a ticket is closed.
    pub gates: Vec<Gate>,
    /// Who gets the service record of each ticket that is closed.
    pub record_to: Vec<Named>,
    /// How long after its end a ticket leaves the everyday lists.
    pub archive_after: Option<SignedDuration>,
    /// How long after its end a reply reopens a ticket; later it opens a linked one.
    pub reopen_window: SignedDuration,
    /// Further names of the commands.
    pub aliases: Aliases,
    /// When the digest and the service reports come.
    pub rhythms: Rhythms,
    /// What the desk says.
    pub templates: Templates,
}

/// What automatic mail an unproven sender gets: `[acknowledge] unproven`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// One that echoes nothing they wrote.
    Plain,
    /// The full one; for an intranet that only its own people can write to.
    Full,
    /// None.
    Never,
}

/// Limits on the automatic mail that a mail from outside can cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// To one address within an hour.
    pub address_hour: u32,
    /// To one address within a day.
    pub address_day: u32,
    /// To all within an hour.
    pub total_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_hour: 3,
            address_day: 10,
            total_hour: 200,
        }
    }
}

impl Counted for Policy {
    fn hours(&self, team: Option<&str>) -> &Hours {
        self.hours_of(team)
    }

    fn targets(&self) -> &Targets {
        &self.targets
    }

    fn is_on_call(&self, team: Option<&str>) -> bool {
        team.and_then(|team| self.roster.team(team))
            .is_some_and(|team| team.is_on_call)
    }
}

impl Procedure for Policy {
    fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    fn asks_rating(&self) -> bool {
        self.asks_rating
    }

    fn has_teams(&self) -> bool {
        !self.roster.teams.is_empty()
    }

    fn team_for(&self, ticket: &Ticket) -> Option<String> {
        let team = self.roster.tier_for(1, &ticket.place());
        team.map(|team| team.name.clone())
    }

    fn category_of_none(&self) -> &'static str {
        CATEGORY_OTHER
    }
}

impl Policy {
    /// The hours that a ticket of this team is worked on in.
    pub fn hours_of(&self, team: Option<&str>) -> &Hours {
        team.and_then(|team| self.team_hours.get(team))
            .unwrap_or(&self.hours)
    }

    /// The language of the desk.
    pub fn own_language(&self) -> Language {
        self.languages
            .first()
            .cloned()
            .unwrap_or_else(Language::english)
    }

    /// The language to answer a mail in, where it is offered and not the desk's own: asked of the mail only where
    /// there is a choice.
    pub fn language_of(&self, mail: &Inbound) -> Option<Language> {
        let (own, others) = self.languages.split_first()?;
        if others.is_empty() {
            return None;
        }
        let told = language(mail)?.primary();
        let is_told = |offered: &&Language| offered.primary() == told;
        others
            .iter()
            .find(is_told)
            .filter(|_| own.primary() != told)
            .cloned()
    }

    /// The language a requester is written to in: the ticket's while it is offered, else the desk's own.
    pub fn language_for(&self, ticket: Option<&Ticket>) -> Language {
        ticket
            .and_then(|ticket| ticket.language.clone())
            .filter(|language| self.languages.contains(language))
            .unwrap_or_else(|| self.own_language())
    }

    /// Whether this address is the desk's own, subaddresses included.
    pub fn is_own(&self, address: &Address) -> bool {
        std::iter::once(&self.address)
            .chain(&self.also_known_as)
            .any(|own| own == address || address.detail_of(own, &self.subaddress).is_some())
    }

    /// The detail of a subaddress of the desk: where a token may be.
    pub fn detail<'a>(&self, address: &'a Address) -> Option<&'a str> {
        std::iter::once(&self.address)
            .chain(&self.also_known_as)
            .find_map(|own| address.detail_of(own, &self.subaddress))
    }

    /// All its addresses.
    pub fn own_addresses(&self) -> Vec<Address> {
        std::iter::once(self.address.clone())
            .chain(self.also_known_as.iter().cloned())
            .collect()
    }
}
