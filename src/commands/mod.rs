//! Floor 3. What people can order by mail; one file per command.
//!
//! A command is a row of data: its words, its help, who may give it and what it does. [`COMMANDS`] is the one list;
//! the help mail, the manual and the README's table are made from it, in its order. A command decides and changes
//! nothing itself: it returns events, or says why not. It never asks whether its author is allowed to give it, which
//! `engine::command` does once for all, and it never sends mail, which `engine::follow` derives from the events.

use crate::domain::{Roster, TicketId};

mod aliases;
pub mod args;
mod case;
pub mod fault;
pub mod scan;

mod abuse;
mod approve;
mod ask;
mod assign;
mod away;
mod back;
mod block;
mod broadcast;
mod canned;
mod category;
mod cc;
mod close;
mod contact;
mod deescalate;
mod due;
mod dup;
mod effect;
mod escalate;
mod eta;
mod field;
mod fwd;
mod help;
mod hold;
mod impact;
mod incident;
mod kb;
mod kind;
mod knownerror;
mod link;
mod list;
mod merge;
mod new;
mod note;
mod notspam;
mod on;
mod options;
mod parent;
mod priority;
mod record;
mod reject;
mod related;
mod remind;
mod reopen;
mod reply;
mod requester;
mod resolve;
mod search;
mod show;
mod solution;
mod spam;
mod split;
mod status;
mod tag;
mod take;
mod time;
mod title;
mod unblock;
mod undo;
mod unwatch;
mod update;
mod wait;
mod watch;
mod workaround;

pub use aliases::Aliases;
pub use args::Args;
pub use case::{Author, Case};
pub use effect::{Effect, Listing, Part, Question, Words};
pub use fault::{Answer, Fault, Refusal, nearest};
pub use new::{Logged, logged};
pub use on::tickets as several;

/// One command.
pub struct Command {
    /// Its name, without `#`.
    pub word: &'static str,
    /// Its other names.
    pub aliases: &'static [&'static str],
    /// How it is written.
    pub usage: &'static str,
    /// What it does, one sentence.
    pub says: &'static str,
    /// What else there is to know; may be empty.
    pub details: &'static str,
    /// How requesters write it and what it does for them, where that is less.
    pub theirs: Option<(&'static str, &'static str)>,
    /// Who may give it.
    pub who: Who,
    /// How well its author has to be known, which may depend on what is ordered.
    pub needs: fn(&Args<'_>) -> Needs,
    /// When it runs within its block.
    pub phase: Phase,
    /// What has to be read before it can be decided.
    pub reads: fn(&Args<'_>) -> Reads,
    /// The question it is, for the commands that can be given without a ticket.
    pub asks: Option<Asks>,
    /// What it does.
    pub run: fn(&Args<'_>, &Case<'_>) -> Result<Effect, Answer>,
}

/// A question made of arguments, for which no ticket is needed.
pub type Asks = fn(&Args<'_>, &Roster) -> Result<Question, Answer>;

/// Who may give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Agents.
    Agents,
    /// Agents, and requesters on their own ticket.
    Everyone,
    /// Leaders, managers and admins: who answers for more than a ticket.
    Leaders,
}

/// What a command does to the world, and so how well its author has to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// It reads, or leaves a note.
    Reading,
    /// It changes a ticket or reaches the requester.
    Changing,
}

/// The order within a block, whatever the order of its lines: what a ticket is comes before who has it, before what
/// is said, before where it stands, so that "close" sees the solution of the line below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Fields of the ticket.
    Field,
    /// Who has it.
    Assignment,
    /// What is said.
    Saying,
    /// Where it stands.
    Standing,
    /// What is made of all that for others.
    Publishing,
}

/// What has to be read before a command can be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reads {
    /// Nothing but the mail's own ticket.
    Nothing,
    /// Another ticket.
    Ticket(TicketId),
    /// Other tickets.
    Tickets(Vec<TicketId>),
    /// All open tickets.
    OpenTickets,
    /// Documents with these words.
    Search(String),
    /// Whose mail is not taken in.
    Blocked,
    /// The letters of the mail's own ticket.
    Letters,
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}
impl Eq for Command {}
impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.word)
    }
}

/// Every command, in the order of the help.
pub static COMMANDS: [&Command; 63] = [
    &help::COMMAND,
    &show::COMMAND,
    &record::COMMAND,
    &list::COMMAND,
    &search::COMMAND,
    &take::COMMAND,
    &assign::COMMAND,
    &away::COMMAND,
    &back::COMMAND,
    &priority::COMMAND,
    &impact::COMMAND,
    &urgency::COMMAND,
    &urgent::COMMAND,
    &category::COMMAND,
    &kind::COMMAND,
    &status::COMMAND,
    &wait::COMMAND,
    &hold::COMMAND,
    &ask::COMMAND,
    &options::COMMAND,
    &note::COMMAND,
    &reply::COMMAND,
    &canned::COMMAND,
    &update::COMMAND,
    &eta::COMMAND,
    &workaround::COMMAND,
    &solution::COMMAND,
    &kb::COMMAND,
    &knownerror::COMMAND,
    &resolve::COMMAND,
    &close::COMMAND,
    &reopen::COMMAND,
    &approve::COMMAND,
    &reject::COMMAND,
    &escalate::COMMAND,
    &deescalate::COMMAND,
    &tag::COMMAND,
    &contact::COMMAND,
    &time::COMMAND,
    &due::COMMAND,
    &remind::COMMAND,
    &watch::COMMAND,
    &unwatch::COMMAND,
    &cc::COMMAND,
    &requester::COMMAND,
    &title::COMMAND,
    &spam::COMMAND,
    &notspam::COMMAND,
    &abuse::COMMAND,
    &block::COMMAND,
    &unblock::COMMAND,
    &link::COMMAND,
    &parent::COMMAND,
    &broadcast::COMMAND,
    &incident::COMMAND,
    &split::COMMAND,
    &dup::COMMAND,
    &merge::COMMAND,
    &field::COMMAND,
    &new::COMMAND,
    &fwd::COMMAND,
    &on::COMMAND,
    &undo::COMMAND,
];

/// The command of this name, by its word or an alias.
pub fn find(name: &str) -> Option<&'static Command> {
    COMMANDS
        .into_iter()
        .find(|command| command.word == name || command.aliases.contains(&name))
}

/// All names, for "did you mean".
pub fn names() -> impl Iterator<Item = &'static str> {
    COMMANDS
        .into_iter()
        .flat_map(|command| std::iter::once(command.word).chain(command.aliases.iter().copied()))
}

fn nothing_to_read(_: &Args<'_>) -> Reads {
    Reads::Nothing
}
fn reading(_: &Args<'_>) -> Needs {
    Needs::Reading
}
fn changing(_: &Args<'_>) -> Needs {
    Needs::Changing
}

#[cfg(test)]
mod tests;
mod urgency;
mod urgent;
