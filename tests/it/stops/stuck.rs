//! What stands still: a mailbox, the desk itself; and mail that was put aside.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread::JoinHandle;

use super::{A_WHILE, LIMIT, desk, mail, subjects};
use crate::corpus::deliver;
use crate::ledger::decided;
use crate::patience::{until, within};
use crate::program::{self, Daemon};

const OUT: &str = "kind = \"folder\"\npath = \"out\"";

/// A mail without a sender, which is put into quarantine.
pub(super) fn from_nobody(number: usize) -> Vec<u8> {
    format!("Subject: From nobody {number}\n\nIt is dark.\n").into_bytes()
}

/// A desk that hangs: the file of the one mail in quarantine is a pipe to which nobody writes, and the desk reads it.
pub(super) struct Hang {
    pipe: PathBuf,
    octets: Vec<u8>,
    asked: JoinHandle<()>,
}

impl Hang {
    pub(super) fn begin(daemon: &Daemon) -> Self {
        let one = until("the mail in quarantine", LIMIT, || {
            let is_up = daemon.run(&["status"]).code == 0;
            is_up.then(|| daemon.json(&["quarantine", "list"]).pop())?
        });
        let id = one["id"].as_str().unwrap().to_owned();
        let shown = daemon.json(&["quarantine", "show", &id]).remove(0);
        let pipe = PathBuf::from(shown["raw"].as_str().unwrap());
        let octets = fs::read(&pipe).unwrap();
        fs::remove_file(&pipe).unwrap();
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let folder = daemon.path("");
        let asked = std::thread::spawn(move || {
            program::run(&folder, &["quarantine", "show", &id]);
        });
        Self {
            pipe,
            octets,
            asked,
        }
    }

    /// Somebody writes to the pipe: the desk goes on.
    pub(super) fn end(self) {
        fs::write(&self.pipe, &self.octets).unwrap();
        self.asked.join().unwrap();
        fs::remove_file(&self.pipe).unwrap();
        fs::write(&self.pipe, &self.octets).unwrap();
    }
}

#[track_caller]
fn is_told(daemon: &Daemon, begin: &str, word: &str) {
    until(&format!("{begin} {word}"), LIMIT, || {
        let told = subjects(daemon);
        let is_it = |subject: &String| subject.contains(begin) && subject.contains(word);
        told.iter().any(is_it).then_some(())
    });
}

#[test]
fn a_desk_that_hangs_is_told_past_the_desk_and_once_more_when_it_goes_on() {
    let mut daemon = desk("1MiB", OUT);
    deliver(&daemon, 0, &[from_nobody(0)]);
    daemon.start();
    let hang = Hang::begin(&daemon);
    is_told(&daemon, "trouble", "desk-stuck");
    hang.end();
    is_told(&daemon, "over", "desk-stuck");
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_mailbox_that_cannot_be_read_is_told_and_once_more_when_it_can() {
    let mut daemon = desk("1MiB", OUT);
    deliver(&daemon, 0, &[mail(0)]);
    daemon.start();
    until("the first mail", LIMIT, || {
        (decided(&daemon) == 1).then_some(())
    });
    fs::rename(daemon.path("inbox"), daemon.path("away")).unwrap();
    fs::write(daemon.path("inbox"), "no folder").unwrap();
    is_told(&daemon, "trouble", "intake-stalled");
    fs::remove_file(daemon.path("inbox")).unwrap();
    fs::rename(daemon.path("away"), daemon.path("inbox")).unwrap();
    is_told(&daemon, "over", "intake-stalled");
    deliver(&daemon, 1, &[mail(1)]);
    until("the second mail", LIMIT, || {
        (decided(&daemon) == 2).then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn mail_that_is_put_into_quarantine_is_told() {
    let mut daemon = desk("1MiB", OUT);
    daemon.start();
    // What lies there when the vigil looks for the first time is no growth; when that is, nobody says.
    let told = (0..10).any(|number| {
        deliver(&daemon, number, &[from_nobody(number)]);
        let told = within(A_WHILE, || {
            let told = subjects(&daemon);
            let is_it = |subject: &String| subject.contains("quarantine-grown");
            told.iter().any(is_it).then_some(())
        });
        told.is_some()
    });
    assert!(told, "{}", daemon.status());
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_disk_that_hangs_where_the_clock_is_written_down_keeps_the_time_from_nobody() {
    let mut daemon = desk("1MiB", OUT);
    let state = daemon.path("state");
    fs::create_dir(&state).unwrap();
    fs::set_permissions(&state, fs::Permissions::from_mode(0o700)).unwrap();
    // To open a pipe that nobody reads takes for ever.
    let made = Command::new("mkfifo").arg(state.join("clock.new")).status();
    assert!(made.unwrap().success());
    daemon.launch();
    is_told(&daemon, "trouble", "desk-stuck");
    daemon.kill();
}
