//! What an answer chooses: one digit of those that were offered (S2.11).
//!
//! Narrow on purpose, as `super::rating`: whoever writes more than a choice is read by a person.

/// What may stand beside the digit.
const BESIDE: [&str; 34] = [
    "option",
    "choice",
    "number",
    "no",
    "nr",
    "variant",
    "please",
    "i",
    "choose",
    "take",
    "we",
    "would",
    "like",
    "thanks",
    "thank",
    "you",
    "wahl",
    "variante",
    "nummer",
    "bitte",
    "danke",
    "ich",
    "nehme",
    "choix",
    "numéro",
    "merci",
    "opción",
    "número",
    "por",
    "favor",
    "gracias",
    "विकल्प",
    "कृपया",
    "धन्यवाद",
];

/// The option that an answer's own text chooses among the first `count`; its first line has to say nothing else.
pub fn choice(own: &str, count: usize) -> Option<usize> {
    let first = own.trim().lines().next()?.to_lowercase();
    // A number that is no choice: a time, an amount, a question.
    if first.contains(['?', '%', '/', '-', '+', '€', '$']) {
        return None;
    }
    let is_part = |c: char| c.is_alphanumeric() || ('\u{0900}'..='\u{097f}').contains(&c);
    let words: Vec<&str> = first
        .split(|c| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let (numbers, others): (Vec<&str>, Vec<&str>) = words
        .into_iter()
        .partition(|word| word.contains(|c: char| c.is_numeric()));
    let [number] = numbers.as_slice() else {
        return None;
    };
    let is_plain = others.iter().all(|word| BESIDE.contains(word));
    let number: usize = number.parse().ok()?;
    (is_plain && (1..=count).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::choice;

    #[test]
    fn one_digit_chooses_and_a_sentence_does_not() {
        for (text, is) in [
            ("2", Some(2)),
            ("2.", Some(2)),
            ("Option 1, please.\n\nAnn", Some(1)),
            ("#3", Some(3)),
            ("Wir nehmen 2", None),
            ("Ich nehme 2, danke", Some(2)),
            ("opción 1 por favor", Some(1)),
            ("विकल्प 2", Some(2)),
            ("4", None),
            ("0", None),
            ("1 or 2?", None),
            ("1 2", None),
            ("not 2", None),
            ("2 printers are broken", None),
            ("1-2", None),
            ("What does 2 cost?", None),
            ("", None),
            ("yes", None),
            ("2nd", None),
        ] {
            assert_eq!(choice(text, 3), is, "{text}");
        }
    }
}
