//! `report`: the service report, as text with bars, as CSV for a spreadsheet, or as JSON.

use serde_json::Value;

use super::args::Report;
use super::client::{Client, Query};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, word};
use super::terminal::{columns, one_line};
use crate::reports::service::csv;

/// The longest bar, in terminal columns.
const BAR_COLUMNS: u64 = 30;

/// `report`.
pub(super) fn report(client: &Client, wanted: &Report, out: &mut Output) -> Result<Exit, Failure> {
    let mut query = Query::new("/report");
    for (key, value) in [("from", &wanted.from), ("to", &wanted.to)] {
        if let Some(value) = value {
            query = query.with(key, value);
        }
    }
    let report = client
        .get(query.path())
        .map_err(|error| error.doing("making the service report"))?;
    if out.is_json {
        out.json(&report)?;
    } else if wanted.csv {
        for line in csv::lines(&report) {
            out.line(&line)?;
        }
    } else {
        text(&report, out)?;
    }
    Ok(Exit::Ok)
}

fn text(report: &Value, out: &mut Output) -> Result<(), Failure> {
    let at = |path: &str| one_line(&word(report, path));
    out.line(&format!(
        "Service from {} until before {}",
        at("/from"),
        at("/to")
    ))?;
    out.line(&format!(
        "open before {}, opened {}, resolved {}, reopened {}, closed {}, open after {}",
        at("/open_before"),
        at("/flow/opened"),
        at("/flow/resolved"),
        at("/flow/reopened"),
        at("/flow/closed"),
        at("/open_after")
    ))?;
    for (list, of) in csv::LISTS {
        flows(list_of(report, &format!("/{list}")), of, out)?;
    }
    let times = list_of(report, "/times");
    if !times.is_empty() {
        out.line("")?;
        out.line("first answers and solutions, of open time: the middle one / nine of ten within")?;
    }
    for line in times {
        let length = |path: &str| shown_secs(line.pointer(path).and_then(Value::as_u64));
        out.line(&format!(
            "  {:<10}{:>4} answers {:>9} / {:<9} {} in time, {} late;{:>4} solutions {:>9} / {}",
            word(line, "/priority"),
            word(line, "/answers/count"),
            length("/answers/median_secs"),
            length("/answers/ninth_of_ten_secs"),
            word(line, "/answered_in_time"),
            word(line, "/answered_late"),
            word(line, "/solutions/count"),
            length("/solutions/median_secs"),
            length("/solutions/ninth_of_ten_secs"),
        ))?;
    }
    out.line("")?;
    out.line(&format!(
        "promises: {} kept, {} missed",
        at("/promises/kept"),
        at("/promises/missed")
    ))?;
    let scores = list_of(report, "/satisfaction/scores").iter().rev();
    let scores = scores.map(|line| format!("{} x {}", word(line, "/count"), word(line, "/score")));
    out.line(&match at("/satisfaction/rated").as_str() {
        "0" => "satisfaction: nobody has said".to_owned(),
        rated => format!(
            "satisfaction: {} of 5 by {rated}: {}",
            at("/satisfaction/mean"),
            scores.collect::<Vec<_>>().join(", ")
        ),
    })
}

/// Lines with a bar for what was opened, and how much was resolved beside it.
fn flows(lines: &[Value], of: &str, out: &mut Output) -> Result<(), Failure> {
    let opened = |line: &Value| line["opened"].as_u64().unwrap_or_default();
    let most = lines.iter().map(opened).max().unwrap_or_default().max(1);
    let names = lines
        .iter()
        .map(|line| one_line(&word(line, &format!("/{of}"))));
    let widest = names.map(|name| columns(&name)).max().unwrap_or_default();
    if !lines.is_empty() {
        out.line("")?;
        out.line(&format!("by {of}: opened / resolved"))?;
    }
    for line in lines {
        let name = one_line(&word(line, &format!("/{of}")));
        let pad = " ".repeat(widest.saturating_sub(columns(&name)));
        let long = opened(line) * BAR_COLUMNS / most;
        let bar = "█".repeat(usize::try_from(long).unwrap_or_default());
        out.line(&format!(
            "  {name}{pad}  {:>5} / {:<5} {bar}",
            opened(line),
            word(line, "/resolved")
        ))?;
    }
    Ok(())
}

/// A length of time: `1 h 20`, `12 min`; a dash where there is none.
fn shown_secs(secs: Option<u64>) -> String {
    match secs.map(|secs| (secs / 3600, secs / 60 % 60)) {
        None => "-".to_owned(),
        Some((0, minutes)) => format!("{minutes} min"),
        Some((hours, minutes)) => format!("{hours} h {minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_shown_in_hours_and_minutes() {
        assert_eq!(shown_secs(None), "-");
        assert_eq!(shown_secs(Some(59)), "0 min");
        assert_eq!(shown_secs(Some(4 * 3600 + 5 * 60)), "4 h 05");
    }
}
