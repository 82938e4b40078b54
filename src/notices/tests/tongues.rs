//! What holds for the mails of every language.

use super::*;
use crate::notices::shipped::SHIPPED;

/// What every language has. A notice that is not here may be said in English for a while.
const WHOLE: [&str; 27] = [
    "acknowledgement",
    "acknowledgement-plain",
    "answer",
    "closed",
    "deescalated",
    "escalated",
    "estimate",
    "follow-up-opened",
    "holding",
    "information-asked",
    "information-needed",
    "information-reminder",
    "late",
    "merged",
    "on-hold",
    "original-solved",
    "participant-added",
    "priority-changed",
    "rated",
    "reopened",
    "requester-help",
    "resolved",
    "split-off",
    "standing",
    "status-update",
    "waiting",
    "workaround",
];

#[test]
fn every_shipped_file_is_in_the_table_and_belongs_to_a_notice() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates");
    let folders: BTreeSet<String> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, LANGUAGES.map(str::to_owned).into());
    for (language, files) in SHIPPED {
        let on_disk: BTreeSet<String> = std::fs::read_dir(root.join(language))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let listed = files.iter().map(|(name, _)| format!("{name}.txt"));
        assert_eq!(listed.collect::<BTreeSet<_>>(), on_disk, "{language}");
        for (name, _) in *files {
            let is_known = NOTICES.iter().any(|spec| spec.name == *name)
                || PARTS.iter().any(|part| part.0 == *name);
            assert!(is_known, "{language}/{name}");
        }
    }
}

#[test]
fn every_language_says_what_every_requester_is_told() {
    let spoken = shipped().spoken;
    for language in LANGUAGES {
        let has = |name| spoken.contains(&(language.to_owned(), name));
        let lacking: Vec<&str> = WHOLE.into_iter().filter(|name| !has(*name)).collect();
        assert!(lacking.is_empty(), "{language} lacks {lacking:?}");
        let requester = NOTICES
            .iter()
            .filter(|spec| spec.audience == Audience::Requester);
        let english: Vec<&str> = requester
            .map(|spec| spec.name)
            .filter(|name| !has(name))
            .collect();
        // Shown by `--nocapture`: what is still said in English.
        println!("{language}: {english:?}");
    }
}

#[test]
fn a_translation_says_our_words_in_its_language_and_stays_calm() {
    let ours = [
        "ticket.priority",
        "ticket.category",
        "ticket.status",
        "line",
        "command.says",
    ];
    for (language, files) in SHIPPED {
        for (name, text) in *files {
            for word in ours {
                let bare = format!("{{{{ {word} }}}}");
                assert!(
                    !text.contains(&bare),
                    "{language}/{name}: {bare} wants | word"
                );
            }
            let calm = text.replace("!=", "");
            assert!(!calm.contains('!'), "{language}/{name}");
        }
    }
}

#[test]
fn a_translation_uses_every_fact_that_the_english_mail_uses() {
    let facts = |text: &str| -> BTreeSet<String> {
        text.split("{{")
            .skip(1)
            .filter_map(|part| part.split_once("}}"))
            .map(|(inside, _)| inside.split('|').next().unwrap().trim().to_owned())
            .collect()
    };
    for (language, files) in SHIPPED {
        for (name, text) in *files {
            let english = NOTICES.iter().find(|spec| spec.name == *name);
            let english = english.map(|spec| spec.template);
            let part = PARTS.iter().find(|part| part.0 == *name).map(|part| part.1);
            let english = english.or(part).unwrap();
            assert_eq!(facts(text), facts(english), "{language}/{name}");
        }
    }
}

#[test]
fn a_mail_is_in_one_language_its_dates_hours_and_words_too() {
    let common = Common::samples("de").swap_remove(0);
    let mail = shipped()
        .render(&Acknowledgement::variants()[1], &common)
        .unwrap();
    for said in [
        "Guten Tag Ann Example,",
        "Bereich:",
        "Hardware",
        "hoch",
        "Montag, 2. März 2026, 11:15 Uhr (IST)",
        "Mo.–Fr. 10:00–17:40, Sa. 09:30–13:30",
    ] {
        assert!(mail.text.contains(said), "{said}: {}", mail.text);
    }
    assert_eq!(mail.language, "de");
    // This one is there in English only, and is English to its last word.
    let help = shipped().render(&Help::sample(), &common).unwrap();
    assert_eq!(help.language, "en");
}

#[test]
fn what_is_written_from_right_to_left_stays_in_its_place() {
    let mut common = Common::samples("en").swap_remove(0);
    common.reader.name = "דוד לוי".into();
    let ticket = common.ticket.as_mut().unwrap();
    ticket.subject = "الطابعة لا تعمل 2".into();
    let mail = shipped().render(&Closed::sample(), &common).unwrap();
    assert_eq!(mail.subject, "Re: الطابعة لا تعمل 2 [ACME-1000]");
    for said in [
        "Hello \u{2068}דוד לוי\u{2069},",
        "Request:  \u{2068}الطابعة لا تعمل 2\u{2069}",
    ] {
        assert!(mail.text.contains(said), "{said}: {}", mail.text);
    }
    let shown = "Hello <span dir=\"auto\">דוד לוי</span>,";
    assert!(mail.html.contains(shown), "{}", mail.html);
    let words = Acknowledgement {
        words: "الطابعة لا تعمل منذ الصباح.".into(),
        ..Acknowledgement::sample()
    };
    let mail = shipped().render(&words, &common).unwrap();
    assert!(
        mail.html.contains("<blockquote dir=\"auto\""),
        "{}",
        mail.html
    );
}

/// Writes all mails as pages for people to look at: `GALLERY=FOLDER cargo test --lib gallery`.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "not a setting: a person asks for files to look at"
)]
fn the_gallery_is_drawn_where_somebody_asks_for_it() {
    let Some(folder) = std::env::var_os("GALLERY").map(PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    for (language, spec, mails) in everything() {
        for (no, mail) in mails.iter().enumerate() {
            let name = format!("{language}-{}-{no}", spec.name);
            std::fs::write(folder.join(format!("{name}.html")), &mail.html).unwrap();
            std::fs::write(folder.join(format!("{name}.txt")), &mail.text).unwrap();
        }
    }
}
