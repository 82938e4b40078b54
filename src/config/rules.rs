//! `categories`, `shipped-rules` and `[[rule]]`.

use super::keys::PATTERN_KEYS;
use super::people::team;
use super::section::{At, Section, hint};
use crate::domain::{Kind, Priority, Roster};
use crate::mail::inbound::Origin;
use crate::rules::condition::Test;
use crate::rules::ruleset::{CATEGORIES, CATEGORY_OTHER};
use crate::rules::{Field, Opening, Outcomes, Rule, Ruleset};

/// The desk's categories; `other` is always the last of them.
pub(super) fn categories(root: &Section<'_>) -> Vec<String> {
    let Some(given) = root.texts("categories") else {
        return CATEGORIES.map(str::to_owned).to_vec();
    };
    let mut categories: Vec<String> = Vec::new();
    for At { value, span } in given {
        let fits = |c: char| c.is_lowercase() || c.is_ascii_digit() || c == '-';
        if value.is_empty() || value.chars().count() > 40 || !value.chars().all(fits) {
            let what = format!(
                "\"categories\": \"{}\" is no category; it has lower-case letters, digits and \"-\", at most 40",
                value.escape_debug()
            );
            root.note_at(&span, what);
        } else if categories.contains(&value) {
            root.note_at(
                &span,
                format!("\"categories\" names \"{value}\" twice; take one away"),
            );
        } else if value != CATEGORY_OTHER {
            categories.push(value);
        }
    }
    categories.push(CATEGORY_OTHER.to_owned());
    categories
}

/// The rules, compiled; `None` only where a fault was noted.
pub(super) fn ruleset(
    root: &Section<'_>,
    categories: &[String],
    roster: &Roster,
) -> Option<Ruleset> {
    let sections = root.tables("rule", "[[rule]]");
    let mut rules: Vec<Rule> = Vec::new();
    for section in &sections {
        section.check_keys();
        let Some(name) = section.name("name") else {
            continue;
        };
        if rules.iter().any(|rule| rule.name == name.value) {
            section.note_at(
                &name.span,
                format!(
                    "there are two rules named \"{}\"; give one another name",
                    name.value
                ),
            );
        }
        let mut rule = Rule {
            name: name.value.to_owned(),
            ..Rule::default()
        };
        if let Some(when) = section.table("when", "when") {
            when.check_keys();
            rule.when.tests = tests(&when);
            rule.when.hours = when.choice(
                "hours",
                &[Opening::Open, Opening::Closed].map(|hours| (hours.word(), hours)),
            );
            rule.when.origin =
                when.choice("origin", &ORIGINS.map(|origin| (origin.word(), origin)));
        }
        if let Some(unless) = section.table("unless", "unless") {
            unless.check_keys();
            rule.when.unless = tests(&unless);
        }
        match section.table("set", "set") {
            Some(set) => rule.set = outcomes(&set, categories, roster),
            None if section.has("set") => {}
            None => section.note(format!(
                "rule \"{}\" sets nothing; write what it sets, or take it out",
                rule.name
            )),
        }
        rules.push(rule);
    }
    let compiled = if root.flag("shipped-rules").unwrap_or(true) {
        Ruleset::with_shipped(rules, categories)
    } else {
        Ruleset::compile(rules)
    };
    compiled
        .map_err(|faults| {
            for fault in faults {
                let named = |section: &&Section<'_>| {
                    section.has("name")
                        && section
                            .text("name")
                            .is_some_and(|name| name.value == fault.rule)
                };
                let section = sections.iter().find(named).unwrap_or(root);
                section.note(fault.to_string());
            }
        })
        .ok()
}

/// What a rule can ask a mail to have been written by. Our own mail never gets as far as a rule.
const ORIGINS: [Origin; 8] = [
    Origin::Person,
    Origin::AutoReply,
    Origin::Vacation,
    Origin::Bounce,
    Origin::Delay,
    Origin::Feedback,
    Origin::Receipt,
    Origin::List,
];

fn tests(section: &Section<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    for key in PATTERN_KEYS.iter().filter(|key| section.has(key)) {
        let field = match *key {
            "subject" => Field::Subject,
            "body" => Field::Body,
            "from" => Field::From,
            "to" => Field::To,
            "any" => Field::Any,
            "attachment" => Field::Attachment,
            _ => {
                if let Some(headers) = section.table(key, "header") {
                    for (name, _) in headers.keys() {
                        let patterns = headers.texts(name).unwrap_or_default();
                        tests.push(test(Field::Header(name.to_owned()), patterns));
                    }
                }
                continue;
            }
        };
        tests.push(test(field, section.texts(key).unwrap_or_default()));
    }
    tests
}

fn test(field: Field, patterns: Vec<At<String>>) -> Test {
    Test::new(field, patterns.into_iter().map(|pattern| pattern.value))
}

fn outcomes(set: &Section<'_>, categories: &[String], roster: &Roster) -> Outcomes {
    set.check_keys();
    let category = set.read("category", |text| {
        let known = categories.iter().any(|known| known == text);
        known
            .then(|| text.to_owned())
            .ok_or_else(|| format!("there is no category \"{text}\"{}", hint(text, categories)))
    });
    let priority = set.read("priority", |text| {
        let words = Priority::ALL.map(Priority::word);
        Priority::parse(text)
            .ok_or_else(|| format!("\"{text}\" is not known{}", hint(text, &words)))
    });
    let kind = set.read("type", |text| {
        let words = Kind::ALL.map(Kind::word);
        Kind::parse(text).ok_or_else(|| format!("\"{text}\" is not known{}", hint(text, &words)))
    });
    let team = team(set, roster);
    let tags = set.texts("tags").unwrap_or_default();
    let exempt = set.text("exempt").map(|text| text.value.to_owned());
    if set.keys().next().is_none() {
        set.note(
            "a rule that sets nothing has no effect; say what it sets, or take it out".to_owned(),
        );
    }
    Outcomes {
        category,
        priority,
        kind,
        team,
        tags: tags.into_iter().map(|tag| tag.value).collect(),
        exempt,
    }
}
