//! The program itself as a child: the daemon on a folder of its own, and the commands that ask it.
//!
//! It is the binary that was built with the tests, and nothing of it is linked in: what a test sees is what an admin
//! sees. A daemon ends with its value, in a panic too; and where the test program itself is killed, the kernel ends it
//! (`setpriv --pdeathsig`).

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::patience::{until, within};

/// The program.
pub const TICKETD: &str = env!("CARGO_BIN_EXE_ticketd");
/// How long the daemon may take until it answers, and until it has ended.
const UP_LIMIT: Duration = Duration::from_secs(30);
const END_LIMIT: Duration = Duration::from_secs(40);
/// After how many seconds a command is killed that does not end by itself.
const COMMAND_SECS: &str = "120";
/// The kernel counts CPU time in hundredths of a second (proc(5); the same on every Linux there is).
const TICK: Duration = Duration::from_millis(10);

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs `ticketd` with these arguments, to its end, in `folder`.
pub fn run(folder: &Path, args: &[&str]) -> Ran {
    let ran = Command::new("timeout")
        .args(["--kill-after=1", COMMAND_SECS, TICKETD])
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: ran.status.code().unwrap_or(-1),
        out: String::from_utf8(ran.stdout).unwrap(),
        err: String::from_utf8(ran.stderr).unwrap(),
    }
}

/// A folder with a `daemon.toml`, and the daemon that runs on it, if it runs.
pub struct Daemon {
    // Dropped in this order: first the process, then what it writes to.
    child: Option<Running>,
    folder: TempDir,
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Daemon {
    /// A folder with this configuration and no daemon yet.
    pub fn on(configuration: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("td").tempdir().unwrap();
        fs::write(folder.path().join("daemon.toml"), configuration).unwrap();
        Self {
            child: None,
            folder,
        }
    }

    /// A file beside the configuration.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a secret that only its owner may read.
    pub fn keep_secret(&self, name: &str, secret: &str) {
        let path = self.path(name);
        fs::write(&path, secret).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Starts the daemon; its log is appended to. Returns at once.
    pub fn launch(&mut self) {
        self.launch_with(&[]);
    }

    /// The same with these words in its environment.
    pub fn launch_with(&mut self, environment: &[(&str, &str)]) {
        assert!(self.child.is_none(), "it runs already");
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path("log"))
            .unwrap();
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", TICKETD, "run"])
            .current_dir(self.folder.path())
            .env_remove("RUST_LOG")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(Running(child));
    }

    /// Starts the daemon and waits until it answers.
    #[track_caller]
    pub fn start(&mut self) {
        self.launch();
        let answers = within(UP_LIMIT, || {
            assert!(self.is_up(), "the daemon ended at once:\n{}", self.log());
            (self.run(&["status"]).code == 0).then_some(())
        });
        assert!(answers.is_some(), "no answer:\n{}", self.log());
    }

    /// Whether the daemon has not ended by itself.
    pub fn is_up(&mut self) -> bool {
        self.child
            .as_mut()
            .is_some_and(|running| running.0.try_wait().unwrap().is_none())
    }

    /// Sends a signal, by its name.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().expect("it runs").0.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        drop(self.child.take());
    }

    /// SIGTERM; waits for the end and tells how it was.
    #[track_caller]
    pub fn terminate(&mut self) -> ExitStatus {
        let mut running = self.child.take().expect("it runs");
        let sent = Command::new("kill")
            .args(["-TERM", &running.0.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        until("the daemon's end", END_LIMIT, || {
            running.0.try_wait().unwrap()
        })
    }

    /// A command about this daemon.
    pub fn run(&self, args: &[&str]) -> Ran {
        run(self.folder.path(), args)
    }

    /// The lines of a command with `--json`.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Vec<Value> {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}\n{}", ran.err, self.log());
        ran.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// `status --json`.
    #[track_caller]
    pub fn status(&self) -> Value {
        self.json(&["status"]).remove(0)
    }

    /// Fails unless `ticketd check` finds that everything agrees.
    #[track_caller]
    pub fn check(&self) {
        let ran = self.run(&["check"]);
        assert_eq!(ran.code, 0, "{}{}\n{}", ran.out, ran.err, self.log());
    }

    /// Processor time that the daemon has used.
    pub fn cpu(&self) -> Duration {
        let id = self.child.as_ref().expect("it runs").0.id();
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        // "pid (name) state …": utime and stime are the 14th and 15th field, and the name may hold anything.
        let fields = stat.rsplit(") ").next().unwrap().split(' ').skip(11);
        let ticks: u32 = fields
            .take(2)
            .map(|field| field.parse::<u32>().unwrap())
            .sum();
        TICK * ticks
    }

    /// What the daemon has said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }
}
