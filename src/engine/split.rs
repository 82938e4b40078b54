//! A part of a ticket becomes a ticket of its own (S1.3).
//!
//! It is the requester's, as the first one is, and the rules sort it as they would sort a mail with these words.

use std::borrow::Cow;

use crate::commands::Part;
use crate::domain::{Actor, Direction, EventBody, LinkKind, Message, Standing, TicketId};
use crate::rules::{Matter, Opening};

use super::deciding::Deciding;
use super::message::without_tokens;
use super::receive::{first_clocks, first_team};
use super::relations;

/// Opens the ticket.
pub(super) fn open(deciding: &mut Deciding<'_>, from: TicketId, actor: &Actor, part: &Part) {
    let Some(whole) = deciding.ticket(from).cloned() else {
        return;
    };
    let policy = deciding.policy;
    let id = deciding.next_ticket();
    let text = without_tokens(deciding, &part.text);
    let matter = Matter {
        subject: Cow::Borrowed(&part.title),
        body: Cow::Borrowed(&text),
        from: format!("{} <{}>", whole.requester.name, whole.requester.address),
        ..Matter::default()
    };
    let opening = Opening::at(&policy.hours, deciding.now);
    let verdict = policy.rules.evaluate(&matter, opening);
    let (team, tier) = first_team(deciding, &verdict);
    let clocks = first_clocks(deciding, &verdict, team.as_deref());
    let message = Message {
        at: deciding.now,
        direction: Direction::In,
        from: whole.requester.clone(),
        standing: Standing::Known,
        subject: part.title.as_str().into(),
        message_id: None,
        text: text.into(),
        attachments: Vec::new(),
        raw: None,
    };
    let because = verdict.because.clone();
    let opened = EventBody::Opened {
        message: Box::new(message),
        requester: whole.requester.clone(),
        is_proven: whole.is_proven,
        category: verdict.category,
        priority: verdict.priority,
        ticket_kind: verdict.kind,
        team,
        tier,
        tags: verdict.tags,
        is_silent: whole.is_silent,
        language: whole.language.clone(),
        clocks,
    };
    deciding.note(format!("opens ticket {id}: a part of ticket {from}"));
    deciding.happen(id, actor.clone(), opened, because);
    let link = LinkKind::SplitFrom;
    let linked = EventBody::Linked { link, ticket: from };
    relations::happen(deciding, id, actor, linked);
}
