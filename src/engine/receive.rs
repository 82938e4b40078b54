//! A mail comes in: what it is, whose it is, and where it goes.
//!
//! Every path ends in exactly one [`Disposition`]. Nothing here fails; a mail that cannot be placed is quarantined.

mod turned_away;

use jiff::Timestamp;

use crate::domain::{
    Actor, Address, Clocks, Direction, EventBody, LinkKind, Person, Place, Standing, TicketId,
};
use crate::identity::level::{Shown, level};
use crate::identity::{Level, Purpose, Require};
use crate::mail::inbound::{Gate, Inbound, Origin};
use crate::rules::{Matter, Opening, Verdict};

use super::deciding::Deciding;
use super::decision::{Disposition, LedgerRow, Quarantined};
use super::follow::{Cause, follow};
use super::language::language;
use super::message::{body_text, message};
use super::source::NO_DATE;
use super::thread::{self, Thread};
use super::{
    Evidence, agent, assignment, completeness, copy, incident, quarantine, ranking, relations,
    requester,
};

use turned_away::{of_blocked_sender, of_no_person};

/// A mail with what is known about it, on its way through a decision.
pub(super) struct Received<'a> {
    pub mail: &'a Inbound,
    pub evidence: &'a Evidence,
    pub from: Person,
    pub level: Level,
    pub is_domain_proven: bool,
    pub thread: Thread,
}

impl Received<'_> {
    /// When the mail server received it, where it says so.
    fn received_at(&self) -> Option<Timestamp> {
        Some(self.evidence.listed.received_at).filter(|at| *at != NO_DATE)
    }
}

/// Where a mail ended.
pub(super) struct Ended {
    pub disposition: Disposition,
    pub ticket: Option<TicketId>,
}

impl Ended {
    pub fn on(disposition: Disposition, ticket: TicketId) -> Self {
        Self {
            disposition,
            ticket: Some(ticket),
        }
    }
    pub fn nowhere(disposition: Disposition) -> Self {
        Self {
            disposition,
            ticket: None,
        }
    }
}

/// Decides about a mail.
pub(super) fn receive(deciding: &mut Deciding<'_>, mail: &Inbound, evidence: &Evidence) {
    deciding.is_silent = evidence.is_backlog;
    let ended = place(deciding, mail, evidence);
    let name = &mail.from.name;
    let from = mail
        .from
        .address
        .as_ref()
        .map_or_else(|| name.clone(), ToString::to_string);
    let because = std::mem::take(&mut deciding.because);
    let mut row = LedgerRow {
        key: Some(mail.content_key),
        raw: Some(evidence.raw),
        ticket: ended.ticket,
        from: Some(from.into()),
        ..LedgerRow::of(&evidence.listed, ended.disposition, deciding.now, because)
    };
    if let Some(before) = &evidence.before {
        quarantine::taken_anew(deciding, &mut row, before);
    }
    deciding.decision.ledger = Some(row);
}

fn place(deciding: &mut Deciding<'_>, mail: &Inbound, evidence: &Evidence) -> Ended {
    if evidence.is_oversize {
        deciding.note("it is over the mailbox's max-size and stays on the server");
        return Ended::nowhere(Disposition::Quarantined(Quarantined::Oversize));
    }
    let known = deciding.snapshot.known.as_ref();
    if let Some(known) = known.filter(|known| !evidence.is_row_of_itself(known)) {
        if copy::is_same(mail, evidence, known, deciding.now) {
            return copy::again(deciding, mail, evidence, known);
        }
        let locator = &known.locator;
        deciding.note(format!(
            "the same words came from {locator}, with no Message-ID and no Date; this was received more than an hour apart"
        ));
    }
    if let Some(ended) = of_no_person(deciding, mail, evidence) {
        return ended;
    }
    let Some(address) = mail.from.address.clone() else {
        deciding.note("it names no address that could be answered");
        return Ended::nowhere(Disposition::Quarantined(Quarantined::NoSender));
    };
    if let Some(ended) = of_blocked_sender(deciding, &address) {
        return ended;
    }
    let mut received = judge(deciding, mail, evidence, address);
    relations::follow_merge(deciding, &mut received);
    let is_agent = deciding
        .policy
        .roster
        .by_address(&received.from.address)
        .is_some();
    match received.thread.ticket {
        Some(ticket) if received.thread.is_third_person => {
            requester::by_third_person(deciding, &received, ticket)
        }
        Some(ticket) if writes_as_agent(deciding, &received, ticket) => {
            agent::on_ticket(deciding, &received, ticket)
        }
        Some(ticket) => requester::on_ticket(deciding, &received, ticket),
        None if is_agent => agent::on_no_ticket(deciding, &received),
        None => open(deciding, &received, None),
    }
}

