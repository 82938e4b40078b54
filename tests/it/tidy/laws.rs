//! The import law, the purity of the core, and the doors of external crates.

use super::File;
use super::rust::{code, paths, without_tests};

/// Floors, in tenths: `fault` and `net` stand between the core and the seams.
const FLOORS: [(&str, u32); 18] = [
    ("domain", 10),
    ("mail", 20),
    ("calendar", 20),
    ("identity", 30),
    ("rules", 30),
    ("commands", 30),
    ("notices", 30),
    ("reports", 30),
    ("engine", 40),
    ("fault", 45),
    ("net", 45),
    ("store", 50),
    ("intake", 50),
    ("verify", 50),
    ("delivery", 50),
    ("config", 50),
    ("daemon", 60),
    ("cli", 70),
];

/// Folders that are planned and not there yet.
const PLANNED: [&str; 1] = ["verify"];

/// The highest floor of the core.
const CORE: u32 = 40;

/// What the core does not name: the first words of a path, and why.
const IMPURE: [(&[&str], &str); 14] = [
    (&["std", "fs"], "files are read above"),
    (&["std", "net"], "the network is above"),
    (&["std", "env"], "settings come in as Policy"),
    (&["std", "process"], "processes are above"),
    (&["std", "thread"], "the desk is one thread"),
    (
        &["std", "time"],
        "spans are jiff's; now comes in as an argument",
    ),
    (&["HashMap"], "its order is chance; take BTreeMap"),
    (&["HashSet"], "its order is chance; take BTreeSet"),
    (&["Mutex"], "one thread needs no lock"),
    (&["tokio"], "nothing in the core waits"),
    (&["async"], "nothing in the core waits"),
    (&["sled"], "state comes in as Snapshot"),
    (&["tracing"], "reasons go out as `because`; the shell logs"),
    (&["getrandom"], "chance comes in as an argument"),
];

/// Where each external crate may be named. A door ends in `/` for a folder; `""` is everywhere.
const DOORS: [(&str, &[&str]); 46] = [
    ("anyhow", &["src/daemon/", "src/cli/"]),
    ("async_imap", &["src/intake/imap/"]),
    ("axum", &["src/daemon/control"]),
    // Names of content, letters and lines.
    ("blake3", &[""]),
    ("clap", &["src/cli/"]),
    (
        "clap_complete",
        &["src/cli/args.rs", "src/cli/completions.rs"],
    ),
    ("clap_mangen", &["src/cli/man.rs"]),
    ("comfy_table", &["src/cli/output.rs"]),
    ("crc32fast", &["src/store/line.rs"]),
    // Base32 and hexadecimal.
    ("data_encoding", &[""]),
    ("encoding_rs", &["src/mail/charset.rs"]),
    ("fail", &["src/fault.rs"]),
    ("futures_util", &["src/intake/"]),
    ("getrandom", &["src/daemon/entropy.rs"]),
    ("hmac", &["src/identity/token.rs"]),
    ("html2text", &["src/mail/html"]),
    (
        "http_body_util",
        &["src/cli/client.rs", "src/daemon/control"],
    ),
    ("hyper", &["src/cli/client.rs", "src/daemon/control"]),
    ("hyper_util", &["src/cli/client.rs", "src/daemon/control"]),
    ("idna", &["src/domain/address.rs"]),
    ("inotify", &["src/intake/maildir"]),
    // Instants are everybody's; asking for the present one is the clock's.
    ("jiff", &[""]),
    ("lettre", &["src/mail/compose", "src/delivery/smtp"]),
    ("mail_parser", &["src/mail/parse.rs"]),
    ("minijinja", &["src/notices/mod.rs"]),
    ("regex", &["src/rules/"]),
    ("rustls", &["src/net/"]),
    ("rustls_platform_verifier", &["src/net/"]),
    ("sd_notify", &["src/daemon/notify.rs"]),
    (
        "secrecy",
        &["src/config/", "src/daemon/", "src/intake/", "src/delivery/"],
    ),
    ("serde", &[""]),
    ("serde_json", &[""]),
    ("sha2", &[""]),
    ("sled", &["src/store/sled.rs"]),
    ("socket2", &["src/net/"]),
    (
        "strsim",
        &["src/commands/fault.rs", "src/notices/", "src/config/"],
    ),
    ("tempfile", &["src/cli/demo/", "src/store/"]),
    ("terminal_size", &["src/cli/"]),
    ("thiserror", &[""]),
    (
        "tokio",
        &[
            "src/net/",
            "src/intake/",
            "src/delivery/",
            "src/daemon/",
            "src/cli/",
        ],
    ),
    ("tokio_rustls", &["src/net/"]),
    ("toml", &["src/config/", "src/cli/place.rs"]),
    (
        "tracing",
        &[
            "src/store/",
            "src/intake/",
            "src/delivery/",
            "src/daemon/",
            "src/cli/",
        ],
    ),
    ("tracing_journald", &["src/cli/run.rs"]),
    ("tracing_subscriber", &["src/cli/run.rs"]),
    // The vocabulary of this very test: nothing else may claim a crate without a line above.
    ("ticketd", &["src/main.rs"]),
];

