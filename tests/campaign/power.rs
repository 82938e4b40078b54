//! Power cuts: everything that was not synced may be gone, torn or out of order.
//!
//! A desk at work is recorded once (`disk.c`); from the recording, any number of states is made that a disk could hold
//! after a cut at any of its operations ([`model`]), and a daemon is started on each, under another boot. The mailbox and
//! the folder where letters go are another machine's, where what reached them before the cut is there, or lie on the same disk.

pub mod model;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::model::{Disk, Op, parse};
use ticketd::fault::Point;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::disk::layer;
use crate::draws::Draws;
use crate::kills::side_by_side;
use crate::mails::{Source, requests};
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// Power cuts in the whole campaign.
const CUTS: usize = 300;
/// States that are made from one recording.
const CUTS_A_RECORDING: usize = 25;
/// Mails that lie there when the recording begins.
const MAILS: usize = 10;
/// How long a recorded desk may take for them.
const LIMIT: Duration = Duration::from_mins(1);
/// Segments so small that a recording has several.
const SMALL_SEGMENTS: &str = "segment-octets=return(12000)";

/// Where the next process finds what was written and may not rely on it.
const BETWEEN: [Point; 8] = [
    Point::SpoolFileSynced,
    Point::SpoolFileNamed,
    Point::SpoolSynced,
    Point::JournalWritten,
    Point::JournalSynced,
    Point::MailMoved,
    Point::MailsMoved,
    Point::LetterPlaced,
];

/// How often a recording is begun that a kill tears: an operation takes effect before it is written down.
const RECORDINGS_MAX: usize = 5;

/// Why a recording is of no use.
enum Unusable {
    /// It is not what happened.
    Torn(String),
    /// The desk did not do its work.
    Unfinished(String),
}

/// A desk at work, operation by operation.
struct Recording {
    before: Disk,
    ops: Vec<Op>,
    sources: Vec<Source>,
    configuration: PathBuf,
}

/// Power cuts.
pub fn run(options: &Options) -> Vec<Row> {
    let begin = Instant::now();
    let mut row = Row::new(
        "power",
        "power cut at any operation, unsynced data and names gone or torn",
    );
    let again = options.again("power");
    let cuts = options.count(CUTS);
    let recordings = cuts.div_ceil(CUTS_A_RECORDING).max(3);
    let layer = match layer(options) {
        Ok(layer) => layer,
        Err(why) => {
            row.fail(&why, &again, &options.folder);
            return vec![row];
        }
    };
    for number in 0..recordings {
        let mut draws = options.draws("power", number);
        let mut recorded = record(options, &layer, number, &mut draws);
        for _ in 1..RECORDINGS_MAX {
            if matches!(recorded, Err(Unusable::Torn(_))) {
                recorded = record(options, &layer, number, &mut draws);
            }
        }
        let recording = match recorded {
            Ok(recording) => recording,
            Err(Unusable::Torn(why) | Unusable::Unfinished(why)) => {
                let folder = options.folder.join(format!("power-{number}"));
                row.fail(&why, &again, &folder);
                continue;
            }
        };
        let wanted = cuts.div_ceil(recordings);
        let trial = |cut: usize| cut_and_go_on(options, &layer, &recording, number * 1000 + cut);
        for (cut, verdict) in side_by_side(options.jobs, wanted, trial) {
            let folder = options.folder.join(format!("cut-{}", number * 1000 + cut));
            row.count += 1;
            row.judge(&verdict, &again, &folder);
        }
    }
    row.took = begin.elapsed();
    vec![row]
}

