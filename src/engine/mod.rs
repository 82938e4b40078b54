//! Floor 4. The decisions, and the words spoken at the seams.
//!
//! ```text
//! Input ─► lookups ─► [store.read] ─► Snapshot ─► decide ─► Decision ─► [store.apply]
//! ```
//! [`decide`] is pure and total: the same input, state, policy and instant give the same decision, byte for byte,
//! letters included. It cannot fail. Each decision carries its reasons.

mod absence;
pub mod acknowledged;
mod agent;
mod alarm;
mod answers;
mod approval;
mod assignment;
mod bounce;
mod choice;
pub mod clock_guard;
mod command;
mod completeness;
pub mod consent;
mod copy;
mod deciding;
pub mod decision;
mod facts;
pub mod first_look;
mod follow;
mod follow_up;
mod guard;
pub mod incident;
pub mod knowledge;
mod language;
mod letters;
mod message;
mod opened;
mod outcome;
pub mod outgoing;
pub mod periodical;
mod policy;
mod quarantine;
mod ranking;
pub mod rating;
mod receive;
mod record;
mod relations;
mod remind;
mod requester;
pub mod reserve;
pub mod retry;
pub mod source;
mod split;
pub mod survey;
pub mod thread;
mod tick;
pub mod trouble;
pub mod turn;

use jiff::Timestamp;

use crate::commands::Reads;
use crate::domain::{SpoolName, TicketId};
use crate::mail::inbound::{Inbound, Origin};

pub use decision::{
    Decision, Disposition, Ignored, Known, LedgerRow, Lookups, Quarantined, Snapshot,
};
pub use outgoing::{Letter, LetterNo, Outcome, Outgoing, Row, RowState, SendReport};
pub use policy::{Limits, Policy, Unproven};
pub use quarantine::{Request, Unread};
pub use source::{Listed, Listing, Locator, Place, RawMail, Settling};

use deciding::Deciding;
use periodical::Edition;

/// Everything that can wake the desk.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// A mail came in.
    Mail(&'a Inbound, &'a Evidence),
    /// An attempt to send ended.
    Outcome(&'a SendReport),
    /// The time of these tickets has come.
    Tick(&'a [TicketId]),
    /// The acknowledgement of a ticket is to go out, and what it says is not true any more.
    Outdated(LetterNo, TicketId),
    /// A periodical is due, and what it tells is gathered.
    Edition(&'a Edition),
    /// Reading a mail failed again and again.
    Unread(&'a Unread),
    /// An admin asks for something, over the control socket.
    Control(&'a Request),
}

/// What the shell knows about a mail beside its content, gathered before the desk.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// How the mailbox listed it.
    pub listed: Listed,
    /// The raw mail in the spool.
    pub raw: SpoolName,
    /// Its attachments in the spool, in their order.
    pub attachments: Vec<SpoolName>,
    /// Whether only its header was fetched, because it is too large.
    pub is_oversize: bool,
    /// What became of it so far, when it was in quarantine and an admin has asked for it to be taken in anew.
    pub before: Option<Box<LedgerRow>>,
    /// Whether it is taken in silently: it is from before the desk's first start, or was taken in once before.
    pub is_backlog: bool,
    /// Whether the From domain is proven; else why not, a clause.
    pub domain: Result<(), &'static str>,
}

impl Evidence {
    /// Whether a row is this mail's own, from before it was taken in anew.
    fn is_row_of_itself(&self, row: &LedgerRow) -> bool {
        self.before.is_some() && row.locator == self.listed.locator
    }
}

/// What has to be read before an input can be decided. Reads nothing itself, and believes nothing: a token names a
/// ticket here before anybody has checked it.
pub fn lookups(input: &Input<'_>, policy: &Policy) -> Lookups {
    let mut lookups = Lookups::default();
    match input {
        Input::Mail(mail, evidence) => {
            lookups.key = Some(mail.content_key);
            // Only where a new ticket is given to somebody does it matter what all have.
            lookups.open_tickets = policy.assigns;
            let stub = evidence.before.as_ref().and_then(|before| before.ticket);
            lookups.tickets.extend(stub);
            lookups.sent_to.extend(mail.from.address.clone());
            lookups.sender.clone_from(&mail.from.address);
            lookups
                .sent_to
                .extend(command::named_addresses(mail, policy));
            lookups.message_ids.extend(thread::ids(mail).cloned());
            lookups.tickets.extend(thread::candidates(mail, policy));
            if mail.origin == Origin::Bounce {
                lookups.letters_of.extend(bounce::candidates(mail, policy));
                lookups.tickets.extend(&lookups.letters_of);
            }
            // What points to no ticket opens one.
            if mail.in_reply_to.is_empty() && lookups.tickets.is_empty() {
                lookups.reports = incident::to_compare(mail, policy);
                lookups.search = knowledge::to_offer(mail, policy);
            }
            let registered = mail
                .from
                .address
                .as_ref()
                .and_then(|from| policy.roster.by_address(from));
            lookups
                .sent_to
                .extend(registered.map(|agent| agent.address.clone()));
            let is_agent = mail
                .from
                .address
                .as_ref()
                .is_some_and(|from| policy.roster.by_address(from).is_some());
            for reads in command::reads(mail, policy)
                .into_iter()
                .filter(|_| is_agent)
            {
                match reads {
                    Reads::Nothing => {}
                    Reads::Ticket(ticket) => {
                        lookups.tickets.insert(ticket);
                    }
                    Reads::Tickets(tickets) => lookups.tickets.extend(tickets),
                    Reads::OpenTickets => lookups.open_tickets = true,
                    Reads::Letters => {
                        lookups.letters_of.extend(thread::candidates(mail, policy));
                    }
                    Reads::Search(words) => {
                        lookups.search = Some(knowledge::Search::all(&words));
                    }
                    Reads::Blocked => lookups.all_blocked = true,
                }
            }
        }
        Input::Outcome(report) => lookups.letter = Some(report.no),
        Input::Tick(due) => {
            lookups.tickets.extend(due.iter().copied());
            lookups.open_tickets = policy.assigns;
        }
        Input::Outdated(no, ticket) => {
            lookups.letter = Some(*no);
            lookups.tickets.insert(*ticket);
        }
        Input::Edition(_) => lookups.past = true,
        // Neither looks at anything but what comes with it.
        Input::Unread(_) | Input::Control(_) => {}
    }
    lookups
}

/// Decides what happens.
pub fn decide(input: &Input<'_>, known: &Snapshot, policy: &Policy, now: Timestamp) -> Decision {
    let mut deciding = Deciding::new(known, policy, now);
    match input {
        Input::Mail(mail, evidence) => {
            match survey::seen_again(known.known.as_ref(), &evidence.listed) {
                Some(row) if evidence.before.is_none() => deciding.decision.ledger = Some(row),
                _ => receive::receive(&mut deciding, mail, evidence),
            }
        }
        Input::Outcome(report) => outcome::reported(&mut deciding, report),
        Input::Tick(due) => tick::tick(&mut deciding, due),
        Input::Outdated(_, ticket) => acknowledged::rewrite(&mut deciding, *ticket),
        Input::Edition(edition) => periodical::publish(&mut deciding, edition),
        Input::Unread(unread) => quarantine::unread(&mut deciding, unread),
        Input::Control(request) => quarantine::requested(&mut deciding, request),
    }
    deciding.decision
}
