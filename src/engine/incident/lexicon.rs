//! The words that likeness is measured by, made ready to be looked up, with those of the house.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::words;

/// Fewest characters of a word that is a term.
const TERM_CHARS_MIN: usize = 3;

type Set = BTreeSet<&'static str>;

static EMPTY: LazyLock<Set> = LazyLock::new(|| set(words::EMPTY));

/// The shipped words, looked up for each word of each mail.
static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| Shipped {
    vague: set(words::VAGUE),
    things: set(words::THINGS),
    trouble: set(words::TROUBLE),
    alone: set(words::ALONE),
    asking: set(words::ASKING),
    wish: set(words::WISH),
    outage: set(words::OUTAGE),
    perhaps: set(words::PERHAPS),
    same: same(),
    pairs: words::PAIRS
        .iter()
        .map(|(a, b, one)| ((*a, *b), *one))
        .collect(),
});

struct Shipped {
    vague: Set,
    things: Set,
    trouble: Set,
    alone: Set,
    asking: Set,
    wish: Set,
    outage: Set,
    perhaps: Set,
    same: BTreeMap<&'static str, &'static str>,
    pairs: BTreeMap<(&'static str, &'static str), &'static str>,
}

fn set(words: &'static str) -> Set {
    words.split_whitespace().collect()
}

fn same() -> BTreeMap<&'static str, &'static str> {
    let lines = words::SAME.iter().filter_map(|line| {
        let mut stems = line.split_whitespace();
        let term = stems.next()?;
        Some(stems.chain([term]).map(move |stem| (stem, term)))
    });
    lines.flatten().collect()
}

/// What is known of words: the shipped ones, and the names that the house has for its services.
#[derive(Debug, Clone)]
pub struct Lexicon {
    names: BTreeMap<String, String>,
}

impl Lexicon {
    /// The shipped words and the names of the house: each a list of words for one thing, the term first.
    pub fn new(names: &[Vec<String>]) -> Self {
        let of_thing = |thing: &Vec<String>| {
            let term = thing.first().map(|term| term.to_lowercase());
            let term = term.unwrap_or_default();
            let stems = thing.iter().map(|name| stem(&name.to_lowercase()));
            stems.map(|stem| (stem, term.clone())).collect::<Vec<_>>()
        };
        Self {
            names: names.iter().flat_map(of_thing).collect(),
        }
    }

    /// The term of a word; none where it says nothing.
    pub(super) fn term(&self, word: &str) -> Option<String> {
        let is_number = word.chars().all(|c| c.is_ascii_digit());
        let is_empty = is_empty_word(word) || SHIPPED.trouble.contains(word);
        let stem = stem(word);
        if let Some(term) = self.names.get(&stem) {
            return Some(term.clone());
        }
        if let Some(term) = SHIPPED.same.get(stem.as_str()) {
            return Some((*term).to_owned());
        }
        let is_short = word.chars().count() < TERM_CHARS_MIN;
        (!is_short && !is_number && !is_empty).then_some(stem)
    }
}

/// The words of a text in lower case, pairs that mean one thing made one.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    let mut paired = Vec::new();
    while let Some(word) = words.next() {
        let one = words
            .peek()
            .and_then(|next| SHIPPED.pairs.get(&(word, *next)));
        if one.is_some() {
            words.next();
        }
        let word = one.copied().unwrap_or(word);
        paired.extend((!word.is_empty()).then_some(word));
    }
    paired
}

/// Whether these words say that something does not work that others may need, too. A wish is no sign of an outage, nor is
/// an empty toner.
pub(super) fn is_trouble(words: &[&str]) -> bool {
    // What one has lost is a thing of one's own, unless it is the connection.
    let has_lost = words.contains(&"lost") && words.iter().any(|word| word.starts_with("connect"));
    let has_trouble = has_lost || words.iter().any(|word| SHIPPED.trouble.contains(word));
    let is_wish = words.windows(2).any(|two| match two {
        [asking, wish] => SHIPPED.asking.contains(asking) && SHIPPED.wish.contains(wish),
        _ => false,
    });
    has_trouble && !is_wish && !words.iter().any(|word| SHIPPED.alone.contains(word))
}

/// The signs of an outage, each word once: two for a word of one, one for what goes with it.
pub(super) fn signs(words: &[&str]) -> u8 {
    let words: BTreeSet<&str> = words.iter().copied().collect();
    let count = |list: &Set| {
        let found = words.iter().filter(|word| list.contains(*word)).count();
        u8::try_from(found).unwrap_or(u8::MAX)
    };
    let strong = count(&SHIPPED.outage).saturating_mul(2);
    strong.saturating_add(count(&SHIPPED.perhaps))
}

/// Whether a term goes with any trouble, so that it names none.
pub(super) fn is_vague(term: &str) -> bool {
    term.starts_with(['#', '@']) || SHIPPED.vague.contains(term)
}

/// Whether a term is a thing that breaks alone.
pub(super) fn is_thing(term: &str) -> bool {
    SHIPPED.things.contains(term)
}

/// Whether a word says nothing about what a text is about.
pub fn is_empty_word(word: &str) -> bool {
    EMPTY.contains(word)
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
