//! Whose ticket it is, and which tickets an order is for: requests put on record by agents, mails passed on, and orders
//! given on several tickets at once.

use ticketd::domain::{LinkKind, Priority, Status};
use ticketd::engine::Disposition;

use crate::cast::{ANN, BOB, CAROL, DAVE, MALLORY};
use crate::world::{Posted, World, Written};

use super::one_ticket;
use super::related::{tells_nothing_of, two_tickets};

const NEW: &str = "#new requester=dave@customer.example name=\"Dave Example\" channel=phone Scanner is out of focus";

#[test]
fn a_call_becomes_the_callers_ticket_and_they_are_told() {
    let (mut world, _, opened) = one_ticket();
    let words = format!("{NEW}\n#priority high\n#take\n\nHe says that it only gives grey pages.");
    world.reply(BOB, &opened, &words);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("ACME-1001 for dave@customer.example"),
        "{}",
        transcript.text()
    );
    assert!(transcript.mail.subject.contains("[ACME-1001] done"));
    let told = world.notice_to(DAVE, "logged");
    assert!(
        told.says("Dave Example") && told.says("grey pages"),
        "{}",
        told.text()
    );
    assert!(
        told.mail.subject.contains("[ACME-1001]")
            && told.says("bob has put your request on record")
    );
    tells_nothing_of(&told, ANN, "It blinks red", "1000");
    let ticket = world.ticket(1001);
    assert_eq!(ticket.requester.address.to_string(), DAVE.address);
    assert_eq!(ticket.priority, Priority::High);
    assert_eq!(ticket.assignee.map(|name| name.0), Some("bob".to_owned()));
    assert_eq!(
        world.history(1000),
        ["requester opened"],
        "the ticket it was ordered on is untouched"
    );
    assert_eq!(
        world.messages(1001),
        ["in: He says that it only gives grey pages."]
    );
    // What Dave answers arrives there.
    assert_eq!(world.reply(DAVE, &told, "It is room 12.").ticket(), 1001);
    assert!(world.notices_to(BOB).contains(&"ticket-replied".to_owned()));
}

#[test]
fn a_call_is_put_on_record_by_a_mail_of_its_own_only_in_answer_to_the_desk() {
    let mut world = World::new();
    let taken = world.mail(BOB, "phone", NEW);
    assert_eq!(taken.disposition, Disposition::Command);
    assert!(
        world.mails_to(DAVE).is_empty(),
        "a bare mail in Bob's name writes to nobody"
    );
    let refusal = world.notice_to(BOB, "transcript");
    assert!(
        refusal.says("send it again as a reply to this mail"),
        "{}",
        refusal.text()
    );
    assert_eq!(world.ticket_count(), 0);
    let mut forged = Written::reply(MALLORY, &refusal, NEW);
    forged.from = BOB;
    let forged = forged.unproven();
    world.take(&forged);
    assert_eq!(world.ticket_count(), 0, "the token alone is not enough");
    world.reply(BOB, &refusal, NEW);
    assert_eq!(
        world.ticket(1000).requester.address.to_string(),
        DAVE.address
    );
    assert_eq!(world.notices_to(DAVE), ["logged"]);
}

#[test]
fn what_cannot_be_ordered_on_the_new_ticket_opens_none() {
    let (mut world, _, opened) = one_ticket();
    for (order, says) in [
        (
            format!("{NEW}\n#priority hgih"),
            "\"hgih\" is not a priority",
        ),
        ("#new Scanner".to_owned(), "whose request it is is missing"),
        (
            "#new requester=dave Scanner".to_owned(),
            "\"dave\" is not an address",
        ),
        (
            "#new requester=support@desk.example Scanner".to_owned(),
            "is the desk itself",
        ),
        (
            "#new requester=dave@customer.example".to_owned(),
            "a subject is missing",
        ),
        (
            "#new requester=dave@customer.example channel=pigeon Scanner".to_owned(),
            "\"pigeon\" is not a way of contact",
        ),
        (
            "#take\n#new requester=dave@customer.example Scanner".to_owned(),
            "#new counts as the first line only",
        ),
        (
            "#fwd".to_owned(),
            "no mail with its author's address is passed on with it",
        ),
        ("#on 1000".to_owned(), "no order stands below it"),
        ("#on x\n#take".to_owned(), "\"x\" is not a ticket number"),
    ] {
        world.reply(BOB, &opened, &order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.mail.subject.contains("not done"), "{order}");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
        assert!(world.mails_to(DAVE).is_empty());
        world.all_mails();
    }
    assert_eq!(world.ticket_count(), 1);
    assert_eq!(world.history(1000), ["requester opened"]);
}

#[test]
fn a_mail_that_an_agent_passes_on_is_its_authors_ticket() {
    let (mut world, _, opened) = one_ticket();
    let words = "#fwd\n#priority high\n\n---------- Forwarded message ---------\nFrom: Dave Example <dave@customer.example>\nDate: Mon, 2 Mar 2026 09:00:00 +0000\nSubject: Re: Scanner\nTo: Bob <bob@desk.example>\n\nIt only gives grey pages.\n";
    world.take(&Written::reply(BOB, &opened, words).unquoted());
    let ticket = world.ticket(1001);
    assert_eq!(ticket.requester.address.to_string(), DAVE.address);
    assert_eq!(
        (ticket.subject.as_str(), ticket.priority),
        ("Scanner", Priority::High)
    );
    assert_eq!(world.messages(1001), ["in: It only gives grey pages."]);
    let told = world.notice_to(DAVE, "logged");
    assert!(told.says("bob has put your request on record") && told.says("grey pages"));
    world.all_mails();
    let of_carol = words.replace("dave@customer.example", "carol@desk.example");
    world.take(&Written::reply(BOB, &opened, &of_carol).unquoted());
    let refused = world.notice_to(BOB, "transcript");
    assert!(refused.says("belongs to the desk"), "{}", refused.text());
    assert!(world.mails_to(CAROL).is_empty());
}

