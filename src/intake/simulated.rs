//! The mailbox of a simulation (`tests/campaign`): it answers at once what the simulation wants it to answer.
//!
//! Only with the feature `fault-points`. Nothing is decided here either.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::IntakeError;
use crate::engine::source::{Listed, Listing, Locator, RawMail, Settling};

/// What a simulated mailbox does; each means what it means at [`super::Mailbox`].
pub trait Server: Debug + Send {
    /// The name of the `[[mailbox]]`.
    fn name(&self) -> &str;
    /// Makes it ready.
    fn open(&mut self) -> Result<(), IntakeError>;
    /// What lies in it.
    fn list(&mut self) -> Result<Listing, IntakeError>;
    /// One mail.
    fn fetch(&mut self, mail: &Listed) -> Result<Option<RawMail>, IntakeError>;
    /// Moves mails.
    fn settle(&mut self, mails: &[(Locator, Settling)]) -> Result<(), IntakeError>;
    /// Is told when something arrived.
    fn arrived(&self) -> Arc<Notify>;
    /// Takes leave.
    fn close(&mut self);
}

/// Sleeps until something arrived, or `at_most` has passed.
pub async fn wait(arrived: Arc<Notify>, at_most: Duration) -> Result<(), IntakeError> {
    tokio::select! {
        () = tokio::time::sleep(at_most) => {}
        () = arrived.notified() => {}
    }
    Ok(())
}
