//! A ticket that an agent opens for somebody: a part of another one (S1.3), or a request made in another way than by mail
//! (S0.15). The rules sort it as they would sort a mail with these words.

use std::borrow::Cow;

use crate::domain::{
    Actor, AttachmentRef, Direction, EventBody, Language, Message, Person, SpoolName, Standing,
    TicketId,
};
use crate::rules::{Matter, Opening};

use super::deciding::Deciding;
use super::message::without_tokens;
use super::receive::{first_clocks, first_team};

/// What it is opened with.
pub(super) struct Request<'a> {
    /// Whose it is.
    pub requester: Person,
    /// Whether mails may repeat these words to them.
    pub is_proven: bool,
    /// Whether time writes to them.
    pub is_silent: bool,
    /// The language they are written to in, where it is not the desk's own.
    pub language: Option<Language>,
    /// Its title.
    pub title: &'a str,
    /// Its words.
    pub text: &'a str,
    /// Files that came along.
    pub attachments: Vec<AttachmentRef>,
    /// The mail it was ordered by.
    pub raw: Option<SpoolName>,
    /// Why it was opened.
    pub because: Vec<String>,
}

/// Opens it.
pub(super) fn open(deciding: &mut Deciding<'_>, actor: &Actor, request: Request<'_>) -> TicketId {
    let policy = deciding.policy;
    let id = deciding.next_ticket();
    let text = without_tokens(deciding, request.text);
    let requester = request.requester;
    let matter = Matter {
        subject: Cow::Borrowed(request.title),
        body: Cow::Borrowed(&text),
        from: format!("{} <{}>", requester.name, requester.address),
        ..Matter::default()
    };
    let opening = Opening::at(&policy.hours, deciding.now);
    let verdict = policy.rules.evaluate(&matter, opening);
    let (team, tier) = first_team(deciding, &verdict, "", &requester.address);
    let clocks = first_clocks(deciding, &verdict, team.as_deref());
    let message = Message {
        at: deciding.now,
        direction: Direction::In,
        from: requester.clone(),
        standing: Standing::Known,
        subject: request.title.into(),
        message_id: None,
        text: text.into(),
        attachments: request.attachments,
        raw: request.raw,
    };
    let mut because = request.because;
    because.extend(verdict.because);
    let opened = EventBody::Opened {
        message: Box::new(message),
        requester,
        is_proven: request.is_proven,
        category: verdict.category,
        priority: verdict.priority,
        ticket_kind: verdict.kind,
        team,
        tier,
        tags: verdict.tags,
        is_silent: request.is_silent,
        language: request.language,
        clocks,
    };
    deciding.happen(id, actor.clone(), opened, because);
    id
}
