//! What is told, when, and how often.

use super::*;

const MIN: SignedDuration = SignedDuration::from_mins(1);

fn well(now: SignedDuration) -> Signs {
    Signs {
        mailboxes: vec![("support".to_owned(), now, MIN, None)],
        letters: Some((0, 0)),
        quarantined: Some(0),
        desk: now,
        ..Signs::default()
    }
}

fn words(told: &[Told]) -> Vec<String> {
    let line = |told: &Told| {
        let what = told.what.as_deref().unwrap_or("over");
        format!("{}: {what}", told.trouble.word())
    };
    told.iter().map(line).collect()
}

#[test]
fn a_mailbox_that_is_not_read_is_told_once_and_once_more_when_it_is() {
    let mut watch = Watch::new(15 * MIN);
    let mut told = Vec::new();
    for minute in 0_i32..60 {
        let now = minute * MIN;
        let mut signs = well(now);
        if (5..40).contains(&minute) {
            signs.mailboxes[0].1 = 4 * MIN;
            signs.mailboxes[0].3 = Some("login refused".to_owned());
        }
        told.extend(watch.look(&signs, now));
    }
    assert_eq!(
        words(&told),
        [
            "intake-stalled: mailbox support has not been read for 16 min: login refused",
            "intake-stalled: over"
        ]
    );
}

#[test]
fn an_outbox_is_stuck_when_letters_wait_and_none_leaves() {
    let mut watch = Watch::new(15 * MIN);
    let mut told = Vec::new();
    for minute in 0_i32..100 {
        let now = minute * MIN;
        // It moves until minute 30, then stands still with more and more in it, and moves again.
        let ended = u64::try_from(minute.min(30)).unwrap();
        let ended = if minute >= 80 { 99 } else { ended };
        let waiting = if minute >= 85 {
            0
        } else {
            u64::try_from(minute + 1).unwrap()
        };
        let mut signs = well(now);
        signs.letters = Some((waiting, ended));
        told.extend(watch.look(&signs, now));
    }
    assert_eq!(
        words(&told),
        [
            "outbox-stuck: 47 letters wait and none has left for 16 min",
            "outbox-stuck: over"
        ]
    );
}

#[test]
fn a_desk_that_does_not_answer_hides_no_other_trouble() {
    let mut watch = Watch::new(15 * MIN);
    let mut signs = well(MIN);
    signs.letters = Some((3, 5));
    assert_eq!(watch.look(&signs, MIN), Vec::new());
    signs.letters = None;
    signs.quarantined = None;
    let told = watch.look(&signs, 20 * MIN);
    assert_eq!(
        words(&told),
        [
            "intake-stalled: mailbox support has not been read for 19 min",
            "outbox-stuck: 0 letters wait and none has left for 19 min",
            "desk-stuck: the desk has not answered for 19 min",
        ]
    );
}

#[test]
fn one_letter_that_stands_still_while_others_leave_is_told() {
    let mut watch = Watch::new(15 * MIN);
    let mut signs = well(MIN);
    signs.letters = Some((2, 7));
    signs.oldest = Some(SignedDuration::from_hours(5 * 24));
    assert_eq!(watch.look(&signs, MIN), Vec::new());
    signs.letters = Some((2, 8));
    signs.oldest = Some(SignedDuration::from_hours(7 * 24));
    let what = "outbox-stuck: a letter has waited for 7 days, and none should be tried for more than 5; others leave";
    assert_eq!(words(&watch.look(&signs, 2 * MIN)), [what]);
}

#[test]
fn mail_that_lies_there_for_long_though_the_mailbox_is_read_is_told() {
    let mut watch = Watch::new(15 * MIN);
    let mut told = Vec::new();
    for minute in 0_i32..60 {
        let mut signs = well(minute * MIN);
        if (10..14).contains(&minute) || (20..50).contains(&minute) {
            let why = "2 mails are taken in and stay where they are: no room".to_owned();
            signs.left.push(("support".to_owned(), why));
        }
        told.extend(watch.look(&signs, minute * MIN));
    }
    assert_eq!(
        words(&told),
        [
            "mail-stuck: mailbox support, for 16 min: 2 mails are taken in and stay where they are: no room",
            "mail-stuck: over"
        ]
    );
}

#[test]
fn a_task_that_gives_no_sign_of_life_is_told() {
    let mut watch = Watch::new(15 * MIN);
    let mut signs = well(200 * MIN);
    signs.late = Some(("the sender".to_owned(), 20 * MIN));
    let told = watch.look(&signs, 200 * MIN);
    let what = "task-stuck: the sender has given no sign of life for 180 min";
    assert_eq!(words(&told), [what]);
}

#[test]
fn disk_and_clock_are_told_as_they_are_and_mail_that_is_meant_to_wait_is_no_trouble() {
    let mut watch = Watch::new(15 * MIN);
    let mut signs = well(60 * MIN);
    signs.mailboxes[0].1 = SignedDuration::ZERO;
    signs.disk = Some("2 MiB are free".to_owned());
    signs.clock = Some("it leapt".to_owned());
    let told = watch.look(&signs, 60 * MIN);
    assert_eq!(
        words(&told),
        ["disk-reserve: 2 MiB are free", "clock-suspect: it leapt"]
    );
}

#[test]
fn quarantined_mails_are_told_once_an_hour_and_not_those_from_before() {
    let mut watch = Watch::new(15 * MIN);
    let mut told = Vec::new();
    for minute in 0_i32..200 {
        let now = minute * MIN;
        let mut signs = well(now);
        signs.quarantined = Some(if minute < 10 { 7 } else { 9 });
        told.extend(watch.look(&signs, now));
    }
    assert_eq!(
        words(&told),
        [
            "quarantine-grown: 2 mails were quarantined; see `ticketd quarantine list`",
            "quarantine-grown: over"
        ]
    );
}
