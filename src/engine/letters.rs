//! From a notice to letters: one for each recipient, each with a token and an envelope of its own.
//!
//! All of it is fixed here, before the commit: ids are derived, never drawn, so that the same decision gives the
//! same bytes. Nothing here decides who is told what; see `super::follow`.

mod pictures;

use crate::domain::{Address, EventBody, MessageId, Person, Ticket, TicketId};
use crate::identity::Purpose;
use crate::mail::compose::{AutoSubmitted, Draft, FilePart, compose};
use crate::notices::{Audience, Common, Notice, Reader, Spec, Voice, When};

use super::acknowledged;
use super::deciding::Deciding;
use super::outgoing::{Counts, Letter, Outgoing};
use super::policy::{Policy, Unproven};
use pictures::{pictures, with_ids};

/// What a set of letters is about and to whom it goes.
pub(super) struct Mailing {
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// The event it speaks of; with the notice it makes the Message-ID.
    pub event: Option<u32>,
    /// What stands in `To`.
    pub to: Vec<Person>,
    /// What stands in `Cc`.
    pub cc: Vec<Person>,
    /// Those of both who get no letter, because the mail that is answered reached them already.
    pub reached: Vec<Address>,
    /// What the letters count as.
    pub counts: Counts,
    /// Makes ids of mails that are about no ticket unlike each other: the content key of the mail answered.
    pub salt: String,
    /// Files that are sent along.
    pub files: Vec<FilePart>,
    /// Pictures of the notice, by the names that its template has for them.
    pub pictures: Vec<FilePart>,
    /// The mail that is answered, when it is not the last one of the ticket.
    pub answers: Option<MessageId>,
    /// Since when they are owed, where that is guarded.
    pub owed_since: Option<jiff::Timestamp>,
    /// For agents: whether a reply is a public answer, where the notice itself does not settle it.
    pub is_answerable: Option<bool>,
}

impl Mailing {
    /// About no ticket. The salt makes its id unlike those of other mails of the same notice.
    pub fn of_no_ticket(to: Vec<Person>, salt: String) -> Self {
        Self {
            ticket: None,
            event: None,
            salt,
            ..Self::about(TicketId::FIRST, 0, to)
        }
    }

    /// About an event of a ticket.
    pub fn about(ticket: TicketId, event: u32, to: Vec<Person>) -> Self {
        Self {
            ticket: Some(ticket),
            event: Some(event),
            to,
            cc: Vec::new(),
            reached: Vec::new(),
            counts: Counts::Nothing,
            salt: String::new(),
            files: Vec::new(),
            pictures: Vec::new(),
            answers: None,
            owed_since: None,
            is_answerable: None,
        }
    }
}

impl Policy {
    /// The Message-ID of a notice, the same for all its recipients.
    pub(super) fn message_id(
        &self,
        ticket: Option<&Ticket>,
        opened_or_now: jiff::Timestamp,
        event: Option<u32>,
        notice: &str,
        salt: &str,
    ) -> Option<MessageId> {
        let token = self.keys.issue(
            Purpose::Thread,
            ticket.map(|ticket| ticket.id),
            None,
            opened_or_now,
        )?;
        let hash = blake3::hash(
            format!(
                "{}\0{token}\0{event:?}\0{notice}\0{salt}",
                self.address.key()
            )
            .as_bytes(),
        );
        let suffix = data_encoding::BASE32_NOPAD
            .encode(hash.as_bytes().get(..10)?)
            .to_ascii_lowercase();
        MessageId::new(&format!("{token}.{suffix}@{}", self.address.domain()))
    }

    /// The id that every mail of a ticket refers to and that no mail has: it holds a thread together in clients,
    /// and is one more carrier of the thread's token.
    fn pseudo_reference(&self, ticket: &Ticket) -> Option<MessageId> {
        let token = self
            .keys
            .issue(Purpose::Thread, Some(ticket.id), None, ticket.opened_at)?;
        MessageId::new(&format!("{token}.thread@{}", self.address.domain()))
    }
}

