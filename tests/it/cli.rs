//! The program from outside: what it prints, and the codes it ends with.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a stand-in for the daemon waits for each step of the program.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the program on these arguments, in `folder`, with `input`.
fn ticketd(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ticketd"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}
fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
fn json_lines(output: &Output) -> Vec<Value> {
    let text = stdout(output);
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// A desk's folder with a configuration, whose state directory is `state`.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("state")).unwrap();
    let text = "[desk]\nstate-dir = \"state\"\n";
    fs::write(folder.path().join("daemon.toml"), text).unwrap();
    folder
}

/// Stands in for the daemon: answers one request.
struct Daemon {
    socket: PathBuf,
    thread: JoinHandle<String>,
}

impl Daemon {
    fn answering(desk: &Path, status: &str, body: &Value) -> Self {
        let socket = desk.join("state/control.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let body = body.to_string();
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let mut request = Vec::new();
            let mut piece = [0; 1024];
            while !request.ends_with(b"\r\n\r\n") {
                let read = stream.read(&mut piece).unwrap();
                assert_ne!(read, 0, "the program did not ask");
                request.extend_from_slice(&piece[..read]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            let request = String::from_utf8(request).unwrap();
            request.lines().next().unwrap().to_owned()
        });
        Self { socket, thread }
    }

    /// The first line of what it was asked. Called when the program has ended.
    fn asked(self) -> String {
        // Wakes it in case that nobody came; else nobody listens any more.
        drop(UnixStream::connect(&self.socket));
        self.thread.join().unwrap()
    }
}

fn ticket(id: u32, subject: &str) -> Value {
    json!({
        "id": id, "reference": format!("ACME-{id}"), "subject": subject, "status": "open",
        "priority": "high", "requester": { "address": "ann@x.example", "name": "Ann" },
        "assignee": null, "first_answer_due": "2026-03-02T11:15:00Z", "first_answer_at": null,
    })
}

#[test]
fn wrong_arguments_end_with_64_and_one_line() {
    let desk = desk();
    for args in [
        &["list", "--jsn"][..],
        &["list", "--status", "opn"],
        &["show", "x"],
        &["mails", "--since", "yesterday"],
        &["explain"],
        &["frobnicate"],
        &[],
        &["--config", "x.toml"],
    ] {
        let output = ticketd(desk.path(), args, b"");
        assert_eq!(code(&output), 64, "{args:?}");
        let said = stderr(&output);
        assert!(said.starts_with("ticketd: "), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(stdout(&output), "");
    }
    let said = stderr(&ticketd(desk.path(), &[], b""));
    assert_eq!(
        said,
        "ticketd: a command is missing; write ticketd [OPTIONS] <COMMAND>; ticketd --help tells of all of them\n"
    );
}

#[test]
fn a_reader_that_has_seen_enough_ends_any_command_quietly() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &["demo", "--once"][..],
        &["man"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ticketd"))
            .args(args)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut seen = [0; 1];
        let mut reader = child.stdout.take().unwrap();
        reader.read_exact(&mut seen).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (code(&output), stderr(&output).as_str()),
            (0, ""),
            "{args:?}"
        );
    }
}

#[test]
fn help_and_version_are_no_faults() {
    let desk = desk();
    for args in [&["--help"][..], &["--version"], &["list", "--help"]] {
        let output = ticketd(desk.path(), args, b"");
        assert_eq!(code(&output), 0, "{args:?}");
        assert_ne!(stdout(&output), "");
    }
}

#[test]
fn without_a_daemon_asking_ends_with_69_and_says_what_to_do() {
    let desk = desk();
    for args in [
        &["list"][..],
        &["show", "1000"],
        &["mails"],
        &["outbox"],
        &["status"],
    ] {
        let output = ticketd(desk.path(), args, b"");
        assert_eq!(code(&output), 69, "{args:?}");
        let said = stderr(&output);
        assert!(said.contains("state/control.sock"), "{said}");
        assert!(said.contains("ticketd run"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn without_a_configuration_asking_ends_with_78() {
    let folder = tempfile::tempdir().unwrap();
    let output = ticketd(folder.path(), &["--config", "none.toml", "list"], b"");
    assert_eq!(code(&output), 78);
    assert!(stderr(&output).contains("none.toml"), "{}", stderr(&output));
    fs::write(folder.path().join("bad.toml"), "[desk\n").unwrap();
    let output = ticketd(folder.path(), &["list", "--config", "bad.toml"], b"");
    assert_eq!(code(&output), 78);
    assert!(stderr(&output).contains("line 1"), "{}", stderr(&output));
}

#[test]
fn a_list_goes_out_as_the_daemon_gives_it_one_ticket_a_line() {
    let desk = desk();
    let tickets = json!([ticket(1000, "Dark\u{1b}[2J"), ticket(1001, "Light")]);
    let daemon = Daemon::answering(desk.path(), "200 OK", &tickets);
    let args = [
        "list",
        "--status",
        "open",
        "--status",
        "new",
        "--priority",
        "high",
        "--assignee",
        "b b",
        "--json",
    ];
    let output = ticketd(desk.path(), &args, b"");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(Value::Array(json_lines(&output)), tickets);
    assert_eq!(
        daemon.asked(),
        "GET /tickets?status=open&status=new&priority=high&assignee=b%20b HTTP/1.1"
    );
}

#[test]
fn a_list_asks_for_archived_tickets_only_where_somebody_wants_them() {
    for (args, asked) in [
        (
            &["list", "--all"][..],
            "GET /tickets?archived=with HTTP/1.1",
        ),
        (
            &["list", "--archived"],
            "GET /tickets?archived=only HTTP/1.1",
        ),
    ] {
        let desk = desk();
        let daemon = Daemon::answering(desk.path(), "200 OK", &json!([]));
        let output = ticketd(desk.path(), args, b"");
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(daemon.asked(), asked);
    }
}

#[test]
fn a_piped_list_has_cells_between_tabs_and_nothing_that_acts_on_a_terminal() {
    let desk = desk();
    let daemon = Daemon::answering(
        desk.path(),
        "200 OK",
        &json!([ticket(1000, "Dark\u{1b}[2J\there")]),
    );
    let output = ticketd(desk.path(), &["list"], b"");
    assert_eq!(
        stdout(&output),
        "ACME-1000\topen\thigh\t-\t2026-03-02T11:15:00Z\tann@x.example\tDark⟨U+001B⟩[2J here\t-\n"
    );
    assert_eq!(daemon.asked(), "GET /tickets HTTP/1.1");
}

#[test]
fn a_ticket_that_is_not_there_ends_with_65_and_the_daemons_words() {
    let desk = desk();
    let daemon = Daemon::answering(
        desk.path(),
        "404 Not Found",
        &json!({ "error": "there is no ticket 999" }),
    );
    let output = ticketd(desk.path(), &["show", "ACME-999"], b"");
    assert_eq!(code(&output), 65);
    assert_eq!(
        stderr(&output),
        "ticketd: showing ticket 999: there is no ticket 999\n"
    );
    assert_eq!(daemon.asked(), "GET /tickets/999 HTTP/1.1");
}

#[test]
fn the_desks_health_is_read_by_a_person_too() {
    let desk = desk();
    let health = json!({
        "version": "0.1.0", "uptime_secs": 60,
        "mailboxes": [{ "name": "support", "connected": true, "last_poll": null, "backlog": 3 }],
        "outbox": { "queued": 2, "oldest_secs": 35 }, "tickets": { "open": 12, "breached": 1 },
        "quarantined": 0, "dispositions": { "ticket": 10, "reply": 5 }, "store": { "bytes": 4096 },
    });
    let daemon = Daemon::answering(desk.path(), "200 OK", &health);
    let output = ticketd(desk.path(), &["status"], b"");
    daemon.asked();
    let said = stdout(&output);
    for part in [
        "support: connected, last poll -, 3 still to take in",
        "2 waiting, the oldest for 35 s",
        "12 open, 1 with a missed time",
        "ticket 10, reply 5",
        "4096 bytes",
    ] {
        assert!(said.contains(part), "{part}\n---\n{said}");
    }
}

#[test]
fn a_status_ends_with_what_is_wrong_and_counts_no_seconds_where_nothing_waits() {
    let desk = desk();
    let health = json!({
        "outbox": { "queued": 0, "oldest_secs": 0 }, "store": { "bytes": 4096 },
        "troubles": [{ "trouble": "outbox-stuck", "what": "no letter has left" }],
    });
    let daemon = Daemon::answering(desk.path(), "200 OK", &health);
    let output = ticketd(desk.path(), &["status"], b"");
    daemon.asked();
    let said = stdout(&output);
    let last = said.lines().last().unwrap();
    assert!(last.starts_with("TROUBLE      outbox-stuck"), "{said}");
    assert!(said.contains("outbox       nothing waits\n"), "{said}");
}

#[test]
fn a_list_shows_the_subject_that_the_mails_have() {
    let desk = desk();
    let rows = json!([ticket(1004, "Re: [ACME-1000] VPN"), ticket(1005, "")]);
    let daemon = Daemon::answering(desk.path(), "200 OK", &rows);
    let output = ticketd(desk.path(), &["list"], b"");
    daemon.asked();
    let said = stdout(&output);
    let subjects: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split('\t').nth(6))
        .collect();
    assert_eq!(subjects, ["VPN", "(no subject)"]);
}

#[test]
fn a_state_directory_that_cannot_be_made_is_no_good_configuration() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let check = |state: &str| {
        let config = format!(
            "[desk]\nname = \"ACME\"\naddress = \"support@acme.example\"\ntag = \"ACME\"\nstate-dir = \"{state}\"\n\
             [[mailbox]]\nname = \"support\"\nkind = \"maildir\"\npath = \"mail\"\n\
             [delivery]\nkind = \"folder\"\npath = \"out\"\n"
        );
        fs::write(home.path().join("daemon.toml"), config).unwrap();
        ticketd(home.path(), &["check-config"], b"")
    };
    for state in ["/proc/state", "file", "file/state"] {
        let output = check(state);
        assert_eq!(code(&output), 78, "{state}: {}", stdout(&output));
        let said = stderr(&output);
        assert!(said.contains(state) && said.contains("state-dir"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let output = check("not/there/yet");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(!home.path().join("not").exists(), "looking makes nothing");
    let said = stdout(&output);
    assert!(said.contains(": 1 mailbox, 0 agents, 0 teams, "), "{said}");
    assert!(said.contains(" mail templates: good"), "{said}");
}

#[test]
fn to_explain_nothing_is_a_fault() {
    let home = tempfile::tempdir().unwrap();
    let output = ticketd(home.path(), &["explain", "-"], b"");
    assert_eq!(code(&output), 65, "{}", stdout(&output));
    assert!(
        stderr(&output).contains("it is empty"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_check_that_finds_something_ends_with_65() {
    let desk = desk();
    for (faults, code_wanted) in [(json!([]), 0), (json!(["ticket 1000 differs"]), 65)] {
        let found = json!({ "tickets": 3, "lines": 9, "faults": faults });
        let daemon = Daemon::answering(desk.path(), "200 OK", &found);
        let output = ticketd(desk.path(), &["check"], b"");
        assert_eq!(daemon.asked(), "GET /check HTTP/1.1");
        assert_eq!(code(&output), code_wanted);
        assert!(stdout(&output).contains("3 tickets and 9 lines"));
        fs::remove_file(desk.path().join("state/control.sock")).unwrap();
    }
}

#[test]
fn mails_are_explained_from_a_file_an_mbox_a_folder_and_standard_input() {
    let home = tempfile::tempdir().unwrap();
    let mail = "From: ann@x.example\nSubject: The server is down\n\nHelp!\n";
    let from = "From ann@x.example Fri Feb 22 17:06:23 2008\n";
    fs::write(home.path().join("one.eml"), mail).unwrap();
    let mbox = format!("{from}{mail}\n{from}{mail}");
    fs::write(home.path().join("all.mbox"), mbox).unwrap();
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(home.path().join("dir").join(part)).unwrap();
        fs::write(home.path().join("dir").join(part).join("m"), mail).unwrap();
    }
    let args = ["explain", "one.eml", "all.mbox", "dir", "-", "--json"];
    let output = ticketd(home.path(), &args, b"\0no mail at all");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mails = json_lines(&output);
    let ids: Vec<&str> = mails
        .iter()
        .map(|mail| mail["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "one.eml",
            "all.mbox#1",
            "all.mbox#2",
            "dir/new/m",
            "dir/cur/m",
            "-"
        ]
    );
    for mail in &mails[..5] {
        assert_eq!(mail["priority"], "critical");
        assert_eq!(mail["text"].as_str().unwrap().trim(), "Help!");
    }
    assert_eq!(mails[5]["parse"], "raw");
}

#[test]
fn a_desk_explains_mails_by_its_own_rules_and_knows_its_own_address() {
    let home = tempfile::tempdir().unwrap();
    let config = "[desk]\nname = \"ACME\"\naddress = \"support@acme.example\"\ntag = \"ACME\"\nstate-dir = \"state\"\n\
        [[mailbox]]\nname = \"support\"\nkind = \"maildir\"\npath = \"mail\"\n\
        [delivery]\nkind = \"folder\"\npath = \"out\"\n\
        [[rule]]\nname = \"coffee\"\nwhen = { subject = \"coffee\" }\nset = { priority = \"critical\" }\n";
    fs::write(home.path().join("daemon.toml"), config).unwrap();
    let mail = "From: support+x@acme.example\nSubject: Out of coffee\n\nx\n";
    let output = ticketd(home.path(), &["explain", "-", "--json"], mail.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mails = json_lines(&output);
    assert_eq!(mails[0]["priority"], "critical");
    assert_eq!(mails[0]["origin"], "ourselves");
    assert!(mails[0]["because"].to_string().contains("rule coffee"));
    fs::write(home.path().join("daemon.toml"), "[desk\n").unwrap();
    let output = ticketd(home.path(), &["explain", "-"], mail.as_bytes());
    assert_eq!(code(&output), 78);
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_explained() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("one.eml"), "Subject: s\n\nx\n").unwrap();
    let output = ticketd(home.path(), &["explain", "none.eml", "one.eml"], b"");
    assert_eq!(code(&output), 65);
    let said = stderr(&output);
    assert!(
        said.contains("none.eml") && said.lines().count() == 1,
        "{said}"
    );
    assert!(stdout(&output).starts_with("one.eml\n"));
}

#[test]
fn the_manual_has_each_command_and_each_mail() {
    let home = tempfile::tempdir().unwrap();
    let output = ticketd(home.path(), &["man"], b"");
    assert_eq!(code(&output), 0);
    let page = stdout(&output);
    assert!(page.contains(".TH ticketd 8"), "{page}");
    for command in ticketd::commands::COMMANDS {
        assert!(
            page.contains(&format!("#{}", command.word)),
            "{}",
            command.word
        );
    }
    for notice in ticketd::notices::NOTICES {
        // A hyphen is written so that it stays one.
        let name = notice.name.replace('-', "\\-");
        assert!(page.contains(&name), "{name}");
    }
    for word in [
        "explain",
        "quarantine retry",
        "completions",
        "EXIT STATUS",
        "daemon.toml",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

#[test]
fn each_shell_gets_its_completions() {
    let home = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let output = ticketd(home.path(), &["completions", shell], b"");
        assert_eq!(code(&output), 0, "{shell}");
        assert!(stdout(&output).contains("explain"), "{shell}");
    }
}
