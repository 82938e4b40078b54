//! Every mail as people see it, and the tables that must be whole.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use super::*;

mod hostile;
mod overrides;

fn shipped() -> Templates {
    static SHIPPED: LazyLock<Templates> =
        LazyLock::new(|| Templates::shipped().unwrap_or_else(|error| panic!("{error}")));
    SHIPPED.clone()
}

/// Renders every variant of a notice: with all facts, with as few as there can be, and without a ticket.
fn gallery(spec: &Spec) -> Vec<Rendered> {
    let templates = shipped();
    let mut situations = Common::samples();
    if !spec.needs_ticket {
        situations.push(Common {
            ticket: None,
            ..situations[0].clone()
        });
    }
    let mut gallery = Vec::new();
    for common in situations {
        for drawn in (spec.variants)() {
            let (subject, page) = templates
                .speak("en", spec, drawn.facts, &common, drawn.may_echo)
                .unwrap();
            gallery.push(Rendered {
                subject,
                text: text::text(&page),
                html: html::html(&page, "en"),
            });
        }
    }
    gallery
}

#[test]
fn every_mail_reads_as_it_should() {
    for spec in NOTICES {
        let mails: Vec<String> = gallery(spec)
            .iter()
            .map(|mail| format!("Subject: {}\n\n{}", mail.subject, mail.text))
            .collect();
        insta::assert_snapshot!(spec.name, mails.join("\n════════\n"));
    }
}

#[test]
fn a_mail_as_html_reads_as_it_should() {
    let common = &Common::samples()[0];
    let mail = shipped()
        .render(&Acknowledgement::sample(), common)
        .unwrap();
    insta::assert_snapshot!("acknowledgement-html", mail.html);
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
    for spec in NOTICES {
        for mail in gallery(spec) {
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
    for spec in NOTICES {
        for mail in gallery(spec) {
            for line in mail.text.lines() {
                assert!(line.chars().count() <= 76, "{}: {line}", spec.name);
                assert!(!line.trim_start().starts_with('#'), "{}: {line}", spec.name);
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
    for spec in NOTICES {
        for (no, mail) in gallery(spec).iter().enumerate() {
            std::fs::write(folder.join(format!("{}-{no}.html", spec.name)), &mail.html).unwrap();
            std::fs::write(folder.join(format!("{}-{no}.txt", spec.name)), &mail.text).unwrap();
        }
    }
}
