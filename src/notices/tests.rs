//! Every mail as people see it, and the tables that must be whole.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use super::*;

mod golden;
mod hostile;
mod overrides;
mod tongues;

/// All that is shipped, in every language.
fn shipped() -> Templates {
    static SHIPPED: LazyLock<Templates> = LazyLock::new(|| {
        let languages = LANGUAGES.map(|language| language.parse().unwrap());
        Templates::build(&[], &languages).unwrap_or_else(|error| panic!("{error}"))
    });
    SHIPPED.clone()
}

/// Every variant of a notice in English.
fn gallery(spec: &Spec) -> Vec<Rendered> {
    gallery_in("en", spec)
}

/// Renders every variant of a notice: with all facts, with as few as there can be, and without a ticket.
fn gallery_in(language: &str, spec: &Spec) -> Vec<Rendered> {
    let templates = shipped();
    let mut situations = Common::samples(language);
    if !spec.needs_ticket {
        situations.push(Common {
            ticket: None,
            ..situations[0].clone()
        });
    }
    let mut gallery = Vec::new();
    for common in situations {
        for drawn in (spec.variants)() {
            let facts = given(spec, drawn.facts, &common, drawn.may_echo, language);
            let (subject, page) = templates.speak(language, spec, &facts, &common).unwrap();
            gallery.push(Rendered {
                subject,
                text: text::text(&page, language),
                html: html::html(&page, language),
                language: language.into(),
            });
        }
    }
    gallery
}

/// Every notice in every language that it has.
fn everything() -> impl Iterator<Item = (&'static str, &'static Spec, Vec<Rendered>)> {
    let templates = shipped();
    LANGUAGES.into_iter().flat_map(move |language| {
        let spoken = templates.spoken.clone();
        let has = move |spec: &&&Spec| spoken.contains(&(language.to_owned(), spec.name));
        let specs = NOTICES.iter().filter(has);
        specs.map(move |spec| (language, *spec, gallery_in(language, spec)))
    })
}

#[test]
fn text_and_html_say_the_same_words() {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .map(|word| {
                word.trim_matches(|letter: char| !letter.is_alphanumeric())
                    .to_owned()
            })
            .collect()
    };
    for (_, spec, mails) in everything() {
        for mail in mails {
            let body = mail.html.split_once("<body").unwrap().1;
            let parts: Vec<&str> = body
                .split('<')
                .filter_map(|part| Some(part.split_once('>')?.1))
                .collect();
            let html = parts.join(" ");
            let html = html
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
            assert_eq!(words(&mail.text), words(&html), "{}", spec.name);
        }
    }
}

#[test]
fn a_line_of_ours_fits_the_width_and_never_begins_like_a_command() {
    for (language, spec, mails) in everything() {
        for mail in mails {
            for line in mail.text.lines() {
                let name = format!("{language}/{}", spec.name);
                assert!(line.chars().count() <= 76, "{name}: {line}");
                assert!(!line.trim_start().starts_with('#'), "{name}: {line}");
            }
        }
    }
}

#[test]
fn every_template_belongs_to_one_notice_and_every_notice_to_one_file() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let on_disk: BTreeSet<String> = std::fs::read_dir(root.join("templates/en"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let names: Vec<&str> = NOTICES
        .iter()
        .map(|spec| spec.name)
        .chain(PARTS.iter().map(|part| part.0))
        .collect();
    let claimed: BTreeSet<String> = names.iter().map(|name| format!("{name}.txt")).collect();
    assert_eq!(claimed.len(), names.len(), "two notices claim one template");
    assert_eq!(on_disk, claimed);
    for spec in NOTICES {
        let file = root.join(format!("src/notices/{}.rs", spec.name.replace('-', "_")));
        assert!(file.exists(), "{} has no file of its own", spec.name);
        assert!(
            spec.template
                == std::fs::read_to_string(root.join(format!("templates/en/{}.txt", spec.name)))
                    .unwrap()
        );
    }
    let all: String = NOTICES
        .iter()
        .map(|spec| spec.template)
        .chain(PARTS.iter().map(|part| part.1))
        .collect();
    for (name, _) in PARTS {
        assert!(
            all.contains(&format!("include \"{name}.txt\"")),
            "nothing includes {name}.txt"
        );
    }
}

#[test]
fn our_mails_are_calm() {
    for spec in NOTICES {
        for line in spec.template.lines() {
            assert!(
                !line.replace("!=", "").contains('!'),
                "{}: {line}",
                spec.name
            );
        }
        assert!(
            spec.says.ends_with('.'),
            "{}: what it says is a sentence",
            spec.name
        );
        assert!(
            !spec.is_answerable || spec.audience == Audience::Agent,
            "{}",
            spec.name
        );
    }
}

#[test]
fn an_agent_notice_says_what_a_reply_does() {
    for spec in NOTICES
        .iter()
        .filter(|spec| spec.audience == Audience::Agent)
    {
        let expected = if spec.is_answerable {
            "Your reply goes to the requester"
        } else {
            "Your reply stays an internal note"
        };
        assert!(gallery(spec)[0].text.contains(expected), "{}", spec.name);
    }
}
