//! What a response means for the command that waits for it, and how reading one is survived.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use async_imap::imap_proto::{Outcome, Response, ResponseCode, Status};

use crate::intake::IntakeError;
use crate::intake::error::said;

/// So much of a line that cannot be understood is shown.
const EXCERPT_CHARS: usize = 60;

/// What a response means for the command that is waited for.
pub(super) enum Heard {
    Tagged(String, Verdict),
    More,
    Untagged,
}

impl Heard {
    pub(super) fn of(response: &Response<'_>) -> Self {
        match response {
            Response::Done {
                tag,
                status,
                outcome,
            } => Self::Tagged(tag.0.clone(), Verdict::of(status, outcome)),
            Response::Continue(_) => Self::More,
            _ => Self::Untagged,
        }
    }
}

/// The end of a command.
pub(super) enum Verdict {
    Ok,
    Refused {
        status: &'static str,
        said: String,
        is_folder_missing: bool,
    },
}

impl Verdict {
    fn of(status: &Status, outcome: &Outcome<'_>) -> Self {
        let status = match status {
            Status::Ok => return Self::Ok,
            Status::No => "NO",
            _ => "BAD",
        };
        Self::Refused {
            status,
            said: words(outcome),
            is_folder_missing: outcome.code == Some(ResponseCode::TryCreate),
        }
    }

    pub(super) fn into_result(
        self,
        command: &'static str,
        server: &str,
    ) -> Result<(), IntakeError> {
        match self {
            Self::Ok => Ok(()),
            Self::Refused {
                status,
                said,
                is_folder_missing,
            } => Err(IntakeError::Refused {
                command,
                server: server.to_owned(),
                status,
                said,
                is_folder_missing,
            }),
        }
    }
}

/// The parser has panicked.
#[derive(Debug)]
pub(super) struct Panicked;

/// Runs a future, and turns a panic into an error: imap-proto 0.17 unwraps in four places that a server can reach
/// (`INTERNALDATE NIL`, `[CODE]` followed by a letter beyond ASCII, ID and METADATA). The session must then be dropped.
pub(super) async fn caught<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = std::pin::pin!(future);
    poll_fn(
        move |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => {
                forget(panic);
                Poll::Ready(Err(Panicked))
            }
        },
    )
    .await
}

/// A payload whose drop panics would end the process.
pub(super) fn forget(panic: Box<dyn Any + Send>) {
    std::mem::forget(panic);
}

/// The human part of a response, made fit to be shown.
pub(super) fn words(outcome: &Outcome<'_>) -> String {
    said(outcome.information.as_deref().unwrap_or_default())
}

/// What is wrong with the connection. async-imap puts the whole unparsable response into its error, mail content
/// included; only its beginning is shown.
pub(super) fn cause(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return "the server closed the connection in the middle of a response".to_owned();
    }
    let text = error.to_string();
    match text.rsplit_once(" during parsing of ") {
        Some((_, raw)) => {
            let excerpt: String = raw.chars().take(EXCERPT_CHARS).collect();
            format!("the server sent what is not IMAP: {excerpt}…")
        }
        None => said(&text),
    }
}