/// Whether the sender is an agent and writes as one: not with a token that was issued to a requester, and not on a
/// ticket of their own.
pub(super) fn writes_as_agent(
    deciding: &Deciding<'_>,
    received: &Received<'_>,
    ticket: TicketId,
) -> bool {
    let roster = &deciding.policy.roster;
    roster.by_address(&received.from.address).is_some()
        && received.thread.own != Some(Purpose::Requester)
        && !is_own_ticket(deciding, received, ticket)
}

/// Whether an agent is this ticket's requester and writes as one: without an agent's token.
fn is_own_ticket(deciding: &Deciding<'_>, received: &Received<'_>, ticket: TicketId) -> bool {
    let is_requester = deciding
        .ticket(ticket)
        .is_some_and(|ticket| *ticket.requester.address == *received.from.address);
    is_requester && !received.thread.own.is_some_and(Purpose::is_agents)
}

/// Finds out what a mail shows about its sender, and which ticket it belongs to.
pub(super) fn judge<'a>(
    deciding: &mut Deciding<'_>,
    mail: &'a Inbound,
    evidence: &'a Evidence,
    address: Address,
) -> Received<'a> {
    let policy = deciding.policy;
    let is_header_sound = match &mail.gate {
        Gate::Passed => true,
        Gate::Doubt(why) => {
            deciding.note(format!("its header proves nothing: {why}"));
            false
        }
    };
    let is_domain_proven = is_header_sound && evidence.domain.is_ok();
    match &evidence.domain {
        Ok(()) => deciding.note("the sender's domain is proven"),
        Err(why) => deciding
            .because
            .push(format!("the sender's domain is not proven: {why}")),
    }
    let mut thread = thread::find(
        mail,
        &address,
        is_domain_proven,
        deciding.snapshot,
        policy,
        deciding.now,
    );
    deciding.because.push(match thread.ticket {
        Some(ticket) => format!("ticket {ticket}: {}", thread.because),
        None => thread.because.clone(),
    });
    // A list that quotes a token, or a monitor in somebody's name, joins with its words; it orders, confirms and
    // reopens nothing.
    let is_by_person = mail.origin == Origin::Person;
    thread.own = thread.own.filter(|_| is_by_person);
    if !is_by_person {
        deciding.note("no person wrote it: it shows nothing about its sender");
    }
    let level = level(
        policy.require,
        Shown {
            is_header_sound: is_header_sound && is_by_person,
            is_domain_proven,
            has_own_token: thread.own.is_some(),
        },
    );
    deciding.because.push(format!("level {level}"));
    let from = Person::new(address, &mail.from.name);
    Received {
        mail,
        evidence,
        from,
        level,
        is_domain_proven,
        thread,
    }
}

/// Opens a ticket. `continues` is an ended one that the mail answers.
pub(super) fn open(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    continues: Option<TicketId>,
) -> Ended {
    let policy = deciding.policy;
    let id = deciding.next_ticket();
    let opening = Opening::at(&policy.hours, deciding.now);
    let mut verdict = policy.rules.evaluate(&Matter::of(received.mail), opening);
    let (team, tier) = first_team(
        deciding,
        &verdict,
        &completeness::location(deciding, received),
        &received.from.address,
    );
    let is_proven = received.is_domain_proven || received.thread.own.is_some();
    ranking::of_vip(deciding, received, &mut verdict, is_proven);
    let standing = if is_proven {
        Standing::Known
    } else {
        Standing::Unverified
    };
    let own = body_text(received.mail, &received.mail.own.text);
    // A mail that answers nothing and seems to be all quotes or signature keeps them: better too much than nothing.
    let text = if own.is_empty() {
        received.mail.text.trim().to_owned()
    } else {
        own
    };
    // The first mail is what the ticket is about, whoever wrote it: its words count as the requester's.
    let message = message(deciding, received, Direction::In, Standing::Known, &text);
    deciding.because.push(format!(
        "opens ticket {id} ({})",
        if standing == Standing::Known {
            "proven sender"
        } else {
            "unproven sender"
        }
    ));
    let clocks = first_clocks(deciding, &verdict, team.as_deref());
    let body = EventBody::Opened {
        message: Box::new(message),
        requester: received.from.clone(),
        is_proven,
        category: verdict.category,
        priority: verdict.priority,
        ticket_kind: verdict.kind,
        team,
        tier,
        tags: verdict.tags,
        is_silent: !received.mail.auto_respond,
        language: language(deciding, received.mail, continues),
        clocks,
    };
    deciding.because.extend(verdict.because.clone());
    deciding.happen(id, Actor::Requester, body, verdict.because);
    link(deciding, received, id, continues);
    if received.mail.origin == Origin::Person && received.mail.auto_respond {
        incident::consider(deciding, id, &text);
    }
    completeness::opened(deciding, received, id);
    ranking::watch(deciding, id);
    assignment::assign(deciding, id);
    let cause = Cause {
        mail: Some(received.mail),
        received_at: received.received_at(),
        outsider: Some((*received.from.address).clone()),
        warnings: warnings(deciding, received),
        ..Cause::default()
    };
    follow(deciding, &cause);
    Ended::on(Disposition::Ticket, id)
}

