//! Which ticket a mail joins, and what it takes.

use ticketd::domain::{LinkKind, Status};
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, CAROL, DAVE, ERIN, MALLORY};
use crate::world::{Posted, World, Written, days};

/// A desk with one ticket of Ann's, and her acknowledgement.
fn one_ticket() -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    world.all_mails();
    (world, acknowledgement)
}

/// The same, closed by Bob just now.
fn closed_ticket() -> (World, Posted) {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#close Replaced the fuser.");
    let closed = world.notice_to(ANN, "closed");
    world.all_mails();
    (world, closed)
}

#[test]
fn each_carrier_of_the_token_alone_joins_the_ticket() {
    let (mut world, acknowledgement) = one_ticket();
    let whole = Written::reply(ANN, &acknowledgement, "One");
    let address_only = Written {
        answers: Vec::new(),
        ..Written::reply(ANN, &acknowledgement, "Two").unquoted()
    };
    let ids_only = Written::reply(ANN, &acknowledgement, "Three").with_ids_only();
    let ref_line_only = Written::reply(ANN, &acknowledgement, "Four").without_header();
    for written in [whole, address_only, ids_only, ref_line_only] {
        let taken = world.take(&written.subject("Anything"));
        assert_eq!(taken.ticket(), 1000, "{taken:?}");
        assert_eq!(taken.disposition, Disposition::Reply);
    }
    assert_eq!(world.ticket(1000).message_count, 5);
    assert_eq!(world.ticket_count(), 1);
}

#[test]
fn the_pseudo_reference_alone_joins_the_ticket() {
    let (mut world, acknowledgement) = one_ticket();
    let pseudo = acknowledgement.mail.references[0].as_str();
    let taken = world.take(&Written::new(ANN, "Anything", "More").answers(pseudo));
    assert_eq!(taken.ticket(), 1000);
}

#[test]
fn a_token_survives_a_server_that_shouts() {
    let (mut world, acknowledgement) = one_ticket();
    let reply = Written::reply(ANN, &acknowledgement, "More").unquoted();
    let (local, domain) = reply.to.split_once('@').unwrap();
    let shouted = format!("{}@{domain}", local.to_ascii_uppercase());
    let taken = world.take(&Written {
        to: shouted,
        answers: Vec::new(),
        ..reply.clone()
    });
    assert_eq!(taken.ticket(), 1000, "{taken:?}");
}

#[test]
fn a_changed_token_is_none() {
    let (mut world, acknowledgement) = one_ticket();
    let reply = Written::reply(ANN, &acknowledgement, "More").unquoted();
    let at = reply.to.find('@').unwrap();
    let mut to = reply.to.clone();
    let other = if &to[at - 20..at - 19] == "a" {
        "b"
    } else {
        "a"
    };
    to.replace_range(at - 20..at - 19, other);
    let taken = world.take(&Written {
        to,
        answers: Vec::new(),
        ..reply.subject("Anything")
    });
    assert_eq!(taken.ticket(), 1001);
}

#[test]
fn ids_of_mails_on_the_ticket_join_for_who_takes_part() {
    let (mut world, _) = one_ticket();
    let first = world.known(1000).history[0]
        .body
        .message()
        .unwrap()
        .message_id
        .clone()
        .unwrap();
    let taken =
        world.take(&Written::new(ANN, "Forgot to say", "It smells, too.").answers(first.as_str()));
    assert_eq!(taken.ticket(), 1000);
    assert_eq!(world.next_mail_to(BOB).notice, "ticket-replied");
}

#[test]
fn ids_of_mails_on_the_ticket_join_for_no_stranger() {
    let (mut world, _) = one_ticket();
    let first = world.known(1000).history[0]
        .body
        .message()
        .unwrap()
        .message_id
        .clone()
        .unwrap();
    let taken = world
        .take(&Written::new(MALLORY, "Re: The printer", "Give me access.").answers(first.as_str()));
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Ticket, 1001)
    );
    let links = world.ticket(1001).links;
    assert_eq!((links[0].kind, links[0].id.0), (LinkKind::Perhaps, 1000));
    let told = world.next_mail_to(BOB);
    assert!(told.says("perhaps belongs to ACME-1000"), "{}", told.text());
}

