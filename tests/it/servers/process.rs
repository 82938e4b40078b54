//! A program with all its descendants, whose life is tied to a value; and the one place that waits.
//!
//! Servers of many processes outlive a signal to their first one, and a test program that is killed runs no
//! destructors. So each server runs under a small shell in a process group of its own; the shell waits for the end of
//! its standard input, which only we hold, and then kills the group. Dropping the value closes the pipe, and so does
//! the kernel when we die.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How often something awaited is looked at.
const POLL: Duration = Duration::from_millis(10);
/// How long the kernel may take to end a killed group.
const END_LIMIT: Duration = Duration::from_secs(10);
const SUPERVISE: &str = r#""$@" </dev/null & read -r nothing; kill -KILL 0"#;

/// A running program. Dropping it kills the program and all its descendants, and waits until they are gone.
pub struct Process {
    supervisor: Child,
}

impl Process {
    /// Starts a program in the foreground, with its output appended to `log`. It must not make a session of its own.
    pub fn spawn<A: AsRef<OsStr>>(program: &str, args: &[A], log: &Path) -> io::Result<Self> {
        let log = File::options().create(true).append(true).open(log)?;
        let supervisor = Command::new("/bin/sh")
            .args(["-c", SUPERVISE, "supervise", program])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()?;
        Ok(Self { supervisor })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
        let group = self.supervisor.id();
        let _ = wait_until(END_LIMIT, || (!group_lives(group)).then_some(()));
    }
}

/// Looks until there is something, at most for `limit`; looks at least once.
pub fn wait_until<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let (_nobody_sends, silence) = mpsc::channel::<()>();
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if start.elapsed() > limit {
            return None;
        }
        let _ = silence.recv_timeout(POLL);
    }
}

/// Whether a process of this group runs. Zombies do not count: in a container nobody may collect them.
fn group_lives(group: u32) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else {
        return false;
    };
    processes.flatten().any(|process| {
        let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        // "pid (name) state parent group …", where the name may hold anything (proc(5)).
        let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let state = fields.next();
        let its_group = fields.nth(1).and_then(|field| field.parse().ok());
        its_group == Some(group) && !matches!(state, Some("Z" | "X"))
    })
}
