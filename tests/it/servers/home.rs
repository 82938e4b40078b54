//! Where the servers live: a temporary folder, and ports on loopback.
//!
//! Nothing in it is shared with another [`super::Servers`] or with the system.

use std::io;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

use super::Account;

/// Ports are taken from here: below the range from which the kernel takes the ports of outgoing connections.
const FIRST_PORT: u16 = 20_000;
const PORTS: u16 = 12_000;

/// The temporary folder with everything the servers read and write.
pub struct Home {
    dir: TempDir,
}

#[derive(Debug, Clone, Copy)]
pub struct Ports {
    pub imap: u16,
    pub imaps: u16,
    pub smtp: u16,
    pub submission: u16,
    pub submissions: u16,
}

impl Home {
    pub fn create() -> io::Result<Self> {
        // Short, because paths of Unix sockets end at 107 bytes; open to the servers' own users.
        let dir = tempfile::Builder::new()
            .prefix("desk")
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir()?;
        for folder in ["log", "mail"] {
            std::fs::create_dir(dir.path().join(folder))?;
        }
        Ok(Self { dir })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn ca(&self) -> PathBuf {
        self.path("ca.pem")
    }

    /// The servers' key and certificate in one file.
    pub fn certificate(&self) -> PathBuf {
        self.path("server.pem")
    }

    pub fn lmtp(&self) -> PathBuf {
        self.path("lmtp")
    }

    pub fn sasl(&self) -> PathBuf {
        self.path("sasl")
    }

    pub fn sockets_are_there(&self) -> bool {
        self.lmtp().exists() && self.sasl().exists()
    }

    pub fn maildir(&self, account: Account) -> PathBuf {
        self.path("mail").join(account.address).join("Maildir")
    }
}

impl Ports {
    /// Five ports on which nothing listens. Each is handed out once in this program; another program's tests start
    /// elsewhere in the range.
    pub fn choose() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let base =
            u16::try_from(std::process::id().wrapping_mul(97) % u32::from(PORTS)).unwrap_or(0);
        let mut free = (0..PORTS).filter_map(|_| {
            let step = NEXT.fetch_add(1, Ordering::Relaxed) % PORTS;
            let port = FIRST_PORT + (base + step) % PORTS;
            TcpListener::bind(("127.0.0.1", port)).ok().map(|_| port)
        });
        let mut next = || free.next().expect("free ports on loopback");
        Self {
            imap: next(),
            imaps: next(),
            smtp: next(),
            submission: next(),
            submissions: next(),
        }
    }
}
