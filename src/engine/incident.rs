//! Major incidents: many alike reports in a short time become one ticket with the reports as its children (S0.6).
//!
//! Each new report is compared with the reports of the last hours that are open, never with more than `[incidents]` says.
//! What is found is proposed to a leader, or declared at once where the settings say so. A report that comes later and is
//! like those of an incident belongs to it, and its sender is told that the trouble is known.
//!
//! What one report says about another is never told to anybody outside. The record of an incident is the desk's own: nobody
//! outside is on it.

mod declared;
pub mod gist;
pub mod lexicon;
pub mod likeness;
mod words;

use jiff::SignedDuration;

use crate::domain::incident::Stage;
use crate::domain::{
    Actor, Clocks, Deed, Direction, EventBody, Incident, Kind, LinkKind, Message, Person, Priority,
    Role, Standing, Ticket, TicketId,
};
use crate::mail::inbound::{Inbound, Origin};
use crate::mail::subject::shown_subject;

use super::deciding::Deciding;
use super::policy::Policy;
use super::relations;
pub(super) use declared::declare;
use gist::Gist;
use lexicon::Lexicon;
use likeness::{Profile, Rarity, group};

/// `[incidents]`: when many alike reports are taken for one trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incidents {
    /// Whether, and who decides.
    pub mode: Mode,
    /// How far back reports are compared.
    pub window: SignedDuration,
    /// From how many people on.
    pub minimum: u32,
    /// With how many open tickets at most a new one is compared: the newest.
    pub compare_with: u32,
    /// The priority that each report has at least.
    pub priority: Priority,
    /// Names that the house has for its services: each a list of words for one, the first is shown.
    pub names: Vec<Vec<String>>,
}

/// Who decides that there is a major incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nobody: reports are not compared.
    Off,
    /// A leader, by a reply to a proposal.
    Propose,
    /// The desk.
    Automatic,
}

impl Default for Incidents {
    fn default() -> Self {
        Self {
            mode: Mode::Propose,
            window: SignedDuration::from_hours(2),
            minimum: 5,
            compare_with: 200,
            priority: Priority::High,
            names: Vec::new(),
        }
    }
}

/// An open ticket of the window with the words that opened it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The ticket.
    pub ticket: Ticket,
    /// What its first mail says.
    pub text: String,
}

/// A report among those it is compared with.
struct Compared {
    id: TicketId,
    gist: Gist,
    /// The incident that it belongs to, or perhaps does.
    incident: Option<TicketId>,
}

/// Most proposals that nobody has answered: whoever forges many senders brings the leaders no more mail than this.
const PROPOSED_MAX: usize = 3;
/// Most terms of a title.
const TITLE_TERMS_MAX: usize = 4;

/// Whether reports are compared: not where there would be nobody to ask.
fn is_on(policy: &Policy) -> bool {
    let has = |role| policy.roster.with_role(role).next().is_some();
    match policy.incidents.mode {
        Mode::Off => false,
        Mode::Propose => has(Role::Leader) || has(Role::Manager),
        Mode::Automatic => true,
    }
}

/// What a mail that opens a ticket is compared with: nothing, where it reports no trouble. Most mails do not, and what is not
/// read costs nothing.
pub(super) fn to_compare(mail: &Inbound, policy: &Policy) -> Option<(SignedDuration, u32)> {
    let settings = &policy.incidents;
    if !is_on(policy) || mail.origin != Origin::Person || !mail.auto_respond {
        return None;
    }
    let lexicon = Lexicon::new(&settings.names);
    let is_trouble = |text: &str| Gist::of(&mail.subject, text, &lexicon).is_trouble;
    let is_report = is_trouble(&mail.own.text) || is_trouble(&mail.text);
    is_report.then_some((settings.window, settings.compare_with))
}

/// Looks whether a new ticket is a report of something that others report, too.
pub(super) fn consider(deciding: &mut Deciding<'_>, id: TicketId, text: &str) {
    let settings = &deciding.policy.incidents;
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    if !is_on(deciding.policy) || deciding.is_silent || !is_report(deciding, &ticket) {
        return;
    }
    let lexicon = Lexicon::new(&settings.names);
    let new = as_compared(&ticket, text, &lexicon);
    if !new.gist.is_trouble {
        return;
    }
    let snapshot = deciding.snapshot;
    let before = snapshot.reports.iter();
    let before = before.filter(|report| is_report(deciding, &report.ticket));
    let mut compared: Vec<Compared> = before
        .map(|report| as_compared(&report.ticket, &report.text, &lexicon))
        .collect();
    compared.push(new);
    let rarity = Rarity::of(compared.iter().map(|report| &report.gist));
    let known = snapshot.incidents.iter().copied().find(|incident| {
        let profile = profile(deciding, *incident, &compared);
        let new = compared.last();
        new.is_some_and(|new| profile.takes(&new.gist, &rarity))
    });
    let incident = match known {
        Some(incident) => join(deciding, incident, id).then_some(incident),
        None => raise(deciding, &compared, &rarity),
    };
    // With each report more is known of what it is about, and who said it in other words before is found.
    if let Some(incident) = incident {
        for report in &mut compared {
            let is_in = deciding
                .ticket(report.id)
                .and_then(incident_of)
                .or(report.incident);
            report.incident = is_in;
        }
        let profile = profile(deciding, incident, &compared);
        for report in &compared {
            if report.incident.is_none() && profile.takes(&report.gist, &rarity) {
                join(deciding, incident, report.id);
            }
        }
    }
}

