//! The words that likeness is measured by, made ready to be looked up, with those of the house.

use std::collections::{BTreeMap, BTreeSet};

use super::words;

/// Fewest characters of a word that is a term.
const TERM_CHARS_MIN: usize = 3;

/// What is known of words. It is made once for a decision: a report has many words, and is compared with many.
#[derive(Debug, Clone)]
pub struct Lexicon {
    empty: Set,
    vague: Set,
    things: Set,
    trouble: Set,
    alone: Set,
    asking: Set,
    wish: Set,
    outage: Set,
    perhaps: Set,
    same: BTreeMap<String, String>,
    pairs: BTreeMap<(&'static str, &'static str), &'static str>,
}

type Set = BTreeSet<&'static str>;

impl Lexicon {
    /// The shipped words and the names of the house: each a list of words for one thing, the term first.
    pub fn new(names: &[Vec<String>]) -> Self {
        let set = |words: &'static str| words.split_whitespace().collect();
        let mut same = BTreeMap::new();
        for line in words::SAME {
            let mut stems = line.split_whitespace();
            let term = stems.next().unwrap_or_default();
            for stem in stems.chain([term]) {
                same.insert(stem.to_owned(), term.to_owned());
            }
        }
        for thing in names {
            let term = thing.first().map(|term| term.to_lowercase());
            for name in thing {
                same.insert(stem(&name.to_lowercase()), term.clone().unwrap_or_default());
            }
        }
        let pairs = words::PAIRS.iter();
        Self {
            empty: set(words::EMPTY),
            vague: set(words::VAGUE),
            things: set(words::THINGS),
            trouble: set(words::TROUBLE),
            alone: set(words::ALONE),
            asking: set(words::ASKING),
            wish: set(words::WISH),
            outage: set(words::OUTAGE),
            perhaps: set(words::PERHAPS),
            same,
            pairs: pairs.map(|(a, b, one)| ((*a, *b), *one)).collect(),
        }
    }

    /// The words of a text in lower case, pairs that mean one thing made one.
    pub(super) fn words<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut words = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .peekable();
        let mut paired = Vec::new();
        while let Some(word) = words.next() {
            let one = words.peek().and_then(|next| self.pairs.get(&(word, *next)));
            if one.is_some() {
                words.next();
            }
            let word = one.copied().unwrap_or(word);
            paired.extend((!word.is_empty()).then_some(word));
        }
        paired
    }

    /// The term of a word; none where it says nothing.
    pub(super) fn term(&self, word: &str) -> Option<String> {
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        let is_empty = self.empty.contains(word) || self.trouble.contains(word);
        let stem = stem(word);
        if let Some(term) = self.same.get(&stem) {
            return Some(term.clone());
        }
        let is_short = word.chars().count() < TERM_CHARS_MIN;
        (!is_short && !is_number && !is_empty).then_some(stem)
    }

    /// Whether these words say that something does not work that others may need, too. A wish is no sign of an outage, nor is
    /// an empty toner.
    pub(super) fn is_trouble(&self, words: &[&str]) -> bool {
        // What one has lost is a thing of one's own, unless it is the connection.
        let has_lost =
            words.contains(&"lost") && words.iter().any(|word| word.starts_with("connect"));
        let has_trouble = has_lost || words.iter().any(|word| self.trouble.contains(word));
        let is_wish = words.windows(2).any(|two| match two {
            [asking, wish] => self.asking.contains(asking) && self.wish.contains(wish),
            _ => false,
        });
        has_trouble && !is_wish && !words.iter().any(|word| self.alone.contains(word))
    }

    /// The signs of an outage, each word once: two for a word of one, one for what goes with it.
    pub(super) fn signs(&self, words: &[&str]) -> u8 {
        let words: BTreeSet<&str> = words.iter().copied().collect();
        let count = |list: &Set| {
            let found = words.iter().filter(|word| list.contains(*word)).count();
            u8::try_from(found).unwrap_or(u8::MAX)
        };
        let strong = count(&self.outage).saturating_mul(2);
        strong.saturating_add(count(&self.perhaps))
    }

    /// Whether a term goes with any trouble, so that it names none.
    pub(super) fn is_vague(&self, term: &str) -> bool {
        term.starts_with(['#', '@']) || self.vague.contains(term)
    }

    /// Whether a term is a thing that breaks alone.
    pub(super) fn is_thing(&self, term: &str) -> bool {
        self.things.contains(term)
    }
}

/// Whether a word says nothing about what a text is about. It looks through the list: for few words that is cheaper than to
/// make a [`Lexicon`].
pub fn is_empty_word(word: &str) -> bool {
    words::EMPTY.split_whitespace().any(|empty| empty == word)
}

/// A word without the endings of number and tense. It need not be a word; it has to be the same for all forms of one.
pub fn stem(word: &str) -> String {
    let cut = |ending: &str| {
        let stem = word.strip_suffix(ending)?;
        (stem.chars().count() >= TERM_CHARS_MIN).then_some(stem)
    };
    let plural = || cut("s").filter(|_| !word.ends_with("ss"));
    let endings = ["ings", "ing", "ies", "ied", "ed", "es"];
    let stem = endings
        .into_iter()
        .find_map(cut)
        .or_else(plural)
        .unwrap_or(word);
    let bare = stem.strip_suffix('e');
    bare.filter(|bare| bare.chars().count() >= TERM_CHARS_MIN)
        .unwrap_or(stem)
        .to_owned()
}
