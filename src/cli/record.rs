//! `show ID --record`: what was asked, what was done, when and by whom, and which times were kept.

use serde_json::Value;

use super::args::Show;
use super::client::Client;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, word};
use super::terminal::{lines, one_line};

/// `show ID --record`.
pub(super) fn show(client: &Client, wanted: &Show, out: &mut Output) -> Result<Exit, Failure> {
    let record = client
        .get(&format!("/tickets/{}/record", wanted.id))
        .map_err(|error| error.doing(&format!("showing the record of ticket {}", wanted.id)))?;
    if out.is_json {
        out.json(&record)?;
        return Ok(Exit::Ok);
    }
    for line in text(&record) {
        out.line(&line)?;
    }
    Ok(Exit::Ok)
}

/// The record as lines, harmless to a terminal.
fn text(record: &Value) -> Vec<String> {
    let at = |path: &str| one_line(&word(record, path));
    let ended = match at("/closed_at") {
        closed if closed.is_empty() => at("/status"),
        closed => format!("closed {closed} ({})", at("/closed_as")),
    };
    let mut text = vec![
        format!("Service record of {}: {}", at("/reference"), at("/subject")),
        format!(
            "For {} <{}>, opened {}, {ended}",
            at("/requester/name"),
            at("/requester/address"),
            at("/opened_at")
        ),
        String::new(),
        "Asked".to_owned(),
    ];
    text.extend(indented(&word(record, "/asked")));
    text.extend([String::new(), "Done".to_owned()]);
    for step in list_of(record, "/done") {
        let at = |path: &str| one_line(&word(step, path));
        text.push(format!("  {}  {}  {}", at("/at"), at("/by"), at("/what")));
        text.extend(indented(&word(step, "/text")));
    }
    text.extend([String::new(), "Times promised".to_owned()]);
    for time in list_of(record, "/times") {
        let at = |path: &str| one_line(&word(time, path));
        let kept = match time["kept"].as_bool() {
            Some(true) => "kept",
            Some(false) => "missed",
            None => "runs",
        };
        text.push(format!("  {:<14}{}  {kept}", at("/what"), at("/due")));
    }
    text.push(String::new());
    for (name, path) in [("minutes worked", "/minutes_worked"), ("rated", "/rating")] {
        let value = at(path);
        if !value.is_empty() {
            text.push(format!("{name:<16}{value}"));
        }
    }
    text.push("Solution".to_owned());
    text.extend(indented(&word(record, "/solution")));
    text
}

fn indented(text: &str) -> Vec<String> {
    lines(text)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("    {}", line.trim_start()))
        .collect()
}
