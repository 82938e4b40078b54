//! ticketd
pub mod calendar;
pub mod cli;
pub mod commands;
pub mod config;
pub mod daemon;
pub mod delivery;
pub mod domain;
pub mod engine;
pub mod identity;
pub mod intake;
pub mod mail;
pub mod net;
pub mod notices;
pub mod reports;
pub mod rules;
pub mod store;
