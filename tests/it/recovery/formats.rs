//! Stores of other versions of ticketd: an older one is taken on, a newer one is refused.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::digest;
use crate::corpus::on_a_maildir;
use crate::program::Daemon;

/// A desk on a copy of the store that a ticketd of format 1 left, and what that ticketd showed of its tickets.
fn of_format_1() -> (Daemon, String) {
    let daemon = on_a_maildir();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores/format-1");
    copy(&fixture, &daemon.path("state"));
    daemon.keep_secret(
        "state/secret",
        &fs::read_to_string(fixture.join("secret")).unwrap(),
    );
    let shown = daemon.path("state/shown.jsonl");
    let expected = fs::read_to_string(&shown).unwrap();
    fs::remove_file(shown).unwrap();
    (daemon, expected)
}

/// Whether everything that a ticket showed is still shown. What is counted as a message may have become more.
fn shows_all_of(old: &Value, new: &Value) {
    for (key, value) in old.as_object().unwrap() {
        match key.as_str() {
            "message_count" => {}
            "messages" => {
                let texts = |ticket: &Value| -> Vec<(Value, Value)> {
                    let messages = ticket["messages"].as_array().unwrap().iter();
                    messages
                        .map(|message| (message["text"].clone(), message["attachments"].clone()))
                        .collect()
                };
                let now = texts(new);
                for message in texts(old) {
                    assert!(now.contains(&message), "{message:?} in {new}");
                }
            }
            _ => assert_eq!(&new[key], value, "{key}"),
        }
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_store_of_format_1_is_taken_on_and_shows_the_same_tickets() {
    let (mut daemon, expected) = of_format_1();
    let before = fs::read(daemon.path("state/journal/000000000001.jsonl")).unwrap();
    daemon.start();
    for line in expected.lines() {
        let old: Value = serde_json::from_str(line).unwrap();
        let new = daemon.json(&["show", &old["id"].to_string()]).remove(0);
        shows_all_of(&old, &new);
    }
    daemon.check();
    assert!(
        daemon.log().contains("made by an older ticketd"),
        "{}",
        daemon.log()
    );
    assert_eq!(daemon.terminate().code(), Some(0));
    let after = fs::read(daemon.path("state/journal/000000000001.jsonl")).unwrap();
    assert_eq!(after, before, "what was written stays as it is");
    daemon.start();
    daemon.check();
    let times = daemon.log().matches("made by an older ticketd").count();
    assert_eq!(times, 1, "it is taken on once: {}", daemon.log());
}

#[test]
fn an_index_of_another_version_is_made_anew() {
    let (mut daemon, _) = of_format_1();
    daemon.start();
    assert_eq!(daemon.terminate().code(), Some(0));
    let digest = digest(&daemon);
    fs::remove_dir_all(daemon.path("state/index")).unwrap();
    let ran = daemon.run(&["rebuild"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("made anew from 27 lines"), "{ran:?}");
    assert!(ran.out.contains(&digest), "{ran:?}");
}

#[test]
fn a_store_of_a_newer_ticketd_is_refused_and_not_one_octet_of_it_changed() {
    let (mut daemon, _) = of_format_1();
    daemon.start();
    assert_eq!(daemon.terminate().code(), Some(0));
    let newest = daemon.path("state/journal/000000000028.jsonl");
    let text = fs::read_to_string(&newest).unwrap();
    let text = text.replacen("{\"format\":2}", "{\"format\":3}", 1)
        + "a line of a form nobody knows yet\n";
    fs::write(&newest, &text).unwrap();
    for command in ["run", "check", "rebuild"] {
        let ran = daemon.run(&[command]);
        assert_eq!(ran.code, 65, "{command}: {ran:?}");
        assert!(
            ran.err.contains("made by a newer ticketd"),
            "{command}: {ran:?}"
        );
    }
    assert_eq!(fs::read_to_string(&newest).unwrap(), text);
}
