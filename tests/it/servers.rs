//! A real Dovecot and a real Postfix on loopback, for the tests that must not trust a stand-in.
//!
//! [`Servers::start`] runs Debian's programs as children with their own configuration, queue, mailboxes and private CA
//! in a temporary folder, on ports that are free; the system's own services are neither needed nor touched. Everything
//! ends when the value is dropped, in a panic too, and even when the test program is killed (see [`process`]).
//!
//! Three programs run: Postfix; a Dovecot that takes mail by LMTP and checks passwords for Postfix; and a Dovecot for
//! IMAP alone, so that IMAP can fail while mail still flows. No name is looked up and no mail leaves the machine.
//!
//! A mail from outside lies in its mailbox with these lines above the sender's own: `Return-Path`, `Delivered-To` (only
//! when it has one recipient here), `Received: … by mx.desk.example with LMTP …`, `Authentication-Results:
//! mx.desk.example; …` (except for [`Verdict::Unmarked`]) and `Received: … by mx.desk.example (Postfix) …`. The rest is as
//! it was sent, but that Postfix removes spaces before the colon of a field, `Bcc`, `Return-Path` and `Content-Length`;
//! mails that need those go in by [`Servers::drop_into`].

#[path = "servers/cast.rs"]
mod cast;
#[path = "servers/certificate.rs"]
mod certificate;
#[path = "servers/dialogue.rs"]
mod dialogue;
#[path = "servers/dovecot.rs"]
mod dovecot;
#[path = "servers/home.rs"]
mod home;
#[path = "servers/maildir.rs"]
mod maildir;
#[path = "servers/postfix.rs"]
mod postfix;
#[path = "servers/process.rs"]
mod process;

use std::io::{self, Write};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};
use std::time::Duration;

pub use cast::*;
use home::{Home, Ports};
use process::{Process, wait_until};

/// How long all servers together may take until they answer; they need about half a second.
const START_LIMIT: Duration = Duration::from_secs(20);
/// How long a stopped server may keep its port.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// The programs without which nothing can be tested.
const PROGRAMS: [&str; 4] = [
    postfix::MASTER,
    dovecot::PROGRAM,
    "/usr/lib/dovecot/imap",
    "/usr/lib/dovecot/lmtp",
];

/// The running servers. Dropping the value ends them and removes their folder.
pub struct Servers {
    // Dropped in this order: the programs first, then the folder they write to.
    imap: Mutex<Option<Process>>,
    _postfix: Process,
    _delivery: Process,
    ports: Ports,
    home: Home,
}

