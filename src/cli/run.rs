//! `run`: the daemon in the foreground.

mod stuck_index;

use std::io::IsTerminal;
use std::path::Path;

use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, registry};

use super::exit::{Exit, Failure};
use super::place;
use crate::config::{self, Settings};
use crate::daemon::{self, PartEnded};
use crate::store::StoreError;

/// What is logged unless `RUST_LOG` says otherwise. async-imap prints what it reads at trace level, mail and all.
const LOG: &str = "info,async_imap=warn,imap_proto=warn,rustls=warn,sled=warn";

/// Runs the daemon until it is told to end.
pub(super) fn run(given: Option<&Path>) -> Result<Exit, Failure> {
    let path = place::config(given)?;
    let settings = settings(&path)?;
    log_to_journal_or_stderr(stuck_index::watch(settings.desk.state_dir.clone()));
    let runtime = runtime()?;
    runtime
        .block_on(daemon::run(path, settings))
        .map_err(|error| failure(&error))?;
    Ok(Exit::Ok)
}

/// Reads the settings; every fault is a line.
pub(super) fn settings(path: &Path) -> Result<Settings, Failure> {
    config::load(path).map_err(|error| {
        let Some((last, others)) = error.lines().split_last() else {
            return Failure::new(Exit::Config, error.to_string());
        };
        for line in others {
            Failure::new(Exit::Config, line).tell();
        }
        Failure::new(Exit::Config, last)
    })
}

/// The runtime of everything that waits.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .build();
    runtime.map_err(|error| {
        Failure::new(
            Exit::TryAgain,
            format!("starting the runtime: {error}; see the limits of this service"),
        )
    })
}

/// A failure of the daemon with its exit code: a directory that is in use may be free later.
pub(super) fn failure(error: &anyhow::Error) -> Failure {
    let exit = match error.downcast_ref::<StoreError>() {
        Some(StoreError::Locked { .. } | StoreError::Io { .. } | StoreError::Index(_)) => {
            Exit::TryAgain
        }
        // What is there will not be another thing when it is tried again.
        Some(_) => Exit::Data,
        None if error.is::<PartEnded>() => Exit::TryAgain,
        None => Exit::Config,
    };
    // A fault of the store names what the system said itself; its chain would say it once more.
    let said = match error.downcast_ref::<StoreError>() {
        Some(error) => error.to_string(),
        None => format!("{error:#}"),
    };
    Failure::new(exit, said)
}

/// Fields reach journald whole where it listens; else lines go to standard error.
fn log_to_journal_or_stderr(listener: stuck_index::Listener) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    let registry = registry().with(filter).with(listener);
    let journal = if std::io::stderr().is_terminal() || !is_stderr_the_journal() {
        None
    } else {
        tracing_journald::layer().ok()
    };
    match journal {
        Some(journal) => registry.with(journal).init(),
        None => registry
            .with(
                tracing_subscriber::fmt::layer()
                    .with_writer(std::io::stderr)
                    .with_ansi(std::io::stderr().is_terminal())
                    .with_target(false),
            )
            .init(),
    }
}

/// Whether systemd connected standard error to the journal (systemd.exec(5), `$JOURNAL_STREAM`).
#[expect(
    clippy::disallowed_methods,
    reason = "not a setting: systemd says here what standard error is"
)]
fn is_stderr_the_journal() -> bool {
    std::env::var_os("JOURNAL_STREAM").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_ended_by_itself_is_started_again_by_systemd() {
        let ended = PartEnded::new("the sender panicked");
        assert_eq!(failure(&ended.into()).exit, Exit::TryAgain);
    }
}
