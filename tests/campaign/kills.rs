//! `kill -9` at random moments: many daemons one after the other on one desk, each with some mail to take in.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::disk::layer;
use crate::draws::Draws;
use crate::mailplace::MailPlace;
use crate::mails::Source;
use crate::options::Options;
use crate::patience::within;
use crate::relay::Relay;
use crate::table::Row;

/// The whole campaign's kills over a Maildir, and over a real IMAP server.
const KILLS: usize = 3000;
const KILLS_OVER_IMAP: usize = 500;
/// Kills that one desk suffers before it is judged.
const KILLS_A_DESK: usize = 25;
/// Mails that each daemon finds.
const MAILS_A_KILL: usize = 4;
/// The longest that a daemon lives, counted from its launch.
const LIFE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 700 } else { 250 });

/// Kills at random: from a Maildir into a folder, and from Dovecot to a relay.
pub fn run(options: &Options) -> Vec<Row> {
    vec![
        over_maildir(options),
        match layer(options) {
            Ok(layer) => over_imap(options, &layer),
            Err(why) => {
                let mut row = Row::new("kills", "kill -9 at a random moment, Dovecot to relay");
                row.fail(&why, &options.again("kills"), &options.folder);
                row
            }
        },
    ]
}

fn over_maildir(options: &Options) -> Row {
    let begin = Instant::now();
    let desks = options.count(KILLS).div_ceil(KILLS_A_DESK);
    let mut row = Row::new("kills", "kill -9 at a random moment, Maildir to folder");
    let trial = |number| {
        let mut draws = options.draws("kills", number);
        let mut desk = Desk::over_maildir(options.folder_for("kills", number), FOLDER);
        let (sources, kills) = be_killed_again_and_again(&mut desk, &mut draws);
        desk.launch(&[]);
        let evidence = Evidence::after_all_is_done(&mut desk, sources);
        (kills, judged(&desk, &evidence))
    };
    for (number, (kills, verdict)) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("kills-{number}"));
        row.take(kills, KILLS_A_DESK, &options.again("kills"), &folder);
        row.judge(&verdict, &options.again("kills"), &folder);
    }
    row.took = begin.elapsed();
    row
}

fn over_imap(options: &Options, layer: &Path) -> Row {
    let begin = Instant::now();
    let desks = options.count(KILLS_OVER_IMAP).div_ceil(KILLS_A_DESK);
    let mut row = Row::new("kills", "kill -9 at a random moment, Dovecot to relay");
    let trial = |number| {
        let mut draws = options.draws("kills-imap", number);
        let (mail, relay) = (MailPlace::dovecot()?, Relay::start());
        let folder = options.folder_for("kills-imap", number);
        let mut desk = Desk::new(folder, mail, &relay.delivery());
        desk.with_a_clock(layer);
        let (sources, kills) = be_killed_again_and_again(&mut desk, &mut draws);
        desk.launch(&[]);
        let evidence = Evidence::after_all_is_sent(&mut desk, sources, &relay);
        Some((kills, judged(&desk, &evidence)))
    };
    for (number, trial) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("kills-imap-{number}"));
        let Some((kills, verdict)) = trial else {
            row.without_servers(options, "kills");
            continue;
        };
        row.take(kills, KILLS_A_DESK, &options.again("kills"), &folder);
        row.judge(&verdict, &options.again("kills"), &folder);
    }
    row.took = begin.elapsed();
    row
}

fn judged(desk: &Desk, evidence: &Evidence) -> Verdict {
    let verdict = evidence.judge();
    if verdict.faults.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    verdict
}

/// Does trials on some threads; gives what they came to in the order of their numbers.
pub fn side_by_side<T: Send>(
    jobs: usize,
    count: usize,
    trial: impl Fn(usize) -> T + Sync,
) -> Vec<(usize, T)> {
    let (trial, jobs) = (&trial, jobs.min(count).max(1));
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs)
            .map(|job| {
                let mine = (job..count).step_by(jobs);
                scope.spawn(move || mine.map(|number| (number, trial(number))).collect())
            })
            .collect();
        let done = threads.into_iter().map(|thread| thread.join().unwrap());
        done.flat_map(|part: Vec<_>| part).collect()
    });
    done.sort_by_key(|(number, _)| *number);
    done
}

/// Gives the mails that were delivered, and how many daemons were alive when they were killed.
fn be_killed_again_and_again(desk: &mut Desk, draws: &mut Draws) -> (Vec<Source>, usize) {
    let (mut sources, mut kills) = (Vec::new(), 0);
    for kill in 0..KILLS_A_DESK {
        let fresh = desk.mail.requests(draws, kill * MAILS_A_KILL, MAILS_A_KILL);
        kills += usize::from(live_and_be_killed(desk, &fresh, draws));
        sources.extend(fresh);
    }
    (sources, kills)
}

/// One life: mail lies there already or comes while the daemon starts, and the end comes by progress or by the clock.
/// Whether it came by the kill: a daemon that had ended by itself is a fault.
#[must_use]
pub fn live_and_be_killed(desk: &mut Desk, fresh: &[Source], draws: &mut Draws) -> bool {
    let before = desk.mail.settled();
    let is_late = draws.once_in(2);
    if !is_late {
        for source in fresh {
            desk.mail.deliver(source);
        }
    }
    let begin = Instant::now();
    desk.launch(&[]);
    if is_late {
        for source in fresh {
            desk.mail.deliver(source);
        }
    }
    let life = LIFE.mul_f64(draws.below(1000) as f64 / 1000.0);
    if draws.once_in(3) {
        within(life.saturating_sub(begin.elapsed()), || None::<()>);
    } else {
        let wanted = before + 1 + draws.below(fresh.len() as u64) as usize;
        within(4 * LIFE, || (desk.mail.settled() >= wanted).then_some(()));
        // Not always right after a mail was moved, but anywhere in what comes next.
        within(life / 8, || None::<()>);
    }
    let was_alive = desk.ended().is_none();
    desk.kill();
    was_alive
}
