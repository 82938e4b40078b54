//! Machines that write to machines, and what ends it.

mod bounces;

use ticketd::domain::Status;
use ticketd::engine::{Disposition, Ignored};

use crate::cast::{self, ANN, BOB, DAVE, ERIN, MALLORY, Person};
use crate::world::{Posted, World, Written, days, hours, minutes};

/// The marks by which programs say that no person wrote this.
const MACHINES: [(&str, &str); 5] = [
    ("Auto-Submitted: auto-replied", "Automatic reply: your mail"),
    ("X-Autoreply: yes", "Re: your mail"),
    ("Precedence: auto_reply", "Re: your mail"),
    ("X-Autorespond: yes", "Re: your mail"),
    ("X-Autoresponder: yes", "Re: your mail"),
];

pub fn bounce(of: &Posted, to: &str, who: &str) -> Vec<u8> {
    let id = of.mail.message_id.as_ref().unwrap().as_str();
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.elsewhere.example>\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\nContent-Type: text/plain\n\nNobody of this name.\n\n--cut\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\nFinal-Recipient: rfc822; {who}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n--cut\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\nSubject: {}\n\n--cut--\n",
        of.mail.subject
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

#[test]
fn no_machine_is_ever_answered() {
    for (mark, subject) in MACHINES {
        let mut world = World::new();
        let taken = world.take(&Written::new(ANN, subject, "I got your mail.").header(mark));
        assert!(
            matches!(
                taken.disposition,
                Disposition::Ignored(Ignored::AutoReply | Ignored::Vacation)
            ),
            "{mark}: {taken:?}"
        );
        assert!(world.all_mails().is_empty(), "{mark}");
        assert_eq!(world.ticket_count(), 0);
    }
}

#[test]
fn an_absence_reopens_nothing_and_confirms_nothing() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#resolve Replaced the fuser.");
    let resolved = world.notice_to(ANN, "resolved");
    world.all_mails();
    let away = Written::reply(ANN, &resolved, "Yes, I am out of office until Monday.")
        .subject("Automatic reply: out of office")
        .header("Auto-Submitted: auto-replied");
    let taken = world.take(&away);
    assert!(
        taken.is_ignored(Ignored::Vacation) || taken.is_ignored(Ignored::AutoReply),
        "{taken:?}"
    );
    assert_eq!(world.status(1000), Status::Resolved);
    world.wait(days(10));
    assert_eq!(world.status(1000), Status::Closed);
    world.all_mails();
    world.take(&away.text("It does not work."));
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.all_mails().is_empty());
}

#[test]
fn an_agents_automatic_reply_orders_and_answers_nothing() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    let taken = world.take(
        &Written::reply(BOB, &opened, "#close I am away.").header("Auto-Submitted: auto-replied"),
    );
    assert!(
        matches!(taken.disposition, Disposition::Ignored(_)),
        "{taken:?}"
    );
    assert_eq!(
        world.history(1000),
        ["requester opened", "agent:bob agent-away"]
    );
    assert!(world.all_mails().is_empty());
}

#[test]
fn what_no_person_wrote_orders_confirms_and_reopens_nothing() {
    for mark in ["List-Id: <news.customer.example>", "Precedence: bulk"] {
        let mut world = World::new();
        world.mail(ANN, "The printer is dead", "It blinks red.");
        let opened = world.notice_to(BOB, "ticket-opened");
        world.reply(BOB, &opened, "#resolve Replaced the fuser.");
        let resolved = world.notice_to(ANN, "resolved");
        world.all_mails();
        for words in [
            "Yes",
            "#close",
            "It does not work.",
            "#cc +dave@customer.example",
        ] {
            world.take(&Written::reply(ANN, &resolved, words).header(mark));
            assert_eq!(world.status(1000), Status::Resolved, "{mark}: {words}");
        }
        for orders in ["#reopen", "#note x", "#show", "Hello Ann."] {
            world.take(&Written::reply(BOB, &opened, orders).header(mark));
            assert_eq!(world.status(1000), Status::Resolved, "{mark}: {orders}");
        }
        assert!(world.mails_to(ANN).is_empty() && world.mails_to(DAVE).is_empty());
    }
}

