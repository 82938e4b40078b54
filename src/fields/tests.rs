//! What is read out of mails as people write them, and above all what is not.

use super::*;
use crate::mail::parse::parse;

fn mail(text: &str) -> Inbound {
    let head = "From: Ann Example <ann@customer.example>\r\nTo: support@desk.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    parse(format!("{head}{}", text.replace('\n', "\r\n")).as_bytes())
}

fn shown(found: &[Found]) -> Vec<String> {
    let found = found.iter();
    found
        .map(|found| format!("{}={}", found.field, found.value.replace('\n', "|")))
        .collect()
}

#[track_caller]
fn states(text: &str, expected: &[&str]) {
    assert_eq!(
        shown(&Reader::default().stated(&mail(text))),
        expected,
        "{text}"
    );
}

#[track_caller]
fn answers(asked: &[&str], text: &str, expected: &[&str]) {
    let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
    let found = Reader::default().answered(&mail(text), &asked);
    assert_eq!(shown(&found), expected, "{text}");
}

#[test]
fn the_shipped_fields_compile_and_their_questions_fit_a_quoted_line() {
    assert_eq!(
        Reader::compile(fields()).map(|reader| reader.forms.len()),
        Ok(8)
    );
    for written in fields() {
        let Field {
            name,
            label,
            question,
            ..
        } = written.field;
        assert!(question.chars().count() <= 60, "{name}");
        assert!(!question.contains(':') && !label.contains(':'), "{name}");
    }
    let asking = asking();
    for name in asking.required.values().flatten() {
        assert!(asking.field(name).is_some(), "{name}");
    }
}

#[test]
fn lines_with_a_name_are_read_in_many_ways_of_writing_them() {
    states("Phone: 0123 456 789", &["phone=0123 456 789"]);
    states(
        "Hello,\nTel.: +49 (0)89 123456\nit is dead.",
        &["phone=+49 (0)89 123456"],
    );
    states(
        "* *Location:* Building C, room 214",
        &["location=Building C, room 214"],
    );
    states("- Phone = 0123-456789", &["phone=0123-456789"]);
    states(
        "Building: C\nRoom: 214\nDevice: PRN-204",
        &["location=Building C, Room 214", "resource=PRN-204"],
    );
    states(
        "Fehlermeldung: Zugriff verweigert\nDurchwahl: 4321",
        &["phone=4321", "error=Zugriff verweigert"],
    );
    states(
        "Error message: cannot open the file\nC:\\data\\x.mdb\n\nFirst time: no",
        &[
            "error=cannot open the file|C:\\data\\x.mdb",
            "first-time=no",
        ],
    );
}

#[test]
fn a_line_that_tells_a_story_is_no_value() {
    for text in [
        "Printer: it is broken since Monday",
        "Phone: not working",
        "Location: which one do you mean?",
        "Phone: ______",
        "Phone: n/a",
        "Room: see my last mail",
        "Printer - paper jam - again",
        "Subject: Phone",
        "First time: yes, it happened last week too",
        "Phone: 10.0.0.12",
        "Phone: 2026-03-02",
    ] {
        states(text, &[]);
    }
}

#[test]
fn sentences_tell_what_they_tell_of_their_author_and_nothing_else() {
    states(
        "The printer on floor 2 only blinks red. You can reach me at 0170 1234567.",
        &["phone=0170 1234567", "location=floor 2"],
    );
    states(
        "My phone number is +44 20 7946 0958, call any time.",
        &["phone=+44 20 7946 0958"],
    );
    states(
        "In room 214 in building C nothing prints. It says \"PC LOAD LETTER\".",
        &["location=room 214 in building C", "error=PC LOAD LETTER"],
    );
    states(
        "I have already tried to restart it twice. No change.",
        &["tried=restart it twice"],
    );
    states(
        "The laptop LT-0042 beeps; this has never happened before.",
        &["resource=laptop LT-0042", "first-time=yes"],
    );
    // Another's number, two places, an error code, a product and a date: none of them is sure.
    for text in [
        "The customer's phone is 0170 1234567.",
        "Phone 4321 does not ring.",
        "I moved from room 5 yesterday.",
        "Room 12 works, room 14 does not.",
        "Office 365 asks for a password, Office 2019 does not.",
        "The update KB5021233 failed at 14:00-15:00 on 2026-03-02.",
        "The supplier (0800 555 1234) says that it is our fault.",
        "I log in for the first time.",
    ] {
        let found = Reader::default().stated(&mail(text));
        assert!(found.is_empty(), "{text}: {:?}", shown(&found));
    }
}

#[test]
fn the_signature_tells_how_to_reach_its_owner() {
    states(
        "It is dead.\n\nKind regards,\nAnn Example\nAccounts | Building C, room 214\nTel: +49 89 123456 | Fax: +49 89 123457",
        &[
            "name=Ann Example",
            "phone=+49 89 123456",
            "location=Building C, room 214",
        ],
    );
    states(
        "It is dead.\n-- \nAnn\nM 0170 1234567\n",
        &["name=Ann", "phone=0170 1234567"],
    );
    states("It is dead.\n-- \nFax 089 1234567\n", &[]);
}

