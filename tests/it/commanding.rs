//! What agents and requesters order, and what becomes of it.

mod aliases;
mod attached;
mod block;
mod doubted;
mod elsewhere;
mod handled;
mod merged;
mod options;
mod orders;
mod pictures;
mod record;
mod related;
mod requesters;
mod told;
mod undone;
mod unwanted;

use crate::cast::{ANN, BOB};
use crate::world::{Posted, World};

/// A desk with one ticket, Ann's acknowledgement, and Bob's notice of it.
fn one_ticket() -> (World, Posted, Posted) {
    let mut world = World::new();
    world.mail(ANN, "The printer is dead", "It blinks red.");
    let (acknowledgement, opened) = (world.next_mail_to(ANN), world.next_mail_to(BOB));
    world.all_mails();
    (world, acknowledgement, opened)
}
