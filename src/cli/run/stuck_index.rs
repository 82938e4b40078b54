//! The last resort where the index hangs (measured with sled 0.34 under the fault campaign): after an I/O error it can
//! wait for ever for a write that nobody will do, in whatever thread asks it next, the one that starts the daemon
//! included. It says so in the log before, and only there.
//!
//! So the log is listened to. The ordinary way is that the error comes back, is told and ends the process; only where
//! that has not come about after [`PATIENCE`] it is ended from here, with the same code and the same line. What was
//! promised to anybody is in the journal by then.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};

use super::{Context, Exit, Failure, Layer};
use crate::store::Store;

/// How long the ordinary end may take: longer than a daemon that stops waits for its tasks.
const PATIENCE: Duration = Duration::from_secs(35);

/// Listens to what the index logs.
pub(super) struct Listener {
    faults: Mutex<Sender<String>>,
}

/// A listener, and what it hears: the errors of the index.
fn listener() -> (Listener, Receiver<String>) {
    let (faults, heard) = channel();
    let faults = Mutex::new(faults);
    (Listener { faults }, heard)
}

/// Watches over the index of the state in `dir` for as long as the process lives.
pub(super) fn watch(dir: PathBuf) -> Listener {
    let (listener, heard) = listener();
    // Without a thread there is no last resort, and all else is as it would be.
    let _ = thread::Builder::new()
        .name("stuck-index".to_owned())
        .spawn(move || {
            let Ok(what) = heard.recv() else { return };
            // More of the same changes nothing: the first error counts.
            drop(heard);
            let (_never, end) = channel::<()>();
            let _ = end.recv_timeout(PATIENCE);
            Store::doubt_index(&dir, &what);
            let line = format!(
                "using the index: {what}; it hangs since, and a restart rebuilds it from the journal"
            );
            let failure = Failure::new(Exit::TryAgain, line);
            failure.tell();
            std::process::exit(failure.exit.code().into());
        });
    listener
}

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let mut said = Said::default();
        event.record(&mut said);
        if said.is_of_index {
            let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody listens any more once the first was heard.
            let _ = faults.send(said.words);
        }
    }
}

/// What an event says, and whether the index says it: records of the `log` crate carry their target in a field.
#[derive(Default)]
struct Said {
    words: String,
    is_of_index: bool,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "log.target" => self.is_of_index = value == "sled" || value.starts_with("sled::"),
            "message" => value.clone_into(&mut self.words),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.words = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::SubscriberExt;
    use super::*;

    #[test]
    fn only_what_the_index_logs_as_an_error_is_heard() {
        let (listener, heard) = listener();
        let subscriber = super::super::registry().with(listener);
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!("log.target" = "ticketd::daemon", "the desk ended by itself");
            tracing::warn!("log.target" = "sled::pagecache", "slow");
            tracing::error!(
                "log.target" = "sled::pagecache::iobuf",
                "hit error while writing"
            );
            tracing::error!("the sender panicked");
        });
        assert_eq!(
            heard.iter().collect::<Vec<_>>(),
            ["hit error while writing"]
        );
    }
}
