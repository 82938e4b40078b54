//! Tickets that belong together: parents and children, duplicates, merged and split ones, and who hears what of it.

use ticketd::domain::{LinkKind, Status};

use crate::cast::{ANN, BOB, DAVE, MALLORY, Person};
use crate::world::{Posted, World};

/// A desk with Ann's ticket 1000 and Dave's ticket 1001, and what each of them and Bob got.
pub(super) struct Two {
    pub world: World,
    pub anns: Posted,
    pub daves: Posted,
    pub of_ann: Posted,
    pub of_dave: Posted,
}

pub(super) fn two_tickets() -> Two {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red, says Ann.");
    let (anns, of_ann) = (world.next_mail_to(ANN), world.next_mail_to(BOB));
    world.all_mails();
    world.mail(DAVE, "Printing fails", "Nothing comes out, says Dave.");
    let (daves, of_dave) = (world.next_mail_to(DAVE), world.next_mail_to(BOB));
    world.all_mails();
    Two {
        world,
        anns,
        daves,
        of_ann,
        of_dave,
    }
}

/// What a mail must not hold of another requester's.
#[track_caller]
pub(super) fn tells_nothing_of(posted: &Posted, who: Person, words: &str, number: &str) {
    let whole = posted.whole();
    for secret in [who.address, who.name, words, number] {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
}

pub(super) fn links(world: &mut World, number: u32) -> Vec<(LinkKind, u32)> {
    let links = world.ticket(number).links;
    links.iter().map(|link| (link.kind, link.id.0)).collect()
}

#[track_caller]
pub(super) fn refused(world: &mut World, notice: &Posted, order: &str, says: &str) {
    world.reply(BOB, notice, order);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(transcript.mail.subject.contains("not done"), "{order}");
    assert!(transcript.says(says), "{order}: {}", transcript.text());
    world.all_mails();
}

#[test]
fn two_tickets_mention_each_other_until_they_are_untied() {
    let Two {
        mut world, of_ann, ..
    } = two_tickets();
    world.reply(BOB, &of_ann, "#link 1001");
    assert_eq!(links(&mut world, 1000), [(LinkKind::Related, 1001)]);
    assert_eq!(links(&mut world, 1001), [(LinkKind::Related, 1000)]);
    assert!(world.notice_to(BOB, "transcript").says("tied to ACME-1001"));
    world.reply(BOB, &of_ann, "#link ACME-1001");
    assert!(world.notice_to(BOB, "transcript").says("already"));
    world.mail(BOB, "x", "#show 1001");
    assert!(world.notice_to(BOB, "show").says("is related to ACME-1000"));
    world.reply(BOB, &of_ann, "#link -1001");
    assert!(links(&mut world, 1000).is_empty() && links(&mut world, 1001).is_empty());
    assert!(world.mails_to(ANN).is_empty() && world.mails_to(DAVE).is_empty());
}

#[test]
fn what_is_tied_has_to_exist_and_to_be_another() {
    let Two {
        mut world, of_ann, ..
    } = two_tickets();
    for order in ["#link", "#parent", "#merge", "#dup"] {
        let told = [
            (
                " 4711",
                "there is no ticket ACME-4711. #list open shows the open tickets.",
            ),
            (" 1000", "ACME-1000 is this ticket. Name the other one"),
            (
                " nonsense",
                "\"nonsense\" is not a ticket number. Write it as 1000",
            ),
            ("", "a ticket number is missing"),
        ];
        for (number, says) in told {
            refused(&mut world, &of_ann, &format!("{order}{number}"), says);
        }
    }
    assert!(links(&mut world, 1000).is_empty());
    assert_eq!(world.status(1000), Status::New);
}

#[test]
fn one_wrong_line_ties_nothing() {
    let Two {
        mut world, of_ann, ..
    } = two_tickets();
    let orders = "#link 1001\n#parent 1001\n#priority hgih";
    refused(&mut world, &of_ann, orders, "Nothing was done");
    assert!(links(&mut world, 1000).is_empty() && links(&mut world, 1001).is_empty());
}

#[test]
fn a_parent_is_solved_with_its_children_and_each_hears_it_once_in_the_own_thread() {
    let Two {
        mut world,
        daves,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#parent 1000");
    assert_eq!(links(&mut world, 1001), [(LinkKind::Parent, 1000)]);
    assert_eq!(links(&mut world, 1000), [(LinkKind::Child, 1001)]);
    assert!(world.mails_to(DAVE).is_empty());
    world.all_mails();
    world.reply(BOB, &of_ann, "#resolve The print server was restarted.");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("resolved with its child"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1001), Status::Resolved);
    let told = world.next_mail_to(DAVE);
    assert_eq!(told.notice, "resolved");
    assert!(told.says("The print server was restarted."));
    assert!(told.mail.subject.contains("[ACME-1001]"));
    assert!(
        told.mail
            .references
            .contains(daves.mail.message_id.as_ref().unwrap())
            || told.mail.in_reply_to == daves.mail.in_reply_to
    );
    tells_nothing_of(&told, ANN, "It blinks red", "1000");
    let told = world.next_mail_to(ANN);
    tells_nothing_of(&told, DAVE, "Nothing comes out", "1001");
    assert!(world.mails_to(DAVE).is_empty() && world.mails_to(ANN).is_empty());
    // Each for itself: Ann is content, Dave is not.
    world.reply(ANN, &told, "yes");
    assert_eq!(
        (world.status(1000), world.status(1001)),
        (Status::Closed, Status::Resolved)
    );
}

#[test]
fn closing_a_parent_solves_the_children_too_and_without_a_solution_leaves_them() {
    for (order, after, says) in [
        (
            "#close The print server was restarted.",
            Status::Resolved,
            "its open children, 1, are resolved with it",
        ),
        (
            "#close code=invalid",
            Status::New,
            "stay open, and are not told",
        ),
    ] {
        let Two {
            mut world,
            of_ann,
            of_dave,
            ..
        } = two_tickets();
        world.reply(BOB, &of_dave, "#parent 1000");
        world.all_mails();
        world.reply(BOB, &of_ann, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.says(says), "{}", transcript.text());
        let child = world.status(1001);
        assert!(
            child == after || (after == Status::New && child == Status::Open),
            "{child}"
        );
        assert_eq!(
            world.mails_to(DAVE).len(),
            usize::from(after == Status::Resolved)
        );
    }
}

#[test]
fn a_parent_that_its_own_requester_ends_leaves_the_children_alone() {
    let Two {
        mut world,
        anns,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#parent 1000");
    world.all_mails();
    world.reply(ANN, &anns, "#close");
    assert_eq!(world.status(1000), Status::Closed);
    assert!(world.status(1001).is_open());
    assert!(world.mails_to(DAVE).is_empty());
}

#[test]
fn families_have_one_level_and_no_circles() {
    let Two {
        mut world,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.mail(MALLORY, "Scanner", "Grey pages only.");
    let of_third = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &of_dave, "#parent 1000");
    world.all_mails();
    let circle = "ACME-1001 is a child of this ticket. Order #parent none on ACME-1001 first.";
    refused(&mut world, &of_ann, "#parent 1001", circle);
    let below = "ACME-1001 is itself a child of ACME-1000. Name ACME-1000 instead.";
    refused(&mut world, &of_third, "#parent 1001", below);
    let merged =
        "this ticket is the parent of another one. Order #merge ACME-1000 on ACME-1001 instead.";
    refused(&mut world, &of_ann, "#merge 1001", merged);
    refused(
        &mut world,
        &of_ann,
        "#dup 1001",
        "Order #dup ACME-1000 on ACME-1001 instead.",
    );
    world.reply(BOB, &of_dave, "#parent 1002");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("ACME-1000 -> ACME-1002")
    );
    assert!(
        links(&mut world, 1000).is_empty(),
        "it is nobody's parent any more"
    );
    world.reply(BOB, &of_dave, "#parent none");
    assert!(links(&mut world, 1001).is_empty() && links(&mut world, 1002).is_empty());
    world.all_mails();
    world.reply(BOB, &of_ann, "#close code=invalid");
    world.all_mails();
    let ended =
        "ACME-1000 is closed. Reopen it first, by #reopen in reply to a notice of ACME-1000.";
    refused(&mut world, &of_dave, "#parent 1000", ended);
}

#[test]
fn a_broadcast_reaches_each_requester_alone() {
    let Two {
        mut world,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    refused(
        &mut world,
        &of_ann,
        "#broadcast Soon.",
        "this ticket has no open children",
    );
    world.reply(BOB, &of_dave, "#parent 1000");
    world.all_mails();
    let orders = "#broadcast\nThe print server is down. We expect it back by noon.";
    world.reply(BOB, &of_ann, orders);
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("told on 2 tickets"),
        "{}",
        transcript.text()
    );
    for (who, number, other, words) in [
        (ANN, "ACME-1000", DAVE, "Nothing comes out"),
        (DAVE, "ACME-1001", ANN, "It blinks red"),
    ] {
        let told = world.next_mail_to(who);
        assert_eq!(told.notice, "status-update");
        assert!(told.says("We expect it back by noon.") && told.mail.subject.contains(number));
        let others_number = if number == "ACME-1000" {
            "ACME-1001"
        } else {
            "ACME-1000"
        };
        tells_nothing_of(&told, other, words, others_number);
        assert!(world.mails_to(who).is_empty(), "one mail each");
    }
    let child = world.ticket(1001);
    assert!(!child.owes_answer, "a person has spoken to Dave");
}

#[test]
fn a_duplicate_is_told_twice_now_and_when_the_other_is_solved() {
    let Two {
        mut world,
        of_ann,
        of_dave,
        ..
    } = two_tickets();
    world.reply(BOB, &of_dave, "#dup 1000");
    assert_eq!(world.status(1001), Status::Closed);
    let closed = world.next_mail_to(DAVE);
    assert_eq!(closed.notice, "closed");
    assert!(
        closed.says("As soon as that is solved, we tell you here how."),
        "{}",
        closed.text()
    );
    tells_nothing_of(&closed, ANN, "It blinks red", "1000");
    world.all_mails();
    world.reply(BOB, &of_ann, "#resolve The fuser was replaced.");
    let solved = world.next_mail_to(DAVE);
    assert_eq!(solved.notice, "original-solved");
    assert!(solved.says("The fuser was replaced.") && solved.mail.subject.contains("[ACME-1001]"));
    tells_nothing_of(&solved, ANN, "It blinks red", "1000");
    world.all_mails();
    world.reply(BOB, &of_ann, "#close");
    assert!(
        world.mails_to(DAVE).is_empty(),
        "told once how it was solved"
    );
    // What is solved already is told at once.
    world.mail(MALLORY, "Printer", "The printer is dead here, too.");
    let of_third = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    refused(
        &mut world,
        &of_third,
        "#dup 1001",
        "ACME-1001 is itself a duplicate of ACME-1000",
    );
    world.reply(BOB, &of_third, "#dup 1000");
    let closed = world.next_mail_to(MALLORY);
    assert!(closed.says("The fuser was replaced.") && !closed.says("As soon as"));
}
