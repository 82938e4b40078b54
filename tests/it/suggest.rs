//! `ticketd rules suggest`: what an admin gets, and how good it is on mails that nobody of this project wrote or sorted.
//!
//! The two collections of labelled mails are read where they lie beside the checkout. Without optimisation only each
//! sixth mail is taken; the figures that count come from
//! `cargo test --release --test it suggest:: -- --nocapture`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::corpora;
use crate::program::{Ran, run};

/// How far apart the mails are that are taken.
const STEP: usize = if cfg!(debug_assertions) { 6 } else { 1 };

fn suggested(rows: &[Value], args: &[&str]) -> (TempDir, Ran) {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    fs::write(folder.path().join("mails.jsonl"), lines).unwrap();
    let args = [&["rules", "suggest", "mails.jsonl"], args].concat();
    let ran = run(folder.path(), &args);
    (folder, ran)
}

fn office() -> Vec<Value> {
    let row = |subject: String, category: &str| json!({ "subject": subject, "text": "Please help.", "category": category });
    let names = [
        "Ann", "Bob", "Cy", "Dan", "Eve", "Fay", "Gus", "Hal", "Ivy", "Joe",
    ];
    let of = |who: &&str| {
        [
            row(format!("Forklift of {who} stands still"), "Fork lifts"),
            row(format!("Badge of {who} is refused"), "badges"),
            row(format!("Parking place for {who}"), "parking"),
        ]
    };
    names.iter().flat_map(of).collect()
}

#[test]
fn what_is_suggested_can_be_pasted_into_the_settings_and_holds_there() {
    let (folder, ran) = suggested(&office(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("such rules      100.0 % right"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("rules in force    0.0 % right"),
        "{}",
        ran.out
    );
    let settings = format!(
        "categories = [\"fork-lifts\", \"badges\", \"parking\"]\n\
         [desk]\nname = \"ACME\"\naddress = \"support@acme.example\"\ntag = \"ACME\"\nstate-dir = \"state\"\n\
         [[mailbox]]\nname = \"support\"\nkind = \"maildir\"\npath = \"mail\"\n\
         [delivery]\nkind = \"folder\"\npath = \"out\"\n{}",
        ran.out
    );
    fs::write(folder.path().join("daemon.toml"), settings).unwrap();
    let mail = "From: kim@customer.example\nSubject: My FORKLIFT\n\nIt squeaks.\n";
    fs::write(folder.path().join("mail.eml"), mail).unwrap();
    let told = run(folder.path(), &["explain", "--json", "mail.eml"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["category"], "fork-lifts", "{told}");
    assert!(told["because"].to_string().contains("suggested-"), "{told}");
}

#[test]
fn priorities_are_learned_as_well() {
    let rows: Vec<Value> = (0..15)
        .flat_map(|no| {
            [
                json!({ "subject": format!("Line {no} stands"), "text": "", "priority": "critical" }),
                json!({ "subject": format!("Wish {no}"), "text": "Some day.", "priority": "low" }),
            ]
        })
        .collect();
    let (_, ran) = suggested(&rows, &[]);
    assert!(
        ran.out.contains("set = { priority = \"critical\" }"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("set = { priority = \"low\" }"),
        "{}",
        ran.out
    );
}

#[test]
fn what_teaches_nothing_is_said_in_one_line() {
    for (rows, words) in [
        (office()[..6].to_vec(), "too few to learn from"),
        (vec![json!("no object")], "too few to learn from"),
    ] {
        let (_, ran) = suggested(&rows, &[]);
        assert_eq!(ran.code, 65, "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert_eq!(ran.err.trim().lines().count(), 1, "{}", ran.err);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.jsonl"), "{\"subject\": \n").unwrap();
    let ran = run(folder.path(), &["rules", "suggest", "bad.jsonl"]);
    assert_eq!(ran.code, 65);
    assert!(ran.err.contains("bad.jsonl, line 1"), "{}", ran.err);
    let ran = run(folder.path(), &["rules", "suggest", "absent.jsonl"]);
    assert_eq!(ran.code, 64, "{}", ran.err);
}

/// The labelled mails of a collection, with those labels translated that a shipped category has another word for.
fn collection(name: &str) -> Option<Vec<Value>> {
    let manifest = corpora::root().join(name).join("manifest.jsonl");
    let text = fs::read_to_string(Path::new(&manifest)).ok()?;
    let rows = text.lines().step_by(STEP).map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        let (header, body) = row["inline"]
            .as_str()
            .unwrap()
            .split_once("\r\n\r\n")
            .unwrap();
        let mut lines = header.lines();
        let subject = lines.find_map(|line| line.strip_prefix("Subject: "));
        let category = match row["expect"]["category"].as_str().unwrap() {
            "Access" | "Administrative rights" => "account-access",
            other => other,
        };
        json!({ "subject": subject.unwrap_or_default(), "text": body, "category": category })
    });
    Some(rows.collect())
}

#[test]
fn on_mails_of_strangers_learned_rules_are_measured_beside_the_shipped_ones() {
    for (name, right_min) in [("tickets_itsm", 0.60), ("banking77", 0.45)] {
        let Some(rows) = collection(name) else {
            println!("skipped: {name} is not beside the checkout");
            continue;
        };
        let (_, ran) = suggested(&rows, &["--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let lines: Vec<Value> = ran
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let (last, rules) = lines.split_last().unwrap();
        println!(
            "{name}: {} mails, {} rules; {last}",
            rows.len(),
            rules.len()
        );
        let count = |who: &str, key: &str| last[who][key].as_u64().unwrap();
        let (right, wrong) = (count("suggested", "right"), count("suggested", "wrong"));
        assert!(right > count("in_force", "right"), "{last}");
        if STEP == 1 {
            let all = last["asked_about"].as_u64().unwrap();
            assert!(right as f64 >= right_min * all as f64, "{last}");
            assert!(wrong <= count("in_force", "wrong"), "{last}");
        }
    }
}
