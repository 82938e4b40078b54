//! Values in sentences and in signatures.

use regex::Regex;

use super::{Form, closing, label, value};
use crate::domain::field::FieldKind;

/// Words before the number of a telephone, in signatures, lower case.
const MARKS: [&str; 14] = [
    "tel",
    "t",
    "phone",
    "ph",
    "p",
    "mobile",
    "mob",
    "m",
    "cell",
    "direct",
    "telefon",
    "mobil",
    "telephone",
    "handy",
];
/// Words before a place that say that it is another one, lower case.
const ELSEWHERE: &[&str] = &[
    "from",
    "left",
    "leaving",
    "moved",
    "moving",
    "move",
    "relocate",
    "relocated",
    "relocating",
    "old",
    "former",
    "formerly",
    "previous",
    "not",
    "unlike",
    "except",
];
/// How many words before a value are looked at.
const WORDS_BEFORE: usize = 4;

/// The value that a sentence of the body tells, where it is the only one.
pub(super) fn said(form: &Form, body: &str, is_asked: bool) -> Option<String> {
    if form.field.kind == FieldKind::Phone && is_asked {
        return value::only_number(body);
    }
    only(form, body)
}

/// The value that stands in a signature.
pub(super) fn signed(form: &Form, signature: &str) -> Option<String> {
    if form.field.kind == FieldKind::Phone {
        return number(signature);
    }
    match form.field.name.as_str() {
        "name" => name(signature),
        // What else a signature says is about its writer; of all fields that is where they are.
        "location" => only(form, signature),
        _ => None,
    }
}

/// The one value that the patterns find; none where they find several.
fn only(form: &Form, text: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for pattern in &form.patterns {
        for value in values(form, pattern, text) {
            let is_same = |known: &String| {
                let (known, value) = (known.to_lowercase(), value.to_lowercase());
                known.contains(&value) || value.contains(&known)
            };
            match &found {
                None => found = Some(value),
                Some(known) if is_same(known) => {}
                Some(_) => return None,
            }
        }
    }
    found
}

fn values(form: &Form, pattern: &Regex, text: &str) -> Vec<String> {
    let mut values = Vec::new();
    for groups in pattern.captures_iter(text) {
        // `(?P<yes>…)` and `(?P<no>…)` tell an answer that the words themselves do not spell.
        if form.field.kind == FieldKind::YesNo {
            let words = ["yes", "no"]
                .into_iter()
                .filter(|word| groups.name(word).is_some());
            values.extend(words.map(str::to_owned));
            continue;
        }
        let Some(hit) = groups.get(1).or_else(|| groups.get(0)) else {
            continue;
        };
        let before = text.get(..hit.start()).unwrap_or_default();
        let is_elsewhere = form.field.name == "location" && speaks_of_elsewhere(before);
        let value = value::accept(form.field.kind, hit.as_str());
        if let Some(value) = value.filter(|_| !is_elsewhere) {
            values.push(value);
        }
    }
    values
}

fn speaks_of_elsewhere(before: &str) -> bool {
    let words = before.split_whitespace().rev().take(WORDS_BEFORE);
    words
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .any(|word| ELSEWHERE.contains(&word.as_str()))
}

/// The telephone number of a signature: on a line that says so, else alone on a line.
fn number(signature: &str) -> Option<String> {
    let pieces: Vec<&str> = signature
        .split(['\n', '|', '·', '•'])
        .map(str::trim)
        .collect();
    let is_fax = |piece: &str| {
        piece.to_lowercase().contains("fax") || piece.to_lowercase().starts_with("f:")
    };
    let marked = pieces.iter().find_map(|piece| {
        let word: String = piece.chars().take_while(|c| c.is_alphabetic()).collect();
        let rest = piece.get(word.len()..)?;
        let is_mark = MARKS.contains(&word.to_lowercase().as_str());
        let rest = rest.trim_start_matches([':', '.', ' ', '-']);
        let number = value::only_number(rest)?;
        (is_mark && !is_fax(piece)).then_some(number)
    });
    marked.or_else(|| {
        pieces.iter().find_map(|piece| {
            let number = value::only_number(piece)?;
            (number == *piece).then_some(number)
        })
    })
}

/// The name under a closing.
fn name(signature: &str) -> Option<String> {
    let lines = signature.lines().map(label::bare);
    let first = lines
        .filter(|line| !line.is_empty() && !closing::is_closing(line) && *line != "--")
        .take(1)
        .last()?;
    let words: Vec<&str> = first.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || ".-'’".contains(c))
    };
    ((1..=4).contains(&words.len()) && words.iter().all(is_name)).then(|| first.to_owned())
}
