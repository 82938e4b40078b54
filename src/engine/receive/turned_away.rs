//! Mails that no ticket is opened for: those that no person wrote, our own, and those of blocked senders.

use crate::domain::Address;
use crate::engine::deciding::Deciding;
use crate::engine::decision::{Disposition, Ignored};
use crate::engine::{Evidence, absence, bounce, thread};
use crate::mail::inbound::{Inbound, Origin};

use super::Ended;

/// Mail that no person wrote, or that we wrote ourselves.
pub(super) fn of_no_person(
    deciding: &mut Deciding<'_>,
    mail: &Inbound,
    evidence: &Evidence,
) -> Option<Ended> {
    let policy = deciding.policy;
    let is_ours = mail
        .from
        .address
        .as_ref()
        .is_some_and(|from| policy.is_own(from))
        || mail
            .message_id
            .as_ref()
            .and_then(thread::token_of_id)
            .is_some_and(|token| policy.keys.read(token, deciding.now).is_some());
    if is_ours {
        deciding.note("we wrote it ourselves");
        return Some(Ended::nowhere(Disposition::Ignored(Ignored::OwnMail)));
    }
    deciding
        .because
        .push(format!("origin {}", mail.origin.word()));
    let answers_for_somebody = mail.origin == Origin::Vacation
        || (mail.origin == Origin::AutoReply && !is_generated(mail));
    if answers_for_somebody {
        absence::answered_by_machine(deciding, mail, evidence);
    }
    match mail.origin {
        Origin::Person | Origin::List | Origin::Ourselves => None,
        Origin::AutoReply if is_generated(mail) => None,
        Origin::AutoReply => Some(Ended::nowhere(Disposition::Ignored(Ignored::AutoReply))),
        Origin::Vacation => Some(Ended::nowhere(Disposition::Ignored(Ignored::Vacation))),
        Origin::Receipt => Some(Ended::nowhere(Disposition::Ignored(Ignored::Receipt))),
        Origin::Feedback => Some(Ended::nowhere(Disposition::Ignored(Ignored::Feedback))),
        Origin::Delay => Some(Ended::nowhere(Disposition::Ignored(Ignored::Delay))),
        Origin::Bounce => Some(bounce::bounced(deciding, mail)),
    }
}

/// A machine that reports of its own accord (a monitor, a scanner) and answers nobody: its mail is a ticket without
/// any automatic answer (RFC 3834 §5 tells `auto-generated` from `auto-replied`).
fn is_generated(mail: &Inbound) -> bool {
    let says_generated = mail.header("Auto-Submitted").is_some_and(|value| {
        value
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("auto-generated")
    });
    says_generated && mail.in_reply_to.is_empty() && mail.references.is_empty()
}

/// Mail of somebody whom a leader has blocked. Whoever works here is heard all the same.
pub(super) fn of_blocked_sender(deciding: &mut Deciding<'_>, from: &Address) -> Option<Ended> {
    let blocked = deciding.snapshot.blocked.get(&from.key())?;
    if deciding.policy.roster.by_address(from).is_some() {
        return None;
    }
    let (by, tag, ticket) = (&blocked.by, &deciding.policy.tag, blocked.ticket);
    deciding.note(format!(
        "its sender is blocked, by {by} on {tag}-{ticket}; #unblock ends it"
    ));
    Some(Ended::nowhere(Disposition::Ignored(Ignored::Blocked)))
}
