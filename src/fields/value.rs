//! What counts as a value of a field, and what a value is left with once it is cleaned.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::field::{FieldKind, VALUE_CHARS_MAX};

/// Longest value on one line, in characters; more is a story.
const LINE_CHARS_MAX: usize = 160;
/// Fewest digits of a number that stands somewhere in a sentence; behind a name also an extension will do.
const DIGITS_MIN: usize = 7;
/// Fewest digits of an extension.
const EXTENSION_DIGITS_MIN: usize = 3;
/// Most digits of a number (ITU-T E.164), with a way out of the house before it and an extension behind.
const DIGITS_MAX: usize = 20;

/// What people write who have no answer, lower case.
const NOTHING: &[&str] = &[
    "n/a",
    "na",
    "tbd",
    "tba",
    "unknown",
    "no idea",
    "dunno",
    "idk",
    "later",
    "none",
    "nothing",
    "no",
    "yes",
    "ok",
    "keine ahnung",
    "unbekannt",
    "nein",
    "ja",
    "inconnu",
    "desconocido",
    "same",
    "as above",
    "s.o.",
    "nil",
    "null",
    "not sure",
    "not known",
    "not applicable",
    "weiß nicht",
    "keine angabe",
    "k.a.",
    "aucune idée",
    "ni idea",
];
/// How an answer begins that is none, lower case.
const PUT_OFF: &[&str] = &[
    "i don't know",
    "i dont know",
    "i do not know",
    "i'm not sure",
    "i am not sure",
    "don't know",
    "dont know",
    "do not know",
    "not sure",
    "no idea",
    "can't find",
    "cannot find",
    "can't say",
    "i will ",
    "i'll ",
    "let me ",
    "will check",
    "will send",
    "will tell",
    "have to check",
    "i have to ",
    "i need to ",
    "need to check",
    "see ",
    "as i ",
    "as said",
    "same as",
    "like i ",
    "already ",
    "i already",
    "you have",
    "you already",
    "ask ",
    "sorry",
    "weiß ich nicht",
    "weiß nicht",
    "keine ahnung",
    "muss ich",
    "siehe ",
    "wie oben",
    "je ne ",
    "voir ",
    "no lo sé",
    "no sé",
    "to be ",
    "which ",
    "what ",
    "why ",
    "do you ",
    "thanks",
    "thank you",
    "danke",
];
/// How an answer begins before it comes to the point, lower case. The longest go first.
const LEAD_INS: &[&str] = &[
    "that would be ",
    "it would be ",
    "it's called ",
    "it is called ",
    "it says ",
    "it's in ",
    "it is in ",
    "it's on ",
    "it is on ",
    "i am sitting in ",
    "i'm sitting in ",
    "i am in ",
    "i'm in ",
    "i am on ",
    "i'm on ",
    "i am at ",
    "i'm at ",
    "we are in ",
    "we're in ",
    "we are on ",
    "we're on ",
    "we are at ",
    "we're at ",
    "i sit in ",
    "i work in ",
    "my office is in ",
    "you find me in ",
    "ich bin in ",
    "ich sitze in ",
    "je suis dans ",
    "it's ",
    "it is ",
    "that's ",
    "that is ",
    "this is ",
];
/// Words that make a sentence of a line, lower case.
const SENTENCE: &[&str] = &[
    "is", "are", "was", "were", "not", "does", "doesn't", "do", "don't", "did", "didn't", "has",
    "have", "had", "won't", "can't", "cannot", "isn't", "since", "after", "when", "because", "but",
    "works", "work", "working", "worked", "broken", "fails", "failed", "dead", "please", "again",
    "solved", "fixed", "think", "ist", "nicht", "geht", "kaputt", "seit", "est", "pas",
];

/// The value in a text that answers a question of this kind; `None` where it holds none, or not for sure.
pub fn accept(kind: FieldKind, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        FieldKind::Phone => phone(text, EXTENSION_DIGITS_MIN),
        FieldKind::YesNo => yes_no(text),
        FieldKind::Line => line(text),
        FieldKind::Text => long(text),
    }
}

/// Whether a telephone number stands somewhere in a text.
pub(super) fn has_number(text: &str) -> bool {
    text.lines()
        .any(|line| !numbers(line, DIGITS_MIN).is_empty())
}

/// The only telephone number of a text.
pub(super) fn only_number(text: &str) -> Option<String> {
    let mut found: Vec<String> = text
        .lines()
        .flat_map(|line| numbers(line, DIGITS_MIN))
        .collect();
    found.dedup();
    (found.len() == 1).then(|| found.pop()).flatten()
}

/// Whether a line is a sentence, and not the name of something.
pub(super) fn is_sentence(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let mut words = lower.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.any(|word| SENTENCE.contains(&word))
}

fn phone(text: &str, digits_min: usize) -> Option<String> {
    let first = text.lines().next().unwrap_or_default();
    // `0123 456 | Fax 0123 457`: what comes behind is another thing.
    let first = first.split(['|', '·', '•']).next().unwrap_or_default();
    let fax = first.to_ascii_lowercase().find("fax");
    let first = fax.and_then(|at| first.get(..at)).unwrap_or(first);
    if first.split_whitespace().count() > 15 || first.contains('?') {
        return None;
    }
    let found = numbers(first, digits_min);
    (!found.is_empty() && found.len() <= 2).then(|| found.join(", "))
}

