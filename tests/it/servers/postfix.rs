//! Postfix: the MX that marks mail from outside, and the submission service for our own people.
//!
//! The MX reaches no verdict of its own, because there is no DNS here. The name a test says hello with stands for what
//! the MX would have found (`pass.customer.example`), and Postfix writes the line. A forged line in the mail is left
//! where it is: below.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::process::Process;
use super::{DOMAINS, Home, LATER, MX, Ports, REFUSED, Verdict};

/// Debian's place for it.
pub const MASTER: &str = "/usr/lib/postfix/sbin/master";

/// Folders of the queue that belong to Postfix alone.
const QUEUE: [&str; 12] = [
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
    "saved", "trace", "maildrop",
];

/// The name to say hello with, so that the MX reaches this verdict.
pub fn hello_for(verdict: Verdict<'_>) -> String {
    match verdict {
        Verdict::Pass(domain) => format!("pass.{domain}"),
        Verdict::Fail(domain) => format!("fail.{domain}"),
        Verdict::None => "none.example".to_owned(),
        Verdict::Unmarked => "unmarked.example".to_owned(),
    }
}

/// Writes configuration and queue, and starts Postfix.
pub fn spawn(home: &Home, ports: Ports, subaddress: &str) -> io::Result<Process> {
    let folder = home.path("postfix");
    fs::create_dir(&folder)?;
    make_queue(&folder)?;
    write_old(&folder.join("main.cf"), &main_cf(home, &folder, subaddress))?;
    write_old(&folder.join("master.cf"), &master_cf(ports))?;
    write_old(&folder.join("verdicts"), &verdicts())?;
    let log = home.path("log").join("postfix-master");
    let args = ["-c".as_ref(), folder.as_os_str(), "-d".as_ref()];
    Process::spawn(MASTER, &args, &log)
}

/// User and group id of a system user.
pub fn system_user(name: &str) -> io::Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let found = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (user, uid, gid) = (fields.next()?, fields.nth(1)?, fields.next()?);
        (user == name).then(|| Some((uid.parse().ok()?, gid.parse().ok()?)))?
    });
    found.ok_or_else(|| io::Error::other(format!("looking up the system user {name}: not there")))
}

fn make_queue(folder: &Path) -> io::Result<()> {
    let (uid, gid) = system_user("postfix")?;
    let queue = folder.join("queue");
    for root_owned in [&queue, &queue.join("pid")] {
        fs::create_dir(root_owned)?;
    }
    let mut own: Vec<_> = QUEUE.iter().map(|name| queue.join(name)).collect();
    own.extend([queue.join("public"), folder.join("data")]);
    for path in own {
        fs::create_dir(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        chown(&path, Some(uid), Some(gid))?;
    }
    Ok(())
}

/// Postfix waits until its files are two seconds old before it believes them.
fn write_old(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options()
        .write(true)
        .open(path)?
        .set_modified(long_ago)
}

fn main_cf(home: &Home, folder: &Path, subaddress: &str) -> String {
    format!(
        "compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {log}
maillog_file_prefixes = {log}
myhostname = {MX}
myorigin = $myhostname
mydestination =
mynetworks =
inet_interfaces = loopback-only
inet_protocols = ipv4

# Everything is delivered here; nothing is looked up and nothing leaves.
virtual_mailbox_domains = {domains}
virtual_transport = lmtp:unix:{lmtp}
recipient_delimiter = {subaddress}
default_transport = error:5.7.1 no mail leaves this machine
relay_transport = error:5.7.1 no mail leaves this machine
local_transport = error:5.1.1 no local users
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
alias_maps =
alias_database =
notify_classes =

# Mails stay as their senders wrote them.
local_header_rewrite_clients =
append_dot_mydomain = no
disable_mime_output_conversion = yes
lmtp_line_length_limit = 0

# Nobody has to wait.
smtpd_error_sleep_time = 0
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
biff = no

smtpd_tls_chain_files = {certificate}
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
broken_sasl_auth_clients = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{
    {{ {REFUSED} = 550 5.1.1 No such user here }}
    {{ {LATER} = 450 4.2.0 Mailbox busy, try again later }} }}
mx_data_restrictions = check_helo_access regexp:{folder}/verdicts
",
        folder = folder.display(),
        log = home.path("log").join("postfix").display(),
        domains = DOMAINS.join(" "),
        lmtp = home.lmtp().display(),
        certificate = home.certificate().display(),
        sasl = home.sasl().display(),
    )
}

fn master_cf(ports: Ports) -> String {
    let Ports {
        smtp,
        submission,
        submissions,
        ..
    } = ports;
    format!(
        "127.0.0.1:{smtp} inet n - n - - smtpd
    -o smtpd_data_restrictions=$mx_data_restrictions
127.0.0.1:{submission} inet n - n - - smtpd
    -o smtpd_tls_security_level=encrypt
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{submissions} inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
    -o smtpd_sasl_auth_enable=yes
    -o smtpd_client_restrictions=permit_sasl_authenticated,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
    )
}

/// Asked once a mail (after DATA), so that several recipients do not mean several lines.
fn verdicts() -> String {
    let line = |pattern: &str, dkim: &str, dmarc: &str| {
        format!("/{pattern}/ PREPEND Authentication-Results: {MX}; dkim={dkim}; dmarc={dmarc}\n")
    };
    [
        "/^unmarked\\./ DUNNO\n".to_owned(),
        line(
            r"^pass\.(.+)$",
            "pass header.d=${1}",
            "pass header.from=${1}",
        ),
        line(
            r"^fail\.(.+)$",
            "fail header.d=${1}",
            "fail header.from=${1}",
        ),
        line(".", "none", "none"),
    ]
    .concat()
}
