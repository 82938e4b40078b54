//! Mail that nobody should have to read: spam, blocked senders, and requesters who abuse the people of the desk.

use ticketd::domain::Status;
use ticketd::engine::Ignored;

use crate::cast::{ANN, BOB, ERIN, MALLORY};
use crate::world::{Posted, World, hours};

/// A desk with a mail of Mallory's, and what Bob and Erin got of it.
fn of_mallory(words: &str) -> (World, Posted, Posted) {
    let mut world = World::new();
    world.mail(MALLORY, "Cheap watches", words);
    let (of_bob, of_erin) = (
        world.notice_to(BOB, "ticket-opened"),
        world.notice_to(ERIN, "ticket-opened"),
    );
    world.all_mails();
    (world, of_bob, of_erin)
}

#[test]
fn what_is_said_about_somebody_does_not_go_to_them() {
    for order in ["#spam", "#abuse", "#abuse He is rude."] {
        let (mut world, of_bob, _) = of_mallory("Buy now, or else.");
        world.reply(
            BOB,
            &of_bob,
            &format!("{order}\n\nLooks like the one of Friday."),
        );
        assert!(world.mails_to(MALLORY).is_empty(), "{order}");
        let said = world.messages(1000).join("\n") + &world.history(1000).join("\n");
        let is_report = order == "#abuse";
        assert!(
            is_report || said.contains("note: Looks like the one of Friday."),
            "{order}: it is kept: {said}"
        );
        if order.starts_with("#abuse") {
            let told = world.notice_to(ERIN, "abuse-reported");
            let says = if is_report {
                "the one of Friday"
            } else {
                "He is rude"
            };
            assert!(told.says(says), "{}", told.text());
        }
    }
}

#[test]
fn what_is_to_be_sent_is_sent_all_the_same() {
    let (mut world, of_bob, _) = of_mallory("I will find you.");
    world.reply(BOB, &of_bob, "#abuse\n#reply Please keep to the matter.");
    let answer = world.notice_to(MALLORY, "answer");
    assert!(
        answer.says("Please keep to the matter."),
        "{}",
        answer.text()
    );
}

#[test]
fn spam_is_put_away_without_a_word_and_taken_up_again_the_same_way() {
    let (mut world, of_bob, _) = of_mallory("Buy now.");
    world.reply(BOB, &of_bob, "#spam");
    assert_eq!(world.status(1000), Status::Spam);
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("nobody outside is told")
    );
    assert!(world.mails_to(MALLORY).is_empty());
    world.all_mails();
    world.wait(hours(72));
    assert!(world.all_mails().is_empty(), "no clock runs");
    for (order, says) in [
        ("#reopen", "#notspam takes it up again"),
        ("#status open", "#notspam takes it up again"),
        ("#resolve Done.", "#notspam takes it up again"),
        ("#spam", "the ticket is spam already"),
    ] {
        world.reply(BOB, &of_bob, order);
        let transcript = world.notice_to(BOB, "transcript");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
    }
    world.reply(BOB, &of_bob, "#notspam");
    let ticket = world.ticket(1000);
    assert_eq!(ticket.status, Status::Open);
    assert!(
        ticket.clocks.first_answer_due > Some(world.now),
        "owed anew"
    );
    assert!(world.mails_to(MALLORY).is_empty());
    world.all_mails();
    world.reply(BOB, &of_bob, "#notspam");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("the ticket is open, and not spam"),
        "{}",
        transcript.text()
    );
}

#[test]
fn what_is_solved_is_no_spam() {
    let (mut world, of_bob, _) = of_mallory("Buy now.");
    world.reply(BOB, &of_bob, "#close code=invalid quiet");
    world.all_mails();
    world.reply(BOB, &of_bob, "#spam");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("a ticket that is closed cannot become spam"),
        "{}",
        transcript.text()
    );
}

#[test]
fn a_leader_blocks_a_sender_whose_mail_is_kept_and_has_no_effect() {
    let (mut world, of_bob, of_erin) = of_mallory("Buy now.");
    world.reply(BOB, &of_bob, "#spam\n#block");
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("only leaders can do this. Ask erin."),
        "{}",
        transcript.text()
    );
    assert_eq!(
        world.status(1000),
        Status::New,
        "the block is refused whole"
    );
    world.reply(ERIN, &of_erin, "#spam\n#block");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(transcript.says("mail from mallory@elsewhere.example is ignored from now on"));
    world.all_mails();
    world.crash();
    let taken = world.mail(MALLORY, "Cheaper watches", "Buy now!");
    assert!(taken.is_ignored(Ignored::Blocked) && taken.is_on_no_ticket());
    assert!(
        taken.because.contains("blocked, by erin on ACME-1000"),
        "{}",
        taken.because
    );
    assert!(world.all_mails().is_empty());
    assert_eq!(world.mail(ANN, "Printer", "It blinks.").ticket(), 1001);
    world.all_mails();
    world.reply(ERIN, &of_erin, "#block list");
    let transcript = world.notice_to(ERIN, "transcript");
    let listed = "mallory@elsewhere.example (by erin on ACME-1000)";
    assert!(transcript.says(listed), "{}", transcript.text());
    world.reply(ERIN, &of_erin, "#unblock Mallory@ELSEWHERE.example");
    assert_eq!(
        world.mail(MALLORY, "Sorry", "A real problem.").ticket(),
        1002
    );
}

#[test]
fn neither_an_agent_nor_the_desk_is_blocked() {
    let (mut world, _, of_erin) = of_mallory("Buy now.");
    for (order, says) in [
        (
            "#block bob@desk.example",
            "bob@desk.example is an agent of this desk",
        ),
        ("#block support@desk.example", "is the desk itself"),
        ("#block nonsense", "\"nonsense\" is not an address"),
        (
            "#block a@b.example c@d.example",
            "only an address belongs here",
        ),
        (
            "#unblock ann@customer.example",
            "ann@customer.example is not blocked",
        ),
    ] {
        world.reply(ERIN, &of_erin, order);
        let transcript = world.notice_to(ERIN, "transcript");
        assert!(transcript.says(says), "{order}: {}", transcript.text());
    }
}

#[test]
fn abuse_goes_to_the_leader_and_only_people_write_to_the_requester_from_then_on() {
    let (mut world, of_bob, _) = of_mallory("I come to your office tonight.");
    world.reply(BOB, &of_bob, "#take\n#abuse The third threat this week.");
    let report = world.notice_to(ERIN, "abuse-reported");
    assert!(report.says("bob reports the conduct of the requester"));
    assert!(
        report.says("The third threat this week.") && report.says("I come to your office tonight.")
    );
    assert!(
        world.mails_to(MALLORY).is_empty(),
        "not even that it was assigned"
    );
    world.all_mails();
    world.reply(BOB, &of_bob, "#priority low\n#close code=invalid");
    assert!(
        world.mails_to(MALLORY).is_empty(),
        "{:?}",
        world.status(1000)
    );
    world.reply(BOB, &of_bob, "We do not go on with this.");
    assert_eq!(world.notices_to(MALLORY), ["answer"]);
    world.all_mails();
    world.reply(ERIN, &report, "#abuse none\n#reopen");
    assert_eq!(world.notices_to(MALLORY), ["reopened"]);
    world.all_mails();
    world.reply(ERIN, &report, "#abuse none");
    let transcript = world.notice_to(ERIN, "transcript");
    assert!(
        transcript.says("no abuse is reported on this ticket"),
        "{}",
        transcript.text()
    );
}
