//! `check-config --online` finds out whether the mail server has subaddresses, and leaves nothing behind.

use std::time::Duration;

use crate::corpus::on_a_maildir;
use crate::patience::until;
use crate::program::{Daemon, Ran};
use crate::servers::{SUPPORT, Servers};

/// A desk on these servers, with this separator.
fn desk(servers: &Servers, subaddress: &str) -> Daemon {
    let (ca, imap, smtp) = (
        servers.ca_file(),
        servers.imaps_port(),
        servers.submission_port(),
    );
    let login = format!(
        "host = \"localhost\"\nca-file = \"{}\"\nusername = \"support@desk.example\"\npassword = {{ file = \"password\" }}",
        ca.display()
    );
    let daemon = Daemon::on(&format!(
        "[desk]\nname = \"Desk\"\naddress = \"support@desk.example\"\ntag = \"DESK\"\nstate-dir = \"state\"\n\
         subaddress = \"{subaddress}\"\n\
         [[mailbox]]\nname = \"support\"\nkind = \"imap\"\nport = {imap}\n{login}\n\
         [delivery]\nkind = \"smtp\"\nport = {smtp}\nsecurity = \"starttls\"\n{login}\n"
    ));
    daemon.keep_secret("password", SUPPORT.password);
    daemon
}

fn check(daemon: &Daemon) -> Ran {
    let ran = daemon.run(&["check-config", "--online"]);
    println!("{}{}", ran.out, ran.err);
    ran
}

#[test]
fn subaddresses_that_arrive_are_found_and_the_mails_moved_away() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let daemon = desk(&servers, "+");
    let ran = check(&daemon);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("subaddressing: mail to support+probe"),
        "{ran:?}"
    );
    assert!(ran.out.ends_with("@desk.example arrives\n"), "{ran:?}");
    assert_eq!(servers.mailbox(SUPPORT, "INBOX").len(), 0);
    assert_eq!(servers.mailbox(SUPPORT, "Processed").len(), 2);
    let ran = check(&desk(&servers, ""));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("set subaddress = \"+\" in [desk]"),
        "{ran:?}"
    );
}

#[test]
fn a_running_daemon_takes_the_probes_for_its_own_and_opens_no_ticket() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let mut daemon = desk(&servers, "+");
    daemon.start();
    let ran = check(&daemon);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.ends_with("@desk.example arrives\n"), "{ran:?}");
    let rows = until("both in the ledger", Duration::from_secs(30), || {
        let rows = daemon.json(&["mails"]);
        (rows.len() == 2).then_some(rows)
    });
    for row in rows {
        assert_eq!(
            (&row["disposition"], &row["reason"]),
            (&"ignored".into(), &"own-mail".into())
        );
    }
    assert!(daemon.json(&["list"]).is_empty() && daemon.json(&["outbox"]).is_empty());
    until("an empty mailbox", Duration::from_secs(30), || {
        servers.mailbox(SUPPORT, "INBOX").is_empty().then_some(())
    });
}

#[test]
fn a_server_without_subaddresses_is_told_with_what_to_set() {
    let Some(servers) = Servers::start_with("") else {
        return;
    };
    let ran = check(&desk(&servers, "+"));
    assert_eq!(ran.code, 69, "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
    for words in [
        "mail to support@desk.example arrives",
        "came back",
        "set subaddress = \"\"",
    ] {
        assert!(ran.err.contains(words), "{words}: {ran:?}");
    }
    let ran = check(&desk(&servers, ""));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.ends_with("subaddress = \"\" is right\n"), "{ran:?}");
    assert_eq!(
        servers.mailbox(SUPPORT, "INBOX").len(),
        0,
        "nothing is left behind"
    );
}

#[test]
fn a_desk_that_writes_to_a_folder_is_not_probed() {
    let daemon = on_a_maildir();
    let ran = check(&daemon);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("subaddressing: not tried"), "{ran:?}");
}