fn floor_of(folder: &str) -> Option<u32> {
    let found = FLOORS.iter().find(|(name, _)| *name == folder);
    found.map(|(_, floor)| *floor)
}

/// `src/mail/parse.rs` gives `mail`; files of the root have none.
fn folder_of(path: &str) -> Option<&str> {
    let (folder, _) = path.strip_prefix("src/")?.split_once('/')?;
    Some(folder)
}

/// How many modules a file stands below the crate's root: `src/mail/parse.rs` gives 2.
fn depth_of(path: &str) -> usize {
    let inner = path.trim_start_matches("src/").trim_end_matches("/mod.rs");
    inner.split('/').count()
}

/// A module names lower floors, and its own folder.
pub(super) fn imports(file: &File) -> Vec<String> {
    let Some(folder) = folder_of(&file.path) else {
        return Vec::new();
    };
    let Some(floor) = floor_of(folder) else {
        return vec![format!(
            "{}: src/{folder} stands on no floor; give it one in FLOORS and in src/lib.rs",
            file.path
        )];
    };
    let all = code(&file.text);
    let outside_tests = without_tests(&all).len();
    let depth = depth_of(&file.path);
    let mut faults = Vec::new();
    let (top, tests) = all.split_at(outside_tests);
    for (part, depth) in [(top, depth), (tests, depth + 1)] {
        for path in paths(part) {
            let ups = path.iter().take_while(|word| **word == "super").count();
            if ups >= depth {
                faults.push(format!(
                    "{}: {} climbs to the crate's root; write crate::…, so that the law sees it",
                    file.path,
                    path.join("::")
                ));
            }
            let ["crate", target, ..] = path.as_slice() else {
                continue;
            };
            match floor_of(target) {
                _ if *target == folder => {}
                Some(other) if other < floor => {}
                Some(_) => faults.push(format!(
                    "{}: crate::{target} is not below {folder}; let the floor above hand over plain values, or move what \
                     both need down",
                    file.path
                )),
                None => faults.push(format!(
                    "{}: crate::{target} stands on no floor; give it one in FLOORS and in src/lib.rs",
                    file.path
                )),
            }
        }
    }
    faults
}

/// The core names nothing that could make two equal decisions differ.
pub(super) fn purity(file: &File) -> Vec<String> {
    let is_core = folder_of(&file.path)
        .and_then(floor_of)
        .is_some_and(|floor| floor <= CORE);
    if !is_core || file.is_test() {
        return Vec::new();
    }
    let all = code(&file.text);
    let found = paths(without_tests(&all));
    let mut faults = Vec::new();
    for path in found {
        for (words, why) in IMPURE {
            if path.windows(words.len()).any(|part| part == words) {
                faults.push(format!(
                    "{}: the core does not name {}: {why}",
                    file.path,
                    words.join("::")
                ));
            }
        }
        if path.len() > 1 && path.last() == Some(&"now") {
            faults.push(format!(
                "{}: {} asks for the time; take it as an argument",
                file.path,
                path.join("::")
            ));
        }
    }
    faults
}