/// Whether a ticket is compared: a person outside reports that something is wrong. What must not be answered is a machine's.
fn is_report(deciding: &Deciding<'_>, ticket: &Ticket) -> bool {
    let is_of_kind = matches!(ticket.kind, Kind::Incident | Kind::Problem);
    let is_from_outside = !deciding.policy.is_own(&ticket.requester.address);
    let is_free = ticket.work.incident.is_none() && !ticket.work.stands_alone;
    is_of_kind && is_free && !ticket.is_silent && is_from_outside
}

fn as_compared(ticket: &Ticket, text: &str, lexicon: &Lexicon) -> Compared {
    let gist = Gist::of(&shown_subject(&ticket.subject), text, lexicon);
    let (from, name) = (&ticket.requester.address, &ticket.requester.name);
    Compared {
        id: ticket.id,
        gist: gist.from_site(&ticket.category, from.domain(), name),
        incident: incident_of(ticket),
    }
}

/// What a ticket belongs to already; it makes no other incident.
fn incident_of(ticket: &Ticket) -> Option<TicketId> {
    ticket
        .parent()
        .or_else(|| ticket.linked(LinkKind::CandidateOf).last())
}

/// What an incident is about: what those of its reports say that are compared, or what was written down when it was raised.
fn profile(deciding: &Deciding<'_>, incident: TicketId, compared: &[Compared]) -> Profile {
    let members = || {
        let reports = compared.iter();
        reports.filter(|report| report.incident == Some(incident))
    };
    let minimum = usize::try_from(deciding.policy.incidents.minimum).unwrap_or(usize::MAX);
    if members().count() >= minimum {
        return Profile::of(members().map(|report| &report.gist));
    }
    let ticket = deciding.ticket(incident);
    let written = ticket.and_then(|ticket| ticket.work.incident.as_ref());
    written.map_or_else(Profile::default, |written| Profile::read(&written.terms))
}

/// Opens the record of an incident where enough people report one trouble, unless leaders have enough to answer already.
fn raise(deciding: &mut Deciding<'_>, compared: &[Compared], rarity: &Rarity) -> Option<TicketId> {
    let settings = &deciding.policy.incidents;
    let (new, before) = compared.split_last()?;
    let proposed = deciding.snapshot.incidents.iter().filter(|id| {
        let record = deciding.ticket(**id);
        let incident = record.and_then(|record| record.work.incident.as_ref());
        incident.is_some_and(|incident| incident.stage == Stage::Proposed)
    });
    if proposed.count() >= PROPOSED_MAX {
        deciding.note("enough incidents are proposed already");
        return None;
    }
    let mut people = vec![(*ticket_of(deciding, new.id)?.requester.address).clone()];
    let mut free = Vec::new();
    // One report of each person: nobody makes an incident alone.
    for report in before.iter().filter(|report| report.incident.is_none()) {
        let address = (*ticket_of(deciding, report.id)?.requester.address).clone();
        if !people.contains(&address) {
            people.push(address);
            free.push(report);
        }
    }
    let gists: Vec<&Gist> = free.iter().map(|report| &report.gist).collect();
    let minimum = usize::try_from(settings.minimum).unwrap_or(usize::MAX);
    let mut places = group(&new.gist, &gists, rarity, minimum)?;
    places.sort_unstable();
    let mut members: Vec<&Compared> = places
        .iter()
        .filter_map(|place| free.get(*place).copied())
        .collect();
    members.push(new);
    let profile = Profile::of(members.iter().map(|report| &report.gist));
    let ids: Vec<TicketId> = members.iter().map(|report| report.id).collect();
    let record = open(deciding, &ids, &profile)?;
    for id in ids {
        join(deciding, record, id);
    }
    Some(record)
}

/// A ticket that was read, be it only to be compared.
fn ticket_of<'a>(deciding: &'a Deciding<'_>, id: TicketId) -> Option<&'a Ticket> {
    let read = || {
        let mut reports = deciding.snapshot.reports.iter();
        reports.find(|report| report.ticket.id == id)
    };
    deciding
        .ticket(id)
        .or_else(|| read().map(|report| &report.ticket))
}