#[test]
fn a_monitor_in_an_agents_name_orders_nothing() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    let reply = Written::reply(BOB, &opened, "#close I am a program.")
        .header("Auto-Submitted: auto-generated");
    world.take(&Written {
        answers: Vec::new(),
        ..reply
    });
    assert_eq!(world.status(1000), Status::New);
    assert!(world.mails_to(ANN).is_empty() && world.mails_to(BOB).is_empty());
}

#[test]
fn names_of_machines_and_wishes_for_silence_get_a_ticket_and_no_answer() {
    let robot = Person {
        name: "Robot",
        address: "no-reply@customer.example",
    };
    let mails = [
        Written::new(robot, "Your invoice", "42 EUR"),
        Written::new(ANN, "Your invoice", "42 EUR").header("X-Auto-Response-Suppress: All"),
        Written::new(ANN, "Your invoice", "42 EUR").header("Return-Path: <>"),
        Written::new(ANN, "Your invoice", "42 EUR").header("Precedence: bulk"),
    ];
    for mail in mails {
        let mut world = World::new();
        assert_eq!(world.take(&mail).disposition, Disposition::Ticket);
        assert!(world.mails_to(ANN).is_empty() && world.mails_to(robot).is_empty());
        assert_eq!(world.notices_to(BOB), ["ticket-opened"]);
    }
}

#[test]
fn three_automatic_mails_an_hour_and_then_silence() {
    let mut world = World::new();
    for number in 0..6 {
        world.mail(ANN, &format!("Trouble {number}"), "It is broken.");
        world.crash();
    }
    assert_eq!(world.mails_to(ANN).len(), 3);
    assert_eq!(
        world.ticket_count(),
        6,
        "every mail is a ticket all the same"
    );
    assert_eq!(world.mails_to(BOB).len(), 6);
    world.wait(minutes(61));
    world.mail(ANN, "More trouble", "It is broken.");
    assert_eq!(world.mails_to(ANN).len(), 1);
    world.mail(DAVE, "Trouble", "It is broken.");
    assert_eq!(
        world.mails_to(DAVE).len(),
        1,
        "each address has a budget of its own"
    );
}

#[test]
fn ten_automatic_mails_a_day() {
    let mut world = World::new();
    for number in 0..16 {
        world.mail(ANN, &format!("Trouble {number}"), "It is broken.");
        world.wait(minutes(31));
    }
    world.crash();
    assert_eq!(world.mails_to(ANN).len(), 10);
    world.mail(ANN, "Trouble", "It is broken.");
    assert!(world.mails_to(ANN).is_empty());
    world.wait(days(1));
    world.all_mails();
    world.mail(ANN, "Trouble", "It is broken.");
    assert_eq!(world.mails_to(ANN).len(), 1);
}

#[test]
fn two_hundred_automatic_mails_an_hour_to_everybody() {
    let mut policy = cast::policy();
    policy.limits.total_hour = 20;
    let mut world = World::with(policy);
    for number in 0..25 {
        let address: &'static str = format!("user{number}@customer.example").leak();
        world.mail(
            Person {
                name: "User",
                address,
            },
            "Trouble",
            "It is broken.",
        );
    }
    world.crash();
    let is_requester = |posted: &&Posted| posted.to.ends_with("customer.example");
    assert_eq!(world.all_mails().iter().filter(is_requester).count(), 20);
    assert_eq!(world.policy.limits.address_day, 10);
    assert_eq!(ticketd::engine::Limits::default().total_hour, 200);
}

#[test]
fn what_agents_do_is_not_limited() {
    let mut world = World::new();
    for number in 0..6 {
        world.mail(ANN, &format!("Trouble {number}"), "It is broken.");
        world.wait(minutes(21));
    }
    let opened: Vec<Posted> = world.mails_to(BOB);
    world.all_mails();
    for notice in &opened {
        world.reply(BOB, notice, "#close Switched it on.");
    }
    assert_eq!(world.notices_to(ANN), vec!["closed"; 6]);
}

#[test]
fn two_robots_that_answer_each_other_come_to_an_end() {
    // A robot without any mark, which answers whatever it gets, as quick as it can, for two days.
    let mut world = World::new();
    let robot = Person {
        name: "Robot",
        address: "sales@customer.example",
    };
    world.mail(robot, "Hello", "We have received your mail.");
    let mut sent = 0;
    for _ in 0..600 {
        let mails = world.mails_to(robot);
        sent += mails.len();
        for posted in mails {
            world.reply(robot, &posted, "We have received your mail.");
        }
        world.wait(minutes(5));
    }
    assert!(
        (1..=20).contains(&sent),
        "{sent} mails went to a robot in two days"
    );
}

