//! `kill -9` at any moment: nothing is lost, nothing is taken in twice, nobody is written to twice.
//!
//! The moments are drawn from a fixed seed: some by the clock, some by how much has been taken in, so that they fall
//! into starting, reading, committing, moving and sending. When exactly they fall differs from run to run, and what
//! must hold afterwards does not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::corpora;
use crate::corpus::{deliver, on_a_maildir, on_imap};
use crate::ledger::{Ledger, decided};
use crate::letters::{Letter, address_in};
use crate::patience::{until, within};
use crate::program::Daemon;
use crate::servers::{SUPPORT, Servers};

/// What the moments are drawn from.
const SEED: u64 = 0x7469_636b_6574_6421;
/// The longest that a daemon lives before it is killed, counted from its launch.
const LIFE: Duration = Duration::from_millis(1200);
/// How long the last daemon may take to do the rest; alone on a machine it needs some ten seconds.
const LIMIT: Duration = Duration::from_mins(4);

#[test]
fn a_daemon_that_is_killed_again_and_again_loses_nothing_and_repeats_nothing() {
    let mut mails = requests(100);
    mails.extend(corpora::mails(400).unwrap_or_default());
    let mut daemon = on_a_maildir();
    let settled = daemon.path("inbox/.Processed/cur");
    let progress = || fs::read_dir(&settled).map_or(0, Iterator::count);
    let put = |daemon: &Daemon, first: usize, mails: &[Vec<u8>]| deliver(daemon, first, mails);
    kill_again_and_again(&mut daemon, &mails, 24, put, progress);
    prove(&mut daemon, mails.len(), 100);
}

#[test]
fn the_same_holds_where_the_mail_lies_on_an_imap_server() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mails = requests(50);
    let mut daemon = on_imap(&servers);
    let progress = || servers.mailbox(SUPPORT, "Processed").len();
    let put = |_: &Daemon, _: usize, mails: &[Vec<u8>]| {
        for mail in mails {
            servers.drop_into(SUPPORT, "INBOX", mail).unwrap();
        }
    };
    kill_again_and_again(&mut daemon, &mails, 8, put, progress);
    prove(&mut daemon, mails.len(), 50);
    let left = servers.mailbox(SUPPORT, "INBOX").len();
    assert_eq!(left, 0, "all was moved");
    assert_eq!(servers.mailbox(SUPPORT, "Processed").len(), mails.len());
}

/// So many people's requests, of which every fifth is delivered once more at once, and some later.
fn requests(people: usize) -> Vec<Vec<u8>> {
    let request = |person: usize| {
        format!(
            "From: Person {person} <person{person}@customer.example>\nTo: support@desk.example\n\
             Subject: Monitor {person} stays dark\nMessage-ID: <request.{person}@customer.example>\n\
             Date: Mon, 2 Mar 2026 10:00:00 +0000\n\nHello,\n\nmy monitor stays dark since this morning.\n"
        )
        .into_bytes()
    };
    let mut mails = Vec::new();
    for person in 0..people {
        mails.push(request(person));
        if person % 5 == 0 {
            mails.push(request(person));
        }
        if person % 7 == 6 {
            mails.push(request(person / 2));
        }
    }
    mails
}

/// Delivers the mails in portions, and ends a daemon with `kill -9` after each.
fn kill_again_and_again(
    daemon: &mut Daemon,
    mails: &[Vec<u8>],
    kills: usize,
    put: impl Fn(&Daemon, usize, &[Vec<u8>]),
    progress: impl Fn() -> usize,
) {
    println!("seed {SEED:#x}, {} mails", mails.len());
    let mut draws = Draws(SEED);
    let portion = mails.len().div_ceil(kills);
    for (number, mails) in mails.chunks(portion).enumerate() {
        let before = progress();
        let is_late = draws.below(2) == 0;
        if !is_late {
            put(daemon, number * portion, mails);
        }
        let begin = Instant::now();
        daemon.launch();
        if is_late {
            put(daemon, number * portion, mails);
        }
        let by_progress = draws.below(3) != 0;
        let wanted = before + 1 + draws.below(portion as u64) as usize;
        let life = LIFE.mul_f64(draws.below(1000) as f64 / 1000.0);
        if by_progress {
            within(2 * LIFE, || (progress() >= wanted).then_some(()));
            // Not always right after a mail was moved, but anywhere in what comes next.
            within(life / 20, || None::<()>);
        } else {
            within(life, || None::<()>);
        }
        assert!(daemon.is_up(), "it ended by itself:\n{}", daemon.log());
        daemon.kill();
        println!(
            "kill {:>2} after {:>4} ms, with {} taken in and moved",
            number + 1,
            begin.elapsed().as_millis(),
            progress()
        );
    }
}

/// Lets a last daemon do the rest, and holds what there is to the laws.
fn prove(daemon: &mut Daemon, delivered: usize, people: usize) {
    daemon.start();
    until("all mails to be taken in", LIMIT, || {
        (decided(daemon) >= delivered as u64).then_some(())
    });
    until("all letters to be sent", LIMIT, || {
        waiting(daemon).is_empty().then_some(())
    });
    let ledger = Ledger::of(daemon);
    for (word, count) in ledger.counts() {
        println!("{count:>7}  {word}");
    }
    ledger.holds_each_mail_once(delivered);
    ledger.opens_no_ticket_twice(daemon);
    everybody_is_answered_once(daemon, people);
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
    daemon.check();
    let log = daemon.log();
    for sign in ["torn end", "made anew", "caught up"] {
        let times = log.lines().filter(|line| line.contains(sign)).count();
        println!("{times:>7}  starts that found: {sign}");
    }
    assert!(!log.contains("panicked"), "{log}");
}

/// The rows of the outbox that are not done. A letter whose sending was under way when a daemon was killed is placed
/// once more at once, the same octets under the same name: of a folder there is nothing to be in doubt about.
fn waiting(daemon: &Daemon) -> Vec<Value> {
    let mut rows = daemon.json(&["outbox"]);
    rows.retain(|row| ["queued", "deferred"].contains(&row["delivery"].as_str().unwrap()));
    rows
}

/// Each of the people has exactly one letter, and no ticket has two acknowledgements.
fn everybody_is_answered_once(daemon: &Daemon, people: usize) {
    let files = fs::read_dir(daemon.path("out/new")).unwrap();
    let letters: Vec<Letter> = files
        .map(|file| Letter::read(&fs::read(file.unwrap().path()).unwrap()))
        .collect();
    let mut sent = BTreeSet::new();
    let mut acknowledged = BTreeSet::new();
    let mut to_person: BTreeMap<String, usize> = BTreeMap::new();
    for letter in &letters {
        let to = address_in(letter.the("Delivered-To"));
        assert!(
            sent.insert((letter.the("Message-ID"), to.clone())),
            "the same letter twice to {to}: {}",
            letter.the("Subject")
        );
        if letter.maybe("Auto-Submitted") == Some("auto-replied") {
            let subject = letter.the("Subject");
            let (_, ticket) = subject.rsplit_once('[').expect("a reference");
            assert!(acknowledged.insert(ticket), "acknowledged twice: {subject}");
        }
        *to_person.entry(to).or_default() += 1;
    }
    for person in 0..people {
        let address = format!("person{person}@customer.example");
        let has = to_person.get(&address).copied().unwrap_or(0);
        assert_eq!(has, 1, "letters to {address}");
    }
    println!("{:>7}  letters, none twice", letters.len());
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
