//! Tables on a terminal (a pseudo-terminal of a given width, made by script(1)): they fit, whatever a subject holds,
//! and nothing in it acts.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::corpus::{deliver, on_a_maildir};
use crate::patience::until;
use crate::program::{Daemon, TICKETD};

/// Subjects that break tables that are made without care; in encoded words, as mail programs write them.
const SUBJECTS: [&str; 6] = [
    "The printer on floor 2 blinks red since this morning and everybody who works there has to walk down to room 114",
    "=?utf-8?b?5Y2w5Yi35qmf44GM5pyd44GL44KJ6LWk44GP54K55ruF44GX44Gm44GE44Gm6Kqw44KC5Y2w5Yi344Gn44GN44G+44Gb44KT?=",
    "=?utf-8?b?8J+WqO+4jyDwn5SlIHByaW50ZXIgb24gZmlyZSDwn5Gp4oCN8J+Suw==?= and more of it, so that it has to be cut somewhere",
    "=?utf-8?b?15TXnteT16TXodeqINeR16fXldee15Qg15TXqdeg15nXmdeUINee15TXkdeU15HXqiDXkdeQ15PXldedINee15TXkdeV16fXqA==?=",
    "=?utf-8?q?=1B[2J=1B]0;owned=07_moves_no_cursor=0D=0A_and_breaks_no_line_=E2=80=AEfdp.exe?=",
    "=?utf-8?q?e=CC=81e=CC=81e=CC=81_accents?=",
];

/// What a command shows on a terminal this wide.
fn on_a_terminal(daemon: &Daemon, columns: usize, args: &str) -> String {
    let command = format!("stty cols {columns} rows 50; exec timeout 60 {TICKETD} {args}");
    let ran = Command::new("script")
        .args(["-qefc", &command, "/dev/null"])
        .current_dir(daemon.path("."))
        .env("TERM", "xterm")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{args}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap().replace("\r\n", "\n")
}

/// How many columns a line takes; enough of UAX #11 for the subjects above, and written apart from the program's.
fn columns(line: &str) -> usize {
    line.chars()
        .map(|letter| match u32::from(letter) {
            0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
            0x1100..=0x115f
            | 0x2e80..=0xa4cf
            | 0xac00..=0xd7a3
            | 0xff00..=0xff60
            | 0x1f300..=0x1faff => 2,
            _ => 1,
        })
        .sum()
}

/// A daemon with a ticket for each subject.
fn desk() -> Daemon {
    let mut daemon = on_a_maildir();
    let mails: Vec<Vec<u8>> = SUBJECTS
        .iter()
        .zip(0..)
        .map(|(subject, number)| {
            format!(
                "From: somebody.with.a.long.name.{number}@a-department.of-the.customer.example\n\
                 Subject: {subject}\nMessage-ID: <{number}@x.example>\n\nHello.\n"
            )
            .into_bytes()
        })
        .collect();
    deliver(&daemon, 0, &mails);
    daemon.start();
    until("the tickets", Duration::from_secs(30), || {
        (daemon.json(&["list"]).len() == SUBJECTS.len()).then_some(())
    });
    daemon
}

#[test]
fn tables_fit_the_terminal_and_nothing_in_them_acts() {
    let daemon = desk();
    for width in [80, 200] {
        for args in ["list", "mails", "outbox"] {
            let shown = on_a_terminal(&daemon, width, args);
            println!("{width} columns, {args}:\n{shown}");
            for line in shown.lines() {
                assert!(columns(line) <= width, "{} columns: {line}", columns(line));
                assert!(
                    !line.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']),
                    "{line:?}"
                );
            }
            if args != "outbox" {
                let rows = shown.lines().filter(|line| line.contains("1000"));
                assert!(rows.count() >= 1, "{shown}");
                // A heading with a rule under it, and the tickets: nothing wraps.
                assert_eq!(shown.lines().count(), SUBJECTS.len() + 2, "{shown}");
            }
        }
    }
    let wide = on_a_terminal(&daemon, 200, "list");
    assert!(wide.contains("blinks red since this morning"), "{wide}");
    assert!(wide.contains("印刷機が朝から赤く点滅"), "{wide}");
    assert!(wide.contains("המדפסת"), "{wide}");
    let narrow = on_a_terminal(&daemon, 80, "list");
    assert!(
        narrow.contains("DESK-1000") && narrow.contains('…'),
        "{narrow}"
    );
}

#[test]
fn a_program_gets_every_cell_whole_and_harmless() {
    let daemon = desk();
    let ran = daemon.run(&["list"]);
    assert!(
        ran.out.contains("has to walk down to room 114\t-\n"),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains(['\u{1b}', '\u{202e}', '\r']),
        "{}",
        ran.out
    );
    for line in ran.out.lines() {
        assert_eq!(line.split('\t').count(), 8, "{line}");
    }
}