/// Ties a new ticket to the one it continues, and to those that something in its mail pointed to.
fn link(
    deciding: &mut Deciding<'_>,
    received: &Received<'_>,
    id: TicketId,
    continues: Option<TicketId>,
) {
    if let Some(old) = continues {
        deciding.happen(
            id,
            Actor::Rule,
            EventBody::Linked {
                link: LinkKind::FollowUp,
                ticket: old,
            },
            Vec::new(),
        );
    }
    for pointed in received.thread.pointed.iter().filter(|pointed| {
        Some(**pointed) != continues && deciding.snapshot.cases.contains_key(pointed)
    }) {
        deciding.happen(
            id,
            Actor::Rule,
            EventBody::Linked {
                link: LinkKind::Perhaps,
                ticket: *pointed,
            },
            vec![received.thread.because.clone()],
        );
    }
}

/// The team that a new ticket goes to, and its tier: the one that a rule says, or the one that is there for its place.
pub(super) fn first_team(
    deciding: &Deciding<'_>,
    verdict: &Verdict,
    location: &str,
    from: &Address,
) -> (Option<String>, u8) {
    let roster = &deciding.policy.roster;
    let place = Place {
        category: &verdict.category,
        location,
        domain: from.domain(),
    };
    let team = verdict
        .team
        .clone()
        .filter(|team| roster.team(team).is_some())
        .or_else(|| Some(roster.tier_for(1, &place)?.name.clone()));
    let tier = team
        .as_deref()
        .and_then(|team| roster.team(team))
        .map_or(1, |team| team.tier);
    (team, tier)
}

/// The clocks of a new ticket: what its acknowledgement promises.
pub(super) fn first_clocks(
    deciding: &mut Deciding<'_>,
    verdict: &Verdict,
    team: Option<&str>,
) -> Clocks {
    if let Some(why) = &verdict.exempt {
        deciding.note(format!("no answer time is promised: {why}"));
        return Clocks::default();
    }
    deciding.clockwork(verdict.priority, team).opened()
}

/// That nothing shows who wrote a mail, a sentence. Where the token alone is the proof and no mail server is asked, every
/// new mail would bear it, and nobody would read it any more.
pub(super) fn doubt(deciding: &Deciding<'_>, received: &Received<'_>) -> Option<String> {
    let why = received.evidence.domain.err()?;
    let policy = deciding.policy;
    let is_never_shown = policy.require == Require::Token && policy.trust.authserv_id.is_none();
    let is_doubtful = received.level == Level::L0 && matches!(received.mail.gate, Gate::Passed);
    let from = &*received.from.address;
    (is_doubtful && !is_never_shown)
        .then(|| format!("Nothing shows that this mail is really from {from}: {why}."))
}

/// What agents should know about a mail beside its words.
pub(super) fn warnings(deciding: &Deciding<'_>, received: &Received<'_>) -> Vec<String> {
    let mut warnings: Vec<String> = doubt(deciding, received).into_iter().collect();
    if let Gate::Doubt(why) = &received.mail.gate {
        warnings.push(format!("Its header can be read in two ways: {why}."));
    }
    warnings
}