/// What the MX found out about a mail from outside, and so which `Authentication-Results` it puts on top.
#[derive(Debug, Clone, Copy)]
pub enum Verdict<'a> {
    /// `dkim=pass` and `dmarc=pass` for this domain.
    Pass(&'a str),
    /// `dkim=fail` and `dmarc=fail` for this domain.
    Fail(&'a str),
    /// `dkim=none` and `dmarc=none`: the mail is not signed and its domain publishes nothing.
    None,
    /// No line at all: an MX that does not check, where whatever the sender wrote stands on top.
    Unmarked,
}

impl Servers {
    /// Starts everything and waits until it answers. `None` where that cannot be: not root, or (unless `CI=true`, when
    /// it is a failure) without the programs; the reason is printed once.
    pub fn start() -> Option<Self> {
        Self::start_with("+")
    }

    /// The same with another separator of subaddresses; with none, mail to a subaddress is accepted and then bounces.
    pub fn start_with(subaddress: &str) -> Option<Self> {
        if let Some(why) = obstacle() {
            static SAID: Once = Once::new();
            // Not eprintln: the test harness swallows what a passing test prints by macro.
            SAID.call_once(|| {
                let _ = writeln!(io::stderr(), "skipped: tests with real mail servers: {why}");
            });
            return None;
        }
        Some(
            Self::start_all(subaddress)
                .unwrap_or_else(|error| panic!("starting the mail servers: {error}")),
        )
    }

    fn start_all(subaddress: &str) -> io::Result<Self> {
        let home = Home::create()?;
        let ports = Ports::choose();
        certificate::write(&home.ca(), &home.certificate())?;
        dovecot::write_users(&home)?;
        let delivery = dovecot::spawn_delivery(&home, subaddress)?;
        let imap = dovecot::spawn_imap(&home, ports)?;
        let postfix = postfix::spawn(&home, ports, subaddress)?;
        let servers = Self {
            imap: Mutex::new(Some(imap)),
            _postfix: postfix,
            _delivery: delivery,
            ports,
            home,
        };
        servers.wait_until_up(&[ports.imap, ports.imaps]);
        servers.wait_until_up(&[ports.smtp, ports.submission, ports.submissions]);
        let sockets = || servers.home.sockets_are_there().then_some(());
        let ready = wait_until(START_LIMIT, sockets).is_some();
        assert!(ready, "LMTP and SASL do not answer:\n{}", servers.log());
        Ok(servers)
    }

    /// The certificate of the private CA (PEM). It signed the servers' certificate for `localhost` and 127.0.0.1.
    pub fn ca_file(&self) -> PathBuf {
        self.home.ca()
    }

    /// IMAP with STARTTLS. It takes a login without it too, because Dovecot holds a client on its own address for safe.
    pub fn imap_port(&self) -> u16 {
        self.ports.imap
    }

    /// IMAP inside TLS from the first byte.
    pub fn imaps_port(&self) -> u16 {
        self.ports.imaps
    }

    /// Postfix for our own people: STARTTLS and AUTH are demanded.
    pub fn submission_port(&self) -> u16 {
        self.ports.submission
    }

    /// The same inside TLS from the first byte.
    pub fn submissions_port(&self) -> u16 {
        self.ports.submissions
    }

    /// Postfix as the world sees it: no AUTH, only mail for our domains.
    pub fn smtp_port(&self) -> u16 {
        self.ports.smtp
    }

    /// A mail from outside about which the MX could find out nothing. Returns the server's last reply; a refusal is an
    /// error with the reply in it. Lines of `raw` may end with LF or CRLF.
    pub fn inject(&self, from: &str, to: &[&str], raw: &[u8]) -> io::Result<String> {
        self.inject_judged(Verdict::None, from, to, raw)
    }

    /// A mail from outside which our MX marks as proven to come from `domain`.
    pub fn inject_authenticated(
        &self,
        domain: &str,
        from: &str,
        to: &[&str],
        raw: &[u8],
    ) -> io::Result<String> {
        self.inject_judged(Verdict::Pass(domain), from, to, raw)
    }

    /// A mail from outside with the verdict the MX shall reach.
    pub fn inject_judged(
        &self,
        verdict: Verdict<'_>,
        from: &str,
        to: &[&str],
        raw: &[u8],
    ) -> io::Result<String> {
        let stream = TcpStream::connect(("127.0.0.1", self.ports.smtp))?;
        stream.set_read_timeout(Some(dialogue::REPLY_LIMIT))?;
        let hello = format!("EHLO {}", postfix::hello_for(verdict));
        dialogue::send(stream, &hello, 1, from, to, raw)
    }

    /// Hands a mail to Dovecot directly, past Postfix: no `Authentication-Results`, one `Received`.
    pub fn deliver_lmtp(&self, from: &str, to: &[&str], raw: &[u8]) -> io::Result<String> {
        let stream = std::os::unix::net::UnixStream::connect(self.home.lmtp())?;
        stream.set_read_timeout(Some(dialogue::REPLY_LIMIT))?;
        dialogue::send(stream, "LHLO test.example", to.len(), from, to, raw)
    }

    /// Puts a mail straight into `new` of a folder, byte for byte: the quick way for thousands of them.
    pub fn drop_into(&self, account: Account, folder: &str, raw: &[u8]) -> io::Result<()> {
        maildir::drop_into(&self.home.maildir(account), folder, raw)
    }

    /// The raw mails of a folder as they lie on disk, in the order of their arrival; none where there is no folder.
    pub fn mailbox(&self, account: Account, folder: &str) -> Vec<Vec<u8>> {
        maildir::read(&self.home.maildir(account), folder)
    }

    /// Waits for the first mail in a folder that answers to `wanted`; panics with the servers' logs after `limit`.
    #[track_caller]
    pub fn wait_for(
        &self,
        account: Account,
        folder: &str,
        wanted: impl Fn(&[u8]) -> bool,
        limit: Duration,
    ) -> Vec<u8> {
        let look = || {
            self.mailbox(account, folder)
                .into_iter()
                .find(|mail| wanted(mail))
        };
        let Some(mail) = wait_until(limit, look) else {
            let there = self.mailbox(account, folder).len();
            let address = account.address;
            let log = self.log();
            panic!("no such mail in {folder} of {address} after {limit:?}, {there} others:\n{log}");
        };
        mail
    }

    /// Ends IMAP with all its sessions at once; mail still flows. Nothing happens when it is down already.
    pub fn stop_imap(&self) {
        let process = self
            .imap
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        drop(process);
        let port_is_free = || TcpStream::connect(("127.0.0.1", self.ports.imap)).err();
        assert!(
            wait_until(STOP_LIMIT, port_is_free).is_some(),
            "IMAP still answers after its end"
        );
    }

    /// Starts IMAP again on the same ports, with the same mailboxes. Nothing happens when it is up.
    pub fn start_imap(&self) {
        let mut imap = self.imap.lock().unwrap_or_else(PoisonError::into_inner);
        if imap.is_none() {
            let process = dovecot::spawn_imap(&self.home, self.ports);
            *imap = Some(process.unwrap_or_else(|error| panic!("starting IMAP again: {error}")));
            self.wait_until_up(&[self.ports.imap, self.ports.imaps]);
        }
    }

    /// What the servers have written to their logs.
    pub fn log(&self) -> String {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.home.path("log"))
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        files.sort();
        let read = |file: &PathBuf| std::fs::read(file).unwrap_or_default();
        let logs: Vec<Vec<u8>> = files.iter().map(read).collect();
        String::from_utf8_lossy(&logs.concat()).into_owned()
    }

    #[track_caller]
    fn wait_until_up(&self, ports: &[u16]) {
        for port in ports {
            let connect = || TcpStream::connect(("127.0.0.1", *port)).ok();
            let listens = wait_until(START_LIMIT, connect).is_some();
            assert!(listens, "nothing listens on port {port}:\n{}", self.log());
        }
    }
}

/// Why the servers cannot be started here, if so.
fn obstacle() -> Option<String> {
    if !std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        return Some(
            "they need root, because Postfix and Dovecot change to users of their own".to_owned(),
        );
    }
    let missing = PROGRAMS
        .iter()
        .find(|program| !Path::new(program).exists())?;
    let why = format!(
        "{missing} is missing; tests/run installs Debian's postfix, dovecot-imapd and dovecot-lmtpd"
    );
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
    Some(why)
}
