//! The tasks of a running daemon: each has a name, and one that ends before its time is noticed at once.
//!
//! None is started anew in place: what a panic left half done in memory, nobody knows. The process ends with a code
//! after which systemd starts it again, and the next start reads what is really there.

use std::future::{Future, pending};

use tokio::task::{Id, JoinSet};

/// A part of the daemon ended by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; the next start reads what is really there")]
pub struct PartEnded {
    /// Which, and how.
    pub what: String,
}

impl PartEnded {
    /// This is what ended, and how.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// What runs beside the desk.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    running: JoinSet<()>,
    names: Vec<(Id, String)>,
}

impl Tasks {
    pub(super) fn spawn(
        &mut self,
        name: impl Into<String>,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let id = self.running.spawn(task).id();
        self.names.push((id, name.into()));
    }

    /// Waits until one of them has ended, and says which and how. Every one of them runs until it is stopped.
    pub(super) async fn ended(&mut self) -> PartEnded {
        let (id, how) = match self.running.join_next_with_id().await {
            Some(Ok((id, ()))) => (id, "ended by itself"),
            Some(Err(error)) if error.is_panic() => (error.id(), "panicked"),
            Some(Err(error)) => (error.id(), "was cut off"),
            None => pending().await,
        };
        let name = self.names.iter().find(|(known, _)| *known == id);
        let name = name.map_or("a task", |(_, name)| name.as_str());
        PartEnded::new(format!("{name} {how}"))
    }

    /// Waits until all have ended.
    pub(super) async fn all_ended(&mut self) {
        while self.running.join_next().await.is_some() {}
    }

    /// Cuts off those that have not.
    pub(super) async fn cut_off(&mut self) {
        self.running.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_or_ends_by_itself_is_named_and_the_others_go_on() {
        let mut tasks = Tasks::default();
        tasks.spawn("the sender", pending());
        tasks.spawn("the vigil", async { panic!("it saw something") });
        assert_eq!(tasks.ended().await.what, "the vigil panicked");
        tasks.spawn("the poller of mailbox support", async {});
        let ended = tasks.ended().await;
        assert_eq!(
            ended.to_string(),
            "the poller of mailbox support ended by itself; the next start reads what is really there"
        );
        tasks.cut_off().await;
    }
}
