//! How tickets belong together.
//!
//! A relation stands on both tickets, each time from the side of the one it stands on: where 1001 has
//! `parent 1000`, 1000 has `child 1001`. Which relations are allowed, [`crate::commands`] says; here they are only named and
//! found.

use serde::{Deserialize, Serialize};

use super::{Address, Ticket, TicketId};

/// Most relations of a ticket. All tickets that one is tied to are read when it is decided about.
pub const LINKS_MAX: usize = 500;

/// How two tickets belong together, as seen from the one that the link stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// This one continues a closed one.
    FollowUp,
    /// A mail pointed at that one and could not show that it belongs there.
    Perhaps,
    /// Both mention each other.
    Related,
    /// That one is the cause or the whole, and this one is solved with it.
    Parent,
    /// That one is solved with this one.
    Child,
    /// This one is perhaps a report of the incident that is kept there.
    CandidateOf,
    /// That one is perhaps a report of the incident that is kept here.
    Candidate,
    /// This one says the same as that one, and was closed for it.
    DuplicateOf,
    /// That one says the same as this one, and was closed for it.
    Duplicate,
    /// This one goes on as that one.
    MergedInto,
    /// That one goes on as this one.
    Merged,
    /// This one was a part of that one.
    SplitFrom,
    /// That one was a part of this one.
    Split,
}

/// A tie to another ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// How.
    pub kind: LinkKind,
    /// With which.
    pub id: TicketId,
}

impl LinkKind {
    /// Whether it puts a ticket under another, or is about to.
    pub fn is_below(self) -> bool {
        matches!(self, Self::Parent | Self::CandidateOf)
    }

    /// How the same relation looks from the other ticket; nothing where only one of the two shows it.
    pub fn seen_from_there(self) -> Option<Self> {
        match self {
            Self::FollowUp | Self::Perhaps => None,
            Self::Related => Some(Self::Related),
            Self::Parent => Some(Self::Child),
            Self::Child => Some(Self::Parent),
            Self::CandidateOf => Some(Self::Candidate),
            Self::Candidate => Some(Self::CandidateOf),
            Self::DuplicateOf => Some(Self::Duplicate),
            Self::Duplicate => Some(Self::DuplicateOf),
            Self::MergedInto => Some(Self::Merged),
            Self::Merged => Some(Self::MergedInto),
            Self::SplitFrom => Some(Self::Split),
            Self::Split => Some(Self::SplitFrom),
        }
    }

    /// In words, to stand before a number: "continues 1000".
    pub fn words(self) -> &'static str {
        match self {
            Self::FollowUp => "continues",
            Self::Perhaps => "perhaps belongs to",
            Self::Related => "is related to",
            Self::Parent => "is a child of",
            Self::Child => "is the parent of",
            Self::CandidateOf => "is perhaps a report of",
            Self::Candidate => "has perhaps the report",
            Self::DuplicateOf => "is a duplicate of",
            Self::Duplicate => "is repeated by",
            Self::MergedInto => "goes on as",
            Self::Merged => "was merged with",
            Self::SplitFrom => "was split from",
            Self::Split => "was split into",
        }
    }
}

impl Ticket {
    /// The tickets that this one is tied to in one way, in the order in which that happened.
    pub fn linked(&self, kind: LinkKind) -> impl Iterator<Item = TicketId> {
        let links = self.links.iter().filter(move |link| link.kind == kind);
        links.map(|link| link.id)
    }

    /// The ticket that this one is solved with.
    pub fn parent(&self) -> Option<TicketId> {
        self.linked(LinkKind::Parent).last()
    }

    /// The ticket that this one goes on as.
    pub fn merged_into(&self) -> Option<TicketId> {
        self.linked(LinkKind::MergedInto).last()
    }

    /// The ticket that this one repeats.
    pub fn original(&self) -> Option<TicketId> {
        self.linked(LinkKind::DuplicateOf).last()
    }

    /// Whether one more relation is allowed.
    pub fn has_room_for_links(&self) -> bool {
        self.links.len() < LINKS_MAX
    }

    /// Adds a relation; one that stands there already is no second one.
    pub(super) fn tie(&mut self, kind: LinkKind, id: TicketId) {
        let link = Link { kind, id };
        if !self.links.contains(&link) {
            self.links.push(link);
        }
        if kind.is_below() {
            self.work.stands_alone = false;
        }
    }

    /// Takes a relation away.
    pub(super) fn untie(&mut self, kind: LinkKind, id: TicketId) {
        self.links.retain(|link| link.kind != kind || link.id != id);
        if kind.is_below() {
            self.work.stands_alone = true;
        }
    }

    /// Whether this address is the requester's or a participant's.
    pub fn has_participant(&self, address: &Address) -> bool {
        *self.requester.address == *address
            || self
                .participants
                .iter()
                .any(|person| *person.address == *address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_both_tickets_looks_back_from_there() {
        use LinkKind::{
            Candidate, CandidateOf, Child, Duplicate, DuplicateOf, FollowUp, Merged, MergedInto,
            Parent, Perhaps, Related, Split, SplitFrom,
        };
        for kind in [
            Related,
            Parent,
            Child,
            CandidateOf,
            Candidate,
            DuplicateOf,
            Duplicate,
            MergedInto,
            Merged,
            SplitFrom,
            Split,
        ] {
            let there = kind.seen_from_there().unwrap();
            assert_eq!(there.seen_from_there(), Some(kind), "{kind:?}");
        }
        assert_eq!(FollowUp.seen_from_there(), None);
        assert_eq!(Perhaps.seen_from_there(), None);
    }
}
