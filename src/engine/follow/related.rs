//! What is heard when tickets are tied, merged, split, or solved with others: people outside hear it each in the thread they
//! know, and nothing of what another requester wrote.

use crate::domain::{Actor, EventBody, LinkKind, Message, Person, Status, TicketId};
use crate::engine::deciding::Deciding;
use crate::engine::facts::words;
use crate::engine::letters::Mailing;
use crate::notices;

use super::Told;

impl Told<'_> {
    /// The requester of a merged ticket, once. One that had ended is put away, and nobody waits for it.
    pub(super) fn merged(&self, deciding: &mut Deciding<'_>, from: Status, into: TicketId) {
        if from.is_ended() {
            return;
        }
        let reference = format!("{}-{into}", deciding.policy.tag);
        let requester = &self.ticket.requester.address;
        let takes_part = deciding
            .ticket(into)
            .is_some_and(|into| into.has_participant(requester));
        let notice = notices::Merged {
            into: takes_part.then_some(reference),
        };
        self.requester(deciding, &notice);
    }

    /// Whoever hears by another mail of this decision that their ticket goes on as this one.
    pub(super) fn hears_of_merging(&self, deciding: &Deciding<'_>, person: &Person) -> bool {
        let mut events = self.events.iter();
        events.any(|(old, event)| match &event.body {
            EventBody::Merged { into, from, .. } if *into == self.id && !from.is_ended() => {
                let old = deciding.ticket(*old);
                old.is_some_and(|old| old.requester.address == person.address)
            }
            _ => false,
        })
    }

    /// Whether this ticket was closed for another one that is still open.
    pub(super) fn follows_open_one(&self, deciding: &Deciding<'_>) -> bool {
        let original = self.ticket.original();
        original
            .and_then(|original| deciding.ticket(original))
            .is_some_and(|original| original.status.is_open())
    }

    /// The people who wait to hear how another ticket is solved; not those who take part in it and hear of it there.
    pub(super) fn waiting<N: notices::Notice>(
        &self,
        deciding: &mut Deciding<'_>,
        solved: TicketId,
        notice: &N,
    ) {
        let takes_part = |person: &Person| {
            deciding
                .ticket(solved)
                .is_some_and(|ticket| ticket.has_participant(&person.address))
        };
        let people = std::iter::once(&self.ticket.requester).chain(&self.ticket.participants);
        let mut people: Vec<Person> = people
            .filter(|person| !takes_part(person))
            .cloned()
            .collect();
        if people.is_empty() {
            return;
        }
        let cc = people.split_off(1);
        let mut mailing = Mailing::about(self.id, self.event.no, people);
        mailing.cc = cc;
        self.send(deciding, notice, mailing);
    }

    /// The requester of a ticket that an agent opened: a part of another one, or one put on record.
    pub(super) fn split_off(&self, deciding: &mut Deciding<'_>, message: &Message) {
        let policy = deciding.policy;
        let from = self.events.iter().find_map(|(id, event)| match event.body {
            EventBody::Linked { ticket, .. } if *id == self.id => Some(ticket),
            _ => None,
        });
        let Some(from) = from else {
            return self.logged(deciding, message);
        };
        let is_open_now = policy.hours.is_open(deciding.now);
        let starts = (!is_open_now).then(|| notices::When(policy.hours.next_open(deciding.now)));
        let notice = notices::SplitOff {
            from: format!("{}-{from}", policy.tag),
            words: words(&message.text),
            is_open_now,
            starts,
        };
        self.requester(deciding, &notice);
    }

    /// Whoever has a ticket that another one was put under or into hears of it.
    pub(super) fn tied(&self, deciding: &mut Deciding<'_>, link: LinkKind, ticket: TicketId) {
        let is_told = matches!(
            link,
            LinkKind::Related | LinkKind::Child | LinkKind::Duplicate | LinkKind::Merged
        );
        if !is_told || !matches!(self.event.actor, Actor::Agent(_)) {
            return;
        }
        let tag = &deciding.policy.tag;
        let notice = notices::NoteAdded {
            by: self.agent_name(),
            text: format!("{tag}-{} {} {tag}-{ticket}.", self.id, link.words()),
            warnings: Vec::new(),
        };
        let people = self.assignee(deciding);
        self.agents(deciding, &notice, people);
    }
}
