//! The teams of a desk, and which of them a ticket goes to (S0.16, S2.6).
//!
//! A team can be there for some categories, for some sites, or for both. Of the teams of a tier the one that is there for
//! more of what a ticket is gets it: hardware in Lyon goes to the administrator in Lyon, and hardware from elsewhere to
//! the central team. What a rule or an agent says goes before this, and is not looked at here.

use super::Ticket;

/// The field that says where a requester is.
pub const LOCATION: &str = "location";

/// A group of agents that a ticket can go to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    /// Unique name.
    pub name: String,
    /// 1 to 3 (S2.6).
    pub tier: u8,
    /// Whether somebody is there around the clock, so that critical tickets run on the wall clock.
    pub is_on_call: bool,
    /// The categories it is there for; empty: all.
    pub categories: Vec<String>,
    /// The sites it is there for, each a name as people write it, or `@` and a mail domain; empty: all.
    pub sites: Vec<String>,
}

/// What decides which team is there for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Its category.
    pub category: &'a str,
    /// Where the requester is, in their own words; empty where they have not said.
    pub location: &'a str,
    /// The domain of the requester's address.
    pub domain: &'a str,
}

impl Team {
    /// How much of a ticket the team is there for: a site counts for more than a category, since who is on the spot is
    /// asked first. `None` where it is there for something else.
    fn fit(&self, place: &Place<'_>) -> Option<u8> {
        let is_for_category = self.categories.iter().any(|name| name == place.category);
        let is_for_site = self.sites.iter().any(|site| is_at(site, place));
        if (!self.categories.is_empty() && !is_for_category)
            || (!self.sites.is_empty() && !is_for_site)
        {
            return None;
        }
        Some(u8::from(is_for_site) * 2 + u8::from(is_for_category))
    }
}

impl Ticket {
    /// Where it belongs, as far as it is known.
    pub fn place(&self) -> Place<'_> {
        let location = self.fields.get(LOCATION);
        Place {
            category: &self.category,
            location: location.map_or("", |location| location.as_str()),
            domain: self.requester.address.domain(),
        }
    }
}

/// Of these teams the one of a tier that is there for a ticket: the nearest, and of those that are as near the first. Where
/// none is there for it the first of the tier has it, for somebody must.
pub(super) fn nearest<'a>(teams: &'a [Team], tier: u8, place: &Place<'_>) -> Option<&'a Team> {
    let of_tier = || teams.iter().filter(|team| team.tier == tier);
    let fitting = of_tier().filter_map(|team| Some((team.fit(place)?, team)));
    let best = fitting.fold(None, |best: Option<(u8, &Team)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.map(|(_, team)| team).or_else(|| of_tier().next())
}

/// Whether a site is where a ticket comes from: all of its words stand in the location, one behind the other, or its domain
/// is the requester's or above it.
fn is_at(site: &str, place: &Place<'_>) -> bool {
    if let Some(domain) = site.strip_prefix('@') {
        let below = place.domain.len().checked_sub(domain.len());
        let tail = below.and_then(|at| place.domain.get(at..));
        let is_tail = tail.is_some_and(|tail| tail.eq_ignore_ascii_case(domain));
        let is_whole = below == Some(0)
            || below
                .and_then(|at| place.domain.get(..at))
                .is_some_and(|head| head.ends_with('.'));
        return is_tail && is_whole;
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (site, location) = (words(site), words(place.location));
    !site.is_empty() && location.windows(site.len()).any(|part| part == site)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(name: &str, tier: u8, categories: &[&str], sites: &[&str]) -> Team {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Team {
            name: name.to_owned(),
            tier,
            categories: texts(categories),
            sites: texts(sites),
            ..Team::default()
        }
    }

    fn desk() -> Vec<Team> {
        vec![
            team("first-line", 1, &[], &[]),
            team(
                "lyon",
                1,
                &["hardware", "network"],
                &["Lyon", "@lyon.acme.example"],
            ),
            team("hardware", 1, &["hardware"], &[]),
            team("plant 2", 1, &[], &["plant 2"]),
            team("central", 2, &["hardware", "network"], &[]),
            team("applications", 2, &["software"], &[]),
        ]
    }

    #[track_caller]
    fn goes_to(tier: u8, category: &str, location: &str, domain: &str) -> String {
        let place = Place {
            category,
            location,
            domain,
        };
        nearest(&desk(), tier, &place).unwrap().name.clone()
    }

    #[test]
    fn hardware_and_network_go_to_the_site_first_and_then_to_the_centre() {
        assert_eq!(
            goes_to(1, "hardware", "Lyon, room 4", "acme.example"),
            "lyon"
        );
        assert_eq!(goes_to(1, "network", "", "lyon.acme.example"), "lyon");
        assert_eq!(goes_to(1, "network", "", "pc.LYON.acme.example"), "lyon");
        assert_eq!(goes_to(2, "network", "Lyon", "acme.example"), "central");
        assert_eq!(
            goes_to(1, "hardware", "Hamburg", "acme.example"),
            "hardware"
        );
    }

    #[test]
    fn what_no_team_is_there_for_goes_to_the_one_that_is_there_for_all() {
        assert_eq!(goes_to(1, "software", "Lyon", "acme.example"), "first-line");
        assert_eq!(
            goes_to(1, "network", "", "notlyon.acme.example"),
            "first-line"
        );
        assert_eq!(
            goes_to(2, "other", "", "acme.example"),
            "central",
            "somebody must have it"
        );
        assert!(
            nearest(
                &desk(),
                3,
                &Place {
                    category: "",
                    location: "",
                    domain: ""
                }
            )
            .is_none()
        );
    }

    #[test]
    fn a_site_is_whole_words_of_what_people_write() {
        assert_eq!(
            goes_to(1, "software", "I sit in Plant 2, gate B", ""),
            "plant 2"
        );
        assert_eq!(goes_to(1, "software", "plant 21", ""), "first-line");
        assert_eq!(goes_to(1, "software", "PLANT-2", ""), "plant 2");
    }
}
