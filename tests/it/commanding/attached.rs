//! Files that agents send along, wanted or not.

use crate::cast::{ANN, BOB};
use crate::world::{Posted, Written};

use super::one_ticket;

/// A mail as a mail program attaches it.
fn original(of: &Posted) -> String {
    String::from_utf8(of.bytes.clone())
        .unwrap()
        .replace("\r\n", "\n")
}

#[test]
fn a_notice_that_is_attached_and_not_quoted_goes_to_nobody() {
    let (mut world, _, opened) = one_ticket();
    let reply = Written::reply(BOB, &opened, "Hello Ann, I am on my way.").unquoted();
    world.take(&reply.clone().file("original.eml", &original(&opened)));
    assert!(world.mails_to(ANN).is_empty());
    let told = world.notice_to(BOB, "transcript");
    assert!(told.says("original.eml"), "{}", told.text());
    assert_eq!(world.messages(1000)[1], "note: Hello Ann, I am on my way.");
    world.take(
        &reply
            .text("#reply\nHello Ann.")
            .file("saved.txt", opened.text()),
    );
    assert!(world.mails_to(ANN).is_empty(), "and as a text file neither");
    assert_eq!(world.notices_to(BOB), ["transcript"]);
}

#[test]
fn a_notice_within_a_mail_that_is_attached_goes_to_nobody_either() {
    let (mut world, _, opened) = one_ticket();
    let inner = Written::new(ANN, "Fwd: look", "Look.").file("n.eml", &original(&opened));
    let bytes = inner.bytes("5@customer.example", "Mon, 2 Mar 2026 11:00:00 +0000");
    let outer = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    let outer = outer.replace("--cut", "--inner").replace("=cut", "=inner");
    let reply = Written::reply(BOB, &opened, "Hello Ann.").unquoted();
    world.take(&reply.file("look.eml", &outer));
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn what_a_mail_program_attaches_does_not_stop_orders_that_send_no_files() {
    let (mut world, _, opened) = one_ticket();
    let reply = Written::reply(BOB, &opened, "#resolve\nReplaced the fuser.").unquoted();
    world.take(&reply.file("original.eml", &original(&opened)));
    assert_eq!(world.notices_to(ANN), ["resolved"]);
}

#[test]
fn a_mail_of_somebody_else_may_be_sent_along() {
    let (mut world, _, opened) = one_ticket();
    let file = "From: maker@printers.example\nSubject: Fuser\n\nTurn it.\n";
    world.take(&Written::reply(BOB, &opened, "See the file.").file("maker.eml", file));
    let answer = world.notice_to(ANN, "answer");
    assert_eq!(answer.mail.attachments.len(), 1);
}

#[test]
fn a_requesters_name_does_not_make_a_notice_look_like_a_signature() {
    use crate::cast::Person;
    let ann = Person {
        name: "Ann (unsubscribe)",
        ..ANN
    };
    let mut world = crate::world::World::new();
    world.mail(ann, "The printer is dead", "It blinks red.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    let whole = format!("Hello Ann.\n\n{}", opened.text());
    world.take(&Written::reply(BOB, &opened, &whole).unquoted());
    assert!(world.mails_to(ann).is_empty());
}

#[test]
fn a_text_that_was_cut_before_the_end_of_a_notice_is_not_sent_on() {
    let (mut world, _, opened) = one_ticket();
    let long = "The log says nothing of use here.\n".repeat(9_000);
    let whole = format!("Hello Ann.\n{long}\n{}", opened.text());
    world.take(&Written::reply(BOB, &opened, &whole).unquoted());
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.notices_to(BOB), ["transcript"]);
}
