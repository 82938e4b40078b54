//! What happened at the end of a ticket and after it, in words.

use jiff::Timestamp;

use crate::domain::Ending;

/// It in words, and the text that belongs to it.
pub(super) fn told(
    ending: &Ending,
    shown: impl Fn(Timestamp) -> String,
) -> (String, Option<String>) {
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
    }
}
