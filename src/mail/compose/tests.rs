//! What goes in comes out: header values, texts and files, for odd input too.

use data_encoding::BASE64;
use proptest::prelude::*;

use super::*;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn id(text: &str) -> MessageId {
    MessageId::new(text).unwrap()
}

fn draft() -> Draft {
    Draft {
        from: ("Example Support".into(), address("support@desk.example")),
        to: vec![("Ann Chu".into(), address("ann@cust.example"))],
        cc: vec![],
        reply_to: None,
        subject: "Re: Printer [TAG-1000]".into(),
        message_id: id("1000.7@desk.example"),
        in_reply_to: None,
        references: vec![],
        date: "2026-03-04T14:00:00+01:00[Europe/Berlin]".parse().unwrap(),
        auto_submitted: None,
        extra: vec![],
        text: "Hello Ann,\n\nit prints again.\n".into(),
        html: None,
        pictures: Vec::new(),
        attachments: vec![],
    }
}

fn composed(draft: &Draft) -> String {
    String::from_utf8(compose(draft).unwrap()).unwrap()
}

#[test]
fn a_plain_mail_is_as_short_as_it_can_be() {
    assert_eq!(
        composed(&draft()),
        concat!(
            "From: \"Example Support\" <support@desk.example>\r\n",
            "To: \"Ann Chu\" <ann@cust.example>\r\n",
            "Subject: Re: Printer [TAG-1000]\r\n",
            "Date: Wed, 4 Mar 2026 14:00:00 +0100\r\n",
            "Message-ID: <1000.7@desk.example>\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Transfer-Encoding: 7bit\r\n",
            "\r\n",
            "Hello Ann,\r\n\r\nit prints again.\r\n"
        )
    );
}

#[test]
fn an_automatic_mail_says_so_twice_and_a_persons_answer_never() {
    let mut notice = draft();
    for (how, word) in [
        (AutoSubmitted::Replied, "auto-replied"),
        (AutoSubmitted::Generated, "auto-generated"),
    ] {
        notice.auto_submitted = Some(how);
        let mail = composed(&notice);
        assert!(
            mail.contains(&format!("\r\nAuto-Submitted: {word}\r\n")),
            "{mail}"
        );
        assert!(mail.contains("\r\nX-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\n"));
        assert!(!mail.contains("Precedence"), "{mail}");
    }
    let answer = composed(&draft());
    assert!(!answer.contains("Auto"), "{answer}");
}

#[test]
fn the_text_stands_before_the_html_and_both_before_the_files() {
    let mut full = draft();
    full.text = "Grüße".into();
    full.html = Some("<p>Gr&uuml;&szlig;e</p>".into());
    full.attachments = vec![FilePart {
        name: "Zähler.txt".into(),
        media_type: "text/plain".into(),
        bytes: b"bare\nline feeds\0".to_vec(),
    }];
    let mail = composed(&full);
    let at = |what: &str| {
        mail.find(what)
            .unwrap_or_else(|| panic!("{what} in {mail}"))
    };
    assert!(at("multipart/mixed") < at("multipart/alternative"));
    assert!(at("multipart/alternative") < at("text/plain; charset=utf-8"));
    assert!(at("Gr=C3=BC=C3=9Fe") < at("text/html; charset=utf-8"));
    assert!(at("<p>Gr&uuml;") < at("filename*0*=utf-8''Z%C3%A4hler.txt"));
    let file = BASE64.encode(b"bare\nline feeds\0");
    assert!(at("Content-Transfer-Encoding: base64") < at(&file));
    assert_eq!(
        mail,
        composed(&full.clone()),
        "the same draft, the same bytes"
    );
}

#[test]
fn a_line_break_in_a_name_or_subject_starts_no_field() {
    let mut evil = draft();
    evil.from.0 = "Desk\r\nBcc: all@cust.example".into();
    evil.to = vec![("Ann\n\nBody".into(), address("ann@cust.example"))];
    evil.subject = "Hi\r\nBcc: x@y.example\0 \u{85}\u{2028}there".into();
    evil.extra = vec![("X-Ticket".into(), "1\r\n\r\nbody".into())];
    evil.attachments = vec![FilePart {
        name: "a\r\nX: y\"\\.txt".into(),
        media_type: "text/plain\r\nX: y".into(),
        bytes: vec![],
    }];
    let mail = composed(&evil);
    assert!(mail.contains("From: \"Desk Bcc: all@cust.example\" <support@desk.example>\r\n"));
    assert!(
        mail.contains("Subject: Hi Bcc: x@y.example there\r\n"),
        "{mail}"
    );
    assert!(mail.contains("X-Ticket: 1 body\r\n"));
    assert!(
        mail.contains("filename=\"a X: y\\\"\\\\.txt\"\r\n"),
        "{mail}"
    );
    assert!(mail.contains("application/octet-stream"));
    assert!(!mail.contains("\r\nBcc") && !mail.contains("\r\nX: y"));
}

