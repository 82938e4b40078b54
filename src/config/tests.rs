//! The shipped file loads, every setting is explained in it, and each bad file gets the line written beside it.

use std::fs;

use crate::calendar::{Rhythm, Rhythms, Targets};
use crate::domain::Priority;

use super::*;

const SHIPPED: &str = include_str!("../../daemon.toml");
const SMALL: &str = r#"
[desk]
name = "Desk"
address = "support@desk.example"
[[mailbox]]
name = "in"
kind = "maildir"
path = "mail"
[delivery]
kind = "folder"
path = "out"
"#;

fn skipped(text: &str) -> Result<Settings, ConfigError> {
    parse(text, Path::new("/etc/ticketd"), Secrets::Skip)
}

#[test]
fn the_shipped_file_loads() {
    let settings = skipped(SHIPPED).unwrap();
    assert_eq!(settings.desk.tag, "ACME");
    assert_eq!(settings.roster.agents.len(), 2);
    assert_eq!(settings.warnings(), [""; 0]);
}

#[test]
fn the_shipped_file_shows_the_defaults() {
    let (shipped, small) = (skipped(SHIPPED).unwrap(), skipped(SMALL).unwrap());
    assert_eq!(shipped.categories, small.categories);
    assert_eq!(shipped.targets, small.targets);
    assert_eq!(shipped.ranking, small.ranking);
    assert_eq!(shipped.assigns, small.assigns);
    assert_eq!(shipped.targets, Targets::default());
    assert_eq!(shipped.hours.week(), small.hours.week());
    assert_eq!(
        (shipped.limits, shipped.closing),
        (small.limits, small.closing)
    );
    assert_eq!(shipped.acknowledge, small.acknowledge);
    assert_eq!(shipped.identity.require, small.identity.require);
    assert_eq!(shipped.desk.state_dir, small.desk.state_dir);
    assert_eq!(shipped.desk.subaddress, small.desk.subaddress);
    assert_eq!(shipped.desk.languages, small.desk.languages);
    let (one, two) = (&shipped.mailboxes[0], &small.mailboxes[0]);
    assert_eq!(
        (one.poll, one.max_size, one.backlog),
        (two.poll, two.max_size, two.backlog)
    );
    assert_eq!(
        (&one.processed, &one.quarantine),
        (&two.processed, &two.quarantine)
    );
    assert_eq!(
        shipped.rules.names().count(),
        small.rules.names().count() + 2,
        "the file's own rules come before the shipped ones"
    );
}

#[test]
fn the_shipped_file_mentions_every_setting_in_its_section() {
    let mut section = "";
    let mut mentioned: Vec<(&str, String)> = Vec::new();
    for line in SHIPPED.lines() {
        let line = line.trim_start_matches("# ");
        if let Some(known) = keys::SECTIONS
            .iter()
            .find(|known| !line.is_empty() && known.section == line)
        {
            section = known.section;
        } else if let Some((key, value)) = line.split_once(" = ") {
            mentioned.push((section, key.to_owned()));
            // The tables inside a rule and the places of secrets are written on one line.
            for inner in keys::SECTIONS
                .iter()
                .filter(|known| !known.section.starts_with('['))
            {
                let words = value.split(|c: char| !(c.is_alphanumeric() || c == '-'));
                mentioned.extend(words.map(|word| (inner.section, word.to_owned())));
            }
        }
    }
    for known in keys::SECTIONS
        .iter()
        .filter(|known| known.section.starts_with('['))
    {
        let stands = |line: String| SHIPPED.contains(&line);
        assert!(
            stands(format!("\n{}\n", known.section)) || stands(format!("\n# {}\n", known.section)),
            "{}",
            known.section
        );
        let subsection = |key: &str| {
            let section = known.section.trim_matches(['[', ']']);
            let written = [format!("[{section}.{key}]"), format!("[[{section}.{key}]]")];
            written
                .iter()
                .any(|line| stands(format!("\n{line}\n")) || stands(format!("\n# {line}\n")))
        };
        for key in known.keys {
            let is_there = mentioned
                .iter()
                .any(|(at, word)| *at == known.section && word == key);
            assert!(is_there || subsection(key), "{key} of {}", known.section);
        }
    }
    let inner = keys::SECTIONS
        .iter()
        .filter(|known| !known.section.starts_with('['));
    for key in inner.flat_map(|known| known.keys) {
        assert!(SHIPPED.contains(key), "{key}");
    }
}

