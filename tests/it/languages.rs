//! In which language a requester is written to, and that what a mail asks them to write is understood.

use ticketd::domain::{Language, Status};
use ticketd::engine::Policy;
use ticketd::notices::{LANGUAGES, Templates};

use crate::cast::{self, ANN, BOB};
use crate::world::{World, Written, days};

/// A desk that speaks the first of these languages and offers the others.
fn speaking(languages: &[&str]) -> Policy {
    let languages: Vec<Language> = languages.iter().map(|tag| tag.parse().unwrap()).collect();
    Policy {
        templates: Templates::build(&[], &languages).unwrap(),
        languages,
        ..cast::policy()
    }
}

/// One conversation in each language: what is reported, how the acknowledgement greets, the word that the solution asks
/// for, and words that take the request up again.
struct Talk {
    language: &'static str,
    report: &'static str,
    greeting: &'static str,
    yes: &'static str,
    thanks: &'static str,
    contradiction: &'static str,
}

const TALKS: [Talk; 2] = [
    Talk {
        language: "en",
        report: "Since this morning the printer on floor 2 only blinks red.",
        greeting: "Hello Ann",
        yes: "\"yes\"",
        thanks: "Yes, it works again, thank you",
        contradiction: "No, it still blinks red.",
    },
    Talk {
        language: "de",
        report: "Seit heute Morgen blinkt der Drucker im zweiten Stock nur noch rot.",
        greeting: "Guten Tag Ann",
        yes: "„Ja“",
        thanks: "Ja, funktioniert wieder, vielen Dank",
        contradiction: "Nein, er blinkt leider immer noch rot.",
    },
];

#[test]
fn who_writes_in_a_language_is_answered_in_it_to_the_end() {
    assert_eq!(TALKS.map(|talk| talk.language), LANGUAGES);
    for talk in TALKS {
        let Talk { language, .. } = talk;
        let mut world = World::with(speaking(&LANGUAGES));
        world.mail(ANN, "Printer", talk.report);
        let told = world.notice_to(ANN, "acknowledgement");
        assert!(told.says(talk.greeting), "{language}: {}", told.text());
        let header = format!("Content-Language: {language}");
        assert!(told.whole().contains(&header), "{language}");
        let opened = world.notice_to(BOB, "ticket-opened");
        assert!(opened.says("The ticket"), "agents read the desk's language");

        world.reply(BOB, &opened, "#take\n#resolve The fuser was replaced.");
        let asked = world.notice_to(ANN, "resolved");
        assert!(asked.says(talk.yes), "{language}: {}", asked.text());
        let word = talk
            .yes
            .trim_matches(|c: char| !c.is_alphabetic() && !is_sign(c));
        world.reply(ANN, &asked, word);
        assert_eq!(
            world.ticket(1000).status,
            Status::Closed,
            "{language}: {word}"
        );
        let closed = world.notice_to(ANN, "closed");
        assert!(closed.says(talk.greeting), "{language}: {}", closed.text());
    }
}

/// Vowel signs of Devanagari belong to the word.
fn is_sign(c: char) -> bool {
    ('\u{900}'..='\u{97F}').contains(&c)
}

#[test]
fn thanks_close_and_a_contradiction_reopens_in_every_language() {
    for talk in TALKS {
        for (answer, status) in [
            (talk.thanks, Status::Closed),
            (talk.contradiction, Status::Open),
        ] {
            let mut world = World::with(speaking(&LANGUAGES));
            world.mail(ANN, "Printer", talk.report);
            let opened = world.notice_to(BOB, "ticket-opened");
            world.reply(BOB, &opened, "#resolve The fuser was replaced.");
            let asked = world.notice_to(ANN, "resolved");
            world.reply(ANN, &asked, answer);
            assert_eq!(world.ticket(1000).status, status, "{answer}");
        }
    }
}

#[test]
fn a_ticket_keeps_its_language_whatever_is_written_on_it_later() {
    let mut world = World::with(speaking(&["en", "de"]));
    world.mail(ANN, "Drucker", TALKS[1].report);
    let told = world.notice_to(ANN, "acknowledgement");
    world.reply(
        ANN,
        &told,
        "Sorry, one more thing: the scanner has the same trouble since today.",
    );
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "#eta 3h");
    let estimate = world.notice_to(ANN, "estimate");
    assert!(estimate.says("Guten Tag Ann"), "{}", estimate.text());
    assert!(estimate.says("Uhr (UTC)"), "{}", estimate.text());
    // What comes of time alone is no exception.
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    world.all_mails();
    world.wait(days(7));
    let closed = world.notice_to(ANN, "closed");
    assert!(closed.says("keinen Widerspruch"), "{}", closed.text());
}

#[test]
fn a_desk_offers_its_own_language_and_those_it_lists_and_no_other() {
    let report = TALKS[1].report;
    for (languages, greeting) in [
        (&["en"][..], "Hello Ann"),
        (&["de"][..], "Guten Tag Ann"),
        (&["en", "de-AT"][..], "Guten Tag Ann"),
    ] {
        let mut world = World::with(speaking(languages));
        world.mail(ANN, "Drucker", report);
        let told = world.notice_to(ANN, "acknowledgement");
        assert!(told.says(greeting), "{languages:?}: {}", told.text());
    }
}

#[test]
fn a_few_words_that_tell_nothing_go_by_the_header_or_the_desk() {
    for (field, greeting) in [
        ("Content-Language: de-DE", "Guten Tag Ann"),
        ("Accept-Language: de-DE, en-US", "Guten Tag Ann"),
        ("Accept-Language: pl, de", "Hello Ann"),
        ("X-Nothing: de", "Hello Ann"),
    ] {
        let mut world = World::with(speaking(&["en", "de"]));
        world.take(&Written::new(ANN, "VPN", "VPN 2. OG").header(field));
        let told = world.notice_to(ANN, "acknowledgement");
        assert!(told.says(greeting), "{field}: {}", told.text());
    }
}

#[test]
fn a_language_that_is_offered_no_more_gives_way_to_the_desks_own() {
    let mut policy = speaking(&["en", "de"]);
    let mut world = World::with(policy.clone());
    world.mail(ANN, "Drucker", TALKS[1].report);
    let ticket = world.ticket(1000);
    assert_eq!(policy.language_for(Some(&ticket)).tag(), "de");
    policy.languages.truncate(1);
    assert_eq!(policy.language_for(Some(&ticket)).tag(), "en");
}
