//! `check`: do journal, index and spool agree?
//!
//! The running daemon is asked; where none runs, the state is opened and checked here. Nothing is mended.

use std::path::Path;

use serde_json::Value;

use super::args::Check;
use super::client::{Client, ClientError};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tables::{list_of, word};
use super::terminal::one_line;
use super::{place, run};
use crate::config::{self, Settings};
use crate::daemon;
use crate::store::{self, Opened, Store, damage, hand_over};

/// `check`: live, by asking the daemon; at rest, by opening the state.
pub(super) fn check(
    given: Option<&Path>,
    wanted: &Check,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let live = Client::new(place::socket(given)?).get("/check");
    let found = match live {
        Err(ClientError::NotRunning(_)) => at_rest(given)?,
        other => other.map_err(|error| error.doing("checking the store"))?,
    };
    tell(&found, wanted.json, out)
}

/// Opens the state of a desk that is not running. `doing` is what for, a participle.
pub(super) fn open_at_rest(settings: &Settings, doing: &str) -> Result<(Store, Opened), Failure> {
    let state_dir = &settings.desk.state_dir;
    if !state_dir.join("journal").is_dir() {
        let shown = state_dir.display();
        let what = format!("{doing}: there is no store in {shown}; the first start makes it");
        return Err(Failure::new(Exit::Unavailable, what));
    }
    daemon::open_store(settings).map_err(|error| run::failure(&error))
}

fn at_rest(given: Option<&Path>) -> Result<Value, Failure> {
    let path = place::config(given)?;
    // At rest the password of a mailbox is nobody's business.
    let settings = config::look_at(&path).map_err(|error| Failure::new(Exit::Config, error))?;
    let state = &settings.desk.state_dir;
    let checked = open_at_rest(&settings, "checking the store").and_then(|(store, _)| {
        store
            .check()
            .and_then(|check| store.close().map(|()| check))
            .map_err(|error| run::failure(&error.into()))
    });
    let check = match checked {
        Ok(check) => check,
        // What cannot be opened is looked through file by file: all that is damaged is told, and not only the first.
        Err(failure) if failure.exit == Exit::Data => {
            let faults = damage(state).map_err(|error| run::failure(&error.into()))?;
            if faults.is_empty() {
                return Err(failure);
            }
            store::Check {
                faults,
                ..store::Check::default()
            }
        }
        Err(failure) => return Err(failure),
    };
    hand_over(state).map_err(|error| run::failure(&error.into()))?;
    Ok(daemon::control::check_json(&check))
}

/// Tells what was found, and gives the exit code for it: see [`check_json`](crate::reports::check_json).
pub(super) fn tell(found: &Value, is_json: bool, out: &mut Output) -> Result<Exit, Failure> {
    let faults = list_of(found, "/faults");
    if is_json {
        out.json(found)?;
    } else {
        for fault in faults.iter().filter_map(Value::as_str) {
            out.line(&one_line(fault))?;
        }
        out.line(&format!(
            "{} tickets and {} lines of the journal checked, {} faults, digest {}",
            word(found, "/tickets"),
            word(found, "/lines"),
            faults.len(),
            word(found, "/digest")
        ))?;
    }
    Ok(if faults.is_empty() {
        Exit::Ok
    } else {
        Exit::Data
    })
}
