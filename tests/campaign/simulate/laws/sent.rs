//! What was sent: how often, to whom, how much, and with what in it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use ticketd::domain::{Clocks, EventBody};
use ticketd::engine::Row;
use ticketd::identity::Purpose;
use ticketd::identity::token::TOKEN_CHARS;

use super::{Breach, Law, hold};
use crate::cast::MALLORY;
use crate::simulate::relay::Arrived;
use crate::simulate::world::World;

/// The notices that acknowledge a ticket.
const ACKNOWLEDGEMENTS: [&str; 4] = [
    "acknowledgement",
    "acknowledgement-plain",
    "information-needed",
    "follow-up-opened",
];

/// Looks at the letters that arrived since the last look.
pub fn new_letters(world: &mut World) -> Result<(), Breach> {
    let arrived = std::mem::take(&mut world.relay.get().arrived);
    let looked = (world.seen..arrived.len()).try_for_each(|index| {
        let letter = &arrived[index];
        once_or_twice(letter, &arrived[..index])?;
        inside(world, letter)
    });
    world.seen = arrived.len();
    world.relay.get().arrived = arrived;
    looked
}

fn once_or_twice(letter: &Arrived, before: &[Arrived]) -> Result<(), Breach> {
    let law = Law::OnceOrTwiceAfterDoubt;
    let earlier: Vec<&Arrived> = before.iter().filter(|one| one.no == letter.no).collect();
    hold(law, earlier.len() < 2, || {
        format!("letter {} arrived three times", letter.no)
    })?;
    if let Some(first) = earlier.first() {
        hold(law, letter.doubts > 0, || {
            format!(
                "letter {} arrived twice, and nothing was in doubt",
                letter.no
            )
        })?;
        let is_same =
            (&first.bytes, &first.to, &first.from) == (&letter.bytes, &letter.to, &letter.from);
        hold(law, is_same, || {
            format!("letter {} was another one the second time", letter.no)
        })?;
    }
    Ok(())
}

/// What stands in a letter may be read by whom it goes to.
fn inside(world: &World, letter: &Arrived) -> Result<(), Breach> {
    let text = unfolded(&letter.bytes);
    let policy = &world.lawful;
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    for word in words.filter(|word| word.len() == TOKEN_CHARS) {
        let Some(claim) = policy.keys.read(word, world.now) else {
            continue;
        };
        let is_theirs = claim.purpose == Purpose::Thread || policy.keys.is_for(&claim, &letter.to);
        hold(Law::TokensAreTheirOwners, is_theirs, || {
            format!(
                "letter {} shows {} a token of somebody else ({:?})",
                letter.no, letter.to, claim.purpose
            )
        })?;
    }
    let is_inside = policy.roster.by_address(&letter.to).is_some();
    for writing in world.writings.iter().filter(|_| !is_inside) {
        let is_shown = || text.contains(&writing.word);
        if writing.is_note {
            hold(Law::NotesStayInside, !is_shown(), || {
                format!("letter {} shows {} a note", letter.no, letter.to)
            })?;
        }
        if letter.to.key() == MALLORY.address && writing.from == MALLORY.address {
            hold(Law::NoEchoToTheUnproven, !is_shown(), || {
                format!(
                    "letter {} repeats to {} what they wrote",
                    letter.no, letter.to
                )
            })?;
        }
    }
    Ok(())
}

/// The octets with the soft line breaks of quoted-printable and the folds of the header taken out.
fn unfolded(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace("=\r\n", "")
        .replace("\r\n ", " ")
        .replace("=3D", "=")
}

