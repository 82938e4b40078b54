//! An event as `show --json` gives it.
//!
//! What an event carries is taken from its journal form, so that a new kind of event shows all it has without a line
//! here. Its message is left out, since the messages stand in a list of their own, and so is what clocks are set by.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::domain::personal::MARK;
use crate::domain::{Event, EventBody};

use super::instant;

/// Keys of a journal form whose values are instants.
const TIMES: [&str; 9] = [
    "by",
    "closes_at",
    "due",
    "first_answer_due",
    "next",
    "next_update_due",
    "remind_at",
    "resolution_due",
    "until",
];

/// An event: who did what, the value before and the one after where it has them, why, and what else it carries.
pub fn event_json(event: &Event) -> Value {
    let mut body = match serde_json::to_value(&event.body) {
        Ok(Value::Object(body)) => body,
        _ => Map::new(),
    };
    // The message stands in its own list; the others are what the desk keeps for itself.
    for key in ["message", "marks", "left", "promise", "deed", "back"] {
        body.shift_remove(key);
    }
    let mut shown = Map::new();
    shown.insert("no".to_owned(), event.no.into());
    shown.insert("at".to_owned(), instant(event.at));
    shown.insert("actor".to_owned(), event.actor.to_string().into());
    shown.insert("kind".to_owned(), event.body.word().into());
    // A level is written as a structure in the journal; everybody else wants to read it.
    if let EventBody::Escalated { to, .. } = &event.body {
        body.insert("to".to_owned(), to.to_string().into());
    }
    for key in ["from", "to"] {
        if let Some(value) = body.shift_remove(key) {
            shown.insert(key.to_owned(), unmarked(value));
        }
    }
    // An agent's reason is why it happened; the steps that led there come behind it.
    let reason = body.get("reason").cloned().map(unmarked);
    let reason = reason.as_ref().and_then(Value::as_str);
    let steps = event.because.iter().map(String::as_str);
    let because: Vec<&str> = reason.into_iter().chain(steps).collect();
    shown.insert("because".to_owned(), because.join("; ").into());
    for (key, value) in body {
        let value = if TIMES.contains(&key.as_str()) {
            time(value)
        } else {
            unmarked(value)
        };
        shown.entry(key).or_insert(value);
    }
    Value::Object(shown)
}

/// An instant of the journal, which keeps fractions of a second.
fn time(value: Value) -> Value {
    match value.as_str().map(str::parse::<Timestamp>) {
        Some(Ok(at)) => instant(at),
        _ => value,
    }
}

/// A value without the journal's marks of what belongs to a person.
fn unmarked(value: Value) -> Value {
    match value {
        Value::Object(mut keys) if keys.len() == 1 && keys.contains_key(MARK) => {
            keys.shift_remove(MARK).unwrap_or_default()
        }
        Value::Object(keys) => keys
            .into_iter()
            .map(|(key, value)| (key, unmarked(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(unmarked).collect(),
        plain => plain,
    }
}
