//! What the daemon answers with many rows: tickets, mails, the outbox; and how the desk is.
//!
//! With `--json` each row goes out as it came. Otherwise it is read key by key, and a key that an older or newer
//! daemon does not send is an empty cell.

use serde_json::Value;

use super::args::{List, Mails};
use super::client::{Client, Query};
use super::columns::Column;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::terminal::{one_line, short};
use crate::mail::subject::shown_subject;

/// How much of a content key a person is shown, in columns; enough to tell two apart.
const KEY_COLUMNS_MAX: usize = 13;

/// `list`.
pub(super) fn list(client: &Client, wanted: &List, out: &mut Output) -> Result<Exit, Failure> {
    let mut query = Query::new("/tickets");
    for status in &wanted.statuses {
        query = query.with("status", status.word());
    }
    for priority in &wanted.priorities {
        query = query.with("priority", priority.word());
    }
    if let Some(assignee) = &wanted.assignee {
        query = query.with("assignee", assignee);
    }
    if wanted.archived {
        query = query.with("archived", "only");
    } else if wanted.all {
        query = query.with("archived", "with");
    }
    let rows = rows(client, query.path(), "listing tickets")?;
    let heading = [
        Column::plain("ticket"),
        Column::plain("status"),
        Column::plain("priority").spare(4),
        Column::plain("assignee").spare(3),
        Column::plain("due (UTC)").spare(2),
        Column::text("requester").spare(1),
        Column::text("subject"),
        // Last, so that a program that counts columns finds the others where they were.
        Column::plain("tied to").spare(5),
    ];
    let is_terminal = out.is_terminal;
    print(out, &rows, &heading, |row| {
        vec![
            one_line(&word(row, "/reference")),
            standing(row),
            word(row, "/priority"),
            one_line(&or_dash(&word(row, "/assignee"))),
            or_dash(&shown_time(&due(row), is_terminal)),
            one_line(&word(row, "/requester/address")),
            one_line(&shown_subject(&word(row, "/subject"))),
            or_dash(&tied(row)),
        ]
    })
}

/// Where a ticket stands, and whether it waits for somebody's approval.
fn standing(row: &Value) -> String {
    let status = word(row, "/status");
    if list_of(row, "/waits_for_approval").is_empty() {
        status
    } else {
        format!("{status}, to be approved")
    }
}

/// What a ticket hangs on, and how many hang on it.
fn tied(row: &Value) -> String {
    let of = |kind: &str| -> Vec<String> {
        let links = list_of(row, "/links").iter();
        let links = links.filter(|link| word(link, "/kind") == kind);
        links.map(|link| one_line(&word(link, "/id"))).collect()
    };
    for (kind, words) in [
        ("merged-into", "merged into"),
        ("duplicate-of", "duplicate of"),
        ("parent", "child of"),
    ] {
        if let Some(id) = of(kind).last() {
            return format!("{words} {id}");
        }
    }
    match of("child").len() {
        0 => String::new(),
        1 => "1 child".to_owned(),
        children => format!("{children} children"),
    }
}

/// `mails`.
pub(super) fn mails(client: &Client, wanted: &Mails, out: &mut Output) -> Result<Exit, Failure> {
    let mut query = Query::new("/mails");
    if let Some(since) = wanted.since {
        query = query.with("since", &since.to_string());
    }
    let rows = rows(client, query.path(), "listing mails")?;
    let heading = [
        Column::plain("decided (UTC)"),
        Column::text("mail").spare(2),
        Column::plain("disposition"),
        Column::plain("reason").spare(3),
        Column::plain("ticket"),
        Column::text("from"),
        Column::text("content key").spare(1),
    ];
    let is_terminal = out.is_terminal;
    print(out, &rows, &heading, |row| {
        let key = word(row, "/content_key");
        vec![
            shown_time(&word(row, "/at"), is_terminal),
            one_line(&word(row, "/locator")),
            word(row, "/disposition"),
            or_dash(&word(row, "/reason")),
            or_dash(&word(row, "/ticket")),
            one_line(&or_dash(&word(row, "/from"))),
            or_dash(&if is_terminal {
                short(&key, KEY_COLUMNS_MAX)
            } else {
                key
            }),
        ]
    })
}

/// `outbox`.
pub(super) fn outbox(client: &Client, out: &mut Output) -> Result<Exit, Failure> {
    let rows = rows(client, "/outbox", "listing the outbox")?;
    let heading = [
        Column::plain("no"),
        Column::plain("delivery"),
        Column::text("to"),
        Column::text("notice").spare(2),
        Column::plain("ticket"),
        Column::plain("attempts").spare(1),
        Column::plain("next (UTC)").spare(3),
        Column::text("reply"),
    ];
    let is_terminal = out.is_terminal;
    print(out, &rows, &heading, |row| {
        vec![
            word(row, "/no"),
            word(row, "/delivery"),
            one_line(&word(row, "/to")),
            word(row, "/notice"),
            or_dash(&word(row, "/ticket")),
            word(row, "/attempts"),
            or_dash(&shown_time(&word(row, "/next_at"), is_terminal)),
            one_line(&or_dash(&word(row, "/reply"))),
        ]
    })
}

