//! What gets past the scan, and what does not.

use async_imap::imap_proto::Response;
use proptest::prelude::*;

use super::*;

const LITERAL_MAX: u64 = 1000;

/// Takes the octets whole, and then one by one: where a packet ends must make no difference.
fn scan(octets: &[u8]) -> Result<(), Excess> {
    let whole = Scan::new(LITERAL_MAX, u64::MAX).take(octets);
    let mut scan = Scan::new(LITERAL_MAX, u64::MAX);
    let single = octets.chunks(1).try_for_each(|octet| scan.take(octet));
    assert_eq!(whole, single);
    whole
}

#[test]
fn ordinary_answers_pass() {
    for answer in [
        "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Ready.\r\n",
        "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent (old)\"\r\n",
        "* LIST () \"/\" {4}\r\nSent\r\n",
        "* 12 FETCH (UID 44 RFC822.SIZE 1000 INTERNALDATE \"21-Nov-2026 10:00:00 +0000\")\r\n",
        "* 12 FETCH (FLAGS (\\Seen) UID 44 BODY[] {10}\r\n((((((((({)\r\nT4 OK Done\r\n",
        "* 12 FETCH (BODY[HEADER]<0> {4}\r\nA: b UID 44)\r\n",
        "* 12 fetch (body[] {0}\r\n)\r\n",
        "* 1 FETCH (UID 5 X-GM-LABELS (\"\\\\Inbox\" \"Old (mail)\") BODY[] {4}\r\n)))) UID 5)\r\n",
    ] {
        assert_eq!(scan(answer.as_bytes()), Ok(()), "{answer}");
    }
}

#[test]
fn a_literal_over_the_limit_ends_the_session_when_it_is_announced() {
    let too_large = |announced| {
        Err(Excess::Literal {
            announced,
            limit: LITERAL_MAX,
        })
    };
    assert_eq!(scan(b"* 1 FETCH (BODY[] {1000}\r\n"), Ok(()));
    assert_eq!(scan(b"* 1 FETCH (BODY[] {1001}\r\n"), too_large(1001));
    assert_eq!(
        scan(b"* 1 FETCH (BODY[] {500000000}\r\n"),
        too_large(500_000_000)
    );
    assert_eq!(
        scan(b"* 1 FETCH (BODY[] {99999999999999999999999}\r\n"),
        too_large(u64::MAX)
    );
}

#[test]
fn a_literal_stands_only_where_one_was_asked_for() {
    for answer in [
        "* OK [BADCHARSET ({500}\r\n",
        "* 1 FETCH (UID 1 INTERNALDATE {26}\r\n",
        "* 1 FETCH (RFC822.SIZE {5}\r\n",
        "T1 OK {5}\r\n",
        "+ {5}\r\n",
        // Two in one response.
        "* 1 FETCH (BODY[] {1}\r\na BODY[] {1}\r\n",
        // imap-proto passes over a value in brackets that it does not know, literals and all: what is said to be a
        // mail here would be read as a response.
        "* 1 FETCH (X (BODY[] {900}\r\n",
        "* 1 FETCH (Y \"a)\" X (BODY[] {900}\r\n",
        "* 1 FETCH (X a{900}\r\n",
    ] {
        assert_eq!(scan(answer.as_bytes()), Err(Excess::Misplaced), "{answer}");
    }
}

#[test]
fn parentheses_are_counted_wherever_they_stand() {
    let open = |count: usize| format!("* 1 FETCH {}", "(".repeat(count));
    assert_eq!(scan(open(16).as_bytes()), Ok(()));
    assert_eq!(scan(open(17).as_bytes()), Err(Excess::Nesting));
    // imap-proto may see the end of a quoted string elsewhere, so a quote hides nothing.
    let hidden = format!("* 1 FETCH (X a\"{} BODYSTRUCTURE (", "(".repeat(16));
    assert_eq!(scan(hidden.as_bytes()), Err(Excess::Nesting));
    // Each response has its own count, and the octets of a mail have none.
    let lines = "* 1 FETCH (FLAGS (\\Seen))\r\n".repeat(100);
    assert_eq!(scan(lines.as_bytes()), Ok(()));
    let mail = format!(
        "* 1 FETCH (BODY[] {{900}}\r\n{} UID 1)\r\n",
        "(".repeat(900)
    );
    assert_eq!(scan(mail.as_bytes()), Ok(()));
    let after = format!(
        "* 1 FETCH (BODY[] {{1}}\r\na BODYSTRUCTURE {}",
        "(".repeat(16)
    );
    assert_eq!(scan(after.as_bytes()), Err(Excess::Nesting));
}

#[test]
fn lines_have_an_end() {
    let line = format!("* OK {}\r\n", "x".repeat(LINE_OCTETS_MAX));
    assert_eq!(scan(line.as_bytes()), Err(Excess::Line(LINE_OCTETS_MAX)));
    let search = format!("* SEARCH{}\r\n", " 1234567".repeat(100_000));
    assert_eq!(scan(search.as_bytes()), Ok(()));
    let search = format!("* SEARCH{}\r\n", " 1234567".repeat(200_000));
    assert_eq!(
        scan(search.as_bytes()),
        Err(Excess::Line(SEARCH_OCTETS_MAX))
    );
}

#[test]
fn a_command_has_so_many_octets_in_answer_and_no_more() {
    let mut scan = Scan::new(LITERAL_MAX, 10);
    assert_eq!(scan.take(b"* OK a\r\n"), Ok(()));
    assert_eq!(scan.take(b"* OK a\r\n"), Err(Excess::Volume));
}

#[test]
fn what_passes_does_not_exhaust_the_parser() {
    // As deep as is let through, on a thread with the stack that tokio gives its own.
    let nested = format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(15));
    let strings = format!(
        "* 1 FETCH (BODYSTRUCTURE {}\"a\" \"b\"{})\r\n",
        "(".repeat(15),
        ")".repeat(15)
    );
    let extension = format!(
        "* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL {}1{}))\r\n",
        "(".repeat(14),
        ")".repeat(14)
    );
    for answer in [nested, strings, extension] {
        assert_eq!(scan(answer.as_bytes()), Ok(()));
        let parsing = std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || {
                let _ = Response::parse(answer.as_bytes());
            })
            .unwrap();
        parsing.join().unwrap();
    }
}

/// Pieces out of which a hostile server would build its lines.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "X ",
        "X (",
        "Y \"a)\" ",
        "UID 1 ",
        "(",
        ")",
        "\"",
        "a",
        " ",
        "\\",
        "\r\n",
        "{3}\r\n",
        "FLAGS (\\Seen) ",
    ])
}

proptest! {
    /// The hole would be this: the scan takes octets for a mail that the parser takes for a response. Then a deep
    /// BODYSTRUCTURE could hide in them.
    #[test]
    fn the_parser_takes_for_a_mail_whatever_the_scan_does(
        pieces in prop::collection::vec(piece(), 0..5)
    ) {
        let line = format!("* 1 FETCH ({}BODY[] {{900}}\r\n", pieces.concat());
        let mut scan = Scan::new(LITERAL_MAX, u64::MAX);
        if scan.take(line.as_bytes()).is_ok() && scan.literal_left == 900 {
            // In the place of the mail stands what would end the response, had the mail not begun.
            let hostile = format!("{line}{:900}", ") UID 5)\r\n");
            prop_assert!(Response::parse(hostile.as_bytes()).is_err(), "{hostile}");
        }
    }
}
