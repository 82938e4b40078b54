//! `backup` and `restore`: the state into a folder, and out of it again.
//!
//! A backup is made here and not by the daemon: it may write to its own state directory only, and all that is needed
//! of it is the number of the last line that is durable.

use std::path::Path;

use super::args::{Backup, Restore};
use super::client::{Client, ClientError};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::{place, rebuild, run};
use crate::daemon;
use crate::daemon::clock;
use crate::store::{Manifest, Resting, StoreError, backup as back_up};

/// `backup`: live, up to what is durable; at rest, all there is.
pub(super) fn backup(
    given: Option<&Path>,
    wanted: &Backup,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let failed = |error: StoreError| run::failure(&error.into());
    let state = place::state(given)?;
    let done = match Client::new(place::socket(given)?).get("/durable") {
        Err(ClientError::NotRunning(_)) => {
            if !state.join("journal").is_dir() {
                let what = format!(
                    "backing up: there is no store in {}; the first start makes it",
                    state.display()
                );
                return Err(Failure::new(Exit::Unavailable, what));
            }
            let _resting = Resting::hold(&state).map_err(failed)?;
            back_up(&state, &wanted.dir, u64::MAX, clock::now())
        }
        answer => {
            let answer = answer.map_err(|error| error.doing("backing up"))?;
            let line = answer.get("line").and_then(serde_json::Value::as_u64);
            back_up(&state, &wanted.dir, line.unwrap_or_default(), clock::now())
        }
    };
    let (manifest, new) = done.map_err(failed)?;
    out.line(&format!(
        "backed up to {}: {} tickets, {} lines of the journal, {} files ({new} of them new), digest {}",
        wanted.dir.display(),
        manifest.tickets,
        manifest.line,
        manifest.files,
        manifest.digest
    ))?;
    tell_key(&manifest, out)?;
    tell_missing(&manifest)
}

/// `restore`: verifies a backup, makes it the state, and takes in what the mailboxes hold besides.
pub(super) fn restore(
    given: Option<&Path>,
    wanted: &Restore,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let failed = |error: StoreError| run::failure(&error.into());
    if wanted.only_verify {
        let manifest = Manifest::read(&wanted.dir).map_err(failed)?;
        manifest.verify(&wanted.dir).map_err(failed)?;
        out.line(&format!(
            "the backup of {:.0} is whole: {} tickets, {} lines of the journal, {} files, digest {}",
            manifest.made_at, manifest.tickets, manifest.line, manifest.files, manifest.digest
        ))?;
        return tell_missing(&manifest);
    }
    let path = place::config(given)?;
    // With the passwords, which are needed at the end: what is missing has to be known before anything is copied.
    let settings = run::settings(&path)?;
    let done = daemon::restore(&wanted.dir, &settings).map_err(|error| run::failure(&error))?;
    let manifest = &done.manifest;
    out.line(&format!(
        "restored the backup of {:.0}: {} tickets, {} lines of the journal, {} files, digest {}",
        manifest.made_at, manifest.tickets, manifest.line, manifest.files, manifest.digest
    ))?;
    if done.in_doubt + done.given_up > 0 {
        out.line(&format!(
            "{} letters waited to be sent in it and may have been sent since: {} go out once more in 15 minutes, {} do not; see `ticketd outbox`",
            done.in_doubt + done.given_up, done.in_doubt, done.given_up
        ))?;
    }
    tell_key(manifest, out)?;
    rebuild::from_mailbox(&path, out).map_err(|failure| {
        let what = format!(
            "{failure}; the backup is restored all the same: when that is mended, run `ticketd rebuild --from-mailbox`, and not `restore` again"
        );
        Failure::new(failure.exit, what)
    })?;
    tell_missing(manifest)
}

fn tell_key(manifest: &Manifest, out: &mut Output) -> Result<(), Failure> {
    out.line(if manifest.has_secret {
        "the signing key is in it: keep it as you keep passwords"
    } else {
        "the signing key is not in it, but where [identity] secret names it: keep that too"
    })
}

/// Files that were gone before the backup was made are an admin's business, and no reason to have none of the rest.
fn tell_missing(manifest: &Manifest) -> Result<Exit, Failure> {
    let Some(first) = manifest.missing.first() else {
        return Ok(Exit::Ok);
    };
    let what = format!(
        "the backup lacks {} files of the spool that were missing or damaged when it was made, such as {first}; everything else is in it, and an older backup may have them",
        manifest.missing.len()
    );
    Err(Failure::new(Exit::Data, what))
}