/// `status`.
pub(super) fn status(client: &Client, out: &mut Output) -> Result<Exit, Failure> {
    let health = client
        .get("/status")
        .map_err(|error| error.doing("asking how the desk is"))?;
    if out.is_json {
        out.json(&health)?;
        return Ok(Exit::Ok);
    }
    let at = |path: &str| one_line(&word(&health, path));
    out.line(&format!("version      {}", at("/version")))?;
    out.line(&format!("running for  {} s", at("/uptime_secs")))?;
    for mailbox in list_of(&health, "/mailboxes") {
        let is_connected = mailbox.get("connected").and_then(Value::as_bool) == Some(true);
        out.line(&format!(
            "mailbox      {}: {}, last poll {}, {} still to take in",
            one_line(&word(mailbox, "/name")),
            if is_connected {
                "connected"
            } else {
                "not connected"
            },
            or_dash(&word(mailbox, "/last_poll")),
            word(mailbox, "/backlog"),
        ))?;
    }
    for relay in list_of(&health, "/relays") {
        out.line(&relay_line(relay))?;
    }
    out.line(&match at("/outbox/queued").as_str() {
        "0" => "outbox       nothing waits".to_owned(),
        queued => format!(
            "outbox       {queued} waiting, the oldest for {} s",
            at("/outbox/oldest_secs")
        ),
    })?;
    out.line(&format!(
        "tickets      {} open, {} with a missed time",
        at("/tickets/open"),
        at("/tickets/breached")
    ))?;
    out.line(&format!("quarantined  {}", at("/quarantined")))?;
    if let Some(Value::Object(counts)) = health.get("dispositions") {
        let counts = counts
            .iter()
            .map(|(word, count)| format!("{} {count}", one_line(word)));
        let counts = counts.collect::<Vec<_>>().join(", ");
        out.line(&format!("mails        {counts}"))?;
    }
    let bytes = at("/store/bytes");
    if !bytes.is_empty() {
        out.line(&format!("store        {bytes} bytes"))?;
    }
    for trouble in list_of(&health, "/troubles") {
        out.line(&format!(
            "TROUBLE      {}: {}",
            one_line(&word(trouble, "/trouble")),
            one_line(&word(trouble, "/what"))
        ))?;
    }
    Ok(Exit::Ok)
}

/// The rows the daemon answers with.
pub(super) fn rows(client: &Client, path: &str, doing: &str) -> Result<Vec<Value>, Failure> {
    let answer = client.get(path).map_err(|error| error.doing(doing))?;
    let Value::Array(rows) = answer else {
        let what = format!(
            "{doing}: the daemon's answer is no list; is it another version than this program?"
        );
        return Err(Failure::new(Exit::Unavailable, what));
    };
    Ok(rows)
}

/// Rows as JSON Lines, or as a table.
pub(super) fn print(
    out: &mut Output,
    rows: &[Value],
    heading: &[Column],
    cells: impl Fn(&Value) -> Vec<String>,
) -> Result<Exit, Failure> {
    if out.is_json {
        for row in rows {
            out.json(row)?;
        }
        return Ok(Exit::Ok);
    }
    let rows = rows.iter().map(cells).collect();
    out.table(heading, rows)?;
    Ok(Exit::Ok)
}

/// The value at a JSON pointer as a word; empty where there is none.
pub(super) fn word(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The list at a JSON pointer; empty where there is none.
pub(super) fn list_of<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A relay on one line: well, or since when it is not, why, and when it is asked again.
fn relay_line(relay: &Value) -> String {
    let at = |path: &str| one_line(&word(relay, path));
    if relay.get("well").and_then(Value::as_bool) == Some(true) {
        return format!("relay        {}: well", at("/name"));
    }
    format!(
        "relay        {}: not usable since {}, asked again at {}: {}",
        at("/name"),
        at("/since"),
        at("/next_try"),
        at("/reply")
    )
}

/// A dash where there is nothing, so that columns can be counted.
pub(super) fn or_dash(text: &str) -> String {
    if text.is_empty() { "-" } else { text }.to_owned()
}

/// An instant for a person: to the minute, in UTC as all times of the shell. A program gets it as it came.
pub(super) fn shown_time(at: &str, is_terminal: bool) -> String {
    match at.get(..16) {
        Some(minute) if is_terminal => minute.replace('T', " "),
        _ => at.to_owned(),
    }
}

/// The next promised time of a ticket: the first answer while it is owed, or the next word from us. None counts down
/// while we wait for the requester.
fn due(row: &Value) -> String {
    if row.get("paused") == Some(&Value::Bool(true)) {
        return String::new();
    }
    let owed = ["/first_answer_due", "/next_update_due"].map(|path| word(row, path));
    // Texts of RFC 3339 in UTC sort as times do.
    let next = owed.into_iter().filter(|due| !due.is_empty());
    next.min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_time_due_is_the_earlier_of_what_is_owed() {
        let mut row = json!({
            "first_answer_due": "2026-03-02T11:00:00Z",
            "first_answer_at": "2026-03-01T10:30:00Z",
            "next_update_due": "2026-03-02T12:00:00Z",
        });
        assert_eq!(
            due(&row),
            "2026-03-02T11:00:00Z",
            "reopened, it owes an answer anew"
        );
        row["first_answer_due"] = json!(null);
        assert_eq!(due(&row), "2026-03-02T12:00:00Z");
        row["paused"] = json!(true);
        assert_eq!(due(&row), "");
        assert_eq!(due(&json!({})), "");
    }
}