#[test]
fn a_ticket_that_is_made_somebody_elses_is_told_to_them_and_to_nobody_else() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#requester dave@customer.example Dave");
    let transcript = world.notice_to(BOB, "transcript");
    let said = "ann@customer.example -> dave@customer.example";
    assert!(transcript.says(said), "{}", transcript.text());
    let told = world.notice_to(DAVE, "requester-named");
    assert!(told.says("in your name") && told.says("You will have an answer by"));
    tells_nothing_of(&told, ANN, "It blinks red", "1001");
    assert!(world.mails_to(ANN).is_empty());
    world.reply(BOB, &opened, "We look at it.");
    assert_eq!(world.notices_to(DAVE), ["answer"]);
    assert!(world.mails_to(ANN).is_empty());
    // Ann's token joins her words, and moves nothing any more.
    world.reply(BOB, &opened, "#resolve Done.");
    world.all_mails();
    let taken = world.reply(ANN, &acknowledgement, "yes");
    assert_eq!(taken.ticket(), 1000);
    assert!(taken.because.contains("third person"), "{}", taken.because);
    assert_eq!(world.status(1000), Status::Resolved);
    assert!(world.mails_to(ANN).is_empty() && world.mails_to(DAVE).is_empty());
    let resolved = world.known(1000);
    assert_eq!(resolved.ticket.requester.name.as_str(), "Dave");
    world.reply(DAVE, &told, "yes");
    assert_eq!(world.status(1000), Status::Closed);
}

#[test]
fn the_former_requester_takes_part_where_they_are_added() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(
        BOB,
        &opened,
        "#requester dave@customer.example\n#cc +ann@customer.example",
    );
    assert_eq!(world.notices_to(ANN), ["participant-added"]);
    world.all_mails();
    let taken = world.reply(ANN, &acknowledgement, "It is on floor 2.");
    assert!(!taken.because.contains("third person"), "{}", taken.because);
    world.reply(BOB, &opened, "#requester ann@customer.example");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.requester.address.to_string(), ANN.address);
    assert!(ticket.participants.is_empty(), "nobody is both");
    for (order, says) in [
        ("#requester", "an address is missing"),
        ("#requester support@desk.example", "is the desk itself"),
        (
            "#requester ann@customer.example",
            "is the requester already",
        ),
    ] {
        world.all_mails();
        world.reply(BOB, &opened, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
    }
}

#[test]
fn orders_on_several_tickets_are_carried_out_on_each_for_itself() {
    let mut two = two_tickets();
    let (world, of_ann) = (&mut two.world, &two.of_ann);
    world.reply(BOB, of_ann, "#close code=invalid quiet");
    world.all_mails();
    world.reply(
        BOB,
        of_ann,
        "#on 1000,ACME-1001 4711\n#priority high\n#resolve\n\nThe server was restarted.",
    );
    let told = world.notice_to(BOB, "transcript-of-several");
    assert!(
        told.mail.subject.contains("done on 1 of 3 tickets"),
        "{}",
        told.mail.subject
    );
    assert!(
        told.says("ACME-1000: not done") && told.says("ACME-1001: done"),
        "{}",
        told.text()
    );
    assert!(told.says("ACME-4711: not done") && told.says("There is no such ticket."));
    assert_eq!(
        (world.status(1000), world.status(1001)),
        (Status::Closed, Status::Resolved)
    );
    assert_eq!(
        world.ticket(1000).priority,
        Priority::Medium,
        "all of it or nothing"
    );
    let dave = world.mails_to(DAVE);
    assert!(dave.iter().all(|mail| !mail.whole().contains(ANN.address)));
    assert!(
        dave.iter()
            .any(|mail| mail.says("The server was restarted."))
    );
    assert!(world.mails_to(ANN).is_empty());
}

#[test]
fn text_beside_orders_on_several_tickets_has_to_belong_to_one_of_them() {
    let mut two = two_tickets();
    let (world, of_ann) = (&mut two.world, &two.of_ann);
    world.reply(BOB, of_ann, "#on 1000 1001\n#tag +server\n\nWe are on it.");
    let told = world.notice_to(BOB, "transcript-of-several");
    assert!(
        told.mail.subject.contains("done on 0 of 2"),
        "{}",
        told.text()
    );
    assert!(told.says("write #note or #reply above it"));
    assert!(world.ticket(1001).tags.is_empty() && world.mails_to(DAVE).is_empty());
    world.all_mails();
    world.reply(
        BOB,
        of_ann,
        "#on 1000 1001\n#tag +server\n#reply\n\nWe are on it.",
    );
    for who in [ANN, DAVE] {
        let mails: Vec<Posted> = world.mails_to(who);
        assert_eq!(mails.len(), 1);
        assert!(mails[0].notice == "answer" && mails[0].says("We are on it."));
        let other = if who == ANN { DAVE } else { ANN };
        assert!(!mails[0].whole().contains(other.address));
    }
    assert!(world.ticket(1001).tags.contains("server"));
    world.all_mails();
    world.reply(BOB, of_ann, "#on 1001\n#link 1000");
    let ties: Vec<LinkKind> = world
        .ticket(1000)
        .links
        .iter()
        .map(|link| link.kind)
        .collect();
    assert_eq!(ties, [LinkKind::Related]);
}
