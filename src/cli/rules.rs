//! `rules suggest`: rules learned from labelled mails, as a piece of daemon.toml to read, shorten and paste.
//!
//! A file holds JSON Lines with `subject`, `text`, and `category` or `priority`, or is what `ticketd export` wrote. What is
//! learned is measured on mails that were not learned from, beside the rules in force. Nothing is changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, stdin};
use std::path::Path;

use serde_json::{Value, json};

use super::args::Suggest;
use super::exit::{Exit, Failure};
use super::explain::Bench;
use super::output::Output;
use crate::domain::Priority;
use crate::rules::condition::{Field, Test};
use crate::rules::ruleset::CATEGORY_OTHER;
use crate::rules::suggest::{Example, Suggestion, suggest};
use crate::rules::{Condition, Matter, Opening, Outcomes, Rule, Ruleset, Verdict};

/// Each so-manyth mail is held back to be asked about.
const HELD_BACK: usize = 5;
/// Fewer mails than this teach nothing that could be measured.
const MAILS_MIN: usize = 20;
/// Longest category, in characters.
const CATEGORY_CHARS_MAX: usize = 40;

/// What rules say of a mail, and how it is read off a verdict.
#[derive(Clone, Copy)]
struct Aspect {
    key: &'static str,
    of: fn(&Verdict) -> String,
    set: fn(&str) -> Outcomes,
}

const ASPECTS: [Aspect; 2] = [
    Aspect {
        key: "category",
        of: |verdict| verdict.category.clone(),
        set: |label| Outcomes {
            category: Some(label.to_owned()),
            ..Outcomes::default()
        },
    },
    Aspect {
        key: "priority",
        of: |verdict| verdict.priority.to_string(),
        set: |label| Outcomes {
            priority: Priority::parse(label),
            ..Outcomes::default()
        },
    },
];

/// A mail as it stands in a file.
struct Labelled {
    subject: String,
    text: String,
    labels: BTreeMap<&'static str, String>,
    /// What of these an agent has set; everything, where the row does not tell.
    changed: Option<Vec<String>>,
}

impl Labelled {
    /// Whether a person has set it, as far as the row tells.
    fn was_set(&self, aspect: Aspect) -> bool {
        let kind = format!("{}-changed", aspect.key);
        self.changed
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// How often rules were right, wrong, or said nothing.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    silent: usize,
}

/// `rules suggest`.
pub(super) fn suggest_rules(
    wanted: &Suggest,
    given: Option<&Path>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let bench = Bench::of(given)?;
    let mut mails = Vec::new();
    for path in &wanted.files {
        read(path, &mut mails)?;
    }
    let mut told = false;
    for aspect in ASPECTS {
        let of_it: Vec<&Labelled> = mails
            .iter()
            .filter(|mail| mail.labels.contains_key(aspect.key))
            .collect();
        if of_it.len() >= MAILS_MIN {
            told = true;
            tell(aspect, &of_it, &bench.rules, out)?;
        }
    }
    if !told {
        let what = format!(
            "suggesting rules: {} mails with a category or priority are too few to learn from; give at least {MAILS_MIN}",
            mails.len()
        );
        return Err(Failure::new(Exit::Data, what));
    }
    Ok(Exit::Ok)
}

fn tell(
    aspect: Aspect,
    mails: &[&Labelled],
    in_force: &Ruleset,
    out: &mut Output,
) -> Result<(), Failure> {
    let is_back = |at: usize| at % HELD_BACK == HELD_BACK - 1;
    let part = |wants_back: bool| -> Vec<&Labelled> {
        let mails = mails.iter().enumerate();
        mails
            .filter(|(at, _)| is_back(*at) == wants_back)
            .map(|(_, mail)| *mail)
            .collect()
    };
    let unchanged = mails.iter().filter(|mail| !mail.was_set(aspect)).count();
    let (learned, held_back) = (part(false), part(true));
    let trial = compiled(aspect, &suggest(&examples(aspect, &learned)))?;
    let all = suggest(&examples(aspect, mails));
    let (new, old) = (
        score(aspect, &held_back, &trial),
        score(aspect, &held_back, in_force),
    );
    if out.is_json {
        for (no, one) in (1..).zip(&all) {
            out.json(&json!({
                "name": name(no, &one.label),
                aspect.key: one.label,
                "phrases": one.phrases,
                "pattern": one.pattern(),
                "right": one.right,
                "wrong": one.wrong,
            }))?;
        }
        return out.json(&json!({
            "measured": aspect.key,
            "learned_from": learned.len(),
            "asked_about": held_back.len(),
            "suggested": new.json(),
            "in_force": old.json(),
        }));
    }
    out.line(&format!(
        "# The {} of {} mails, learned from {} of them and asked about the other {}:",
        aspect.key,
        mails.len(),
        learned.len(),
        held_back.len()
    ))?;
    out.line(&format!("#   such rules      {}", new.text()))?;
    out.line(&format!("#   rules in force  {}", old.text()))?;
    if unchanged > 0 {
        out.line(&format!(
            "# {unchanged} of them are tickets whose {} no agent has changed: beside them the rules in force look better than they are.",
            aspect.key
        ))?;
    }
    out.line("# These are learned from all of them. Read them, strike out what you do not believe (names of people above all),")?;
    out.line("# and paste the rest.")?;
    for (no, one) in (1..).zip(&all) {
        out.line("")?;
        out.line("[[rule]]")?;
        out.line(&format!("name = \"{}\"", name(no, &one.label)))?;
        out.line(&format!("when = {{ any = '{}' }}", one.pattern()))?;
        out.line(&format!(
            "set = {{ {} = \"{}\" }} # {} mails right, {} wrong",
            aspect.key, one.label, one.right, one.wrong
        ))?;
    }
    Ok(())
}

fn name(no: usize, label: &str) -> String {
    format!("suggested-{no}-{label}")
}

fn examples(aspect: Aspect, mails: &[&Labelled]) -> Vec<Example> {
    let mails = mails.iter().filter_map(|mail| {
        let label = mail.labels.get(aspect.key)?.clone();
        Some(Example {
            texts: vec![mail.subject.clone(), mail.text.clone()],
            label,
        })
    });
    mails.collect()
}

/// The suggestions as the rules they would be.
fn compiled(aspect: Aspect, suggestions: &[Suggestion]) -> Result<Ruleset, Failure> {
    let rules = (1..).zip(suggestions).map(|(no, one)| Rule {
        name: name(no, &one.label),
        when: Condition {
            tests: vec![Test::new(Field::Any, [one.pattern()])],
            ..Condition::default()
        },
        set: (aspect.set)(&one.label),
    });
    Ruleset::compile(rules.collect()).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let what = format!("suggesting rules: {}", faults.join("; "));
        Failure::new(Exit::Data, what)
    })
}

