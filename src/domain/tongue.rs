//! What our own words are called in another language: weekdays, months, priorities, statuses, categories, phrases.
//!
//! One table for each language, in a file of its own. English is what the program says by itself, and each table is
//! looked up by the English word, so that what has no word in a language is said in English and nothing is ever left
//! out. What a person wrote is never translated, and whole sentences stand in the templates and not here.

mod de;
mod en;
mod es;
mod fr;
mod hi;

use super::language::primary;

/// The words of one language.
#[derive(Debug)]
pub struct Tongue {
    /// Its tag, without a region.
    pub language: &'static str,
    /// A time for a reader: `{weekday}`, `{day}`, `{month}`, `{year}`, `{clock}` and `{zone}` are put in.
    pub time: &'static str,
    /// A time of day, of 24 hours, as `strftime` writes it.
    pub clock: &'static str,
    /// How the first of a month is called, where that is no plain `1`.
    pub first: &'static str,
    /// Weekdays as they stand in a date, Monday first.
    pub days: [&'static str; 7],
    /// Weekdays, short, as they stand in the desk's hours.
    pub weekdays: [&'static str; 7],
    /// Months as they stand in a date.
    pub months: [&'static str; 12],
    /// Said of a desk that never closes.
    pub always: &'static str,
    /// Said of a desk that never opens.
    pub never: &'static str,
    /// Between two windows of a day.
    pub and: &'static str,
    /// Our words and phrases: English, and what it is called here.
    words: &'static [(&'static str, &'static str)],
}

/// All tables; English first.
static TONGUES: [&Tongue; 5] = [
    &en::TONGUE,
    &de::TONGUE,
    &fr::TONGUE,
    &es::TONGUE,
    &hi::TONGUE,
];

impl Tongue {
    /// The table of a language, with or without a region; English where there is none.
    pub fn of(language: &str) -> &'static Self {
        let primary = primary(language);
        TONGUES
            .into_iter()
            .find(|tongue| tongue.language.eq_ignore_ascii_case(primary))
            .unwrap_or(&en::TONGUE)
    }

    /// The English table.
    pub fn english() -> &'static Self {
        &en::TONGUE
    }

    /// What an English word of ours is called here; the word itself where there is none.
    pub fn word<'a>(&self, english: &'a str) -> &'a str {
        let known = self.words.iter().find(|(known, _)| *known == english);
        known.map_or(english, |(_, word)| *word)
    }
}

/// What an English phrase of ours is called in each other language that has words for it.
pub fn translations(english: &str) -> impl Iterator<Item = &'static str> + '_ {
    let rows = TONGUES.into_iter().flat_map(|tongue| tongue.words);
    rows.filter(move |(known, _)| *known == english)
        .map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{Kind, Priority, Status};

    #[test]
    fn every_table_knows_the_words_that_requesters_read() {
        for tongue in &TONGUES[1..] {
            let own = Priority::ALL.map(Priority::word).into_iter();
            let kinds = Kind::ALL.map(Kind::word);
            let statuses = Status::ALL.map(Status::word);
            let categories = ["hardware", "software", "network", "account-access", "other"];
            let levels = ["tier 1", "tier 2", "tier 3", "management"];
            for word in own
                .chain(kinds)
                .chain(statuses)
                .chain(categories)
                .chain(levels)
            {
                let known = tongue.words.iter().any(|(english, _)| *english == word);
                assert!(known, "{}: {word}", tongue.language);
            }
        }
    }

    #[test]
    fn all_tables_know_the_same_words_once() {
        let keys = |tongue: &Tongue| -> BTreeSet<&str> {
            tongue.words.iter().map(|(english, _)| *english).collect()
        };
        for tongue in &TONGUES[1..] {
            assert_eq!(keys(tongue), keys(TONGUES[1]), "{}", tongue.language);
            assert_eq!(
                keys(tongue).len(),
                tongue.words.len(),
                "{}",
                tongue.language
            );
            let blank = tongue.words.iter().any(|(_, word)| word.trim().is_empty());
            assert!(!blank, "{}", tongue.language);
        }
    }

    #[test]
    fn a_word_without_a_translation_stays_english_and_so_does_an_unknown_language() {
        assert_eq!(Tongue::of("de-AT").word("high"), "hoch");
        assert_eq!(Tongue::of("de").word("meeting-rooms"), "meeting-rooms");
        assert_eq!(Tongue::of("nl").word("high"), "high");
    }
}
