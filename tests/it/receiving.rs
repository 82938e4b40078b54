//! What becomes of a mail that comes in.
//!
//! Every mail ends as exactly one thing; the world itself holds each decision to that. Here stand the cases.

use ticketd::domain::{Priority, Status};
use ticketd::engine::{Disposition, Ignored, Quarantined, Settling};

use crate::cast::{ANN, BOB, DAVE, ERIN};
use crate::world::{World, Written, days, minutes};

#[test]
fn a_new_mail_becomes_a_ticket_and_both_sides_hear_of_it() {
    let mut world = World::new();
    let taken = world.mail(ANN, "The printer is dead", "It blinks red.");
    assert_eq!(taken.disposition, Disposition::Ticket);
    let ticket = world.ticket(taken.ticket());
    assert_eq!(
        (ticket.status, ticket.priority, ticket.category.as_str()),
        (Status::New, Priority::Medium, "hardware")
    );
    let acknowledgement = world.next_mail_to(ANN);
    assert_eq!(
        acknowledgement.mail.subject,
        "Re: The printer is dead [ACME-1000]"
    );
    assert!(
        acknowledgement.says("It blinks red."),
        "the issue is restated"
    );
    assert!(acknowledgement.says("Answer by:"), "a promise is made");
    for agent in [BOB, ERIN] {
        assert_eq!(world.next_mail_to(agent).notice, "ticket-opened");
    }
    assert!(world.all_mails().is_empty(), "and nobody else");
}

#[test]
fn a_mail_delivered_twice_is_one_mail() {
    let mut world = World::new();
    let mail = Written::new(ANN, "The printer is dead", "It blinks red.")
        .message_id("one@customer.example");
    let first = world.take(&mail);
    world.all_mails();
    let copy = world.take(&mail.header("Delivered-To: support@desk.example"));
    assert!(copy.is_ignored(Ignored::Copy), "{copy:?}");
    assert_eq!(
        copy.ticket(),
        first.ticket(),
        "the ledger says where the first one went"
    );
    assert!(world.all_mails().is_empty(), "no second acknowledgement");
    assert_eq!(world.ticket_count(), 1);
}

#[test]
fn a_copy_is_known_after_a_crash_too() {
    let mut world = World::new();
    let mail = Written::new(ANN, "The printer is dead", "It blinks red.")
        .message_id("one@customer.example");
    world.take(&mail);
    world.crash();
    assert!(world.take(&mail).is_ignored(Ignored::Copy));
    assert_eq!(world.ticket_count(), 1);
}

#[test]
fn mails_without_an_id_are_ordinary_mails() {
    let mut world = World::new();
    let bytes = |text: &str| {
        format!(
            "From: ann@customer.example\r\nTo: support@desk.example\r\nSubject: x\r\n\r\n{text}\r\n"
        )
        .into_bytes()
    };
    assert_eq!(world.take_bytes(&bytes("one")).ticket(), 1000);
    assert_eq!(world.take_bytes(&bytes("two")).ticket(), 1001);
}

#[test]
fn the_same_alarm_an_hour_later_is_another_alarm() {
    let mut world = World::new();
    // A UPS or a scanner: no Message-ID, no Date, and always the same words.
    let alarm = b"From: ups@customer.example\r\nTo: support@desk.example\r\nSubject: On battery\r\n\r\nOn battery.\r\n";
    assert_eq!(world.take_bytes(alarm).ticket(), 1000);
    for _ in 0..2 {
        world.wait(minutes(25));
        let copy = world.take_bytes(alarm);
        assert!(copy.is_ignored(Ignored::Copy), "{copy:?}");
    }
    world.wait(minutes(25));
    assert_eq!(world.take_bytes(alarm).ticket(), 1001);
    let copy = world.take_bytes(alarm);
    assert!(copy.is_ignored(Ignored::Copy), "{copy:?}");
    assert_eq!(copy.ticket(), 1001);
    world.wait(days(30));
    assert_eq!(world.take_bytes(alarm).ticket(), 1002);
}

#[test]
fn a_mail_with_a_name_or_a_time_is_the_same_mail_a_month_later() {
    for field in [
        "Message-ID: <a@customer.example>",
        "Date: Mon, 2 Mar 2026 11:00:00 +0000",
    ] {
        let mut world = World::new();
        let mail =
            format!("{field}\r\nFrom: ups@customer.example\r\nSubject: On battery\r\n\r\nx\r\n");
        world.take_bytes(mail.as_bytes());
        world.wait(days(30));
        let copy = world.take_bytes(mail.as_bytes());
        assert!(copy.is_ignored(Ignored::Copy), "{field}: {copy:?}");
    }
}

#[test]
fn an_empty_mail_is_asked_for_what_is_missing() {
    let mut world = World::new();
    let taken = world.mail(ANN, "", "");
    assert_eq!(taken.disposition, Disposition::Ticket);
    let asked = world.next_mail_to(ANN);
    assert_eq!(asked.notice, "information-needed");
    assert!(asked.says("What happened"));
    assert!(asked.mail.subject.contains("[ACME-1000]"));
    world.reply(ANN, &asked, "What happened: the printer blinks red.");
    assert_eq!(
        world.messages(1000)[1],
        "in: What happened: the printer blinks red."
    );
}

#[test]
fn a_mail_with_nothing_but_a_picture_is_a_request() {
    let mut world = World::new();
    let mail = Written::new(ANN, "See picture", "").file("screen.png", "not really a picture");
    let taken = world.take(&mail);
    assert_eq!(world.next_mail_to(ANN).notice, "acknowledgement");
    let told = world.next_mail_to(BOB);
    assert!(told.says("screen.png"), "{}", told.text());
    let known = world.known(taken.ticket());
    let message = known.history[0].body.message().unwrap();
    assert_eq!(*message.attachments[0].name, "screen.png");
    let kept = world.spooled(message.attachments[0].spool);
    assert_eq!(
        String::from_utf8(kept).unwrap().trim_end(),
        "not really a picture"
    );
}

