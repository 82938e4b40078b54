//! Waiting for mail: IDLE (RFC 2177) by hand, or sleep where the server has none.
//!
//! async-imap's own IDLE hangs when it is refused and sleeps through what arrives before the server's `+`. Here an
//! EXISTS seen at any time since the last listing began ends the waiting at once. A wait may be dropped in any state;
//! what is left of the IDLE is ended before the next command.

use std::future::pending;
use std::time::Duration;

use tokio::time::timeout;

use super::answer::{Heard, Verdict};
use super::session::Session;
use crate::fault::hastened;
use crate::intake::IntakeError;

/// An IDLE is ended and begun anew after so long, which shows whether the connection is alive.
const IDLE_MAX: Duration = Duration::from_mins(5);
/// How long the server may take to answer IDLE, and DONE.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const NAME: &str = "IDLE";

/// An IDLE that has been begun and not ended.
#[derive(Debug)]
pub(super) struct Idling {
    tag: String,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The server has not said `+`; DONE must not be sent yet.
    Asked,
    /// It has.
    Going,
    /// DONE is sent, the tagged answer is to come.
    Ending,
}

impl Session {
    /// Sleeps until there is news or `at_most` has passed.
    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), IntakeError> {
        if let Ok(result) = timeout(at_most, self.wait_for_news()).await {
            result?;
        }
        self.finish_idle().await
    }

    async fn wait_for_news(&mut self) -> Result<(), IntakeError> {
        self.finish_idle().await?;
        while !self.selected.has_news {
            if self.is_idle_refused || !self.offers("IDLE") {
                return pending().await;
            }
            self.begin_idle().await?;
            match timeout(hastened(IDLE_MAX), self.hear_news()).await {
                Ok(result) => result?,
                Err(_) => self.finish_idle().await?,
            }
        }
        Ok(())
    }

    async fn begin_idle(&mut self) -> Result<(), IntakeError> {
        let tag = self.next_tag();
        self.idling = Some(Idling {
            tag: tag.clone(),
            phase: Phase::Asked,
        });
        self.send(NAME, &tag, "IDLE", 0).await?;
        let asked = async {
            while self.phase() == Some(Phase::Asked) {
                self.hear().await?;
            }
            Ok(())
        };
        match timeout(hastened(ANSWER_TIMEOUT), asked).await {
            Ok(result) => result,
            Err(_) => Err(self.timed_out(NAME, ANSWER_TIMEOUT)),
        }
    }

    async fn hear_news(&mut self) -> Result<(), IntakeError> {
        while self.idling.is_some() && !self.selected.has_news {
            self.hear().await?;
        }
        Ok(())
    }

    /// Ends the IDLE that is going on, if one is.
    pub(super) async fn finish_idle(&mut self) -> Result<(), IntakeError> {
        let done = async {
            while let Some(idling) = &mut self.idling {
                if idling.phase == Phase::Going {
                    idling.phase = Phase::Ending;
                    self.write(NAME, "DONE").await?;
                }
                self.hear().await?;
            }
            Ok(())
        };
        match timeout(hastened(ANSWER_TIMEOUT), done).await {
            Ok(result) => result,
            Err(_) => Err(self.timed_out(NAME, ANSWER_TIMEOUT)),
        }
    }

    /// Takes one response during IDLE. News among it is noted in passing.
    async fn hear(&mut self) -> Result<(), IntakeError> {
        let heard = self.next(NAME, 2 * IDLE_MAX, Heard::of).await?;
        let Some(idling) = &mut self.idling else {
            return Ok(());
        };
        match heard {
            Heard::Untagged => {}
            Heard::More if idling.phase == Phase::Asked => idling.phase = Phase::Going,
            Heard::Tagged(tag, verdict) if tag == idling.tag => {
                let phase = idling.phase;
                self.idling = None;
                self.is_in_step = true;
                if phase == Phase::Ending {
                    return verdict.into_result(NAME, &self.server);
                }
                // Refused, or ended by the server itself: from here on this session sleeps instead.
                self.is_idle_refused = true;
                if let Verdict::Refused { said, .. } = verdict {
                    tracing::info!(server = self.server, "IDLE is offered but refused: {said}");
                }
            }
            Heard::More | Heard::Tagged(..) => {
                return Err(self.ended(NAME, "the server answered what was not asked"));
            }
        }
        Ok(())
    }

    fn phase(&self) -> Option<Phase> {
        self.idling.as_ref().map(|idling| idling.phase)
    }
}
