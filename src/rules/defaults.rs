//! The shipped rules: categories of S4.4, priorities of S4.5 and S0.6, types of S2.7, for mail in English and, in
//! outline, German, French and Spanish.
//!
//! They are data: the words stand in `words.rs`, and here is what follows from them. A priority comes from what is
//! said of the impact; a bare "urgent" raises to high, never to critical, for it says how the author feels and not
//! who is affected. Subjects are asked before texts, since a text mentions much that it is not about.
//!
//! Each pattern is a phrase between word boundaries ([`WORD`]), so that "download" is not down. The boundaries are
//! ASCII, which keeps the search fast on any text; so no phrase begins or ends with another letter than a to z.

mod words;

use super::condition::{Condition, Field, Test};
use super::ruleset::{Outcomes, Rule};
use crate::domain::{Kind, Priority};

/// What stands around each shipped phrase.
pub const WORD: (&str, &str) = (r"(?-u:\b)(?:", r")(?-u:\b)");

/// A row of the tables below: name, field, phrases, and the lists of phrases that undo them.
type Row<'a> = (&'a str, &'a Field, &'a [&'a str], &'a [&'a [&'a str]]);

/// The shipped rules, in the order they are asked.
pub fn rules() -> Vec<Rule> {
    let mut rules = impact();
    rules.extend(types());
    for (suffix, field) in [("", Field::Subject), ("-text", Field::Body)] {
        for (category, phrases) in words::CATEGORIES {
            let set = Outcomes {
                category: Some((*category).to_owned()),
                ..Outcomes::default()
            };
            rules.push(rule(
                &format!("{category}{suffix}"),
                &field,
                phrases,
                &[],
                set,
            ));
        }
    }
    rules
}

/// What raises a priority, or says that there is time.
fn impact() -> Vec<Rule> {
    let (any, subject) = (Field::Any, Field::Subject);
    let no_outage: &[&[&str]] = &[words::NO_OUTAGE];
    let rows: [(Row<'_>, Priority); 8] = [
        (("not-urgent", &any, words::NOT_URGENT, &[]), Priority::Low),
        (
            ("outage", &any, words::OUTAGE, no_outage),
            Priority::Critical,
        ),
        (
            ("everybody", &any, words::EVERYBODY, no_outage),
            Priority::Critical,
        ),
        (
            ("several-people", &any, words::SEVERAL, &[]),
            Priority::High,
        ),
        (
            ("cannot-work", &any, words::CANNOT_WORK, &[]),
            Priority::High,
        ),
        (("security", &any, words::SECURITY, &[]), Priority::High),
        (("urgent", &any, words::URGENT, &[]), Priority::High),
        (
            ("asap", &subject, words::URGENT_SUBJECT, &[]),
            Priority::High,
        ),
    ];
    rows.map(|((name, field, when, unless), priority)| {
        let set = Outcomes {
            priority: Some(priority),
            ..Outcomes::default()
        };
        rule(name, field, when, unless, set)
    })
    .into()
}

/// What sort of work it is. Questions and requests in which nothing is wrong are of low priority.
fn types() -> Vec<Rule> {
    let (any, subject) = (Field::Any, Field::Subject);
    let trouble: &[&[&str]] = &[words::TROUBLE];
    let access: &[&[&str]] = &[words::NO_ACCESS, words::TROUBLE];
    let low = Some(Priority::Low);
    let rows: [(Row<'_>, Kind, Option<Priority>); 7] = [
        (("monitoring", &any, words::EVENT, &[]), Kind::Event, None),
        (
            ("root-cause", &any, words::PROBLEM, &[]),
            Kind::Problem,
            None,
        ),
        (
            ("release", &subject, words::RELEASE, &[]),
            Kind::Release,
            None,
        ),
        (
            ("change-request", &any, words::CHANGE, &[]),
            Kind::Change,
            None,
        ),
        (
            ("access-request", &any, words::ACCESS, access),
            Kind::Access,
            None,
        ),
        (
            ("request", &any, words::REQUEST, trouble),
            Kind::Request,
            low,
        ),
        (
            ("question", &any, words::QUESTION, trouble),
            Kind::Request,
            low,
        ),
    ];
    rows.map(|((name, field, when, unless), kind, priority)| {
        let set = Outcomes {
            kind: Some(kind),
            priority,
            ..Outcomes::default()
        };
        rule(name, field, when, unless, set)
    })
    .into()
}

fn rule(name: &str, field: &Field, when: &[&str], unless: &[&[&str]], set: Outcomes) -> Rule {
    let test = |phrases: &[&str]| {
        let (open, close) = WORD;
        let patterns = phrases
            .iter()
            .map(|phrase| format!("{open}{}{close}", spelt(phrase)));
        Test::new(field.clone(), patterns)
    };
    Rule {
        name: name.to_owned(),
        when: Condition {
            tests: vec![test(when)],
            unless: unless.iter().map(|phrases| test(phrases)).collect(),
            ..Condition::default()
        },
        set,
    }
}

/// Any white space, since texts are wrapped.
const SPACE: &str = r"(?-u:\s)+";
/// A letter of western Europe: a hundredth of the table that `\w` needs for all of Unicode.
const LETTER: &str = "[a-z0-9à-ÿ'’]";

/// A phrase as a regular expression, with [`SPACE`] for each space and [`LETTER`] for `\w`.
fn spelt(phrase: &str) -> String {
    let mut spelt = String::new();
    let mut is_in_class = false;
    for c in phrase.chars() {
        match c {
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            _ => {}
        }
        match c {
            ' ' if !is_in_class => spelt.push_str(SPACE),
            c => spelt.push(c),
        }
    }
    spelt.replace(r"\w", LETTER)
}

/// The phrase behind a shipped pattern; `None` for a pattern that is not one.
pub(super) fn phrase(pattern: &str) -> Option<String> {
    let (open, close) = WORD;
    let bare = pattern.strip_prefix(open)?.strip_suffix(close)?;
    Some(bare.replace(SPACE, " ").replace(LETTER, r"\w"))
}

#[cfg(test)]
mod tests;
