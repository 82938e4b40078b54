//! `check`: do journal, index and spool agree? Live, by asking the daemon; at rest, by opening the state.

use std::path::Path;

use serde_json::Value;

use super::client::{Client, ClientError};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::{place, run};
use crate::config;
use crate::daemon;

/// Checks, and says what was found.
pub(super) fn check(given: Option<&Path>, out: &mut Output) -> Result<Exit, Failure> {
    let live = Client::new(place::socket(given)?).get("/check");
    let found = match live {
        Err(ClientError::NotRunning(_)) => at_rest(given)?,
        other => other.map_err(|error| error.doing("checking the store"))?,
    };
    let count = |key: &str| found.get(key).and_then(Value::as_u64).unwrap_or(0);
    let faults: Vec<&str> = found
        .get("faults")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for fault in &faults {
        out.line(fault)?;
    }
    if faults.is_empty() {
        out.line(&format!(
            "{} ticket(s), {} line(s) of the journal: all agree",
            count("tickets"),
            count("lines")
        ))?;
        return Ok(Exit::Ok);
    }
    let what = format!(
        "checking the store: {} fault(s); stop the daemon, move STATE-DIR/index away and start it again to make the index anew",
        faults.len()
    );
    Err(Failure::new(Exit::Data, what))
}

fn at_rest(given: Option<&Path>) -> Result<Value, Failure> {
    let path = place::config(given)?;
    let settings = config::load(&path).map_err(|error| Failure::new(Exit::Config, error))?;
    if !settings.desk.state_dir.join("journal").is_dir() {
        let what = format!(
            "checking the store: there is none in {}; it is made at the first start",
            settings.desk.state_dir.display()
        );
        return Err(Failure::new(Exit::Unavailable, what));
    }
    let (store, _) = daemon::open_store(&settings).map_err(|error| run::failure(&error))?;
    let check = store
        .check()
        .and_then(|check| store.close().map(|()| check));
    let check = check.map_err(|error| run::failure(&error.into()))?;
    Ok(daemon::control::check_json(&check))
}
