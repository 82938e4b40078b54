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
    let mut page = Page::default();
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
        page.add(name, "", &at(path));
    }
    for (word, count) in at("/dispositions").as_object().into_iter().flatten() {
        page.add("mails_total", &format!("{{disposition=\"{word}\"}}"), count);
    }
    let troubles = at("/troubles");
    for word in Trouble::WORDS {
        let each = troubles.as_array().into_iter().flatten();
        let count = each.filter(|one| one["trouble"] == word).count();
        page.add("trouble", &format!("{{trouble=\"{word}\"}}"), &json!(count));
    }
    for (list, label, name, key) in [
        ("/mailboxes", "mailbox", "mailbox_connected", "connected"),
        ("/mailboxes", "mailbox", "mailbox_backlog", "backlog"),
        ("/relays", "relay", "relay_circuit_open", "circuit_open"),
        ("/relays", "relay", "relay_faults", "faults"),
    ] {
        for one in at(list).as_array().into_iter().flatten() {
            let of = one["name"].as_str().unwrap_or_default();
            let of = of.replace(['"', '\\', '\n'], "_");
            page.add(name, &format!("{{{label}=\"{of}\"}}"), &one[key]);
        }
    }
    Ok(([("content-type", "text/plain; version=0.0.4")], page.text).into_response())
}

/// What each metric means; `mails_total` only ever grows, all others are gauges.
const HELP: [(&str, &str); 13] = [
    ("uptime_seconds", "Time since the start of the daemon."),
    ("outbox_queued", "Letters that wait to be sent."),
    (
        "outbox_oldest_seconds",
        "How long the oldest of them has waited.",
    ),
    ("tickets_open", "Tickets on which work is owed."),
    ("tickets_breached", "Open tickets with a missed time."),
    (
        "quarantined",
        "Mails that wait for a person to look at them.",
    ),
    ("store_bytes", "Size of the state directory."),
    ("mails_total", "Source mails by what they ended as."),
    ("trouble", "1 while something stands still or is short."),
    ("mailbox_connected", "1 while the mailbox can be reached."),
    (
        "mailbox_backlog",
        "Mails in it that are still to be taken in.",
    ),
    ("relay_circuit_open", "1 while the relay is only probed."),
    ("relay_faults", "Connections to it that failed in a row."),
];

/// The text of an answer. All values of one metric follow each other, and its meaning stands before the first.
#[derive(Default)]
struct Page {
    text: String,
    last: String,
}

impl Page {
    fn add(&mut self, name: &str, labels: &str, value: &Value) {
        let value = value
            .as_f64()
            .or_else(|| value.as_bool().map(|is| f64::from(u8::from(is))))
            .unwrap_or(0.0);
        // Writing to a string cannot fail.
        if self.last != name {
            name.clone_into(&mut self.last);
            let help = HELP.iter().find(|(known, _)| *known == name);
            let help = help.map_or("", |(_, help)| help);
            let kind = if name.ends_with("_total") {
                "counter"
            } else {
                "gauge"
            };
            let _ = writeln!(self.text, "# HELP ticketd_{name} {help}");
            let _ = writeln!(self.text, "# TYPE ticketd_{name} {kind}");
        }
        let _ = writeln!(self.text, "ticketd_{name}{labels} {value}");
    }
}