/// Records a desk from its first start to a clean end; with a kill and a second start in between where `number` is odd,
/// on one disk with the mailbox and the letters where it is the third of three, and with a history that was not recorded where it is over 1.
fn record(
    options: &Options,
    layer: &Path,
    number: usize,
    draws: &mut Draws,
) -> Result<Recording, Unusable> {
    let mut desk = Desk::over_maildir(options.folder_for("power", number), FOLDER);
    let log = options.folder.join(format!("power-{number}.log"));
    let _ = fs::remove_file(&log);
    let boot = desk.path("boot");
    fs::write(&boot, "the boot before the cut\n").unwrap();
    let root = fs::canonicalize(desk.folder()).unwrap();
    let mut sources = Vec::new();
    let mut deliver = |desk: &Desk, draws: &mut Draws, first: usize| {
        let fresh = requests(draws, first, MAILS);
        for source in &fresh {
            desk.mail.deliver(source);
        }
        sources.extend(fresh);
    };
    let environment = |logs: bool| {
        let mut environment = vec![
            ("LD_PRELOAD", layer.to_str().unwrap()),
            ("DISK_BOOT", boot.to_str().unwrap()),
            ("FAILPOINTS", SMALL_SEGMENTS),
        ];
        if logs {
            environment.push(("DISK_ROOT", root.to_str().unwrap()));
            environment.push(("DISK_LOG", log.to_str().unwrap()));
        }
        environment
    };
    if number > 1 {
        deliver(&desk, draws, 0);
        desk.launch(&environment(false));
        within(LIMIT, || (desk.mail.settled() >= MAILS).then_some(()));
        desk.kill();
    }
    deliver(&desk, draws, MAILS);
    let mut before = Disk::read(&root);
    if number % 3 == 2 {
        before.hold_all();
    }
    if number % 2 == 1 {
        be_killed_once(&mut desk, draws, environment(true));
    }
    desk.launch(&environment(true));
    let is_done = within(LIMIT, || desk.is_idle().then_some(()));
    let ended = desk.terminate();
    if is_done.is_none() || !ended.is_some_and(|ended| ended.success()) {
        let why = format!("the recorded desk ended with {ended:?}");
        return Err(Unusable::Unfinished(why));
    }
    let ops = parse(&fs::read(&log).unwrap_or_default());
    let mut whole = before.clone();
    for op in &ops {
        whole.take(op);
    }
    let fault = whole.differs(&Disk::read(&root));
    if let Some(fault) = fault {
        let why = format!("the recording is not what happened: {fault}");
        return Err(Unusable::Torn(why));
    }
    Ok(Recording {
        before,
        ops,
        sources,
        configuration: desk.path("daemon.toml"),
    })
}

/// One recorded life that ends by a kill: after some progress, or anywhere between reading a mail and settling it.
fn be_killed_once(desk: &mut Desk, draws: &mut Draws, environment: Vec<(&'static str, &str)>) {
    if draws.once_in(2) {
        let wanted = desk.mail.settled() + 1 + draws.below(MAILS as u64) as usize;
        desk.launch(&environment);
        within(LIMIT, || (desk.mail.settled() >= wanted).then_some(()));
    } else {
        let point = draws.one(&BETWEEN).number();
        let passes = draws.below(6);
        let points = format!("{SMALL_SEGMENTS};{point}={passes}*off->return");
        let mut environment = environment;
        environment.push(("FAILPOINTS", &points));
        desk.launch(&environment);
        within(LIMIT, || {
            (desk.ended().is_some() || desk.is_idle()).then_some(())
        });
    }
    desk.kill();
}

/// Makes one state, starts a daemon on it, lets it go on to the end, and judges.
fn cut_and_go_on(options: &Options, layer: &Path, recording: &Recording, number: usize) -> Verdict {
    let mut draws = options.draws("cut", number);
    let at = draws.below(recording.ops.len() as u64 + 1) as usize;
    let mut disk = recording.before.clone();
    for op in &recording.ops[..at] {
        disk.take(op);
    }
    let folder = options.folder_for("cut", number);
    disk.cut(&folder, &mut draws);
    fs::copy(&recording.configuration, folder.join("daemon.toml")).unwrap();
    let mut desk = Desk::at(folder);
    let boot = desk.path("boot");
    fs::write(
        &boot,
        format!("the boot after cut {number}, at operation {at}\n"),
    )
    .unwrap();
    desk.with("LD_PRELOAD", layer.to_str().unwrap());
    desk.with("DISK_BOOT", boot.to_str().unwrap());
    desk.with("FAILPOINTS", SMALL_SEGMENTS);
    desk.launch(&[]);
    let sources = recording.sources.clone();
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() {
        let _ = fs::remove_dir_all(desk.folder());
    }
    verdict
}
