//! What was done about a ticket, in words.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::shown_duration;
use crate::domain::{Deed, Personal};

/// A deed in words, and the text that belongs to it.
pub(super) fn told(deed: &Deed, shown: impl Fn(Timestamp) -> String) -> (String, Option<String>) {
    let maybe = |text: &Option<Personal<String>>| text.as_ref().map(ToString::to_string);
    let or_none = |at: &Option<Timestamp>| at.map_or_else(|| "none".to_owned(), &shown);
    match deed {
        Deed::ReminderSet(reminder) => (
            format!("wants to be reminded {}", shown(reminder.due)),
            maybe(&reminder.text),
        ),
        Deed::RemindersDropped { .. } => ("took the own reminders back".to_owned(), None),
        Deed::Reminded(reminder) => (
            format!("reminded {}", reminder.agent),
            maybe(&reminder.text),
        ),
        Deed::DueSet { from, to, .. } => (
            format!("to be solved by {} → {}", or_none(from), or_none(to)),
            None,
        ),
        Deed::Judged(grades) => (grades.to_string(), None),
        Deed::SaidUrgent { reason } => ("calls it urgent".to_owned(), Some(reason.to_string())),
        Deed::RaiseSet { due: Some(at) } => (format!("age raises it {}", shown(*at)), None),
        Deed::RaiseSet { due: None } => ("age raises it no more".to_owned(), None),
        Deed::Ending(ending) => super::endings::told(ending, shown),
        Deed::AgentAway { agent, away } => {
            let until = away.until.map(|until| format!(" until {}", shown(until)));
            let until = until.unwrap_or_default();
            (format!("{agent} is away{until}"), None)
        }
        Deed::AgentBack { agent } => (format!("{agent} is back"), None),
        Deed::TimeSpent { minutes, text } => (time(*minutes), maybe(text)),
        Deed::Contacted {
            channel,
            is_reached: true,
            text,
            ..
        } => (
            format!("spoke to the requester {}", channel.words()),
            Some(text.to_string()),
        ),
        Deed::Contacted { channel, text, .. } => (
            format!("did not reach the requester {}", channel.words()),
            Some(text.to_string()),
        ),
        Deed::WatchStarted { agent } => (format!("{agent} watches it"), None),
        Deed::WatchEnded { agent } => (format!("{agent} watches it no more"), None),
        Deed::AbuseReported { text } => ("reported abuse".to_owned(), maybe(text)),
        Deed::ArticlePublished(article) => (
            format!("published as an article: {}", *article.title),
            Some(article.text.to_string()),
        ),
        Deed::IncidentRaised(incident) => {
            (format!("major incident: {}", incident.stage.word()), None)
        }
        Deed::ArticleWithdrawn => ("took the article back".to_owned(), None),
        Deed::AbuseCleared => ("took the report of abuse back".to_owned(), None),
        Deed::OptionsOffered { text, until, .. } => (
            format!("offered a choice until {}", shown(*until)),
            Some(text.to_string()),
        ),
        Deed::OptionChosen { number, option } => {
            (format!("chose {number}"), Some(option.to_string()))
        }
        Deed::OrderUndone { .. } => ("took the own last order back".to_owned(), None),
        Deed::RequesterChanged { from, to } => (
            format!("made it the ticket of {}, not {}", to.address, from.address),
            None,
        ),
        Deed::SenderBlocked { sender } => (format!("blocked the mail of {sender}"), None),
        Deed::SenderUnblocked { sender } => (format!("unblocked the mail of {sender}"), None),
    }
}

/// Minutes of work, in words; fewer than none are taken back.
fn time(minutes: i64) -> String {
    let amount = shown_duration(SignedDuration::from_mins(minutes));
    if minutes < 0 {
        format!("took {amount} of work back")
    } else {
        format!("worked on it for {amount}")
    }
}
