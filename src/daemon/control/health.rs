//! How the desk does, over the control socket: `status` and `check`.

use std::sync::PoisonError;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json;
use jiff::Timestamp;
use serde_json::Value;

use super::{Answer, Control, Refused};
use crate::daemon::clock;
use crate::daemon::poller::MailboxHealth;
use crate::daemon::relays::RelayHealth;
use crate::reports;
use crate::store::StoreError;

pub(super) async fn status(State(control): State<Control>) -> Answer {
    Ok(Json(health(&control).await?))
}

pub(super) async fn health(control: &Control) -> Result<Value, Refused> {
    let stats = control.ask(|store, _, now| Ok(store.stats(now)?)).await?;
    let store_bytes = control.size.now().await?;
    let now = clock::now();
    let secs = |since: Timestamp| u64::try_from(now.duration_since(since).as_secs()).unwrap_or(0);
    let mailboxes: Vec<(String, MailboxHealth)> = {
        let health = control
            .health
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        health
            .iter()
            .map(|(name, health)| (name.clone(), health.clone()))
            .collect()
    };
    let relays: Vec<RelayHealth> = control
        .relays
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let troubles: Vec<(&'static str, String)> = {
        let troubles = control.troubles.lock();
        let troubles = troubles.unwrap_or_else(PoisonError::into_inner);
        let each = troubles.iter();
        each.map(|(trouble, what)| (trouble.word(), what.clone()))
            .collect()
    };
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
        troubles: &troubles,
    }))
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

pub(super) async fn check(State(control): State<Control>) -> Answer {
    let (dir, desk) = (control.state_dir.clone(), control.desk.clone());
    // It reads the whole journal, on a thread of its own; of the desk it wants one page at a time.
    let checked = tokio::task::spawn_blocking(move || {
        crate::store::check(&dir, |wanted| {
            let page = desk.query_and_wait(move |store, _, _| store.page(&wanted));
            page.map_err(|gone| StoreError::Index(gone.to_string()))?
        })
    });
    let check = checked.await.map_err(|error| {
        Refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("checking the store: {error}"),
        )
    })??;
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
