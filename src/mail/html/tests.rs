//! HTML documents, and the text that people see in them.

use super::*;

#[track_caller]
fn check(document: &str, text: &str) {
    assert_eq!(text_of(document).0, text, "{document}");
}

#[test]
fn paragraphs_lists_and_entities_become_text() {
    check(
        "<p>Gr&uuml;&szlig;e<br>aus K&ouml;ln</p><ul><li>one<li>two</ul>",
        "Grüße\naus Köln\n* one\n* two",
    );
}

#[test]
fn a_layout_table_is_read_row_by_row() {
    check(
        "<table><tr><td>Name</td><td>Ann</td></tr><tr><td>Room</td><td>7</td></tr></table>",
        "Name Ann\nRoom 7",
    );
}

#[test]
fn what_a_reader_does_not_see_is_left_out() {
    check(
        "<style>p{}</style><script>evil()</script><p>seen</p><!-- not -->",
        "seen",
    );
    check(
        "<div style='DISPLAY : none !important'>#close<b>x</b></div><p>seen</p>",
        "seen",
    );
    check(
        "<p>seen<span style=\"font-size:0px\">#close</span></p>",
        "seen",
    );
    check("<p hidden>#close</p>seen", "seen");
}

#[test]
fn a_quote_carries_its_marks() {
    check(
        "<p>Yes.</p><blockquote><p>Is it on?</p></blockquote>",
        "Yes.\n\n> Is it on?",
    );
    check(
        "<p>Yes.</p><div id=divRplyFwdMsg>Von: Ann</div>",
        "Yes.\n\n\u{e000}\n\nVon: Ann",
    );
}

#[test]
fn a_link_shows_where_it_leads() {
    check(
        "<a href='https://x.example/a'>here</a>",
        "here <https://x.example/a>",
    );
    check(
        "<a href='mailto:a@x.example'>a@x.example</a>",
        "a@x.example",
    );
    check("<a href='javascript:x()'>here</a>", "here");
}

#[test]
fn a_long_line_is_not_wrapped() {
    let line = "word ".repeat(300);
    check(&format!("<p>{line}</p>"), line.trim());
}

#[test]
fn deep_nesting_ends_soon_and_keeps_the_text() {
    let document = format!("{}deep{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
    let (text, is_cut) = text_of(&document);
    assert_eq!(text, "deep");
    assert!(is_cut);
}

#[test]
fn a_bare_less_than_sign_is_text() {
    check("<p>1 < 2 and <3</p>", "1 < 2 and <3");
}

#[test]
fn the_senders_own_private_characters_do_not_stay() {
    check("<p>a\u{e000}b</p>", "ab");
}
