//! Floor 3. Who wrote this, and how sure are we.
//!
//! `From` is a claim. Two things turn it into something to act on: a verdict of our own mail server about the
//! domain ([`auth_results`]), and a token that we sent to that very address ([`token`]). [`level`] says what the two
//! are worth together; what a level may do is decided in `engine`, in one place.

pub mod auth_results;
pub mod level;
pub mod token;

pub use auth_results::Trust;
pub use level::{Level, Require};
pub use token::{Claim, Keyring, Purpose};
