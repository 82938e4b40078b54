//! In which language a requester is written to, and that what a mail asks them to write is understood.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use ticketd::commands::{COMMANDS, Who};
use ticketd::domain::{Status, Tongue};
use ticketd::engine::Policy;
use ticketd::mail::language::language;
use ticketd::mail::parse::parse;
use ticketd::notices::{LANGUAGES, Templates};

use crate::cast::{self, ANN, BOB};
use crate::world::{World, Written, days};

/// A desk that speaks the first of these languages and offers the others.
fn speaking(languages: &[&str]) -> Policy {
    // All of them, built once for all stories; which are spoken is for `languages` to say.
    static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
        let all = LANGUAGES.map(|tag| tag.parse().unwrap());
        Templates::build(&[], &all).unwrap()
    });
    Policy {
        templates: TEMPLATES.clone(),
        languages: languages.iter().map(|tag| tag.parse().unwrap()).collect(),
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

const TALKS: [Talk; 5] = [
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
    Talk {
        language: "fr",
        report: "Depuis ce matin, l'imprimante du deuxième étage ne fait que clignoter en rouge.",
        greeting: "Bonjour Ann",
        yes: "«\u{a0}oui\u{a0}»",
        thanks: "Oui, ça marche, merci beaucoup",
        contradiction: "Non, elle clignote toujours en rouge.",
    },
    Talk {
        language: "es",
        report: "Desde esta mañana la impresora del segundo piso solo parpadea en rojo.",
        greeting: "Hola, Ann",
        yes: "«sí»",
        thanks: "Sí, ya funciona, muchas gracias",
        contradiction: "No, sigue parpadeando en rojo.",
    },
    Talk {
        language: "hi",
        report: "आज सुबह से दूसरी मंज़िल का प्रिंटर केवल लाल चमक रहा है।",
        greeting: "नमस्ते Ann",
        yes: "\"हाँ\"",
        thanks: "हाँ, अब ठीक है, धन्यवाद",
        contradiction: "नहीं, वह अब भी लाल ही चमक रहा है।",
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
fn the_digit_that_a_mail_asks_for_is_understood_in_every_language() {
    for (talk, digit) in TALKS.iter().zip(["5", "5", "5", "5", "५"]) {
        let mut world = World::with(speaking(&LANGUAGES));
        world.mail(ANN, "Printer", talk.report);
        let opened = world.notice_to(BOB, "ticket-opened");
        world.reply(BOB, &opened, "#resolve The fuser was replaced.");
        let asked = world.notice_to(ANN, "resolved");
        world.reply(ANN, &asked, digit);
        let ticket = world.ticket(1000);
        let told = (ticket.status, ticket.rating);
        assert_eq!(told, (Status::Closed, Some(5)), "{}", talk.language);
    }
}

#[test]
fn the_lines_that_a_mail_asks_to_fill_in_are_understood_in_every_language() {
    for talk in TALKS {
        let policy = Policy {
            asking: ticketd::fields::asking(),
            ..speaking(&LANGUAGES)
        };
        let mut world = World::with(policy);
        let silent = Written::new(ANN, "Printer", "")
            .header(&format!("Content-Language: {}", talk.language));
        world.take(&silent);
        let asked = world.notice_to(ANN, "information-needed");
        assert!(asked.says(talk.greeting), "{}", asked.text());
        let tongue = Tongue::of(talk.language);
        let place = tongue.word("Where you are (building, floor, room):");
        let error = tongue.word("The error message, word for word:");
        for line in [place, error] {
            assert!(asked.says(line), "{line}: {}", asked.text());
        }
        let filled = format!("- {error} E42\n- {place} room 214");
        world.reply(ANN, &asked, &filled);
        let ticket = world.ticket(1000);
        let known: Vec<&str> = ticket.fields.values().map(|value| value.as_str()).collect();
        assert_eq!(known, ["E42", "room 214"], "{}", talk.language);
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

#[test]
fn what_a_requester_may_order_is_explained_in_every_language() {
    for command in COMMANDS
        .iter()
        .filter(|command| command.who == Who::Everyone)
    {
        let (_, says) = command.theirs.unwrap_or((command.usage, command.says));
        for language in &LANGUAGES[1..] {
            let told = Tongue::of(language).word(says);
            assert_ne!(told, says, "{language}: {}", command.word);
        }
    }
}

/// Every tenth of five thousand short English questions: none may be taken for another language that is offered.
#[test]
fn short_english_mails_are_not_taken_for_another_language() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/banking77/manifest.jsonl");
    let Ok(rows) = std::fs::read_to_string(path) else {
        println!("skipped: the corpus is not here");
        return;
    };
    let mut told = BTreeMap::new();
    for row in rows.lines().step_by(10) {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let mail = parse(row["inline"].as_str().unwrap().as_bytes());
        let language = language(&mail).map_or_else(|| "none".to_owned(), |told| told.primary());
        *told.entry(language).or_insert(0) += 1;
    }
    let all: i32 = told.values().sum();
    println!("told of {all}: {told:?}");
    for other in &LANGUAGES[1..] {
        assert!(!told.contains_key(*other), "{told:?}");
    }
    assert!(told["en"] * 10 > all * 7, "{told:?}");
}
