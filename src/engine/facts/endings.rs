//! What happened at the end of a ticket and after it, in words.

use jiff::Timestamp;

use crate::domain::{Ending, Personal};

/// It in words, and the text that belongs to it.
pub(super) fn told(
    ending: &Ending,
    shown: impl Fn(Timestamp) -> String,
) -> (String, Option<String>) {
    let maybe = |text: &Option<Personal<String>>| text.as_ref().map(ToString::to_string);
    match ending {
        Ending::FollowUpSet { due: Some(at) } => (
            format!(
                "the requester is asked whether it still works {}",
                shown(*at)
            ),
            None,
        ),
        Ending::FollowUpSet { due: None } => (
            "the requester is not asked any more whether it still works".to_owned(),
            None,
        ),
        Ending::FollowedUp => (
            "asked the requester whether it still works".to_owned(),
            None,
        ),
        Ending::ApprovalAsked {
            code,
            solution,
            gates,
            ..
        } => (
            format!(
                "to be closed ({}) once approved: {}",
                code.word(),
                gates.join(", ")
            ),
            maybe(solution),
        ),
        Ending::Approved { gates, text } => {
            (format!("approved: {}", gates.join(", ")), maybe(text))
        }
        Ending::Rejected { gates, reason } => (
            format!("not approved: {}", gates.join(", ")),
            Some(reason.to_string()),
        ),
        Ending::ApprovalReminded { .. } => ("asked for approval again".to_owned(), None),
    }
}
