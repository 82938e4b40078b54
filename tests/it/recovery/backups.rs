//! The state directory is gone, and there is a backup.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{
    all_done, digest, is_refused, letter, letters, nobody_has_two, numbers, requests,
    with_requests, works,
};
use crate::corpus::deliver;
use crate::letters::Mail;
use crate::patience::until;
use crate::servers::{ANN, Account};

#[test]
fn a_backup_of_a_running_desk_brings_everything_back_and_the_mailbox_what_came_after_it() {
    let mut daemon = with_requests(30);
    assert!(works(&daemon, &["backup", "b"]).out.contains("30 tickets"));
    deliver(&daemon, 30, &requests(30, 10));
    all_done(&daemon, 40);
    let again = works(&daemon, &["backup", "b"]);
    assert!(
        again.out.contains("40 tickets") && again.out.contains(&digest(&daemon)),
        "{again:?}"
    );
    deliver(&daemon, 40, &requests(40, 5));
    all_done(&daemon, 45);
    let (before, sent) = (numbers(&daemon), letters(&daemon).len());
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();

    works(&daemon, &["restore", "b", "--only-verify"]);
    assert!(
        !daemon.path("state").exists(),
        "looking at it makes nothing"
    );
    let restored = works(&daemon, &["restore", "b"]);
    assert!(
        restored
            .out
            .contains("5 tickets (0 with the number they had)"),
        "{restored:?}"
    );
    daemon.start();
    daemon.check();
    let after = numbers(&daemon);
    assert_eq!(after.len(), 45);
    for person in 0..40 {
        let address = format!("person{person}@customer.example");
        assert_eq!(after[&address], before[&address], "{address}");
    }
    for person in 40..45 {
        let address = format!("person{person}@customer.example");
        assert!(after[&address] >= 2000, "a number is given once: {after:?}");
    }
    nobody_has_two(&daemon);
    assert_eq!(letters(&daemon).len(), sent, "nobody was written to");

    // A reply to an acknowledgement that the backup knows nothing of finds its ticket all the same.
    let acknowledgement = letter(&daemon, "person42@customer.example", "");
    let person = Account {
        address: "person42@customer.example",
        password: ANN.password,
    };
    let reply = Mail::reply(person, "still-dark", &acknowledgement, "It is still dark.");
    deliver(&daemon, 100, &[reply.raw()]);
    deliver(&daemon, 101, &requests(60, 1));
    until("both to be taken in", super::LIMIT, || {
        numbers(&daemon)
            .contains_key("person60@customer.example")
            .then_some(())
    });
    nobody_has_two(&daemon);
    let ticket = after["person42@customer.example"].to_string();
    let shown = daemon.json(&["show", &ticket]).remove(0);
    assert_eq!(shown["messages"].as_array().unwrap().len(), 2, "{shown}");
    assert!(numbers(&daemon)["person60@customer.example"] > 2004);
    daemon.check();
}

#[test]
fn letters_that_waited_in_a_backup_are_in_doubt_and_rest_before_they_go_out_once_more() {
    let mut daemon = crate::corpus::on_a_maildir();
    // A file where the folder of outgoing mail should be: nothing can be handed over.
    fs::write(daemon.path("out"), "").unwrap();
    deliver(&daemon, 0, &requests(0, 3));
    daemon.start();
    // An acknowledgement and a notice to the desk for each; a mail is decided before its letters are seen.
    let waiting = until("the letters to wait", super::LIMIT, || {
        let rows = daemon.json(&["outbox"]);
        (rows.len() == 6).then_some(rows)
    });
    works(&daemon, &["backup", "b"]);
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    fs::remove_file(daemon.path("out")).unwrap();
    let restored = works(&daemon, &["restore", "b"]);
    assert!(
        restored
            .out
            .contains(&format!("{} letters waited", waiting.len())),
        "{restored:?}"
    );
    daemon.start();
    let rows = daemon.json(&["outbox"]);
    assert_eq!(rows.len(), waiting.len());
    for row in &rows {
        assert!(
            row["reply"]
                .as_str()
                .unwrap()
                .contains("may have been sent since"),
            "{row}"
        );
        let next: jiff::Timestamp = row["next_at"].as_str().unwrap().parse().unwrap();
        let rest = next.duration_since(jiff::Timestamp::now());
        assert!(rest.as_mins() >= 12, "it rests: {row}");
    }
    assert_eq!(letters(&daemon).len(), 0);
    daemon.check();
}

