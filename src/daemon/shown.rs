//! A ticket as `show --json` and `export` give it, from the rows of a store.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::domain::{Event, Ticket};
use crate::engine::Row;
use crate::mail::parse::parse;
use crate::notices::{Audience, NOTICES};
use crate::reports::{self, Delivery, Desk};

/// How much of a letter is read for its subject, in octets; our own headers are shorter.
const HEADER_OCTETS_MAX: u64 = 16 * 1024;

/// A ticket with all that happened to it; `letters` are those about it. `subject` reads the subject of a letter, and is
/// asked once for each event: all recipients read the same.
pub fn shown(
    ticket: &Ticket,
    events: &[Event],
    letters: &[Row],
    desk: Desk<'_>,
    subject: impl Fn(&Row) -> Option<String>,
) -> Value {
    let mut asked = BTreeSet::new();
    let deliveries: Vec<Delivery<'_>> = letters
        .iter()
        .filter(|row| goes_outside(row))
        .map(|row| Delivery {
            event: row.event,
            message_id: &row.message_id,
            subject: asked.insert(row.event).then(|| subject(row)).flatten(),
            state: row.state.word(),
        })
        .collect();
    reports::show_json(ticket, events, &deliveries, desk)
}

/// The subject of the letter in a file of the spool; `None` where it cannot be read.
pub fn subject_in(file: &Path) -> Option<String> {
    let mut octets = Vec::new();
    let file = File::open(file).ok()?;
    file.take(HEADER_OCTETS_MAX).read_to_end(&mut octets).ok()?;
    Some(subject_of(&octets))
}

/// The subject of a letter.
pub fn subject_of(letter: &[u8]) -> String {
    let end = usize::try_from(HEADER_OCTETS_MAX).unwrap_or(usize::MAX);
    parse(letter.get(..end).unwrap_or(letter)).subject
}

/// Whether a letter goes to the requester or the participants, so that its fate is that of the words it carries.
fn goes_outside(row: &Row) -> bool {
    let mut notices = NOTICES.iter();
    notices.any(|spec| spec.name == row.notice && spec.audience == Audience::Requester)
}
