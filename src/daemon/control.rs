//! The control socket: HTTP/1.1 with JSON over `STATE-DIR/control.sock`, mode 0600.
//!
//! It answers questions, and takes one request that changes something: to take a quarantined mail in anew, which goes
//! through [`crate::engine::decide`] as all changes do. Whoever may open the socket may read every ticket; that is the user the
//! daemon runs as, and root. Questions are answered on the desk's own thread, so what is shown is one state.

mod metrics;
mod quarantine;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;

use super::clock;
use super::handle::DeskHandle;
use super::poller::{Health, MailboxHealth};
use super::relays::{RelayHealth, RelaysHealth};
use super::shown::shown;
use crate::domain::{Priority, Status, TicketId};
use crate::engine::{LedgerRow, Policy, Row, RowState};
use crate::reports;
use crate::store::{Filter, Store, StoreError};

/// Most rows of the outbox that are shown.
const OUTBOX_MAX: usize = 10_000;

/// What the control socket speaks for.
#[derive(Clone)]
pub struct Control {
    /// The desk.
    pub desk: DeskHandle,
    /// How the mailboxes do.
    pub health: Health,
    /// How the relays do.
    pub relays: RelaysHealth,
    /// Since when the daemon runs.
    pub started_at: Timestamp,
    /// The largest mail that each mailbox takes, in bytes.
    pub max_sizes: Arc<BTreeMap<String, u64>>,
}

/// An answer that is none: status and one line.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

type Answer = Result<Json<Value>, Refused>;
type Pairs = Query<Vec<(String, String)>>;

/// Serves the control socket until it is stopped.
pub async fn serve(control: Control, listener: UnixListener, stop: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/tickets", get(tickets))
        .route("/tickets/{id}", get(ticket))
        .route("/mails", get(mails))
        .route("/outbox", get(outbox))
        .route("/quarantine", get(quarantine::list))
        .route("/quarantine/{id}", get(quarantine::show))
        .route("/quarantine/{id}/retry", post(quarantine::retry))
        .route("/status", get(status))
        .route("/metrics", get(metrics::metrics))
        .route("/check", get(check))
        .route("/durable", get(durable))
        .with_state(control);
    let served = axum::serve(listener, router).with_graceful_shutdown(stopped(stop));
    if let Err(error) = served.await {
        tracing::error!("the control socket failed: {error}");
    }
}

/// Serves the metrics, and nothing else, over TCP on this machine until it is stopped.
pub async fn serve_metrics(control: Control, listener: TcpListener, stop: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/metrics", get(metrics::metrics))
        .with_state(control);
    let served = axum::serve(listener, router).with_graceful_shutdown(stopped(stop));
    if let Err(error) = served.await {
        tracing::error!("serving the metrics failed: {error}");
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // The other end gone means that everything is being taken down.
    let _ = stop.wait_for(|stop| *stop).await;
}

impl Control {
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store, &Policy, Timestamp) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let answer = self.desk.query(question).await;
        answer.map_err(|_| {
            Refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "the desk is stopping; try again".to_owned(),
            )
        })?
    }
}

async fn tickets(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let filter = filter(&pairs)?;
    let list = control
        .ask(move |store, policy, _| {
            let mut list = Vec::new();
            store.tickets(&filter, &mut |ticket| {
                list.push(reports::ticket_json(&ticket, &policy.tag));
            })?;
            Ok(list)
        })
        .await?;
    Ok(Json(Value::from(list)))
}

fn filter(pairs: &[(String, String)]) -> Result<Filter, Refused> {
    let bad = |what: String| Refused(StatusCode::BAD_REQUEST, what);
    let mut filter = Filter::default();
    for (key, value) in pairs {
        match key.as_str() {
            "status" => filter.statuses.push(Status::parse(value).ok_or_else(|| {
                bad(format!(
                    "\"{value}\" is no status; possible are: {}",
                    Status::ALL.map(Status::word).join(", ")
                ))
            })?),
            "priority" => filter
                .priorities
                .push(Priority::parse(value).ok_or_else(|| {
                    bad(format!(
                        "\"{value}\" is no priority; possible are: {}",
                        Priority::ALL.map(Priority::word).join(", ")
                    ))
                })?),
            "assignee" => filter.assignee = Some(value.clone()),
            other => {
                return Err(bad(format!(
                    "\"{other}\" is no filter; possible are: status, priority, assignee"
                )));
            }
        }
    }
    Ok(filter)
}

async fn ticket(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let number = id
        .rsplit(['-', '#'])
        .next()
        .and_then(|digits| digits.parse().ok())
        .map(TicketId);
    let Some(number) = number else {
        return Err(Refused(
            StatusCode::BAD_REQUEST,
            format!("\"{id}\" is no ticket number; write it as 1000 or ACME-1000"),
        ));
    };
    let shown = control
        .ask(move |store, policy, _| {
            let Some(known) = store.history(number, usize::MAX)? else {
                return Err(Refused(
                    StatusCode::NOT_FOUND,
                    format!("there is no ticket {number}; `ticketd list` shows them all"),
                ));
            };
            let letters = store.letters_of(number)?;
            let desk = reports::Desk {
                tag: &policy.tag,
                address: &policy.address,
                roster: &policy.roster,
            };
            Ok(shown(&known.ticket, &known.history, &letters, desk))
        })
        .await?;
    Ok(Json(shown))
}

