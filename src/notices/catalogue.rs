//! The table of all notices. A mail that is not in it does not exist.

use super::spec::{Notice, Spec};

pub use super::abuse_reported::AbuseReported;
pub use super::acknowledgement::{Acknowledgement, Offered};
pub use super::acknowledgement_plain::AcknowledgementPlain;
pub use super::answer::Answer;
pub use super::approval_asked::ApprovalAsked;
pub use super::assigned::Assigned;
pub use super::breached::Breached;
pub use super::closed::Closed;
pub use super::deescalated::Deescalated;
pub use super::delivery_delayed::DeliveryDelayed;
pub use super::delivery_failed::DeliveryFailed;
pub use super::digest::{Digest, DigestPart, DigestRow};
pub use super::due_soon::DueSoon;
pub use super::escalated::Escalated;
pub use super::escalated_to_you::EscalatedToYou;
pub use super::estimate::Estimate;
pub use super::follow_up::FollowUp;
pub use super::follow_up_opened::FollowUpOpened;
pub use super::found::{Found, FoundRow};
pub use super::help::Help;
pub use super::holding::Holding;
pub use super::incident_raised::IncidentRaised;
pub use super::incident_told::IncidentTold;
pub use super::information_asked::InformationAsked;
pub use super::information_needed::InformationNeeded;
pub use super::information_reminder::InformationReminder;
pub use super::known_incident::KnownIncident;
pub use super::late::Late;
pub use super::list::{List, ListRow};
pub use super::logged::Logged;
pub use super::low_score::LowScore;
pub use super::merged::Merged;
pub use super::note_added::NoteAdded;
pub use super::on_hold::OnHold;
pub use super::options::Options;
pub use super::original_solved::OriginalSolved;
pub use super::participant_added::ParticipantAdded;
pub use super::priority_changed::PriorityChanged;
pub use super::rated::Rated;
pub use super::reminder::Reminder;
pub use super::reopened::Reopened;
pub use super::requester_help::RequesterHelp;
pub use super::requester_named::RequesterNamed;
pub use super::requester_transcript::RequesterTranscript;
pub use super::resolved::Resolved;
pub use super::said_urgent::SaidUrgent;
pub use super::service_record::{RecordLine, RecordTime, ServiceRecord};
pub use super::service_report::{FlowRow, ServiceReport, TimesRow};
pub use super::show::Show;
pub use super::split_off::SplitOff;
pub use super::standing::Standing;
pub use super::status_update::StatusUpdate;
pub use super::ticket_opened::TicketOpened;
pub use super::ticket_replied::TicketReplied;
pub use super::transcript::{Transcript, TranscriptLine};
pub use super::transcript_of_several::{TicketTranscript, TranscriptOfSeveral};
pub use super::update_wanted::UpdateWanted;
pub use super::waiting::Waiting;
pub use super::watched::Watched;
pub use super::workaround::Workaround;

/// Every notice, in the order of a ticket's life.
pub static NOTICES: &[&Spec] = &[
    &Acknowledgement::SPEC,
    &AcknowledgementPlain::SPEC,
    &KnownIncident::SPEC,
    &InformationNeeded::SPEC,
    &InformationAsked::SPEC,
    &InformationReminder::SPEC,
    &FollowUpOpened::SPEC,
    &TicketOpened::SPEC,
    &Assigned::SPEC,
    &TicketReplied::SPEC,
    &Answer::SPEC,
    &NoteAdded::SPEC,
    &Logged::SPEC,
    &RequesterNamed::SPEC,
    &ParticipantAdded::SPEC,
    &SplitOff::SPEC,
    &Merged::SPEC,
    &IncidentRaised::SPEC,
    &IncidentTold::SPEC,
    &PriorityChanged::SPEC,
    &DueSoon::SPEC,
    &Breached::SPEC,
    &UpdateWanted::SPEC,
    &StatusUpdate::SPEC,
    &Holding::SPEC,
    &Workaround::SPEC,
    &Estimate::SPEC,
    &Late::SPEC,
    &Waiting::SPEC,
    &OnHold::SPEC,
    &Options::SPEC,
    &Escalated::SPEC,
    &EscalatedToYou::SPEC,
    &Deescalated::SPEC,
    &Standing::SPEC,
    &Resolved::SPEC,
    &ApprovalAsked::SPEC,
    &Closed::SPEC,
    &OriginalSolved::SPEC,
    &Rated::SPEC,
    &ServiceRecord::SPEC,
    &FollowUp::SPEC,
    &LowScore::SPEC,
    &SaidUrgent::SPEC,
    &Reopened::SPEC,
    &AbuseReported::SPEC,
    &Reminder::SPEC,
    &Watched::SPEC,
    &DeliveryDelayed::SPEC,
    &DeliveryFailed::SPEC,
    &Digest::SPEC,
    &ServiceReport::SPEC,
    &Transcript::SPEC,
    &TranscriptOfSeveral::SPEC,
    &Help::SPEC,
    &Show::SPEC,
    &List::SPEC,
    &Found::SPEC,
    &RequesterTranscript::SPEC,
    &RequesterHelp::SPEC,
];
