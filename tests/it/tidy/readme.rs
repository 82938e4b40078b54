//! README.md says what the program is: the table of commands, the subcommands, the settings it prints.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use ticketd::commands::{COMMANDS, Who};

use super::{File, none, read};

/// The lines between which the table stands.
const BEGIN: &str = "<!-- commands: made from src/commands, checked by tests/it/tidy -->";
const END: &str = "<!-- end of commands -->";

/// One row of the table for each command.
fn table() -> String {
    let mut rows = String::from("| write | it | |\n| --- | --- | --- |\n");
    for command in COMMANDS {
        let who = match command.who {
            Who::Agents => "",
            Who::Everyone => "requesters too",
            Who::Leaders => "leaders",
        };
        // A bar would end the cell, in code as well.
        let usage = command.usage.replace('|', "\\|");
        rows.extend(["| `", &usage, "` | ", command.says, " | ", who, " |\n"]);
    }
    rows
}

/// What stands between two lines.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    let (inner, _) = rest.split_once(end)?;
    Some(inner.trim())
}

fn table_faults(readme: &File, expected: &str) -> Vec<String> {
    match between(&readme.text, BEGIN, END) {
        Some(found) if found == expected.trim() => Vec::new(),
        Some(_) => vec![format!(
            "{}: its table of commands is not that of src/commands; put this between its two marks:\n\n{expected}",
            readme.path
        )],
        None => vec![format!(
            "{}: the table of commands is gone; put it between {BEGIN} and {END}",
            readme.path
        )],
    }
}

/// The names of the subcommands in the output of `ticketd help`.
fn subcommands(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect()
}

fn subcommand_faults(readme: &File, names: &[&str]) -> Vec<String> {
    names
        .iter()
        .filter(|name| !readme.text.contains(&format!("`{name}")))
        .map(|name| {
            format!(
                "{}: it does not say what `ticketd {name}` is for; add a row to its table of the shell",
                readme.path
            )
        })
        .collect()
}

fn ticketd() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ticketd"))
}

#[test]
fn the_readme_has_the_table_of_commands() {
    none(&table_faults(&read("README.md"), &table()));
}

#[test]
fn the_readme_names_each_subcommand() {
    let output = ticketd().arg("help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let names = subcommands(&help);
    assert!(names.contains(&"run") && names.len() > 10, "{help}");
    none(&subcommand_faults(&read("README.md"), &names));
}

#[test]
fn the_settings_in_the_readme_are_taken_as_they_stand() {
    let readme = read("README.md");
    let settings = between(&readme.text, "```toml\n", "```").expect("settings in README.md");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daemon.toml");
    fs::write(&path, settings).unwrap();
    // Their secrets come from systemd: two files in a folder that it names.
    for secret in ["imap-password", "smtp-password"] {
        assert!(settings.contains(&format!("credential = \"{secret}\"")));
        let path = folder.path().join(secret);
        fs::write(&path, "wonderland\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let output = ticketd()
        .arg("--config")
        .arg(&path)
        .arg("check-config")
        .env("CREDENTIALS_DIRECTORY", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn a_readme_that_is_behind_is_told_the_whole_table() {
    let readme = |text: &str| File::new("README.md", text);
    let good = format!("x\n{BEGIN}\n\n| a |\n\n{END}\ny");
    assert!(table_faults(&readme(&good), "| a |\n").is_empty());
    assert!(table_faults(&readme(&good), "| b |\n")[0].ends_with("\n\n| b |\n"));
    assert!(table_faults(&readme("x"), "| a |\n")[0].contains("is gone"));
    assert_eq!(
        subcommand_faults(&readme("`run`, `list [--json]`"), &["run", "list", "man"]),
        [
            "README.md: it does not say what `ticketd man` is for; add a row to its table of the shell"
        ]
    );
    let help = "Usage: x\n\nCommands:\n  run   Runs\n        on\n  man   Writes\n  help  Print\n\nOptions:\n  -h\n";
    assert_eq!(subcommands(help), ["run", "man"]);
}