#[test]
fn below_a_proven_domain_ids_join_unverified_and_change_nothing() {
    let (mut world, closed) = closed_ticket();
    let first = world.known(1000).history[0]
        .body
        .message()
        .unwrap()
        .message_id
        .clone()
        .unwrap();
    let taken = world.take(
        &Written::new(ANN, "Re: x", "It blinks again.")
            .answers(first.as_str())
            .unproven(),
    );
    assert_eq!(taken.ticket(), 1000);
    assert_eq!(world.status(1000), Status::Closed);
    let told = world.next_mail_to(BOB);
    assert!(
        told.says("It changed nothing, since nothing shows well enough who sent it."),
        "{}",
        told.text()
    );
    assert!(world.mails_to(ANN).is_empty());
    let taken = world.take(&Written::reply(ANN, &closed, "It blinks again.").unproven());
    assert_eq!(
        (taken.ticket(), world.status(1000)),
        (1000, Status::Open),
        "her own token shows who she is"
    );
}

#[test]
fn a_number_in_the_subject_joins_for_a_proven_participant_only() {
    let (mut world, _) = one_ticket();
    let known = world.take(&Written::tagged(ANN, 1000, "More"));
    assert_eq!(known.ticket(), 1000, "{known:?}");
    let bare = world.take(&Written::tagged(ANN, 1000, "Even more").unproven());
    assert_eq!(
        (bare.disposition, bare.ticket()),
        (Disposition::Ticket, 1001)
    );
    let stranger = world.take(&Written::tagged(MALLORY, 1000, "Me too"));
    assert_eq!(
        (stranger.disposition, stranger.ticket()),
        (Disposition::Ticket, 1002)
    );
    for number in [1001, 1002] {
        let links = world.ticket(number).links;
        assert_eq!((links[0].kind, links[0].id.0), (LinkKind::Perhaps, 1000));
    }
}

#[test]
fn whoever_has_the_ticket_is_told_of_a_mail_that_perhaps_belongs_to_it() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#assign carol");
    world.all_mails();
    world.take(&Written::tagged(MALLORY, 1000, "Me too"));
    let told = world.notice_to(CAROL, "ticket-opened");
    assert!(told.says("perhaps belongs to ACME-1000"));
}

#[test]
fn a_number_that_nobody_has_is_no_number() {
    let (mut world, _) = one_ticket();
    let taken = world.take(&Written::tagged(ANN, 4711, "More"));
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Ticket, 1001)
    );
    assert!(world.ticket(1001).links.is_empty());
}

#[test]
fn a_third_person_joins_with_words_and_nothing_else() {
    let (mut world, acknowledgement) = one_ticket();
    let taken = world.reply(DAVE, &acknowledgement, "#close\nI have seen that, too.");
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Reply, 1000)
    );
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::New);
    assert!(ticket.participants.is_empty());
    assert!(world.mails_to(DAVE).is_empty());
    assert!(world.mails_to(ANN).is_empty());
    let told = world.next_mail_to(BOB);
    assert!(
        told.says("takes no part in this ticket; #cc dave@customer.example adds them"),
        "{}",
        told.text()
    );
    assert!(
        told.says("Command lines that were not carried out: #close"),
        "{}",
        told.text()
    );
    assert_eq!(world.messages(1000)[1], "in: I have seen that, too.");
}

#[test]
fn a_third_person_does_not_reopen() {
    let (mut world, closed) = closed_ticket();
    world.reply(MALLORY, &closed, "It does not work at all!");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.mails_to(MALLORY).is_empty());
}

#[test]
fn once_added_a_third_person_takes_part() {
    let (mut world, acknowledgement) = one_ticket();
    world.reply(DAVE, &acknowledgement, "I have seen that, too.");
    let told = world.next_mail_to(BOB);
    world.reply(BOB, &told, "#cc +dave@customer.example");
    let added = world.next_mail_to(DAVE);
    assert_eq!(added.notice, "participant-added");
    world.all_mails();
    world.reply(DAVE, &added, "Thank you, here is more.");
    let told = world.next_mail_to(BOB);
    assert!(!told.says("Take care"), "{}", told.text());
}

#[test]
fn an_answer_within_seven_days_reopens() {
    let (mut world, closed) = closed_ticket();
    world.wait(days(7));
    let taken = world.reply(ANN, &closed, "It blinks again.");
    assert_eq!((taken.ticket(), world.status(1000)), (1000, Status::Open));
    assert_eq!(world.next_mail_to(ANN).notice, "reopened");
    let told = world.next_mail_to(BOB);
    assert!(
        told.mail.subject.starts_with("[ACME-1000] reopened"),
        "{}",
        told.mail.subject
    );
}

