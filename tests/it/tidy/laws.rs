//! The import law, and the purity of the core.

use super::File;
use super::rust::{code, paths, without_tests};

/// Floors, in tenths: `fault` and `net` stand between the core and the seams.
const FLOORS: [(&str, u32); 19] = [
    ("domain", 10),
    ("mail", 20),
    ("calendar", 20),
    ("identity", 30),
    ("fields", 30),
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
