//! Backups and restores that end half way: killed at each of their steps, or on a disk that is full.
//!
//! A half backup is never taken for a whole one, and one that is whole stays so while the next is made over it. A half
//! restore is told, no daemon starts on it, and saying `restore` again finishes it; in the end the tickets have the digest
//! that they had.

use std::path::Path;
use std::time::{Duration, Instant};

use ticketd::fault::Point;

use crate::audit::Evidence;
use crate::desk::{Desk, FOLDER};
use crate::disk::layer;
use crate::draws::Draws;
use crate::kills::side_by_side;
use crate::mails::Source;
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// Desks in the whole campaign; each suffers every end once.
const DESKS: usize = 20;
/// Full disks that each meets in a backup, and in a restore.
const FULL_DISKS: usize = 4;
/// Operations below a backup's folder while one is made, about.
const OPERATIONS: u64 = 60;
/// Mails at first, and before each backup over another.
const MAILS: usize = 8;
const MORE: usize = 2;
/// How long a desk may take to do what there is to do.
const LIMIT: Duration = Duration::from_mins(1);

const IN_A_BACKUP: [Point; 8] = [
    Point::BackupBegun,
    Point::SpoolFileWritten,
    Point::SpoolFileNamed,
    Point::BackupFilesCopied,
    Point::SegmentCopied,
    Point::SegmentCopyNamed,
    Point::BackupCopied,
    Point::BackupNamed,
];
const IN_A_RESTORE: [Point; 9] = [
    Point::RestoreMarked,
    Point::SpoolFileWritten,
    Point::SpoolFileNamed,
    Point::RestoreFilesCopied,
    Point::SegmentCopied,
    Point::RestoreCopied,
    Point::IndexBegun,
    Point::RestoreLettersDoubted,
    Point::RestoreDone,
];

/// What a trial came to: how many backups and restores were cut off, and what was wrong.
#[derive(Default)]
struct Trial {
    backups: usize,
    restores: usize,
    wrong: Vec<String>,
}

impl Trial {
    fn must(&mut self, is_so: bool, what: impl FnOnce() -> String) {
        if !is_so {
            self.wrong.push(what());
        }
    }
}

/// Both lines.
pub fn run(options: &Options) -> Vec<Row> {
    let begin = Instant::now();
    let again = options.again("backups");
    let mut rows = [
        Row::new("backups", "a backup killed at each step, or its disk full"),
        Row::new("backups", "a restore killed at each step, or its disk full"),
    ];
    let layer = match layer(options) {
        Ok(layer) => layer,
        Err(why) => {
            rows[0].fail(&why, &again, &options.folder);
            return rows.into();
        }
    };
    let trial = |number| one_desk(options, &layer, number);
    for (number, (trial, verdict)) in side_by_side(options.jobs, options.count(DESKS), trial) {
        let folder = options.folder.join(format!("backups-{number}"));
        rows[0].count += trial.backups;
        rows[1].count += trial.restores;
        for what in &trial.wrong {
            rows[1].fail(what, &again, &folder);
        }
        rows[1].judge(&verdict, &again, &folder);
    }
    rows[1].took = begin.elapsed();
    rows.into()
}

fn one_desk(options: &Options, layer: &Path, number: usize) -> (Trial, crate::audit::Verdict) {
    let mut draws = options.draws("backups", number);
    let mut desk = Desk::over_maildir(options.folder_for("backups", number), FOLDER);
    let (mut trial, mut sources) = (Trial::default(), Vec::new());
    desk.launch(&[]);
    more(&mut desk, &mut sources, MAILS, &mut draws, &mut trial);
    for point in IN_A_BACKUP {
        a_backup_is_killed(&mut desk, &mut sources, point, &mut draws, &mut trial);
    }
    for disk in 0..FULL_DISKS {
        let folder = format!("full-{disk}");
        let fails = full(&desk, layer, &folder, &mut draws);
        let (code, said) = with(&desk, &["backup", &folder], &fails);
        trial.backups += usize::from(code != 0);
        if code != 0 {
            trial.must(code == 75 && is_a_line(&said), || {
                format!("a backup on a full disk ended with {code}: {said}")
            });
            is_no_backup(&desk, &folder, &mut trial);
        }
        is_made(&desk, &folder, &mut trial);
    }
    desk.terminate();
    let digest = is_made(&desk, "whole", &mut trial);
    for point in IN_A_RESTORE {
        let killed = [(
            "FAILPOINTS".to_owned(),
            format!("{}=return", point.number()),
        )];
        let _ = std::fs::remove_dir_all(desk.path("state"));
        let (code, said) = with(&desk, &["restore", "whole"], &killed);
        trial.must(code == KILLED, || {
            format!("restore at {point:?}: {code}: {said}")
        });
        trial.restores += 1;
        is_finished(&desk, &digest, &mut trial);
    }
    for _ in 0..FULL_DISKS {
        let _ = std::fs::remove_dir_all(desk.path("state"));
        let fails = full(&desk, layer, "state", &mut draws);
        let (code, said) = with(&desk, &["restore", "whole"], &fails);
        trial.restores += usize::from(code != 0);
        trial.must(code == 0 || (code == 75 && is_a_line(&said)), || {
            format!("a restore on a full disk ended with {code}: {said}")
        });
        is_finished(&desk, &digest, &mut trial);
    }
    desk.launch(&[]);
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() && trial.wrong.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    (trial, verdict)
}

