//! Worlds by the thousand: the real desk, poller, sender, engine and store on clocks that are moved by hand (behind the real guard), with a
//! mailbox, a relay, people and a disk that do what such do at their worst, all drawn from one seed.
//!
//! A world that breaks a law ([`laws::Law`]) is shown with the shortest list of steps that breaks it, and breaks it again
//! each time: `tests/campaign/run --seed N --one simulate`. Nothing in a world depends on the machine that it runs on.
//!
//! What is not simulated: the octets on the wire (IMAP, SMTP and TLS have campaigns of their own), several threads, and
//! sled's own files, except that one world in fifty has a real sled.

mod laws;
mod machine;
mod mailbox;
mod people;
mod plan;
mod relay;
mod sabotage;
mod shrink;
mod world;
#[expect(dead_code, reason = "the stories of `tests/it` use more of it")]
#[path = "../../it/world/written.rs"]
mod written;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::options::{Options, Scale};
use crate::table::Row;
use laws::{Breach, Law};
use plan::Plan;
use sabotage::Sabotage;
use world::Fate;

use people::Posted;

/// How many worlds the whole campaign has, and how many a developer waits for.
const WORLDS: usize = 100_000;
const WORLDS_SHORT: usize = 250;
/// One world in so many is run twice and must come out the same.
const TWICE: usize = 25;
/// Failures that are shown; the next thousand say the same.
const SHOWN_MAX: usize = 10;
/// A file system in memory, where a barrier costs nothing.
const IN_MEMORY: &str = "/dev/shm";

/// The part: laws that are broken on purpose, and worlds in which none may be.
pub fn run(options: &Options) -> Vec<Row> {
    if options.is_one {
        return vec![one(options)];
    }
    vec![broken_on_purpose(options), worlds(options)]
}

/// One world, told step by step.
fn one(options: &Options) -> Row {
    let mut row = Row::new("simulate", format!("one world, seed {}", options.seed));
    let plan = Plan::of(options.seed);
    println!("{plan:#?}");
    let fate = live(options.seed, &plan, None, options);
    println!(
        "{} mails, {} letters, ended at {:?}",
        fate.mails, fate.letters, fate.ended_at
    );
    row.count = 1;
    if let Some(breach) = fate.breach {
        fail(&mut row, options.seed, &plan, &breach, options);
    }
    row
}

/// Each way to break a law must be reported as the law that it breaks.
fn broken_on_purpose(options: &Options) -> Row {
    let begin = Instant::now();
    let mut row = Row::new("simulate", "laws broken on purpose");
    for (sabotage, laws, steps) in sabotage::ALL {
        let found = (0..sabotage::TRIES).find_map(|seed| {
            let plan = sabotage::plan(seed, steps);
            live(seed, &plan, Some(*sabotage), options).breach
        });
        row.count += 1;
        let is_named = found
            .as_ref()
            .is_some_and(|breach| laws.contains(&breach.law));
        if !is_named {
            let seen = found.map_or_else(|| "nothing".to_owned(), |breach| breach.to_string());
            row.failures.push(format!(
                "{sabotage:?} should have broken one of {laws:?} and broke {seen}"
            ));
            row.sum.other += 1;
        }
    }
    // Another seed is another world, or the same one twice would show nothing.
    let steps = &sabotage::ALL[0].2[..1];
    let world = |seed| live(seed, &sabotage::plan(seed, steps), None, options);
    let [one, other] = [1, 2].map(|seed| world(seed).digest);
    row.count += 1;
    if one == other {
        let same = "another seed gave the same world: SameSeedSameWorld shows nothing";
        row.failures.push(same.to_owned());
        row.sum.other += 1;
    }
    row.took = begin.elapsed();
    row
}

/// Worlds by the thousand, on as many threads as are wanted.
fn worlds(options: &Options) -> Row {
    let begin = Instant::now();
    let count = if options.scale == Scale::Short {
        WORLDS_SHORT
    } else {
        options.count(WORLDS)
    };
    let (next, found) = (
        AtomicUsize::new(0),
        Mutex::new((Vec::new(), Fate::default())),
    );
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let seed = options.draws("simulate", number).next();
            let plan = Plan::of(seed);
            let mut fate = live(seed, &plan, None, options);
            if number % TWICE == 0 && !plan.is_on_sled {
                twice(seed, &plan, &mut fate, options);
            }
            let mut found = found.lock().unwrap();
            found.1.add(&fate);
            found
                .0
                .extend(fate.breach.map(|breach| (seed, plan, breach)));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..options.jobs {
            scope.spawn(work);
        }
    });
    let (breaches, sum) = found.into_inner().unwrap();
    let (mails, letters, ends) = (sum.mails, sum.letters, sum.ended_at.len());
    let injected =
        format!("worlds by seed: {mails} mails, {letters} letters, {ends} ends of the process");
    let mut row = Row::new("simulate", injected);
    row.count = count;
    row.sum.promised += sum.repeated;
    for (seed, plan, breach) in breaches {
        fail(&mut row, seed, &plan, &breach, options);
    }
    row.took = begin.elapsed();
    row
}

/// The same seed, once more.
fn twice(seed: u64, plan: &Plan, fate: &mut Fate, options: &Options) {
    let again = live(seed, plan, None, options);
    if fate.breach.is_none() && fate.digest != again.digest {
        fate.breach = Some(Breach::of(
            Law::SameSeedSameWorld,
            "the second time another journal was written",
        ));
    }
}

/// A world from its beginning to its end, in a folder that goes with it.
fn live(seed: u64, plan: &Plan, sabotage: Option<Sabotage>, options: &Options) -> Fate {
    let folder = tempfile::tempdir_in(folder(options)).expect("a folder for a world");
    world::run(seed, plan, sabotage, folder.path())
}

fn folder(options: &Options) -> PathBuf {
    let in_memory = Path::new(IN_MEMORY);
    if in_memory.is_dir() {
        in_memory.to_owned()
    } else {
        options.folder.clone()
    }
}

/// Puts a breach on record, with the shortest list of steps that leads to it.
fn fail(row: &mut Row, seed: u64, plan: &Plan, breach: &Breach, options: &Options) {
    match breach.law {
        Law::NothingIsLost => row.sum.lost += 1,
        Law::OneTicketForOneContent => row.sum.doubled_tickets += 1,
        Law::OnceOrTwiceAfterDoubt => row.sum.unpromised += 1,
        Law::IndexIsTheJournal => row.sum.unclean += 1,
        _ => row.sum.other += 1,
    }
    if row.failures.len() < SHOWN_MAX {
        let short = shrink::shortest(plan, breach, |plan| live(seed, plan, None, options).breach);
        row.failures.push(format!(
            "{breach} (again: tests/campaign/run --seed {seed} --one simulate)\n  the steps that do it: {short:#?}"
        ));
    }
}
