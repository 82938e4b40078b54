//! From rules as written to patterns that run fast: a set of regular expressions for each test of a rule.
//!
//! One set over all rules was tried and measured: with the shipped rules its automaton outgrows every sensible cache,
//! and a text of 64 KiB takes 1.2 s. Sets of one test each take 13 ms for all of them on the same text, and a rule
//! whose outcomes are decided already costs nothing. The set tells which patterns match; the single expression then
//! finds the words, for the reason.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::condition::{Field, Test};
use super::ruleset::{RULES_MAX, Rule, RuleFault, Ruleset};

/// Size of one compiled pattern, in bytes: a megabyte is some thousand words, and stops `(a{1000}){1000}`.
pub const PATTERN_BYTES_MAX: usize = 1 << 20;
/// Size of the set of all patterns of one test, in bytes. A larger one is done without: it only makes faster.
const SET_BYTES_MAX: usize = 16 << 20;
/// Patterns of one test. Each costs time on every mail.
pub const PATTERNS_MAX: usize = 100;
/// Nesting of one pattern; its parser recurses.
const PATTERN_DEPTH_MAX: u32 = 50;

/// A rule with its patterns compiled.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) rule: Rule,
    pub(super) tests: Vec<Compiled>,
    pub(super) unless: Vec<Compiled>,
}

/// A test, compiled.
#[derive(Debug, Clone)]
pub(super) struct Compiled {
    pub(super) field: Field,
    set: Option<RegexSet>,
    patterns: Vec<Regex>,
}

impl Compiled {
    /// The first of the patterns, in their order, that matches: it and the words.
    pub(super) fn find<'t>(&self, text: &'t str) -> Option<(&str, &'t str)> {
        let first = match &self.set {
            Some(set) => self.patterns.get(set.matches(text).iter().next()?)?,
            None => self
                .patterns
                .iter()
                .find(|pattern| pattern.is_match(text))?,
        };
        Some((first.as_str(), first.find(text)?.as_str()))
    }
}

pub(super) fn compile(rules: Vec<Rule>) -> Result<Ruleset, Vec<RuleFault>> {
    if let Some(rule) = rules.get(RULES_MAX) {
        return Err(vec![RuleFault {
            rule: rule.name.clone(),
            field: None,
            why: format!("there are more than {RULES_MAX} rules"),
        }]);
    }
    let mut faults = Vec::new();
    let mut held = Vec::new();
    for rule in rules {
        let mut all = |tests: &[Test]| -> Vec<Compiled> {
            let compiled = tests.iter().map(|test| compile_test(test, &rule.name));
            compiled
                .filter_map(|result| result.map_err(|found| faults.extend(found)).ok())
                .collect()
        };
        let (tests, unless) = (all(&rule.when.tests), all(&rule.when.unless));
        held.push(Held {
            rule,
            tests,
            unless,
        });
    }
    if faults.is_empty() {
        Ok(Ruleset { rules: held })
    } else {
        Err(faults)
    }
}

fn compile_test(test: &Test, rule: &str) -> Result<Compiled, Vec<RuleFault>> {
    let fault = |why: String| RuleFault {
        rule: rule.to_owned(),
        field: Some(test.field.clone()),
        why,
    };
    if test.patterns.is_empty() || test.patterns.len() > PATTERNS_MAX {
        return Err(vec![fault(format!(
            "one to {PATTERNS_MAX} patterns are wanted"
        ))]);
    }
    let mut patterns = Vec::new();
    let mut faults = Vec::new();
    for pattern in &test.patterns {
        match build(pattern) {
            Ok(regex) => patterns.push(regex),
            Err(why) => faults.push(fault(why)),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let set = (patterns.len() > 1).then(|| {
        RegexSetBuilder::new(&test.patterns)
            .case_insensitive(true)
            .size_limit(SET_BYTES_MAX)
            .nest_limit(PATTERN_DEPTH_MAX)
            .build()
            .ok()
    });
    Ok(Compiled {
        field: test.field.clone(),
        set: set.flatten(),
        patterns,
    })
}

fn build(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES_MAX)
        .nest_limit(PATTERN_DEPTH_MAX)
        .build()
        .map_err(|error| one_line(pattern, &error))
}

/// The regex crate explains itself on several lines with a caret; the last of them holds the reason.
fn one_line(pattern: &str, error: &regex::Error) -> String {
    let shown = super::evaluate::shown_pattern(pattern);
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return format!("/{shown}/ is too large; write fewer or shorter repetitions");
    }
    let text = error.to_string();
    let last = text.lines().next_back().unwrap_or("").trim();
    let reason = last.strip_prefix("error: ").unwrap_or(last);
    if reason.contains("look-around") {
        format!(
            "/{shown}/ uses look-around, which is not supported; write what must not match under `unless`"
        )
    } else if reason.contains("backreferences") {
        format!("/{shown}/ uses a backreference, which is not supported")
    } else {
        format!("/{shown}/ is no regular expression: {reason}")
    }
}
