//! Pictures within a text, as mail programs put them there for signatures.

use ticketd::domain::Status;
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, Person};
use crate::world::{Posted, World, days};

use super::one_ticket;

/// A reply in HTML, with the logo of a signature.
fn with_logo(from: Person, notice: &Posted, html: &str) -> Vec<u8> {
    let mail = &notice.mail;
    let back = mail.reply_to[0].address.as_ref().unwrap();
    let domain = from.domain();
    format!(
        "Authentication-Results: mx.desk.example; dmarc=pass header.from={domain}; dkim=pass header.d={domain}\nFrom: {} <{}>\nTo: {back}\nSubject: Re: {}\nMessage-ID: <{}@{domain}>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=cut\n\n--cut\nContent-Type: text/html; charset=utf-8\n\n<p>{html}</p><img src=\"cid:logo\">\n--cut\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Disposition: inline; filename=logo.png\n\nnot really a picture\n--cut--\n",
        from.name, from.address, mail.subject, html.len()
    )
    .replace('\n', "\r\n")
    .into_bytes()
}

#[test]
fn a_logo_beside_an_order_is_no_answer() {
    let (mut world, _, opened) = one_ticket();
    let taken = world.take_bytes(&with_logo(BOB, &opened, "#take"));
    assert_eq!(taken.disposition, Disposition::Command);
    assert!(!world.notices_to(ANN).contains(&"answer".to_owned()));
    assert!(world.ticket(1000).first_answer_at.is_none());
    assert_eq!(world.ticket(1000).assignee.unwrap().as_str(), "bob");
}

#[test]
fn a_logo_alone_is_no_answer_and_its_sender_hears_so() {
    let (mut world, _, opened) = one_ticket();
    world.take_bytes(&with_logo(BOB, &opened, ""));
    assert!(world.mails_to(ANN).is_empty());
    assert_eq!(world.notices_to(BOB), ["transcript"]);
}

#[test]
fn thanks_with_a_logo_open_nothing_on_a_ticket_that_ended_long_ago() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#close Switched it on.");
    world.wait(days(30));
    world.take_bytes(&with_logo(ANN, &acknowledgement, "Thank you!"));
    assert_eq!(world.ticket_count(), 1);
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn a_logo_beside_a_requesters_order_contradicts_nothing() {
    let (mut world, acknowledgement, opened): (World, _, _) = one_ticket();
    world.reply(BOB, &opened, "#resolve Switched it on.");
    world.take_bytes(&with_logo(
        ANN,
        &acknowledgement,
        "#cc +dave@customer.example",
    ));
    assert_eq!(world.status(1000), Status::Resolved);
}
