//! `quarantine`: the mails that could not be placed: which they are, what is known of one, and taking one in anew.

use serde_json::Value;

use super::args::QuarantineCommand;
use super::client::{Client, Query};
use super::columns::Column;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, or_dash, print, rows, shown_time, word};
use super::terminal::one_line;

/// `quarantine list`, `show` and `retry`.
pub(super) fn quarantine(
    client: &Client,
    wanted: &QuarantineCommand,
    out: &mut Output,
) -> Result<Exit, Failure> {
    match wanted {
        QuarantineCommand::List { .. } => list(client, out),
        QuarantineCommand::Show { id, .. } => show(client, id, out),
        QuarantineCommand::Retry { id, .. } => retry(client, id, out),
    }
}

fn list(client: &Client, out: &mut Output) -> Result<Exit, Failure> {
    let rows = rows(client, "/quarantine", "listing the quarantine")?;
    let heading = [
        Column::plain("id"),
        Column::plain("since (UTC)").spare(3),
        Column::plain("reason"),
        Column::plain("bytes").spare(2),
        Column::plain("ticket"),
        Column::text("from"),
        Column::text("mail").spare(1),
    ];
    let is_terminal = out.is_terminal;
    print(out, &rows, &heading, |row| {
        vec![
            word(row, "/id"),
            shown_time(&word(row, "/at"), is_terminal),
            word(row, "/reason"),
            word(row, "/size"),
            or_dash(&word(row, "/ticket")),
            one_line(&or_dash(&word(row, "/from"))),
            one_line(&word(row, "/locator")),
        ]
    })
}

fn show(client: &Client, id: &str, out: &mut Output) -> Result<Exit, Failure> {
    let mail = client
        .get(&path(id, ""))
        .map_err(|error| error.doing(&format!("showing the quarantined mail {id}")))?;
    if out.is_json {
        out.json(&mail)?;
    } else {
        for line in text(&mail) {
            out.line(&line)?;
        }
    }
    Ok(Exit::Ok)
}

fn retry(client: &Client, id: &str, out: &mut Output) -> Result<Exit, Failure> {
    let row = client
        .post(&path(id, "/retry"))
        .map_err(|error| error.doing(&format!("taking the quarantined mail {id} in anew")))?;
    if out.is_json {
        out.json(&row)?;
        return Ok(Exit::Ok);
    }
    out.line(&one_line(&outcome(&row)))?;
    Ok(Exit::Ok)
}

/// What became of a mail that was taken in anew.
fn outcome(row: &Value) -> String {
    let locator = word(row, "/locator");
    if row.get("retry_asked").and_then(Value::as_bool) == Some(true) {
        return format!(
            "{locator}: fetched and taken in at the next look at its mailbox; `ticketd mails` then says what it became"
        );
    }
    let (disposition, reason) = (word(row, "/disposition"), word(row, "/reason"));
    if disposition == "quarantined" {
        return format!(
            "{locator}: quarantined again ({reason}): what it was kept for is still so"
        );
    }
    let words = [disposition, reason, word(row, "/ticket")];
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{locator}: {}", words.join(" "))
}

/// The path of one mail. An id is hexadecimal; whatever else was typed is told so by the daemon.
fn path(id: &str, behind: &str) -> String {
    let id = Query::new("").with("", id);
    let id = id.path().trim_start_matches(['?', '=']);
    format!("/quarantine/{id}{behind}")
}

/// A quarantined mail as lines, harmless to a terminal.
fn text(mail: &Value) -> Vec<String> {
    let at = |path: &str| one_line(&word(mail, path));
    let mut text = vec![format!("{}  {}", at("/id"), at("/locator")), String::new()];
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            text.push(format!("{name:<14}{value}"));
        }
    };
    row("reason", at("/reason"));
    row("bytes", at("/size"));
    row("received", at("/received_at"));
    row("since", at("/at"));
    row("ticket", at("/ticket"));
    for header in list_of(mail, "/headers") {
        let name = one_line(&word(header, "/name")).to_ascii_lowercase();
        row(&name, one_line(&word(header, "/value")));
    }
    let words = |path: &str| {
        let words = list_of(mail, path).iter().filter_map(Value::as_str);
        words.map(one_line).collect::<Vec<_>>().join("; ")
    };
    row("defects", words("/defects"));
    row("because", words("/because"));
    row("before", words("/earlier"));
    let is_whole = mail.get("raw_is_whole").and_then(Value::as_bool) != Some(false);
    row(if is_whole { "file" } else { "its header" }, at("/raw"));
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_quarantined_mail_is_shown_and_moves_no_cursor() {
        let mail = json!({
            "id": "0a1b2c3d", "locator": "support:1:17", "reason": "poison", "size": 512, "from": null,
            "ticket": 1003, "received_at": "2026-03-02T10:00:00Z", "at": "2026-03-02T10:01:00Z", "earlier": [],
            "retry_asked": false, "because": ["reading it failed 3 times"], "defects": [],
            "headers": [{ "name": "Subject", "value": "Hi\u{1b}[2J" }], "raw": "/var/x/ab/abc", "raw_is_whole": true,
        });
        let expected = "\
0a1b2c3d  support:1:17

reason        poison
bytes         512
received      2026-03-02T10:00:00Z
since         2026-03-02T10:01:00Z
ticket        1003
subject       Hi⟨U+001B⟩[2J
because       reading it failed 3 times
file          /var/x/ab/abc";
        assert_eq!(text(&mail).join("\n"), expected);
    }

    #[test]
    fn what_became_of_a_mail_is_said_in_a_line() {
        let row = |disposition: &str, reason: Option<&str>, ticket: Option<u32>| json!({ "locator": "support:1:17", "disposition": disposition, "reason": reason, "ticket": ticket });
        assert_eq!(
            outcome(&row("ticket", None, Some(1004))),
            "support:1:17: ticket 1004"
        );
        assert_eq!(
            outcome(&row("ignored", Some("copy"), Some(1004))),
            "support:1:17: ignored copy 1004"
        );
        let again = outcome(&row("quarantined", Some("no-sender"), None));
        assert!(again.contains("again (no-sender)"), "{again}");
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        assert_eq!(path("0a1b2c3d", ""), "/quarantine/0a1b2c3d");
        assert_eq!(path("../x?y", "/retry"), "/quarantine/..%2Fx%3Fy/retry");
    }
}
