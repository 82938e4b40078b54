//! A desk under test: a folder with its configuration, its mailbox and its state, and the real program that runs on it.
//!
//! The daemon ends with the value; and where the campaign itself is killed, the kernel ends it (`setpriv --pdeathsig`).
//! The folder stays: whoever is done with it and found no fault removes it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::audit::gather;
use crate::mailplace::MailPlace;
use crate::patience::within;

/// The program, built with fault points.
const TICKETD: &str = env!("CARGO_BIN_EXE_ticketd");
/// How long the control socket may take to answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// How long an end that was asked for may take.
const END_LIMIT: Duration = Duration::from_secs(40);

const HEAD: &str = r#"
[desk]
name = "Desk Support"
address = "support@desk.example"
tag = "DESK"
state-dir = "state"

[[mailbox]]
name = "support"
"#;
/// Limits that nothing here reaches: all automatic mail is made.
const TAIL: &str = r#"
[identity]
require = "token"

[[team]]
name = "first-line"

[[agent]]
name = "bob"
address = "bob@desk.example"
team = "first-line"

[limits]
per-address-hour = 100000
per-address-day = 100000
total-hour = 100000
"#;
/// Letters go to `out`, a Maildir.
pub const FOLDER: &str = "[delivery]\nkind = \"folder\"\npath = \"out\"\n";

/// A desk and its daemon, if it runs.
pub struct Desk {
    child: Option<Running>,
    folder: PathBuf,
    /// Where its mail lies.
    pub mail: MailPlace,
    /// What every daemon finds in its environment.
    environment: Vec<(String, String)>,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Desk {
    /// A desk in this folder, which has nothing of a desk yet. `delivery` is what stands in that section.
    pub fn new(folder: PathBuf, mail: MailPlace, delivery: &str) -> Self {
        let mailbox = mail.open_for(&folder);
        let configuration = format!("{HEAD}{mailbox}\n{delivery}\n{TAIL}");
        fs::write(folder.join("daemon.toml"), configuration).unwrap();
        Self {
            mail,
            ..Self::at(folder)
        }
    }

    /// The same over a Maildir of its own.
    pub fn over_maildir(folder: PathBuf, delivery: &str) -> Self {
        let inbox = folder.join("inbox");
        Self::new(folder, MailPlace::Maildir(inbox), delivery)
    }

    /// The desk that lies in this folder, with its Maildir.
    pub fn at(folder: PathBuf) -> Self {
        Self {
            child: None,
            mail: MailPlace::Maildir(folder.join("inbox")),
            folder,
            environment: Vec::new(),
        }
    }

    /// Gives every daemon of this desk something in its environment.
    pub fn with(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    /// Gives it a clock that can be put forward, with the file layer in `disk.c`.
    pub fn with_a_clock(&mut self, layer: &Path) {
        fs::write(self.path("clock"), 0_i64.to_le_bytes()).unwrap();
        self.with("LD_PRELOAD", layer.display().to_string());
        self.with("DISK_CLOCK", self.path("clock").display().to_string());
    }

    /// Puts that clock forward, counted from the real time. What the daemon has kept of its clock is taken away, as if the
    /// machine had been off meanwhile: else it would see a leap, and believe nothing.
    pub fn put_clock_forward(&self, by: Duration) {
        let _ = fs::remove_file(self.path("state/clock"));
        let nanos = i64::try_from(by.as_nanos()).unwrap();
        fs::write(self.path("clock"), nanos.to_le_bytes()).unwrap();
    }

    /// What its daemon takes for the time.
    pub fn now(&self) -> Timestamp {
        let octets = fs::read(self.path("clock")).unwrap_or_default();
        let nanos = octets.try_into().map_or(0, i64::from_le_bytes);
        Timestamp::now() + SignedDuration::from_nanos(nanos)
    }

    /// A file of the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the daemon with this in its environment; its log is appended to. Returns at once.
    pub fn launch(&mut self, environment: &[(&str, &str)]) {
        assert!(self.child.is_none(), "it runs already");
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path("log"))
            .unwrap();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", TICKETD, "run"])
            .current_dir(&self.folder)
            .env_remove("RUST_LOG")
            .envs(self.environment.iter().cloned())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(Running(child));
    }

    /// How the daemon ended, if it has; then it runs no more.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let ended = self.child.as_mut()?.0.try_wait().unwrap()?;
        self.child = None;
        Some(ended)
    }

    /// Waits at most so long for the daemon to end by itself.
    pub fn end_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        within(limit, || self.ended())
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        drop(self.child.take());
    }

    /// SIGTERM; waits for the end. `None` when it did not end, and was killed.
    pub fn terminate(&mut self) -> Option<ExitStatus> {
        let id = self.child.as_ref()?.0.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let ended = self.end_within(END_LIMIT);
        self.kill();
        ended
    }

    /// A command about this desk, to its end: exit code, and both outputs.
    pub fn run(&self, args: &[&str]) -> (i32, String) {
        self.run_with(args, &[])
    }

    /// The same with this in its environment. The code is -1 where a signal ended it.
    pub fn run_with(&self, args: &[&str], environment: &[(String, String)]) -> (i32, String) {
        let ran = Command::new("timeout")
            .args(["--kill-after=1", "120", TICKETD])
            .args(args)
            .current_dir(&self.folder)
            .env_remove("RUST_LOG")
            .envs(self.environment.iter().cloned())
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let faults = String::from_utf8_lossy(&ran.stderr);
        (ran.status.code().unwrap_or(-1), said + &faults)
    }

    /// Asks the control socket, which is what the commands do, without the price of a process.
    pub fn ask(&self, path: &str) -> Option<Value> {
        let mut socket = UnixStream::connect(self.path("state/control.sock")).ok()?;
        socket.set_read_timeout(Some(ANSWER_LIMIT)).ok()?;
        let asked = format!("GET {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
        socket.write_all(asked.as_bytes()).ok()?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        serde_json::from_str(body).ok()
    }

    /// The rows of an answer that is a list.
    pub fn rows(&self, path: &str) -> Option<Vec<Value>> {
        self.ask(path)?.as_array().cloned()
    }

    /// Whether the daemon answers and has nothing to take in, to settle or to send.
    pub fn is_idle(&self) -> bool {
        self.mail.waiting() == 0 && gather::nothing_is_due(self)
    }

    /// Whether the daemon has taken in and settled so many mails, which are all.
    pub fn has_taken_in(&self, all: usize) -> bool {
        let rows = || self.rows("/mails").map_or(0, |rows| rows.len());
        self.mail.waiting() == 0 && self.mail.settled() >= all && rows() >= all
    }

    /// Makes the state look as if the machine had gone down since: the index is then not believed.
    pub fn forget_boot(&self) {
        if self.path("state").exists() {
            fs::write(self.path("state/running"), "another boot\n").unwrap();
        }
    }

    /// What the daemons have said.
    pub fn log(&self) -> String {
        let log = fs::read(self.path("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }
}
