//! Damage at rest: bits flipped, files cut short or gone.
//!
//! A damaged index is made anew and every ticket and mail is told as before. A journal damaged in the middle is refused
//! with one line that says what to do. A torn end is cut off. A damaged file of the spool is named by `check`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::audit::journal::list;
use crate::desk::{Desk, FOLDER};
use crate::draws::Draws;
use crate::kills::side_by_side;
use crate::mails::requests;
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// Damages of each kind in the whole campaign.
const DAMAGES: usize = 100;
/// Mails that the desk has taken in.
const MAILS: usize = 20;
/// How long a start may take, and all the work before.
const LIMIT: Duration = Duration::from_mins(1);
/// Starts that a service manager would make before somebody looks.
const STARTS_MAX: usize = 3;

type Damage = fn(&Path, &mut Draws);
type Proof = fn(&mut Desk, &str) -> Result<(), String>;

/// What is damaged, how, and what has to come of it.
const KINDS: [(&str, Damage, Proof); 6] = [
    ("bits of the index flipped", flip_index, tells_the_same),
    (
        "the index cut short, emptied or gone",
        maim_index,
        tells_the_same,
    ),
    (
        "half a line at the journal's end",
        tear_journal,
        tells_the_same,
    ),
    (
        "a bit of the journal flipped before its last line",
        flip_journal,
        refuses,
    ),
    (
        "a bit of the journal's last line flipped after a clean end",
        flip_last_line,
        refuses,
    ),
    ("a bit of the spool flipped", flip_spool, is_named_by_check),
];

/// Damages of each kind.
pub fn run(options: &Options) -> Vec<Row> {
    let again = options.again("damage");
    let (desk, told) = match whole_desk(options) {
        Ok(whole) => whole,
        Err(why) => {
            let mut row = Row::new("damage", "a desk to be damaged");
            row.fail(&why, &again, &options.folder);
            return vec![row];
        }
    };
    let damages = options.count(DAMAGES);
    let kinds = KINDS.iter().enumerate();
    let rows = kinds.map(|(kind, (what, damage, proof))| {
        let mut row = Row::new("damage", *what);
        let begin = std::time::Instant::now();
        let trial = |number: usize| {
            let number = kind * 1000 + number;
            let folder = options.folder_for("damage", number);
            copy(desk.folder(), &folder);
            damage(&folder.join("state"), &mut options.draws("damage", number));
            let mut desk = Desk::at(folder);
            let proved = proof(&mut desk, &told);
            desk.kill();
            if proved.is_ok() {
                let _ = fs::remove_dir_all(desk.folder());
            }
            proved
        };
        for (number, proved) in side_by_side(options.jobs, damages, trial) {
            row.count += 1;
            if let Err(why) = proved {
                let folder = options
                    .folder
                    .join(format!("damage-{}", kind * 1000 + number));
                row.fail(&format!("{what}: {why}"), &again, &folder);
            }
        }
        row.took = begin.elapsed();
        row
    });
    rows.collect()
}

/// A desk that did its work and ended cleanly, and what it tells.
fn whole_desk(options: &Options) -> Result<(Desk, String), String> {
    let mut desk = Desk::over_maildir(options.folder_for("damage", 999_999), FOLDER);
    for source in requests(&mut options.draws("damage", 0), 0, MAILS) {
        desk.mail.deliver(&source);
    }
    desk.launch(&[]);
    let is_done = within(LIMIT, || desk.is_idle().then_some(()));
    let told = told(&desk);
    let ended = desk.terminate();
    match (is_done, told, ended) {
        (Some(()), Some(told), Some(ended)) if ended.success() => Ok((desk, told)),
        _ => Err("the desk did not do its work".to_owned()),
    }
}

/// Everything that the daemon tells of tickets and mails.
fn told(desk: &Desk) -> Option<String> {
    let tickets = desk.ask("/tickets")?;
    let mut all = vec![desk.ask("/mails")?, desk.ask("/outbox")?];
    for ticket in list(&tickets) {
        all.push(desk.ask(&format!("/tickets/{}", ticket["id"]))?);
    }
    Some(serde_json::Value::from(all).to_string())
}

/// It starts, tells the same as before, finds no fault, and ends cleanly; with a start more where the index failed in
/// the middle of work, as the line it ends with says.
fn tells_the_same(desk: &mut Desk, before: &str) -> Result<(), String> {
    for _ in 0..STARTS_MAX {
        desk.launch(&[]);
        let told = within(LIMIT, || {
            if desk.ended().is_some() {
                return Some(None);
            }
            told(desk).map(Some)
        });
        let Some(told) = told.flatten() else {
            continue;
        };
        if told != before {
            return Err("it tells something else than before".to_owned());
        }
        let faults = desk.ask("/check").map(|check| check["faults"].to_string());
        if faults.as_deref() != Some("[]") {
            return Err(format!("check says {faults:?}"));
        }
        return match desk.terminate() {
            Some(ended) if ended.success() => Ok(()),
            ended => Err(format!("it ended with {ended:?}")),
        };
    }
    let log = desk.log();
    let last = log.lines().last().unwrap_or_default();
    Err(format!("it ended at each of {STARTS_MAX} starts: {last}"))
}