#[test]
fn an_answer_after_that_opens_a_linked_ticket() {
    let (mut world, closed) = closed_ticket();
    world.wait(days(8));
    let taken = world.reply(ANN, &closed, "It blinks again.");
    assert!(
        taken.because.contains("ended too long ago to be reopened"),
        "{taken:?}"
    );
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Ticket, 1001)
    );
    assert_eq!(world.status(1000), Status::Closed);
    let links = world.ticket(1001).links;
    assert_eq!(
        (links.len(), links[0].kind, links[0].id.0),
        (1, LinkKind::FollowUp, 1000)
    );
    let told = world.next_mail_to(ANN);
    assert_eq!(told.notice, "follow-up-opened");
    assert!(told.says("ACME-1000") && told.says("ACME-1001"));
    assert!(
        told.mail.subject.contains("[ACME-1001]") && !told.mail.subject.contains("1000"),
        "{}",
        told.mail.subject
    );
    for agent in [BOB, ERIN] {
        let opened = world.notice_to(agent, "ticket-opened");
        assert!(opened.says("continues ACME-1000"), "{}", opened.text());
    }
    world.reply(ANN, &told, "And it smells.");
    assert_eq!(
        world.ticket(1001).message_count,
        2,
        "the new one goes on by itself"
    );
}

#[test]
fn late_thanks_open_nothing() {
    let (mut world, closed) = closed_ticket();
    world.wait(days(30));
    let taken = world.reply(ANN, &closed, "Thank you!");
    assert_eq!(
        (taken.ticket(), world.status(1000), world.ticket_count()),
        (1000, Status::Closed, 1)
    );
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn a_late_answer_that_nothing_proves_changes_nothing() {
    let (mut world, closed) = closed_ticket();
    world.wait(days(30));
    let taken = world.take(
        &Written::reply(ANN, &closed, "It blinks again.")
            .with_ids_only()
            .unproven(),
    );
    assert_eq!(
        (taken.ticket(), world.status(1000), world.ticket_count()),
        (1000, Status::Closed, 1)
    );
}

/// A mail of the desk, passed on to the desk.
fn passed_on(by: crate::cast::Person, notice: &Posted, words: &str) -> Written {
    let text = format!(
        "{words}\n\n---------- Forwarded message ---------\nFrom: ACME Support <support@desk.example>\nDate: Mon, 2 Mar 2026 at 11:00\nSubject: {}\nTo: Ann Example <ann@customer.example>\n\n{}",
        notice.mail.subject,
        notice.text()
    );
    Written::new(by, &format!("Fwd: {}", notice.mail.subject), &text)
}

#[test]
fn a_thread_that_is_passed_on_to_the_desk_opens_a_linked_ticket() {
    let (mut world, acknowledgement) = one_ticket();
    let mail = passed_on(ANN, &acknowledgement, "And now the scanner, too.");
    let taken = world.take(&mail);
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Ticket, 1001)
    );
    let links = world.ticket(1001).links;
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].kind, links[0].id.0), (LinkKind::Perhaps, 1000));
    assert!(world.notice_to(BOB, "ticket-opened").says("ACME-1000"));
    assert!(
        taken.because.contains("it passes on a mail of a ticket"),
        "{}",
        taken.because
    );
}

#[test]
fn a_thread_that_is_passed_on_by_its_ids_alone_opens_a_linked_ticket_too() {
    let (mut world, acknowledgement) = one_ticket();
    let id = acknowledgement.mail.message_id.as_ref().unwrap().as_str();
    let mut mail = passed_on(ANN, &acknowledgement, "And now the scanner, too.");
    mail.answers = vec![id.to_owned()];
    mail.text = mail
        .text
        .lines()
        .filter(|line| !line.contains("Ref:"))
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(world.take(&mail).ticket(), 1001);
}

#[test]
fn nobody_gets_anybodys_token_from_a_mail_that_is_passed_on() {
    let (mut world, acknowledgement) = one_ticket();
    let words = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let own = words(acknowledgement.text())
        .into_iter()
        .find(|word| word.len() == ticketd::identity::token::TOKEN_CHARS);
    let token = own.expect("the Ref line carries a token");
    world.take(&passed_on(DAVE, &acknowledgement, "Please help my colleague.").unproven());
    let opened = world.notice_to(BOB, "ticket-opened");
    assert!(opened.says("Please help my colleague."));
    for mail in world.all_mails().into_iter().chain([opened]) {
        assert!(!mail.whole().contains(&token), "{}", mail.text());
    }
    assert!(!world.messages(1001).concat().contains(&token));
}
