//! What must be so in every world: after each step of what is seen from outside, and at the end of all that is kept.

mod kept;
mod sent;
mod taken;

use std::fmt;

use serde_json::Value;
use ticketd::daemon::clock;
use ticketd::engine::RowState;

use super::machine;
use super::sabotage::Sabotage;
use super::world::World;

/// A law, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    TheProgramGoesOn,
    OneDisposition,
    NothingIsLost,
    OneTicketForOneContent,
    NoAnswerToMachines,
    WithinTheLimits,
    OneAcknowledgement,
    LettersEndOrWait,
    OnceOrTwiceAfterDoubt,
    TokensAreTheirOwners,
    NotesStayInside,
    NothingBelowItsLevel,
    NoEchoToTheUnproven,
    PromisesAreStored,
    StepsOfTheMatrix,
    TicketsAreTheirEvents,
    IndexIsTheJournal,
    NothingOnAWrongClock,
    AllGetsDone,
    SameSeedSameWorld,
}

impl Law {
    /// What it demands.
    pub fn demands(self) -> &'static str {
        match self {
            Self::TheProgramGoesOn => "nothing from outside ends the program",
            Self::OneDisposition => "every mail that was taken in has exactly one disposition",
            Self::NothingIsLost => "a mail is moved only when what became of it is on record",
            Self::OneTicketForOneContent => "one content opens one ticket",
            Self::NoAnswerToMachines => "no automatic mail answers an automatic mail",
            Self::WithinTheLimits => "automatic mail stays within its limits",
            Self::OneAcknowledgement => "a ticket is acknowledged once",
            Self::LettersEndOrWait => "each letter has ended, or waits for a time",
            Self::OnceOrTwiceAfterDoubt => {
                "a letter arrives once; after a doubt perhaps twice, the same octets"
            }
            Self::TokensAreTheirOwners => "a token is shown to its owner alone",
            Self::NotesStayInside => "the text of a note goes to agents alone",
            Self::NothingBelowItsLevel => "nothing runs below its level",
            Self::NoEchoToTheUnproven => "an unproven sender gets no word of their own back",
            Self::PromisesAreStored => "a time that is stated is stored",
            Self::StepsOfTheMatrix => "a status changes along the matrix",
            Self::TicketsAreTheirEvents => "a ticket is the fold of its events",
            Self::IndexIsTheJournal => "the journal, replayed, gives the index",
            Self::NothingOnAWrongClock => {
                "nothing is closed, ended or escalated by a clock that has leapt"
            }
            Self::AllGetsDone => "when faults stop, nothing is left to do",
            Self::SameSeedSameWorld => "the same seed gives the same world",
        }
    }
}

/// A law that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub law: Law,
    pub what: String,
    /// After which step, from 0.
    pub step: usize,
}

impl Breach {
    pub fn of(law: Law, what: impl Into<String>) -> Self {
        Self {
            law,
            what: what.into(),
            step: 0,
        }
    }

    pub fn after(mut self, step: usize) -> Self {
        self.step = step;
        self
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({}): {}", self.law, self.law.demands(), self.what)
    }
}

/// Holds a world to a law.
fn hold(law: Law, is_so: bool, what: impl FnOnce() -> String) -> Result<(), Breach> {
    if is_so {
        Ok(())
    } else {
        Err(Breach::of(law, what()))
    }
}

/// What is seen from outside, after each step.
pub fn after_step(world: &mut World) -> Result<(), Breach> {
    sent::new_letters(world)?;
    // As the program reckons it.
    let (now, set_back) = (clock::now(), world.set_back);
    let rows = world.ask(|store, _, _| store.outbox(1000))?;
    let mut rows = rows.map_err(|error| Breach::of(Law::TheProgramGoesOn, error.to_string()))?;
    if let Some(sabotage) = world.sabotage {
        sabotage.tamper_with_rows(&mut rows);
    }
    // The longest wait of a retry, with what the clock lost meanwhile.
    // Against a clock that nothing has proven yet, the newest mail's time of receipt less a day is gone by.
    let reckoned_less = jiff::SignedDuration::from_hours(if world.has_leapt() { 25 } else { 0 });
    let latest = now + jiff::SignedDuration::from_mins(241) + set_back + reckoned_less;
    for row in rows {
        let is_waiting = matches!(row.state, RowState::Queued { next_at, .. } if next_at <= latest);
        hold(Law::LettersEndOrWait, is_waiting, || {
            format!("letter {} rests as {:?}", row.no, row.state)
        })?;
    }
    Ok(())
}

