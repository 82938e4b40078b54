//! What is wrong with a command, said to the person who wrote it.

use super::args::{Args, Word};

/// A line that is badly formed: where, what, and what was perhaps meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the line, in characters from 0.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// What is wrong, a clause without a full stop.
    pub what: String,
    /// What to do instead, a whole sentence.
    pub hint: Option<String>,
}

/// A line that is well formed and cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why, a clause without a full stop.
    pub why: String,
    /// What to do instead, a whole sentence.
    pub hint: Option<String>,
}

/// Why a command did not do what it says. Neither is an error of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Badly formed.
    Fault(Fault),
    /// Not possible.
    Refusal(Refusal),
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl Fault {
    /// A fault of one word.
    pub fn at(word: Word<'_>, what: String) -> Self {
        Self {
            column: word.column,
            width: word.text.chars().count().max(1),
            what,
            hint: None,
        }
    }

    /// A fault at the end of the line, where something is missing.
    pub fn at_end(args: &Args<'_>, what: String) -> Self {
        Self {
            column: args.column + args.rest.chars().count(),
            width: 1,
            what,
            hint: None,
        }
    }

    /// A word that is none of the valid ones: names the nearest, and all of them.
    pub fn none_of(word: Word<'_>, what: &str, valid: &[&str]) -> Self {
        let mut fault = Self::at(word, format!("\"{}\" is not {what}", word.text));
        fault.hint = Some(match nearest(word.text, valid.iter().copied()) {
            Some(near) => format!(
                "Did you mean \"{near}\"? Possible are: {}.",
                valid.join(", ")
            ),
            None => format!("Possible are: {}.", valid.join(", ")),
        });
        fault
    }

    /// Adds what to do instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Refusal {
    /// A refusal with what to do instead.
    pub fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            hint: Some(hint.into()),
        }
    }
}

/// The nearest of some words, when it is near enough to have been meant: two slips at most, and fewer in a short
/// word.
pub fn nearest<'a>(word: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let slips_max = if word.chars().count() <= 4 { 1 } else { 2 };
    among
        .map(|other| {
            (
                strsim::damerau_levenshtein(&word, &other.to_ascii_lowercase()),
                other,
            )
        })
        .filter(|(slips, _)| *slips <= slips_max)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        let words = ["assign", "close", "priority", "eta"];
        assert_eq!(nearest("asign", words.into_iter()), Some("assign"));
        assert_eq!(nearest("clsoe", words.into_iter()), Some("close"));
        assert_eq!(nearest("eat", words.into_iter()), Some("eta"));
        assert_eq!(nearest("banana", words.into_iter()), None);
    }

    #[test]
    fn a_wrong_value_is_answered_with_all_the_right_ones() {
        let args = Args::new("hgih", 10);
        let fault = Fault::none_of(
            args.words()[0],
            "a priority",
            &["critical", "high", "medium", "low"],
        );
        assert_eq!((fault.column, fault.width), (10, 4));
        assert_eq!(
            fault.hint.as_deref(),
            Some("Did you mean \"high\"? Possible are: critical, high, medium, low.")
        );
    }
}
