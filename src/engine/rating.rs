//! What a digit in an answer says: how content somebody is, from 1 (poor) to 5 (very good) (S2.4, S4.10).
//!
//! Narrow on purpose, as `super::consent`: a number that counts printers or names a room is no opinion. Only the first
//! line can rate, and beside the digit it may say nothing that is not about rating, a yes or thanks.

use super::consent::{Consent, consent, has_doubt};

/// The worst, the best, and up to which one somebody is not content.
pub const WORST: u8 = 1;
/// The best.
pub const BEST: u8 = 5;
/// Up to this one a leader hears of it.
pub const LOW: u8 = 2;

/// What may stand beside the digit.
const BESIDE: [&str; 31] = [
    "rating",
    "rate",
    "rated",
    "my",
    "is",
    "score",
    "points",
    "point",
    "stars",
    "star",
    "of",
    "out",
    "from",
    "us",
    "you",
    "grade",
    "bewertung",
    "note",
    "punkte",
    "punkt",
    "sterne",
    "sternen",
    "von",
    "étoiles",
    "sur",
    "puntos",
    "estrellas",
    "de",
    "calificación",
    "अंक",
    "रेटिंग",
];

/// A rating, and what else was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating<'a> {
    /// 1 to 5.
    pub score: u8,
    /// The words below it; may be empty.
    pub words: &'a str,
}

impl Rating<'_> {
    /// What it says about the solution: a good digit is a yes and a poor one settles nothing, unless the words below it
    /// doubt that it is solved.
    pub fn consent(self) -> Consent {
        if has_doubt(self.words) {
            Consent::Other
        } else if self.score > LOW {
            Consent::Yes
        } else {
            Consent::Thanks
        }
    }
}

/// Reads an answer's own text; `None` where it rates nothing.
pub fn rating(own: &str) -> Option<Rating<'_>> {
    let own = own.trim();
    let (first, rest) = own.split_once('\n').unwrap_or((own, ""));
    score(first).map(|score| Rating {
        score,
        words: rest.trim(),
    })
}

/// The score that a line gives and that nothing else in it takes back.
fn score(line: &str) -> Option<u8> {
    let lower: String = line.to_lowercase().chars().map(western).collect();
    let is_part =
        |c: char| c.is_alphanumeric() || c == '\'' || ('\u{0900}'..='\u{097f}').contains(&c);
    let words: Vec<&str> = lower
        .split(|c| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let (numbers, others): (Vec<&str>, Vec<&str>) = words
        .into_iter()
        .partition(|word| word.contains(|c: char| c.is_numeric()));
    let digit = |word: &str| {
        word.parse::<u8>()
            .ok()
            .filter(|score| (WORST..=BEST).contains(score))
    };
    let score = match numbers.as_slice() {
        [only] => digit(only)?,
        // "4/5", "4 out of 5".
        [score, "5"] if is_of_five(&lower) => digit(score)?,
        _ => return None,
    };
    let others: Vec<&str> = others
        .into_iter()
        .filter(|word| !BESIDE.contains(word))
        .collect();
    let is_sign = lower.contains(['+', '-', '−', '%', '#', '?', ':', '.', ',']);
    let is_plain = others.is_empty() && !(is_sign && is_more_than_punctuation(&lower));
    let is_content = matches!(consent(&others.join(" ")), Consent::Yes | Consent::Thanks);
    (is_plain || (!others.is_empty() && is_content)).then_some(score)
}

/// A digit of Devanagari as the one that it is.
fn western(c: char) -> char {
    let value = u32::from(c).checked_sub(u32::from('०'));
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Whether the signs of a line could make another number of its digit: `3.5`, `-2`, `#4`, `2%`, a time of day.
fn is_more_than_punctuation(lower: &str) -> bool {
    let bytes: Vec<char> = lower.trim().chars().collect();
    bytes.iter().enumerate().any(|(at, c)| {
        let after = bytes.get(at + 1).is_some_and(|next| next.is_numeric());
        match c {
            '-' | '−' | '#' => after,
            '%' | '?' => true,
            '.' | ',' => after && at > 0,
            _ => false,
        }
    })
}

fn is_of_five(lower: &str) -> bool {
    let tight: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    ["/5", "of5", "von5", "sur5", "de5"]
        .iter()
        .any(|end| tight.contains(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_alone_or_among_words_of_rating_counts() {
        for (text, score) in [
            ("5", 5),
            (" 4 \n", 4),
            ("1.", 1),
            ("5!", 5),
            ("3/5", 3),
            ("4 out of 5", 4),
            ("Rating: 2", 2),
            ("My rating is 5", 5),
            ("5 stars", 5),
            ("Yes, 5", 5),
            ("5 - great, thank you!", 5),
            ("Danke, 5", 5),
            ("4 von 5 Sternen", 4),
            ("5 sur 5, merci", 5),
            ("5 धन्यवाद", 5),
            ("४ अंक", 4),
        ] {
            assert_eq!(
                rating(text).map(|rating| rating.score),
                Some(score),
                "{text}"
            );
        }
    }

    #[test]
    fn what_stands_below_the_digit_is_said_with_it() {
        let told = rating("2\n\nIt took four days, and nobody called.").unwrap();
        assert_eq!(
            (told.score, told.words),
            (2, "It took four days, and nobody called.")
        );
        assert_eq!(rating("5").unwrap().words, "");
    }

    #[test]
    fn a_good_digit_says_yes_and_a_poor_one_nothing_unless_the_words_doubt() {
        for (text, means) in [
            ("5", Consent::Yes),
            ("3", Consent::Yes),
            (
                "5\nBob was quick and friendly, and he explained what had happened.",
                Consent::Yes,
            ),
            ("4\nBut the second printer still fails.", Consent::Other),
            ("2", Consent::Thanks),
            (
                "1\nIt took four days, and nobody called back.",
                Consent::Thanks,
            ),
            ("1\nIt does not work.", Consent::Other),
        ] {
            assert_eq!(rating(text).unwrap().consent(), means, "{text}");
        }
    }

    #[test]
    fn a_number_that_is_no_opinion_rates_nothing() {
        for text in [
            "",
            "6",
            "0",
            "10",
            "55",
            "3.5",
            "-2",
            "#4",
            "2%",
            "4?",
            "4 printers are dead now",
            "Room 5",
            "It still fails on floor 3",
            "5 minutes later it failed again",
            "3 4",
            "1) it fails 2) it is slow",
            "not 5",
            "I wait since 2 days",
            "It works.\n5",
            "5 but it broke again",
            "Version 2",
        ] {
            assert_eq!(rating(text), None, "{text}");
        }
    }
}