/// It ends at once, with one line that says what to do.
fn refuses(desk: &mut Desk, _: &str) -> Result<(), String> {
    let length = desk.log().len();
    desk.launch(&[]);
    let Some(ended) = desk.end_within(LIMIT) else {
        return Err("it runs".to_owned());
    };
    let log = desk.log();
    let said = log.get(length..).unwrap_or_default();
    let mut lines = said.lines().filter(|line| line.starts_with("ticketd: "));
    let is_clear = lines
        .next()
        .is_some_and(|line| line.contains("restore a backup (`ticketd restore`)"))
        && lines.next().is_none();
    if ended.code() == Some(65) && is_clear {
        Ok(())
    } else {
        Err(format!("it ended with {ended} and said: {said}"))
    }
}

/// `check` names the file; the daemon starts, and ends cleanly.
fn is_named_by_check(desk: &mut Desk, _: &str) -> Result<(), String> {
    let (code, said) = desk.run(&["check"]);
    if code != 65 || !said.contains("its content changed") {
        return Err(format!("check ended with {code} and said: {said}"));
    }
    desk.launch(&[]);
    let is_up = within(LIMIT, || desk.ask("/status"));
    match (is_up, desk.terminate()) {
        (Some(_), Some(ended)) if ended.success() => Ok(()),
        (_, ended) => Err(format!("it did not run, or ended with {ended:?}")),
    }
}

fn flip_index(state: &Path, draws: &mut Draws) {
    let files = files_below(&state.join("index"));
    for _ in 0..=draws.below(4) {
        let file = draws.one(&files).clone();
        flip_a_bit(&file, 0, None, draws);
    }
}

fn maim_index(state: &Path, draws: &mut Draws) {
    let index = state.join("index");
    let files = files_below(&index);
    let file = draws.one(&files).clone();
    match draws.below(5) {
        0 => {
            let length = fs::metadata(&file).unwrap().len();
            let kept = draws.below(length + 1);
            let opened = fs::File::options().write(true).open(&file).unwrap();
            opened.set_len(kept).unwrap();
        }
        1 => fs::remove_file(file).unwrap(),
        2 => fs::remove_dir_all(index).unwrap(),
        3 => {
            fs::remove_dir_all(&index).unwrap();
            fs::write(index, "no folder").unwrap();
        }
        _ => {
            let garbage: Vec<u8> = (0..5000).map(|_| draws.next() as u8).collect();
            fs::write(file, garbage).unwrap();
        }
    }
}

fn tear_journal(state: &Path, draws: &mut Draws) {
    let segment = segment(state);
    let mut octets = fs::read(&segment).unwrap();
    let line = octets[last_line(&octets)..].to_vec();
    let torn = 1 + draws.below(line.len() as u64 - 1) as usize;
    octets.extend_from_slice(&line[..torn]);
    fs::write(segment, octets).unwrap();
    // What a kill leaves.
    fs::write(state.join("running"), "another boot\n").unwrap();
}

fn flip_journal(state: &Path, draws: &mut Draws) {
    let segment = segment(state);
    let end = last_line(&fs::read(&segment).unwrap());
    flip_a_bit(&segment, 0, Some(end), draws);
}

fn flip_last_line(state: &Path, draws: &mut Draws) {
    let segment = segment(state);
    let begin = last_line(&fs::read(&segment).unwrap());
    flip_a_bit(&segment, begin, None, draws);
}

fn flip_spool(state: &Path, draws: &mut Draws) {
    let files = files_below(&state.join("spool"));
    let file = draws.one(&files).clone();
    flip_a_bit(&file, 0, None, draws);
}

/// Flips one bit in a part of a file; nothing where the part is empty.
fn flip_a_bit(file: &Path, begin: usize, end: Option<usize>, draws: &mut Draws) {
    let mut octets = fs::read(file).unwrap();
    let end = end.unwrap_or(octets.len());
    if begin < end {
        let at = begin + draws.below((end - begin) as u64) as usize;
        octets[at] ^= 1 << draws.below(8);
        fs::write(file, octets).unwrap();
    }
}

fn segment(state: &Path) -> PathBuf {
    let mut files = files_below(&state.join("journal"));
    files.pop().unwrap()
}

/// Where the last line begins.
fn last_line(octets: &[u8]) -> usize {
    let without_end = &octets[..octets.len() - 1];
    let before = without_end.iter().rposition(|octet| *octet == b'\n');
    before.map_or(0, |at| at + 1)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    let mut inside = from.as_os_str().to_owned();
    inside.push("/.");
    let ran = Command::new("cp").arg("-a").arg(inside).arg(to).status();
    assert!(ran.unwrap().success(), "cp -a {}", from.display());
}
