//! Disks that fail: no space, read-only, I/O errors, short writes, at any operation below the state folder.
//!
//! After each the daemon either goes on or ends with one clear line and an exit code, and after a start on a healthy
//! disk nothing is lost or doubled.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::draws::Draws;
use crate::kills::side_by_side;
use crate::mails::requests;
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// Injected errors in the whole campaign.
const ERRORS: usize = 500;
/// Errors that one desk suffers before it is judged.
const ERRORS_A_DESK: usize = 5;
/// Mails that each daemon finds.
const MAILS_AN_ERROR: usize = 4;
/// How long a daemon may go on with a bad disk.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 2 });
/// Operations below the state folder in the life of a daemon, about.
const OPERATIONS: u64 = 120;

/// What fails: the class of operations, the error, and whether once or from then on.
const FAULTS: [(&str, &str); 14] = [
    ("no space from then on", "space N 28 on"),
    ("no space for one write", "write N 28 once"),
    ("no space from then on", "write N 28 on"),
    ("a short write", "write N 0 short"),
    ("I/O error at a write", "write N 5 once"),
    ("I/O error at a sync", "sync N 5 once"),
    ("I/O error at a sync", "sync N 5 on"),
    ("I/O error at a rename", "rename N 5 once"),
    ("I/O error at opening", "open N 5 once"),
    ("I/O error at anything", "any N 5 once"),
    ("I/O error at anything", "any N 5 on"),
    ("read-only from then on", "change N 30 on"),
    ("no space at a rename", "rename N 28 once"),
    ("no space at making a file", "open N 28 on"),
];

/// The file layer, compiled; `None` with what is wrong where there is no C compiler.
pub fn layer(options: &Options) -> Result<PathBuf, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaign/disk.c");
    let library = options.folder.join("disk.so");
    let ran = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-o"])
        .args([&library, &source])
        .output()
        .map_err(|error| format!("running cc: {error}; tests/run --prepare installs it"))?;
    if ran.status.success() {
        Ok(library)
    } else {
        Err(String::from_utf8_lossy(&ran.stderr).into_owned())
    }
}

/// Disk errors.
pub fn run(options: &Options) -> Vec<Row> {
    let mut row = Row::new("disk", "full, read-only or failing disk at any operation");
    let again = options.again("disk");
    let layer = match layer(options) {
        Ok(layer) => layer,
        Err(why) => {
            row.fail(&why, &again, &options.folder);
            return vec![row];
        }
    };
    let desks = options.count(ERRORS).div_ceil(ERRORS_A_DESK);
    let trial = |number| on_a_bad_disk(options, &layer, number);
    for (number, (errors, faults, verdict)) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("disk-{number}"));
        row.count += errors;
        for fault in faults {
            row.fail(&fault, &again, &folder);
        }
        row.judge(&verdict, &again, &folder);
    }
    vec![row]
}

/// Lets some daemons meet an error each; gives how many did, what was wrong with how they took it, and the verdict on
/// what the last one, on a healthy disk, made of it.
fn on_a_bad_disk(options: &Options, layer: &Path, number: usize) -> (usize, Vec<String>, Verdict) {
    let mut draws = options.draws("disk", number);
    let mut desk = Desk::over_maildir(options.folder_for("disk", number), FOLDER);
    let (mut sources, mut errors, mut faults) = (Vec::new(), 0, Vec::new());
    // Some ask for an operation that the daemon never comes to.
    for _ in 0..5 * ERRORS_A_DESK {
        if errors == ERRORS_A_DESK {
            break;
        }
        let fresh = requests(&mut draws, sources.len(), MAILS_AN_ERROR);
        for source in &fresh {
            desk.mail.deliver(source);
        }
        sources.extend(fresh);
        match meet_an_error(&mut desk, layer, &mut draws) {
            Ok(is_met) => errors += usize::from(is_met),
            Err(fault) => faults.push(fault),
        }
    }
    desk.launch(&[]);
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() && faults.is_empty() {
        let _ = fs::remove_dir_all(desk.folder());
    }
    (errors, faults, verdict)
}

/// One life on a bad disk; gives whether the disk had its error, or what was wrong with the end.
fn meet_an_error(desk: &mut Desk, layer: &Path, draws: &mut Draws) -> Result<bool, String> {
    let (what, fault) = draws.one(&FAULTS);
    // Half of them early, where a daemon starts.
    let limit = if draws.once_in(2) {
        OPERATIONS / 6
    } else {
        OPERATIONS
    };
    let fault = fault.replace('N', &(1 + draws.below(limit)).to_string());
    let failed = desk.path("failed");
    let _ = fs::remove_file(&failed);
    let root = fs::canonicalize(desk.folder()).unwrap().join("state");
    let log_before = desk.log().len();
    desk.launch(&[
        ("LD_PRELOAD", layer.to_str().unwrap()),
        ("DISK_ROOT", root.to_str().unwrap()),
        ("DISK_FAIL", &fault),
        ("DISK_FAILED", failed.to_str().unwrap()),
    ]);
    let ended = within(LIMIT, || {
        let ended = desk.ended();
        (ended.is_some() || desk.is_idle()).then_some(ended)
    });
    let is_met = || fs::metadata(&failed).is_ok_and(|found| found.len() > 0);
    let Some(ended) = ended.flatten().or_else(|| desk.terminate()) else {
        return Err(format!("{what} ({fault}): it did not end when told to"));
    };
    let log = desk.log();
    let said = log.get(log_before..).unwrap_or_default();
    // The index has a thread of its own, which may log its last words after the program's.
    let mut lines = said.lines().rev();
    let last = lines.clone().find(|line| line.starts_with("ticketd: "));
    let last = last.or_else(|| lines.next()).unwrap_or_default();
    let is_clear = match ended.code() {
        Some(0) => true,
        // Try again, which systemd does; one line, by the program, with what was being done.
        Some(75) => last.starts_with("ticketd: ") && last.matches(": ").count() > 1,
        _ => false,
    };
    if is_clear && ended.signal().is_none() {
        Ok(is_met())
    } else {
        Err(format!(
            "{what} ({fault}): it ended with {ended} and the words: {last}"
        ))
    }
}
