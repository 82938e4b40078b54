//! `show ID --clocks`: when each clock of a ticket was set, until when, and each window of time that was counted.

use serde_json::Value;

use super::args::Show;
use super::client::Client;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, word};
use super::terminal::one_line;

/// `show ID --clocks`.
pub(super) fn show(client: &Client, wanted: &Show, out: &mut Output) -> Result<Exit, Failure> {
    let runs = client
        .get(&format!("/tickets/{}/clocks", wanted.id))
        .map_err(|error| error.doing(&format!("showing the clocks of ticket {}", wanted.id)))?;
    let runs = list_of(&runs, "");
    if runs.is_empty() && !out.is_json {
        out.line("No clock ever ran: nothing was promised.")?;
    }
    for run in runs {
        if out.is_json {
            out.json(run)?;
            continue;
        }
        for line in text(run) {
            out.line(&line)?;
        }
    }
    Ok(Exit::Ok)
}

/// A run of a clock, and under it the windows that were counted.
fn text(run: &Value) -> Vec<String> {
    let at = |path: &str| one_line(&word(run, path));
    let spent = shown_secs(run["counted_secs"].as_u64().unwrap_or_default());
    let how = match run["counts"].as_str() {
        Some("wall") => "by the wall clock",
        _ => "of business hours",
    };
    let end = match at("/ended_by") {
        by if by.is_empty() => "runs".to_owned(),
        by => format!("ended {} by {by}", at("/to")),
    };
    let late = if run["is_late"] == true { ", late" } else { "" };
    let head = format!(
        "{:<14}due {}  set {}, {spent} {how} counted, {end}{late}",
        at("/clock"),
        at("/due"),
        at("/from")
    );
    let windows = list_of(run, "/windows");
    let windows = windows.iter().map(|window| {
        format!(
            "{:14}{} – {}",
            "",
            word(window, "/from"),
            word(window, "/to")
        )
    });
    std::iter::once(head).chain(windows).collect()
}

/// A length of time: `1 h 20 min`, `45 s`.
fn shown_secs(secs: u64) -> String {
    match (secs / 3600, secs / 60 % 60, secs % 60) {
        (0, 0, secs) => format!("{secs} s"),
        (0, minutes, _) => format!("{minutes} min"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