async fn mails(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let since = match pairs.iter().find(|(key, _)| key == "since") {
        None => Timestamp::UNIX_EPOCH,
        Some((_, text)) => text.parse().map_err(|_| {
            Refused(
                StatusCode::BAD_REQUEST,
                format!("\"{text}\" is no instant; write it as 2026-03-02T10:00:00Z"),
            )
        })?,
    };
    let list = control
        .ask(move |store, _, _| {
            let mut list = Vec::new();
            store.ledger_since(since, &mut |row| list.push(mail_json(&row)))?;
            Ok(list)
        })
        .await?;
    Ok(Json(Value::from(list)))
}

fn mail_json(row: &LedgerRow) -> Value {
    reports::mail_json(&reports::MailLine {
        locator: row.locator.to_string(),
        content_key: row.key.map(|key| key.to_string()),
        disposition: row.disposition.word(),
        reason: row.disposition.reason(),
        ticket: row.ticket,
        from: row.from.as_ref().map(|from| from.as_str()),
        size: row.size,
        received_at: row.received_at,
        at: row.at,
        because: &row.because,
        earlier: row.earlier.iter().map(|was| was.word()).collect(),
        is_awaited: row.is_awaited,
    })
}

async fn outbox(State(control): State<Control>) -> Answer {
    let rows = control
        .ask(|store, _, _| Ok(store.outbox(OUTBOX_MAX)?))
        .await?;
    Ok(Json(rows.iter().map(outbox_json).collect()))
}

fn outbox_json(row: &Row) -> Value {
    let (next_at, attempts, reply) = match &row.state {
        RowState::Queued {
            next_at,
            attempts,
            reply,
            ..
        } => (Some(*next_at), *attempts, reply.as_ref()),
        RowState::Open { attempts, .. } => (None, *attempts, None),
        RowState::Sent {
            attempts, reply, ..
        }
        | RowState::Failed {
            attempts, reply, ..
        } => (None, *attempts, Some(reply)),
        RowState::InDoubt { reply, .. } => (None, 2, Some(reply)),
    };
    reports::outbox_json(&reports::OutboxLine {
        no: row.no,
        delivery: row.state.word(),
        to: &row.envelope_to,
        notice: &row.notice,
        ticket: row.ticket,
        event: row.event,
        message_id: &row.message_id,
        queued_at: row.queued_at,
        next_at,
        attempts,
        reply: reply.map(|reply| reply.as_str()),
    })
}

async fn status(State(control): State<Control>) -> Answer {
    Ok(Json(health(&control).await?))
}

async fn health(control: &Control) -> Result<Value, Refused> {
    let (stats, store_bytes) = control
        .ask(|store, _, now| Ok((store.stats(now)?, store.size()?)))
        .await?;
    let now = clock::now();
    let secs = |since: Timestamp| u64::try_from(now.duration_since(since).as_secs()).unwrap_or(0);
    let mailboxes: Vec<(String, MailboxHealth)> = {
        let health = control
            .health
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        health
            .iter()
            .map(|(name, health)| (name.clone(), health.clone()))
            .collect()
    };
    let relays: Vec<RelayHealth> = control
        .relays
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .clone();
    let dispositions: Vec<(&'static str, u64)> = crate::engine::Disposition::WORDS
        .into_iter()
        .map(|word| (word, stats.dispositions.get(word).copied().unwrap_or(0)))
        .collect();
    let quarantined = stats.dispositions.get("quarantined").copied().unwrap_or(0);
    Ok(reports::status_json(&reports::Health {
        version: env!("CARGO_PKG_VERSION"),
        uptime_secs: secs(control.started_at),
        mailboxes: mailboxes
            .iter()
            .map(|(name, health)| reports::MailboxHealth {
                name,
                is_connected: health.is_connected,
                last_poll: health.last_poll,
                backlog: health.backlog,
            })
            .collect(),
        relays: relays.iter().map(relay_health).collect(),
        queued: stats.queued,
        oldest_secs: stats.oldest_queued.map_or(0, secs),
        open: stats.open,
        breached: stats.breached,
        quarantined,
        dispositions: &dispositions,
        store_bytes,
    }))
}

/// The last line of the journal that is durable: what a copy of the files may hold on to.
async fn durable(State(control): State<Control>) -> Answer {
    let line = control.ask(|store, _, _| Ok(store.durable())).await?;
    Ok(Json(json!({ "line": line })))
}

fn relay_health(relay: &RelayHealth) -> reports::RelayHealth<'_> {
    reports::RelayHealth {
        name: &relay.name,
        is_open: relay.is_open,
        faults: relay.faults,
        since: relay.since,
        next_try: relay.next_try,
        reply: relay.reply.as_deref(),
    }
}

async fn check(State(control): State<Control>) -> Answer {
    let check = control.ask(|store, _, _| Ok(store.check()?)).await?;
    Ok(Json(check_json(&check)))
}

/// The findings of a check as JSON.
pub fn check_json(check: &crate::store::Check) -> Value {
    reports::check_json(&reports::Check {
        tickets: check.tickets,
        lines: check.lines,
        digest: check.digest.clone(),
        faults: check.faults.clone(),
    })
}