#[test]
fn a_backup_that_is_torn_or_damaged_is_recognised_and_nothing_is_made_of_it() {
    let mut daemon = with_requests(5);
    works(&daemon, &["backup", "b"]);
    assert_eq!(daemon.terminate().code(), Some(0));
    is_refused(&daemon, &["restore", "b"], "it is not empty");
    fs::rename(daemon.path("state"), daemon.path("state.old")).unwrap();

    let manifest = fs::read(daemon.path("b/manifest.json")).unwrap();
    fs::remove_file(daemon.path("b/manifest.json")).unwrap();
    is_refused(&daemon, &["restore", "b"], "no manifest.json");
    fs::write(daemon.path("b/begun"), "").unwrap();
    is_refused(&daemon, &["restore", "b"], "never finished");
    fs::remove_file(daemon.path("b/begun")).unwrap();
    fs::write(daemon.path("b/manifest.json"), &manifest).unwrap();

    let segment = daemon.path("b/journal/000000000001.jsonl");
    let spooled = fs::read_dir(daemon.path("b/spool"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| !path.ends_with("tmp"))
        .unwrap();
    let spooled = fs::read_dir(spooled)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    for (path, words) in [
        (segment, "journal/000000000001.jsonl"),
        (spooled, "its spool is damaged"),
    ] {
        let sound = fs::read(&path).unwrap();
        let mut damaged = sound.clone();
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        fs::write(&path, damaged).unwrap();
        is_refused(&daemon, &["restore", "b"], words);
        assert!(!daemon.path("state/journal").exists());
        fs::write(&path, sound).unwrap();
    }
    works(&daemon, &["restore", "b"]);
    daemon.start();
    assert_eq!(numbers(&daemon).len(), 5);
}

#[test]
fn a_restore_that_was_cut_off_keeps_the_daemon_from_starting_until_it_is_done() {
    let mut daemon = with_requests(5);
    works(&daemon, &["backup", "b"]);
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    // What a restore leaves that was killed between its files.
    fs::create_dir_all(daemon.path("state/journal")).unwrap();
    fs::write(daemon.path("state/unfinished"), "restore\n").unwrap();
    is_refused(&daemon, &["run"], "run `ticketd restore` again");
    is_refused(
        &daemon,
        &["rebuild", "--from-mailbox"],
        "run `ticketd restore` again",
    );
    // And one that could not look into the mailbox.
    fs::rename(daemon.path("inbox"), daemon.path("elsewhere")).unwrap();
    assert_ne!(daemon.run(&["restore", "b"]).code, 0);
    is_refused(&daemon, &["run"], "rebuild --from-mailbox");
    fs::rename(daemon.path("elsewhere"), daemon.path("inbox")).unwrap();
    works(&daemon, &["rebuild", "--from-mailbox"]);
    daemon.start();
    assert_eq!(numbers(&daemon).len(), 5);
    daemon.check();
}

#[test]
fn a_restore_that_lacks_a_password_says_so_before_it_copies_anything() {
    let mut daemon = with_requests(2);
    works(&daemon, &["backup", "b"]);
    daemon.kill();
    fs::remove_dir_all(daemon.path("state")).unwrap();
    let config = fs::read_to_string(daemon.path("daemon.toml")).unwrap();
    // Nobody listens on the discard port.
    let imap = |password: &str| {
        let mailbox = format!(
            "kind = \"imap\"\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\nusername = \"x\"\npassword = {password}\n"
        );
        let config = config.replace("kind = \"maildir\"\npath = \"inbox\"\n", &mailbox);
        fs::write(daemon.path("daemon.toml"), config).unwrap();
    };
    imap("{ credential = \"imap-password\" }");
    let ran = daemon.run(&["restore", "b"]);
    assert_eq!(ran.code, 78, "{ran:?}");
    assert!(ran.err.contains("env CREDENTIALS_DIRECTORY="), "{ran:?}");
    assert!(!daemon.path("state/journal").exists(), "nothing was copied");

    // A server that is away is known only when it is asked: then the next command is named, also the second time.
    imap("{ file = \"password\" }");
    daemon.keep_secret("password", "x");
    for _ in 0..2 {
        let ran = daemon.run(&["restore", "b"]);
        assert_ne!(ran.code, 0);
        let last = ran.err.lines().last().unwrap();
        assert!(last.contains("`ticketd rebuild --from-mailbox`"), "{ran:?}");
    }
    fs::write(daemon.path("daemon.toml"), &config).unwrap();
    works(&daemon, &["rebuild", "--from-mailbox"]);
    daemon.start();
    assert_eq!(numbers(&daemon).len(), 2);
}

#[test]
fn a_folder_of_somebody_else_is_not_written_to() {
    let mut daemon = with_requests(2);
    fs::create_dir(daemon.path("photos")).unwrap();
    fs::write(daemon.path("photos/cat.jpg"), "miaow").unwrap();
    is_refused(
        &daemon,
        &["backup", "photos"],
        "not empty and holds no backup",
    );
    is_refused(&daemon, &["backup", "state/b"], "state directory itself");
    let other = with_requests(1);
    let b = other.path("b");
    works(&other, &["backup", b.to_str().unwrap()]);
    is_refused(&daemon, &["backup", b.to_str().unwrap()], "another desk");

    works(&daemon, &["backup", "b"]);
    let mode = |name: &str| {
        fs::metadata(daemon.path(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode("b"), mode("b/secret")), (0o700, 0o600));
    assert_eq!(mode("b/journal/000000000001.jsonl"), 0o600);
    // At rest it is the same backup.
    assert_eq!(daemon.terminate().code(), Some(0));
    works(&daemon, &["backup", "b"]);
    works(&daemon, &["restore", "b", "--only-verify"]);
}
