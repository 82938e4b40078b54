//! The service report of a week or a month as a mail to whoever leads: words and tables, charts, and a file (S2.9, S3.4).

use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::Value;

use super::{Due, readers};
use crate::calendar::{Hours, shown_duration};
use crate::domain::Periodical;
use crate::engine::deciding::Deciding;
use crate::engine::follow::person;
use crate::engine::letters::{Mailing, send};
use crate::mail::compose::FilePart;
use crate::notices::{self, FlowRow, TimesRow};
use crate::reports::chart::{self, Ink};
use crate::reports::service::csv;
use crate::reports::sop::Period;

/// A day as a table has it, and as a sentence does.
const DAY: &str = "%a %-d %b";
const DAY_AND_YEAR: &str = "%a %-d %b %Y";

/// Writes to all who lead.
pub(super) fn write(deciding: &mut Deciding<'_>, due: &Due, report: &Value) {
    let policy = deciding.policy;
    let readers = readers(due.periodical, policy);
    let people = readers.into_iter().map(person).collect();
    let salt = format!("{} {}", due.periodical.word(), due.moment);
    let (first, last) = days_of(due.period, &policy.hours);
    let table = csv::lines(report).join("\n") + "\n";
    let file = FilePart {
        name: format!("service-{first}-to-{last}.csv"),
        media_type: "text/csv".to_owned(),
        bytes: table.into_bytes(),
    };
    let notice = notice(due, report, &policy.hours);
    let pairs: Vec<(u64, u64)> = notice
        .days
        .iter()
        .map(|day| (day.opened, day.resolved))
        .collect();
    let picture = |name: &str, bytes| FilePart {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        bytes,
    };
    let mailing = Mailing {
        files: vec![file],
        pictures: vec![
            picture("days", chart::columns(&pairs)),
            picture("opened", chart::bar(Ink::Opened)),
            picture("resolved", chart::bar(Ink::Resolved)),
        ],
        ..Mailing::of_no_ticket(people, salt)
    };
    send(deciding, &notice, &mailing);
}

/// The first and the last day of a period of whole days.
fn days_of(period: Period, hours: &Hours) -> (Date, Date) {
    let end = hours.date(period.to);
    (hours.date(period.from), end.yesterday().unwrap_or(end))
}

fn notice(due: &Due, report: &Value, hours: &Hours) -> notices::ServiceReport {
    let (first, last) = days_of(due.period, hours);
    let days = days(report, first, last);
    let most = days.iter().map(|day| day.opened.max(day.resolved)).max();
    let count = |path: &str| count(report, path);
    let title = match due.periodical {
        Periodical::Monthly => first.strftime("%B %Y").to_string(),
        Periodical::Weekly | Periodical::Digest => format!("week {}", span(due.period, hours)),
    };
    let (kept, missed) = (count("/promises/kept"), count("/promises/missed"));
    let rated = count("/satisfaction/rated");
    let mean = report.pointer("/satisfaction/mean").and_then(Value::as_f64);
    notices::ServiceReport {
        title,
        open_before: count("/open_before"),
        opened: count("/flow/opened"),
        resolved: count("/flow/resolved"),
        reopened: count("/flow/reopened"),
        closed: count("/flow/closed"),
        open_after: count("/open_after"),
        in_time: in_time(report),
        promises: (kept + missed > 0).then(|| format!("{kept} kept, {missed} missed")),
        satisfaction: mean.map(|mean| {
            let people = if rated == 1 { "person" } else { "people" };
            format!("{mean:.1} of 5, by {rated} {people}")
        }),
        chart: format!(
            "Tickets opened and resolved on each day, at most {}; the figures are in the table below.",
            most.unwrap_or_default()
        ),
        days,
        categories: flows(report, "categories", "category", |row| row.opened),
        priorities: flows(report, "priorities", "priority", |row| row.opened),
        agents: flows(report, "agents", "agent", |row| row.resolved),
        answers: times(report, "answers"),
        solutions: times(report, "solutions"),
        unsent: due.unsent.map(|unsent| span(unsent, hours)),
        command: format!(
            "ticketd report --from {first} --to {}",
            hours.date(due.period.to)
        ),
    }
}

