//! What the people of the desk are told of mails that nothing proves, and of requests that their requesters end.

use ticketd::domain::Status;
use ticketd::identity::Require;

use crate::cast::{self, ANN, BOB, ERIN};
use crate::world::{World, Written};

use super::one_ticket;

const NOT_ANN: &str = "Nothing shows that this mail is really from ann@customer.example";
const NOT_BOB: &str = "Nothing shows that this mail is really from bob@desk.example";

#[test]
fn an_agent_is_told_where_nothing_shows_who_wrote() {
    let mut world = World::new();
    world.take(&Written::new(ANN, "Printer", "It blinks.").unproven());
    let (acknowledgement, opened) = (world.next_mail_to(ANN), world.next_mail_to(BOB));
    assert!(opened.says(NOT_ANN), "{}", opened.text());
    world.all_mails();
    world.take(&Written::reply(ANN, &acknowledgement, "Write to x@evil.example.").unproven());
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(told.says(NOT_ANN), "{}", told.text());
    world.reply(BOB, &opened, "#show");
    let show = world.notice_to(BOB, "show");
    assert!(show.says(NOT_ANN), "{}", show.text());
    assert!(show.says("from an address that nothing proved"));
    world.reply(ANN, &acknowledgement, "This one is mine.");
    assert!(!world.notice_to(BOB, "ticket-replied").says(NOT_ANN));
}

#[test]
fn no_doubt_is_told_where_the_token_is_the_proof() {
    let mut policy = cast::policy();
    policy.require = Require::Token;
    let mut world = World::with(policy);
    world.mail(ANN, "Printer", "It blinks.");
    let acknowledgement = world.next_mail_to(ANN);
    world.all_mails();
    world.take(&Written::reply(ANN, &acknowledgement, "Still.").unproven());
    assert!(!world.notice_to(BOB, "ticket-replied").says("Nothing shows"));
}

#[test]
fn a_forged_note_looks_forged_in_the_history_and_is_told_to_a_colleague() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    let forged = Written::reply(
        ANN,
        &acknowledgement,
        "#close\n#note Send her the password.",
    );
    world.take(
        &Written {
            from: BOB,
            ..forged
        }
        .unproven(),
    );
    let told = world.notice_to(ERIN, "note-added");
    assert!(told.says(NOT_BOB), "{}", told.text());
    world.reply(BOB, &opened, "#show");
    let show = world.notice_to(BOB, "show");
    assert!(show.says(NOT_BOB), "{}", show.text());
    assert!(show.says("Not carried out: #close"), "{}", show.text());
    assert_eq!(world.status(1000), Status::Open);
}

#[test]
fn a_forger_does_not_silence_the_agent_in_whose_name_he_writes() {
    let (mut world, _, _) = one_ticket();
    world.take(&Written::new(BOB, "Hi", "#list open").unproven());
    assert_eq!(world.notices_to(BOB), ["transcript"]);
    world.take(&Written::tagged(BOB, 1000, "#take"));
    let told = world.notice_to(BOB, "transcript");
    assert!(told.says("did not carry the token"), "{}", told.text());
}

#[test]
fn what_a_requester_says_in_closing_is_kept_and_told() {
    let (mut world, acknowledgement, opened) = one_ticket();
    world.reply(BOB, &opened, "#take");
    world.all_mails();
    world.reply(ANN, &acknowledgement, "#close it works now, thanks");
    assert_eq!(world.status(1000), Status::Closed);
    assert_eq!(world.messages(1000)[1], "in: it works now, thanks");
    let told = world.notice_to(BOB, "ticket-replied");
    assert!(told.says("it works now, thanks"), "{}", told.text());
    assert!(told.says("confirms that it is solved: it is closed now"));
    let closed = world.next_mail_to(ANN);
    assert!(closed.says("You told us that all is well."));
    assert!(!closed.says("no longer needed"), "{}", closed.text());
}

#[test]
fn the_agent_hears_that_the_requester_closed_it() {
    for (words, said) in [
        ("#close", "closes the request"),
        ("#close I have bought another one.", "closes the request"),
    ] {
        let (mut world, acknowledgement, opened) = one_ticket();
        world.reply(BOB, &opened, "#take");
        world.all_mails();
        world.reply(ANN, &acknowledgement, words);
        let told = world.notice_to(BOB, "ticket-replied");
        assert!(told.says(said), "{}", told.text());
        assert!(world.next_mail_to(ANN).says("no longer needed"));
    }
}
