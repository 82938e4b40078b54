//! Whatever is wrong, the program says it in one clear line, and its exit code says of what kind it is.
//!
//! Everything here is the real binary, and where a server is needed, a real server. What is said is printed
//! (`cargo test --test it bad_input -- --nocapture`).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::{Daemon, Ran, run};
use crate::servers::{SUPPORT, Servers};

/// Exit codes of sysexits(3).
const USAGE: i32 = 64;
const DATA: i32 = 65;
const UNAVAILABLE: i32 = 69;
const TRY_AGAIN: i32 = 75;
const CONFIG: i32 = 78;

/// A configuration that is right, and about which there is nothing to warn of.
const GOOD: &str = r#"[desk]
name = "Desk Support"
address = "support@desk.example"
tag = "DESK"
state-dir = "state"
time-zone = "UTC"
[[mailbox]]
name = "support"
kind = "maildir"
path = "inbox"
[delivery]
kind = "folder"
path = "out"
[identity]
authserv-id = "mx.desk.example"
[[team]]
name = "first-line"
[[agent]]
name = "bob"
address = "bob@desk.example"
team = "first-line"
role = "admin"
"#;

/// Fails unless a command ended with this code and one line that holds these words; shows the line.
#[track_caller]
fn expect(what: &str, ran: &Ran, code: i32, words: &[&str]) {
    println!("{what:<28} {:>3}  {}", ran.code, ran.err.trim_end());
    assert_eq!(ran.code, code, "{what}: {ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "{what}: {}", ran.err);
    assert!(ran.err.starts_with("ticketd: "), "{what}: {}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{what}, {word}: {}", ran.err);
    }
}

/// A desk whose configuration has one thing changed.
fn with(from: &str, to: &str) -> Daemon {
    assert!(GOOD.contains(from), "{from}");
    Daemon::on(&GOOD.replacen(from, to, 1))
}

#[test]
fn a_wrong_configuration_is_refused_by_the_check_and_by_the_daemon_alike() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "a wrong key",
            "kind = \"maildir\"",
            "kind = \"maildir\"\npasword = { file = \"x\" }",
            &["line 10", "pasword", "did you mean \"password\"?"],
        ),
        (
            "no TOML",
            "[delivery]",
            "[delivery",
            &["line 11", "correct it"],
        ),
        (
            "a wrong value",
            "[identity]",
            "[identity]\nrequire = \"tokn\"",
            &["line 15", "tokn", "did you mean \"token\"?"],
        ),
        (
            "a bad regular expression",
            "[[team]]",
            "[[rule]]\nname = \"x\"\nwhen = { subject = '(down' }\nset = { priority = \"high\" }\n[[team]]",
            &["rule", "\"x\"", "subject", "unclosed group"],
        ),
        (
            "an unknown team",
            "team = \"first-line\"",
            "team = \"second-line\"",
            &["line 21", "second-line"],
        ),
        (
            "a missing secret",
            "[identity]",
            "[identity]\nsecret = { file = \"key\" }",
            &[
                "secret",
                "key",
                "No such file",
                "check its path and who may read it",
            ],
        ),
        (
            "no folder of templates",
            "tag = \"DESK\"",
            "tag = \"DESK\"\ntemplates = \"wording\"",
            &["templates", "wording", "No such file", "make the folder"],
        ),
    ];
    for (what, from, to, words) in cases {
        let daemon = with(from, to);
        expect(what, &daemon.run(&["check-config"]), CONFIG, words);
        expect(what, &daemon.run(&["run"]), CONFIG, words);
    }
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["run", "--config", "desk.toml"]);
    let words = [
        "reading desk.toml",
        "No such file",
        "name another file with --config",
    ];
    expect("no configuration", &ran, CONFIG, &words);
}

