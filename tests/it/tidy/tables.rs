//! Complete tables: what stands in a file of its own stands in the list too, and the other way round.

use std::collections::BTreeSet;

use super::File;
use super::rust::{code, paths};

/// Every dependency of Cargo.toml is followed by what it is needed for.
pub(super) fn dependencies(manifest: &File) -> Vec<String> {
    let mut is_inside = false;
    let mut faults = Vec::new();
    for line in manifest.text.lines() {
        if line.starts_with('[') {
            is_inside = line.contains("dependencies]");
        } else if let (true, Some((name, value))) = (is_inside, line.split_once(" = ")) {
            let has_reason = value
                .rsplit_once('#')
                .is_some_and(|(_, reason)| reason.trim().len() > 3);
            if !has_reason && !name.starts_with('#') {
                faults.push(format!(
                    "Cargo.toml: {name} does not say what it is needed for; write it behind: # the log"
                ));
            }
        }
    }
    faults
}

fn stem(file: &File) -> &str {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    name.split('.').next().unwrap_or_default()
}

/// Files of commands, and the list that makes them commands.
pub(super) fn commands(files: &[File], table: &File) -> Vec<String> {
    let defined: BTreeSet<&str> = files
        .iter()
        .filter(|file| code(&file.text).contains("static COMMAND: Command"))
        .map(stem)
        .collect();
    let code = code(&table.text);
    let listed: BTreeSet<String> = paths(&code)
        .iter()
        .filter_map(|path| match path.as_slice() {
            [name, "COMMAND"] => Some((*name).to_owned()),
            _ => None,
        })
        .collect();
    let mut faults = Vec::new();
    for name in defined.iter().filter(|name| !listed.contains(**name)) {
        faults.push(format!(
            "{}: COMMANDS lacks {name}; add &{name}::COMMAND where the help shall name it",
            table.path
        ));
    }
    for name in listed
        .iter()
        .filter(|name| !defined.contains(name.as_str()))
    {
        faults.push(format!(
            "{}: COMMANDS has {name}, and no file of that name defines a COMMAND",
            table.path
        ));
    }
    faults
}

/// Files of notices, their templates, the table that makes them notices, and the engine that says them.
pub(super) fn notices(
    files: &[File],
    templates: &[File],
    table: &File,
    engine: &[File],
) -> Vec<String> {
    let table_code = code(&table.text);
    let listed = paths(&table_code);
    let said: BTreeSet<String> = engine
        .iter()
        .flat_map(|file| {
            let code = code(&file.text);
            let words: Vec<String> = paths(&code)
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect();
            words
        })
        .collect();
    let specified: Vec<&File> = files
        .iter()
        .filter(|file| file.text.contains("const SPEC: Spec = Spec {"))
        .collect();
    let mut faults = Vec::new();
    for file in &specified {
        let kebab = stem(file).replace('_', "-");
        let kind: String = kebab.split('-').map(capitalised).collect();
        if !file.text.contains(&format!("name: \"{kebab}\"")) {
            faults.push(format!(
                "{}: its notice is called \"{kebab}\", after the file",
                file.path
            ));
        }
        if !templates.iter().any(|template| stem(template) == kebab) {
            faults.push(format!(
                "{}: write its template: templates/en/{kebab}.txt",
                file.path
            ));
        }
        if !listed.iter().any(|path| path == &[kind.as_str(), "SPEC"]) {
            faults.push(format!(
                "{}: NOTICES lacks {kind}; add &{kind}::SPEC",
                table.path
            ));
        }
        if !said.contains(&kind) {
            faults.push(format!(
                "{}: nobody says {kind}; give it a row in src/engine/follow.rs, or remove it",
                file.path
            ));
        }
    }
    let names: BTreeSet<String> = specified
        .iter()
        .map(|file| stem(file).replace('_', "-"))
        .collect();
    faults.extend(strays(files, templates, &names));
    faults
}

/// Templates that belong to no notice and that nothing includes.
fn strays(files: &[File], templates: &[File], names: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for template in templates {
        let name = stem(template);
        if names.contains(name) {
            continue;
        }
        let is_part = files.iter().any(|file| {
            file.path.ends_with("notices/files.rs") && file.text.contains(&format!("\"{name}\""))
        });
        let included = format!("include \"{name}.txt\"");
        let is_included = templates.iter().any(|other| other.text.contains(&included))
            || files
                .iter()
                .any(|file| file.text.contains(&included) || quotes(file, name));
        if !is_part {
            faults.push(format!(
                "{}: no notice has this name and PARTS does not list it; remove it, or name it there",
                template.path
            ));
        } else if !is_included {
            faults.push(format!(
                "{}: nothing includes this part; remove it",
                template.path
            ));
        }
    }
    faults
}

/// Whether a file beside the list of parts speaks of one by name.
fn quotes(file: &File, name: &str) -> bool {
    !file.path.ends_with("notices/files.rs") && file.text.contains(&format!("\"{name}.txt\""))
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let manifest = |line: &str| {
            File::new(
                "Cargo.toml",
                &format!("[package]\nname = \"x\"\n[dependencies]\n{line}\n"),
            )
        };
        assert!(dependencies(&manifest("a = \"1\"  # the log")).is_empty());
        for line in ["a = \"1\"", "a = \"1\" #"] {
            assert_eq!(dependencies(&manifest(line)).len(), 1, "{line}");
        }
    }

    #[test]
    fn a_command_outside_the_table_is_found_and_a_row_without_a_file() {
        let file = |name: &str, text: &str| File::new(&format!("src/commands/{name}.rs"), text);
        let command = "pub static COMMAND: Command = x;";
        let files = [
            file("take", command),
            file("wait", command),
            file("args", ""),
        ];
        let table = file("mod", "[&take::COMMAND, &sing::COMMAND] // &wait::COMMAND");
        assert_eq!(
            commands(&files, &table),
            [
                "src/commands/mod.rs: COMMANDS lacks wait; add &wait::COMMAND where the help shall name it",
                "src/commands/mod.rs: COMMANDS has sing, and no file of that name defines a COMMAND",
            ]
        );
    }

    #[test]
    fn a_notice_that_lacks_anything_is_found_and_a_template_of_nobody() {
        let spec = |name: &str| format!("const SPEC: Spec = Spec {{ name: \"{name}\",");
        let file = |path: &str, text: &str| File::new(path, text);
        let files = [
            file("src/notices/note_added.rs", &spec("note-added")),
            file("src/notices/sung.rs", &spec("song")),
            file("src/notices/files.rs", "(\"footer\", \"greeting\")"),
        ];
        let templates = [
            file(
                "templates/en/note-added.txt",
                "{% include \"footer.txt\" %}",
            ),
            file("templates/en/footer.txt", ""),
            file("templates/en/greeting.txt", ""),
            file("templates/en/orphan.txt", ""),
        ];
        let table = file("src/notices/catalogue.rs", "[&NoteAdded::SPEC]");
        let engine = [file("src/engine/follow.rs", "notices::NoteAdded {}")];
        assert_eq!(
            notices(&files, &templates, &table, &engine),
            [
                "src/notices/sung.rs: its notice is called \"sung\", after the file",
                "src/notices/sung.rs: write its template: templates/en/sung.txt",
                "src/notices/catalogue.rs: NOTICES lacks Sung; add &Sung::SPEC",
                "src/notices/sung.rs: nobody says Sung; give it a row in src/engine/follow.rs, or remove it",
                "templates/en/greeting.txt: nothing includes this part; remove it",
                "templates/en/orphan.txt: no notice has this name and PARTS does not list it; remove it, or name it there",
            ]
        );
    }
}
