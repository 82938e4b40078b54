//! What an answer to "is it solved?" says: yes, thanks, or something else.
//!
//! Deliberately narrow. Closing on a yes that was none loses a problem; reopening on a yes that was not understood
//! costs an agent one look. So only short answers count, and one word of doubt makes an answer no consent.

/// Longest answer that is taken for a yes or a thank-you, in words.
const WORDS_MAX: usize = 12;

const YES: [&str; 30] = [
    "yes",
    "yep",
    "yeah",
    "ok",
    "okay",
    "confirmed",
    "confirm",
    "solved",
    "resolved",
    "fixed",
    "works",
    "working",
    "done",
    "closed",
    "perfect",
    "great",
    "ja",
    "passt",
    "geht",
    "funktioniert",
    "erledigt",
    "gelöst",
    "oui",
    "résolu",
    "fonctionne",
    "sí",
    "si",
    "solucionado",
    "funciona",
    "हाँ",
];
const THANKS: [&str; 14] = [
    "thanks",
    "thank",
    "thx",
    "cheers",
    "danke",
    "dankeschön",
    "merci",
    "gracias",
    "grazie",
    "obrigado",
    "tack",
    "bedankt",
    "धन्यवाद",
    "dhanyavaad",
];
/// What runs when it is well, beside the words of [`YES`]: before a word of [`AGAIN`] these make it a good one.
const RUNS: [&str; 13] = [
    "back",
    "fine",
    "good",
    "normal",
    "online",
    "opens",
    "prints",
    "reachable",
    "runs",
    "running",
    "starts",
    "up",
    "well",
];
/// "It works again" and "thanks again" are as good as it gets; "it is gone again" is the opposite.
const AGAIN: [&str; 3] = ["again", "wieder", "encore"];
const DOUBT: [&str; 31] = [
    "not",
    "no",
    "but",
    "still",
    "however",
    "except",
    "although",
    "unfortunately",
    "doesn't",
    "doesnt",
    "don't",
    "dont",
    "isn't",
    "isnt",
    "won't",
    "can't",
    "cannot",
    "didn't",
    "until",
    "another",
    "also",
    "new",
    "nicht",
    "aber",
    "noch",
    "kein",
    "leider",
    "pas",
    "mais",
    "pero",
    "todavía",
];

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
    let lower = own.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || is_mark(c)))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return Consent::Silence;
    }
    if words.len() > WORDS_MAX
        || lower.contains('?')
        || words.iter().any(|word| DOUBT.contains(word))
        || is_bad_again(&words)
    {
        return Consent::Other;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    match (has(&YES), has(&THANKS)) {
        (true, _) => Consent::Yes,
        (false, true) => Consent::Thanks,
        (false, false) => Consent::Other,
    }
}

/// Whether something that was bad came back: "again" after anything but a word of thanks or of working.
fn is_bad_again(words: &[&str]) -> bool {
    let mut before = "";
    words.iter().any(|word| {
        let is_good = before == "you"
            || [&YES[..], &THANKS[..], &RUNS[..]]
                .iter()
                .any(|list| list.contains(&before));
        before = word;
        AGAIN.contains(word) && !is_good
    })
}

/// Vowel signs of Devanagari are no letters to Unicode, but part of a word.
fn is_mark(c: char) -> bool {
    ('\u{0900}'..='\u{097f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_answers_that_say_yes() {
        for text in [
            "Yes",
            "yes, it works now. Thanks!",
            "Works.",
            "Ja, passt",
            "ok",
            "Oui merci",
            "हाँ",
        ] {
            assert_eq!(consent(text), Consent::Yes, "{text}");
        }
    }

    #[test]
    fn thanks_alone_is_thanks() {
        for text in [
            "Thanks!",
            "Thank you very much for the quick help",
            "Danke",
            "धन्यवाद",
        ] {
            assert_eq!(consent(text), Consent::Thanks, "{text}");
        }
    }

    #[test]
    fn yes_it_works_again_and_thanks_again_do_not_reopen_a_ticket() {
        for text in [
            "Yes, it prints again. Thank you!",
            "works again",
            "Ja, geht wieder, danke",
        ] {
            assert_eq!(consent(text), Consent::Yes, "{text}");
        }
        for text in ["Thanks again!", "Thank you again.", "Merci encore"] {
            assert_eq!(consent(text), Consent::Thanks, "{text}");
        }
        for text in [
            "Ok, it is gone again",
            "Yes, it happened again",
            "Again the same. Thanks",
            "Danke, schon wieder kaputt",
        ] {
            assert_eq!(consent(text), Consent::Other, "{text}");
        }
    }

    #[test]
    fn a_word_of_doubt_is_neither() {
        for text in [
            "Thanks, but it still fails",
            "yes but not on floor 3",
            "It does not work",
            "Works? I see no change",
            "ok, another question: when will the new one come",
            "Danke, geht aber nicht",
        ] {
            assert_eq!(consent(text), Consent::Other, "{text}");
        }
    }

    #[test]
    fn a_long_answer_is_for_a_person_to_read() {
        assert_eq!(
            consent(
                "Yes I think that it works now on my computer in the office upstairs since this morning"
            ),
            Consent::Other
        );
        assert_eq!(consent("  \n"), Consent::Silence);
    }
}
