//! A start that fails, and one that waits: the admins hear of it, though there is no desk.

use std::fs;

use super::{LIMIT, SmallDisk, alerts, desk, mail, subjects};
use crate::corpus::deliver;
use crate::ledger::decided;
use crate::patience::until;

const OUT: &str = "kind = \"folder\"\npath = \"out\"";

#[test]
fn a_start_on_a_damaged_journal_is_told_once() {
    let mut daemon = desk("1MiB", OUT);
    deliver(&daemon, 0, &[mail(0)]);
    daemon.start();
    until("the mail", LIMIT, || (decided(&daemon) == 1).then_some(()));
    assert_eq!(daemon.terminate().code(), Some(0));
    let path = daemon.path("state/journal/000000000001.jsonl");
    let mut journal = fs::read(&path).unwrap();
    journal[20] ^= 1;
    fs::write(&path, journal).unwrap();
    for _ in 0..2 {
        daemon.launch();
        until("the end", LIMIT, || (!daemon.is_up()).then_some(()));
        daemon.kill();
    }
    assert_eq!(subjects(&daemon), ["ticketd: ended"], "{}", daemon.log());
    let (_, text) = alerts(&daemon).remove(0);
    assert!(text.contains("journal"), "{text}");
    assert!(text.contains("somebody has to look first"), "{text}");
}

#[test]
fn a_start_that_waits_for_room_is_told() {
    let mut daemon = desk("16MiB", OUT);
    let Some(disk) = SmallDisk::on(&daemon) else {
        return;
    };
    disk.fill(4 << 20);
    daemon.launch();
    until("the alert", LIMIT, || {
        (!alerts(&daemon).is_empty()).then_some(())
    });
    let (subject, text) = alerts(&daemon).remove(0);
    assert_eq!(subject, "ticketd: trouble: disk-reserve");
    assert!(text.contains("the start waits for room"), "{text}");
    assert!(daemon.is_up(), "{}", daemon.log());
    disk.clear();
    until("an answer", LIMIT, || {
        (daemon.run(&["status"]).code == 0).then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
}