#[test]
fn a_desk_needs_three_sections_and_no_more() {
    let settings = skipped(SMALL).unwrap();
    assert_eq!(settings.desk.tag, "HELP");
    assert_eq!(
        settings.categories.last().map(String::as_str),
        Some("other")
    );
    let MailboxKind::Maildir { path } = &settings.mailboxes[0].kind else {
        panic!("a Maildir was asked for");
    };
    assert_eq!(path, Path::new("/etc/ticketd/mail"), "relative to the file");
    assert!(
        settings
            .warnings()
            .iter()
            .any(|line| line.contains("no time-zone"))
    );
    assert!(
        settings
            .warnings()
            .iter()
            .any(|line| line.contains("no [[agent]]"))
    );
}

#[test]
fn a_second_relay_is_read_like_the_first_and_must_be_another_one() {
    let with = |fallback: &str| {
        let smtp = format!("kind = \"smtp\"\nhost = \"smtp.desk.example\"\n{fallback}");
        skipped(&SMALL.replace("kind = \"folder\"\npath = \"out\"\n", &smtp))
    };
    let second = "[delivery.fallback]\nhost = \"smtp2.desk.example\"\nport = 2525\nreply-timeout = \"30s\"\n";
    let settings = with(second).unwrap();
    let DeliverySettings::Smtp {
        first,
        fallback: Some(second),
    } = settings.delivery
    else {
        panic!("two relays were asked for");
    };
    assert_eq!(first.endpoint.shown(), "smtp.desk.example:587");
    assert_eq!(second.endpoint.shown(), "smtp2.desk.example:2525");
    assert_eq!(
        second.reply_timeout,
        Some(std::time::Duration::from_secs(30))
    );
    assert_eq!(first.reply_timeout, None, "as RFC 5321 asks");
    let told = |fallback: &str| with(fallback).unwrap_err().lines().join("\n");
    let same = told("[delivery.fallback]\nhost = \"smtp.desk.example\"\n");
    assert!(same.contains("is the same server as [delivery]"), "{same}");
    let odd = told("[delivery.fallback]\nkind = \"smtp\"\nhost = \"smtp2.desk.example\"\n");
    assert!(odd.contains("\"kind\" in [delivery.fallback]"), "{odd}");
    let hasty = told("reply-timeout = \"1s\"\n");
    assert!(hasty.contains("reply-timeout"), "{hasty}");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replace("kind = \"folder\"", "kind = \"floder\"")
        .replace("name = \"in\"", "nmae = \"in\"");
    let error = skipped(&text).unwrap_err();
    assert_eq!(
        error.lines(),
        [
            "reading daemon.toml: line 5: \"name\" in [[mailbox]] is missing; it has to be set",
            "reading daemon.toml: line 6: unknown key \"nmae\" in [[mailbox]]; did you mean \"name\"?",
            "reading daemon.toml: line 10: \"kind\" in [delivery]: \"floder\" is not known; did you mean \"folder\"?",
        ]
    );
}

#[test]
fn bad_files_are_told_what_is_wrong_with_them_in_one_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad-config");
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 15, "{} cases", cases.len());
    for case in cases {
        let text = fs::read_to_string(case.join("daemon.toml")).unwrap();
        let expected = fs::read_to_string(case.join("expected-error")).unwrap();
        let error = parse(&text, &case, Secrets::Read).expect_err(&case.display().to_string());
        // The folder stands for wherever the tests run.
        let told = error
            .to_string()
            .replace(&case.display().to_string(), "FOLDER");
        assert_eq!(told, expected.trim_end(), "{}", case.display());
        assert_eq!(error.lines().len(), 1, "{}", case.display());
    }
}

#[test]
fn a_file_that_is_not_there_is_told_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daemon.toml");
    let told = load(&path).unwrap_err().to_string();
    assert!(
        told.starts_with(&format!("reading {}: No such file", path.display())),
        "{told}"
    );
    fs::write(&path, SMALL).unwrap();
    assert_eq!(load(&path).unwrap().desk.name, "Desk");
}

#[test]
fn secrets_are_looked_up_when_the_file_is_read_and_only_then() {
    let text = SMALL.to_owned() + "[identity]\nsecret = { file = \"no-such-file\" }\n";
    assert!(skipped(&text).is_ok());
    let folder = tempfile::tempdir().unwrap();
    let told = parse(&text, folder.path(), Secrets::Read)
        .unwrap_err()
        .to_string();
    assert!(told.contains("no-such-file: No such file"), "{told}");
}

