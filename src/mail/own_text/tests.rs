//! Replies as people and programs write them, and what of them is the author's own.

use super::*;

#[track_caller]
fn check(text: &str, own: &str) {
    assert_eq!(own_text(text).text, own, "{text}");
}

#[test]
fn a_new_mail_is_all_own_and_sure() {
    let own = own_text("Hello,\n\nthe printer is dead.\n\nAnn\n");
    assert_eq!(own.text, "Hello,\n\nthe printer is dead.\n\nAnn");
    assert!(own.is_sure);
    assert_eq!(own.quoted, "");
}

#[test]
fn the_quote_below_an_answer_is_cut_with_its_introduction() {
    let own = own_text(
        "It works.\n\nOn Mon, 5 Jan 2026 at 10:00, Desk <desk@x.example> wrote:\n> Does it work?\n> Ref: ACME-1000 · rabc\n",
    );
    assert_eq!(own.text, "It works.");
    assert!(own.quoted.contains("Ref: ACME-1000 · rabc"));
    assert!(own.is_sure);
}

#[test]
fn the_introduction_is_known_in_many_languages() {
    for line in [
        "Am 05.01.2026 um 10:00 schrieb Desk <desk@x.example>:",
        "Le lun. 5 janv. 2026 à 10:00, Desk <desk@x.example> a écrit :",
        "El lun, 5 ene 2026 a las 10:00, Desk (<desk@x.example>) escribió:",
        "Il giorno lun 5 gen 2026 alle ore 10:00 Desk <desk@x.example> ha scritto:",
        "Em seg., 5 de jan. de 2026 às 10:00, Desk <desk@x.example> escreveu:",
        "Op ma 5 jan 2026 om 10:00 schreef Desk <desk@x.example>:",
        "Den mån 5 jan. 2026 kl 10:00 skrev Desk <desk@x.example>:",
        "pon., 5 sty 2026 o 10:00 Desk <desk@x.example> napisał(a):",
        "W dniu 5.01.2026 o 10:00, Desk pisze:",
        "Desk <desk@x.example> kirjoitti 5.1.2026 kello 10.00:",
        "5 Oca 2026 Pzt 10:00 tarihinde Desk <desk@x.example> şunu yazdı:",
        "пн, 5 янв. 2026 г. в 10:00, Desk <desk@x.example>:",
        "2026年1月5日(月) 10:00 Desk <desk@x.example>:",
        "2026-01-05 10:00 GMT+01:00 Desk <desk@x.example>:",
        "Desk <desk@x.example> 于2026年1月5日周一 10:00写道：",
    ] {
        check(
            &format!("Ja.\n\n{line}\n\nold words without a mark\n"),
            "Ja.",
        );
    }
}

#[test]
fn an_introduction_may_be_wrapped() {
    check(
        "Yes\n\nOn Mon, Jan 5, 2026 at 10:00 AM, A Very Long Name Indeed\n<somebody@x.example>\nwrote:\n\n> Is it?\n",
        "Yes",
    );
}

#[test]
fn prose_that_begins_with_on_is_no_introduction() {
    let text = "On Monday I wrote to you about three things:\n- one\n- two\n- three";
    check(text, text);
    let text = "On your host, port 5 is closed.\nOn mine it is open.";
    check(text, text);
}

#[test]
fn answers_between_quoted_lines_stay() {
    let own = own_text("Hi,\n\n> Is it on?\n\nYes.\n\n> Is it warm?\n\nNo.\n\nAnn\n");
    assert_eq!(own.text, "Hi,\n\nYes.\n\nNo.\n\nAnn");
    assert_eq!(own.quoted, "> Is it on?\n\n> Is it warm?");
}

#[test]
fn an_answer_below_the_quote_stays() {
    check("On 5 Jan 2026, Desk wrote:\n> Is it on?\n\nYes.\n", "Yes.");
}

#[test]
fn the_header_block_of_outlook_begins_the_quote() {
    check(
        "Done.\n\nFrom: Desk <desk@x.example>\nSent: Monday, January 5, 2026 10:00 AM\nTo: Ann\nSubject: RE: Printer\n\nold\n",
        "Done.",
    );
    check(
        "Erledigt.\n\n________________________________\nVon: Desk\nGesendet: Montag, 5. Januar 2026\nAn: Ann\nBetreff: Drucker\n\nalt",
        "Erledigt.",
    );
    check(
        "Fait.\n\n*De :* Desk\n*Envoyé :* lundi 5 janvier\n*À :* Ann\n*Objet :* x\n\nvieux",
        "Fait.",
    );
    check("Done.\n\n-----Original Message-----\nold words\n", "Done.");
    check("Ok\n\n-------- Ursprüngliche Nachricht --------\nalt", "Ok");
}

#[test]
fn a_list_of_facts_is_no_header_block() {
    let text = "Please book:\n\nDate: 5 January\nTime: 10:00\nRoom: 7\n\nThanks";
    check(text, text);
}

#[test]
fn a_forward_is_kept_apart() {
    let own = own_text(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Bob <bob@x.example>\nDate: Mon, 5 Jan\nSubject: x\n\nhelp me\n",
    );
    assert_eq!(own.text, "FYI");
    assert!(own.forwarded.contains("help me"));
    assert_eq!(own.quoted, "");
    let own = own_text("FYI\n\nBegin forwarded message:\n\n> From: Bob\n> \n> help\n");
    assert_eq!(own.text, "FYI");
    assert!(own.forwarded.contains("> help"));
}

#[test]
fn a_signature_is_kept_apart() {
    let own = own_text("Hello\n-- \nAnn, Room 7\n");
    assert_eq!(
        (own.text.as_str(), own.signature.as_str()),
        ("Hello", "--\nAnn, Room 7")
    );
    check("Hello\n\nSent from my iPhone\n", "Hello");
    check("Hello\n\nVon meinem iPhone gesendet\n", "Hello");
    let text = "Hello\n\nSent from my desk, which is easier to type at than my phone.";
    check(text, text);
}

#[test]
fn the_tail_of_a_wrapped_quoted_line_is_not_the_authors() {
    check(
        "> a line that is quoted and so long that the program had to wrap\nits last words\n> and on it goes\n\nYes.\n",
        "Yes.",
    );
}

#[test]
fn a_mark_of_an_html_body_begins_the_quote_in_any_language() {
    check("Jah.\n\n\u{e000}\n\nsomething foreign\nold words\n", "Jah.");
}

#[test]
fn a_doubtful_end_is_said_to_be_doubtful() {
    assert!(!own_text("Yes\n\nFrom: Bob <bob@x.example>\n#close\n").is_sure);
}
