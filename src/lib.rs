//! ticketd
pub mod calendar;
pub mod domain;
pub mod engine;
pub mod mail;
pub mod net;
pub mod rules;
