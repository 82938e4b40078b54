//! Answers in a few words, and what they say.

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

#[test]
fn every_beginning_of_a_failing_word_is_long_enough() {
    for stem in FAILING.iter() {
        // Shorter ones would be the beginnings of harmless words.
        assert!(stem.chars().count() >= 4, "{stem}");
        assert!(!is_known(stem), "{stem} cannot be both");
    }
}

#[test]
fn no_word_of_doubt_is_one_of_content() {
    for word in DOUBT.iter().chain(CONTRADICTION.iter()) {
        assert!(!is_known(word), "{word}");
    }
    for list in [&YES, &SOLVED, &THANKS, &RUNS, &PLAIN] {
        for word in list.iter() {
            let stem = FAILING.iter().find(|stem| word.starts_with(**stem));
            assert_eq!(stem, None, "{word}");
        }
    }
}

#[test]
fn a_greeting_and_a_name_say_nothing() {
    assert_eq!(
        consent("Hi Bob,\n\nthanks!\n\nBest regards\nAnn Example"),
        Consent::Thanks
    );
    assert_eq!(
        consent("Dear support team,\nyes.\nKind regards,\nAnn"),
        Consent::Yes
    );
    assert_eq!(
        consent("Best regards\nAnn"),
        Consent::Other,
        "nobody knows what that means"
    );
}