#[test]
fn a_robot_that_opens_a_new_ticket_each_time_comes_to_an_end_too() {
    let mut world = World::new();
    let robot = Person {
        name: "Robot",
        address: "sales@customer.example",
    };
    world.mail(robot, "Hello 0", "We have received your mail.");
    let mut sent = 0;
    for number in 1..200 {
        let mails = world.mails_to(robot);
        sent += mails.len();
        for _ in mails {
            world.mail(
                robot,
                &format!("Hello {number}"),
                "We have received your mail.",
            );
        }
        world.wait(minutes(1));
    }
    assert!((1..=10).contains(&sent), "{sent} mails went to a robot");
}

#[test]
fn a_robot_at_an_agents_address_comes_to_an_end() {
    // It has no mark, and its answer shows the notice that it answers.
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let mut waiting = world.mails_to(BOB);
    world.all_mails();
    let mut sent = 0;
    while let Some(notice) = waiting.pop() {
        sent += 1;
        assert!(sent < 100, "it goes on for ever");
        let words = format!("I am away.\n\n{}", notice.text());
        world.take(&Written::reply(BOB, &notice, &words).unquoted());
        waiting.extend(world.mails_to(BOB));
    }
    assert!((5..=12).contains(&sent), "{sent}");
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn a_mail_of_an_agent_that_wants_no_automatic_answer_is_held_back_in_silence() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    let words = format!("I am away.\n\n{}", opened.text());
    let reply = Written::reply(BOB, &opened, &words).unquoted();
    world.take(&reply.header("X-Auto-Response-Suppress: All"));
    assert!(world.all_mails().is_empty());
}

#[test]
fn a_bounce_of_our_mail_is_told_to_who_has_the_ticket() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    world.all_mails();
    assert!(
        acknowledgement.envelope_from.starts_with("support+b"),
        "{}",
        acknowledgement.envelope_from
    );
    let taken = world.take_bytes(&bounce(
        &acknowledgement,
        &acknowledgement.envelope_from,
        ANN.address,
    ));
    assert_eq!(
        (taken.disposition, taken.ticket()),
        (Disposition::Bounce, 1000)
    );
    assert_eq!(world.history(1000)[1], "rule delivery-failed");
    let told = world.next_mail_to(BOB);
    assert!(
        told.says("ann@customer.example") && told.says("no such user"),
        "{}",
        told.text()
    );
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn without_subaddresses_a_bounce_is_known_by_the_returned_header() {
    let mut policy = cast::policy();
    policy.subaddress = String::new();
    let mut world = World::with(policy);
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let acknowledgement = world.next_mail_to(ANN);
    let taken = world.take_bytes(&bounce(&acknowledgement, cast::SUPPORT, ANN.address));
    assert_eq!(taken.ticket(), 1000);
}

#[test]
fn a_bounce_of_somebody_elses_mail_has_no_effect() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let mut foreign = world.next_mail_to(ANN);
    world.all_mails();
    foreign.mail.message_id = ticketd::domain::MessageId::new("spam.1@elsewhere.example");
    let taken = world.take_bytes(&bounce(&foreign, cast::SUPPORT, ANN.address));
    assert_eq!(taken.disposition, Disposition::Bounce);
    assert!(taken.is_on_no_ticket());
    assert!(world.all_mails().is_empty());
    assert_eq!(world.history(1000), ["requester opened"]);
}

#[test]
fn a_mail_that_the_relay_refuses_is_told_to_who_has_the_ticket() {
    let mut world = World::new();
    world.refused.insert(ANN.address.to_owned());
    world.mail(ANN, "The printer is dead", "It blinks red.");
    assert_eq!(world.history(1000)[1], "rule delivery-failed");
    assert_eq!(world.notices_to(BOB), ["ticket-opened", "delivery-failed"]);
}

#[test]
fn a_desk_whose_agents_cannot_be_reached_does_not_write_without_end() {
    let mut world = World::new();
    for agent in [BOB, ERIN] {
        world.refused.insert(agent.address.to_owned());
    }
    world.mail(ANN, "The printer is dead", "It blinks red.");
    world.wait(hours(1));
    assert_eq!(world.notices_to(ANN), ["acknowledgement"]);
}