/// A period in words: `from Mon 23 Feb 2026 to Sun 1 Mar 2026`, both included.
fn span(period: Period, hours: &Hours) -> String {
    let (first, last) = days_of(period, hours);
    let shown = |day: Date| day.strftime(DAY_AND_YEAR);
    format!("from {} to {}", shown(first), shown(last))
}

/// Each day of the period; of those that the report leaves out nothing was to be told.
fn days(report: &Value, first: Date, last: Date) -> Vec<FlowRow> {
    let told = list(report, "days");
    let all = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    let mut rows: Vec<FlowRow> = all
        .take_while(|day| *day <= last)
        .map(|day| {
            let iso = day.to_string();
            let line = told.iter().find(|line| line["day"] == iso.as_str());
            let row = line.map(|line| flow(line, "day"));
            FlowRow {
                name: day.strftime(DAY).to_string(),
                ..row.unwrap_or(FlowRow {
                    name: String::new(),
                    opened: 0,
                    resolved: 0,
                    bar: 0,
                })
            }
        })
        .collect();
    draw(&mut rows, |row| row.opened);
    rows
}

/// What came and went of each kind; the bars are drawn after one of the figures, and who has none of it is left out.
fn flows(report: &Value, key: &str, of: &str, drawn: fn(&FlowRow) -> u64) -> Vec<FlowRow> {
    let rows = list(report, key).iter().map(|line| flow(line, of));
    let mut rows: Vec<FlowRow> = rows
        .filter(|row| row.opened + row.resolved > 0 && (key != "agents" || drawn(row) > 0))
        .collect();
    draw(&mut rows, drawn);
    rows
}

fn flow(line: &Value, of: &str) -> FlowRow {
    FlowRow {
        name: line[of].as_str().unwrap_or_default().to_owned(),
        opened: count(line, "/opened"),
        resolved: count(line, "/resolved"),
        bar: 0,
    }
}

/// The longest bar is whole, the others are in proportion.
fn draw(rows: &mut [FlowRow], drawn: fn(&FlowRow) -> u64) {
    let most = rows.iter().map(drawn).max().unwrap_or_default().max(1);
    for row in rows {
        row.bar = drawn(row) * 100 / most;
    }
}

/// Lengths of time by priority, where there are any.
fn times(report: &Value, what: &str) -> Vec<TimesRow> {
    let length = |line: &Value, key: &str| {
        let secs = line.pointer(&format!("/{what}/{key}"));
        let secs = secs.and_then(Value::as_i64).unwrap_or_default();
        shown_duration(SignedDuration::from_secs(secs))
    };
    let rows = list(report, "times").iter().map(|line| TimesRow {
        priority: line["priority"].as_str().unwrap_or_default().to_owned(),
        count: count(line, &format!("/{what}/count")),
        half: length(line, "median_secs"),
        most: length(line, "ninth_of_ten_secs"),
        late: count(line, "/answered_late"),
    });
    rows.filter(|row| row.count > 0).collect()
}

/// First answers in time, of how many; rounded down, so that all is all.
fn in_time(report: &Value) -> Option<String> {
    let sum = |path: &str| -> u64 {
        let lines = list(report, "times").iter();
        lines.map(|line| count(line, path)).sum()
    };
    let (kept, late) = (sum("/answered_in_time"), sum("/answered_late"));
    let all = kept + late;
    let percent = (kept * 100).checked_div(all)?;
    Some(format!("{kept} of {all} ({percent} %)"))
}

fn list<'a>(report: &'a Value, key: &str) -> &'a [Value] {
    report
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn count(value: &Value, path: &str) -> u64 {
    value
        .pointer(path)
        .and_then(Value::as_u64)
        .unwrap_or_default()
}
