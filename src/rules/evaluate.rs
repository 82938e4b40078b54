//! Holding the rules against a mail.

use super::compile::{Compiled, Held};
use super::condition::Opening;
use super::matter::Matter;
use super::ruleset::{CATEGORY_OTHER, Outcomes, Ruleset};
use crate::domain::{Kind, Priority};

/// How much of a match or a pattern a reason shows, in characters.
pub const SHOWN_CHARS_MAX: usize = 60;

/// What the rules made of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Category; [`CATEGORY_OTHER`] where no rule said.
    pub category: String,
    /// Priority; medium where no rule said.
    pub priority: Priority,
    /// Type; incident where no rule said.
    pub kind: Kind,
    /// Team, where a rule said.
    pub team: Option<String>,
    /// Tags, in the order given, each once.
    pub tags: Vec<String>,
    /// Why the answer targets do not apply, where a rule said.
    pub exempt: Option<String>,
    /// One sentence for each rule that had a say, in the order of the rules.
    pub because: Vec<String>,
}

impl Ruleset {
    /// Decides about a mail. Total, and linear in the size of the mail.
    pub fn evaluate(&self, matter: &Matter<'_>, opening: Opening) -> Verdict {
        let mut decided = Outcomes::default();
        let mut because = Vec::new();
        for held in &self.rules {
            let news = news(&held.rule.set, &decided);
            if news.is_empty() {
                continue;
            }
            let Some(reason) = holds(held, matter, opening) else {
                continue;
            };
            because.push(format!(
                "rule {}: {reason}; sets {}",
                held.rule.name,
                news.join(", ")
            ));
            take(&held.rule.set, &mut decided);
        }
        Verdict {
            category: decided
                .category
                .unwrap_or_else(|| CATEGORY_OTHER.to_owned()),
            priority: decided.priority.unwrap_or(Priority::Medium),
            kind: decided.kind.unwrap_or(Kind::Incident),
            team: decided.team,
            tags: decided.tags,
            exempt: decided.exempt,
            because,
        }
    }
}

/// What a rule would add to what is decided, in words.
fn news(set: &Outcomes, decided: &Outcomes) -> Vec<String> {
    let mut news = Vec::new();
    let mut single = |word: &str, value: Option<String>, is_decided: bool| {
        if let Some(value) = value.filter(|_| !is_decided) {
            news.push(format!("{word} {value}"));
        }
    };
    single("category", set.category.clone(), decided.category.is_some());
    single(
        "priority",
        set.priority.map(|p| p.to_string()),
        decided.priority.is_some(),
    );
    single(
        "type",
        set.kind.map(|k| k.to_string()),
        decided.kind.is_some(),
    );
    single("team", set.team.clone(), decided.team.is_some());
    single("exempt", set.exempt.clone(), decided.exempt.is_some());
    let tags = set.tags.iter().filter(|tag| !decided.tags.contains(tag));
    news.extend(tags.map(|tag| format!("tag {tag}")));
    news
}

fn take(set: &Outcomes, decided: &mut Outcomes) {
    fn first<T: Clone>(decided: &mut Option<T>, value: Option<&T>) {
        if decided.is_none() {
            *decided = value.cloned();
        }
    }
    first(&mut decided.category, set.category.as_ref());
    first(&mut decided.priority, set.priority.as_ref());
    first(&mut decided.kind, set.kind.as_ref());
    first(&mut decided.team, set.team.as_ref());
    first(&mut decided.exempt, set.exempt.as_ref());
    for tag in &set.tags {
        if !decided.tags.contains(tag) {
            decided.tags.push(tag.clone());
        }
    }
}

/// The reason for which a rule holds, or `None` where it does not.
fn holds(held: &Held, matter: &Matter<'_>, opening: Opening) -> Option<String> {
    let when = &held.rule.when;
    if when.hours.is_some_and(|wanted| wanted != opening)
        || when.origin.is_some() && when.origin != matter.origin
    {
        return None;
    }
    let mut reasons = Vec::new();
    for test in &held.tests {
        reasons.push(find(test, matter)?);
    }
    if held.unless.iter().any(|test| find(test, matter).is_some()) {
        return None;
    }
    reasons.extend(
        when.hours
            .map(|hours| format!("the desk is {}", hours.word())),
    );
    reasons.extend(
        when.origin
            .map(|origin| format!("origin is {}", origin.word())),
    );
    if reasons.is_empty() {
        reasons.push("it holds for every mail".to_owned());
    }
    Some(reasons.join(" and "))
}

/// The first match of a test, as a clause.
fn find(test: &Compiled, matter: &Matter<'_>) -> Option<String> {
    matter
        .values(&test.field)
        .into_iter()
        .find_map(|(name, value)| {
            let (pattern, words) = test.find(value)?;
            let (pattern, words) = (shown_pattern(pattern), shown(words));
            Some(format!("{name} ~ /{pattern}/ matched \"{words}\""))
        })
}

/// A pattern as a reason shows it: shortened, and a shipped one as the phrase it was made from.
pub(super) fn shown_pattern(pattern: &str) -> String {
    match super::defaults::phrase(pattern) {
        Some(phrase) => shown(&phrase),
        None => shown(pattern),
    }
}

/// Text on one line, shortened.
fn shown(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                ' '
            } else {
                c
            }
        })
        .take(SHOWN_CHARS_MAX + 1)
        .collect();
    match line.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or("")),
        None => line,
    }
}

#[cfg(test)]
mod tests;
