//! What is done about a ticket beside what is said on it and decided about it: times kept, contacts made, reminders, who
//! watches it.
//!
//! Most of it concerns the desk alone. Which of it somebody hears of is `engine::follow`'s.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::approval::Approval;
use super::article::Article;
use super::clock::Clocks;
use super::ending::Ending;
use super::incident::Incident;
use super::person::{AgentName, Person};
use super::personal::Personal;
use super::presence::Away;
use super::ranking::Grades;
use super::status::Status;
use super::{Address, Ticket, TicketId};

/// Most reminders that wait on one ticket.
pub const REMINDERS_MAX: usize = 20;
/// Most options of one offer: one digit names them.
pub const OPTIONS_MAX: usize = 9;
/// Most agents who watch one ticket.
pub const WATCHERS_MAX: usize = 20;

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub enum Deed {
    /// An agent wants to be reminded.
    ReminderSet(Reminder),
    /// The reminders of an agent are not wanted any more.
    RemindersDropped {
        /// Whose.
        agent: AgentName,
    },
    /// The time of a reminder came.
    Reminded(Reminder),
    /// A time was set by which it has to be solved, or taken away (S4.7). Nobody outside is told.
    DueSet {
        /// Before.
        from: Option<Timestamp>,
        /// After.
        to: Option<Timestamp>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// An agent judged impact or urgency (S3.3); both as they are now.
    Judged(Grades),
    /// The requester says that it is urgent. It sets no priority; somebody else decides.
    SaidUrgent {
        /// Why, in their words.
        reason: Personal<String>,
    },
    /// When age raises its priority by a step (S0.5).
    RaiseSet {
        /// When; absent: not any more.
        due: Option<Timestamp>,
    },
    /// Something at its end, or after it.
    Ending(Ending),
    /// An agent is away, for all tickets (S4.11).
    AgentAway {
        /// Who.
        agent: AgentName,
        /// For how long.
        #[serde(flatten)]
        away: Away,
    },
    /// An agent is there again.
    AgentBack {
        /// Who.
        agent: AgentName,
    },
    /// Somebody worked on it for so long (S2.3).
    TimeSpent {
        /// How many minutes; fewer than none takes some back.
        minutes: i64,
        /// On what.
        text: Option<Personal<String>>,
    },
    /// An agent was in contact with the requester by another way than mail (S1.5).
    Contacted {
        /// By which way.
        channel: Channel,
        /// Whether they were reached; a call that nobody took is no answer.
        is_reached: bool,
        /// What was said.
        text: Personal<String>,
        /// The clocks after it.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// An agent hears of what happens on it from now on.
    WatchStarted {
        /// Who.
        agent: AgentName,
    },
    /// An agent does not want to hear of it any more.
    WatchEnded {
        /// Who.
        agent: AgentName,
    },
    /// The requester's conduct was reported (S2.10): they get no automatic mail about this ticket any more.
    AbuseReported {
        /// What was said about it.
        text: Option<Personal<String>>,
    },
    /// That report was taken back.
    AbuseCleared,
    /// The requester was offered several ways on, and has to choose first (S2.11).
    OptionsOffered {
        /// The state before.
        from: Status,
        /// The ways on, in the order of their digits.
        options: Vec<Personal<String>>,
        /// The same as one text, with their digits.
        text: Personal<String>,
        /// Until when we wait.
        until: Timestamp,
        /// The clocks after it: none runs.
        #[serde(flatten)]
        clocks: Clocks,
    },
    /// The requester chose one of them.
    OptionChosen {
        /// Its digit.
        number: usize,
        /// What it says.
        option: Personal<String>,
    },
    /// An agent took the own last order back.
    OrderUndone {
        /// Its first event.
        first: u32,
        /// Its last event.
        last: u32,
        /// The ticket as its other events make it.
        back: Box<Ticket>,
    },
    /// The ticket is somebody else's (S0.15).
    RequesterChanged {
        /// Whose it was.
        from: Person,
        /// Whose it is.
        to: Person,
    },
    /// Mail of a sender is not taken in any more, on whatever ticket.
    SenderBlocked {
        /// Whose.
        sender: Personal<Address>,
    },
    /// It is taken in again.
    SenderUnblocked {
        /// Whose.
        sender: Personal<Address>,
    },
    /// What is known about it was published for others, or published anew (S4.9).
    ArticlePublished(Article),
    /// Its article was taken back.
    ArticleWithdrawn,
    /// It is the record of a major incident, or is not any more.
    IncidentRaised(Incident),
}

/// By whose order a sender's mail is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocked {
    /// Who ordered it.
    pub by: AgentName,
    /// On which ticket.
    pub ticket: TicketId,
}

/// A note to an agent that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// Who is told.
    pub agent: AgentName,
    /// When.
    pub due: Timestamp,
    /// What they wrote to themselves.
    pub text: Option<Personal<String>>,
}