/// An external crate is named behind its door only.
pub(super) fn doors(file: &File) -> Vec<String> {
    if file.is_test() {
        return Vec::new();
    }
    let all = code(&file.text);
    let mut faults = Vec::new();
    for path in paths(without_tests(&all)) {
        // A path of one word is a local name.
        let [first, _, ..] = path.as_slice() else {
            continue;
        };
        let Some((_, doors)) = DOORS.iter().find(|(name, _)| name == first) else {
            continue;
        };
        if !doors.iter().any(|door| file.path.starts_with(door)) {
            faults.push(format!(
                "{}: {first} is named in {} only; ask there for what you need",
                file.path,
                doors.join(" and ")
            ));
        }
    }
    faults
}

/// Names of the dependencies under a heading of Cargo.toml, as they stand in code.
fn dependencies<'a>(manifest: &'a str, heading: &str) -> Vec<(&'a str, String)> {
    manifest
        .lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = "))
        .filter(|(name, _)| !name.starts_with('#'))
        .map(|(name, _)| (name, name.replace('-', "_")))
        .collect()
}

/// Each dependency has a door, each door a dependency, and each is gone through.
pub(super) fn doors_of(manifest: &File, sources: &[File]) -> Vec<String> {
    let wanted = dependencies(&manifest.text, "[dependencies]");
    let mut faults = Vec::new();
    let codes: Vec<String> = sources.iter().map(|file| code(&file.text)).collect();
    for (name, in_code) in &wanted {
        if !DOORS.iter().any(|(crate_name, _)| crate_name == in_code) {
            faults.push(format!(
                "Cargo.toml: {name} has no door; say in DOORS where it may be named"
            ));
        }
        let is_named = codes
            .iter()
            .any(|code| paths(code).iter().any(|path| path[0] == in_code));
        if !is_named {
            faults.push(format!(
                "Cargo.toml: nothing names {name}; take it out, or put it under [dev-dependencies]"
            ));
        }
    }
    for (name, _) in DOORS.iter().filter(|(name, _)| *name != "ticketd") {
        if !wanted.iter().any(|(_, in_code)| in_code == name) {
            faults.push(format!(
                "tests/it/tidy/laws.rs: {name} is no dependency any more; take its door out"
            ));
        }
    }
    faults
}

/// Each folder has a floor, and the architecture document names it.
pub(super) fn floors_of(document: &File) -> Vec<String> {
    let mut faults = Vec::new();
    let modules: Vec<&str> = document
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    for module in &modules {
        if floor_of(module).is_none() {
            faults.push(format!(
                "src/lib.rs: {module} stands on no floor; give it one in FLOORS"
            ));
        }
        if !in_table(&document.text, module) {
            faults.push(format!(
                "src/lib.rs: the table of floors does not name [`{module}`]"
            ));
        }
    }
    for (name, _) in FLOORS {
        let is_planned = PLANNED.contains(&name);
        if modules.contains(&name) == is_planned {
            faults.push(format!(
                "tests/it/tidy/laws.rs: FLOORS and PLANNED do not agree with src/lib.rs about {name}"
            ));
        }
    }
    faults
}

