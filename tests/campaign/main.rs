//! The fault campaign: faults by the thousand against the real program, and an auditor that counts what they cost.
//!
//! A part is a file with `pub fn run(options: &Options) -> Vec<Row>` and a line in [`PARTS`]. It takes every number from
//! [`Options::count`] and every chance from [`Options::draws`], keeps its files below [`Options::folder`], ends by itself,
//! and lets [`audit`] judge what it left behind. A fault found goes into [`Row::failures`] with what reproduces it.
//!
//! `tests/campaign/run` builds and runs it; the points at which the program can be ended are `ticketd::fault::Point`.

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
    clippy::format_collect,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::similar_names,
    reason = "figures of a campaign are small, and it prints a table"
)]

mod audit;
mod backups;
#[path = "../it/cast.rs"]
mod cast;
mod damage;
mod desk;
mod disk;
mod draws;
mod imap;
#[allow(dead_code, reason = "the other tests ask more of it")]
#[path = "../it/imap_server/mod.rs"]
mod imap_server;
mod kills;
mod mailplace;
mod mails;
mod options;
mod panics;
#[allow(dead_code, reason = "the other tests wait in more ways")]
#[path = "../it/patience.rs"]
mod patience;
mod points;
mod power;
mod recovery;
mod relay;
#[allow(dead_code, reason = "the other tests need more of them")]
#[path = "../it/servers.rs"]
mod servers;
mod simulate;
mod smtp;
mod table;

use std::process::ExitCode;
use std::time::Instant;

use options::Options;
use table::{Row, Table};

/// What runs a part, and gives its lines of the table.
type Part = fn(&Options) -> Vec<Row>;

/// What can be run: its name, and what does it. The order is that of the table.
const PARTS: &[(&str, Part)] = &[
    // An auditor that cannot find fault would find none.
    ("auditor", audit::selftest::run),
    ("kills", kills::run),
    ("imap", imap::run),
    ("points", points::run),
    ("panics", panics::run),
    ("recovery", recovery::run),
    ("power", power::run),
    ("disk", disk::run),
    ("damage", damage::run),
    ("backups", backups::run),
    ("simulate", simulate::run),
    ("smtp", smtp::run),
];

fn main() -> ExitCode {
    let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    let options = match Options::parse(std::env::args().skip(1), &names) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("campaign: {why}");
            return ExitCode::from(2);
        }
    };
    let mut table = Table::begin(&options);
    for (name, run) in PARTS {
        if options.wants(name) {
            let begin = Instant::now();
            let rows = run(&options);
            table.add(rows, begin.elapsed());
        }
    }
    table.end(&options)
}