/// Opens the ticket that an incident is kept on.
fn open(deciding: &mut Deciding<'_>, members: &[TicketId], profile: &Profile) -> Option<TicketId> {
    let policy = deciding.policy;
    let id = deciding.next_ticket();
    let terms = profile.written();
    let things = terms
        .iter()
        .filter(|(term, _)| !term.starts_with(['#', '@']));
    let things: Vec<&str> = things
        .map(|(term, _)| term.as_str())
        .take(TITLE_TERMS_MAX)
        .collect();
    let subject = format!("Major incident: {}", things.join(", "));
    let mut lines = vec![format!(
        "{} people report what seems to be one trouble:",
        members.len()
    )];
    for member in members {
        let ticket = ticket_of(deciding, *member)?;
        let about = shown_subject(&ticket.subject);
        lines.push(format!("{}: {about}", ticket.reference(&policy.tag)));
    }
    let last = ticket_of(deciding, *members.last()?)?.clone();
    let desk = Person::new(policy.address.clone(), &policy.name);
    let message = Message {
        at: deciding.now,
        direction: Direction::Note,
        from: desk.clone(),
        standing: Standing::Known,
        subject: subject.into(),
        message_id: None,
        text: lines.join("\n").into(),
        attachments: Vec::new(),
        raw: None,
    };
    let opened = EventBody::Opened {
        message: Box::new(message),
        requester: desk,
        is_proven: true,
        category: last.category,
        priority: last.priority.min(policy.incidents.priority),
        ticket_kind: Kind::Incident,
        team: last.team,
        tier: last.tier,
        tags: vec!["major-incident".to_owned()],
        is_silent: true,
        language: None,
        clocks: Clocks::default(),
    };
    // Who is not proven may be one person with many addresses.
    let proven = members.iter().filter(|member| {
        let ticket = ticket_of(deciding, **member);
        ticket.is_some_and(|ticket| ticket.is_proven)
    });
    let minimum = usize::try_from(policy.incidents.minimum).unwrap_or(usize::MAX);
    let stage = match policy.incidents.mode {
        Mode::Automatic if proven.count() >= minimum => Stage::Declared,
        _ => Stage::Proposed,
    };
    deciding.note(format!(
        "with others it makes incident {id}, {}",
        stage.word()
    ));
    let because = vec![format!("{} alike reports", members.len())];
    deciding.happen(id, Actor::Rule, opened, because);
    let terms = terms.into();
    let raised = EventBody::Done(Deed::IncidentRaised(Incident { stage, terms }));
    deciding.happen(id, Actor::Rule, raised, Vec::new());
    Some(id)
}

/// Puts a report under an incident, or beside one that is only proposed. Gives whether there was room.
fn join(deciding: &mut Deciding<'_>, incident: TicketId, id: TicketId) -> bool {
    deciding.bring(id);
    let Some(record) = deciding.ticket(incident) else {
        return false;
    };
    let is_declared = record
        .work
        .incident
        .as_ref()
        .is_some_and(|incident| incident.stage == Stage::Declared);
    let has_room = record.has_room_for_links()
        && deciding
            .ticket(id)
            .is_some_and(|ticket| ticket.has_room_for_links() && ticket.status.is_open());
    if !has_room {
        return false;
    }
    deciding.note(format!("ticket {id} is a report of incident {incident}"));
    if is_declared {
        put_under(deciding, incident, id, &Actor::Rule);
    } else {
        let link = LinkKind::CandidateOf;
        let ticket = incident;
        relations::happen(
            deciding,
            id,
            &Actor::Rule,
            EventBody::Linked { link, ticket },
        );
    }
    true
}

/// Makes a report a child, and raises its priority (S0.6).
fn put_under(deciding: &mut Deciding<'_>, incident: TicketId, id: TicketId, actor: &Actor) {
    let link = LinkKind::Parent;
    let ticket = incident;
    relations::happen(deciding, id, actor, EventBody::Linked { link, ticket });
    let least = deciding.policy.incidents.priority;
    let Some(ticket) = deciding.ticket(id).cloned() else {
        return;
    };
    if ticket.priority <= least {
        return;
    }
    let clockwork = deciding.clockwork(least, ticket.team.as_deref());
    let raised = EventBody::PriorityChanged {
        from: ticket.priority,
        to: least,
        reason: Some("several people report the same trouble".into()),
        clocks: clockwork.set_anew(&ticket),
    };
    let because = vec!["it is part of a major incident".to_owned()];
    deciding.happen(id, actor.clone(), raised, because);
}
