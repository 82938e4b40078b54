//! Dovecot, twice: once for delivery and passwords, once for IMAP.

use std::fs;
use std::io;

use super::process::Process;
use super::{ACCOUNTS, Home, MX, Ports, maildir, postfix};

/// Debian's place for it.
pub const PROGRAM: &str = "/usr/sbin/dovecot";

/// Passwords and mailboxes, the same for both.
pub fn write_users(home: &Home) -> io::Result<()> {
    let (uid, gid) = postfix::system_user(maildir::OWNER)?;
    let mut users = Vec::new();
    for account in ACCOUNTS {
        let folder = home.path("mail").join(account.address);
        fs::create_dir(&folder)?;
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid))?;
        users.push(format!(
            "{}:{{PLAIN}}{}:{uid}:{gid}::{}\n",
            account.address,
            account.password,
            folder.display()
        ));
    }
    fs::write(home.path("users"), users.concat())
}

/// LMTP, and SASL for Postfix. They never stop: a Postfix that misses its SASL server pauses for a minute.
pub fn spawn_delivery(home: &Home, subaddress: &str) -> io::Result<Process> {
    let lmtp = home.lmtp();
    let sasl = home.sasl();
    let special = format!(
        "
        protocols = lmtp
        ssl = no
        disable_plaintext_auth = no
        recipient_delimiter = {subaddress}
        service lmtp {{
            unix_listener {lmtp} {{
                mode = 0666
            }}
        }}
        service auth {{
            unix_listener {sasl} {{
                mode = 0666
            }}
        }}
        ",
        lmtp = lmtp.display(),
        sasl = sasl.display(),
    );
    spawn(home, "delivery", &special)
}

/// IMAP with STARTTLS on one port and inside TLS on the other.
pub fn spawn_imap(home: &Home, ports: Ports) -> io::Result<Process> {
    let special = format!(
        "
        protocols = imap
        ssl = required
        ssl_cert = <{certificate}
        ssl_key = <{certificate}
        mail_max_userip_connections = 100
        service imap-login {{
            chroot =
            inet_listener imap {{
                port = {imap}
            }}
            inet_listener imaps {{
                port = {imaps}
                ssl = yes
            }}
        }}
        ",
        certificate = home.certificate().display(),
        imap = ports.imap,
        imaps = ports.imaps,
    );
    spawn(home, "imap", &special)
}

fn spawn(home: &Home, name: &str, special: &str) -> io::Result<Process> {
    let own = home.path(name);
    fs::create_dir_all(&own)?;
    // What the one before us left. Where nobody collects zombies, Dovecot would take its process for alive.
    let _ = fs::remove_file(own.join("run/master.pid"));
    let log = home.path("log").join(format!("dovecot-{name}"));
    let common = format!(
        "
        instance_name = {name}
        base_dir = {own}/run
        state_dir = {own}/state
        log_path = {log}
        listen = 127.0.0.1
        hostname = {MX}
        auth_mechanisms = plain login
        mail_location = maildir:~/Maildir
        # Wrong passwords are part of some tests, and nobody guesses them here.
        auth_failure_delay = 0
        service anvil {{
            chroot =
            unix_listener anvil-auth-penalty {{
                mode = 0
            }}
        }}
        service stats {{
            chroot =
        }}
        default_process_limit = 50
        default_client_limit = 500
        namespace inbox {{
            inbox = yes
        }}
        passdb {{
            driver = passwd-file
            args = username_format=%u {users}
        }}
        userdb {{
            driver = passwd-file
            args = username_format=%u {users}
        }}
        ",
        own = own.display(),
        log = log.display(),
        users = home.path("users").display(),
    );
    let configuration = own.join("dovecot.conf");
    fs::write(&configuration, common + special)?;
    let args = ["-F".as_ref(), "-c".as_ref(), configuration.as_os_str()];
    Process::spawn(PROGRAM, &args, &log)
}
