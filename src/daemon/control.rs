//! The control socket: HTTP/1.1 with JSON over `STATE-DIR/control.sock`, mode 0600.
//!
//! It answers questions, and takes one request that changes something: to take a quarantined mail in anew, which goes
//! through [`crate::engine::decide`] as all changes do. Whoever may open the socket may read every ticket; that is the
//! user the daemon runs as, and root. Questions are answered on the desk's own thread, a part at a time where an answer
//! can be long: a ticket is shown as it is at one moment, a list is not.

mod digest;
mod health;
mod lists;
mod metrics;
mod quarantine;
mod sop;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;

use super::handle::DeskHandle;
use super::poller::Health;
use super::relays::RelaysHealth;
use super::shown::{shown, subject_in};
use super::size::Size;
use super::vigil::Troubles;
use crate::calendar::hours::after;
use crate::domain::{Priority, Status, TicketId, Urgency};
use crate::engine::{Policy, Row};
use crate::reports;
use crate::store::{Archived, Cursor, Filter, Store, StoreError};
pub use health::check_json;
use health::{check, status};
use lists::{mail_json, mails, outbox};

/// How long the desk may take for one answer. A turn takes a tenth of a second.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// What the control socket speaks for.
#[derive(Clone)]
pub struct Control {
    /// The desk.
    pub desk: DeskHandle,
    /// How the mailboxes do.
    pub health: Health,
    /// How the relays do.
    pub relays: RelaysHealth,
    /// Where the state is kept.
    pub state_dir: PathBuf,
    /// How much room it takes.
    pub size: Size,
    /// What stands still.
    pub troubles: Troubles,
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
        .route("/tickets/{id}/clocks", get(ticket_clocks))
        .route("/tickets/{id}/record", get(ticket_record))
        .route("/mails", get(mails))
        .route("/outbox", get(outbox))
        .route("/quarantine", get(quarantine::list))
        .route("/quarantine/{id}", get(quarantine::show))
        .route("/quarantine/{id}/retry", post(quarantine::retry))
        .route("/status", get(status))
        .route("/sop", get(sop::sop))
        .route("/report", get(sop::report))
        .route("/digest", get(digest::digest))
        .route("/metrics", get(metrics::metrics))
        .route("/check", get(check))
        .route("/durable", get(durable))
        .fallback(unknown)
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

/// What is not here, and what is.
async fn unknown(uri: Uri) -> Refused {
    let what = format!(
        "there is no {}; there are /tickets, /tickets/ID, /mails, /outbox, /quarantine, /status, /sop, /report, /digest, /check and /metrics",
        uri.path()
    );
    Refused(StatusCode::NOT_FOUND, what)
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
        let refused = |what: String| Refused(StatusCode::SERVICE_UNAVAILABLE, what);
        let answer = tokio::time::timeout(ANSWER_LIMIT, self.desk.query(question)).await;
        let answer = answer.map_err(|_| {
            let secs = ANSWER_LIMIT.as_secs();
            refused(format!(
                "the desk has not answered for {secs} s; see its log and the disk, and restart it"
            ))
        })?;
        answer.map_err(|_| refused("the desk is stopping; try again".to_owned()))?
    }
}

/// One part of a list, and where the next one begins.
type Part<T> = Result<(Vec<T>, Option<Cursor>), Refused>;

impl Control {
    /// Asks for a list part by part, so that other work is done between two parts.
    async fn parts<T: Send + 'static>(
        &self,
        part: impl Fn(&Store, &Policy, &Cursor) -> Part<T> + Clone + Send + 'static,
    ) -> Result<Vec<T>, Refused> {
        let mut list = Vec::new();
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            let part = part.clone();
            let (more, after) = self
                .ask(move |store, policy, _| part(store, policy, &at))
                .await?;
            list.extend(more);
            next = after;
        }
        Ok(list)
    }
}

