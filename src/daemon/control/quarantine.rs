//! Quarantine over the control socket: what is in it, one mail of it, and taking one in anew, which is the one request
//! that changes something.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{PathBuf, absolute};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde_json::Value;

use super::{Answer, Control, Refused};
use crate::daemon::desk::NotRetried;
use crate::daemon::handle::Work;
use crate::engine::{Disposition, LedgerRow, Locator, Quarantined};
use crate::mail::glance::glance;
use crate::mail::parse::parse;
use crate::reports;

/// How many hex digits name a quarantined mail.
const ID_DIGITS: usize = 8;

/// What names a quarantined mail in the shell: the first digits of a hash over where it lay, the same for ever.
fn id_of(locator: &Locator) -> String {
    let hash = blake3::hash(locator.to_string().as_bytes()).to_hex();
    hash.chars().take(ID_DIGITS).collect()
}

pub(super) async fn list(State(control): State<Control>) -> Answer {
    let rows = control.quarantined(|_| true).await?;
    Ok(Json(rows.iter().map(line).collect()))
}

pub(super) async fn show(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let row = control.in_quarantine(&id).await?;
    let mut shown = line(&row);
    let (raw, path) = match row.raw {
        Some(name) => {
            control
                .ask(move |store, _, _| Ok((store.get(name)?, Some(store.spool_path(name)))))
                .await?
        }
        None => (Vec::new(), None),
    };
    let more = reports::QuarantinedMore {
        because: &row.because,
        headers: glance(&raw),
        defects: defects(&row, &raw),
        raw: path.map(|path: PathBuf| absolute(&path).unwrap_or(path).display().to_string()),
        is_whole: row.disposition != Disposition::Quarantined(Quarantined::Oversize),
    };
    reports::add_to_quarantined(&mut shown, &more);
    Ok(Json(shown))
}

/// What could not be read of a mail; nothing is tried with one that could not be read at all.
fn defects(row: &LedgerRow, raw: &[u8]) -> Vec<String> {
    if row.disposition == Disposition::Quarantined(Quarantined::Poison) {
        return Vec::new();
    }
    let read = catch_unwind(AssertUnwindSafe(|| parse(raw)));
    let defects = read.map(|mail| mail.defects).unwrap_or_default();
    defects
        .iter()
        .map(|defect| defect.word().to_owned())
        .collect()
}

pub(super) async fn retry(State(control): State<Control>, Path(id): Path<String>) -> Answer {
    let row = control.in_quarantine(&id).await?;
    let most = control.max_sizes.get(&row.locator.mailbox).copied();
    if row.disposition == Disposition::Quarantined(Quarantined::Oversize) {
        let why = match most {
            None => Some(format!(
                "no mailbox is named \"{}\" any more; read it in daemon.toml and restart",
                row.locator.mailbox
            )),
            Some(most) if row.size > most => Some(format!(
                "it has {} bytes, and mailbox \"{}\" takes {most}; raise its max-size and restart ticketd first",
                row.size, row.locator.mailbox
            )),
            Some(_) => None,
        };
        if let Some(why) = why {
            return Err(Refused(StatusCode::CONFLICT, why));
        }
    }
    let locator = row.locator.clone();
    let retried = control
        .desk
        .ask(|reply| Work::Retry { locator, reply })
        .await;
    let retried = retried.map_err(|_| {
        let what = "the desk is stopping; try again".to_owned();
        Refused(StatusCode::SERVICE_UNAVAILABLE, what)
    })?;
    match retried {
        Ok(row) => Ok(Json(super::mail_json(&row))),
        Err(NotRetried::Unknown) => Err(unknown(&id)),
        Err(NotRetried::Placed) => Err(Refused(
            StatusCode::CONFLICT,
            "it is not in quarantine any more; `ticketd mails` says what it became".to_owned(),
        )),
        Err(NotRetried::Unreadable(why)) => Err(Refused(
            StatusCode::CONFLICT,
            format!(
                "{why}, and it stays in quarantine; `ticketd quarantine show {id}` names its file"
            ),
        )),
    }
}

fn unknown(id: &str) -> Refused {
    let what =
        format!("no mail \"{id}\" is in quarantine; `ticketd quarantine list` shows them all");
    Refused(StatusCode::NOT_FOUND, what)
}

impl Control {
    /// The quarantined mails that are wanted, read a part at a time so that other work is done between two parts.
    async fn quarantined(
        &self,
        is_wanted: impl Fn(&LedgerRow) -> bool,
    ) -> Result<Vec<LedgerRow>, Refused> {
        let mut found = Vec::new();
        let mut next = Some(Vec::new());
        while let Some(from) = next {
            let part = self.ask(move |store, _, _| Ok(store.quarantined(&from)?));
            let (rows, after) = part.await?;
            found.extend(rows.into_iter().filter(|row| is_wanted(row)));
            next = after;
        }
        found.sort_by_key(|row| row.at);
        Ok(found)
    }

    async fn in_quarantine(&self, id: &str) -> Result<LedgerRow, Refused> {
        let wanted = id.trim().to_ascii_lowercase();
        let mut rows = self
            .quarantined(|row| id_of(&row.locator) == wanted)
            .await?;
        match rows.len() {
            0 | 1 => rows.pop().ok_or_else(|| unknown(id)),
            _ => Err(Refused(
                StatusCode::CONFLICT,
                format!(
                    "{id} names {} mails; take one in by hand and try again",
                    rows.len()
                ),
            )),
        }
    }
}

fn line(row: &LedgerRow) -> Value {
    reports::quarantined_json(&reports::QuarantinedLine {
        id: id_of(&row.locator),
        locator: row.locator.to_string(),
        reason: row.disposition.reason().unwrap_or_default(),
        size: row.size,
        from: row.from.as_ref().map(|from| from.as_str()),
        ticket: row.ticket,
        received_at: row.received_at,
        at: row.at,
        earlier: row.earlier.iter().map(|was| was.word()).collect(),
        is_awaited: row.is_awaited,
    })
}