/// What time alone has caused since so many lines.
pub fn caused_by_time(journal: &str, before: usize) -> Result<(), Breach> {
    let (_, since) = journal.split_at(
        journal
            .split_inclusive('\n')
            .take(before)
            .map(str::len)
            .sum(),
    );
    for line in kept::lines(since)? {
        let events = line["events"].as_array().into_iter().flatten();
        let by_time = events
            .into_iter()
            .find(|event| event[1]["actor"] == "timer");
        hold(Law::NothingOnAWrongClock, by_time.is_none(), || {
            format!(
                "while the clock was wrong: {}",
                by_time.unwrap_or(&Value::Null)
            )
        })?;
    }
    Ok(())
}

/// All that was kept, when nothing is left to do.
pub fn at_the_end(world: &mut World) -> Result<(), Breach> {
    let mut lines = kept::lines(&world.journal())?;
    if let Some(sabotage) = world.sabotage {
        sabotage.tamper_with_lines(&mut lines);
    }
    taken::mails(world, &lines)?;
    taken::decisions(world, &lines)?;
    kept::tickets(world)?;
    sent::limits(world, &lines)?;
    sent::promises(world)?;
    if world.sabotage == Some(Sabotage::LosesLineAtTheEnd) {
        machine::lose_a_line();
    }
    let check = world.ask(|store, _, _| store.check())?;
    let check = check.map_err(|error| Breach::of(Law::IndexIsTheJournal, error.to_string()))?;
    hold(Law::IndexIsTheJournal, check.faults.is_empty(), || {
        check.faults.join("; ")
    })
}

/// Whether nothing is left to do.
pub fn is_done(world: &mut World) -> Result<bool, Breach> {
    Ok(left(world)?.is_none())
}

pub fn must_be_done(world: &mut World) -> Result<(), Breach> {
    let left = left(world)?;
    hold(Law::AllGetsDone, left.is_none(), || {
        left.unwrap_or_default()
    })
}

/// What is left to do, a sentence.
fn left(world: &mut World) -> Result<Option<String>, Breach> {
    let failed =
        |error: ticketd::store::StoreError| Breach::of(Law::TheProgramGoesOn, error.to_string());
    if let Some(row) = world
        .ask(|store, _, _| store.outbox(1))?
        .map_err(failed)?
        .first()
    {
        return Ok(Some(format!("letter {} is {:?}", row.no, row.state)));
    }
    // With a turn before, in which it is done.
    world.ask(|_, _, _| ())?;
    let due = world.ask(|store, _, now| store.due_tickets(now, 1))?;
    if let Some(ticket) = due.map_err(failed)?.first() {
        return Ok(Some(format!(
            "the time of ticket {ticket} has come, and nothing is done"
        )));
    }
    let lying: Vec<_> = world.mailbox.get().in_inbox().cloned().collect();
    for mail in lying {
        let locators = mail.listed_as.clone();
        let row = world.ask(move |store, _, _| {
            locators
                .last()
                .and_then(|last| store.ledger_row(last).ok().flatten())
        })?;
        let is_left_in_place = row.as_ref().is_some_and(|row| {
            row.settling == ticketd::engine::Settling::LeaveInPlace
                && (row.size, row.received_at) == (mail.size(), mail.received_at)
        });
        if !is_left_in_place {
            let what = world.writings[mail.writing].what;
            return Ok(Some(format!(
                "a mail ({what:?}) lies in the inbox as {:?}, decided as {row:?}",
                mail.listed_as
            )));
        }
    }
    Ok(None)
}