#[test]
fn what_a_mail_speaks_of_is_not_missing() {
    let reader = Reader::default();
    for (field, text) in [
        ("location", "Nothing prints in the library."),
        ("location", "I work from home today."),
        ("location", "It happens in Pune."),
        ("resource", "Outlook does not start."),
        ("resource", "The screen is black."),
        ("resource", "Das Programm Lexware startet nicht."),
        (
            "phone",
            "The supplier (0800 555 1234) says that it is our fault.",
        ),
        ("error", "It says „Zugriff verweigert“."),
    ] {
        assert!(reader.mentions(&mail(text), field), "{field}: {text}");
    }
    for (field, text) in [
        ("location", "Nothing prints."),
        ("resource", "It does not work any more."),
        ("phone", "Please call me."),
    ] {
        assert!(!reader.mentions(&mail(text), field), "{field}: {text}");
    }
}

const QUOTED: &str = "On Monday, Desk wrote:\n> Hello Ann,\n>\n> Please fill in what you know:\n>\n> - Phone number that we reach you at:\n> - Where you are (building, floor, room):\n> - Anything else we should know:\n>\n> Leave out what you cannot find; we will manage.\n";

#[test]
fn answers_are_found_wherever_they_were_typed() {
    let both = ["phone=0123 456 789", "location=Room 7"];
    let asked = ["phone", "location"];
    let phone = "> - Phone number that we reach you at:";
    let place = "> - Where you are (building, floor, room):";
    let other = "> - Anything else we should know:";
    answers(
        &asked,
        &format!("Phone: 0123 456 789\nLocation: Room 7\n\n{QUOTED}"),
        &both,
    );
    answers(
        &asked,
        &QUOTED
            .replace("at:", "at: 0123 456 789")
            .replace("room):", "room): Room 7"),
        &both,
    );
    answers(
        &asked,
        &format!("{phone}\n0123 456 789\n{place}\nRoom 7\n{other}\n"),
        &both,
    );
    answers(
        &asked,
        &format!("{phone}\n\n0123 456 789\n\n{place}\n\nRoom 7\n\nRegards"),
        &both,
    );
    answers(
        &asked,
        &format!("0123 456 789\n{phone}\nRoom 7\n{place}\n{other}\n\nRegards"),
        &both,
    );
    let plain = QUOTED.replace("> ", "").replace('>', "");
    answers(
        &asked,
        &plain
            .replace("at:", "at: 0123 456 789")
            .replace("room):", "room):\nRoom 7"),
        &both,
    );
    answers(
        &asked,
        &format!("Hi,\n\n0123 456 789\nRoom 7\n\nThanks\n\n{QUOTED}"),
        &both,
    );
    answers(
        &asked,
        &format!("You can call 0123 456 789, I am in room 7.\n\n{QUOTED}"),
        &["phone=0123 456 789", "location=room 7"],
    );
}

#[test]
fn what_answers_nothing_is_no_answer() {
    let asked = ["phone", "location"];
    for text in [
        format!("It works again, thank you.\n\n{QUOTED}"),
        format!("I will send it tomorrow.\n\n{QUOTED}"),
        format!("Why do you need that?\nAnn\n\n{QUOTED}"),
        QUOTED.to_owned(),
        QUOTED.replace("> ", "").replace('>', ""),
        format!("What a strange\nquestion\n\n{QUOTED}"),
    ] {
        answers(&asked, &text, &[]);
    }
    answers(&["location"], &format!("It works again\n\n{QUOTED}"), &[]);
}

#[test]
fn the_signature_of_the_agent_who_is_quoted_is_not_the_requesters() {
    answers(
        &["phone"],
        "I see.\n\nOn Monday, Desk wrote:\n> Please tell us more.\n> Phone: 0555 123456\n> Room: 1\n",
        &[],
    );
}

#[test]
fn where_answers_may_stand_above_or_beneath_none_is_taken() {
    let place = "> - Where you are (building, floor, room):";
    let thing = "> - Which device, program or page:";
    answers(
        &["location", "resource"],
        &format!("one\n{place}\ntwo\n{thing}\nthree\n"),
        &[],
    );
}

#[test]
fn the_lines_of_a_german_letter_are_read_like_our_own() {
    let quoted = "> - Wo Sie sind (Gebäude, Etage, Raum): Raum 214\n> - Welches Gerät, Programm oder welche Seite:\n> - Was wir sonst noch wissen sollten:";
    let text = format!("Am Montag schrieb ACME Support:\n{quoted}");
    answers(&["location", "resource"], &text, &["location=Raum 214"]);
}

#[test]
fn a_form_that_is_quoted_beneath_new_words_is_of_another_case() {
    let old = "On Mon, 2 Mar 2026 support@desk.example wrote:\n> Where you are (building, floor, room): Building C\n> Phone number: 555 0100\n";
    states(&format!("Now the scanner is broken, too.\n\n{old}"), &[]);
}