/// Automatic mail within its limits, by the wall's clock at which it was decided, and one acknowledgement a ticket.
pub fn limits(world: &World, lines: &[Value]) -> Result<(), Breach> {
    let limits = world.lawful.limits;
    let mut to_address: BTreeMap<&str, Vec<Timestamp>> = BTreeMap::new();
    let mut to_all: Vec<Timestamp> = Vec::new();
    let mut acknowledged: BTreeMap<u64, u32> = BTreeMap::new();
    let within = |times: &[Timestamp], at: Timestamp, hours: i64| {
        let since = at - SignedDuration::from_hours(hours);
        times
            .iter()
            .filter(|one| **one > since && **one <= at)
            .count()
    };
    for letter in lines
        .iter()
        .flat_map(|line| line["letters"].as_array().into_iter().flatten())
    {
        let notice = letter["notice"].as_str().unwrap_or_default();
        let is_acknowledgement = ACKNOWLEDGEMENTS.contains(&notice);
        if is_acknowledgement {
            let ticket = letter["ticket"].as_u64().unwrap_or_default();
            let count = acknowledged.entry(ticket).or_default();
            *count += 1;
            hold(Law::OneAcknowledgement, *count == 1, || {
                format!("ticket {ticket} was acknowledged twice")
            })?;
        }
        if letter["counts"] != "automatic" && !is_acknowledgement {
            continue;
        }
        let to = letter["envelope_to"].as_str().unwrap_or_default();
        let at = letter["queued_at"]
            .as_str()
            .and_then(|at| at.parse().ok())
            .unwrap_or_default();
        let times = to_address.entry(to).or_default();
        times.push(at);
        to_all.push(at);
        let (hour, day, total) = (
            within(times, at, 1),
            within(times, at, 24),
            within(&to_all, at, 1),
        );
        let is_within = hour <= limits.address_hour as usize
            && day <= limits.address_day as usize
            && total <= limits.total_hour as usize;
        hold(Law::WithinTheLimits, is_within, || {
            format!(
                "{to} got {hour} automatic mails within an hour and {day} within a day, all together {total}"
            )
        })?;
    }
    Ok(())
}

/// A time that a letter states is the one that its event carries into the ticket.
pub fn promises(world: &mut World) -> Result<(), Breach> {
    let arrived = std::mem::take(&mut world.relay.get().arrived);
    let looked = arrived.iter().try_for_each(|letter| promise(world, letter));
    world.relay.get().arrived = arrived;
    looked
}

fn promise(world: &mut World, letter: &Arrived) -> Result<(), Breach> {
    let no = letter.no;
    let asked = world.ask(move |store, _, _| {
        let row = store.letter_row(no).ok().flatten()?;
        let known = store.history(row.ticket?, usize::MAX).ok().flatten()?;
        let event = known
            .history
            .into_iter()
            .find(|event| Some(event.no) == row.event)?;
        Some((row, event))
    })?;
    let Some((row, event)) = asked else {
        return Ok(());
    };
    let text = unfolded(&letter.bytes);
    // One that was written anew because it left late states what had become of the ticket by then.
    let as_decided = stated(&row, &event.body).into_iter();
    for at in as_decided.filter(|_| row.rewritten_at.is_none()) {
        let shown = world.lawful.shown(at);
        hold(Law::PromisesAreStored, text.contains(&shown), || {
            format!(
                "letter {no} ({}) does not state {shown}, which is stored",
                row.notice
            )
        })?;
    }
    let states = ["Answer by:"].iter().any(|words| text.contains(words));
    let is_stored = !stated(&row, &event.body).is_empty();
    hold(
        Law::PromisesAreStored,
        !states || is_stored || !ACKNOWLEDGEMENTS.contains(&row.notice.as_str()),
        || {
            format!(
                "letter {no} ({}) states a time that is not stored",
                row.notice
            )
        },
    )
}

/// The times that a notice of this event states.
fn stated(row: &Row, body: &EventBody) -> Vec<Timestamp> {
    let first = |clocks: &Clocks| clocks.first_answer_due;
    let time = match (row.notice.as_str(), body) {
        (notice, EventBody::Opened { clocks, .. }) if ACKNOWLEDGEMENTS.contains(&notice) => {
            first(clocks)
        }
        ("estimate", EventBody::EstimateGiven { by, .. }) => Some(*by),
        ("waiting", EventBody::WaitStarted { until, .. }) => *until,
        ("on-hold", EventBody::HoldStarted { until, .. }) => Some(*until),
        ("resolved", EventBody::Resolved { closes_at, .. }) => Some(*closes_at),
        ("escalated", EventBody::Escalated { by, .. }) => *by,
        _ => None,
    };
    time.into_iter().collect()
}