/// Orders the letters of a notice. Mail to somebody whose address is unproven is held back where `[acknowledge]`
/// says never.
pub(super) fn send<N: Notice>(deciding: &mut Deciding<'_>, notice: &N, mailing: &Mailing) {
    let spec = N::SPEC;
    if deciding.is_silent {
        deciding.note(format!("no {}: the mail is taken in silently", spec.name));
        return;
    }
    let policy = deciding.policy;
    let ticket = mailing.ticket.and_then(|id| deciding.ticket(id)).cloned();
    let may_echo = ticket
        .as_ref()
        .is_none_or(|ticket| ticket.may_echo() || policy.unproven == Unproven::Full);
    let is_automatic_to_requester =
        spec.audience == Audience::Requester && spec.voice != Voice::Person;
    if is_automatic_to_requester && !may_echo && policy.unproven == Unproven::Never {
        deciding.note(format!(
            "no {}: the requester's address is not proven",
            spec.name
        ));
        return;
    }
    let base = ticket
        .as_ref()
        .map_or(deciding.now, |ticket| ticket.opened_at);
    let Some(message_id) = policy.message_id(
        ticket.as_ref(),
        base,
        mailing.event,
        spec.name,
        &mailing.salt,
    ) else {
        deciding.note(format!("no {}: there is no signing key", spec.name));
        return;
    };
    let mut written_to: Vec<&Address> = Vec::new();
    for person in mailing.to.iter().chain(&mailing.cc) {
        // One letter a reader: two would bear one id.
        if written_to.contains(&&*person.address) {
            continue;
        }
        written_to.push(&person.address);
        // A stub ticket is the desk's own: nobody is told what we told ourselves.
        if mailing.reached.contains(&person.address) || policy.is_own(&person.address) {
            continue;
        }
        if is_kept_from(ticket.as_ref(), &spec, person) {
            deciding.note(format!("no {}: abuse was reported", spec.name));
            continue;
        }
        match letter(
            deciding,
            notice,
            mailing,
            ticket.as_ref(),
            person,
            &message_id,
            may_echo,
        ) {
            Ok(letter) => deciding.post(Outgoing {
                letter,
                notice: spec.name,
                event: mailing.event,
                counts: mailing.counts,
                owed_since: mailing.owed_since,
            }),
            // Templates are proven at start and the composer refuses only what was not meant; should it happen all
            // the same, it is said where people look, and the ticket is not lost for it.
            Err(why) => deciding.note(format!(
                "the mail \"{}\" to {} could not be made: {why}",
                spec.name, person.address
            )),
        }
    }
}

/// Whether a requester whose conduct was reported hears of it from a person only (S2.10).
fn is_kept_from(ticket: Option<&Ticket>, spec: &Spec, person: &Person) -> bool {
    spec.audience == Audience::Requester
        && spec.voice != Voice::Person
        && ticket.is_some_and(|ticket| {
            ticket.work.is_abusive && ticket.requester.address == person.address
        })
}