#[test]
fn a_broken_template_is_named_with_its_line() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "a template that ends early",
            "acknowledgement.txt",
            "Subject: Hello\n\nHello,\n\n{% if words %}\nThank you.\n",
            &["acknowledgement.txt", "line"],
        ),
        (
            "a template with a wrong name",
            "acknowledgement.txt",
            "Subject: Hello\n\nHello {{ reader.nme }}, thank you. Your request arrived; just reply.\n",
            &["acknowledgement.txt", "nme"],
        ),
        (
            "a template of no mail",
            "aknowledgement.txt",
            "Subject: Hello\n\nHello.\n",
            &["aknowledgement.txt", "acknowledgement"],
        ),
        (
            "a template without thanks",
            "closed.txt",
            "Subject: Closed\n\nHello,\n\nyour request is closed. Just reply if it is not solved.\n",
            &["closed.txt", "thank"],
        ),
    ];
    for (what, file, text, words) in cases {
        let daemon = with("tag = \"DESK\"", "tag = \"DESK\"\ntemplates = \"wording\"");
        fs::create_dir_all(daemon.path("wording/en")).unwrap();
        fs::write(daemon.path("wording/en").join(file), text).unwrap();
        expect(what, &daemon.run(&["check-config"]), CONFIG, words);
        expect(what, &daemon.run(&["run"]), CONFIG, words);
    }
}

#[test]
fn a_secret_that_others_can_read_is_refused_with_what_to_do() {
    let daemon = with("[identity]", "[identity]\nsecret = { file = \"key\" }");
    daemon.keep_secret("key", &"0123456789abcdef".repeat(4));
    assert_eq!(daemon.run(&["check-config"]).code, 0);
    let key = daemon.path("key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = daemon.run(&["check-config"]);
    let words = ["key", "mode 0644", "chmod 600"];
    expect("a secret that all can read", &ran, CONFIG, &words);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&key, "secret").unwrap();
    let ran = daemon.run(&["run"]);
    expect("a signing key too short", &ran, CONFIG, &["32 characters"]);
}

/// A desk that reads a real mailbox and writes to a real relay.
fn on(servers: &Servers, ca: &Path, imap: u16, smtp: u16) -> Daemon {
    let login = "username = \"support@desk.example\"\npassword = { file = \"password\" }";
    let ca = ca.display();
    let configuration = GOOD
        .replace(
            "kind = \"maildir\"\npath = \"inbox\"",
            &format!("kind = \"imap\"\nhost = \"localhost\"\nport = {imap}\nca-file = \"{ca}\"\n{login}"),
        )
        .replace(
            "kind = \"folder\"\npath = \"out\"",
            &format!("kind = \"smtp\"\nhost = \"localhost\"\nport = {smtp}\nsecurity = \"starttls\"\nca-file = \"{}\"\n{login}", servers.ca_file().display()),
        );
    let daemon = Daemon::on(&configuration);
    daemon.keep_secret("password", SUPPORT.password);
    daemon
}

#[test]
fn a_server_that_cannot_be_used_is_named_with_what_to_check() {
    let Some(servers) = Servers::start() else {
        return;
    };
    let (imap, smtp) = (servers.imaps_port(), servers.submission_port());
    let online = ["check-config", "--online"];
    let good = on(&servers, &servers.ca_file(), imap, smtp);
    assert_eq!(good.run(&online).code, 0, "{:?}", good.run(&online));

    good.keep_secret("password", "wrong");
    let ran = good.run(&online);
    // Mailbox and relay know the same password: a line for each.
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!((ran.code, lines.len()), (UNAVAILABLE, 2), "{ran:?}");
    for (line, start) in lines
        .iter()
        .zip(["mailbox \"support\": logging in", "delivery: logging in"])
    {
        println!("{:<28} {:>3}  {line}", "a refused login", ran.code);
        assert!(line.starts_with(&format!("ticketd: {start}")), "{line}");
        assert!(line.contains("check username and password"), "{line}");
    }

    let other = good.path("other-ca.pem");
    let key = rcgen::KeyPair::generate().unwrap();
    let authority = rcgen::CertificateParams::new(["other".to_owned()]).unwrap();
    let authority = authority.self_signed(&key).unwrap();
    fs::write(&other, authority.pem()).unwrap();
    let ran = on(&servers, &other, imap, smtp).run(&online);
    let words = [
        "mailbox \"support\"",
        "localhost",
        "UnknownIssuer",
        "ca-file",
    ];
    expect("another CA", &ran, UNAVAILABLE, &words);

    let none = good.path("none.pem");
    let ran = on(&servers, &none, imap, smtp).run(&online);
    expect("no CA file", &ran, CONFIG, &["none.pem"]);

    servers.stop_imap();
    let ran = on(&servers, &servers.ca_file(), imap, smtp).run(&online);
    let port = format!("localhost:{imap}");
    let words = [
        "mailbox \"support\"",
        &port,
        "refused",
        "check host and port",
    ];
    expect("a closed port", &ran, UNAVAILABLE, &words);
    servers.start_imap();

    let ran = on(&servers, &servers.ca_file(), imap, 1).run(&online);
    let words = ["delivery", "localhost:1", "refused"];
    expect("a closed relay", &ran, UNAVAILABLE, &words);
}

