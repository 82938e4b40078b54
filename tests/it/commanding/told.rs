//! In which order an agent's mail is told, and what its author hears of it.

use crate::cast::{ANN, BOB, CAROL};
use crate::world::Posted;

use super::one_ticket;

/// Whether a mail names another one as answered.
fn refers_to(mail: &Posted, other: &Posted) -> bool {
    let mut ids = mail.mail.in_reply_to.iter().chain(&mail.mail.references);
    ids.any(|id| Some(id) == other.mail.message_id.as_ref())
}

#[test]
fn what_an_agent_says_goes_out_before_what_ends_the_ticket() {
    for (order, then) in [
        ("#resolve The fuser was replaced.", "resolved"),
        ("#close The fuser was replaced.", "closed"),
        ("#wait Does it print now?", "waiting"),
    ] {
        let (mut world, _, opened) = one_ticket();
        let words = format!("{order}\n#reply I have been at your printer.");
        world.reply(BOB, &opened, &words);
        let mails = world.mails_to(ANN);
        let kinds: Vec<&str> = mails.iter().map(|mail| mail.notice.as_str()).collect();
        assert_eq!(kinds, ["answer", then]);
        assert!(refers_to(&mails[1], &mails[0]), "{order}");
        assert!(!refers_to(&mails[0], &mails[1]), "{order}");
    }
}

#[test]
fn a_letter_answers_nothing_that_was_said_after_it() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#priority high\n\nHello Ann, I am on my way.");
    let mails = world.mails_to(ANN);
    assert_eq!(
        (mails[0].notice.as_str(), mails[1].notice.as_str()),
        ("priority-changed", "answer")
    );
    assert!(!refers_to(&mails[0], &mails[1]));
}

#[test]
fn no_answer_is_promised_beside_the_answer() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#priority low");
    assert!(world.next_mail_to(ANN).says("You will have an answer by"));
    assert!(world.next_mail_to(BOB).says("first answer due"));
    for words in [
        "#priority high\n\nHello Ann.",
        "#priority low\n#wait Which one?",
    ] {
        let (mut world, _, opened) = one_ticket();
        world.reply(BOB, &opened, words);
        let changed = world.notice_to(ANN, "priority-changed");
        assert!(!changed.says("You will have an answer by"), "{words}");
        assert!(!world.next_mail_to(BOB).says("first answer due"), "{words}");
    }
}

#[test]
fn a_reply_to_the_transcript_of_an_answer_is_an_answer() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#priority hgih\n\nHello Ann.");
    assert!(world.mails_to(ANN).is_empty());
    let failed = world.next_mail_to(BOB);
    assert!(failed.says("Your reply goes to the requester"));
    world.reply(BOB, &failed, "#take\n\nHello Ann, I am on my way.");
    assert!(world.next_mail_to(ANN).says("I am on my way."));
    let done = world.next_mail_to(BOB);
    world.reply(BOB, &done, "I bring paper, too.");
    assert!(world.next_mail_to(ANN).says("I bring paper, too."));
}

#[test]
fn a_reply_to_the_transcript_of_a_note_stays_a_note() {
    let (mut world, _, opened) = one_ticket();
    world.reply(BOB, &opened, "#assign carol");
    let assigned = world.next_mail_to(CAROL);
    world.all_mails();
    world.reply(CAROL, &assigned, "#tag +floor2");
    let done = world.next_mail_to(CAROL);
    assert!(done.says("Your reply stays an internal note"));
    world.reply(CAROL, &done, "Bob knows more.");
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn a_transcript_says_what_became_of_the_text() {
    for (words, said) in [
        (
            "#tkae\n\nHello Ann.",
            "Your text was neither sent nor kept; write it into the next mail, too.",
        ),
        (
            "Hello Ann,\n#priority high\nwe look at it.",
            "Your text was kept as a note and not sent to anybody outside.",
        ),
        (
            "#take\n\nHello Ann.",
            "Your text goes to ann@customer.example.",
        ),
        (
            "#cc +dave@customer.example\n\nHello both.",
            "Your text goes to ann@customer.example, dave@customer.example.",
        ),
        (
            "#take\n#note\n\nShe called twice.",
            "Your text was kept as a note and not sent to anybody outside.",
        ),
        (
            "#resolve\n\nThe fuser was replaced.",
            "Your text went into the order above.",
        ),
    ] {
        let (mut world, _, opened) = one_ticket();
        world.reply(BOB, &opened, words);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.says(said), "{words}: {}", transcript.text());
    }
}

#[test]
fn whoever_gets_the_answers_is_named_where_an_agent_writes_one() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#take\n#cc +dave@customer.example");
    world.reply(BOB, &opened, "#reply Hello both.");
    let mails = world.mails_to(BOB);
    let said = "goes to ann@customer.example, dave@customer.example";
    assert!(mails[1].says(said), "{}", mails[1].text());
    world.reply(ANN, &acknowledgement, "It blinks blue now.");
    let notice = world.notice_to(BOB, "ticket-replied");
    let footer = "Your reply goes to the requester (Ann Example) and to dave@customer.example.";
    assert!(notice.says(footer), "{}", notice.text());
    assert!(notice.says("Copies to: dave@customer.example"));
}