async fn tickets(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let mut filter = filter(&pairs)?;
    let archive = |policy: &Policy, now| policy.archive_after.map(|age| after(now, -age));
    filter.archive_before = control
        .ask(move |_, policy, now| Ok(archive(policy, now)))
        .await?;
    let mut list: Vec<(Urgency, Value)> = control
        .parts(move |store, policy, at| {
            let (tickets, next) = store.tickets(&filter, at)?;
            let list = tickets.iter().map(|ticket| {
                let line = reports::ticket_json(ticket, &policy.tag);
                (ticket.urgency(), line)
            });
            Ok((list.collect(), next))
        })
        .await?;
    list.sort_by_key(|(urgency, _)| *urgency);
    Ok(Json(list.into_iter().map(|(_, line)| line).collect()))
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
            "archived" => {
                filter.archived = match value.as_str() {
                    "with" => Archived::With,
                    "only" => Archived::Only,
                    other => {
                        let what = format!("\"{other}\" is not \"with\" or \"only\"");
                        return Err(bad(what));
                    }
                }
            }
            other => {
                return Err(bad(format!(
                    "\"{other}\" is no filter; possible are: status, priority, assignee, archived"
                )));
            }
        }
    }
    Ok(filter)
}

/// The ticket that a path names.
fn ticket_number(id: &str) -> Result<TicketId, Refused> {
    let digits = id.rsplit(['-', '#']).next();
    let number = digits.and_then(|digits| digits.parse().ok()).map(TicketId);
    number.ok_or_else(|| {
        Refused(
            StatusCode::BAD_REQUEST,
            format!("\"{id}\" is no ticket number; write it as 1000 or ACME-1000"),
        )
    })
}

fn no_ticket(number: TicketId) -> Refused {
    Refused(
        StatusCode::NOT_FOUND,
        format!("there is no ticket {number}; `ticketd list` shows them all"),
    )
}

async fn ticket_clocks(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let number = ticket_number(&id)?;
    let runs = control
        .ask(move |store, policy, now| {
            let known = store.history(number, usize::MAX)?;
            let known = known.ok_or_else(|| no_ticket(number))?;
            let letters = store.letters_of(number)?;
            let letters: Vec<_> = letters.iter().map(super::sop::sent).collect();
            let runs = reports::clocks_json(number, &known.history, &letters, policy, now);
            Ok(Value::from(runs))
        })
        .await?;
    Ok(Json(runs))
}

async fn ticket_record(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let number = ticket_number(&id)?;
    let record = control
        .ask(move |store, policy, now| {
            let known = store.history(number, usize::MAX)?;
            let known = known.ok_or_else(|| no_ticket(number))?;
            let (ticket, events) = (&known.ticket, &known.history);
            Ok(reports::record_json(ticket, events, &policy.tag, now))
        })
        .await?;
    Ok(Json(record))
}

async fn ticket(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let number = ticket_number(&id)?;
    let (known, letters, files, tag, address, roster) = control
        .ask(move |store, policy, _| {
            let Some(known) = store.history(number, usize::MAX)? else {
                return Err(no_ticket(number));
            };
            let letters = store.letters_of(number)?;
            let files = letters.iter().map(|row| row.spool);
            let files: BTreeMap<_, _> = files.map(|name| (name, store.spool_path(name))).collect();
            let (tag, address) = (policy.tag.clone(), policy.address.clone());
            Ok((known, letters, files, tag, address, policy.roster.clone()))
        })
        .await?;
    // Files are read beside the desk: it has other work.
    let shown = tokio::task::spawn_blocking(move || {
        let desk = reports::Desk {
            tag: &tag,
            address: &address,
            roster: &roster,
        };
        let subject = |row: &Row| subject_in(files.get(&row.spool)?);
        shown(&known.ticket, &known.history, &letters, desk, subject)
    });
    let shown = shown.await.map_err(|error| {
        let what = format!("showing ticket {number}: {error}");
        Refused(StatusCode::INTERNAL_SERVER_ERROR, what)
    })?;
    Ok(Json(shown))
}

/// The last line of the journal that is durable: what a copy of the files may hold on to.
async fn durable(State(control): State<Control>) -> Answer {
    let line = control.ask(|store, _, _| Ok(store.durable())).await?;
    Ok(Json(json!({ "line": line })))
}