#[expect(
    clippy::too_many_lines,
    reason = "a letter is put together in one place"
)]
fn letter<N: Notice>(
    deciding: &Deciding<'_>,
    notice: &N,
    mailing: &Mailing,
    ticket: Option<&Ticket>,
    person: &Person,
    message_id: &MessageId,
    may_echo: bool,
) -> Result<Letter, String> {
    let (policy, spec) = (deciding.policy, N::SPEC);
    let purpose = purpose(&spec, mailing.is_answerable.unwrap_or(spec.is_answerable));
    let token = policy
        .keys
        .issue(purpose, mailing.ticket, Some(&person.address), deciding.now);
    let language = match spec.audience {
        Audience::Requester => policy.language_for(ticket),
        Audience::Agent => policy.own_language(),
    };
    let common = Common {
        desk: policy.desk_facts(&policy.templates.speaking(&language, spec.name)),
        ticket: ticket.map(|ticket| policy.ticket_facts(ticket)),
        reader: Reader {
            name: person.name.to_string(),
        },
        token: token.clone(),
        may_echo,
        is_answerable: mailing.is_answerable,
        late_since: mailing
            .owed_since
            .filter(|since| acknowledged::is_late(*since, deciding.now))
            .map(When),
        language,
        zone: policy.hours.zone().clone(),
    };
    let rendered = policy
        .templates
        .render(notice, &common)
        .map_err(|error| error.to_string())?;
    let is_plain = spec.audience == Audience::Requester && !may_echo;
    // Answers are on the ticket before anything is written: no letter answers itself or what is said after it.
    let mut references = references(policy, ticket, &spec, is_plain);
    references.retain(|id| id != message_id && !is_said_later(deciding, mailing, id));
    let in_reply_to = mailing
        .answers
        .clone()
        .or_else(|| references.last().cloned());
    let draft = Draft {
        from: (policy.name.clone(), policy.address.clone()),
        to: visible(&mailing.to, is_plain),
        cc: visible(&mailing.cc, is_plain),
        reply_to: token
            .as_deref()
            .filter(|_| !policy.subaddress.is_empty())
            .map(|token| {
                (
                    policy.name.clone(),
                    policy.address.with_detail(&policy.subaddress, token),
                )
            }),
        subject: rendered.subject,
        message_id: message_id.clone(),
        in_reply_to: in_reply_to.filter(|id| !is_plain || id.is_plain()),
        references,
        date: deciding.now.to_zoned(policy.hours.zone().clone()),
        auto_submitted: match spec.voice {
            Voice::Person => None,
            Voice::Replied => Some(AutoSubmitted::Replied),
            Voice::Generated => Some(AutoSubmitted::Generated),
        },
        extra: vec![("Content-Language".to_owned(), rendered.language)],
        text: rendered.text,
        html: Some(with_ids(rendered.html, mailing, message_id)),
        pictures: pictures(mailing, message_id),
        attachments: mailing.files.clone(),
    };
    let bytes = compose(&draft).map_err(|error| error.to_string())?;
    let bounce = policy.keys.issue(
        Purpose::Bounce,
        mailing.ticket,
        Some(&person.address),
        deciding.now,
    );
    let envelope_from = match bounce.filter(|_| !policy.subaddress.is_empty()) {
        Some(bounce) => policy.address.with_detail(&policy.subaddress, &bounce),
        None => policy.address.clone(),
    };
    Ok(Letter {
        no: deciding.next_letter(),
        envelope_from,
        envelope_to: (*person.address).clone(),
        message_id: message_id.clone(),
        ticket: mailing.ticket,
        bytes,
    })
}

/// Which token the reader of a notice gets.
fn purpose(spec: &Spec, is_answerable: bool) -> Purpose {
    match (spec.audience, is_answerable) {
        (Audience::Requester, _) => Purpose::Requester,
        (Audience::Agent, true) => Purpose::AgentAnswer,
        (Audience::Agent, false) => Purpose::Agent,
    }
}

/// The ids a mail refers to. A requester's mail refers to the whole conversation, an agent's only to the ticket and to
/// the mail that opened it: an agent's reply names that mail then, and shows what belongs together when nothing is left
/// but the mails themselves.
fn references(
    policy: &Policy,
    ticket: Option<&Ticket>,
    spec: &Spec,
    is_plain: bool,
) -> Vec<MessageId> {
    let Some(ticket) = ticket else {
        return Vec::new();
    };
    let thread = ticket
        .thread
        .iter()
        .filter(|id| !is_plain || id.is_plain())
        .take(match spec.audience {
            Audience::Requester => usize::MAX,
            Audience::Agent => 1,
        });
    policy
        .pseudo_reference(ticket)
        .into_iter()
        .chain(thread.cloned())
        .collect()
}

/// Whether an id is that of an answer which this decision gives after what the letter tells.
fn is_said_later(deciding: &Deciding<'_>, mailing: &Mailing, id: &MessageId) -> bool {
    let mut events = deciding.decision.events.iter();
    events.any(|(ticket, event)| {
        Some(*ticket) == mailing.ticket
            && mailing.event.is_some_and(|told| event.no > told)
            && matches!(&event.body, EventBody::Answered { message, .. } if message.message_id.as_ref() == Some(id))
    })
}

/// Names and addresses as they stand in a header. A name that an unproven sender chose is left out.
fn visible(people: &[Person], is_plain: bool) -> Vec<(String, Address)> {
    people
        .iter()
        .map(|person| {
            (
                if is_plain {
                    String::new()
                } else {
                    person.name.to_string()
                },
                (*person.address).clone(),
            )
        })
        .collect()
}
