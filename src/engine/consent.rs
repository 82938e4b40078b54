//! What an answer to "is it solved?" says: yes, thanks, or something else.
//!
//! Deliberately narrow. Closing on a yes that was none loses a problem; reopening on a yes that was not understood
//! costs an agent one look. So only short answers count whose words are known, but for a name or the thing that works
//! again; and one word of doubt or of trouble makes an answer no consent. It understands no sentence, and the
//! languages of [`words`] only: any other is for a person to read.

mod words;

use std::collections::BTreeSet;

use words::{
    AGAIN, CLOSES, CONTRADICTION, DOUBT, FAILING, GREETINGS, PLAIN, RUNS, SOLVED, THANKS, TROUBLE,
    YES,
};

/// Longest answer that is taken for a yes or a thank-you, in words.
const WORDS_MAX: usize = 14;
/// How many words may be unknown: names, and what works again.
const UNKNOWN_MAX: usize = 2;
/// How many words a greeting or a name below has at most.
const NAME_WORDS_MAX: usize = 4;

/// What the author of an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// It is solved.
    Yes,
    /// Thanks and nothing else.
    Thanks,
    /// Anything else: a person has something to say.
    Other,
    /// Nothing was written.
    Silence,
}

/// Reads an answer's own text.
pub fn consent(own: &str) -> Consent {
    let lower = lowered(own);
    let said = said(&lower);
    let words = split(&said);
    if words.is_empty() {
        return if split(&lower).is_empty() {
            Consent::Silence
        } else {
            Consent::Other
        };
    }
    let unknown = words.iter().filter(|word| !is_known(word)).count();
    let has_more = words.iter().any(|word| DOUBT.contains(word));
    if words.len() > WORDS_MAX || unknown > UNKNOWN_MAX || has_more || contradicts(&said, &words) {
        return Consent::Other;
    }
    let has = |list: &BTreeSet<&str>| words.iter().any(|word| list.contains(word));
    match (has(&YES) || has(&SOLVED), has(&THANKS)) {
        (true, _) => Consent::Yes,
        // A stranger beside thanks is most likely a name; two of them say something.
        (false, true) if unknown < UNKNOWN_MAX => Consent::Thanks,
        _ => Consent::Other,
    }
}

/// Whether a text, however long, has a word that contradicts, or asks something.
pub fn has_doubt(text: &str) -> bool {
    let lower = lowered(text);
    contradicts(&lower, &split(&lower))
}

fn lowered(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// What is said, without the greeting above it and the close and name below it.
fn said(lower: &str) -> String {
    let mut lines: Vec<&str> = lower
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let is_short = |line: &str| split(line).len() <= NAME_WORDS_MAX;
    if lines.len() > 1
        && let Some(first) = lines.first()
        && is_short(first)
        && first.ends_with(',')
        && GREETINGS.iter().any(|greeting| first.starts_with(greeting))
    {
        lines.remove(0);
    }
    if let Some(close) = lines
        .iter()
        .position(|line| is_short(line) && CLOSES.iter().any(|close| line.starts_with(close)))
        .filter(|close| *close > 0)
    {
        lines.truncate(close);
    }
    lines.join("\n")
}

fn split(lower: &str) -> Vec<&str> {
    lower
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || is_mark(c)))
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_known(word: &str) -> bool {
    [&YES, &SOLVED, &THANKS, &RUNS, &AGAIN, &PLAIN, &TROUBLE]
        .iter()
        .any(|list| list.contains(word))
}

fn contradicts(lower: &str, words: &[&str]) -> bool {
    let is_solved = words.iter().any(|word| SOLVED.contains(word));
    lower.contains('?')
        || words.iter().any(|word| {
            CONTRADICTION.contains(word)
                || FAILING.iter().any(|stem| word.starts_with(stem))
                // "The problem is solved" is as good as it gets; "I have a problem" is the opposite.
                || (TROUBLE.contains(word) && !is_solved)
        })
        || is_bad_again(words)
}

/// Whether something that was bad came back: "again" after anything but a word of thanks or of working.
fn is_bad_again(words: &[&str]) -> bool {
    let mut before = "";
    words.iter().any(|word| {
        let is_good = before == "you"
            || [&YES, &THANKS, &RUNS]
                .iter()
                .any(|list| list.contains(before));
        before = word;
        AGAIN.contains(word) && !is_good
    })
}

/// Vowel signs of Devanagari are no letters to Unicode, but part of a word.
fn is_mark(c: char) -> bool {
    ('\u{0900}'..='\u{097f}').contains(&c)
}

#[cfg(test)]
mod tests;
