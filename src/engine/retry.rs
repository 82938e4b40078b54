//! When a mail is tried again, and when it is given up (RFC 5321 §4.5.4.1).
//!
//! | what came of the attempt | next |
//! | --- | --- |
//! | deferred, this mail's matter | after 1, 5, 15, 30, 60, 120, then each 240 minutes; after 5 days given up |
//! | deferred, the relay's fault | the same attempt again when the relay is well; after 5 days given up |
//! | in doubt | after 15 minutes, once, through the same relay; after 4 hours through any |
//!
//! A mail that rests because its relay does (`delivery::breaker`) is not tried, so its attempts do not go up, and it is
//! given up by its age alone ([`outlived`]), and not before the desk has run for [`TRIED_FOR`].

use jiff::{SignedDuration, Timestamp};

use crate::calendar::hours::after;

use super::outgoing::{Doubt, Outcome, RowState};

/// The waits after the first attempts, in minutes; the last one repeats. The early ones pass a greylist of five
/// minutes at the second or third attempt.
const WAITS_MIN: [i64; 7] = [1, 5, 15, 30, 60, 120, 240];
/// Longer than the longest of all waits: a letter that waits longer was put there by a clock that was ahead.
pub const WAIT_MAX: SignedDuration = SignedDuration::from_hours(5);
/// How long a mail is tried before it is given up.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(5 * 24);
/// For how long a desk tries before it gives a letter up by its age alone: one that stood still, or whose clock was set,
/// has tried nothing while the letter grew old.
pub const TRIED_FOR: SignedDuration = SignedDuration::from_hours(4);
/// After how long people hear that a mail does not get through (as other mail servers do; RFC 5321 leaves it open).
pub const DELAYED_AFTER: SignedDuration = SignedDuration::from_hours(4);
/// How long a mail of unknown outcome rests before its one repetition, so that the next hop can finish what it began.
const DOUBT_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How often a mail may be repeated whose outcome is unknown.
const DOUBTS_MAX: u32 = 1;
/// How long such a mail is repeated through the same relay only. A relay that went down after it took a mail delivers
/// it when it is back; another one would deliver it as well. After this long an answer that never came is worse than
/// one that came twice.
pub const DOUBT_REST: SignedDuration = SignedDuration::from_hours(4);

/// The state of a row after an attempt. `queued_at` is when it was decided.
pub fn after_attempt(
    state: &RowState,
    outcome: &Outcome,
    queued_at: Timestamp,
    now: Timestamp,
) -> RowState {
    let is_relay_fault = outcome.is_relay_fault();
    let (attempts, doubts, doubt, via) = match state {
        // What never got to the mail was no attempt to send it.
        RowState::Queued {
            attempts,
            doubts,
            doubt,
            ..
        } => {
            let attempts = attempts.saturating_add(u32::from(!is_relay_fault));
            (attempts, *doubts, doubt, None)
        }
        RowState::Open {
            attempts,
            doubts,
            via,
            doubt,
        } => (*attempts, *doubts, doubt, via.clone()),
        ended => return ended.clone(),
    };
    match outcome {
        Outcome::Sent { reply } => RowState::Sent {
            at: now,
            attempts,
            reply: reply.as_str().into(),
        },
        Outcome::Failed { reply } => RowState::Failed {
            at: now,
            attempts,
            reply: reply.as_str().into(),
        },
        Outcome::Interrupted { reply } => RowState::Queued {
            next_at: now,
            attempts,
            doubts,
            reply: Some(reply.as_str().into()),
            doubt: doubt.clone(),
        },
        Outcome::InDoubt { reply } if doubts >= DOUBTS_MAX => RowState::InDoubt {
            at: now,
            reply: reply.as_str().into(),
        },
        Outcome::InDoubt { reply } => RowState::Queued {
            next_at: after(now, DOUBT_WAIT),
            attempts,
            doubts: doubts.saturating_add(1),
            reply: Some(reply.as_str().into()),
            doubt: Some(Doubt {
                via: via.unwrap_or_default(),
                at: now,
            }),
        },
        Outcome::Deferred { reply, .. } if now.duration_since(queued_at) >= LIFETIME => {
            let reply = format!("given up after 5 days; last answer: {reply}").into();
            RowState::Failed {
                at: now,
                attempts,
                reply,
            }
        }
        Outcome::Deferred { reply, .. } => RowState::Queued {
            next_at: after(now, wait(attempts, is_relay_fault)),
            attempts,
            doubts,
            reply: Some(reply.as_str().into()),
            doubt: doubt.clone(),
        },
    }
}

