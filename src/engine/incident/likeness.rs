//! Which reports speak of one and the same trouble.
//!
//! An outage is named: most who report it name one thing, and few others do ([`Profile::names`]). But a dozen people can have a
//! dozen troubles of printers. What tells the two apart is what else they say. Who reports an outage says that a service does
//! not answer, since when, and that others have it too; whoever has a trouble of the own names the one thing that broke: a
//! drawer, a cable, a microphone ([`Profile::evidence`]). So a report is judged by the thing that it names, by the signs of an
//! outage ([`Gist::signs`]), by what it shares with the others beside, and by the other things that it names.
//!
//! To call something an incident takes more than to find one more report of it: enough reports in words of their own, most of
//! them with a sign of an outage. Whoever joins has to name the thing and has to be nearer to it than to something else.
//!
//! Most who report an outage write hardly more than "VPN is down". There are not many ways to say so, and nothing else is said
//! beside: such reports are counted by their senders, not by their wordings, and say as much as one with signs of an outage
//! ([`Profile::is_plain`]). Where the thing is one that everybody has an own of, they say nothing of the kind.

use std::collections::BTreeMap;

use super::gist::Gist;
use super::lexicon::{is_thing, is_vague};

/// Reports without any of the terms that are thought to be among those that are compared: on a quiet day a term is not common
/// because one of few reports has it.
const BEFORE: f64 = 20.0;
/// How many times as frequent a term has to be in a group as outside of it, to be a name of what the group is about.
const LIFT_MIN: f64 = 3.0;
/// The part of a group that has a term from which on the term is one of its names, and the part from which on it is the name.
const NAME: (f64, f64) = (0.25, 0.5);
/// The part of a group below which a thing is foreign to it.
const FOREIGN_BELOW: f64 = 0.25;
/// What speaks for a report: the names of the thing in all, the words that say little, the signs of an outage; and what speaks
/// against it: each foreign thing, up to so much.
const NAMES_MAX: f64 = 1.5;
const VAGUE_EACH: f64 = 0.2;
const VAGUE_MAX: f64 = 0.4;
const SIGN_EACH: f64 = 0.25;
const SIGN_MAX: f64 = 1.0;
const FOREIGN_EACH: f64 = 0.5;
const FOREIGN_MAX: f64 = 1.5;
/// What it says for a report that it names the thing and nothing else, and how many signs of an outage that is worth.
const PLAIN: f64 = 0.4;
const PLAIN_SIGNS: f64 = 2.5;
/// The evidence that a report of a group has at least.
const JOINS: f64 = 1.4;
/// The signs that the reports of a new group have on average, at least.
const SIGNS_MEAN: f64 = 2.5;
/// Most terms that are written down of what an incident is about.
const WRITTEN_MAX: usize = 24;
/// How often a group is looked through.
const ROUNDS: usize = 3;
/// From how many percent of common terms on two reports are one wording.
const SAME_PERCENT: usize = 80;
/// Up to how many terms a report is too short to be told from another by its wording.
const TERSE_MAX: usize = 3;
/// Most reports that a group is looked for in: the newest.
const GROUP_MAX: usize = 64;

/// How many of the compared reports have each term.
#[derive(Debug, Clone)]
pub struct Rarity {
    among: Profile,
}

impl Rarity {
    /// Counts the terms of reports.
    pub fn of<'g>(gists: impl Iterator<Item = &'g Gist>) -> Self {
        Self {
            among: Profile::of(gists),
        }
    }

    fn count(&self, term: &str) -> f64 {
        f64::from(self.among.having.get(term).copied().unwrap_or(0))
    }
}

/// What a group of reports is about.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    reports: u32,
    having: BTreeMap<String, u32>,
}

