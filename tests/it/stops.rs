//! Nothing stops silently: what stands still is in `status`, and the admins hear of it by a route of its own.

mod clock;
mod start;
mod stuck;
mod watchdog;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::corpus::deliver;
use crate::ledger::decided;
use crate::letters::Letter;
use crate::patience::{until, within};
use crate::program::Daemon;

const LIMIT: Duration = Duration::from_mins(1);
/// How long is watched that something does not happen: two polls of the disk.
const A_WHILE: Duration = Duration::from_secs(4);
/// Size of the disk of these desks, of which a desk without mail uses some.
const DISK: &str = "64m";

const CONFIGURATION: &str = r#"
[desk]
name = "Desk Support"
address = "support@desk.example"
state-dir = "state"
reserve = "RESERVE"

[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"
poll = "5s"

[delivery]
DELIVERY

[identity]
require = "token"

[alerts]
to = ["admin@other.example"]
after = "1s"

[alerts.delivery]
kind = "folder"
path = "alerts"
"#;

fn desk(reserve: &str, delivery: &str) -> Daemon {
    let configuration = CONFIGURATION.replace("RESERVE", reserve);
    Daemon::on(&configuration.replace("DELIVERY", delivery))
}

/// A relay at which nobody listens.
fn closed_relay() -> String {
    let relay = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = relay.local_addr().unwrap().port();
    format!("kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"")
}

fn mail(number: usize) -> Vec<u8> {
    format!(
        "From: Ann <ann{number}@customer.example>\nTo: support@desk.example\nSubject: Dark {number}\n\
         Message-ID: <{number}@customer.example>\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nIt is dark.\n"
    )
    .into_bytes()
}

/// The subjects and texts of the alerts so far, in the order in which they were written.
fn alerts(daemon: &Daemon) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = fs::read_dir(daemon.path("alerts/new"))
        .map(|files| files.map(|file| file.unwrap().path()).collect())
        .unwrap_or_default();
    files.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
    let read = |path: &PathBuf| {
        let letter = Letter::read(&fs::read(path).unwrap());
        assert_eq!(letter.the("Auto-Submitted"), "auto-generated");
        (letter.the("Subject").to_owned(), letter.text().to_owned())
    };
    files.iter().map(read).collect()
}

fn subjects(daemon: &Daemon) -> Vec<String> {
    alerts(daemon)
        .into_iter()
        .map(|(subject, _)| subject)
        .collect()
}

fn has_trouble(daemon: &Daemon, word: &str) -> Option<Value> {
    let status = daemon.status();
    let troubles = status["troubles"].as_array().unwrap().clone();
    troubles.into_iter().find(|one| one["trouble"] == word)
}

/// A small disk, gone with the value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounted where the state is kept; `None`, with a line that says so, where that is not allowed.
    fn on(daemon: &Daemon) -> Option<Self> {
        let path = daemon.path("state");
        fs::create_dir_all(&path).unwrap();
        let options = format!("size={DISK},mode=0700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "none"])
            .arg(&path)
            .output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(path));
        }
        println!("skipped: a small disk cannot be mounted here; root can");
        None
    }

    /// Fills it but for so many octets.
    fn fill(&self, left: u64) {
        let ballast = fs::File::create(self.ballast()).unwrap();
        let block = vec![0_u8; 64 * 1024];
        while free(&self.0) > left && std::io::Write::write_all(&mut &ballast, &block).is_ok() {}
    }

    fn clear(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

fn free(path: &Path) -> u64 {
    ticketd::daemon::disk::room(path).unwrap().octets
}

#[test]
fn below_the_reserve_mail_waits_on_its_server_and_goes_on_by_itself() {
    let mut daemon = desk("16MiB", "kind = \"folder\"\npath = \"out\"");
    let Some(disk) = SmallDisk::on(&daemon) else {
        return;
    };
    deliver(&daemon, 0, &[mail(0)]);
    daemon.start();
    until("the first mail", LIMIT, || {
        (decided(&daemon) == 1).then_some(())
    });
    disk.fill(8 << 20);
    let trouble = until("the trouble", LIMIT, || {
        has_trouble(&daemon, "disk-reserve")
    });
    assert!(
        trouble["what"].as_str().unwrap().contains("mail waits"),
        "{trouble}"
    );
    deliver(&daemon, 1, &[mail(1)]);
    let taken = within(A_WHILE, || (decided(&daemon) > 1).then_some(()));
    assert!(taken.is_none(), "mail was taken in without room");
    assert_eq!(
        daemon.json(&["list"]).len(),
        1,
        "and questions are answered"
    );
    disk.clear();
    until("the second mail", LIMIT, || {
        (decided(&daemon) == 2).then_some(())
    });
    until("both alerts", LIMIT, || {
        (alerts(&daemon).len() >= 2).then_some(())
    });
    assert_eq!(
        subjects(&daemon),
        [
            "ticketd: trouble: disk-reserve",
            "ticketd: over: disk-reserve"
        ]
    );
    let log = daemon.log();
    let said = |words: &str| log.lines().filter(|line| line.contains(words)).count();
    assert_eq!(said("intake rests"), 1, "{log}");
    assert_eq!(said("intake goes on"), 1, "{log}");
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_write_that_fails_ends_the_process_and_the_next_start_waits_for_room_and_finds_all() {
    let mut daemon = desk("0B", "kind = \"folder\"\npath = \"out\"");
    let Some(disk) = SmallDisk::on(&daemon) else {
        return;
    };
    deliver(&daemon, 0, &[mail(0)]);
    daemon.start();
    until("the first mail", LIMIT, || {
        (decided(&daemon) == 1).then_some(())
    });
    disk.fill(0);
    let mails: Vec<Vec<u8>> = (1..=20).map(mail).collect();
    deliver(&daemon, 1, &mails);
    until("the end", LIMIT, || (!daemon.is_up()).then_some(()));
    daemon.kill();
    until("the alert", LIMIT, || {
        subjects(&daemon)
            .contains(&"ticketd: ended".to_owned())
            .then_some(())
    });
    let reserved = fs::read_to_string(daemon.path("daemon.toml")).unwrap();
    let reserved = reserved.replace("\"0B\"", "\"16MiB\"");
    fs::write(daemon.path("daemon.toml"), reserved).unwrap();
    daemon.launch();
    until("the wait", LIMIT, || {
        daemon
            .log()
            .contains("the start waits for room")
            .then_some(())
    });
    assert!(daemon.is_up(), "{}", daemon.log());
    disk.clear();
    until("all mails", LIMIT, || {
        let is_there = daemon.run(&["status"]).code == 0;
        (is_there && decided(&daemon) == 21).then_some(())
    });
    assert_eq!(daemon.json(&["list"]).len(), 21, "each once");
    daemon.check();
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn letters_that_do_not_leave_are_told_by_another_route_once_and_when_they_do_once_more() {
    let mut daemon = desk("1MiB", &closed_relay());
    deliver(&daemon, 0, &[mail(0)]);
    daemon.start();
    until("the alert", LIMIT, || {
        (!alerts(&daemon).is_empty()).then_some(())
    });
    let trouble = has_trouble(&daemon, "outbox-stuck").unwrap();
    assert!(
        trouble["what"].as_str().unwrap().contains("1 letters wait"),
        "{trouble}"
    );
    let (subject, text) = alerts(&daemon).remove(0);
    assert_eq!(subject, "ticketd: trouble: outbox-stuck");
    assert!(text.contains("none has left"), "{text}");
    let again = within(A_WHILE, || (alerts(&daemon).len() > 1).then_some(()));
    assert!(again.is_none(), "told once: {:?}", alerts(&daemon));
    assert_eq!(daemon.terminate().code(), Some(0));
}