#[test]
fn a_daemon_that_cannot_be_asked_or_started_is_told_so() {
    let mut daemon = Daemon::on(GOOD);
    for args in [&["list"][..], &["show", "1000"], &["status"], &["mails"]] {
        let what = format!("{} without a daemon", args[0]);
        let words = ["control.sock", "start it with `ticketd run`"];
        expect(&what, &daemon.run(args), UNAVAILABLE, &words);
    }
    let ran = daemon.run(&["check"]);
    expect(
        "check before the first start",
        &ran,
        UNAVAILABLE,
        &["state"],
    );

    daemon.start();
    let ran = daemon.run(&["show", "4711"]);
    expect("an unknown ticket", &ran, DATA, &["4711", "ticketd list"]);
    let ran = daemon.run(&["show", "printer"]);
    expect("no ticket number", &ran, USAGE, &["printer"]);
    let ran = daemon.run(&["list", "--status", "opne"]);
    expect("an unknown status", &ran, USAGE, &["opne", "open"]);
    let ran = daemon.run(&["explain", "none.eml"]);
    expect("explain of nothing", &ran, DATA, &["none.eml"]);
    let ran = daemon.run(&["run"]);
    expect("a second daemon", &ran, TRY_AGAIN, &["state", "process"]);
    assert!(daemon.is_up(), "the first one does not mind");
    assert_eq!(daemon.terminate().code(), Some(0));
}

#[test]
fn a_state_that_cannot_be_used_is_left_alone_and_named() {
    let daemon = Daemon::on(GOOD);
    fs::write(daemon.path("state"), "").unwrap();
    let ran = daemon.run(&["run"]);
    let words = [
        "reading the signing key",
        "state/secret",
        "Not a directory",
        "check [desk] state-dir",
    ];
    expect("a file for a folder", &ran, CONFIG, &words);

    let daemon = Daemon::on(GOOD);
    fs::create_dir(daemon.path("state")).unwrap();
    fs::write(daemon.path("state/journal"), "").unwrap();
    let ran = daemon.run(&["run"]);
    let words = ["state/journal", "a file is in the way"];
    expect("a file for the journal", &ran, TRY_AGAIN, &words);

    let long = format!("state-dir = \"{}\"", "x".repeat(120));
    let daemon = with("state-dir = \"state\"", &long);
    let ran = daemon.run(&["run"]);
    expect("a path too long", &ran, CONFIG, &["107 octets"]);

    let mut daemon = Daemon::on(GOOD);
    fs::create_dir_all(daemon.path("inbox/new")).unwrap();
    for number in 0..3 {
        let mail = format!("From: ann@x.example\nSubject: {number}\n\nHello.\n");
        fs::write(daemon.path("inbox/new").join(format!("{number}.x")), mail).unwrap();
    }
    daemon.start();
    crate::patience::until("three tickets", std::time::Duration::from_secs(30), || {
        (daemon.json(&["list"]).len() == 3).then_some(())
    });
    assert_eq!(daemon.terminate().code(), Some(0));
    let journal = fs::read_dir(daemon.path("state/journal")).unwrap();
    let mut segments: Vec<_> = journal.map(|entry| entry.unwrap().path()).collect();
    segments.sort();
    let segment = segments.pop().unwrap();
    let whole = fs::read_to_string(&segment).unwrap();
    let damaged = whole.replacen("Hello.", "Hullo.", 1);
    assert_ne!(whole, damaged);
    fs::write(&segment, damaged).unwrap();
    let ran = daemon.run(&["run"]);
    expect("run on a damaged journal", &ran, DATA, &["journal", "line"]);
    let ran = daemon.run(&["check"]);
    assert_eq!(ran.code, DATA, "check names what is damaged: {}", ran.out);
    assert!(
        ran.out.contains("journal") && ran.out.contains("line"),
        "{}",
        ran.out
    );
    fs::write(&segment, whole).unwrap();
    daemon.check();
}