#[test]
fn what_only_looks_encoded_is_shown_as_it_was_written() {
    let mut odd = draft();
    odd.subject = "=?utf-8?q?Bank?= x".into();
    let mail = composed(&odd);
    assert!(!mail.contains("=?utf-8?q?"), "{mail}");
    assert!(mail.contains(&BASE64.encode(b"=?utf-8?q?Bank?=")), "{mail}");
}

#[test]
fn odd_addresses_of_real_people_can_be_written_to() {
    let mut odd = draft();
    odd.to = vec![
        (String::new(), address(".a..b.@carrier.example")),
        ("山田".into(), address("yamada@carrier.example")),
        ("Jörg".into(), address("jörg@bücher.example")),
        ("O'Hara, \"Bo\"".into(), address("bo+x@cust.example")),
    ];
    let mail = composed(&odd);
    assert!(mail.contains("To: \".a..b.\"@carrier.example, "), "{mail}");
    let (head, _) = mail.split_once("\r\nSubject").unwrap();
    assert!(head.contains("<yamada@carrier.example>,"));
    assert!(
        head.contains(" :;,"),
        "a local part that is not ASCII becomes a group: {head}"
    );
    assert!(!head.contains("xn--"), "{head}");
    assert!(
        head.ends_with("\"O'Hara, \\\"Bo\\\"\" <bo+x@cust.example>"),
        "{head}"
    );
}

#[test]
fn the_thread_keeps_its_first_id_and_the_newest() {
    let mut late = draft();
    late.references = (0..40).map(|n| id(&format!("{n}@cust.example"))).collect();
    late.references.insert(0, id("müll@cust.example"));
    late.in_reply_to = Some(id("39@cust.example"));
    let mail = composed(&late).replace("\r\n ", " ");
    let kept: Vec<String> = (31..40).map(|n| format!("<{n}@cust.example>")).collect();
    let line = format!("\r\nReferences: <0@cust.example> {}\r\n", kept.join(" "));
    assert!(mail.contains(&line), "{mail}");
    assert!(mail.contains("\r\nIn-Reply-To: <39@cust.example>\r\n"));
}

#[test]
fn a_field_of_ours_cannot_be_given_twice() {
    for name in [
        "Subject",
        "bcc",
        "Precedence",
        "content-type",
        "X Y",
        "X:Y",
        "",
        "Ü",
    ] {
        let mut more = draft();
        more.extra = vec![(name.into(), "x".into())];
        assert!(
            matches!(compose(&more), Err(ComposeError::Field(_))),
            "{name:?}"
        );
    }
    let mut twice = draft();
    twice.extra = vec![("X-A".into(), "1".into()), ("x-a".into(), "2".into())];
    assert_eq!(compose(&twice), Err(ComposeError::Field("x-a".into())));
}

#[test]
fn a_draft_that_no_mail_can_carry_is_an_error_and_not_a_panic() {
    let mut nobody = draft();
    nobody.to.clear();
    assert_eq!(compose(&nobody), Err(ComposeError::NoRecipient));
    let mut desk = draft();
    desk.from.1 = address("dösk@desk.example");
    assert_eq!(compose(&desk), Err(ComposeError::NotAscii("From")));
    let mut named = draft();
    named.message_id = id("ö@desk.example");
    assert_eq!(compose(&named), Err(ComposeError::NotAscii("Message-ID")));
    let mut old = draft();
    old.date = "1969-12-31T00:00:00+00:00[UTC]".parse().unwrap();
    assert!(
        matches!(compose(&old), Err(ComposeError::Mismatch(_))),
        "lettre cannot read such a date and puts its own in; the check sees it"
    );
}

