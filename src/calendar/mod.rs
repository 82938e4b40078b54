//! Floor 2. Business hours, answer targets, and times as people write and read them; pure.
//!
//! Nothing here asks what time it is: every function takes the instants it works on, and every loop over days ends,
//! even where a desk has no open day at all.

pub mod clockwork;
pub mod hours;
pub mod ical;
pub mod matrix;
pub mod rhythm;
pub mod shown;
pub mod target;
pub mod week;
pub mod when;

pub use clockwork::ClockWork;
pub use hours::Hours;
pub use matrix::{Matrix, Step, Tell};
pub use rhythm::{Rhythm, Rhythms};
pub use shown::{shown_duration, shown_hours, shown_hours_in, shown_time, shown_time_in};
pub use target::{Clock, Target, Targets};
pub use week::{Week, Window, parse_days, parse_window};
pub use when::{parse_when, split_when};
