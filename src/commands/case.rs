//! What a command may look at while it is decided.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::calendar::{ClockWork, Hours, Matrix, Targets, shown_time};
use crate::domain::presence::Staff;
use crate::domain::{
    Address, Agent, Asking, Blocked, Gate, LinkKind, Person, Priority, Ranking, Roster, Status,
    Ticket, TicketId,
};

use super::Args;
use super::fault::{Answer, Fault, Refusal};
use super::status::reachable;

/// Who gives the command.
#[derive(Debug, Clone, Copy)]
pub enum Author<'a> {
    /// An agent.
    Agent(&'a Agent),
    /// The requester or a participant, on their own ticket.
    Requester(&'a Person),
}

/// The ticket a command is about, and the desk it is given at.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The ticket as the commands before it left it.
    pub ticket: &'a Ticket,
    /// The other tickets that were read: those it is tied to, and those that commands name.
    pub others: &'a BTreeMap<TicketId, &'a Ticket>,
    /// Whose mail is not taken in, by the sender's key, where a command asked for it.
    pub blocked: &'a BTreeMap<String, Blocked>,
    /// The word in front of ticket numbers.
    pub tag: &'a str,
    /// The number of the next new ticket.
    pub next: TicketId,
    /// Who gives the command.
    pub author: Author<'a>,
    /// The mail's own text, commands taken out.
    pub words: &'a str,
    /// Who works here.
    pub roster: &'a Roster,
    /// The categories of the desk.
    pub categories: &'a [String],
    /// Who is away.
    pub staff: &'a Staff,
    /// How priorities are set beside rules.
    pub ranking: &'a Ranking,
    /// What has to be known of a case.
    pub asking: &'a Asking,
    /// Business hours.
    pub hours: &'a Hours,
    /// The hours of teams that have their own.
    pub team_hours: &'a BTreeMap<String, Hours>,
    /// Answer, update and solution targets.
    pub targets: &'a Targets,
    /// Who is told when how much of a time is used up.
    pub matrix: &'a Matrix,
    /// After how many business days silence closes a resolved ticket.
    pub confirm_days: u32,
    /// After how many business days a ticket that waits is looked at again.
    pub wait_days: u32,
    /// Who has to agree before a ticket is closed.
    pub gates: &'a [Gate],
    /// The desk's own addresses.
    pub own_addresses: &'a [Address],
    /// Texts that are kept ready for answers.
    pub canned: &'a BTreeMap<String, String>,
    /// The instant of the decision.
    pub now: Timestamp,
}

impl<'a> Case<'a> {
    /// The agent who gives the command. Requesters are kept out before a command runs; a command that needs an
    /// agent says so here once more.
    pub fn agent(&self) -> Result<&'a Agent, Answer> {
        match self.author {
            Author::Agent(agent) => Ok(agent),
            Author::Requester(_) => Err(Refusal {
                why: "only the people of the desk can do this".to_owned(),
                hint: None,
            }
            .into()),
        }
    }

    /// A ticket's number as people write it.
    pub fn reference(&self, id: TicketId) -> String {
        format!("{}-{id}", self.tag)
    }

    /// The children of the ticket that are open: they are told and solved with it.
    pub fn open_children(&self) -> usize {
        let children = self.ticket.linked(LinkKind::Child);
        let tickets = children.filter_map(|id| self.others.get(&id));
        tickets.filter(|child| child.status.is_open()).count()
    }

    /// Whether nobody outside is on the ticket: it is the desk's own, about a mail that could not be read.
    pub fn is_among_ourselves(&self) -> bool {
        self.is_desks_own() && self.ticket.participants.is_empty()
    }

    /// Whether the desk itself opened the ticket.
    pub fn is_desks_own(&self) -> bool {
        let requester = &*self.ticket.requester.address;
        self.own_addresses.contains(requester)
    }

    /// The text of a command that takes the rest of its line, or else the mail's own text.
    pub fn text_or_words(
        &self,
        args: &Args<'_>,
        text: &str,
        what: &str,
    ) -> Result<(String, super::Words), Fault> {
        if !text.is_empty() {
            return Ok((text.to_owned(), super::Words::AsAnswered));
        }
        if self.words.is_empty() {
            let fault = Fault::at_end(args, format!("{what} is missing"));
            return Err(fault.hint("Write it behind the command, or as the text of your mail."));
        }
        Ok((self.words.to_owned(), super::Words::Taken))
    }

    /// Whom an answer reaches, for the transcript.
    pub fn readers(&self) -> String {
        let people = std::iter::once(&self.ticket.requester).chain(&self.ticket.participants);
        let people: Vec<String> = people.map(|person| person.address.to_string()).collect();
        people.join(", ")
    }

    /// What sets the ticket's clocks.
    pub fn clockwork(&self) -> ClockWork<'a> {
        self.clockwork_for(self.ticket.priority, self.ticket.team.as_deref())
    }

    /// The same with another priority or team.
    pub fn clockwork_for(&self, priority: Priority, team: Option<&str>) -> ClockWork<'a> {
        let is_on_call = team
            .and_then(|team| self.roster.team(team))
            .is_some_and(|team| team.is_on_call);
        ClockWork {
            hours: team
                .and_then(|team| self.team_hours.get(team))
                .unwrap_or(self.hours),
            targets: self.targets,
            matrix: self.matrix,
            priority,
            is_on_call,
            now: self.now,
        }
    }

    /// The end of a wait of which no end is named: it has one all the same, so that nobody is forgotten.
    pub fn longest_wait(&self) -> Timestamp {
        self.clockwork().hours.add_days(self.now, self.wait_days)
    }

    /// A time as the people of the desk read it.
    pub fn shown(&self, at: Timestamp) -> String {
        shown_time(at, self.hours.zone())
    }

    /// Refuses what the state of the ticket does not allow.
    pub fn may_become(&self, to: Status) -> Result<(), Refusal> {
        let from = self.ticket.status;
        if from.may_become(to) {
            return Ok(());
        }
        let why = if from == to {
            format!("the ticket is {to} already")
        } else {
            format!("a ticket that is {from} cannot become {to}")
        };
        Err(Refusal::new(why, sentence(&self.way_on())))
    }

    /// What can be ordered from where the ticket stands, a clause.
    pub fn way_on(&self) -> String {
        match self.ticket.status {
            Status::Closed => "#reopen takes it up again".to_owned(),
            Status::Spam => "#notspam takes it up again".to_owned(),
            Status::Resolved => "#reopen takes it up again, and #close ends it".to_owned(),
            Status::Merged => {
                let into = self.ticket.merged_into();
                let into =
                    into.map_or_else(|| "another ticket".to_owned(), |id| self.reference(id));
                format!("it goes on as {into}; give the order there")
            }
            from => format!("from {from} it can go to: {}", reachable(from).join(", ")),
        }
    }

    /// Refuses what only an open ticket allows.
    pub fn must_be_open(&self) -> Result<(), Refusal> {
        if self.ticket.status.is_open() {
            return Ok(());
        }
        Err(Refusal::new(
            format!("the ticket is {}", self.ticket.status),
            sentence(&self.way_on()),
        ))
    }
}

/// A clause as a sentence of its own.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
