//! The relay of a simulation (`tests/campaign`): it does at once what the simulation wants it to do.
//!
//! Only with the feature `fault-points`. It keeps the promises of every courier: see [`super`].

use std::fmt::Debug;

use crate::engine::outgoing::{Letter, Outcome};
use crate::fault::{self, Point};

/// What a simulated relay does.
pub trait Relay: Debug + Send {
    /// Everything up to its invitation to send the content; else what the attempt came to.
    fn invite(&mut self, letter: &Letter) -> Result<(), Outcome>;
    /// The content, and what the attempt came to.
    fn content(&mut self, letter: &Letter) -> Outcome;
}

/// One attempt.
pub async fn deliver(
    relay: &mut dyn Relay,
    letter: &Letter,
    before_content: impl AsyncFnOnce() -> bool,
) -> Outcome {
    if let Err(outcome) = relay.invite(letter) {
        return outcome;
    }
    fault::point(Point::ContentInvited);
    if !before_content().await {
        let reply = "it could not be put on record that the mail is being sent".to_owned();
        return Outcome::Deferred {
            reply,
            is_relay_fault: false,
        };
    }
    let outcome = relay.content(letter);
    fault::point(Point::OutcomeReceived);
    outcome
}
