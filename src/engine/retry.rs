//! When a mail is tried again, and when it is given up (RFC 5321 §4.5.4.1).

use jiff::{SignedDuration, Timestamp};

use crate::calendar::hours::after;

use super::outgoing::{Outcome, RowState};

/// The waits after the first attempts, in minutes; the last one repeats. The early ones pass a greylist of five
/// minutes at the second or third attempt.
const WAITS_MIN: [i64; 7] = [1, 5, 15, 30, 60, 120, 240];
/// How long a mail is tried before it is given up.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);
/// How long a mail of unknown outcome rests before its one repetition, so that the next hop can finish what it began.
const DOUBT_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// How often a mail may be repeated whose outcome is unknown.
const DOUBTS_MAX: u32 = 1;

/// The state of a row after an attempt. `queued_at` is when it was decided.
pub fn after_attempt(
    state: &RowState,
    outcome: &Outcome,
    queued_at: Timestamp,
    now: Timestamp,
) -> RowState {
    let (attempts, doubts) = match state {
        RowState::Queued {
            attempts, doubts, ..
        } => (attempts.saturating_add(1), *doubts),
        RowState::Open { attempts, doubts } => (*attempts, *doubts),
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
        Outcome::InDoubt { reply } if doubts >= DOUBTS_MAX => RowState::InDoubt {
            at: now,
            reply: reply.as_str().into(),
        },
        Outcome::InDoubt { reply } => RowState::Queued {
            next_at: after(now, DOUBT_WAIT),
            attempts,
            doubts: doubts.saturating_add(1),
            reply: Some(reply.as_str().into()),
        },
        Outcome::Deferred { reply, .. } if now.duration_since(queued_at) >= GIVE_UP_AFTER => {
            let reply = format!("given up after 5 days; last answer: {reply}").into();
            RowState::Failed {
                at: now,
                attempts,
                reply,
            }
        }
        Outcome::Deferred { reply, .. } => {
            let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
            let wait = WAITS_MIN
                .get(index)
                .or(WAITS_MIN.last())
                .copied()
                .unwrap_or(240);
            RowState::Queued {
                next_at: after(now, SignedDuration::from_mins(wait)),
                attempts,
                doubts,
                reply: Some(reply.as_str().into()),
            }
        }
    }
}

/// The state of a row when its attempt begins: the server awaits the content.
pub fn opened(state: &RowState) -> Option<RowState> {
    match state {
        RowState::Queued {
            attempts, doubts, ..
        } => Some(RowState::Open {
            attempts: attempts.saturating_add(1),
            doubts: *doubts,
        }),
        _ => None,
    }
}

/// The state of a waiting row after a restore: whether it was sent in the meantime is unknown. It is repeated once, as
/// any other of unknown outcome, and not when it would have been given up by now.
pub fn doubted(state: &RowState, queued_at: Timestamp, reply: &str, now: Timestamp) -> RowState {
    let (attempts, doubts) = match state {
        RowState::Queued {
            attempts, doubts, ..
        }
        | RowState::Open { attempts, doubts } => (*attempts, *doubts),
        ended => return ended.clone(),
    };
    if doubts >= DOUBTS_MAX || now.duration_since(queued_at) >= GIVE_UP_AFTER {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    fn queued(attempts: u32) -> RowState {
        RowState::Queued {
            next_at: at("2026-03-02T10:00:00Z"),
            attempts,
            doubts: 0,
            reply: None,
        }
    }
    fn later() -> Outcome {
        Outcome::Deferred {
            reply: "451 try again".to_owned(),
            is_relay_fault: false,
        }
    }

    #[test]
    fn the_waits_grow_and_end_with_a_failure_that_can_be_seen() {
        let start = at("2026-03-02T10:00:00Z");
        let (mut state, mut now, mut waits) = (queued(0), start, Vec::new());
        while let RowState::Queued { next_at, .. } = state {
            let open = opened(&state).unwrap();
            now = next_at.max(now);
            state = after_attempt(&open, &later(), start, now);
            if let RowState::Queued { next_at, .. } = state {
                waits.push(next_at.duration_since(now).as_mins());
            }
        }
        assert_eq!(waits[..9], [1, 5, 15, 30, 60, 120, 240, 240, 240]);
        assert!(
            matches!(&state, RowState::Failed { reply, .. } if reply.contains("451 try again")),
            "{state:?}"
        );
        assert_eq!(
            now.duration_since(start).as_hours(),
            120 + 3,
            "the first attempt past five days gives up"
        );
    }

    #[test]
    fn an_unknown_outcome_is_repeated_once_and_then_left() {
        let doubt = Outcome::InDoubt {
            reply: "connection lost after the dot".to_owned(),
        };
        let now = at("2026-03-02T10:00:00Z");
        let once = after_attempt(&opened(&queued(0)).unwrap(), &doubt, now, now);
        let RowState::Queued {
            doubts: 1, next_at, ..
        } = once
        else {
            panic!("{once:?}")
        };
        assert_eq!(next_at.duration_since(now).as_mins(), 15);
        let twice = after_attempt(&opened(&once).unwrap(), &doubt, now, now);
        assert!(matches!(twice, RowState::InDoubt { .. }), "{twice:?}");
    }

    #[test]
    fn what_a_backup_held_as_waiting_is_sent_once_more_and_not_when_it_is_too_old_or_was_repeated()
    {
        let now = at("2026-03-02T10:00:00Z");
        let once = doubted(&queued(0), now, "restored", now);
        assert!(
            matches!(once, RowState::Queued { doubts: 1, next_at, .. } if next_at > now),
            "{once:?}"
        );
        let again = doubted(&once, now, "restored", now);
        assert!(matches!(again, RowState::InDoubt { .. }), "{again:?}");
        let old = doubted(&queued(0), at("2026-02-20T10:00:00Z"), "restored", now);
        assert!(matches!(old, RowState::InDoubt { .. }), "{old:?}");
        assert_eq!(doubted(&old, now, "restored again", now), old);
    }

    #[test]
    fn what_has_ended_stays_as_it_is() {
        let sent = RowState::Sent {
            at: at("2026-03-02T10:00:00Z"),
            attempts: 1,
            reply: "250 ok".into(),
        };
        assert_eq!(
            after_attempt(
                &sent,
                &later(),
                at("2026-03-02T10:00:00Z"),
                at("2026-03-02T11:00:00Z")
            ),
            sent
        );
        assert_eq!(opened(&sent), None);
    }
}