#[test]
fn a_mail_that_names_no_sender_is_quarantined_whole() {
    let mut world = World::new();
    let raw = b"Subject: who am I\r\n\r\nNobody.\r\n";
    let taken = world.take_bytes(raw);
    assert_eq!(
        taken.disposition,
        Disposition::Quarantined(Quarantined::NoSender)
    );
    assert!(taken.is_on_no_ticket());
    assert!(world.all_mails().is_empty());
}

#[test]
fn a_mail_that_is_too_large_stays_where_it_is() {
    let mut world = World::new();
    let taken = world.take_header_of(&Written::new(ANN, "All my photographs", "40 MB of them"));
    assert_eq!(
        taken.disposition,
        Disposition::Quarantined(Quarantined::Oversize)
    );
    assert_eq!(taken.disposition.settling(), Settling::LeaveInPlace);
    assert_eq!(world.ticket_count(), 0);
}

#[test]
fn rubbish_is_no_error() {
    let mut world = World::new();
    for raw in [
        &b""[..],
        b"\0\0\0",
        b"\r\n\r\n\r\n",
        &[0xff; 4000],
        b"From: ann@customer.example",
    ] {
        world.take_bytes(raw);
    }
    assert!(
        world.mail(ANN, "Still there?", "Hello").ticket() >= 1000,
        "the mailbox goes on"
    );
}

#[test]
fn the_acknowledgement_of_a_mail_at_night_says_when_work_begins() {
    let mut world = World::new();
    world.wait_until("2026-03-07T20:00:00Z");
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    assert!(acknowledgement.says("closed at the moment"));
    assert!(
        acknowledgement.says("Mon 9 Mar 2026, 10:00"),
        "{}",
        acknowledgement.text()
    );
}

#[test]
fn mail_of_a_list_is_a_ticket_that_answers_nobody() {
    let mut world = World::new();
    let mail =
        Written::new(ANN, "Newsletter", "All the news.").header("List-Id: <news.customer.example>");
    let taken = world.take(&mail);
    assert_eq!(taken.disposition, Disposition::Ticket);
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.next_mail_to(BOB).notice, "ticket-opened");
}

#[test]
fn a_monitor_that_reports_by_itself_opens_a_ticket_without_an_answer() {
    let mut world = World::new();
    let mail = Written::new(ANN, "Disk full on db1", "95 % used.")
        .header("Auto-Submitted: auto-generated");
    let taken = world.take(&mail);
    assert_eq!(taken.disposition, Disposition::Ticket);
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.next_mail_to(BOB).notice, "ticket-opened");
}

#[test]
fn what_a_monitor_caused_later_does_not_write_to_it_either() {
    let mut world = World::new();
    let mail = Written::new(ANN, "Disk full on db1", "95 % used.")
        .header("Auto-Submitted: auto-generated");
    let number = world.take(&mail).ticket();
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#priority high\n#note mine");
    assert_eq!(world.ticket(number).priority, Priority::High);
    assert_eq!(world.status(number), Status::Open);
}

#[test]
fn our_own_mail_that_comes_back_is_ignored() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    assert!(
        world
            .take_bytes(&acknowledgement.bytes)
            .is_ignored(Ignored::OwnMail)
    );
    assert_eq!(world.history(1000), ["requester opened"]);
}

#[test]
fn a_mail_in_the_desks_own_name_is_ignored() {
    let mut world = World::new();
    let forged = Written {
        from: crate::cast::Person {
            name: "ACME Support",
            address: "support@desk.example",
        },
        ..Written::new(ANN, "Hi", "You")
    };
    assert!(world.take(&forged).is_ignored(Ignored::OwnMail));
    assert!(world.all_mails().is_empty());
}

#[test]
fn what_is_said_on_the_ticket_of_an_unread_mail_stays_among_us() {
    let mut world = World::new();
    world.cannot_read(b"poison");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "I look at it.");
    assert_eq!(world.messages(1000)[1], "note: I look at it.");
    for orders in ["#reply Hello.", "#wait Which one?", "#resolve Done."] {
        world.reply(BOB, &opened, orders);
        let told = world.notice_to(BOB, "transcript");
        assert!(
            told.says("nobody outside is on this ticket"),
            "{orders}: {}",
            told.text()
        );
    }
    world.all_mails();
    world.reply(
        BOB,
        &opened,
        "#cc +dave@customer.example\n#reply\nYour mail could not be read.",
    );
    assert!(world.notices_to(DAVE).contains(&"answer".to_owned()));
    world.reply(BOB, &opened, "#close code=invalid");
    assert!(world.status(1000).is_ended());
}

#[test]
fn somebody_who_sends_a_bounce_report_on_is_heard() {
    let mail = "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\nFrom: Ann <ann@customer.example>\nTo: support@desk.example\nSubject: Fwd: what is this?\nMessage-ID: <fwd.1@customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Type: text/plain\n\nOur mail to the printer company does not arrive. Please help.\n\n--cut\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\nFinal-Recipient: rfc822; sales@printers.example\nAction: failed\nStatus: 5.1.1\n\n--cut--\n";
    let mut world = World::new();
    let taken = world.take_bytes(mail.replace('\n', "\r\n").as_bytes());
    assert_eq!(taken.disposition, Disposition::Ticket, "{taken:?}");
    assert_eq!(world.messages(1000).len(), 1);
}
