//! `[priority]`: how priorities are set beside rules.

use super::desk::business_days;
use super::section::{At, Section, hint};
use crate::domain::{Address, Grade, Priority, Ranking, Vip};

/// The word for what never happens.
const NEVER: &str = "never";
/// Most other words for a priority.
const ALSO_MAX: usize = 100;

pub(super) fn ranking(root: &Section<'_>) -> Ranking {
    let mut ranking = Ranking::default();
    let Some(section) = root.table("priority", "[priority]") else {
        return ranking;
    };
    section.check_keys();
    if let Some(matrix) = section.table("matrix", "[priority.matrix]") {
        matrix.check_keys();
        for (grade, row) in Grade::ALL.into_iter().zip(&mut ranking.matrix) {
            if let Some(given) = self::row(&matrix, grade) {
                *row = given;
            }
        }
    }
    if let Some(also) = section.table("also", "[priority.also]") {
        for (word, span) in also.keys() {
            if ranking.also.len() >= ALSO_MAX {
                also.note_at(
                    &span,
                    format!("[priority.also] has at most {ALSO_MAX} words"),
                );
                break;
            }
            if word.chars().any(char::is_whitespace) {
                let what = format!("\"{word}\" in [priority.also] has a space; write a \"-\"");
                also.note_at(&span, what);
            }
            if let Some(priority) = priority(&also, word) {
                ranking.also.insert(word.to_lowercase(), priority);
            }
        }
    }
    for At { value, span } in section.texts("vip").unwrap_or_default() {
        match vip(&value) {
            Some(vip) => ranking.vips.push(vip),
            None => section.note_at(
                &span,
                format!(
                    "\"vip\" in [priority]: \"{}\" is neither an address nor a domain",
                    value.escape_debug()
                ),
            ),
        }
    }
    if let Some(steps) = section.number("vip-steps", 1, 3) {
        ranking.vip_steps = steps;
    }
    if section.has("raise-after") {
        ranking.raise_days = section
            .read("raise-after", |text| {
                if text == NEVER {
                    return Ok(None);
                }
                business_days(text)
                    .map(Some)
                    .map_err(|why| format!("{why}, or \"{NEVER}\""))
            })
            .flatten();
    }
    if let Some(cap) = priority(&section, "raise-to") {
        ranking.raise_to = cap;
    }
    ranking
}

/// A priority by its word.
fn priority(section: &Section<'_>, key: &str) -> Option<Priority> {
    let words = Priority::ALL.map(Priority::word);
    section.read(key, |text| {
        Priority::parse(text)
            .ok_or_else(|| format!("\"{text}\" is not known{}", hint(text, &words)))
    })
}

/// A row of the matrix: by urgency, the highest first.
fn row(section: &Section<'_>, impact: Grade) -> Option<[Priority; 3]> {
    let key = impact.word();
    let given = section.texts(key)?;
    let read = given.iter().map(|At { value, .. }| Priority::parse(value));
    let read: Option<Vec<Priority>> = read.collect();
    let row = read.and_then(|row| <[Priority; 3]>::try_from(row).ok());
    if row.is_none() {
        let what = format!(
            "\"{key}\" in [priority.matrix] is three priorities, for high, medium and low urgency"
        );
        section.note_key(key, what);
    }
    row
}

/// `ann@acme.example`, or `acme.example` for all of a domain.
fn vip(text: &str) -> Option<Vip> {
    let text = text.trim();
    if text.contains('@') {
        return Address::parse(text).ok().map(Vip::Address);
    }
    // What can stand behind an "@" is a domain.
    let is_domain = text.contains('.') && Address::parse(&format!("x@{text}")).is_ok();
    is_domain.then(|| Vip::Domain(text.to_lowercase()))
}
