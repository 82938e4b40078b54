//! Floor 1. The nouns of the desk: values without I/O, clock or randomness.
//!
//! One word per thing, the field's own: *ticket*, *requester*, *agent*, *participant*, *assignee*, *event*,
//! *status*. See the glossary in the crate's documentation.

mod actor;
mod address;
mod approval;
mod article;
pub mod clock;
mod close_code;
pub mod deed;
mod ending;
pub mod event;
pub mod field;
mod ids;
pub mod incident;
mod kind;
pub mod language;
mod level;
pub mod link;
pub mod message;
pub mod periodical;
pub mod person;
pub mod personal;
pub mod presence;
mod priority;
mod ranking;
mod status;
mod team;
pub mod ticket;
pub mod tongue;
mod urgency;
mod words;

pub use address::{ADDRESS_OCTETS_MAX, Address, AddressError};
pub use approval::{Approval, Gate};
pub use article::Article;
pub use clock::{ClockKind, Clocks, Left, Mark};
pub use deed::{Blocked, Channel, Deed, Reminder, Work};
pub use ending::Ending;
pub use event::{Actor, CloseCode, Event, EventBody, Level, LinkKind};
pub use field::{Asked, Asking, Field, FieldKind, FieldRequest};
pub use ids::{ContentKey, MessageId, SpoolName, TicketId};
pub use incident::Incident;
pub use kind::Kind;
pub use language::Language;
pub use link::Link;
pub use message::{AttachmentRef, Direction, Message, Standing};
pub use periodical::{Issued, Periodical};
pub use person::{Agent, AgentName, Named, Person, Role, Roster};
pub use personal::Personal;
pub use priority::Priority;
pub use ranking::{Grade, Grades, Ranking, Vip};
pub use status::Status;
pub use team::{LOCATION, Place, Team};
pub use ticket::Ticket;
pub use tongue::Tongue;
pub use urgency::Urgency;
