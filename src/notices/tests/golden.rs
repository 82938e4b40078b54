//! Every mail as people see it, kept in `tests/golden`: its text in all variants, and the fullest as a page.
//!
//! `INSTA_UPDATE=always cargo test --lib golden` writes them anew. Look at what changed, and open the pages in a browser.

use std::fs;
use std::path::Path;

use super::*;

/// What is kept as a page in each language; in English every notice is.
const PAGES: [&str; 6] = [
    "acknowledgement",
    "information-needed",
    "priority-changed",
    "escalated",
    "resolved",
    "closed",
];

#[test]
fn every_mail_reads_as_it_should() {
    let mut kept = BTreeSet::new();
    let mut differing = Vec::new();
    for (language, spec, mails) in everything() {
        let texts = mails
            .iter()
            .map(|mail| format!("Subject: {}\n\n{}", mail.subject, mail.text));
        let texts = texts.collect::<Vec<_>>().join("\n════════\n");
        let mut files = vec![(format!("{language}/{}.txt", spec.name), texts)];
        if language == "en" || PAGES.contains(&spec.name) {
            let page = mails.into_iter().next().unwrap().html;
            files.push((format!("{language}/{}.html", spec.name), page));
        }
        for (name, text) in files {
            differing.extend(difference(&name, &text));
            kept.insert(name);
        }
    }
    assert!(
        differing.is_empty(),
        "{}\nIf that is meant: INSTA_UPDATE=always cargo test --lib golden",
        differing.join("\n")
    );
    assert_eq!(on_disk(), kept, "a file of a mail that is no more");
}

/// Where the kept mail differs first, after writing it where somebody asks for that.
#[expect(
    clippy::disallowed_methods,
    reason = "not a setting: a person asks for the files to be written"
)]
fn difference(name: &str, text: &str) -> Option<String> {
    let path = folder().join(name);
    if std::env::var_os("INSTA_UPDATE").is_some_and(|wish| wish == "always") {
        fs::create_dir_all(path.parent()?).unwrap();
        fs::write(&path, text).unwrap();
    }
    let Ok(kept) = fs::read_to_string(&path) else {
        return Some(format!("tests/golden/{name}: it is not there"));
    };
    if kept == text {
        return None;
    }
    let mut lines = kept.lines().zip(text.lines()).enumerate();
    let (no, (was, is)) = lines.find(|(_, (was, is))| was != is).unwrap_or_default();
    let no = no + 1;
    Some(format!("tests/golden/{name}:{no}\n  was {was}\n  is  {is}"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn on_disk() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for language in fs::read_dir(folder()).unwrap() {
        let language = language.unwrap();
        for file in fs::read_dir(language.path()).unwrap() {
            let names = [language.file_name(), file.unwrap().file_name()];
            all.insert(names.map(|name| name.into_string().unwrap()).join("/"));
        }
    }
    all
}
