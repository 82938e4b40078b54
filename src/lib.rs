//! ticketd
pub mod calendar;
pub mod commands;
pub mod domain;
pub mod engine;
pub mod identity;
pub mod mail;
pub mod net;
