//! What a story sees: the mails people got, and the tickets as they stand.

use jiff::SignedDuration;
use serde_json::Value;
use ticketd::daemon::sop;
use ticketd::domain::{SpoolName, Status, Ticket, TicketId};
use ticketd::engine::{Known, Lookups};
use ticketd::reports::clocks_json;
use ticketd::reports::service::Service;
use ticketd::reports::sop::{Audit, Period};
use ticketd::store::{Cursor, Filter};

use super::{Posted, World};
use crate::cast::Person;

impl World {
    /// The oldest unread mail to somebody.
    #[track_caller]
    pub fn next_mail_to(&mut self, who: Person) -> Posted {
        let index = self.post.iter().position(|posted| posted.to == who.address);
        let index =
            index.unwrap_or_else(|| panic!("no mail to {}; unread: {:?}", who.name, self.unread()));
        self.post.remove(index).unwrap()
    }

    /// The oldest unread mail of this kind to somebody; others stay unread.
    #[track_caller]
    pub fn notice_to(&mut self, who: Person, notice: &str) -> Posted {
        let is_it = |posted: &Posted| posted.to == who.address && posted.notice == notice;
        let index = self.post.iter().position(is_it);
        let index = index
            .unwrap_or_else(|| panic!("no {notice} to {}; unread: {:?}", who.name, self.unread()));
        self.post.remove(index).unwrap()
    }

    /// All unread mails to somebody.
    pub fn mails_to(&mut self, who: Person) -> Vec<Posted> {
        let (to, others) = self
            .post
            .drain(..)
            .partition(|posted| posted.to == who.address);
        self.post = others;
        Vec::from(to)
    }

    /// The kinds of the unread mails to somebody, which count as read then.
    pub fn notices_to(&mut self, who: Person) -> Vec<String> {
        self.mails_to(who)
            .into_iter()
            .map(|posted| posted.notice)
            .collect()
    }

    /// All unread mails.
    pub fn all_mails(&mut self) -> Vec<Posted> {
        self.post.drain(..).collect()
    }

    fn unread(&self) -> Vec<(&str, &str)> {
        let unread = self.post.iter();
        unread
            .map(|posted| (posted.to.as_str(), posted.notice.as_str()))
            .collect()
    }

    #[track_caller]
    pub fn ticket(&mut self, number: u32) -> Ticket {
        let ticket = self.store().ticket(TicketId(number)).unwrap();
        ticket.unwrap_or_else(|| panic!("there is no ticket {number}"))
    }

    pub fn status(&mut self, number: u32) -> Status {
        self.ticket(number).status
    }

    /// A ticket with what happened to it.
    #[track_caller]
    pub fn known(&mut self, number: u32) -> Known {
        let known = self.store().known(TicketId(number)).unwrap();
        known.unwrap_or_else(|| panic!("there is no ticket {number}"))
    }

    /// The letters of a ticket, in their order.
    pub fn letters_of(&mut self, number: u32) -> Vec<ticketd::engine::Row> {
        self.store().letters_of(TicketId(number)).unwrap()
    }

    /// Octets of the spool.
    pub fn spooled(&mut self, name: SpoolName) -> Vec<u8> {
        self.store().get(name).unwrap()
    }

    /// How many tickets there are.
    pub fn ticket_count(&mut self) -> usize {
        self.numbers(&Filter::default()).len()
    }

    /// The numbers of the tickets that a filter takes.
    pub fn numbers(&mut self, filter: &Filter) -> Vec<u32> {
        let (mut numbers, mut next) = (Vec::new(), Some(Cursor::default()));
        while let Some(at) = next {
            let (tickets, after) = self.store().tickets(filter, &at).unwrap();
            numbers.extend(tickets.iter().map(|ticket| ticket.id.0));
            next = after;
        }
        numbers
    }

    /// What `ticketd sop` says of a period.
    pub fn sop(&mut self, period: Period) -> Vec<Value> {
        let mut audit = Audit::new(period);
        let policy = self.policy.clone();
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            let (tickets, after) = sop::tickets(self.store(), period, &at).unwrap();
            for ticket in tickets {
                ticket.into_audit(&mut audit, &policy);
            }
            next = after;
        }
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            let (mails, after) = sop::mails(self.store(), period, &at).unwrap();
            for mail in &mails {
                audit.take_mail(mail);
            }
            next = after;
        }
        audit.finish()
    }

    /// What `ticketd show ID --clocks` says.
    pub fn clocks(&mut self, number: u32) -> Vec<Value> {
        let id = TicketId(number);
        let known = self.store().history(id, usize::MAX).unwrap().unwrap();
        let letters = self.store().letters_of(id).unwrap();
        let letters: Vec<_> = letters.iter().map(sop::sent).collect();
        clocks_json(id, &known.history, &letters, &self.policy, self.now)
    }

    /// What `ticketd report` says of a period.
    pub fn service(&mut self, period: Period) -> Value {
        let mut service = Service::new(period);
        let policy = self.policy.clone();
        let mut next = Some(Cursor::default());
        while let Some(at) = next {
            let (tickets, after) = sop::tickets(self.store(), period, &at).unwrap();
            for ticket in tickets {
                ticket.into_service(&mut service, &policy);
            }
            next = after;
        }
        service.finish()
    }

    /// Which reports are read for a comparison with those of so long a time, at most so many.
    pub fn reports_read(&mut self, window: SignedDuration, most: u32) -> Vec<TicketId> {
        let asked = Lookups {
            reports: Some((window, most)),
            ..Lookups::default()
        };
        let now = self.now;
        let reports = self.store().read(&asked, now).unwrap().reports;
        reports.iter().map(|report| report.ticket.id).collect()
    }

    /// What happened to a ticket: who, and the word for it.
    pub fn history(&mut self, number: u32) -> Vec<String> {
        let known = self.known(number);
        let events = known.history.iter();
        events
            .map(|event| format!("{} {}", event.actor, event.body.word()))
            .collect()
    }

    /// The texts of a ticket's messages with their direction.
    pub fn messages(&mut self, number: u32) -> Vec<String> {
        let known = self.known(number);
        let messages = known
            .history
            .iter()
            .filter_map(|event| event.body.message());
        messages
            .map(|message| format!("{}: {}", message.direction.word(), *message.text))
            .collect()
    }
}
