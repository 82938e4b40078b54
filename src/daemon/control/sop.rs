//! `GET /sop`: how far the support procedure was carried out; `GET /report`: the service report.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Json;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Answer, Control, Pairs, Refused};
use crate::calendar::Hours;
use crate::calendar::hours::after;
use crate::daemon::sop;
use crate::engine::Policy;
use crate::reports::service::Service;
use crate::reports::sop::{Audit, Period};
use crate::store::Cursor;

/// How long before its end a period begins that names no beginning.
const USUAL_DAYS: i64 = 30;

pub(super) async fn sop(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let (policy, now): (Policy, Timestamp) = control
        .ask(|_, policy, now| Ok((policy.clone(), now)))
        .await?;
    let period = period(&pairs, &policy.hours, now)?;
    let mut audit = Audit::new(period);
    let mut next = Some(Cursor::default());
    while let Some(at) = next {
        let part = control.ask(move |store, _, _| Ok(sop::tickets(store, period, &at)?));
        let (tickets, after) = part.await?;
        for ticket in tickets {
            ticket.into_audit(&mut audit, &policy);
        }
        next = after;
    }
    let mails = control.parts(move |store, _, at| Ok(sop::mails(store, period, at)?));
    for mail in &mails.await? {
        audit.take_mail(mail);
    }
    Ok(Json(Value::from(audit.finish())))
}

pub(super) async fn report(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let (policy, now): (Policy, Timestamp) = control
        .ask(|_, policy, now| Ok((policy.clone(), now)))
        .await?;
    let period = period(&pairs, &policy.hours, now)?;
    let mut service = Service::new(period);
    let mut next = Some(Cursor::default());
    while let Some(at) = next {
        let part = control.ask(move |store, _, _| Ok(sop::tickets(store, period, &at)?));
        let (tickets, after) = part.await?;
        for ticket in tickets {
            ticket.into_service(&mut service, &policy);
        }
        next = after;
    }
    Ok(Json(service.finish()))
}

/// The period that is asked for. A day begins at midnight where the desk is.
fn period(pairs: &[(String, String)], hours: &Hours, now: Timestamp) -> Result<Period, Refused> {
    let bad = |what: String| Refused(StatusCode::BAD_REQUEST, what);
    let (mut from, mut to) = (None, None);
    for (key, value) in pairs {
        let at = instant(value, hours).ok_or_else(|| {
            bad(format!(
                "\"{value}\" is neither a day nor an instant; write it as 2026-03-01 or 2026-03-01T10:00:00Z"
            ))
        });
        match key.as_str() {
            "from" => from = Some(at?),
            "to" => to = Some(at?),
            other => {
                return Err(bad(format!(
                    "\"{other}\" says nothing about a period; possible are: from, to"
                )));
            }
        }
    }
    // What is still to come cannot be kept or missed yet.
    let to = to.unwrap_or(now).min(now);
    let from = from.unwrap_or_else(|| after(to, SignedDuration::from_hours(-24 * USUAL_DAYS)));
    if from >= to {
        return Err(bad(format!(
            "the period from {from:.0} to {to:.0} has no time in it; let it begin earlier"
        )));
    }
    Ok(Period { from, to })
}

fn instant(text: &str, hours: &Hours) -> Option<Timestamp> {
    let day = text.parse::<Date>().ok();
    day.map(|day| hours.instant(day.to_datetime(Time::midnight())))
        .or_else(|| text.parse().ok())
}
