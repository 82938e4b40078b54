//! SMTP faults: the real program sends through a peer that cuts, stalls, refuses and babbles at every place, and takes
//! mail or does not take it without saying so.
//!
//! The daemon's clock runs [`SPEED`] times as fast (`CLOCK_SPEED`, only in a build with fault points), so that the rests
//! between attempts are real ones that somebody can wait for; the time a silent peer is waited for is a setting. When
//! enough was cut the peer becomes well, everything that is left goes out, and the auditor judges. What it does not
//! know is asked here: a letter that came twice was cut off after its final dot the first time, and none came thrice.

mod faults;
mod peer;

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::audit::{Evidence, Receipt, Verdict};
use crate::desk::Desk;
use crate::kills::side_by_side;
use crate::mails::requests;
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;
use peer::{Counts, Peer, Taken};

/// The whole campaign's cuts and stalls, and how many of them come after the final dot.
const CUTS: usize = 1500;
/// Cuts that one desk suffers before it is judged, and those of them that come after the dot.
const CUTS_A_DESK: usize = 60;
const DOTS_A_DESK: usize = 24;
/// Mails that come together; each makes a letter to its sender and one to an agent.
const WAVE: usize = 8;
/// The most waves, and how long one may take. What a cut defers again and again is left for the end.
const WAVES: usize = 60;
const WAVE_LIMIT: Duration = Duration::from_secs(2);
/// How fast the daemon's clock runs: a quarter of an hour is a second and a half.
const SPEED: u32 = 600;

/// Cuts, stalls and refusals by seed.
pub fn run(options: &Options) -> Vec<Row> {
    let begin = Instant::now();
    finds_what_it_looks_for();
    let desks = options.count(CUTS).div_ceil(CUTS_A_DESK);
    let mut rows = [
        Row::new("smtp", "SMTP: cut or silent before the final dot was out"),
        Row::new("smtp", "SMTP: cut or silent after the final dot"),
        Row::new("smtp", "SMTP: refused, greylisted, garbled or flooded"),
    ];
    // A silent peer costs time and no work.
    let jobs = options.jobs.saturating_mul(2);
    for (number, (counts, verdict)) in
        side_by_side(jobs, desks, |number| sent_badly(options, number))
    {
        let folder = options.folder.join(format!("smtp-{number}"));
        let [before, after, others] = &mut rows;
        let again = options.again("smtp");
        before.take(
            counts.before_dot + counts.after_dot,
            CUTS_A_DESK,
            &again,
            &folder,
        );
        before.count -= counts.after_dot;
        after.take(counts.after_dot, DOTS_A_DESK, &again, &folder);
        others.count += counts.others;
        after.judge(&verdict, &options.again("smtp"), &folder);
    }
    for row in &mut rows {
        // One desk suffers all three.
        row.took = begin.elapsed();
    }
    rows.into()
}

fn sent_badly(options: &Options, number: usize) -> (Counts, Verdict) {
    // Every second desk has another relay to fall back on.
    let peer = Peer::start(options.draws("smtp-peer", number), 2 - number % 2);
    let relay = |(name, port): (&str, &u16)| {
        format!(
            "{name}\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nreply-timeout = \"5s\"\n"
        )
    };
    let names = ["[delivery]\nkind = \"smtp\"", "[delivery.fallback]"];
    let delivery: String = names.into_iter().zip(&peer.ports).map(relay).collect();
    let mut draws = options.draws("smtp", number);
    let mut desk = Desk::over_maildir(options.folder_for("smtp", number), &delivery);
    let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let speed = format!("{SPEED}@{}", begin.as_millis());
    desk.launch(&[("CLOCK_SPEED", &speed)]);
    let mut sources = Vec::new();
    for wave in 0..WAVES {
        let fresh = requests(&mut draws, wave * WAVE, WAVE);
        for source in &fresh {
            desk.mail.deliver(source);
        }
        sources.extend(fresh);
        let is_enough = || {
            let counts = peer.counts();
            counts.after_dot >= DOTS_A_DESK && counts.before_dot + counts.after_dot >= CUTS_A_DESK
        };
        within(WAVE_LIMIT, || is_enough().then_some(()));
        if is_enough() {
            break;
        }
    }
    peer.be_well();
    let mut evidence = Evidence::after_all_is_in(&mut desk, sources);
    let taken = peer.taken();
    evidence.received = taken.iter().map(|taken| taken.receipt.clone()).collect();
    evidence.troubles.extend(doubled_wrongly(&taken));
    let verdict = evidence.judge();
    if verdict.faults.is_empty() {
        let _ = fs::remove_dir_all(desk.folder());
    }
    (peer.counts(), verdict)
}

/// Letters that came twice though the first one was answered, or more often than twice.
fn doubled_wrongly(taken: &[Taken]) -> Vec<String> {
    let mut copies: BTreeMap<(&str, &[u8]), Vec<&Taken>> = BTreeMap::new();
    for one in taken {
        let key = (one.receipt.to.as_str(), one.receipt.octets.as_slice());
        copies.entry(key).or_default().push(one);
    }
    let wrong = copies.into_iter().filter(|(_, copies)| {
        let (_, first) = copies.split_last().unwrap();
        copies.len() > 2 || first.iter().any(|one| one.is_answered)
    });
    wrong
        .map(|((to, _), copies)| format!("a letter to {to} came {} times", copies.len()))
        .collect()
}

/// A judge that cannot find fault would find none.
fn finds_what_it_looks_for() {
    let copy = |is_answered| Taken {
        receipt: Receipt {
            to: "ann@customer.example".to_owned(),
            octets: b"Subject: x".to_vec(),
        },
        is_answered,
    };
    for (copies, faults) in [
        (&[true][..], 0),
        (&[false, true], 0),
        (&[false, false], 0),
        (&[true, true], 1),
        (&[false, false, true], 1),
    ] {
        let taken: Vec<Taken> = copies.iter().map(|is| copy(*is)).collect();
        assert_eq!(doubled_wrongly(&taken).len(), faults, "{copies:?}");
    }
}