/// Holds rules against mails that they were not made from. A mail that only the default covers counts as left alone.
fn score(aspect: Aspect, mails: &[&Labelled], rules: &Ruleset) -> Score {
    let mut score = Score::default();
    for mail in mails {
        let matter = Matter {
            subject: mail.subject.as_str().into(),
            body: mail.text.as_str().into(),
            ..Matter::default()
        };
        let verdict = rules.evaluate(&matter, Opening::Open);
        let sets = format!("{} ", aspect.key);
        let spoke = verdict.because.iter().any(|because| {
            let set = because.rsplit_once("sets ").map_or("", |(_, set)| set);
            set.split(", ").any(|one| one.starts_with(&sets))
        });
        let is_right = mail.labels.get(aspect.key) == Some(&(aspect.of)(&verdict));
        match (spoke, is_right) {
            (true, true) => score.right += 1,
            (true, false) => score.wrong += 1,
            (false, _) => score.silent += 1,
        }
    }
    score
}

impl Score {
    fn share(&self, part: usize) -> f64 {
        let all = self.right + self.wrong + self.silent;
        let per_mille = (part * 1000).checked_div(all).unwrap_or_default();
        f64::from(u16::try_from(per_mille).unwrap_or_default()) / 10.0
    }

    fn text(&self) -> String {
        format!(
            "{:5.1} % right, {:5.1} % wrong, {:5.1} % left alone",
            self.share(self.right),
            self.share(self.wrong),
            self.share(self.silent)
        )
    }

    fn json(&self) -> Value {
        json!({ "right": self.right, "wrong": self.wrong, "silent": self.silent })
    }
}

/// Reads the mails of a file; `-` is standard input.
fn read(path: &Path, mails: &mut Vec<Labelled>) -> Result<(), Failure> {
    let shown = path.display();
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(stdin())
    } else {
        Box::new(File::open(path).map_err(|error| {
            let what = format!("reading {shown}: {error}; name a file of JSON Lines");
            Failure::new(Exit::Usage, what)
        })?)
    };
    for (no, line) in (1..).zip(BufReader::new(source).lines()) {
        let fail = |why: String| {
            let what = format!("reading {shown}, line {no}: {why}");
            Failure::new(Exit::Data, what)
        };
        let line = line.map_err(|error| fail(format!("{error}; it has to be text in UTF-8")))?;
        if line.trim().is_empty() {
            continue;
        }
        let row: Value = serde_json::from_str(&line)
            .map_err(|error| fail(format!("{error}; each line has to be one JSON object")))?;
        mails.extend(labelled(&row));
    }
    Ok(())
}

/// A mail of a row; nothing for a row that is none, as the first and the last of an export, nor for a ticket that no agent
/// has looked at, or that was no request.
fn labelled(row: &Value) -> Option<Labelled> {
    let changed = match row["events"].as_array() {
        None => None,
        Some(_) if ["spam", "merged"].contains(&row["status"].as_str().unwrap_or_default()) => {
            return None;
        }
        Some(events) => {
            let is_agents = |event: &&Value| {
                event["actor"]
                    .as_str()
                    .is_some_and(|actor| actor.starts_with("agent:"))
            };
            let by_agents: Vec<&Value> = events.iter().filter(is_agents).collect();
            if by_agents.is_empty() {
                return None;
            }
            let kinds = by_agents.iter().filter_map(|event| event["kind"].as_str());
            Some(kinds.map(str::to_owned).collect())
        }
    };
    let subject = row["subject"].as_str()?.to_owned();
    let first = row.pointer("/messages/0/text");
    let text = row["text"].as_str().or(first.and_then(Value::as_str))?;
    let mut labels = BTreeMap::new();
    let category = row["category"].as_str().map(category);
    if let Some(category) = category.filter(|name| !name.is_empty() && name != CATEGORY_OTHER) {
        labels.insert("category", category);
    }
    if let Some(priority) = row["priority"].as_str().and_then(Priority::parse) {
        labels.insert("priority", priority.to_string());
    }
    Some(Labelled {
        subject,
        text: text.to_owned(),
        labels,
        changed,
    })
}

/// A label as a category may be written: "HR Support" is `hr-support`.
fn category(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !(c.is_lowercase() || c.is_ascii_digit()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(CATEGORY_CHARS_MAX).collect()
}
