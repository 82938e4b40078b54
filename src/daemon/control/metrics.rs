//! The metrics: the figures of `status` in the text form of Prometheus.

use std::fmt::Write;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::health::health;
use super::{Control, Refused};
use crate::engine::trouble::Trouble;

/// Answers `GET /metrics`.
pub(super) async fn metrics(State(control): State<Control>) -> Result<Response, Refused> {
    let health = health(&control).await?;
    let mut text = String::new();
    let mut gauge = |name: &str, labels: &str, value: &Value| {
        let value = value
            .as_f64()
            .or_else(|| value.as_bool().map(|is| f64::from(u8::from(is))))
            .unwrap_or(0.0);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "ticketd_{name}{labels} {value}");
    };
    let at = |path: &str| health.pointer(path).cloned().unwrap_or(Value::Null);
    for (name, path) in [
        ("uptime_seconds", "/uptime_secs"),
        ("outbox_queued", "/outbox/queued"),
        ("outbox_oldest_seconds", "/outbox/oldest_secs"),
        ("tickets_open", "/tickets/open"),
        ("tickets_breached", "/tickets/breached"),
        ("quarantined", "/quarantined"),
        ("store_bytes", "/store/bytes"),
    ] {
        gauge(name, "", &at(path));
    }
    for (word, count) in at("/dispositions").as_object().into_iter().flatten() {
        gauge("mails_total", &format!("{{disposition=\"{word}\"}}"), count);
    }
    let troubles = at("/troubles");
    for word in Trouble::WORDS {
        let each = troubles.as_array().into_iter().flatten();
        let count = each.filter(|one| one["trouble"] == word).count();
        gauge("trouble", &format!("{{trouble=\"{word}\"}}"), &json!(count));
    }
    for mailbox in at("/mailboxes").as_array().into_iter().flatten() {
        let name = mailbox["name"]
            .as_str()
            .unwrap_or_default()
            .replace(['"', '\\', '\n'], "_");
        gauge(
            "mailbox_connected",
            &format!("{{mailbox=\"{name}\"}}"),
            &mailbox["connected"],
        );
        gauge(
            "mailbox_backlog",
            &format!("{{mailbox=\"{name}\"}}"),
            &mailbox["backlog"],
        );
    }
    for relay in at("/relays").as_array().into_iter().flatten() {
        let name = relay["name"]
            .as_str()
            .unwrap_or_default()
            .replace(['"', '\\', '\n'], "_");
        let labels = format!("{{relay=\"{name}\"}}");
        gauge("relay_circuit_open", &labels, &relay["circuit_open"]);
        gauge("relay_faults", &labels, &relay["faults"]);
    }
    Ok(([("content-type", "text/plain; version=0.0.4")], text).into_response())
}
