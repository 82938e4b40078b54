//! An admin's own templates: what is taken, and what is said of a mistake.

use super::*;

fn build(files: &[(&str, &str)], language: &str) -> Result<Templates, String> {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| ((*name).into(), (*text).into()))
        .collect();
    Templates::build(&files, &[language.parse().unwrap()]).map_err(|error| error.to_string())
}

fn refusal(files: &[(&str, &str)]) -> String {
    build(files, "en").err().unwrap_or_default()
}

const NOTE: &str = "Subject: [{{ ticket.reference }}] {{ by }}\n\nNote: {{ text | quote }}\n";

#[test]
fn a_file_replaces_the_shipped_one() {
    let common = &Common::samples("en")[0];
    for name in ["note-added.txt", "en/note-added.txt"] {
        let mail = build(&[(name, NOTE)], "en")
            .unwrap()
            .render(&NoteAdded::sample(), common)
            .unwrap();
        assert_eq!(mail.subject, "[ACME-1000] Carol");
    }
    let footer = build(&[("footer.txt", "---\nCall 1234")], "en").unwrap();
    assert!(
        footer
            .render(&Answer::sample(), common)
            .unwrap()
            .text
            .contains("Call 1234\nRef: ")
    );
}

#[test]
fn an_unknown_file_name_gets_a_suggestion() {
    assert_eq!(
        refusal(&[("aknowledgement.txt", NOTE)]),
        "template aknowledgement.txt: no mail has this name; did you mean acknowledgement.txt?"
    );
    assert!(refusal(&[("../closed.txt", NOTE)]).contains("no language"));
    assert!(refusal(&[("closed.md", NOTE)]).contains("did you mean closed.txt?"));
}

#[test]
fn a_mistake_is_named_with_file_and_line() {
    let file = "template en/note-added.txt, line 4: ";
    let with = |last: &str| {
        refusal(&[(
            "note-added.txt",
            &format!(
                "Subject: x\n\n{{{{ by }}}} {{{{ text }}}} {{{{ ticket.reference }}}}\n{last}\n"
            ),
        )])
    };
    assert_eq!(with(""), "");
    assert_eq!(
        with("{{ tickets }}"),
        format!("{file}`tickets`: this mail knows no such value")
    );
    assert!(with("{% if %}").starts_with(file), "{}", with("{% if %}"));
    assert!(
        with("{{ text | upper_case }}").starts_with(file),
        "{}",
        with("{{ text | upper_case }}")
    );
    assert!(
        with("{{ warnings }}").contains("it is a list"),
        "{}",
        with("{{ warnings }}")
    );
    assert!(
        with("{{ text | safe }}").starts_with(file),
        "nothing but our filters makes a value safe"
    );
    assert_eq!(
        refusal(&[("note-added.txt", "Hello")]),
        "template en/note-added.txt, line 1: the first line must be the subject, \"Subject: …\""
    );
}

#[test]
fn a_value_that_may_be_absent_must_be_asked_for() {
    let text = "Subject: x {{ ticket.reference }}\n\nHello,\n\nSolved by {{ by }}, says {{ text }}, as far as we know.\n\nReply, and thank you.\n";
    let error = refusal(&[("estimate.txt", text)]);
    assert_eq!(
        error,
        "template en/estimate.txt, line 5: `text`: it can be absent; put it between {% if … %} and {% endif %}"
    );
}

#[test]
fn no_override_makes_the_plain_acknowledgement_echo() {
    let text = |value: &str| {
        format!(
            "Subject: x\n\nHello,\n\nAbout {{{{ {value} }}}} we will write.\n\nReply. Thank you.\n"
        )
    };
    for value in [
        "ticket.subject",
        "ticket.requester",
        "ticket.requester_address",
        "ticket.tags[0]",
    ] {
        let error = refusal(&[("acknowledgement-plain.txt", &text(value))]);
        assert!(
            error.contains("this mail knows no such value"),
            "{value}: {error}"
        );
    }
}

#[test]
fn an_override_that_echoes_to_everybody_is_refused_with_the_remedy() {
    let text = "Subject: [{{ ticket.reference }}]\n\nHello,\n\nWe go on working on {{ ticket.subject }}, once {{ old_reference }}.\n\n\
                Reply if you like. Thank you.\n";
    let error = refusal(&[("follow-up-opened.txt", text)]);
    assert!(
        error.starts_with("template en/follow-up-opened.txt, line 5: `ticket.subject`: "),
        "{error}"
    );
    assert!(
        error.ends_with("put it between {% if echo %} and {% endif %}"),
        "{error}"
    );
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let text = "Subject: x\n\n{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}y\n";
    assert!(
        refusal(&[("help.txt", text)]).contains("too many steps"),
        "{}",
        refusal(&[("help.txt", text)])
    );
}

#[test]
fn a_language_falls_back_to_its_shorter_form_and_to_english_without_mixing() {
    let dutch = "Subject: Re: {% if echo %}{{ ticket.subject }} {% endif %}[{{ ticket.reference }}]\n\n{% include \"greeting.txt\" %}\n\n\
                 Uw verzoek {{ ticket.reference }} gaat verder waar {{ old_reference }} ophield.\n\nMet vriendelijke groet\n";
    let files = [
        ("nl/follow-up-opened.txt", dutch),
        ("nl/greeting.txt", "Goedendag,"),
    ];
    for language in ["nl", "nl-BE"] {
        let common = &Common::samples(language)[0];
        let templates = build(&files, language).unwrap();
        let mail = templates.render(&FollowUpOpened::sample(), common).unwrap();
        assert!(
            mail.text.starts_with("Goedendag,") && mail.html.contains("lang=\"nl\""),
            "{}",
            mail.text
        );
        let other = templates.render(&Closed::sample(), common).unwrap();
        assert!(
            other.text.starts_with("Hello Ann Example,") && other.html.contains("lang=\"en\""),
            "{}",
            other.text
        );
        assert!(
            other.text.contains("Mon 2 Mar 2026, 14:02"),
            "{}",
            other.text
        );
    }
}

#[test]
fn a_language_that_is_offered_without_a_word_in_it_is_refused_with_the_remedy() {
    let languages = ["en", "nl"].map(|language| language.parse().unwrap());
    let error = Templates::build(&[], &languages).unwrap_err().to_string();
    assert!(error.contains("[desk] languages offers nl"), "{error}");
    assert!(error.contains("ticketd brings en, de"), "{error}");
}