#[test]
fn own_hours_and_targets_replace_the_shipped_ones_where_they_speak() {
    let text = SMALL.to_owned()
        + "[hours]\nmon = [\"09:00-12:00\", \"13:00-17:00\"]\nholidays = [2026-12-25, \"2026-12-28\"]\n\
           [targets.high]\nanswer = \"30m\"\nupdate = \"never\"\n";
    let settings = skipped(&text).unwrap();
    let open = |at: &str| settings.hours.is_open(at.parse().unwrap());
    assert!(open("2026-12-21T09:00:00Z") && !open("2026-12-21T12:30:00Z"));
    assert!(
        !open("2026-12-22T09:00:00Z"),
        "Tuesday is not named, so it is closed"
    );
    assert!(!open("2026-12-28T09:00:00Z"), "a holiday");
    let high = settings.targets.of(Priority::High);
    assert_eq!((high.answer.as_mins(), high.update), (30, None));
    assert_eq!(
        settings.targets.of(Priority::Low),
        Targets::default().of(Priority::Low)
    );
}

#[test]
fn nothing_typed_by_mistake_makes_reading_panic() {
    // Every line is left out once, and replaced by something once. Patterns are short: they cost time, and are
    // not what is tried here.
    let lines: Vec<&str> = SHIPPED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| match line.split_once(" = ") {
            Some(("when", _)) => "when = { any = ['x'], hours = \"open\" }",
            Some(("unless", _)) => "unless = { subject = 'x' }",
            _ => line,
        })
        .collect();
    let slips = [
        "x",
        "[desk]",
        "name = 1",
        "set = 1",
        "tier = -1",
        "[[hours]]",
        "poll = []",
    ];
    for at in 0..lines.len() {
        for new in ["", slips[at % slips.len()]] {
            let mut changed = lines.clone();
            changed[at] = new;
            if let Err(error) = skipped(&changed.join("\n")) {
                assert!(
                    error.lines().iter().all(|line| !line.contains('\n')),
                    "{error}"
                );
                assert!(!error.lines().is_empty());
            }
        }
    }
}

/// A desk with these lines in `[desk]` and in its IMAP mailbox, read with its secrets.
fn read_whole(desk: &str, mailbox: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "x").unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&password, private).unwrap();
    let text = format!(
        "[desk]\nname = \"x\"\naddress = \"s@desk.example\"\ntag = \"X\"\n{desk}\n\
         [[mailbox]]\nname = \"m\"\nkind = \"imap\"\nhost = \"h.example\"\nusername = \"u\"\n\
         password = {{ file = \"password\" }}\n{mailbox}\n[delivery]\nkind = \"folder\"\npath = \"out\"\n"
    );
    let read = parse(&text, folder.path(), Secrets::Read);
    read.map_or_else(|error| error.lines().to_vec(), |_| Vec::new())
}

#[test]
fn a_ca_file_that_cannot_be_used_is_a_fault_of_the_file() {
    assert_eq!(read_whole("", ""), Vec::<String>::new());
    for (ca, why) in [("none.pem", "none.pem"), ("password", "no certificate")] {
        let lines = read_whole("", &format!("ca-file = \"{ca}\""));
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("line 12: "), "{lines:?}");
        assert!(lines[0].contains(why), "{lines:?}");
        assert!(lines[0].contains("ca-file"), "{lines:?}");
    }
}

#[test]
fn a_time_zone_with_a_wrong_letter_is_told_by_the_right_one() {
    let lines = read_whole("time-zone = \"Europe/Berlyn\"", "");
    assert!(
        lines[0].ends_with("did you mean \"Europe/Berlin\"?"),
        "{lines:?}"
    );
    let lines = read_whole("time-zone = \"qqqqqqqq\"", "");
    assert!(lines[0].contains("write it as"), "{lines:?}");
}

#[test]
fn a_file_that_is_not_utf_8_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daemon.toml");
    fs::write(&path, b"[desk]\nname = \"B\xfcro\"\n").unwrap();
    let error = load(&path).unwrap_err().to_string();
    assert!(error.contains("UTF-8; save it as UTF-8"), "{error}");
    assert!(!error.contains("who may read it"), "{error}");
}

#[test]
fn what_comes_at_set_times_can_be_moved_and_switched_off() {
    assert_eq!(skipped(SMALL).unwrap().rhythms, Rhythms::shipped());
    let text = SMALL.to_owned()
        + "[reports]\ndaily-digest = \"7:30\"\nweekly = \"off\"\nmonthly = \"28 17:00\"\n";
    let rhythms = skipped(&text).unwrap().rhythms;
    assert_eq!(rhythms.digest, Rhythm::parse_daily("07:30").ok());
    assert_eq!(rhythms.weekly, None);
    assert_eq!(rhythms.monthly, Rhythm::parse_monthly("28 17:00").ok());
}
