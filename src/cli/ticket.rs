//! `show`: a ticket with its messages and events, for a person.

use serde_json::Value;

use super::args::Show;
use super::client::Client;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, word};
use super::terminal::{lines, one_line};

/// `show`.
pub(super) fn show(client: &Client, wanted: &Show, out: &mut Output) -> Result<Exit, Failure> {
    let ticket = client
        .get(&format!("/tickets/{}", wanted.id))
        .map_err(|error| error.doing(&format!("showing ticket {}", wanted.id)))?;
    if out.is_json {
        out.json(&ticket)?;
    } else {
        for line in text(&ticket) {
            out.line(&line)?;
        }
    }
    Ok(Exit::Ok)
}

/// The ticket as lines, harmless to a terminal.
fn text(ticket: &Value) -> Vec<String> {
    let at = |path: &str| one_line(&word(ticket, path));
    let mut text = vec![
        format!("{}  {}", at("/reference"), at("/subject")),
        format!(
            "{}, {}, {}, {}",
            at("/status"),
            at("/priority"),
            at("/category"),
            at("/type")
        ),
        String::new(),
    ];
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            text.push(format!("{name:<14}{value}"));
        }
    };
    let people: Vec<String> = list_of(ticket, "/participants")
        .iter()
        .map(person)
        .collect();
    let links = list_of(ticket, "/links");
    let links = links
        .iter()
        .map(|link| format!("{} {}", word(link, "/kind"), word(link, "/id")));
    let tags: Vec<String> = list_of(ticket, "/tags")
        .iter()
        .filter_map(|tag| tag.as_str().map(one_line))
        .collect();
    row(
        "requester",
        person(ticket.get("requester").unwrap_or(&Value::Null)),
    );
    row("participants", people.join(", "));
    row("assignee", at("/assignee"));
    row("team", at("/team"));
    row("tier", at("/tier"));
    row("tags", tags.join(", "));
    row("links", one_line(&links.collect::<Vec<_>>().join(", ")));
    for (name, path) in [
        ("opened", "/opened_at"),
        ("updated", "/updated_at"),
        ("answer due", "/first_answer_due"),
        ("answered", "/first_answer_at"),
        ("update due", "/next_update_due"),
        ("estimate", "/estimate"),
        ("waiting until", "/waiting_until"),
        ("resolved", "/resolved_at"),
        ("closes", "/closes_at"),
        ("closed", "/closed_at"),
        ("question", "/question"),
        ("workaround", "/workaround"),
        ("solution", "/solution"),
    ] {
        row(name, at(path));
    }
    for (name, value) in told(ticket) {
        row(&name, value);
    }
    for message in list_of(ticket, "/messages") {
        text.push(String::new());
        text.extend(message_text(message));
    }
    text.push(String::new());
    text.extend(list_of(ticket, "/events").iter().map(event_text));
    text
}

/// What is known of the case, what was asked for, and who has to agree to its end.
fn told(ticket: &Value) -> Vec<(String, String)> {
    let fields = ticket.get("fields").and_then(Value::as_object);
    let fields = fields.into_iter().flatten();
    let mut told: Vec<(String, String)> = fields
        .map(|(name, value)| (one_line(name), one_line(value.as_str().unwrap_or_default())))
        .collect();
    let awaited = list_of(ticket, "/awaited").iter();
    let awaited: Vec<String> = awaited.filter_map(Value::as_str).map(one_line).collect();
    told.push(("asked for".to_owned(), awaited.join(", ")));
    let gates = list_of(ticket, "/waits_for_approval").iter();
    let gates: Vec<String> = gates.filter_map(Value::as_str).map(one_line).collect();
    told.push(("to be approved".to_owned(), gates.join(", ")));
    told
}

/// A message: a line about it, its text indented, its attachments.
fn message_text(message: &Value) -> Vec<String> {
    let at = |path: &str| one_line(&word(message, path));
    let way = match at("/direction").as_str() {
        "in" => "from outside".to_owned(),
        "out" => "to the requester".to_owned(),
        other => other.to_owned(),
    };
    let delivery = match at("/delivery") {
        state if state.is_empty() => state,
        state => format!(", {state}"),
    };
    let standing = match at("/standing").as_str() {
        "unverified" => ", nothing shows that it was really they".to_owned(),
        "third-person" => ", who answered a mail that was sent to another".to_owned(),
        _ => String::new(),
    };
    let head = format!(
        "Message {}, {way}, {}, {}{standing}{delivery}",
        at("/no"),
        at("/at"),
        at("/from")
    );
    let body = lines(&word(message, "/text"));
    let attachments = list_of(message, "/attachments").iter().map(|part| {
        format!(
            "    [{}, {}, {} bytes]",
            one_line(&word(part, "/name")),
            one_line(&word(part, "/type")),
            word(part, "/size")
        )
    });
    std::iter::once(head)
        .chain(body.lines().map(|line| format!("    {line}")))
        .chain(attachments)
        .collect()
}

