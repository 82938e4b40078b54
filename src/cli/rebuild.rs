//! `rebuild`: the index made anew from the journal, or tickets from the mails that were processed; the daemon must not
//! run.
//!
//! Nothing that matters is in the index, so the first can do no harm and is never the wrong thing to try. The daemon does
//! the same by itself when it starts and sees a reason to; this is for the case that a person sees one.

use std::path::Path;

use super::args::Rebuild;
use super::check::{open_at_rest, tell};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::terminal::one_line;
use super::{place, run};
use crate::config;
use crate::daemon;
use crate::store::{Store, StoreError, hand_over};

/// `rebuild`: throws the index away, makes it anew, and checks what came of it.
pub(super) fn rebuild(
    given: Option<&Path>,
    wanted: &Rebuild,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let path = place::config(given)?;
    if wanted.from_mailbox {
        return from_mailbox(&path, out);
    }
    let settings = config::look_at(&path).map_err(|error| Failure::new(Exit::Config, error))?;
    let failed = |error: StoreError| run::failure(&error.into());
    Store::forget_index(&settings.desk.state_dir).map_err(failed)?;
    let (store, opened) = open_at_rest(&settings, "rebuilding the index")?;
    let check = store
        .check()
        .and_then(|check| store.close().map(|()| check))
        .map_err(failed)?;
    hand_over(&settings.desk.state_dir).map_err(failed)?;
    if !wanted.json {
        if opened.cut_octets > 0 {
            out.line(&format!(
                "{} octets at the torn end of the journal were cut off; nobody had been told of what they said",
                opened.cut_octets
            ))?;
        }
        out.line(&format!(
            "the index was made anew from {} lines of the journal",
            opened.replayed
        ))?;
    }
    tell(&daemon::control::check_json(&check), wanted.json, out)
}

/// `rebuild --from-mailbox`: what lies in the processed folders and the state does not know, taken in silently.
pub(super) fn from_mailbox(path: &Path, out: &mut Output) -> Result<Exit, Failure> {
    let settings = run::settings(path)?;
    let recovered = run::runtime()?
        .block_on(daemon::recover(&settings))
        .map_err(|error| run::failure(&error))?;
    hand_over(&settings.desk.state_dir).map_err(|error| run::failure(&error.into()))?;
    for why in &recovered.unread {
        out.line(&one_line(&format!("left out: {why}")))?;
    }
    out.line(&format!(
        "{} mails lie in the processed folders; {} were known; made anew: {} tickets ({} with the number they had) and {} mails on tickets; nobody was written to, and the next new ticket is {}",
        recovered.found,
        recovered.known,
        recovered.tickets,
        recovered.numbers_kept,
        recovered.joined,
        recovered.next
    ))?;
    Ok(Exit::Ok)
}
