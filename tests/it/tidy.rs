//! The house rules that no compiler knows: the import law, the doors, complete tables, and the form of files.
//!
//! Each rule is a function from a file's text to faults, each fault a line that says what to do. It runs over the whole
//! tree here, and over small made-up inputs beside its definition, so that it is known to be able to fail.

mod doors;
mod form;
mod laws;
mod readme;
mod rust;
mod tables;

use std::fs;
use std::path::Path;

/// Longest file, in lines.
const LINES_MAX: usize = 400;
/// Longest file of tests, in lines: tables of cases are long and easy to read.
const TEST_LINES_MAX: usize = 800;

/// A file of the tree.
struct File {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Whether it holds nothing but tests and what they need.
    fn is_test(&self) -> bool {
        let is_scripted = self.path.ends_with("/scripted.rs");
        let in_folder = self.path.starts_with("tests/") || self.path.contains("/tests/");
        in_folder || is_scripted || self.path.ends_with("/tests.rs")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> File {
    let text = fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("reading {path}: {error}; it belongs to the repository"));
    File::new(path, &text)
}

/// All files below a folder whose names end so, in order.
fn files(folder: &str, ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(ending) {
                let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
                found.push(read(path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "no {ending} below {folder}");
    found
}

fn sources() -> Vec<File> {
    files("src", ".rs")
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Runs a rule over files and expects nothing.
#[track_caller]
fn hold(files: &[File], rule: impl Fn(&File) -> Vec<String>) {
    none(&files.iter().flat_map(rule).collect::<Vec<_>>());
}

#[test]
fn a_module_imports_from_lower_floors_only() {
    hold(&sources(), laws::imports);
}

#[test]
fn the_core_asks_nobody_for_time_files_threads_or_chance() {
    hold(&sources(), laws::purity);
}

#[test]
fn each_external_crate_has_its_door() {
    hold(&sources(), doors::doors);
}

#[test]
fn the_doors_are_those_of_the_dependencies_there_are() {
    none(&doors::doors_of(&read("Cargo.toml"), &sources()));
}

#[test]
fn the_floors_are_those_of_the_folders_there_are() {
    none(&laws::floors_of(&read("src/lib.rs")));
}

#[test]
fn each_file_says_what_it_is_for() {
    let all = [sources(), files("tests", ".rs")].concat_files();
    hold(&all, form::begins_with_a_document);
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let all = [sources(), files("tests", ".rs")].concat_files();
    hold(&all, form::length);
}

#[test]
fn no_module_is_a_drawer_for_odds_and_ends() {
    hold(&sources(), form::module_name);
}

#[test]
fn nothing_is_left_for_later() {
    let all = [sources(), files("tests", ".rs")].concat_files();
    hold(&all, form::left_for_later);
}

#[test]
fn nothing_points_at_papers_that_are_not_here() {
    let all = [sources(), files("templates", ".txt")].concat_files();
    hold(&all, form::points_outside);
    let document = read("src/lib.rs");
    hold(&all, |file| form::demands(file, &document));
}

#[test]
fn each_dependency_says_what_it_is_needed_for() {
    none(&tables::dependencies(&read("Cargo.toml")));
}

#[test]
fn each_command_is_in_the_table_and_the_table_names_no_other() {
    let files = files("src/commands", ".rs");
    none(&tables::commands(&files, &read("src/commands/mod.rs")));
}

#[test]
fn each_notice_has_its_template_its_row_and_its_occasion() {
    none(&tables::notices(
        &files("src/notices", ".rs"),
        &files("templates/en", ".txt"),
        &read("src/notices/catalogue.rs"),
        &files("src/engine", ".rs"),
    ));
}

trait ConcatFiles {
    fn concat_files(self) -> Vec<File>;
}

impl<const N: usize> ConcatFiles for [Vec<File>; N] {
    fn concat_files(self) -> Vec<File> {
        self.into_iter().flatten().collect()
    }
}
