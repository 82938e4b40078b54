//! The one integration-test binary.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in what it calls too"
)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::format_collect,
    clippy::print_stdout,
    clippy::similar_names,
    reason = "figures and mails of tests are small, and some tests print a table"
)]

mod absence;
mod bad_input;
mod cast;
mod cli;
mod clocks;
mod commanding;
mod completeness;
mod contract;
mod corpora;
mod corpus;
mod crowd;
mod digest;
mod ending;
mod identity;
#[allow(dead_code, reason = "the fault campaign asks more of it")]
mod imap_server;
mod incidents;
mod kills;
mod knowledge;
mod languages;
mod ledger;
mod letters;
mod loops;
mod minutes;
mod outside;
mod patience;
mod priority;
mod probe;
mod profiles;
mod program;
mod quarantine;
mod quarter;
mod rating;
mod receiving;
mod recovery;
mod renumbered;
mod servers;
mod servers_work;
mod service;
mod service_mail;
mod sites;
mod stops;
mod story;
mod suggest;
mod talk;
mod terminal;
mod thanks;
mod threading;
mod tidy;
mod timing;
mod wording;
mod world;
