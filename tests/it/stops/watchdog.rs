//! What systemd hears: a socket of the test's own stands where systemd's would.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use super::stuck::{Hang, from_nobody};
use super::{LIMIT, desk};
use crate::corpus::deliver;
use crate::patience::{until, within};
use crate::program::Daemon;

/// The limit that systemd would set, in microseconds.
const LIMIT_USEC: &str = "900000";
/// More than one limit and less than the test has.
const A_LIMIT: Duration = Duration::from_secs(2);

/// Where systemd would listen.
struct Systemd(UnixDatagram);

impl Systemd {
    fn watching(daemon: &mut Daemon) -> Self {
        let path = daemon.path("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_nonblocking(true).unwrap();
        let path = path.to_str().unwrap();
        daemon.launch_with(&[("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", LIMIT_USEC)]);
        Self(socket)
    }

    /// What came since it was asked last.
    fn heard(&self) -> Vec<String> {
        let mut buffer = [0; 4096];
        let mut heard = Vec::new();
        while let Ok(count) = self.0.recv(&mut buffer) {
            let text = String::from_utf8(buffer[..count].to_vec()).unwrap();
            heard.extend(text.lines().map(str::to_owned));
        }
        heard
    }

    #[track_caller]
    fn hears(&self, word: &str) {
        until(word, LIMIT, || {
            self.heard().contains(&word.to_owned()).then_some(())
        });
    }
}

#[test]
fn systemd_hears_of_start_reload_and_end_and_of_life_while_there_is_some() {
    let mut daemon = desk("1MiB", "kind = \"folder\"\npath = \"out\"");
    let systemd = Systemd::watching(&mut daemon);
    systemd.hears("READY=1");
    systemd.hears("WATCHDOG=1");
    systemd.hears("WATCHDOG=1");
    daemon.signal("HUP");
    systemd.hears("RELOADING=1");
    systemd.hears("READY=1");
    systemd.hears("WATCHDOG=1");
    assert_eq!(daemon.terminate().code(), Some(0));
    assert!(systemd.heard().contains(&"STOPPING=1".to_owned()));
}

#[test]
fn a_desk_that_hangs_feeds_the_watchdog_no_more_and_one_that_goes_on_does() {
    let mut daemon = desk("1MiB", "kind = \"folder\"\npath = \"out\"");
    deliver(&daemon, 0, &[from_nobody(0)]);
    let systemd = Systemd::watching(&mut daemon);
    systemd.hears("WATCHDOG=1");
    let hang = Hang::begin(&daemon);
    until("silence", LIMIT, || {
        systemd.heard();
        let fed = within(A_LIMIT, || (!systemd.heard().is_empty()).then_some(()));
        fed.is_none().then_some(())
    });
    hang.end();
    systemd.hears("WATCHDOG=1");
    assert_eq!(daemon.terminate().code(), Some(0));
}
