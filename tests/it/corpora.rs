//! Real mail that nobody of this project wrote: read where it lies beside the checkout, and never copied into it.
//!
//! It is looked for in `$TICKETD_CORPUS`, else in `../shared/corpora` seen from the package. Each folder there has a
//! `manifest.jsonl`. Whatever it calls a mail is delivered as it is; a bare text or HTML body is delivered too, as the
//! mail without a header that it then is. Transcripts of IMAP sessions are no mails.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Once;

use serde_json::Value;

/// Every `step`th mail of the corpora; `None` where there are none, with a line that says so.
pub fn mails(step: usize) -> Option<Vec<Vec<u8>>> {
    let root = root();
    let Ok(sources) = fs::read_dir(&root) else {
        static SAID: Once = Once::new();
        // Not eprintln: the test harness swallows what a passing test prints by macro.
        SAID.call_once(|| {
            let _ = writeln!(
                io::stderr(),
                "skipped: tests with the mail corpora: {} is not there; name it with TICKETD_CORPUS",
                root.display()
            );
        });
        return None;
    };
    let mut manifests: Vec<PathBuf> = sources
        .flatten()
        .map(|source| source.path().join("manifest.jsonl"))
        .filter(|manifest| manifest.exists())
        .collect();
    manifests.sort();
    let mails = manifests.iter().flat_map(|manifest| listed_in(manifest));
    Some(mails.step_by(step).collect())
}

/// Whether all of it is asked for, however long it takes.
#[expect(
    clippy::disallowed_methods,
    reason = "a wish of whoever runs the tests, not a setting of the program"
)]
pub fn wants_all() -> bool {
    env::var("TICKETD_CORPUS_ALL").as_deref() == Ok("1")
}

/// Where the collections lie.
#[expect(
    clippy::disallowed_methods,
    reason = "where the test data is, not a setting of the program"
)]
pub fn root() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    env::var_os("TICKETD_CORPUS").map_or(beside, PathBuf::from)
}

fn listed_in(manifest: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(manifest).unwrap();
    let folder = manifest.parent().unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .flat_map(|row| {
            let raw = || match (&row["inline"], &row["file"]) {
                (Value::String(inline), _) => inline.clone().into_bytes(),
                (_, Value::String(file)) => fs::read(folder.join(file)).unwrap(),
                _ => panic!("neither inline nor file: {row}"),
            };
            match row["kind"].as_str().unwrap() {
                "message" | "ticket" | "text" | "html" => vec![raw()],
                "mbox" => split(&raw()),
                _ => Vec::new(),
            }
        })
        .collect()
}

/// The mails of an mbox: each begins after a line that begins with `From `.
fn split(mbox: &[u8]) -> Vec<Vec<u8>> {
    let mut mails: Vec<Vec<u8>> = Vec::new();
    for line in mbox.split_inclusive(|byte| *byte == b'\n') {
        match mails.last_mut() {
            _ if line.starts_with(b"From ") => mails.push(Vec::new()),
            Some(mail) => mail.extend_from_slice(line),
            None => {}
        }
    }
    mails
}
