//! What became of mails: one disposition each, one ticket for one content, and nothing that its sender may not cause.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use ticketd::domain::Address;

use super::{Breach, Law, hold};
use crate::simulate::mailbox::{Delivered, Lies};
use crate::simulate::plan::What;
use crate::simulate::world::World;

/// What may come of words whose writer is not known well enough for more.
const HARMLESS: &[&str] = &["opened", "replied", "noted", "linked"];

/// A row of the ledger as a line of the journal has it.
struct Row<'a> {
    locator: &'a Value,
    size: u64,
    received_at: &'a str,
    key: Option<&'a str>,
    /// `ticket`, or `ignored` with its reason: `copy`.
    disposition: String,
    line: &'a Value,
}

fn rows(lines: &[Value]) -> Vec<Row<'_>> {
    let of = |line| rows_of(line);
    lines.iter().flat_map(of).collect()
}

fn rows_of(line: &Value) -> Vec<Row<'_>> {
    let ledger = line["ledger"].as_array().into_iter().flatten();
    ledger
        .filter_map(|one| {
            Some(Row {
                locator: &one["locator"],
                size: one["size"].as_u64()?,
                received_at: one["received_at"].as_str()?,
                key: one["key"].as_str(),
                disposition: match &one["disposition"] {
                    Value::String(word) => word.clone(),
                    Value::Object(reason) => reason.values().next()?.as_str()?.to_owned(),
                    _ => return None,
                },
                line,
            })
        })
        .collect()
}

impl Row<'_> {
    /// Whether it is about this delivery.
    fn is_of(&self, mail: &Delivered) -> bool {
        let named = |locator: &ticketd::engine::Locator| {
            serde_json::to_value(locator).is_ok_and(|value| value == *self.locator)
        };
        self.size == mail.size()
            && self.received_at == mail.received_at.to_string()
            && mail.listed_as.iter().any(named)
    }
}

/// Whether nothing tells a mail from another with the same words: no Message-ID and no Date.
fn is_nameless(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let header = text.split("\r\n\r\n").next().unwrap_or_default();
    let has = |name: &str| header.lines().any(|line| line.starts_with(name));
    !has("Message-ID:") && !has("Date:")
}

/// Each mail has one disposition, and none is gone without.
pub fn mails(world: &World, lines: &[Value]) -> Result<(), Breach> {
    let rows = rows(lines);
    let mailbox = world.mailbox.get();
    let is_nameless = |row: &Row<'_>| {
        let mut mails = mailbox.mails.iter();
        mails.any(|mail| row.is_of(mail) && is_nameless(&mail.bytes))
    };
    let mut places = BTreeSet::new();
    let mut keys: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &rows {
        let place = (row.locator.to_string(), row.size, row.received_at);
        hold(Law::OneDisposition, places.insert(place), || {
            format!("{} was decided twice", row.locator)
        })?;
        let counts = row.disposition != "oversize" && !is_nameless(row);
        if let Some(key) = row.key.filter(|_| counts) {
            *keys.entry(key).or_default() += u32::from(row.disposition != "copy");
        }
    }
    for (key, count) in keys {
        hold(Law::OneDisposition, count == 1, || {
            format!("the content {key} has {count} dispositions beside copies")
        })?;
    }
    for (index, mail) in mailbox.mails.iter().enumerate() {
        let has_row = rows.iter().any(|row| row.is_of(mail));
        let what = world.writings[mail.writing].what;
        hold(
            Law::NothingIsLost,
            has_row || mail.lies == Lies::Away,
            || {
                format!(
                    "mail {index} ({what:?}), listed as {:?}, is {:?} and nothing is on record of it",
                    mail.listed_as, mail.lies
                )
            },
        )?;
    }
    let mut opened = BTreeSet::new();
    for row in rows.iter().filter(|row| row.disposition == "ticket") {
        let key = row.key.unwrap_or_default();
        // One without a name opens another ticket an hour later: then its place tells it from the first.
        let told_by = if is_nameless(row) {
            row.locator.to_string()
        } else {
            key.to_owned()
        };
        hold(Law::OneTicketForOneContent, opened.insert(told_by), || {
            format!("the content {key} opened two tickets")
        })?;
    }
    let events = lines
        .iter()
        .flat_map(|line| line["events"].as_array().into_iter().flatten());
    let tickets = events.filter(|event| event[1]["kind"] == "opened").count();
    let stubs = rows
        .iter()
        .filter(|row| row.disposition == "poison")
        .count();
    hold(
        Law::OneTicketForOneContent,
        tickets == opened.len() + stubs,
        || {
            format!(
                "{tickets} tickets, and {} mails that opened one",
                opened.len()
            )
        },
    )
}

/// What each mail caused is what its writer may cause.
pub fn decisions(world: &World, lines: &[Value]) -> Result<(), Breach> {
    let mailbox = world.mailbox.get();
    for row in rows(lines) {
        let Some(mail) = mailbox.mails.iter().find(|mail| row.is_of(mail)) else {
            continue;
        };
        let writing = &world.writings[mail.writing];
        let letters = || row.line["letters"].as_array().into_iter().flatten();
        let kinds = || {
            let events = row.line["events"].as_array().into_iter().flatten();
            events.filter_map(|event| event[1]["kind"].as_str())
        };
        let is_inside = |to: &str| {
            Address::parse(to).is_ok_and(|to| world.lawful.roster.by_address(&to).is_some())
        };
        if writing.is_machines {
            let answer = letters().find(|letter| letter["envelope_to"] == writing.from);
            hold(Law::NoAnswerToMachines, answer.is_none(), || {
                format!(
                    "{:?} from {} was answered: {}",
                    writing.what,
                    writing.from,
                    answer.unwrap_or(&Value::Null)["notice"]
                )
            })?;
        }
        if matches!(writing.what, What::Forged | What::ThirdPerson) {
            let ran = kinds().find(|kind| !HARMLESS.contains(kind));
            hold(Law::NothingBelowItsLevel, ran.is_none(), || {
                let text = String::from_utf8_lossy(&writing.bytes);
                format!(
                    "an order that shows nothing about its writer did: {}\n{text}",
                    ran.unwrap_or_default()
                )
            })?;
        }
        let is_unproven = row.line["events"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|event| event[1]["is_proven"] == false);
        if is_unproven {
            let echo = letters().find(|letter| {
                let to = letter["envelope_to"].as_str().unwrap_or_default();
                let notice = letter["notice"].as_str().unwrap_or_default();
                !is_inside(to) && notice == "acknowledgement"
            });
            hold(Law::NoEchoToTheUnproven, echo.is_none(), || {
                format!(
                    "{} got an acknowledgement with words that nothing shows to be theirs",
                    writing.from
                )
            })?;
        }
    }
    Ok(())
}
