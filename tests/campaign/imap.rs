//! IMAP connections that are cut or stall, and servers that refuse, say goodbye, or do what was asked and do not tell.
//!
//! Two lines of the table. In the first a proxy stands between the real daemon and a real Dovecot, and cuts or stalls
//! each connection after so many octets in one of its directions. In the second the server is one of the kinds of
//! [`crate::imap_server`], and mishaps befall its commands. The daemon's waits and deadlines are divided by
//! [`HASTE`] (`ticketd::fault::hastened`), or each stall would take minutes.

mod proxy;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proxy::Proxy;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::draws::Draws;
use crate::imap_server::{ImapServer, Mishap, PROFILES, Profile};
use crate::kills::side_by_side;
use crate::mailplace::MailPlace;
use crate::mails::Source;
use crate::options::Options;
use crate::patience::within;
use crate::servers::Servers;
use crate::table::Row;

/// The whole campaign's cuts and stalls, and the mishaps of the other kinds of servers.
const CUTS: usize = 2000;
const MISHAPS: usize = 1200;
/// How many one desk suffers before it is judged.
const CUTS_A_DESK: usize = 100;
const MISHAPS_A_DESK: usize = 50;
/// What waits and deadlines are divided by.
const HASTE: &str = "60";
/// After so long without a fault another mail comes, which makes octets flow.
const QUIET: Duration = Duration::from_millis(800);
/// So many mails come quickly, and further ones singly: what they cause has to be sent before a desk is judged.
const MAILS_MAX: usize = 100;
/// A desk is judged after so long even when it has not suffered enough.
const PATIENCE: Duration = Duration::from_mins(4);
const HALF_OF_THEM_REFUSE: [&str; 6] = [
    "NO [SERVERBUG] Server error - please try again later",
    "BAD Command Argument Error. 11",
    "NO [UNAVAILABLE] not now",
    "BAD User is authenticated but not connected.",
    "NO [OVERQUOTA] mailbox is full",
    "NO (Failure)",
];

/// Both lines.
pub fn run(options: &Options) -> Vec<Row> {
    vec![cuts(options), mishaps(options)]
}

fn cuts(options: &Options) -> Row {
    let begin = Instant::now();
    let mut row = Row::new(
        "imap",
        "IMAP connection cut or stalled after any octet, Dovecot",
    );
    let desks = options.count(CUTS).div_ceil(CUTS_A_DESK);
    let wanted = options.count(CUTS).min(CUTS_A_DESK);
    let trials = side_by_side(options.jobs, desks, |number| {
        cut_again_and_again(options, number, wanted)
    });
    for (number, trial) in trials {
        let Some((count, verdict)) = trial else {
            row.without_servers(options, "imap");
            continue;
        };
        let folder = options.folder.join(format!("imap-cuts-{number}"));
        row.take(count, wanted, &options.again("imap"), &folder);
        row.judge(&verdict, &options.again("imap"), &folder);
    }
    row.took = begin.elapsed();
    row
}

fn cut_again_and_again(
    options: &Options,
    number: usize,
    wanted: usize,
) -> Option<(usize, Verdict)> {
    let servers = Servers::start()?;
    let mut draws = options.draws("imap-cuts", number);
    let proxy = Proxy::start(servers.imap_port(), draws.clone());
    let mail = MailPlace::Dovecot(servers, proxy.port());
    let mut desk = Desk::new(options.folder_for("imap-cuts", number), mail, FOLDER);
    let sources = suffer(&mut desk, &mut draws, wanted, || proxy.faults());
    proxy.calm();
    Some((proxy.faults(), judged(desk, sources)))
}

fn mishaps(options: &Options) -> Row {
    let begin = Instant::now();
    let injected =
        "NO, BAD, BYE, UIDVALIDITY, answers cut, stalled or lost, six kinds of IMAP server";
    let mut row = Row::new("imap", injected);
    let desks = options.count(MISHAPS).div_ceil(MISHAPS_A_DESK);
    let wanted = options.count(MISHAPS).min(MISHAPS_A_DESK);
    let trial = |number: usize| {
        let profile = PROFILES[number % PROFILES.len()];
        befallen_again_and_again(options, number, profile, wanted)
    };
    for (number, (count, verdict)) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("imap-mishaps-{number}"));
        row.take(count, wanted, &options.again("imap"), &folder);
        row.judge(&verdict, &options.again("imap"), &folder);
    }
    row.took = begin.elapsed();
    row
}

fn befallen_again_and_again(
    options: &Options,
    number: usize,
    profile: Profile,
    wanted: usize,
) -> (usize, Verdict) {
    let mut draws = options.draws("imap-mishaps", number);
    let count = Arc::new(AtomicUsize::new(0));
    let chance = {
        let (count, draws) = (Arc::clone(&count), Mutex::new(draws.clone()));
        move |command: &str| {
            let mishap = mishap(&mut draws.lock().unwrap(), command, profile);
            count.fetch_add(
                usize::from(!matches!(mishap, Mishap::None)),
                Ordering::SeqCst,
            );
            mishap
        }
    };
    let server = ImapServer::start(profile, Box::new(chance));
    let mail = MailPlace::Scripted(server, profile);
    let mut desk = Desk::new(options.folder_for("imap-mishaps", number), mail, FOLDER);
    let faults = || count.load(Ordering::SeqCst);
    let sources = suffer(&mut desk, &mut draws, wanted, faults);
    if let MailPlace::Scripted(server, _) = &desk.mail {
        server.let_happen(Box::new(|_| Mishap::None));
        server.hang_up();
    }
    (faults(), judged(desk, sources))
}

/// What befalls a command, if anything.
fn mishap(draws: &mut Draws, command: &str, profile: Profile) -> Mishap {
    if !draws.once_in(8) {
        return Mishap::None;
    }
    let octets = if draws.once_in(3) {
        0
    } else {
        draws.below(300) as usize
    };
    match draws.below(9) {
        // A refused login is waited out for long; that has tests of its own.
        0..3 if command.starts_with("LOGIN") || command.starts_with("AUTHENTICATE") => Mishap::None,
        0..3 => Mishap::Refuse((*draws.one(&HALF_OF_THEM_REFUSE)).to_owned()),
        3 => Mishap::Bye("Server shutting down.".to_owned()),
        4 => Mishap::Stall(octets),
        // Where all mail stays in the inbox, all of it would be fetched anew each time; `tests/it/renumbered.rs` has that.
        5 if profile.empties_the_inbox() => Mishap::NumberAnew,
        _ => Mishap::Cut(octets),
    }
}

/// Lets a daemon work until enough has gone wrong; gives the mails that were delivered meanwhile.
fn suffer(
    desk: &mut Desk,
    draws: &mut Draws,
    wanted: usize,
    faults: impl Fn() -> usize,
) -> Vec<Source> {
    let begin = Instant::now();
    let mut sources: Vec<Source> = Vec::new();
    desk.launch(&[("TICKETD_HASTE", HASTE)]);
    while faults() < wanted && begin.elapsed() < PATIENCE {
        let count = if sources.len() < MAILS_MAX {
            1 + draws.below(2) as usize
        } else {
            1
        };
        let fresh = desk.mail.requests(draws, sources.len(), count);
        for source in fresh {
            desk.mail.deliver(&source);
            sources.push(source);
        }
        let before = faults() + draws.below(6) as usize;
        within(QUIET, || (faults() > before).then_some(()));
    }
    sources
}

fn judged(mut desk: Desk, sources: Vec<Source>) -> Verdict {
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    verdict
}
