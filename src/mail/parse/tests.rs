//! Odd and broken mails, and how much of each is read all the same.

use super::super::inbound::Origin;
use super::*;

/// Both line ends must give the same mail, but for its size and what is counted in bytes.
#[track_caller]
fn fixture(name: &str) -> Inbound {
    let path = format!("{}/tests/mail/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let raw = std::fs::read(&path).unwrap();
    let mail = parse(&raw);
    if !raw.contains(&b'\r') {
        let crlf = parse(
            &raw.iter()
                .flat_map(|byte| {
                    if *byte == b'\n' {
                        vec![b'\r', b'\n']
                    } else {
                        vec![*byte]
                    }
                })
                .collect::<Vec<u8>>(),
        );
        assert_eq!(
            (&crlf.text, &crlf.own, &crlf.headers),
            (&mail.text, &mail.own, &mail.headers)
        );
        assert_eq!(
            (crlf.content_key, &crlf.defects, &crlf.gate),
            (mail.content_key, &mail.defects, &mail.gate)
        );
        assert_eq!((&crlf.bounce, crlf.origin), (&mail.bounce, mail.origin));
    }
    mail
}

fn sender(mail: &Inbound) -> String {
    mail.from
        .address
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[test]
fn blank_lines_and_a_mark_before_the_header_cost_nothing_but_trust() {
    let mail = fixture("blank-lines-and-bom-before-header");
    assert_eq!(
        (mail.subject.as_str(), mail.text.as_str()),
        ("Printer", "The printer is dead.")
    );
    assert_eq!(mail.defects, [Defect::LeadingBlank]);
    assert_ne!(mail.gate, Gate::Passed);
}

#[test]
fn of_two_from_fields_the_first_counts_and_neither_is_trusted() {
    let mail = fixture("two-from-fields");
    assert_eq!(sender(&mail), "boss@acme.example");
    assert_eq!(mail.defects, [Defect::SeveralFrom]);
    assert!(matches!(mail.gate, Gate::Doubt(_)));
}

#[test]
fn a_from_without_an_address_keeps_its_name_and_gets_no_answer() {
    let mail = fixture("from-without-address");
    assert_eq!(
        (mail.from.name.as_str(), &mail.from.address),
        ("Front Desk", &None)
    );
    assert_eq!(mail.defects, [Defect::NoSenderAddress]);
    assert!(!mail.auto_respond);
    assert_eq!(mail.message_id, None);
}

#[test]
fn a_surname_before_a_comma_is_part_of_the_name() {
    let mail = fixture("surname-comma-unquoted");
    assert_eq!(
        (mail.from.name.as_str(), sender(&mail).as_str()),
        ("Example, Ann", "ann@client.example")
    );
    assert_eq!(mail.gate, Gate::Doubt("its From is not one plain mailbox"));
}

#[test]
fn a_name_or_subject_cannot_bring_a_header_field() {
    let mail = fixture("line-breaks-in-name-and-subject");
    assert_eq!(mail.from.name, "Ann Bcc: victim@other.example");
    assert_eq!(mail.subject, "Door X-Evil: yes");
    assert!(
        mail.headers
            .iter()
            .all(|(name, value)| !name.contains(['\r', '\n']) && !value.contains(['\r', '\n']))
    );
}

#[test]
fn raw_bytes_become_the_letters_that_were_meant() {
    let mail = fixture("latin1-header-and-body-undeclared");
    assert_eq!(mail.subject, "Störung im Büro");
    assert_eq!(mail.text, "Der Drucker gibt nur noch Töne von sich.");
    let mail = fixture("utf8-body-declared-as-latin1");
    assert_eq!(mail.text, "Grüße aus Köln");
    assert_eq!(mail.defects, [Defect::Charset]);
}

#[test]
fn a_multipart_that_is_cut_off_gives_what_is_there() {
    let mail = fixture("end-boundary-missing");
    assert_eq!(mail.text, "The text is here.");
    assert_eq!(
        mail.attachments
            .iter()
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>(),
        ["half.pdf"]
    );
    assert_eq!(mail.defects, [Defect::Multipart]);
    assert_eq!(
        fixture("boundary-not-as-declared").text,
        "The text is here."
    );
}

#[test]
fn a_mail_without_a_header_is_kept_whole_and_readable() {
    let mail = fixture("no-header");
    assert_eq!(mail.parse, ParseLevel::Raw);
    assert_eq!(mail.text, "Hello desk,\nmy screen is black.");
    assert_eq!(mail.attachments.len(), 1);
    assert_eq!(mail.attachments[0].name, "mail.eml");
}

#[test]
fn bare_carriage_returns_are_line_ends_that_prove_nothing() {
    let mail = fixture("bare-cr-line-ends");
    assert_eq!(
        (mail.subject.as_str(), mail.text.as_str()),
        ("Old machine", "first line\nsecond line")
    );
    assert_eq!(mail.defects, [Defect::BareCr]);
    assert!(matches!(mail.gate, Gate::Doubt(_)));
}

#[test]
fn a_footer_behind_base64_is_readable_and_not_the_authors() {
    let mail = fixture("base64-with-list-footer");
    assert_eq!(mail.own.text, "Grüße an alle");
    assert!(mail.own.signature.contains("users mailing list"));
}

#[test]
fn an_html_answer_is_read_as_a_person_sees_it() {
    let mail = fixture("html-only-outlook-reply");
    assert_eq!(mail.own.text, "Danke, er läuft wieder.");
    assert!(mail.own.is_sure);
    assert!(mail.own.quoted.contains("Ref: ACME-1000 · rabcdef"));
    assert!(!mail.text.contains("#close"));
}

#[test]
fn of_two_forms_of_a_text_one_is_read() {
    let mail = fixture("gmail-reply-with-alternative");
    assert_eq!(mail.own.text, "It works now, thank you.");
    assert!(mail.text.contains("Ref: ACME-1000 · rabcdef"));
    assert!(mail.attachments.is_empty());
    assert_eq!(mail.references.len(), 2);
    assert_eq!(mail.in_reply_to[0].as_str(), "t1000.abc@acme.example");
    assert_eq!(mail.gate, Gate::Passed);
    assert_eq!(
        (mail.origin, mail.auto_respond, mail.parse),
        (Origin::Person, true, ParseLevel::Full)
    );
}

#[test]
fn answers_between_quoted_lines_are_the_authors_own() {
    let mail = fixture("answers-between-quoted-lines");
    assert_eq!(mail.own.text, "Hello,\n\nYes, since this morning.\n\nNo.");
    assert!(mail.own.signature.contains("Room 7"));
}

#[test]
fn attachments_have_names_that_can_be_shown_and_written() {
    let mail = fixture("attachment-name-with-path");
    let names: Vec<&str> = mail
        .attachments
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["scan.pdf", "Größe.png", "The mail that came before.eml"]
    );
    assert_eq!(mail.attachments[0].bytes, b"%PDF-1.4\n");
    assert_eq!(mail.attachments[0].size, 9);
    assert_eq!(mail.text, "see scan");
}

#[test]
fn an_absence_notice_gets_no_answer() {
    let mail = fixture("out-of-office-exchange");
    assert_eq!((mail.origin, mail.auto_respond), (Origin::Vacation, false));
}

#[test]
fn of_a_mail_that_is_only_a_header_the_header_is_read() {
    let mail = parse(
        b"From: ann@client.example\nSubject: Photos\nContent-Type: multipart/mixed; boundary=b\n\n",
    );
    assert_eq!(
        (mail.parse, mail.subject.as_str()),
        (ParseLevel::HeadersOnly, "Photos")
    );
}

#[test]
fn parsing_ends_with_a_mail_whatever_the_bytes_are() {
    for raw in [
        &b""[..],
        b"\n",
        b"\0",
        b":",
        b"\r",
        b"\xff\xfe\xfd",
        b"From:",
        b"From ",
        b"a:b\n\n--",
        b"Content-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n",
    ] {
        let mail = parse(raw);
        assert_eq!(mail.size, raw.len());
    }
}

#[test]
fn a_cut_anywhere_in_a_mail_costs_no_panic() {
    for name in [
        "attachment-name-with-path",
        "postfix-bounce-rfc3464",
        "html-only-outlook-reply",
    ] {
        let raw = std::fs::read(format!(
            "{}/tests/mail/{name}.eml",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap();
        for end in (0..raw.len()).step_by(7) {
            parse(&raw[..end]);
        }
    }
}

#[test]
fn mails_nested_a_hundred_thousand_deep_do_not_overflow_the_stack() {
    let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
    assert_eq!(parse(nested.as_bytes()).attachments.len(), 1);
    let mut digests = String::new();
    for n in 0..20_000 {
        digests.push_str("Content-Type: multipart/digest; boundary=b");
        digests.push_str(&[&n.to_string(), "\n\n--b", &n.to_string(), "\n\n"].concat());
    }
    assert!(parse(digests.as_bytes()).attachments.len() <= 1);
}