/// How long a letter waits after so many attempts. The relay's fault is none of the letter's: it is ready again at once.
fn wait(attempts: u32, is_relay_fault: bool) -> SignedDuration {
    let steps = if is_relay_fault {
        0
    } else {
        attempts.saturating_sub(1)
    };
    let index = usize::try_from(steps).unwrap_or(usize::MAX);
    let mins = WAITS_MIN.get(index).or(WAITS_MIN.last());
    SignedDuration::from_mins(mins.copied().unwrap_or(240))
}

/// Whether people should hear that a letter does not get through, though it is still tried. Not when its relay cannot
/// be used: then they could not hear of it either, and `status` says so.
pub fn is_delayed(
    outcome: &Outcome,
    after: &RowState,
    queued_at: Timestamp,
    now: Timestamp,
) -> bool {
    let is_its_own = matches!(outcome, Outcome::Deferred { .. }) && !outcome.is_relay_fault();
    is_its_own && !after.is_final() && now.duration_since(queued_at) >= DELAYED_AFTER
}

/// The state of a row when its attempt begins: the relay `via` awaits the content.
pub fn opened(state: &RowState, via: &str) -> Option<RowState> {
    match state {
        RowState::Queued {
            attempts,
            doubts,
            doubt,
            ..
        } => Some(RowState::Open {
            attempts: attempts.saturating_add(1),
            doubts: *doubts,
            via: Some(via.to_owned()),
            doubt: doubt.clone(),
        }),
        _ => None,
    }
}

/// The state of a waiting row after a restore: whether it was sent in the meantime is unknown. It is repeated once, as
/// any other of unknown outcome, and not when it would have been given up by now.
pub fn doubted(state: &RowState, queued_at: Timestamp, reply: &str, now: Timestamp) -> RowState {
    let (attempts, doubts, doubt) = match state {
        RowState::Queued {
            attempts,
            doubts,
            doubt,
            ..
        }
        | RowState::Open {
            attempts,
            doubts,
            doubt,
            ..
        } => (*attempts, *doubts, doubt),
        ended => return ended.clone(),
    };
    if doubts >= DOUBTS_MAX || now.duration_since(queued_at) >= LIFETIME {
        return RowState::InDoubt {
            at: now,
            reply: reply.into(),
        };
    }
    RowState::Queued {
        next_at: after(now, DOUBT_WAIT),
        attempts,
        doubts: doubts.saturating_add(1),
        reply: Some(reply.into()),
        doubt: doubt.clone(),
    }
}

/// The only relay a letter may go through now: the one that may have it already, for as long as [`DOUBT_REST`].
pub fn only_via(state: &RowState, now: Timestamp) -> Option<&str> {
    match state {
        RowState::Queued {
            doubt: Some(doubt), ..
        } if now.duration_since(doubt.at) < DOUBT_REST => {
            Some(doubt.via.as_str()).filter(|via| !via.is_empty())
        }
        _ => None,
    }
}

/// What becomes of a letter that no relay could be asked to take for all its life; `None` while it is young enough.
pub fn outlived(state: &RowState, queued_at: Timestamp, now: Timestamp) -> Option<Outcome> {
    let RowState::Queued { reply, .. } = state else {
        return None;
    };
    if now.duration_since(queued_at) < LIFETIME {
        return None;
    }
    let last = reply
        .as_ref()
        .map(|reply| format!("; last answer: {}", **reply));
    Some(Outcome::Failed {
        reply: format!(
            "given up after 5 days, because the mail server could not be used{}",
            last.unwrap_or_default()
        ),
    })
}

#[cfg(test)]
mod tests;
