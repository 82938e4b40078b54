//! `sop`: how far the support procedure was carried out.

use serde_json::Value;

use super::args::Sop;
use super::client::{Client, Query};
use super::columns::Column;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, print, rows, word};
use super::terminal::one_line;

/// `sop`: a table of all demands, or what shows one of them.
pub(super) fn sop(client: &Client, wanted: &Sop, out: &mut Output) -> Result<Exit, Failure> {
    let mut query = Query::new("/sop");
    for (key, value) in [("from", &wanted.from), ("to", &wanted.to)] {
        if let Some(value) = value {
            query = query.with(key, value);
        }
    }
    let mut demands = rows(client, query.path(), "auditing the support procedure")?;
    if let Some(id) = &wanted.demand {
        let known: Vec<String> = demands.iter().map(|row| word(row, "/demand")).collect();
        demands.retain(|row| word(row, "/demand").eq_ignore_ascii_case(id));
        let [demand] = demands.as_slice() else {
            let what = format!(
                "auditing the support procedure: there is no demand {id}; there are {}",
                known.join(", ")
            );
            return Err(Failure::new(Exit::Usage, what));
        };
        if !out.is_json {
            return one(demand, out);
        }
    }
    if let (Some(first), false) = (demands.first(), out.is_json) {
        out.line(&format!(
            "from {} until before {}",
            word(first, "/from"),
            word(first, "/to")
        ))?;
    }
    let heading = [
        Column::plain("demand"),
        Column::plain("share"),
        Column::plain("kept"),
        Column::plain("owed"),
        Column::text("says"),
        Column::text("missed").spare(1),
    ];
    print(out, &demands, &heading, |row| {
        let missed = list_of(row, "/missed").iter().map(place);
        vec![
            word(row, "/demand"),
            share(row),
            word(row, "/kept"),
            word(row, "/owed"),
            one_line(&word(row, "/says")),
            missed.collect::<Vec<_>>().join(" "),
        ]
    })
}

/// One demand with all that shows it.
fn one(demand: &Value, out: &mut Output) -> Result<Exit, Failure> {
    let at = |path: &str| one_line(&word(demand, path));
    out.line(&format!(
        "{}: {} (from {} until before {})",
        at("/demand"),
        at("/says"),
        at("/from"),
        at("/to")
    ))?;
    out.line(&format!("{}: {}", at("/measured"), at("/how")))?;
    let share = share(demand);
    out.line(&format!("kept {} of {}: {share}", at("/kept"), at("/owed")))?;
    for missed in list_of(demand, "/missed") {
        let when = match (word(missed, "/due"), word(missed, "/done")) {
            (due, _) if due.is_empty() => String::new(),
            (due, done) if done.is_empty() => format!("  due {due}, not done"),
            (due, done) => format!("  due {due}, done {done}"),
        };
        out.line(&format!("missed  {}{when}", place(missed)))?;
    }
    for kept in list_of(demand, "/evidence") {
        out.line(&format!("kept    {}", place(kept)))?;
    }
    Ok(Exit::Ok)
}

/// Where something is to be seen: ticket and event, or the place of a mail.
fn place(evidence: &Value) -> String {
    match word(evidence, "/ticket") {
        ticket if ticket.is_empty() => one_line(&word(evidence, "/mail")),
        ticket => format!("{ticket}/{}", word(evidence, "/event")),
    }
}

/// The share, or in one word why there is none.
fn share(demand: &Value) -> String {
    match (word(demand, "/measured").as_str(), demand["share"].as_f64()) {
        ("counted", Some(share)) => format!("{share:.1} %"),
        ("counted", None) => "none owed".to_owned(),
        (other, _) => other.to_owned(),
    }
}