fn in_table(document: &str, module: &str) -> bool {
    document
        .lines()
        .filter(|line| line.starts_with("//! | "))
        .any(|line| line.contains(&format!("[`{module}`]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: fn(&File) -> Vec<String>, path: &str, text: &str, expected: &str) {
        assert_eq!(
            rule(&File::new(path, text)).join("\n"),
            expected,
            "{path}: {text}"
        );
    }

    #[test]
    fn a_floor_may_look_down_and_at_itself() {
        for text in [
            "use crate::domain::Ticket;",
            "use crate::engine::policy::Policy;",
            "use crate::{domain, mail::parse};",
            "// use crate::store::Store;",
            "fn f() { \"crate::store\" }",
            "use super::policy::Policy;",
            "#[cfg(test)]\nmod tests {\n use super::super::policy::Policy; }",
        ] {
            check(imports, "src/engine/follow.rs", text, "");
        }
    }

    #[test]
    fn a_floor_may_not_look_up_nor_aside() {
        let fault = "src/mail/parse.rs: crate::calendar is not below mail; let the floor above hand over plain values, \
                     or move what both need down";
        for text in [
            "use crate::calendar::Week;",
            "use crate::{domain::Ticket, calendar::Week};",
            "fn f() { crate::calendar::shown() }",
            "#[cfg(test)]\nmod tests { use crate::calendar::Week; }",
        ] {
            check(imports, "src/mail/parse.rs", text, fault);
        }
        let climbs = "src/mail/parse.rs: super::super::calendar climbs to the crate's root; write crate::…, so that the \
                      law sees it";
        check(
            imports,
            "src/mail/parse.rs",
            "use super::super::calendar;",
            climbs,
        );
        let nowhere = "src/helpdesk/x.rs: src/helpdesk stands on no floor; give it one in FLOORS and in src/lib.rs";
        check(imports, "src/helpdesk/x.rs", "", nowhere);
    }

    #[test]
    fn the_core_is_held_to_its_purity_and_the_shell_is_not() {
        for (text, fault) in [
            ("use std::fs;", "std::fs: files are read above"),
            (
                "use std::{collections::HashMap, mem};",
                "HashMap: its order is chance; take BTreeMap",
            ),
            ("tokio::spawn(x)", "tokio: nothing in the core waits"),
            ("async fn f() {}", "async: nothing in the core waits"),
        ] {
            let fault = format!("src/rules/x.rs: the core does not name {fault}");
            check(purity, "src/rules/x.rs", text, &fault);
            check(purity, "src/daemon/x.rs", text, "");
            check(purity, "src/rules/x/tests.rs", text, "");
        }
        let now = "src/rules/x.rs: Timestamp::now asks for the time; take it as an argument";
        check(purity, "src/rules/x.rs", "let at = Timestamp::now();", now);
        check(
            purity,
            "src/rules/x.rs",
            "fn f(now: Timestamp) { now.hour() }",
            "",
        );
    }

    #[test]
    fn a_crate_is_named_behind_its_door_only() {
        let fault = "src/engine/x.rs: mail_parser is named in src/mail/parse.rs only; ask there for what you need";
        check(doors, "src/engine/x.rs", "use mail_parser::Message;", fault);
        check(doors, "src/mail/parse.rs", "use mail_parser::Message;", "");
        check(doors, "src/store/read.rs", "use super::sled::Sled;", "");
        check(doors, "src/store/mod.rs", "mod sled;", "");
        check(doors, "src/engine/x.rs", "// mail_parser::Message", "");
    }

    #[test]
    fn a_dependency_needs_a_door_and_somebody_who_goes_through_it() {
        let manifest = File::new(
            "Cargo.toml",
            "[dependencies]\nleft-pad = \"1\"\n[x]\ny = 1\n",
        );
        let faults = doors_of(&manifest, &[File::new("src/a.rs", "use jiff::Span;")]);
        assert_eq!(
            faults[..2],
            [
                "Cargo.toml: left-pad has no door; say in DOORS where it may be named",
                "Cargo.toml: nothing names left-pad; take it out, or put it under [dev-dependencies]",
            ]
        );
        assert!(
            faults[2].contains("anyhow is no dependency any more"),
            "{}",
            faults[2]
        );
    }

    #[test]
    fn a_folder_needs_a_floor_and_a_line_in_the_document() {
        let document = File::new(
            "src/lib.rs",
            "//! | 1 | [`domain`] | |\npub mod domain;\npub mod attic;\n",
        );
        let faults = floors_of(&document).join("\n");
        assert!(faults.contains("attic stands on no floor"), "{faults}");
        assert!(faults.contains("does not name [`attic`]"), "{faults}");
        assert!(!faults.contains("[`domain`]"), "{faults}");
    }
}