#[test]
fn the_check_sees_what_a_broken_writer_would_have_done() {
    let meant = header(&draft()).unwrap();
    let good = composed(&draft());
    assert_eq!(check::as_meant(good.as_bytes(), &meant), Ok(()));
    for (from, to) in [
        ("Subject: Re:", "Subject: Fwd:"),
        ("To: ", "Bcc: x@y.example\r\nTo: "),
        ("\r\nMIME-Version", "\r\nBcc: x@y.example\r\nMIME-Version"),
        (
            "MIME-Version: 1.0\r\n",
            "MIME-Version: 1.0\r\nMIME-Version: 1.0\r\n",
        ),
        ("Date: ", "X-Date: "),
        ("prints", "prints\n"),
        ("prints", "prints\r"),
        ("prints", "pr\0nts"),
        ("prints", "prünts"),
        ("prints", &"p".repeat(1000)),
        ("\r\n\r\n", "\r\n"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        assert!(
            check::as_meant(bad.as_bytes(), &meant).is_err(),
            "{from:?} → {to:?}"
        );
    }
}

#[test]
fn lines_are_judged_to_the_octet() {
    for (bytes, fault) in [
        (b"a\r\n".repeat(3), None),
        (vec![], None),
        ([b"x".repeat(998), b"\r\n".to_vec()].concat(), None),
        (
            [b"x".repeat(999), b"\r\n".to_vec()].concat(),
            Some("a line is longer than 998 octets"),
        ),
        (b"x".repeat(999), Some("a line is longer than 998 octets")),
        (
            b"a\n.\r\n".to_vec(),
            Some("a line feed stands without a carriage return"),
        ),
        (
            b"a\r.\r\n".to_vec(),
            Some("a carriage return stands without a line feed"),
        ),
        (
            b"a\r".to_vec(),
            Some("a carriage return stands without a line feed"),
        ),
        (
            b"a\r\r\n".to_vec(),
            Some("a carriage return stands without a line feed"),
        ),
        (b"\0".to_vec(), Some("it contains a NUL")),
    ] {
        assert_eq!(
            line_fault(&bytes),
            fault,
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

/// Reads quoted-printable back (RFC 2045 §6.7).
fn from_quoted_printable(text: &str) -> String {
    let mut bytes = Vec::new();
    let joined = text.replace("=\r\n", "");
    let mut rest = joined.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first == b'=' {
            let hex = std::str::from_utf8(&behind[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Text with the characters that break things more often than chance would have it.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,90}",
        proptest::sample::select(vec![
            "\r\n",
            "\n",
            "\r",
            "\0",
            "=?utf-8?b?",
            "?=",
            "\"",
            "\\",
            ",",
            "<a@b>",
            " ",
            "\t",
            "\u{2028}",
            "é",
            "漢字",
            "😀",
            ":;",
            ".",
            "\r\n.\r\n",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// `compose` itself compares what is sent with what was meant: an `Ok` is the proof.
    #[test]
    fn any_name_subject_and_file_name_survive(
        name in nasty(), other in nasty(), subject in nasty(), extra in nasty(), file in nasty(),
    ) {
        let mut odd = draft();
        odd.from.0 = name.clone();
        odd.to = vec![(other, address("ann@cust.example")), (name, address("a..b@cust.example"))];
        odd.subject = subject;
        odd.extra = vec![("X-Odd".into(), extra)];
        odd.attachments = vec![FilePart { name: file, media_type: "image/png".into(), bytes: vec![0; 200] }];
        let bytes = compose(&odd);
        prop_assert!(bytes.is_ok(), "{:?}", bytes);
        let bytes = bytes.unwrap();
        let (head, _) = std::str::from_utf8(&bytes).unwrap().split_once("\r\n\r\n").unwrap();
        prop_assert!(head.split("\r\n").all(|line| line.len() <= 100), "{}", head);
    }

    #[test]
    fn any_text_reads_back_as_it_was(text in nasty()) {
        let mut odd = draft();
        odd.text = text.clone();
        let mail = composed(&odd);
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let body = body.strip_suffix("\r\n").unwrap();
        let read = if head.contains("quoted-printable") { from_quoted_printable(body) } else { body.to_owned() };
        prop_assert_eq!(read, body::text_lines(&text).join("\r\n"));
        prop_assert!(body.split("\r\n").all(|line| line.len() <= 78));
    }
}

#[test]
fn pictures_stand_with_the_page_and_files_behind_both() {
    let mut mail = draft();
    mail.html = Some("<p><img src=\"cid:days.7@desk.example\"></p>".into());
    let file = |name: &str, media_type: &str| FilePart {
        name: name.into(),
        media_type: media_type.into(),
        bytes: b"octets".to_vec(),
    };
    mail.pictures = vec![Picture {
        id: id("days.7@desk.example"),
        file: file("days.png", "image/png"),
    }];
    mail.attachments = vec![file("week.csv", "text/csv")];
    let text = composed(&mail);
    let order = [
        "multipart/mixed",
        "multipart/related;",
        "type=\"multipart/alternative\"",
        "multipart/alternative;",
        "text/plain",
        "text/html",
        "Content-ID: <days.7@desk.example>\r\n",
        "Content-Disposition: inline; filename=\"days.png\"\r\n",
        "Content-Disposition: attachment; filename=\"week.csv\"\r\n",
    ];
    let mut rest = text.as_str();
    for words in order {
        let (_, after) = rest
            .split_once(words)
            .unwrap_or_else(|| panic!("{words}: {text}"));
        rest = after;
    }
    let read = crate::mail::parse::parse(text.as_bytes());
    assert_eq!(read.defects, []);
    let names: Vec<&str> = read
        .attachments
        .iter()
        .map(|part| part.name.as_str())
        .collect();
    assert_eq!(names, ["days.png", "week.csv"]);
    mail.pictures.clear();
    assert!(!composed(&mail).contains("multipart/related"));
}
