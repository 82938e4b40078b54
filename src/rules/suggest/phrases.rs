//! The phrases of mails: one to three words in a row, and which mails have them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Example;

/// Longest phrase, in words.
const WORDS_MAX: usize = 3;
/// How much of one text is looked at, in words: what a mail is about stands at its beginning.
const TEXT_WORDS_MAX: usize = 400;
/// Longest word; longer ones are keys and addresses.
const WORD_CHARS_MAX: usize = 30;

/// All phrases that enough mails have. The numbers of a phrase and of a mail are places in these lists.
pub(super) struct Phrases {
    /// The words of each.
    pub words: Vec<String>,
    /// The mails that have it.
    pub mails: Vec<Vec<usize>>,
    /// The phrases that a mail has.
    pub of_mail: Vec<Vec<usize>>,
}

impl Phrases {
    /// Those that at least `mails_min` of the mails have. Of those that the same mails have, the one of the
    /// fewest and longest words: "printer" says more than "has".
    pub fn of(examples: &[Example], mails_min: usize) -> Self {
        let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (mail, example) in examples.iter().enumerate() {
            let all: BTreeSet<String> = example
                .texts
                .iter()
                .flat_map(|text| in_text(text))
                .collect();
            for phrase in all {
                found.entry(phrase).or_default().push(mail);
            }
        }
        found.retain(|_, mails| mails.len() >= mails_min);
        let mut by_length: Vec<(String, Vec<usize>)> = found.into_iter().collect();
        by_length.sort_by_key(|(phrase, _)| (phrase.split(' ').count(), Reverse(phrase.len())));
        let (mut words, mut mails): (Vec<String>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for (phrase, of_phrase) in by_length {
            if seen.insert(of_phrase.clone()) {
                words.push(phrase);
                mails.push(of_phrase);
            }
        }
        let mut of_mail = vec![Vec::new(); examples.len()];
        for (phrase, of_phrase) in mails.iter().enumerate() {
            for mail in of_phrase {
                if let Some(phrases) = of_mail.get_mut(*mail) {
                    phrases.push(phrase);
                }
            }
        }
        Self {
            words,
            mails,
            of_mail,
        }
    }
}

/// The phrases of one text.
fn in_text(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .take(TEXT_WORDS_MAX)
        .collect();
    let mut phrases = Vec::new();
    for length in 1..=WORDS_MAX {
        let all = words.windows(length).filter(|words| says_something(words));
        phrases.extend(all.map(|words| words.join(" ")));
    }
    phrases
}

/// Whether a phrase can mean the same in another mail: numbers and keys are of one mail alone.
fn says_something(words: &[&str]) -> bool {
    let is_number = |word: &&str| word.chars().any(|c| c.is_ascii_digit());
    let is_long = |word: &&str| word.chars().count() > WORD_CHARS_MAX;
    let is_letter = words.len() == 1 && words.iter().all(|word| word.chars().count() == 1);
    !is_letter && !words.iter().any(|word| is_number(word) || is_long(word))
}
