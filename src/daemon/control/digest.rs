//! `GET /digest`: what an agent's digest would say now. Nothing is written, and nobody's next digest is another for it.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde_json::json;

use super::{Answer, Control, Pairs, Refused};
use crate::daemon::sop;
use crate::engine::periodical;
use crate::store::Cursor;

pub(super) async fn digest(State(control): State<Control>, Query(pairs): Pairs) -> Answer {
    let [(key, name)] = pairs.as_slice() else {
        return Err(refused());
    };
    if key != "agent" {
        return Err(refused());
    }
    let asked = control.ask(|store, policy, now| Ok((policy.clone(), store.past()?, now)));
    let (policy, past, now) = asked.await?;
    let Some(agent) = policy.roster.agent(name) else {
        let names = policy.roster.agents.iter();
        let names: Vec<&str> = names.map(|agent| agent.name.as_str()).collect();
        let what = format!("there is no agent {name}; there are: {}", names.join(", "));
        return Err(Refused(StatusCode::NOT_FOUND, what));
    };
    let period = periodical::since_last_digest(&past, now);
    let mut board = periodical::board(period);
    let mut next = Some(Cursor::default());
    while let Some(at) = next {
        let read = control.ask(move |store, _, _| Ok(sop::tickets(store, period, &at)?));
        let (tickets, after) = read.await?;
        for ticket in tickets {
            ticket.onto(&mut board);
        }
        next = after;
    }
    let shown = periodical::shown(&policy, agent, &board)
        .map_err(|error| Refused(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(Json(json!({
        "agent": agent.name.as_str(),
        "at": format!("{now:.0}"),
        "subject": shown.as_ref().map(|shown| shown.subject.as_str()),
        "text": shown.as_ref().map(|shown| shown.text.as_str()),
    })))
}

fn refused() -> Refused {
    let what = "a digest is one agent's; ask for /digest?agent=NAME";
    Refused(StatusCode::BAD_REQUEST, what.to_owned())
}