impl Profile {
    /// The profile of these reports.
    pub fn of<'a>(gists: impl Iterator<Item = &'a Gist>) -> Self {
        let mut profile = Self::default();
        for gist in gists {
            profile.reports = profile.reports.saturating_add(1);
            for term in &gist.terms {
                *profile.having.entry(term.clone()).or_default() += 1;
            }
        }
        profile
    }

    /// One that was written down as terms and percents.
    pub fn read(terms: &[(String, u8)]) -> Self {
        let having = terms.iter();
        Self {
            reports: 100,
            having: having
                .map(|(term, percent)| (term.clone(), u32::from(*percent)))
                .collect(),
        }
    }

    /// The terms that at least two reports and two in ten have, with their percents, the commonest first.
    pub fn written(&self) -> Vec<(String, u8)> {
        let percent = |count: u32| {
            let percent = count.saturating_mul(100) / self.reports.max(1);
            u8::try_from(percent.min(100)).unwrap_or(100)
        };
        let terms = self.having.iter();
        let mut terms: Vec<(String, u8)> = terms
            .filter(|(_, count)| **count >= 2)
            .map(|(term, count)| (term.clone(), percent(*count)))
            .filter(|(_, percent)| *percent >= 20)
            .collect();
        terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        terms.truncate(WRITTEN_MAX);
        terms
    }

    /// The part of the reports that has a term.
    fn share(&self, term: &str) -> f64 {
        let having = self.having.get(term).copied().unwrap_or(0);
        f64::from(having) / f64::from(self.reports.max(1))
    }

    /// Whether a term is a name of what the group is about: many of the group have it, and few others.
    fn names(&self, term: &str, rarity: &Rarity) -> bool {
        let share = self.share(term);
        if is_vague(term) || share < NAME.0 {
            return false;
        }
        let inside = share * f64::from(self.reports);
        let outside = (rarity.count(term) - inside).max(0.0) + 1.0;
        let others = (f64::from(rarity.among.reports) - f64::from(self.reports)).max(0.0) + BEFORE;
        share >= LIFT_MIN * outside / others
    }

    /// The profile without one of its reports, as far as that report can tell: only its own terms are looked at.
    fn without(&self, gist: &Gist) -> Self {
        let having = gist.terms.iter().filter_map(|term| {
            let count = *self.having.get(term)?;
            Some((term.clone(), count.saturating_sub(1)))
        });
        Self {
            reports: self.reports.saturating_sub(1),
            having: having.collect(),
        }
    }

    /// How much speaks for it that a report is of this group; nothing where it does not name the thing.
    fn evidence(&self, gist: &Gist, rarity: &Rarity) -> f64 {
        let (mut names, mut vague, mut foreign) = (0.0_f64, 0.0_f64, 0.0_f64);
        for term in &gist.terms {
            let share = self.share(term);
            if self.names(term, rarity) {
                names += (share / NAME.1).min(1.0);
            } else if is_vague(term) {
                vague += VAGUE_EACH * (share / NAME.1).min(1.0);
            } else if share < FOREIGN_BELOW && is_thing(term) {
                foreign += FOREIGN_EACH;
            }
        }
        if names <= 0.0 || !gist.is_trouble {
            return 0.0;
        }
        let signs = f64::from(gist.signs) * SIGN_EACH;
        let plain = f64::from(u8::from(self.is_plain(gist, rarity))) * PLAIN;
        let said = names.min(NAMES_MAX) + vague.min(VAGUE_MAX) + signs.min(SIGN_MAX).max(plain);
        said - foreign.min(FOREIGN_MAX)
    }

    /// Whether a report says that the thing does not work, and nothing else: no service of the house breaks for one alone.
    fn is_plain(&self, gist: &Gist, rarity: &Rarity) -> bool {
        let mut things = gist.terms.iter().filter(|term| !is_vague(term)).peekable();
        gist.is_trouble
            && is_terse(gist)
            && things.peek().is_some()
            && things.all(|term| self.names(term, rarity) && !is_thing(term))
    }

    /// The signs of an outage in a report of this group.
    fn signs(&self, gist: &Gist, rarity: &Rarity) -> f64 {
        let signs = f64::from(gist.signs);
        if self.is_plain(gist, rarity) {
            signs.max(PLAIN_SIGNS)
        } else {
            signs
        }
    }

    /// Whether a further report is of this group.
    pub fn takes(&self, gist: &Gist, rarity: &Rarity) -> bool {
        self.evidence(gist, rarity) >= JOINS
    }
}

/// Those of `others` that speak of the same trouble as a new report, by their places; nothing where they are, with it, fewer
/// than `minimum`.
pub fn group(new: &Gist, others: &[&Gist], rarity: &Rarity, minimum: usize) -> Option<Vec<usize>> {
    if !new.is_trouble {
        return None;
    }
    let things = new.terms.iter().filter(|term| !is_vague(term));
    let groups = things.filter_map(|thing| around(thing, new, others, rarity, minimum));
    // The largest; of two that are as large, the one around the first thing in the order of the alphabet.
    groups.fold(None, |best: Option<Vec<usize>>, group| match best {
        Some(best) if best.len() >= group.len() => Some(best),
        _ => Some(group),
    })
}

/// The group around one thing: those that name it, less those that are nearer to something else.
fn around(
    thing: &str,
    new: &Gist,
    others: &[&Gist],
    rarity: &Rarity,
    minimum: usize,
) -> Option<Vec<usize>> {
    let at = |place: usize| others.get(place).copied();
    let names_it = |place: &usize| {
        at(*place).is_some_and(|gist| gist.is_trouble && gist.terms.contains(thing))
    };
    let mut members: Vec<usize> = (0..others.len()).rev().filter(names_it).collect();
    members.truncate(GROUP_MAX);
    // Each time what the group is about is less blurred by those that are not of it.
    for _ in 0..ROUNDS {
        let gists: Vec<&Gist> = members
            .iter()
            .filter_map(|place| at(*place))
            .chain([new])
            .collect();
        if gists.len() < minimum {
            return None;
        }
        let profile = Profile::of(gists.into_iter());
        let is_of_it = |gist: &Gist| profile.without(gist).takes(gist, rarity);
        if !is_of_it(new) {
            return None;
        }
        members.retain(|place| at(*place).is_some_and(is_of_it));
    }
    let gists: Vec<&Gist> = members
        .iter()
        .filter_map(|place| at(*place))
        .chain([new])
        .collect();
    let profile = Profile::of(gists.iter().copied());
    let signs: f64 = gists.iter().map(|gist| profile.signs(gist, rarity)).sum();
    let count = f64::from(u32::try_from(gists.len()).unwrap_or(u32::MAX));
    (wordings(&gists) >= minimum && signs >= SIGNS_MEAN * count).then_some(members)
}

