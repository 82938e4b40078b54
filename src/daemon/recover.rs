//! Tickets made anew from what lies in the processed folders, for a state that is gone or older than the mailboxes.
//!
//! Every mail there is held against the ledger by its content; what it does not know is decided as it was then: at the
//! instant it was received, after what it answers, with time passing in between, and with nobody written to. Nothing
//! is moved. The decisions are those of any day ([`crate::engine::decide`]), so that what the mails prove joins
//! tickets, answers and orders as it did, and what they do not prove does not.
//!
//! A number that was given out once is never given to another ticket. A ticket keeps its own where a later mail proves
//! it: one that answers it and bears a token of ours, or else the tag in its subject. All others are numbered anew,
//! from a full thousand that lies above every number that can have been given.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use super::clock;
use super::start;
use crate::config::{MailboxSettings, Settings};
use crate::domain::{MessageId, SpoolName, TicketId};
use crate::engine::{
    Decision, Disposition, Evidence, Input, Listed, Policy, Settling, decide, lookups, thread,
};
use crate::identity::auth_results::is_domain_proven;
use crate::mail::inbound::Inbound;
use crate::mail::parse::parse;
use crate::store::{Store, StoreError};

/// How many mails are made durable together.
const BATCH: usize = 50;
/// Most tickets whose time has come that are looked at together.
const DUE_MAX: usize = 50;
/// A number in a subject proves little, and none this far above what the mails could have opened.
const UNPROVEN_MAX: u32 = 100_000;
/// New numbers begin at a multiple of this.
const STEP: u32 = 1000;

/// What was found and made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Mails that lie in the folders.
    pub found: u64,
    /// Those of them that the state knew.
    pub known: u64,
    /// Those that could not be read and are left out, each with the reason.
    pub unread: Vec<String>,
    /// Tickets that were made anew.
    pub tickets: u64,
    /// Those of them with the number that they had.
    pub numbers_kept: u64,
    /// Mails that joined a ticket.
    pub joined: u64,
    /// The lowest number that a new ticket gets.
    pub next: TicketId,
}

/// A mail that the state does not know.
struct Found {
    listed: Listed,
    raw: SpoolName,
    id: Option<MessageId>,
    answers: Vec<MessageId>,
    /// The ticket that a genuine token names.
    proven: BTreeSet<TicketId>,
    /// The tickets that anything in it names.
    named: BTreeSet<TicketId>,
}

/// Takes in what the processed folders of all mailboxes hold and the state does not.
pub async fn recover(
    settings: &Settings,
    policy: &Policy,
    store: &mut Store,
) -> anyhow::Result<Recovered> {
    let mut recovered = Recovered::default();
    let mut mails = Vec::new();
    for mailbox in &settings.mailboxes {
        gather(mailbox, policy, store, &mut mails, &mut recovered).await?;
    }
    mails.sort_by(|a, b| {
        let key = |found: &Found| (found.listed.received_at, found.listed.locator.clone());
        key(a).cmp(&key(b))
    });
    let now = clock::now();
    let threads = Threads::of(&mails);
    reserve(&mails, recovered.found, store, now)?;
    watch(&mails, settings, store)?;
    for batch in threads.in_order(&mails).chunks(BATCH) {
        for found in batch {
            take_in(found, &threads, policy, store, &mut recovered)?;
        }
        store.sync()?;
    }
    time_passes(now, policy, store)?;
    store.sync()?;
    recovered.next = store
        .read(&crate::engine::Lookups::default(), now)?
        .next_ticket;
    Ok(recovered)
}

/// Puts what the state does not know of one mailbox into the spool.
async fn gather(
    settings: &MailboxSettings,
    policy: &Policy,
    store: &mut Store,
    mails: &mut Vec<Found>,
    recovered: &mut Recovered,
) -> anyhow::Result<()> {
    let mut mailbox = start::mailbox(settings).processed();
    mailbox.open().await?;
    let listing = mailbox.list().await?;
    for (number, listed) in (1..).zip(listing.mails) {
        let Some(mail) = mailbox.fetch(&listed).await? else {
            continue;
        };
        recovered.found += 1;
        let parsed = catch_unwind(AssertUnwindSafe(|| parse(&mail.bytes)));
        let Ok(inbound) = parsed.as_ref().map_err(|_| ()) else {
            let why = format!("{}: reading it panicked", listed.locator);
            recovered.unread.push(why);
            continue;
        };
        if mail.is_oversize {
            let why = format!("{}: it is over the mailbox's max-size", listed.locator);
            recovered.unread.push(why);
        } else if store.knows(inbound.content_key)? {
            recovered.known += 1;
        } else {
            mails.push(Found {
                raw: store.put(&mail.bytes)?,
                id: inbound.message_id.clone(),
                answers: answers(inbound),
                proven: thread::proven(inbound, policy, listed.received_at),
                named: thread::candidates(inbound, policy),
                listed,
            });
        }
        if number % BATCH == 0 {
            store.sync()?;
        }
    }
    store.sync()?;
    mailbox.close().await;
    Ok(())
}

