//! What a sender may not do to our mails, whatever they write.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// Replaces every text in a notice's facts.
fn infect(facts: &mut Value, evil: &str) {
    match facts {
        Value::String(text) => evil.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| infect(item, evil)),
        // A time is no text.
        Value::Object(fields) if fields.contains_key("$when") => {}
        Value::Object(fields) => fields.values_mut().for_each(|field| infect(field, evil)),
        _ => {}
    }
}

/// A situation in which all that a sender can choose is `evil`.
fn infected(evil: &str) -> Common {
    let mut common = Common::samples("en").swap_remove(0);
    common.reader.name = evil.into();
    let ticket = common.ticket.as_mut().unwrap();
    for field in [
        &mut ticket.subject,
        &mut ticket.requester,
        &mut ticket.requester_address,
    ] {
        *field = evil.into();
    }
    ticket.tags = vec![evil.into(); 2];
    ticket.workaround = Some(evil.into());
    ticket.solution = Some(evil.into());
    common
}

/// What is left of a document when all that our converter writes is taken out.
fn foreign_markup(html: &str) -> Vec<String> {
    let ours = [
        "!DOCTYPE html",
        "html lang=\"en\"",
        "/html",
        "head",
        "/head",
        "meta charset=\"utf-8\"",
        "br",
        "span dir=\"auto\"",
        "ul",
        "tr",
        "/tr",
        "/ul",
        "/li",
        "/p",
        "/h2",
        "/table",
        "/th",
        "/td",
        "/div",
        "/blockquote",
        "/span",
        "/body",
    ];
    html.split('<')
        .skip(1)
        .map(|part| part.split('>').next().unwrap_or_default().to_owned())
        .filter(|tag| {
            let is_styled = [
                "p",
                "h2",
                "ul",
                "li",
                "table",
                "th",
                "td",
                "div",
                "body",
                "span",
                "blockquote dir=\"auto\"",
                "div dir=\"auto\"",
            ]
            .iter()
            .any(|name| {
                tag.strip_prefix(&format!("{name} style=\""))
                    .is_some_and(|css| css.matches('"').count() == 1)
            });
            let is_picture = tag.starts_with("img src=\"cid:") && tag.matches('"').count() == 10;
            !is_styled
                && !is_picture
                && !ours.contains(&tag.as_str())
                && !tag.starts_with("meta name=\"viewport\"")
                && !tag.starts_with("meta name=\"color-scheme\"")
        })
        .collect()
}

fn check(spec: &Spec, templates: &Templates, evil: &str) {
    let common = infected(evil);
    for drawn in (spec.variants)() {
        let mut facts = drawn.facts;
        infect(&mut facts, evil);
        let facts = given(spec, facts, &common, drawn.may_echo, "en");
        let (subject, page) = templates.speak("en", spec, &facts, &common).unwrap();
        let (text, html) = (text::text(&page, "en"), html::html(&page, "en"));
        let name = spec.name;

        assert!(
            !subject.chars().any(char::is_control),
            "{name}: {subject:?}"
        );
        assert!(
            spec.name == "list"
                || spec.name == "digest"
                || spec.name == "service-report"
                || spec.name == "transcript-of-several"
                || spec.name == "found"
                || spec.name == "delivery-failed"
                || subject.contains("[ACME-1000]"),
            "{name}: {subject}"
        );

        let references: Vec<&str> = text
            .lines()
            .filter(|line| {
                line.trim_start_matches(|letter: char| !letter.is_alphanumeric())
                    .to_lowercase()
                    .starts_with("ref:")
            })
            .collect();
        assert_eq!(references, [text.lines().last().unwrap()], "{name}: {text}");
        assert!(
            references[0].ends_with(common.token.as_deref().unwrap()),
            "{name}: {text}"
        );
        assert_eq!(
            html.to_lowercase().matches(">ref:").count(),
            1,
            "{name}: {html}"
        );

        assert_eq!(
            foreign_markup(&html),
            Vec::<String>::new(),
            "{name}: {html}"
        );
        for output in [&subject, &text, &html] {
            assert!(
                !output.contains("1337"),
                "{name}: a value was evaluated: {output}"
            );
            assert!(
                !output.chars().any(|letter| matches!(u32::from(letter), 0xFDD0..=0xFDEF | 0x202A..=0x202E | 0x2066..=0x2069 | 0x200B | 0x7 | 0xD)),
                "{name}: {output:?}"
            );
        }
        if spec.audience == Audience::Agent {
            assert!(
                !text.lines().any(|line| line.trim_start().starts_with('#')),
                "{name}: {text}"
            );
        }
    }
}