/// Whether a report has so few terms that many who write for themselves write it alike.
fn is_terse(gist: &Gist) -> bool {
    let said = gist.terms.iter();
    let said = said.filter(|term| !term.starts_with(['#', '@']));
    said.count() <= TERSE_MAX
}

/// How many wordings these reports have. What is sent to many, or by a machine with another number in it each time, is one
/// wording, and no outage. Terse reports of several people are alike without being one.
fn wordings(gists: &[&Gist]) -> usize {
    let mut different: Vec<&Gist> = Vec::new();
    for gist in gists {
        let is_same = |other: &&Gist| {
            let both = gist.terms.intersection(&other.terms).count();
            let all = gist.terms.union(&other.terms).count();
            both * 100 >= all * SAME_PERCENT
        };
        if is_terse(gist) || !different.iter().any(is_same) {
            different.push(gist);
        }
    }
    different.len()
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    fn gists(texts: &[&str]) -> Vec<Gist> {
        let lexicon = Lexicon::new(&[]);
        texts
            .iter()
            .map(|text| Gist::of("", text, &lexicon))
            .collect()
    }

    /// Whether the last of these reports makes a group of at least `minimum`, and of how many beside it.
    fn grouped(texts: &[&str], minimum: usize) -> Option<usize> {
        let gists = gists(texts);
        let rarity = Rarity::of(gists.iter());
        let (new, others) = gists.split_last().unwrap();
        let others: Vec<&Gist> = others.iter().collect();
        group(new, &others, &rarity, minimum).map(|group| group.len())
    }

    const SAP: [&str; 4] = [
        "SAP hangs when I save an order, nobody here can work",
        "cannot save an order in SAP, the server does not respond",
        "SAP: connection to the server lost while saving",
        "no orders possible, SAP does not respond since nine",
    ];

    #[test]
    fn reports_of_one_trouble_make_a_group_and_too_few_of_them_none() {
        assert_eq!(grouped(&SAP, 4), Some(3));
        assert_eq!(grouped(&SAP, 5), None);
    }

    #[test]
    fn reports_that_share_a_thing_and_no_trouble_make_none() {
        let printers = [
            "The printer in the hall does not wake up from its sleep when Harald sends drawings in the evening",
            "My printer makes a grinding noise like gravel and the lid cannot be lifted, coffee ran into it",
            "printer firmware update fails with a checksum, the vendor says the flash chip of this series is worn",
            "colours on the photo printer are not those of the screen, skin looks green, calibrated in spring",
        ];
        assert_eq!(grouped(&printers, 4), None);
    }

    #[test]
    fn what_a_machine_sends_to_many_is_one_wording() {
        let alike: Vec<String> = (0..6)
            .map(|n| format!("Backup of server {n} failed, the tape library does not respond"))
            .collect();
        let alike: Vec<&str> = alike.iter().map(String::as_str).collect();
        assert_eq!(grouped(&alike, 4), None);
    }

    #[test]
    fn many_who_say_hardly_more_than_that_it_is_down_make_a_group() {
        let terse = [
            "VPN down",
            "The VPN is not working",
            "vpn does not work",
            "VPN broken, please fix",
            "Is the VPN down?",
        ];
        assert_eq!(grouped(&terse, 5), Some(4));
        let own = [
            "My mouse is broken",
            "mouse does not work",
            "The mouse fails",
            "Mouse not working",
            "mouse broken, please fix",
        ];
        assert_eq!(grouped(&own, 5), None, "each has a mouse of the own");
    }

    #[test]
    fn who_joins_has_to_name_the_thing_and_to_have_trouble() {
        let lexicon = Lexicon::new(&[]);
        let gists = gists(&SAP);
        let rarity = Rarity::of(gists.iter());
        let profile = Profile::of(gists.iter());
        let takes = |text: &str| profile.takes(&Gist::of("", text, &lexicon), &rarity);
        assert!(takes("SAP is dead, nobody can enter orders"));
        assert!(!takes("Please give me the SAP role for orders"));
        assert!(!takes("The server room door does not respond to my card"));
        assert!(!takes(
            "The label printer beside the SAP desk does not print, its cable is loose"
        ));
    }

    #[test]
    fn a_profile_that_was_written_down_says_the_same() {
        let lexicon = Lexicon::new(&[]);
        let gists = gists(&SAP);
        let rarity = Rarity::of(gists.iter());
        let profile = Profile::of(gists.iter());
        assert_eq!(profile.written().first(), Some(&("sap".to_owned(), 100)));
        let read = Profile::read(&profile.written());
        let late = Gist::of("", "SAP does not respond when I save", &lexicon);
        assert!(profile.takes(&late, &rarity) && read.takes(&late, &rarity));
    }
}
