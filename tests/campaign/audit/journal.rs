//! The journal as the auditor reads it: JSON lines, and what they say of mails and letters.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The mark of a personal value, which a line holds apart.
const MARK: &str = "~";

/// All lines of the segments in this folder, in order, personal values put back. The heads of segments and a torn last
/// line are left out.
pub fn lines(folder: &Path) -> Vec<Value> {
    let mut segments: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    segments.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    segments.sort();
    let texts = segments
        .iter()
        .map(|path| fs::read(path).unwrap_or_default());
    let whole = String::from_utf8_lossy(&texts.collect::<Vec<_>>().concat()).into_owned();
    let parsed = whole
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["seq"].is_u64());
    parsed
        .map(|mut line| {
            let personal = line["personal"].as_array().cloned().unwrap_or_default();
            put_back(&mut line["body"], &personal);
            line
        })
        .collect()
}

fn put_back(value: &mut Value, personal: &[Value]) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key(MARK) => {
            let place = map[MARK]
                .as_u64()
                .map_or(usize::MAX, |place| place as usize);
            *value = personal.get(place).cloned().unwrap_or(Value::Null);
        }
        Value::Object(map) => map.values_mut().for_each(|one| put_back(one, personal)),
        Value::Array(all) => all.iter_mut().for_each(|one| put_back(one, personal)),
        _ => {}
    }
}

/// A letter's life in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    /// Its Message-ID, without brackets.
    pub message_id: String,
    /// Whom it is for.
    pub to: String,
    /// Which notice it is.
    pub notice: String,
    /// The ticket it speaks of.
    pub ticket: Option<u64>,
    /// The name of its file.
    pub spool: String,
    /// Attempts that were opened.
    pub attempts: usize,
    /// Attempts whose outcome stayed unknown.
    pub doubts: usize,
    /// Its last state: queued, open, sent, failed, in-doubt.
    pub state: String,
}

/// What the journal says of each letter, by number.
pub fn letters(journal: &[Value]) -> BTreeMap<u64, Life> {
    let mut lives: BTreeMap<u64, Life> = BTreeMap::new();
    for line in journal {
        let body = &line["body"];
        for row in list(&body["letters"]) {
            let life = Life {
                message_id: bare(text(&row["message_id"])),
                to: text(&row["envelope_to"]).to_owned(),
                notice: text(&row["notice"]).to_owned(),
                ticket: row["ticket"].as_u64(),
                spool: text(&row["spool"]).to_owned(),
                state: text(&row["state"]["state"]).to_owned(),
                ..Life::default()
            };
            lives.insert(row["no"].as_u64().unwrap_or_default(), life);
        }
        if body["record"] == "sending" {
            let life = lives
                .entry(body["no"].as_u64().unwrap_or_default())
                .or_default();
            life.attempts += 1;
            text(&body["state"]["state"]).clone_into(&mut life.state);
        }
        for pair in list(&body["rows"]) {
            let life = lives
                .entry(pair[0].as_u64().unwrap_or_default())
                .or_default();
            let state = &pair[1];
            text(&state["state"]).clone_into(&mut life.state);
            // A second doubt ends the letter's life; the first is counted in the row.
            life.doubts = match state["doubts"].as_u64() {
                Some(doubts) => doubts as usize,
                None if state["state"] == "in-doubt" => life.doubts + 1,
                None => life.doubts,
            };
        }
    }
    lives
}

/// The ledger's rows in the journal: locator as `mails --json` writes it, and the row.
pub fn ledger(journal: &[Value]) -> Vec<(String, &Value)> {
    let rows = journal
        .iter()
        .flat_map(|line| list(&line["body"]["ledger"]));
    rows.map(|row| (locator(&row["locator"]), row)).collect()
}

/// A locator as people see it.
fn locator(value: &Value) -> String {
    let (mailbox, place) = (text(&value["mailbox"]), &value["place"]);
    match place["file"]["name"].as_str() {
        Some(name) => format!("{mailbox}:{name}"),
        None => format!(
            "{mailbox}:{}:{}",
            place["imap"]["validity"], place["imap"]["uid"]
        ),
    }
}

/// The items of a list; none where there is none.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A text; empty where there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A Message-ID without its brackets.
pub fn bare(id: &str) -> String {
    id.trim().trim_matches(['<', '>']).to_owned()
}
