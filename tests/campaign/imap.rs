//! IMAP connections that are cut or stall, and servers that refuse, say goodbye, or do what was asked and do not tell.
//!
//! Two lines of the table. In the first a proxy stands between the real daemon and a real Dovecot, and cuts or stalls
//! each connection after so many octets in one of its directions. In the second the server is one of the kinds of
//! [`crate::imap_server`], and mishaps befall its commands. The daemon's waits and deadlines are divided by
//! [`HASTE`] (`ticketd::fault::hastened`), or each stall would take minutes.

mod proxy;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use proxy::Proxy;

use crate::audit::gather::folder_receipts;
use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::draws::Draws;
use crate::imap_server::{ImapServer, Mishap, PROFILES, Profile};
use crate::kills::side_by_side;
use crate::mails::{Source, requests};
use crate::options::Options;
use crate::patience::within;
use crate::servers::{SUPPORT, Servers};
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
        // Without real servers there is nothing to cut; they have said why.
        let Some((count, verdict)) = trial else {
            continue;
        };
        row.count += count;
        let folder = options.folder.join(format!("imap-cuts-{number}"));
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
    let mut desk = desk(options.folder_for("imap-cuts", number), proxy.port());
    let faults = || proxy.faults();
    let put = |source: &Source| servers.drop_into(SUPPORT, "INBOX", &source.octets).unwrap();
    let sources = suffer(&mut desk, &mut draws, wanted, faults, put);
    proxy.calm();
    let count = proxy.faults();
    let mut evidence = Evidence {
        sources,
        ..Evidence::default()
    };
    let all = evidence.sources.len();
    evidence.finish(&mut desk, |desk| {
        servers.mailbox(SUPPORT, "INBOX").is_empty() && rows(desk) >= all
    });
    evidence.inbox = servers.mailbox(SUPPORT, "INBOX");
    for folder in ["Processed", "Quarantine"] {
        let mails = servers.mailbox(SUPPORT, folder).into_iter();
        evidence.settled.extend(mails.map(|octets| (None, octets)));
    }
    Some((count, judged(evidence, &desk)))
}

fn mishaps(options: &Options) -> Row {
    let begin = Instant::now();
    let injected = "NO, BAD, BYE, answers cut, stalled or lost, six kinds of IMAP server";
    let mut row = Row::new("imap", injected);
    let desks = options.count(MISHAPS).div_ceil(MISHAPS_A_DESK);
    let wanted = options.count(MISHAPS).min(MISHAPS_A_DESK);
    let trial = |number: usize| {
        let profile = PROFILES[number % PROFILES.len()];
        befallen_again_and_again(options, number, profile, wanted)
    };
    for (number, (count, verdict)) in side_by_side(options.jobs, desks, trial) {
        row.count += count;
        let folder = options.folder.join(format!("imap-mishaps-{number}"));
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
            let mishap = mishap(&mut draws.lock().unwrap(), command);
            count.fetch_add(
                usize::from(!matches!(mishap, Mishap::None)),
                Ordering::SeqCst,
            );
            mishap
        }
    };
    let server = ImapServer::start(profile, Box::new(chance));
    let mut desk = desk(options.folder_for("imap-mishaps", number), server.port());
    let faults = || count.load(Ordering::SeqCst);
    let put = |source: &Source| server.deliver(&source.octets);
    let sources = suffer(&mut desk, &mut draws, wanted, faults, put);
    server.let_happen(Box::new(|_| Mishap::None));
    server.hang_up();
    let all = sources.len();
    let mut evidence = Evidence {
        sources,
        ..Evidence::default()
    };
    evidence.finish(&mut desk, |desk| {
        let is_moved = server.account().settled().len() >= all;
        let is_empty = server.account().inbox().mails.is_empty();
        rows(desk) >= all && is_moved && (is_empty || !profile.empties_the_inbox())
    });
    read(&server, profile, &mut evidence);
    (faults(), judged(evidence, &desk))
}

/// What befalls a command, if anything.
fn mishap(draws: &mut Draws, command: &str) -> Mishap {
    if !draws.once_in(8) {
        return Mishap::None;
    }
    let octets = if draws.once_in(3) {
        0
    } else {
        draws.below(300) as usize
    };
    match draws.below(8) {
        // A refused login is waited out for long; that has tests of its own.
        0..3 if command.starts_with("LOGIN") || command.starts_with("AUTHENTICATE") => Mishap::None,
        0..3 => Mishap::Refuse((*draws.one(&HALF_OF_THEM_REFUSE)).to_owned()),
        3 => Mishap::Bye("Server shutting down.".to_owned()),
        4 => Mishap::Stall(octets),
        _ => Mishap::Cut(octets),
    }
}

/// What lies in the mailbox, as far as this kind of server can help it: one without MOVE may keep two copies, where
/// the answer to the first was lost, and one without UIDPLUS keeps the originals too.
fn read(server: &ImapServer, profile: Profile, evidence: &mut Evidence) {
    let mut account = server.account();
    let mut allowed: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for source in &evidence.sources {
        *allowed.entry(source.octets.clone()).or_default() += 1;
    }
    for octets in account.settled() {
        let left = allowed.entry(octets.clone()).or_default();
        if *left > 0 || profile.offers("MOVE") {
            *left = left.saturating_sub(1);
            evidence.settled.push((None, octets));
        }
    }
    if profile.empties_the_inbox() {
        let left = account.inbox().mails.iter();
        evidence.inbox = left.map(|mail| mail.octets.clone()).collect();
    }
}

/// A desk that reads from this port of this machine.
fn desk(folder: PathBuf, port: u16) -> Desk {
    let mailbox = format!(
        "kind = \"imap\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\npoll = \"5s\"\n\
         username = \"{}\"\npassword = {{ file = \"password\" }}\n",
        SUPPORT.address
    );
    let desk = Desk::new(folder, &mailbox, FOLDER);
    let secret = desk.path("password");
    std::fs::write(&secret, SUPPORT.password).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    desk
}

/// Lets a daemon work until enough has gone wrong; gives the mails that were delivered meanwhile.
fn suffer(
    desk: &mut Desk,
    draws: &mut Draws,
    wanted: usize,
    faults: impl Fn() -> usize,
    put: impl Fn(&Source),
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
        for mut source in requests(draws, sources.len(), count) {
            source.octets = String::from_utf8(source.octets)
                .unwrap()
                .replace('\n', "\r\n")
                .into_bytes();
            put(&source);
            sources.push(source);
        }
        let before = faults() + draws.below(6) as usize;
        within(QUIET, || (faults() > before).then_some(()));
    }
    sources
}

fn rows(desk: &Desk) -> usize {
    desk.rows("/mails").map_or(0, |rows| rows.len())
}

fn judged(mut evidence: Evidence, desk: &Desk) -> Verdict {
    evidence.received = folder_receipts(&desk.path("out"));
    let verdict = evidence.judge();
    if verdict.faults.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    verdict
}
