//! What the journal says, line by line, and whether tickets are what it makes of them.

use serde_json::Value;
use ticketd::domain::Ticket;
use ticketd::store::{Cursor, Filter};

use super::{Breach, Law, hold};
use crate::simulate::world::World;

/// What the mark of a personal value is.
const MARK: &str = "~";

/// The bodies of the lines, with the personal parts put back. Lines are read here once more, by other code than the
/// program's.
pub fn lines(journal: &str) -> Result<Vec<Value>, Breach> {
    let read = |line: &str| -> Option<Value> {
        let mut line: Value = serde_json::from_str(line).ok()?;
        let personal = line["personal"].take();
        let mut body = line["body"].take();
        put_back(&mut body, &personal);
        Some(body)
    };
    let all: Option<Vec<Value>> = journal.lines().map(read).collect();
    all.ok_or_else(|| {
        Breach::of(
            Law::IndexIsTheJournal,
            "a line of the journal cannot be read",
        )
    })
}

fn put_back(value: &mut Value, personal: &Value) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key(MARK) => {
            let place = map[MARK].as_u64().unwrap_or(u64::MAX) as usize;
            *value = personal[place].clone();
        }
        Value::Object(map) => map.values_mut().for_each(|inner| put_back(inner, personal)),
        Value::Array(items) => items.iter_mut().for_each(|inner| put_back(inner, personal)),
        _ => {}
    }
}

/// Each ticket is the fold of its events, and each step of its status is one of the matrix.
pub fn tickets(world: &mut World) -> Result<(), Breach> {
    let known = world.ask(|store, _, _| {
        let (mut tickets, mut next) = (Vec::new(), Some(Cursor::default()));
        while let Some(at) = next {
            let (part, after) = store.tickets(&Filter::default(), &at)?;
            tickets.extend(part);
            next = after;
        }
        tickets
            .into_iter()
            .map(|ticket| store.history(ticket.id, usize::MAX))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let known = known.map_err(|error| Breach::of(Law::IndexIsTheJournal, error.to_string()))?;
    for mut known in known.into_iter().flatten() {
        if let Some(sabotage) = world.sabotage {
            sabotage.tamper_with_ticket(&mut known.ticket, &mut known.history);
        }
        let (id, events) = (known.ticket.id, &known.history);
        let folded = Ticket::replay(id, events);
        hold(
            Law::TicketsAreTheirEvents,
            folded.as_ref() == Some(&known.ticket),
            || {
                format!(
                    "ticket {id} is {:?}, its events give {folded:?}",
                    known.ticket
                )
            },
        )?;
        let numbers: Vec<u32> = events.iter().map(|event| event.no).collect();
        let counted: Vec<u32> = (1..=numbers.len() as u32).collect();
        hold(Law::TicketsAreTheirEvents, numbers == counted, || {
            format!("ticket {id} has the events {numbers:?}")
        })?;
        let mut ticket = events.first().and_then(|event| Ticket::open(id, event));
        for event in events.iter().skip(1) {
            let Some(ticket) = &mut ticket else { break };
            let before = ticket.status;
            ticket.apply(event);
            let is_step = before == ticket.status || before.may_become(ticket.status);
            hold(Law::StepsOfTheMatrix, is_step, || {
                format!(
                    "ticket {id} went from {before} to {} by {}",
                    ticket.status,
                    event.body.word()
                )
            })?;
        }
    }
    Ok(())
}
