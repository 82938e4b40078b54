//! Each event's word, and the message that it carries.

use super::{EventBody, Message};

impl EventBody {
    /// The word of the JSON's `kind`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Replied { .. } => "replied",
            Self::Answered { .. } => "answered",
            Self::Noted { .. } => "noted",
            Self::PriorityChanged { .. } => "priority-changed",
            Self::CategoryChanged { .. } => "category-changed",
            Self::TypeChanged { .. } => "type-changed",
            Self::StatusChanged { .. } => "status-changed",
            Self::Assigned { .. } => "assigned",
            Self::TeamChanged { .. } => "team-changed",
            Self::Tagged { .. } => "tagged",
            Self::TitleChanged { .. } => "title-changed",
            Self::ParticipantAdded { .. } => "participant-added",
            Self::ParticipantRemoved { .. } => "participant-removed",
            Self::UpdateGiven { .. } => "update-given",
            Self::EstimateGiven { .. } => "estimate-given",
            Self::ClockPassed { .. } => "clock-passed",
            Self::HoldingGiven { .. } => "holding-given",
            Self::PromiseMissed { .. } => "promise-missed",
            Self::WorkaroundGiven { .. } => "workaround-given",
            Self::SolutionRecorded { .. } => "solution-recorded",
            Self::WaitStarted { .. } => "wait-started",
            Self::HoldStarted { .. } => "hold-started",
            Self::FieldSet { .. } => "field-set",
            Self::ClocksResumed { .. } => "clocks-resumed",
            Self::InformationAsked(_) => "information-asked",
            Self::InformationReminded { .. } => "information-reminded",
            Self::Resolved { .. } => "resolved",
            Self::Closed { .. } => "closed",
            Self::Rated { .. } => "rated",
            Self::Reopened { .. } => "reopened",
            Self::Escalated { .. } => "escalated",
            Self::Deescalated { .. } => "deescalated",
            Self::Linked { .. } => "linked",
            Self::Unlinked { .. } => "unlinked",
            Self::Merged { .. } => "merged",
            Self::Joined { .. } => "joined",
            Self::OriginalSolved { .. } => "original-solved",
            Self::Broadcast { .. } => "broadcast",
            Self::Done(deed) => deed.word(),
            Self::DeliveryDelayed { .. } => "delivery-delayed",
            Self::DeliveryFailed { .. } => "delivery-failed",
        }
    }

    /// The message it carries, where it carries one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Opened { message, .. }
            | Self::Replied { message }
            | Self::Answered { message, .. }
            | Self::Noted { message }
            | Self::Joined { message, .. } => Some(message),
            _ => None,
        }
    }
}