/// How the desk and a requester are in contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By telephone.
    Phone,
    /// They came to the desk.
    WalkIn,
    /// Somebody of the desk went to them.
    Visit,
    /// By written words that are no mail.
    Chat,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Phone, Self::WalkIn, Self::Visit, Self::Chat];

    /// The word used everywhere.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::WalkIn => "walk-in",
            Self::Visit => "visit",
            Self::Chat => "chat",
        }
    }

    /// In words, to stand behind a verb: "spoke to the requester by phone".
    pub fn words(self) -> &'static str {
        match self {
            Self::Phone => "by phone",
            Self::WalkIn => "at the desk",
            Self::Visit => "at their place",
            Self::Chat => "by chat",
        }
    }

    /// Reads a channel by its word, without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        Self::ALL.into_iter().find(|channel| channel.word() == text)
    }
}

impl Deed {
    /// The word of the JSON's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::ReminderSet(_) => "reminder-set",
            Self::RemindersDropped { .. } => "reminders-dropped",
            Self::Reminded(_) => "reminded",
            Self::DueSet { .. } => "due-set",
            Self::Judged(_) => "judged",
            Self::SaidUrgent { .. } => "said-urgent",
            Self::RaiseSet { .. } => "raise-set",
            Self::Ending(ending) => ending.word(),
            Self::AgentAway { .. } => "agent-away",
            Self::AgentBack { .. } => "agent-back",
            Self::TimeSpent { .. } => "time-spent",
            Self::Contacted { .. } => "contacted",
            Self::WatchStarted { .. } => "watch-started",
            Self::WatchEnded { .. } => "watch-ended",
            Self::AbuseReported { .. } => "abuse-reported",
            Self::AbuseCleared => "abuse-cleared",
            Self::OptionsOffered { .. } => "options-offered",
            Self::OptionChosen { .. } => "option-chosen",
            Self::OrderUndone { .. } => "order-undone",
            Self::RequesterChanged { .. } => "requester-changed",
            Self::SenderBlocked { .. } => "sender-blocked",
            Self::SenderUnblocked { .. } => "sender-unblocked",
            Self::ArticlePublished(_) => "article-published",
            Self::ArticleWithdrawn => "article-withdrawn",
            Self::IncidentRaised(_) => "incident-raised",
        }
    }

    /// Whether it concerns an agent and not the request, which stands where it stood.
    pub fn is_aside(&self) -> bool {
        if let Self::Ending(ending) = self {
            return ending.is_aside();
        }
        matches!(
            self,
            Self::ReminderSet(_)
                | Self::RemindersDropped { .. }
                | Self::Reminded(_)
                | Self::RaiseSet { .. }
                | Self::AgentAway { .. }
                | Self::AgentBack { .. }
                | Self::WatchStarted { .. }
                | Self::WatchEnded { .. }
        )
    }
}

/// What a ticket keeps of all that.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// The reminders that wait.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<Reminder>,
    /// The time that an agent set for the solution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// How many minutes were worked on it.
    pub minutes: i64,
    /// The agents who watch it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub watchers: BTreeSet<AgentName>,
    /// The ways on that the requester can choose between.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Personal<String>>,
    /// What makes it the record of a major incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<Incident>,
    /// What was published of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    /// Whether the ticket was opened again since that was published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_article_doubted: bool,
    /// Whether the requester's conduct was reported.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_abusive: bool,
    /// Whether it was taken out of an incident: it is counted to none again by its words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stands_alone: bool,
    /// What agents judged of it.
    #[serde(skip_serializing_if = "Grades::is_nothing")]
    pub grades: Grades,
    /// Whether its requester calls it urgent, and nobody has decided about that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_said_urgent: bool,
    /// When age raises it by a step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise_at: Option<Timestamp>,
    /// When its requester is asked whether it still works, once it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_at: Option<Timestamp>,
    /// When they were asked. Nobody is asked twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followed_up_at: Option<Timestamp>,
    /// The categories that it had before: whoever has to agree to the end of such tickets still does.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub categories: BTreeSet<String>,
    /// The gates that were opened with those of its major incident; they stay open for as long as it stays resolved.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub opened_gates: BTreeSet<String>,
    /// The closing that waits until all have agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
}

impl Work {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
