//! Lists over the control socket: source mails and the outbox.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Json;
use jiff::Timestamp;
use serde_json::Value;

use super::{Answer, Control, Pairs, Refused};
use crate::engine::{LedgerRow, Row, RowState};
use crate::reports;

/// Most rows of the outbox that are shown.
const OUTBOX_MAX: usize = 10_000;

pub(super) async fn mails(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
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
        .parts(move |store, _, at| {
            let (rows, next) = store.ledger_since(since, at)?;
            Ok((rows.iter().map(mail_json).collect(), next))
        })
        .await?;
    Ok(Json(Value::from(list)))
}

pub(super) fn mail_json(row: &LedgerRow) -> Value {
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

pub(super) async fn outbox(State(control): State<Control>) -> Answer {
    let mut rows = control.ask(|store, _, _| Ok(store.sending_now()?)).await?;
    let waiting = control
        .parts(|store, _, at| Ok(store.waiting_letters(at)?))
        .await?;
    rows.extend(waiting);
    // A letter can begin or end to be sent between two parts.
    let mut told = BTreeSet::new();
    rows.retain(|row| told.insert(row.no));
    rows.truncate(OUTBOX_MAX);
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
        RowState::Cancelled { .. } => (None, 0, None),
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