/// What the mails show of each other.
struct Threads {
    /// The number that the ticket of a mail had, by the mail's Message-ID.
    numbers: BTreeMap<MessageId, TicketId>,
    /// An id that no mail here has (our own letters do), and a mail of the same thread: some mail answers both.
    kin: BTreeMap<MessageId, MessageId>,
    /// Where each mail stands in the list.
    places: BTreeMap<MessageId, usize>,
}

impl Threads {
    fn of(mails: &[Found]) -> Self {
        let mut places = BTreeMap::new();
        for (place, found) in mails.iter().enumerate() {
            if let Some(id) = &found.id {
                places.entry(id.clone()).or_insert(place);
            }
        }
        let mut kin = BTreeMap::new();
        for found in mails {
            let is_here = |id: &&MessageId| places.contains_key(*id);
            let Some(here) = found.answers.iter().find(is_here) else {
                continue;
            };
            for id in found.answers.iter().filter(|id| !is_here(id)) {
                kin.entry(id.clone()).or_insert_with(|| here.clone());
            }
        }
        Self {
            numbers: numbers(mails),
            kin,
            places,
        }
    }

    /// The mails in order of receipt, except that none comes before one that it answers.
    fn in_order<'a>(&self, mails: &'a [Found]) -> Vec<&'a Found> {
        let mut ordered = Vec::with_capacity(mails.len());
        let mut begun = BTreeSet::new();
        // A work list instead of recursion: a thread may be thousands of mails long.
        let mut work: Vec<(usize, bool)> =
            (0..mails.len()).rev().map(|place| (place, false)).collect();
        while let Some((place, is_ready)) = work.pop() {
            let Some(found) = mails.get(place) else {
                continue;
            };
            if is_ready {
                ordered.push(found);
            } else if begun.insert(place) {
                work.push((place, true));
                let before = found.answers.iter().filter_map(|id| {
                    let id = self.kin.get(id).unwrap_or(id);
                    self.places.get(id)
                });
                work.extend(before.map(|before| (*before, false)));
            }
        }
        ordered
    }
}

fn answers(mail: &Inbound) -> Vec<MessageId> {
    let ids = mail.in_reply_to.iter().chain(&mail.references);
    ids.cloned().collect()
}

/// Which number the ticket of a mail had, by the Message-IDs that mails on it answer. A token counts before a tag, and
/// two that disagree count as none.
fn numbers(mails: &[Found]) -> BTreeMap<MessageId, TicketId> {
    let likely = likely(mails.len());
    let mut numbers = BTreeMap::new();
    for is_proven in [false, true] {
        let mut votes: BTreeMap<&MessageId, BTreeSet<TicketId>> = BTreeMap::new();
        for found in mails {
            let named = if is_proven {
                &found.proven
            } else {
                &found.named
            };
            let named: Vec<TicketId> = named
                .iter()
                .copied()
                .filter(|ticket| is_proven || *ticket < likely)
                .collect();
            // A mail that names two tickets shows neither.
            if let [ticket] = named.as_slice() {
                for id in &found.answers {
                    votes.entry(id).or_default().insert(*ticket);
                }
            }
        }
        for (id, tickets) in votes {
            if let (Some(ticket), 1) = (tickets.first(), tickets.len()) {
                numbers.insert(id.clone(), *ticket);
            }
        }
    }
    numbers
}

/// Numbers from here on are not believed without a token.
fn likely(mails: usize) -> TicketId {
    let mails = u32::try_from(mails).unwrap_or(u32::MAX);
    TicketId(
        TicketId::FIRST
            .0
            .saturating_add(mails)
            .saturating_add(UNPROVEN_MAX),
    )
}

