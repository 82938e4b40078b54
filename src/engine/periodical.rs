//! Mails that come by themselves at set times: which are due, to whom they go, and that each is written once.
//!
//! ```text
//! due ─► somebody gathers what it tells, part by part ─► Edition ─► decide ─► letters, and that it is issued
//! ```
//! Gathering reads every ticket that was touched in the period, which takes a large desk seconds; so it is done beside
//! the desk, as `ticketd report` does, and comes back as an [`Edition`]. What is over does not change meanwhile. Whether
//! it is still due is asked again when it is decided on, and its letters and the note that it is settled are one line of
//! the journal: a crash before that line leaves it due, and one after it leaves letters that wait.
//!
//! * What was missed is made up for once: after three weeks without a desk there is one digest, of now, and the last
//!   report of each kind. Older ones would fill a mailbox with what nobody asks for; the report says which time was
//!   left out, and `ticketd report` gives it for any time.
//! * A desk is told of nothing that was due before it began.
//! * A note that lies ahead of a clock that is believed was made on a wrong one, and is none.

mod digest;
mod service;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::calendar::hours::after;
use crate::domain::{Agent, Issued, Periodical, Role};
use crate::reports::board::Board;
use crate::reports::sop::Period;

use super::deciding::Deciding;
use super::policy::Policy;
use super::rating;
pub use digest::shown;

/// How far back the first digest looks.
const FIRST_DIGEST: SignedDuration = SignedDuration::from_hours(24);
/// How far back any digest looks.
const DIGEST_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// What was issued so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// The last of each periodical.
    pub issued: BTreeMap<Periodical, Issued>,
    /// Since when mailboxes are watched.
    pub begun: Option<Timestamp>,
}

/// A periodical that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub periodical: Periodical,
    /// Since when.
    pub moment: Timestamp,
    /// What it tells of.
    pub period: Period,
    /// A time before it of which nothing was told.
    pub unsent: Option<Period>,
}

/// A periodical with what it tells.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Which, and of what time.
    pub due: Due,
    /// What it tells.
    pub content: Content,
}

/// What a periodical tells.
#[derive(Debug, Clone)]
pub enum Content {
    /// The digest.
    Board(Board),
    /// A service report, as `report --json` gives it.
    Service(Value),
}

/// Which are due at `now`.
pub fn due(past: &Past, policy: &Policy, now: Timestamp) -> Vec<Due> {
    let due = |periodical| due_of(periodical, past, policy, now);
    Periodical::ALL.into_iter().filter_map(due).collect()
}

/// When the next one is due after an instant, whatever was issued.
pub fn next(policy: &Policy, after: Timestamp) -> Option<Timestamp> {
    let rhythms = Periodical::ALL
        .into_iter()
        .filter_map(|periodical| policy.rhythms.of(periodical));
    rhythms
        .filter_map(|rhythm| rhythm.next(after, &policy.hours))
        .min()
}

fn due_of(periodical: Periodical, past: &Past, policy: &Policy, now: Timestamp) -> Option<Due> {
    let rhythm = policy.rhythms.of(periodical)?;
    let moment = rhythm.last(now, &policy.hours)?;
    let begun = past.begun.filter(|begun| *begun < moment)?;
    if readers(periodical, policy).is_empty() {
        return None;
    }
    let last = past.issued.get(&periodical);
    let last = last.filter(|issued| issued.moment <= now);
    if last.is_some_and(|issued| issued.moment >= moment) {
        return None;
    }
    let period = match periodical {
        Periodical::Digest => since_last_digest(past, now),
        Periodical::Weekly | Periodical::Monthly => {
            let (from, to) = rhythm.period(moment, &policy.hours);
            Period { from, to }
        }
    };
    // There was no desk to tell of.
    if period.to <= begun {
        return None;
    }
    let told = last.filter(|_| periodical != Periodical::Digest);
    let told = told.map(|issued| issued.until);
    Some(Due {
        periodical,
        moment,
        period,
        unsent: told.filter(|told| *told < period.from).map(|told| Period {
            from: told,
            to: period.from,
        }),
    })
}

/// Whom it can go to.
fn readers(periodical: Periodical, policy: &Policy) -> Vec<&Agent> {
    let agents = policy.roster.agents.iter();
    match periodical {
        Periodical::Digest => agents.collect(),
        Periodical::Weekly | Periodical::Monthly => agents
            .filter(|agent| matches!(agent.role, Role::Leader | Role::Manager))
            .collect(),
    }
}

/// What a digest at `now` tells of beside what is open: the time since the last one.
pub fn since_last_digest(past: &Past, now: Timestamp) -> Period {
    let last = past.issued.get(&Periodical::Digest);
    let last = last.filter(|issued| issued.moment <= now);
    let from = last.map_or(after(now, -FIRST_DIGEST), |issued| issued.until);
    Period {
        from: from.max(after(now, -DIGEST_MAX)).min(now),
        to: now,
    }
}

/// An empty board for a digest.
pub fn board(period: Period) -> Board {
    Board::new(period, rating::LOW)
}

/// Writes an edition, unless it was issued meanwhile or is not wanted any more.
pub(super) fn publish(deciding: &mut Deciding<'_>, edition: &Edition) {
    let Due {
        periodical, moment, ..
    } = edition.due;
    let is_due = due_of(
        periodical,
        &deciding.snapshot.past,
        deciding.policy,
        deciding.now,
    )
    .is_some_and(|due| due.moment == moment);
    if !is_due {
        return;
    }
    match &edition.content {
        Content::Board(board) => digest::write(deciding, &edition.due, board),
        Content::Service(report) => service::write(deciding, &edition.due, report),
    }
    deciding.decision.issued = Some(Issued {
        periodical,
        moment,
        until: edition.due.period.to,
    });
}