/// A first backup, and then one over a whole one, both killed at this point, each followed by one that is not.
fn a_backup_is_killed(
    desk: &mut Desk,
    sources: &mut Vec<Source>,
    point: Point,
    draws: &mut Draws,
    trial: &mut Trial,
) {
    let folder = format!("b-{}", point.number());
    let killed = [(
        "FAILPOINTS".to_owned(),
        format!("{}=return", point.number()),
    )];
    let (code, said) = with(desk, &["backup", &folder], &killed);
    trial.must(code == KILLED, || {
        format!("backup at {point:?}: {code}: {said}")
    });
    trial.backups += 1;
    if point == Point::BackupNamed {
        is_whole(desk, &folder, trial);
    } else {
        is_no_backup(desk, &folder, trial);
    }
    is_made(desk, &folder, trial);
    more(desk, sources, MORE, draws, trial);
    // A step that is taken for a first backup only is not taken now.
    let (code, said) = with(desk, &["backup", &folder], &killed);
    trial.must(code == KILLED || point == Point::BackupBegun, || {
        format!("second backup at {point:?}: {code}: {said}")
    });
    trial.backups += usize::from(code == KILLED);
    is_whole(desk, &folder, trial);
    is_made(desk, &folder, trial);
}

/// What `timeout` makes of a program that was ended by a signal.
const KILLED: i32 = -1;

/// A command with this in its environment.
fn with(desk: &Desk, args: &[&str], environment: &[(String, String)]) -> (i32, String) {
    desk.run_with(args, environment)
}

/// The environment in which the disk that holds this folder is full after some operations.
fn full(desk: &Desk, layer: &Path, folder: &str, draws: &mut Draws) -> Vec<(String, String)> {
    let root = std::fs::canonicalize(desk.folder()).unwrap().join(folder);
    let fault = format!("space {} 28 on", 1 + draws.below(OPERATIONS));
    [
        ("LD_PRELOAD", layer.display().to_string()),
        ("DISK_ROOT", root.display().to_string()),
        ("DISK_FAIL", fault),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn is_a_line(said: &str) -> bool {
    said.lines().count() == 1 && said.starts_with("ticketd: ")
}

fn is_no_backup(desk: &Desk, folder: &str, trial: &mut Trial) {
    let (code, said) = desk.run(&["restore", folder, "--only-verify"]);
    trial.must(code != 0 && is_a_line(&said), || {
        format!("a half backup in {folder} was taken for one: {code}: {said}")
    });
}

fn is_whole(desk: &Desk, folder: &str, trial: &mut Trial) -> String {
    let (code, said) = desk.run(&["restore", folder, "--only-verify"]);
    trial.must(code == 0, || {
        format!("the backup in {folder} is none: {code}: {said}")
    });
    digest(&said)
}

/// Another backup into the folder is made and is whole; gives its digest.
fn is_made(desk: &Desk, folder: &str, trial: &mut Trial) -> String {
    let (code, said) = desk.run(&["backup", folder]);
    trial.must(code == 0, || {
        format!("backup into {folder}: {code}: {said}")
    });
    is_whole(desk, folder, trial)
}

/// No daemon starts on what was left, the command that is named finishes it, and all is as it was.
fn is_finished(desk: &Desk, wanted: &str, trial: &mut Trial) {
    // Where nothing was begun there is nothing to keep a daemon from.
    if desk.path("state/unfinished").exists() {
        let (code, said) = desk.run(&["run"]);
        let last = said.lines().last().unwrap_or_default();
        trial.must(code != 0 && last.contains("run `ticketd"), || {
            format!("a daemon on a half restored state: {code}: {said}")
        });
        let args: &[&str] = if last.contains("--from-mailbox") {
            &["rebuild", "--from-mailbox"]
        } else {
            &["restore", "whole"]
        };
        let (code, said) = desk.run(args);
        trial.must(code == 0, || format!("{args:?}: {code}: {said}"));
    } else if !desk.path("state/journal").exists() {
        let (code, said) = desk.run(&["restore", "whole"]);
        trial.must(code == 0, || format!("restore once more: {code}: {said}"));
    }
    let (code, said) = desk.run(&["check"]);
    trial.must(code == 0 && digest(&said) == wanted, || {
        format!("after a restore in two parts: {code}: {said}")
    });
}

/// The figure that stands for all tickets in what a command says.
fn digest(said: &str) -> String {
    let words = said.split([' ', ',', '\n']);
    let mut behind = words.skip_while(|word| *word != "digest").skip(1);
    behind.next().unwrap_or_default().to_owned()
}

/// Some more mails come and are taken in.
fn more(
    desk: &mut Desk,
    sources: &mut Vec<Source>,
    count: usize,
    draws: &mut Draws,
    trial: &mut Trial,
) {
    let fresh = desk.mail.requests(draws, sources.len(), count);
    for source in &fresh {
        desk.mail.deliver(source);
    }
    sources.extend(fresh);
    let all = sources.len();
    let done = within(LIMIT, || {
        (desk.has_taken_in(all) && desk.is_idle()).then_some(())
    });
    trial.must(done.is_some(), || {
        format!("{all} mails were not taken in in time")
    });
}