/// Sets the number of the next ticket above every number that was ever given. Each ticket was opened by a mail: there
/// were never more of them than mails lie in the folders, unless some were deleted, and then the highest number that
/// is named, and a full thousand, stand in.
fn reserve(
    mails: &[Found],
    found: u64,
    store: &mut Store,
    now: Timestamp,
) -> Result<(), StoreError> {
    if mails.is_empty() {
        return Ok(());
    }
    let next = store
        .read(&crate::engine::Lookups::default(), now)?
        .next_ticket;
    let unknown = u32::try_from(mails.len()).unwrap_or(u32::MAX);
    let all = u32::try_from(found).unwrap_or(u32::MAX);
    let likely = likely(mails.len());
    let named = mails.iter().flat_map(|found| {
        let unproven = found.named.iter().filter(move |ticket| **ticket < likely);
        found.proven.iter().chain(unproven)
    });
    let highest = named.max().map_or(0, |ticket| ticket.next().0);
    let above = highest
        .max(next.0.saturating_add(unknown))
        .max(TicketId::FIRST.0.saturating_add(all));
    let full = above.div_ceil(STEP).saturating_mul(STEP);
    store.number_from(TicketId(full), now)
}

/// Notes since when each mailbox is watched, so that what waits in it is not taken for mail from before the desk.
fn watch(mails: &[Found], settings: &Settings, store: &mut Store) -> Result<(), StoreError> {
    for mailbox in &settings.mailboxes {
        let oldest = mails.iter().find(|found| {
            let name = &found.listed.locator.mailbox;
            name == &mailbox.name || name.strip_suffix("/processed") == Some(&mailbox.name)
        });
        if let (Some(oldest), None) = (oldest, store.watched_since(&mailbox.name)?) {
            store.watching(&mailbox.name, oldest.listed.received_at)?;
        }
    }
    Ok(())
}

/// Decides one mail as it was decided then, except that nobody is written to.
fn take_in(
    found: &Found,
    threads: &Threads,
    policy: &Policy,
    store: &mut Store,
    recovered: &mut Recovered,
) -> Result<(), StoreError> {
    let at = found.listed.received_at.min(clock::now());
    time_passes(at, policy, store)?;
    let inbound = parse(&store.get(found.raw)?);
    let attachments = inbound
        .attachments
        .iter()
        .map(|part| store.put(&part.bytes))
        .collect::<Result<_, _>>()?;
    let evidence = Evidence {
        before: None,
        is_backlog: true,
        listed: found.listed.clone(),
        raw: found.raw,
        attachments,
        is_oversize: false,
        domain: match &inbound.from.address {
            Some(from) => is_domain_proven(&inbound.headers, from, &policy.trust),
            None => Err("it names no sender"),
        },
    };
    let input = Input::Mail(&inbound, &evidence);
    let mut wanted = lookups(&input, policy);
    let ids = wanted.message_ids.clone();
    let kin = ids.iter().filter_map(|id| Some((id, threads.kin.get(id)?)));
    let kin: Vec<(&MessageId, &MessageId)> = kin.collect();
    wanted
        .message_ids
        .extend(kin.iter().map(|(_, of)| (*of).clone()));
    let mut known = store.read(&wanted, at)?;
    for (id, of) in kin {
        if let Some(ticket) = known.ids.get(of).cloned() {
            known.ids.entry(id.clone()).or_insert(ticket);
        }
    }
    let number = found.id.as_ref().and_then(|id| threads.numbers.get(id));
    let kept = match number {
        Some(number) if store.ticket(*number)?.is_none() => Some(*number),
        _ => None,
    };
    known.next_ticket = kept.unwrap_or(known.next_ticket);
    let mut decision = decide(&input, &known, policy, at);
    if let Some(row) = &mut decision.ledger {
        row.settling = Settling::LeaveInPlace;
        match row.disposition {
            Disposition::Ticket => {
                recovered.tickets += 1;
                recovered.numbers_kept += u64::from(kept.is_some());
            }
            Disposition::Reply | Disposition::Command => recovered.joined += 1,
            _ => {}
        }
    }
    apply(decision, store)
}

/// Lets the times of tickets pass up to an instant, silently.
fn time_passes(until: Timestamp, policy: &Policy, store: &mut Store) -> Result<(), StoreError> {
    loop {
        let due = store.due_tickets(until, DUE_MAX)?;
        let Some(at) = store.next_ticket_at()?.filter(|_| !due.is_empty()) else {
            return Ok(());
        };
        let input = Input::Tick(&due);
        // Each at its own time: what closed on Monday is closed since Monday.
        let at = at.min(until);
        let due = store.due_tickets(at, DUE_MAX)?;
        let input = if due.is_empty() {
            input
        } else {
            Input::Tick(&due)
        };
        let known = store.read(&lookups(&input, policy), at)?;
        let decision = decide(&input, &known, policy, at);
        if decision.events.is_empty() {
            return Ok(());
        }
        apply(decision, store)?;
    }
}

/// Makes a decision true and keeps its letters: whoever they are for has had them, or hears nothing now.
fn apply(mut decision: Decision, store: &mut Store) -> Result<(), StoreError> {
    decision.outgoing.clear();
    store.apply(decision, clock::now())
}
