//! The form of files: they say what they are for, are short, have names that mean something, and leave nothing open.

use super::rust::code;
use super::{File, LINES_MAX, TEST_LINES_MAX};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];

/// What marks work that is put off. Taken apart, so that this file does not mark itself.
const PUT_OFF: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("unimple", "mented!"),
    concat!("to", "do!"),
    concat!("#[ig", "nore"),
];

/// Papers that stand outside the repository; whoever reads the code does not have them.
const OUTSIDE: [&str; 6] = [
    "DESIGN",
    "CONTRACT.md",
    "SOP.md",
    "security.md",
    "style.md",
    "LIBRARIES.md",
];

pub(super) fn begins_with_a_document(file: &File) -> Vec<String> {
    let mut lines = file.text.lines();
    let is_said = lines
        .next()
        .is_some_and(|first| first.starts_with("//! ") && first.len() > 12);
    if is_said {
        return Vec::new();
    }
    vec![format!(
        "{}: begin it with //! and one sentence: what it is for",
        file.path
    )]
}

pub(super) fn length(file: &File) -> Vec<String> {
    let (lines, limit) = (
        file.text.lines().count(),
        if file.is_test() {
            TEST_LINES_MAX
        } else {
            LINES_MAX
        },
    );
    if lines <= limit {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines, {limit} are allowed; give it a folder with one file for each idea in it",
        file.path
    )]
}

pub(super) fn module_name(file: &File) -> Vec<String> {
    file.path
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| EMPTY_NAMES.contains(part))
        .map(|part| {
            format!(
                "{}: \"{part}\" says nothing; name the module after what it holds",
                file.path
            )
        })
        .collect()
}

pub(super) fn left_for_later(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    for (no, line) in file.text.lines().enumerate() {
        for mark in PUT_OFF {
            if line.contains(mark) {
                faults.push(format!(
                    "{}:{}: {mark}: do it now, or write down where the limit is and why",
                    file.path,
                    no + 1
                ));
            }
        }
    }
    faults
}

pub(super) fn points_outside(file: &File) -> Vec<String> {
    let mut faults = Vec::new();
    for (no, line) in file.text.lines().enumerate() {
        for paper in OUTSIDE {
            if line.contains(paper) {
                faults.push(format!(
                    "{}:{}: {paper} is not in this repository; say what it says, or name a law of src/lib.rs",
                    file.path,
                    no + 1
                ));
            }
        }
    }
    faults
}

/// Demands of the support procedures (S0.10) that comments of a file cite stand in the document's table.
pub(super) fn demands(file: &File, document: &File) -> Vec<String> {
    let code = code(&file.text);
    let comments: String = file
        .text
        .lines()
        .zip(code.lines())
        .filter(|(line, code)| line != code)
        .flat_map(|(line, _)| [line, "\n"])
        .collect();
    let mut faults = Vec::new();
    for word in comments.split(|c: char| !(c.is_alphanumeric() || c == '.')) {
        let id = word.trim_end_matches('.');
        let is_demand = id.strip_prefix('S').is_some_and(|rest| {
            rest.split_once('.').is_some_and(|(a, b)| {
                [a, b]
                    .iter()
                    .all(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
            })
        });
        if is_demand && !document.text.contains(&format!("//! | {id} |")) {
            faults.push(format!(
                "{}: {id} is cited, and src/lib.rs does not say what it demands; add it to the table of demands",
                file.path
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File::new(path, text)
    }

    #[test]
    fn a_file_without_a_document_is_found() {
        let rule = begins_with_a_document;
        assert!(rule(&file("src/a.rs", "//! What it is for.\n")).is_empty());
        for text in ["use std::fs;\n", "//!\n", "// What it is for.\n", ""] {
            assert_eq!(
                rule(&file("src/a.rs", text)),
                ["src/a.rs: begin it with //! and one sentence: what it is for"]
            );
        }
    }

    #[test]
    fn a_long_file_is_found_and_tests_may_be_longer() {
        let rule = length;
        let lines = |count: usize| "x\n".repeat(count);
        assert!(rule(&file("src/a.rs", &lines(400))).is_empty());
        assert!(rule(&file("src/a/tests.rs", &lines(800))).is_empty());
        assert!(rule(&file("tests/it/a.rs", &lines(800))).is_empty());
        for (path, count) in [("src/a.rs", 401), ("src/a/tests.rs", 801)] {
            let said = rule(&file(path, &lines(count))).join("");
            assert!(
                said.starts_with(&format!("{path}: {count} lines, ")),
                "{said}"
            );
        }
    }

    #[test]
    fn a_name_that_says_nothing_is_found_and_its_like_is_not() {
        let rule = module_name;
        assert!(rule(&file("src/mail/commons.rs", "")).is_empty());
        assert_eq!(rule(&file("src/mail/utils.rs", "")).len(), 1);
        assert_eq!(rule(&file("src/helpers/mod.rs", "")).len(), 1);
    }

    #[test]
    fn work_put_off_and_papers_elsewhere_are_found_with_their_line() {
        for mark in PUT_OFF {
            let said = left_for_later(&file("src/a.rs", &format!("x\n// {mark}\n"))).join("");
            assert!(said.starts_with(&format!("src/a.rs:2: {mark}: ")), "{said}");
        }
        let said = points_outside(&file("src/a.rs", "x\n/// See DESIGN §7.\n")).join("");
        assert!(said.starts_with("src/a.rs:2: DESIGN is not in"), "{said}");
    }

    #[test]
    fn a_demand_that_nobody_explains_is_found() {
        let document = file("src/lib.rs", "//! | S0.1 | open hours |\n");
        let rule = |text: &str| demands(&file("src/a.rs", text), &document);
        assert!(rule("/// Hours (S0.1).\nlet x = S9.9;\n").is_empty());
        let said = rule("/// Hours (S0.10).\n").join("");
        assert!(said.starts_with("src/a.rs: S0.10 is cited"), "{said}");
    }
}
