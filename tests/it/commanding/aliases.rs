//! Commands under the names that a desk has given them in its own language.

use ticketd::domain::Status;

use crate::cast::{self, ANN, BOB};
use crate::world::World;

fn german() -> World {
    let mut policy = cast::policy();
    for (name, command) in [
        ("schließen", "close"),
        ("übernehmen", "take"),
        ("notiz", "note"),
    ] {
        policy.aliases.add(name, command).unwrap();
    }
    World::with(policy)
}

#[test]
fn a_command_is_given_under_the_desks_own_name_for_it() {
    let mut world = german();
    world.mail(ANN, "Drucker", "Er blinkt.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(
        BOB,
        &opened,
        "#Übernehmen\n#SCHLIESSEN Die Trommel war leer.",
    );
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("there is no command #schliessen. Did you mean #schließen?"),
        "{}",
        transcript.text()
    );
    assert_eq!(world.status(1000), Status::New);
    world.reply(
        BOB,
        &opened,
        "#Übernehmen\n#schließen Die Trommel war leer.",
    );
    let transcript = world.notice_to(BOB, "transcript");
    assert!(
        transcript.says("#schließen Die Trommel war leer."),
        "as it was written"
    );
    assert_eq!(world.status(1000), Status::Closed);
    let closed = world.notice_to(ANN, "closed");
    assert!(closed.says("Die Trommel war leer.") && !closed.says("#schlie"));
    assert_eq!(
        world.ticket(1000).assignee.map(|name| name.0),
        Some("bob".to_owned())
    );
}

#[test]
fn an_alias_is_an_order_of_the_same_weight() {
    let mut world = german();
    world.mail(ANN, "Drucker", "Er blinkt.");
    let opened = world.notice_to(BOB, "ticket-opened");
    world.all_mails();
    world.reply(BOB, &opened, "#notiz\n\nSie hat angerufen.");
    assert!(world.mails_to(ANN).is_empty(), "a note stays inside");
    world.all_mails();
    world.reply(BOB, &opened, "#schließen Eins.\n#close Zwei.");
    assert!(
        world
            .notice_to(BOB, "transcript")
            .says("#close stands here twice")
    );
    world.reply(BOB, &opened, "#help");
    assert!(
        world
            .notice_to(BOB, "help")
            .says("Also: #mine, #übernehmen.")
    );
    // What a requester may not give is text of theirs under any name.
    let mut world = german();
    world.mail(ANN, "Drucker", "#übernehmen\n#schließen\nEr blinkt.");
    assert_eq!(world.status(1000), Status::New);
}
