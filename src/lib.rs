//! ticketd
pub mod domain;
pub mod engine;
pub mod mail;
pub mod net;
