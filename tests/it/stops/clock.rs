//! A wall clock that leaps, and one that is wrong from the first start on. It is the real clock with an offset that a
//! test sets: a library that stands before the system's ([`wall.c`]).

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::{A_WHILE, LIMIT, closed_relay, desk, has_trouble, mail, subjects};
use crate::corpus::deliver;
use crate::ledger::decided;
use crate::patience::{until, within};
use crate::program::Daemon;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stops/wall.c");
const DAY: i64 = 24 * 60 * 60;
const OUT: &str = "kind = \"folder\"\npath = \"out\"";

/// The offset of a daemon's clock.
struct Wall {
    offset: File,
    path: PathBuf,
    library: PathBuf,
}

impl Wall {
    fn of(daemon: &Daemon) -> Self {
        let (path, library) = (daemon.path("offset"), daemon.path("wall.so"));
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(SOURCE)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let wall = Self {
            offset: File::create(&path).unwrap(),
            path,
            library,
        };
        wall.set(0);
        wall
    }

    /// So many seconds ahead.
    fn set(&self, secs: i64) {
        self.offset.write_all_at(&secs.to_ne_bytes(), 0).unwrap();
    }

    fn start(&self, daemon: &mut Daemon) {
        let (path, library) = (self.path.to_str(), self.library.to_str());
        daemon.launch_with(&[
            ("WALL_OFFSET", path.unwrap()),
            ("LD_PRELOAD", library.unwrap()),
        ]);
        until("an answer", LIMIT, || {
            (daemon.run(&["status"]).code == 0).then_some(())
        });
    }
}

/// Lets what lies in the inbox have come long ago.
fn came_in_2023(daemon: &Daemon) {
    let then = SystemTime::UNIX_EPOCH + Duration::from_hours(53 * 365 * 24);
    for file in std::fs::read_dir(daemon.path("inbox/new")).unwrap() {
        let file = File::options().write(true).open(file.unwrap().path());
        file.unwrap().set_modified(then).unwrap();
    }
}

#[test]
fn a_clock_that_leapt_is_not_believed_after_a_restart_and_no_letter_is_given_up() {
    let mut daemon = desk("1MiB", &closed_relay());
    let wall = Wall::of(&daemon);
    deliver(&daemon, 0, &[mail(0)]);
    wall.start(&mut daemon);
    until("the mail", LIMIT, || (decided(&daemon) == 1).then_some(()));
    let queued = daemon.status()["outbox"]["queued"].clone();
    assert!(queued.as_u64().unwrap() > 0, "{}", daemon.status());
    wall.set(30 * DAY);
    until("the trouble", LIMIT, || {
        has_trouble(&daemon, "clock-suspect")
    });
    until("the alert", LIMIT, || {
        let told = subjects(&daemon);
        let is_told = told.iter().any(|subject| subject.contains("clock-suspect"));
        is_told.then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
    wall.start(&mut daemon);
    until("the trouble", LIMIT, || {
        has_trouble(&daemon, "clock-suspect")
    });
    let given_up = within(A_WHILE, || {
        (daemon.status()["outbox"]["queued"] != queued).then_some(())
    });
    assert!(given_up.is_none(), "{:?}", daemon.json(&["outbox"]));
    wall.set(0);
    until("the end of it", LIMIT, || {
        has_trouble(&daemon, "clock-suspect")
            .is_none()
            .then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_first_start_on_a_clock_ten_years_ahead_ignores_no_mail_that_comes_later() {
    let mut daemon = desk("1MiB", OUT);
    let wall = Wall::of(&daemon);
    std::fs::create_dir_all(daemon.path("inbox/new")).unwrap();
    wall.set(3652 * DAY);
    wall.start(&mut daemon);
    until("the first look", LIMIT, || {
        let looked = &daemon.status()["mailboxes"][0]["last_poll"];
        looked.is_string().then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
    wall.set(0);
    wall.start(&mut daemon);
    deliver(&daemon, 0, &[mail(0)]);
    until("the mail", LIMIT, || (decided(&daemon) == 1).then_some(()));
    assert_eq!(
        daemon.json(&["list"]).len(),
        1,
        "{:?}",
        daemon.json(&["mails"])
    );
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_first_start_in_1970_answers_no_old_mail_and_goes_on_when_the_clock_is_set() {
    let mut daemon = desk("1MiB", OUT);
    let wall = Wall::of(&daemon);
    deliver(&daemon, 0, &[mail(0)]);
    came_in_2023(&daemon);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    wall.set(-i64::try_from(now.unwrap().as_secs()).unwrap() + 100);
    wall.start(&mut daemon);
    until("the trouble", LIMIT, || {
        has_trouble(&daemon, "clock-suspect")
    });
    let taken = within(A_WHILE, || (decided(&daemon) > 0).then_some(()));
    assert!(taken.is_none(), "{:?}", daemon.json(&["mails"]));
    wall.set(0);
    deliver(&daemon, 1, &[mail(1)]);
    until("both mails", LIMIT, || {
        (decided(&daemon) == 2).then_some(())
    });
    let rows = daemon.json(&["mails"]);
    let ignored = rows.iter().filter(|row| row["disposition"] == "ignored");
    assert_eq!(
        (ignored.count(), daemon.json(&["list"]).len()),
        (1, 1),
        "{rows:?}"
    );
    assert_eq!(daemon.terminate().code(), Some(0));
}