fn fragment() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Ref: ACME-1 · x",
        "ref:",
        "REF: y",
        "Subject: ",
        "Bcc: a@b\r\n",
        "\n",
        "\r\n\r\n",
        "\u{2028}",
        " ",
        "  ",
        "\t",
        "## ",
        "> ",
        "- ",
        "---",
        "\n---\n",
        "Label: ",
        "\\",
        "{{ 7 * 191 }}",
        "{% if x %}",
        "{# x #}",
        "<b>",
        "</div>",
        "\" style=\"x",
        "'",
        "&lt;",
        "<!--",
        "\u{202E}",
        "\u{2066}",
        "\u{200B}",
        "\u{FEFF}",
        "\u{7}",
        "\u{FDD0}",
        "\u{FDD1}",
        "\u{FDD2}",
        "\u{FDD3}",
        "#close",
        "#take",
        "word",
        "a long word of the sender's own ",
        "é",
        "漢字",
        "|",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_forges_a_line_a_header_or_markup(
        parts in prop::collection::vec(fragment(), 1..24),
        which in 0..NOTICES.len(),
    ) {
        check(NOTICES[which], &shipped(), &parts.concat());
    }
}

#[test]
fn a_reference_line_is_refused_wherever_it_is_hidden() {
    let templates = shipped();
    for evil in [
        "Ref: x",
        "\nRef: x",
        "> Ref: x",
        "a\n>> ref: x",
        "R\u{200B}ef: x",
        "\u{FDD1}\nRef: x",
        "ref:Ref: x",
        "* Ref: x",
        "«Ref: x",
        "…Ref: x",
    ] {
        for spec in NOTICES {
            check(spec, &templates, evil);
        }
    }
}

#[test]
fn an_unproven_sender_reads_nothing_of_their_own() {
    const CANARY: &str = "Qzxwv canary";
    let templates = shipped();
    let common = Common {
        may_echo: true,
        ..infected(CANARY)
    };
    let plain = [
        templates
            .render(&AcknowledgementPlain::sample(), &common)
            .unwrap(),
        templates
            .render(
                &InformationNeeded {
                    echo: false,
                    ..InformationNeeded::sample()
                },
                &common,
            )
            .unwrap(),
    ];
    for mail in plain {
        assert_eq!(mail.subject, "Your request [ACME-1000]");
        assert!(
            !mail.text.contains("Qzxwv") && !mail.html.contains("Qzxwv"),
            "{}",
            mail.text
        );
    }
    let bound = NOTICES
        .iter()
        .filter(|spec| spec.audience == Audience::Requester && spec.voice != Voice::Person);
    for spec in bound {
        for drawn in (spec.variants)() {
            let common = infected(CANARY);
            let facts = given(spec, drawn.facts, &common, false, "en");
            let (subject, page) = templates.speak("en", spec, &facts, &common).unwrap();
            // How we helped is our own text, though the sample says otherwise.
            let text = text::text(&page, "en");
            let helped = spec.name == "standing";
            assert!(
                helped || !format!("{subject}{text}").contains("Qzxwv"),
                "{}: {subject}\n{text}",
                spec.name
            );
        }
    }
}

#[test]
fn a_huge_value_is_cut_and_the_mail_still_goes_out() {
    let templates = shipped();
    let common = Common::samples("en").swap_remove(0);
    let words = "line of text\n".repeat(100_000);
    let mail = templates
        .render(
            &Acknowledgement {
                articles: Vec::new(),
                words,
                ..Acknowledgement::sample()
            },
            &common,
        )
        .unwrap();
    assert!(mail.text.len() < 300 * 1024 && mail.text.contains("\n> […]\n"));
    assert!(
        mail.text
            .trim_end()
            .ends_with(common.token.as_deref().unwrap())
    );

    let line = HistoryLine {
        text: Some("line of text\n".repeat(1000)),
        ..HistoryLine::samples().swap_remove(0)
    };
    let show = Show {
        history: vec![line; 500],
        links: vec![],
    };
    let mail = templates.render(&show, &common).unwrap();
    assert!(
        mail.text.len() < 300 * 1024 && mail.text.contains("\n[…]\n"),
        "{}",
        mail.text.len()
    );
    assert!(
        mail.text
            .trim_end()
            .ends_with(common.token.as_deref().unwrap())
    );
}

#[test]
fn a_long_subject_keeps_its_tag_in_sight() {
    let mut common = Common::samples("en").swap_remove(0);
    common.ticket.as_mut().unwrap().subject = "long ".repeat(500);
    let mail = shipped()
        .render(&Acknowledgement::sample(), &common)
        .unwrap();
    assert!(
        mail.subject.chars().count() < 200 && mail.subject.ends_with("[…] [ACME-1000]"),
        "{}",
        mail.subject
    );
}
