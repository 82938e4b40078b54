//! Mail that could not be placed: what becomes of one that cannot even be read, and of one that is taken in anew.
//!
//! A mail whose reading fails again and again is kept whole and unread, and a stub ticket puts it before a person. The
//! stub holds our own words only, and nobody outside hears of it: its requester is the desk itself.

use jiff::Timestamp;

use crate::calendar::shown_time;
use crate::domain::message::Direction;
use crate::domain::{
    Actor, Clocks, CloseCode, EventBody, Kind, Message, Person, Priority, SpoolName, Standing,
    TicketId,
};

use super::deciding::Deciding;
use super::decision::{Disposition, Ignored, LedgerRow, Quarantined};
use super::follow::{Cause, follow};
use super::source::{Listed, Settling};
use super::{copy, survey};

/// A mail that nobody could read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// How the mailbox listed it.
    pub listed: Listed,
    /// The raw mail in the spool.
    pub raw: SpoolName,
    /// How often reading it failed while it was read alone.
    pub attempts: u64,
    /// The row of the same octets, where they are in quarantine as unread already.
    pub known: Option<Box<LedgerRow>>,
}

/// What an admin asks for over the control socket.
#[derive(Debug, Clone)]
pub enum Request {
    /// That a quarantined mail is taken in anew.
    Retry {
        /// What became of it so far.
        row: Box<LedgerRow>,
    },
    /// The same could not be done: reading the mail failed again. Why, a clause.
    RetryFailed {
        /// What became of it so far.
        row: Box<LedgerRow>,
        /// What happened.
        why: &'static str,
    },
}

/// Quarantines a mail that could not be read, and opens a stub ticket for a person to look at it. Where it is in
/// quarantine already, and a server has only numbered it anew, that ticket stands for it.
pub(super) fn unread(deciding: &mut Deciding<'_>, unread: &Unread) {
    let known = unread.known.as_deref();
    if let Some(row) = survey::seen_again(known, &unread.listed) {
        deciding.decision.ledger = Some(row);
        return;
    }
    if let Some(known) =
        known.filter(|known| copy::is_together(&unread.listed, known, deciding.now))
    {
        deciding.note(format!(
            "the same octets are in quarantine, from {}: nobody could read them",
            known.locator
        ));
        let copy = Disposition::Ignored(Ignored::Copy);
        let because = std::mem::take(&mut deciding.because);
        deciding.decision.ledger = Some(LedgerRow {
            raw: Some(unread.raw),
            ticket: known.ticket,
            settling: Settling::Quarantine,
            ..LedgerRow::of(&unread.listed, copy, deciding.now, because)
        });
        return;
    }
    let disposition = Disposition::Quarantined(Quarantined::Poison);
    let id = deciding.snapshot.next_ticket;
    deciding.note(format!("reading it failed {} times", unread.attempts));
    deciding.note(format!("opens ticket {id}, so that a person looks at it"));
    let because = std::mem::take(&mut deciding.because);
    open_stub(deciding, id, unread);
    deciding.decision.ledger = Some(LedgerRow {
        raw: Some(unread.raw),
        ticket: Some(id),
        ..LedgerRow::of(&unread.listed, disposition, deciding.now, because)
    });
}

fn open_stub(deciding: &mut Deciding<'_>, id: TicketId, unread: &Unread) {
    let policy = deciding.policy;
    let (listed, zone) = (&unread.listed, policy.hours.zone());
    let text = format!(
        "A mail could not be read: reading it failed {} times. It is kept whole and unread.\n\n\
         Where it lay: {}\nWhen it came: {}\nIts size: {} bytes\n\n\
         It lies in the mailbox's quarantine folder. An admin sees what is known of it with \
         `ticketd quarantine list` and has it taken in anew with `ticketd quarantine retry`. \
         Nobody outside was told; whoever wrote it waits for an answer.",
        unread.attempts,
        listed.locator,
        shown_time(listed.received_at, zone),
        listed.size
    );
    let team = policy.roster.tier(1);
    let desk = Person::new(policy.address.clone(), &policy.name);
    let message = Message {
        at: deciding.now,
        direction: Direction::In,
        from: desk.clone(),
        standing: Standing::Known,
        subject: "A mail could not be read".into(),
        message_id: None,
        text: text.into(),
        attachments: Vec::new(),
        raw: Some(unread.raw),
    };
    let body = EventBody::Opened {
        message: Box::new(message),
        requester: desk,
        is_proven: true,
        category: policy.categories.last().cloned().unwrap_or_default(),
        priority: Priority::Medium,
        ticket_kind: Kind::Incident,
        team: team.map(|team| team.name.clone()),
        tier: team.map_or(1, |team| team.tier),
        tags: Vec::new(),
        is_silent: false,
        language: None,
        clocks: Clocks::default(),
    };
    let because = vec![format!("reading a mail failed {} times", unread.attempts)];
    deciding.happen(id, Actor::Rule, body, because);
    follow(deciding, &Cause::default());
}

/// Takes a request of an admin in. It is on record before anything is done about it.
pub(super) fn requested(deciding: &mut Deciding<'_>, request: &Request) {
    let (row, is_awaited, step) = match request {
        Request::Retry { row } => (row, true, "an admin asked for it to be taken in anew"),
        Request::RetryFailed { row, why } => (row, false, *why),
    };
    if !matches!(row.disposition, Disposition::Quarantined(_)) {
        return;
    }
    let mut because = row.because.to_vec();
    because.push(format!("{step} ({})", shown(deciding.now)));
    deciding.decision.ledger = Some(LedgerRow {
        is_awaited,
        because: because.into(),
        ..(**row).clone()
    });
}

/// What the row of a mail says when it had been in quarantine before, and what becomes of its stub ticket.
pub(super) fn taken_anew(deciding: &mut Deciding<'_>, row: &mut LedgerRow, before: &LedgerRow) {
    let Disposition::Quarantined(was) = before.disposition else {
        return;
    };
    row.earlier.clone_from(&before.earlier);
    row.earlier.push(was);
    let mut because = before.because.to_vec();
    because.append(&mut row.because.to_vec());
    row.because = because.into();
    if matches!(row.disposition, Disposition::Quarantined(_)) {
        // What it was kept for has not gone away; its stub stays, too.
        row.ticket = before.ticket;
        return;
    }
    let Some(stub) = before.ticket.filter(|stub| Some(*stub) != row.ticket) else {
        return;
    };
    let Some(from) = deciding.ticket(stub).map(|ticket| ticket.status) else {
        return;
    };
    if from.is_ended() {
        return;
    }
    let became = match row.ticket {
        Some(ticket) => format!("{}, ticket {ticket}", row.disposition.word()),
        None => row.disposition.word().to_owned(),
    };
    let body = EventBody::Closed {
        from,
        code: CloseCode::Duplicate,
        solution: None,
        is_quiet: true,
    };
    let because = vec![format!("its mail was taken in anew: {became}")];
    deciding.happen(stub, Actor::Rule, body, because);
}

/// An instant as it stands in the ledger's reasons.
fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
