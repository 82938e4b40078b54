//! `kill -9` at random moments: many daemons one after the other on one desk, each with some mail to take in.

use std::thread;
use std::time::{Duration, Instant};

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER, MAILDIR};
use crate::draws::Draws;
use crate::mails::{Source, requests};
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// The whole campaign's kills.
const KILLS: usize = 3000;
/// Kills that one desk suffers before it is judged.
const KILLS_A_DESK: usize = 25;
/// Mails that each daemon finds.
const MAILS_A_KILL: usize = 4;
/// The longest that a daemon lives, counted from its launch.
const LIFE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 700 } else { 250 });

/// Kills at random.
pub fn run(options: &Options) -> Vec<Row> {
    let desks = options.count(KILLS).div_ceil(KILLS_A_DESK);
    let mut row = Row::new("kills", "kill -9 at a random moment, Maildir to folder");
    let trial = |number| killed_again_and_again(options, number);
    for (number, (kills, verdict)) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("kills-{number}"));
        row.count += kills;
        row.judge(&verdict, &options.again("kills"), &folder);
    }
    vec![row]
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

fn killed_again_and_again(options: &Options, number: usize) -> (usize, Verdict) {
    let mut draws = options.draws("kills", number);
    let mut desk = Desk::new(options.folder_for("kills", number), MAILDIR, FOLDER);
    let mut sources = Vec::new();
    for kill in 0..KILLS_A_DESK {
        let fresh = requests(&mut draws, kill * MAILS_A_KILL, MAILS_A_KILL);
        live_and_be_killed(&mut desk, &fresh, &mut draws);
        sources.extend(fresh);
    }
    desk.launch(&[]);
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    (KILLS_A_DESK, verdict)
}

/// One life: mail lies there already or comes while the daemon starts, and the end comes by progress or by the clock.
pub fn live_and_be_killed(desk: &mut Desk, fresh: &[Source], draws: &mut Draws) {
    let before = desk.settled();
    let is_late = draws.once_in(2);
    if !is_late {
        for source in fresh {
            desk.deliver(source);
        }
    }
    let begin = Instant::now();
    desk.launch(&[]);
    if is_late {
        for source in fresh {
            desk.deliver(source);
        }
    }
    let life = LIFE.mul_f64(draws.below(1000) as f64 / 1000.0);
    if draws.once_in(3) {
        within(life.saturating_sub(begin.elapsed()), || None::<()>);
    } else {
        let wanted = before + 1 + draws.below(fresh.len() as u64) as usize;
        within(4 * LIFE, || (desk.settled() >= wanted).then_some(()));
        // Not always right after a mail was moved, but anywhere in what comes next.
        within(life / 8, || None::<()>);
    }
    desk.kill();
}