/// An event on one line.
fn event_text(event: &Value) -> String {
    let at = |path: &str| one_line(&word(event, path));
    let change = match (event.get("from"), event.get("to")) {
        (None, None) => String::new(),
        (None, Some(_)) => format!(" {}", at("/to")),
        (Some(_), None) => format!(" from {}", at("/from")),
        (Some(_), Some(_)) => format!(" {} → {}", or_none(at("/from")), or_none(at("/to"))),
    };
    let because = match at("/because") {
        none if none.is_empty() => none,
        because => format!(" ({because})"),
    };
    let more = details(event);
    format!(
        "{:>4}  {}  {}  {}{change}{more}{because}",
        at("/no"),
        at("/at"),
        at("/actor"),
        at("/kind")
    )
}

/// What else an event carries, as words behind it.
fn details(event: &Value) -> String {
    let at = |path: &str| one_line(&word(event, path));
    let mut words = String::new();
    let mut add = |before: &str, value: &str| {
        if !value.is_empty() {
            words.push_str(before);
            words.push_str(value);
        }
    };
    add(" ", &person(event.get("person").unwrap_or(&Value::Null)));
    add(" ", &at("/address"));
    for (path, sign) in [("/added", " +"), ("/removed", " -")] {
        for tag in list_of(event, path).iter().filter_map(Value::as_str) {
            add(sign, &one_line(tag));
        }
    }
    add(" by ", &at("/by"));
    add(" until ", &at("/until"));
    add(", ", &at("/code"));
    add(" ", &at("/link"));
    add(" ", &at("/ticket"));
    add(", ", &at("/reply"));
    words
}

fn or_none(text: String) -> String {
    if text.is_empty() {
        "none".to_owned()
    } else {
        text
    }
}

/// A person as `Name <address>`.
pub(super) fn person(person: &Value) -> String {
    let name = one_line(&word(person, "/name"));
    let address = one_line(&word(person, "/address"));
    match (name.is_empty(), address.is_empty()) {
        (true, _) => address,
        (false, true) => name,
        (false, false) => format!("{name} <{address}>"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_tells_a_person_all_that_it_tells_a_program() {
        for (event, told) in [
            (
                json!({ "kind": "participant-added", "person": { "address": "eve@x.example", "name": "Eve" } }),
                "participant-added Eve <eve@x.example>",
            ),
            (
                json!({ "kind": "participant-removed", "address": "eve@x.example" }),
                "participant-removed eve@x.example",
            ),
            (
                json!({ "kind": "tagged", "added": ["vip"], "removed": ["old", "lost"] }),
                "tagged +vip -old -lost",
            ),
            (
                json!({ "kind": "estimate-given", "by": "2026-03-03T09:00:00Z", "text": null }),
                "estimate-given by 2026-03-03T09:00:00Z",
            ),
            (
                json!({ "kind": "wait-started", "from": "open", "until": "2026-03-03T09:00:00Z" }),
                "wait-started from open until 2026-03-03T09:00:00Z",
            ),
            (
                json!({ "kind": "closed", "from": "open", "code": "duplicate", "because": "of 998" }),
                "closed from open, duplicate (of 998)",
            ),
            (
                json!({ "kind": "linked", "link": "follow-up", "ticket": 998 }),
                "linked follow-up 998",
            ),
            (
                json!({ "kind": "delivery-failed", "to": "ann@x.example", "reply": "550 no such user" }),
                "delivery-failed ann@x.example, 550 no such user",
            ),
        ] {
            let line = event_text(&event);
            assert!(line.ends_with(told), "{told}: {line}");
        }
    }

    #[test]
    fn a_ticket_reads_from_top_to_bottom_and_moves_no_cursor() {
        let ticket = json!({
            "reference": "ACME-1000", "subject": "Dark\u{1b}[2J", "status": "open",
            "priority": "high", "category": "hardware", "type": "incident", "tags": ["printer"],
            "requester": { "address": "ann@x.example", "name": "Ann" }, "participants": [],
            "assignee": "bob", "team": null, "tier": 1, "opened_at": "2026-03-02T10:15:00Z",
            "links": [{ "kind": "follow-up", "id": 998 }],
            "messages": [{ "no": 1, "at": "2026-03-02T10:15:00Z", "direction": "out", "from": "bob@x.example",
                "text": "one\n\ntwo", "attachments": [{ "name": "a.png", "type": "image/png", "size": 3 }],
                "delivery": "sent" }],
            "events": [{ "no": 2, "at": "2026-03-02T10:16:00Z", "actor": "agent:bob", "kind": "assigned",
                "from": null, "to": "bob", "because": "" }],
        });
        let expected = "\
ACME-1000  Dark⟨U+001B⟩[2J
open, high, hardware, incident

requester     Ann <ann@x.example>
assignee      bob
tier          1
tags          printer
links         follow-up 998
opened        2026-03-02T10:15:00Z

Message 1, to the requester, 2026-03-02T10:15:00Z, bob@x.example, sent
    one
    
    two
    [a.png, image/png, 3 bytes]

   2  2026-03-02T10:16:00Z  agent:bob  assigned none → bob";
        assert_eq!(text(&ticket).join("\n"), expected);
    }
}
