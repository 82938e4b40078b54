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

mod cli;
mod patience;
mod program;
mod cast;
mod commanding;
mod identity;
mod loops;
mod receiving;
mod servers;
mod servers_work;
mod story;
mod talk;
mod tidy;
mod threading;
mod timing;
mod wording;
mod world;