#[test]
fn bounces_of_an_agents_notices_cause_no_further_notices_to_that_agent() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    world.reply(ANN, &opened, "And it smells.");
    let mut count = 0;
    let mut waiting = world.mails_to(BOB);
    while let Some(notice) = waiting.pop() {
        count += 1;
        assert!(count < 20, "every bounce causes a notice that bounces");
        world.take_bytes(&bounce(&notice, &notice.envelope_from, BOB.address));
        waiting.extend(world.mails_to(BOB));
    }
}

#[test]
fn a_bounce_from_where_an_agents_mail_is_forwarded_to_causes_none_either() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.take_bytes(&bounce(&opened, &opened.envelope_from, "bob@home.example"));
    assert_eq!(world.history(1000)[1], "rule delivery-failed");
    assert!(world.all_mails().is_empty());
}

#[test]
fn a_bounce_names_the_letter_that_did_not_arrive() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.reply(BOB, &opened, "Hello Ann, I am on my way.");
    let answer = world.notice_to(ANN, "answer");
    world.all_mails();
    world.take_bytes(&bounce(&answer, &answer.envelope_from, ANN.address));
    let told = world.notice_to(BOB, "delivery-failed");
    assert!(told.says("Mail: answer"), "{}", told.text());
    let id = answer.mail.message_id.as_ref().unwrap();
    let rows = world.letters_of(1000);
    let row = rows.iter().find(|row| row.message_id == *id).unwrap();
    assert_eq!(row.state.word(), "failed");
    world.take_bytes(&bounce(
        &answer,
        &answer.envelope_from,
        "Ann <ann@customer.example>",
    ));
    assert!(
        world.all_mails().is_empty(),
        "the second report of it says nothing new"
    );
}

#[test]
fn without_subaddresses_a_forwarded_agents_bounce_ends_there_too() {
    let mut policy = cast::policy();
    policy.subaddress = String::new();
    let mut world = World::with(policy);
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    let taken = world.take_bytes(&bounce(&opened, cast::SUPPORT, "bob@home.example"));
    assert_eq!(taken.ticket(), 1000);
    assert!(
        world.all_mails().is_empty(),
        "nobody is told: that mail would come back, too"
    );
}

#[test]
fn a_stranger_cannot_make_the_desk_write_to_a_third() {
    let mut world = World::new();
    let mail = Written::new(MALLORY, "Hi", "You")
        .unproven()
        .header("Reply-To: ann@customer.example");
    world.take(&mail.cc("dave@customer.example"));
    assert!(world.mails_to(ANN).is_empty() && world.mails_to(DAVE).is_empty());
    assert_eq!(
        world.notices_to(MALLORY),
        ["acknowledgement-plain"],
        "the answer goes to From and nowhere else"
    );
}

#[test]
fn a_letter_that_does_not_get_through_is_told_once_after_hours_and_given_up_after_days() {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.full.insert(ANN.address.to_owned());
    world.reply(BOB, &opened, "I am on my way.");
    world.wait(hours(3));
    assert!(
        world.notices_to(BOB).is_empty(),
        "a greylist is nobody's business"
    );
    world.wait(hours(30));
    let told = world.notice_to(BOB, "delivery-delayed");
    assert!(told.says("452 4.2.2 mailbox full"), "{}", told.text());
    assert!(told.says("until Sat 7 Mar 2026, 11:00"), "{}", told.text());
    world.wait(days(5));
    assert_eq!(
        world.notices_to(BOB),
        ["delivery-failed"],
        "told once, and then the end"
    );
    let history = world.history(1000);
    let count = |word: &str| history.iter().filter(|line| line.ends_with(word)).count();
    assert_eq!(
        (count("delivery-delayed"), count("delivery-failed")),
        (1, 1)
    );
}

#[test]
fn a_mailbox_of_the_desk_that_is_full_writes_to_nobody() {
    let mut world = World::new();
    world.full.insert(BOB.address.to_owned());
    world.mail(ANN, "The printer is dead", "It blinks red.");
    world.wait(days(6));
    let history = world.history(1000);
    assert!(
        !history
            .iter()
            .any(|line| line.ends_with("delivery-delayed")),
        "{history:?}"
    );
}