/// The telephone numbers of a line, as they are written.
fn numbers(line: &str, digits_min: usize) -> Vec<String> {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\+?(?:\(\+?[0-9]{1,5}\)|[0-9]{1,15})(?: [/-] ?[0-9]{3,9})?(?:[ ./-]?\(0\)[ ]?[0-9]{1,9})?(?:[ ./-][0-9]{1,9}){0,6}(?:,?\s*(?:ext\.?|extension|x|durchwahl|dw|poste)[ .:]*[0-9]{1,6})?",
        )
        .ok()
    });
    static NO_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}|[0-9]{1,3}(?:\.[0-9]{1,5}){3}|[0-9]{1,2}\.[0-9]{2}[ -]+[0-9]{1,2}\.[0-9]{2}|[0-9]+\.[0-9]+|(?:19|20)[0-9]{2}-(?:19|20)?[0-9]{2})$",
        )
        .ok()
    });
    let (Some(number), Some(no_number)) = (NUMBER.as_ref(), NO_NUMBER.as_ref()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for hit in number.find_iter(line) {
        let before = line
            .get(..hit.start())
            .and_then(|head| head.chars().next_back());
        let after = line.get(hit.end()..).and_then(|tail| tail.chars().next());
        let is_glued = |c: char| c.is_alphanumeric() || "-#/_@=%&€$£+".contains(c);
        if before.is_some_and(|c| is_glued(c) || c == '.')
            || after.is_some_and(|c| is_glued(c) && c != '/')
        {
            continue;
        }
        let text = hit.as_str().trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if (digits_min..=DIGITS_MAX).contains(&digits) && !no_number.is_match(text) {
            found.push(text.to_owned());
        }
    }
    found
}

fn yes_no(text: &str) -> Option<String> {
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = first
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 12 || first.contains('?') || is_nothing_but_no(&first) {
        return None;
    }
    let says = |word: &str, list: &[&str]| list.contains(&word);
    let head = words.first().copied().unwrap_or_default();
    let is_yes = says(
        head,
        &[
            "yes",
            "y",
            "yep",
            "yeah",
            "ja",
            "oui",
            "sí",
            "si",
            "हाँ",
            "हां",
            "correct",
            "true",
        ],
    );
    let is_no = says(head, &["no", "n", "nope", "nein", "non", "नहीं", "false"]);
    let spaced = format!(" {} ", words.join(" "));
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| spaced.contains(phrase));
    let never = has(&[
        " never happened ",
        " not happened before ",
        " never before ",
        " never had ",
        " noch nie ",
    ]);
    let first_time = has(&[
        " first time ",
        " erstes mal ",
        " ersten mal ",
        " première fois ",
        " primera vez ",
    ]) && !has(&[" not the first ", " nicht das erste ", " isn t the first "]);
    let before = !never
        && has(&[
            " happened before ",
            " had it before ",
            " had this before ",
            " last week ",
            " second time ",
            " third time ",
            " not the first ",
            " isn t the first ",
            " twice ",
            " every day ",
            " several times ",
            " again ",
            " already happened ",
            " yesterday ",
            " last month ",
            " schon mal ",
            " déjà ",
        ]);
    let (yes, no) = (is_yes || never || first_time, is_no || before);
    // "No, never before" and "yes, last week too" can be read in two ways.
    match (yes, no) {
        (true, false) => Some("yes".to_owned()),
        (false, true) => Some("no".to_owned()),
        _ => None,
    }
}

/// `n/a` and the like; a bare yes or no is an answer here.
fn is_nothing_but_no(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['.', '!']);
    is_nothing(text) && !["yes", "no", "ja", "nein", "ok"].contains(&bare)
}

fn line(text: &str) -> Option<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(super::label::bare)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > 3 {
        return None;
    }
    let joined = lines
        .iter()
        .map(|line| line.trim_end_matches([',', ';', ' ']))
        .collect::<Vec<_>>()
        .join(", ");
    let mut value = cleaned(&joined);
    let lower = value.to_lowercase().replace('’', "'");
    if let Some(lead) = LEAD_INS.iter().find(|lead| lower.starts_with(**lead)) {
        // The words compared may be shorter than those written, by a mark that has no small form.
        let rest: String = value.chars().skip(lead.chars().count()).collect();
        rest.trim().clone_into(&mut value);
    }
    let is_fine =
        is_answer(&value) && value.chars().count() <= LINE_CHARS_MAX && !is_nothing(&value);
    is_fine.then_some(value)
}

fn long(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let value = cleaned(lines.join("\n").trim());
    let lower = value.to_lowercase();
    // That nothing was tried, or that there is no message, is an answer.
    let is_none = ["none", "nothing", "no"].contains(&lower.as_str());
    let is_fine = (is_answer(&value) && !is_nothing(&value)) || is_none;
    is_fine.then(|| value.chars().take(VALUE_CHARS_MAX).collect())
}

/// Without the marks that people put around an answer.
fn cleaned(text: &str) -> String {
    let mut text = text.trim();
    for (open, close) in [
        ('"', '"'),
        ('“', '”'),
        ('„', '“'),
        ('«', '»'),
        ('[', ']'),
        ('<', '>'),
        ('*', '*'),
        ('\'', '\''),
    ] {
        let inner = text
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            text = inner.trim();
        }
    }
    let text = text.trim_start_matches(|c: char| "_….:".contains(c) || c.is_whitespace());
    let text = text.trim_end_matches(|c: char| "_…".contains(c) || c.is_whitespace());
    // One full stop ends a sentence and is no part of the value.
    match text.strip_suffix('.') {
        Some(bare) if !bare.ends_with('.') && !text.contains('\n') => bare.to_owned(),
        _ => text.trim_end_matches('.').to_owned(),
    }
}

/// Whether a text says something, and does not ask something back or put it off.
fn is_answer(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    text.chars().any(char::is_alphanumeric)
        && !text.trim_end().ends_with('?')
        && !PUT_OFF.iter().any(|words| lower.starts_with(words))
}

fn is_nothing(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !(c.is_alphanumeric() || c == '/'));
    NOTHING.contains(&bare)
}
