//! What stands still that should not, and when somebody is told.
//!
//! Signs are gathered by the shell at each look and judged here; the time is that of the clock that only counts, so that
//! a leap of the wall neither makes a trouble nor hides one. A trouble is told once when it begins and once when it is
//! over.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::acknowledged;
use super::retry::LIFETIME;

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// This mailbox has not been looked at.
    Intake(String),
    /// Letters wait and none leaves.
    Outbox,
    /// Acknowledgements wait for too long.
    Acknowledgement,
    /// Mail in this mailbox does not come, or cannot be moved.
    Mail(String),
    /// Mail was quarantined.
    Quarantine,
    /// There is too little room on the disk.
    Disk,
    /// The clock is not believed.
    Clock,
    /// The desk does not answer.
    Desk,
    /// A task gives no sign of life.
    Task,
}

impl Trouble {
    /// Its word in `status`, in metrics and in the log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Intake(_) => "intake-stalled",
            Self::Outbox => "outbox-stuck",
            Self::Acknowledgement => "acknowledgement-late",
            Self::Mail(_) => "mail-stuck",
            Self::Quarantine => "quarantine-grown",
            Self::Disk => "disk-reserve",
            Self::Clock => "clock-suspect",
            Self::Desk => "desk-stuck",
            Self::Task => "task-stuck",
        }
    }

    /// All words, in the order of the metrics.
    pub const WORDS: [&'static str; 9] = [
        "intake-stalled",
        "outbox-stuck",
        "acknowledgement-late",
        "mail-stuck",
        "quarantine-grown",
        "disk-reserve",
        "clock-suspect",
        "desk-stuck",
        "task-stuck",
    ];
}

/// What one look saw. `None` stands for what could not be seen.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    /// Each mailbox: its name, when something was last done with it, how often it is to be looked at, and what went
    /// wrong last.
    pub mailboxes: Vec<(String, SignedDuration, SignedDuration, Option<String>)>,
    /// How many letters wait, and how many have ended, as the desk said.
    pub letters: Option<(u64, u64)>,
    /// How many acknowledgements are owed for too long, where the clock can be believed.
    pub owed: u64,
    /// How old the oldest letter is that waits, where the clock can be believed.
    pub oldest: Option<SignedDuration>,
    /// Mailboxes in which mail lies that the server does not hand out or let be moved, and why.
    pub left: Vec<(String, String)>,
    /// How many mails were quarantined, ever.
    pub quarantined: Option<u64>,
    /// When the desk last answered.
    pub desk: SignedDuration,
    /// Which task is late with its sign of life, and when it gave the last one.
    pub late: Option<(String, SignedDuration)>,
    /// Why there is too little room, if so.
    pub disk: Option<String>,
    /// What is wrong with the clock, if so.
    pub clock: Option<String>,
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of what.
    pub trouble: Trouble,
    /// What is wrong, one line; `None` when it is over.
    pub what: Option<String>,
}

/// How long a growth of the quarantine counts as one trouble.
const GROWTH: SignedDuration = SignedDuration::from_hours(1);
/// How old no letter should become: a day more than it is tried for.
const OUTLIVED: SignedDuration = LIFETIME.saturating_add(SignedDuration::from_hours(24));
/// How many polls may be missed.
const POLLS: i32 = 3;

/// What is known between two looks.
#[derive(Debug, Clone)]
pub struct Watch {
    /// How long nothing may be done while there is something to do.
    patience: SignedDuration,
    open: BTreeMap<Trouble, String>,
    /// How many letters had ended, and since when there are letters and that figure stands still.
    still: Option<(u64, SignedDuration)>,
    /// Since when there is mail in a mailbox that does not come or cannot be moved.
    left: BTreeMap<String, SignedDuration>,
    /// How many mails were quarantined when it was last told, and when that grew.
    quarantined: Option<u64>,
    grown: Option<(u64, SignedDuration)>,
}

impl Watch {
    /// With so much patience.
    pub fn new(patience: SignedDuration) -> Self {
        Self {
            patience,
            open: BTreeMap::new(),
            still: None,
            left: BTreeMap::new(),
            quarantined: None,
            grown: None,
        }
    }

    /// The troubles there are, with what is wrong.
    pub fn open(&self) -> &BTreeMap<Trouble, String> {
        &self.open
    }

    /// Judges what was seen at `now`; gives what began and what is over.
    pub fn look(&mut self, signs: &Signs, now: SignedDuration) -> Vec<Told> {
        let mut seen = BTreeMap::new();
        self.intake(signs, now, &mut seen);
        self.outbox(signs, now, &mut seen);
        if signs.owed > 0 {
            let (letters, wait) = if signs.owed == 1 {
                ("acknowledgement", "waits")
            } else {
                ("acknowledgements", "wait")
            };
            let what = format!(
                "{} {letters} {wait} for longer than {} minutes after the mail was received; see `ticketd outbox`",
                signs.owed,
                acknowledged::ALARM.as_mins()
            );
            seen.insert(Trouble::Acknowledgement, what);
        }
        self.mail(signs, now, &mut seen);
        self.quarantine(signs, now, &mut seen);
        if let Some(what) = &signs.disk {
            seen.insert(Trouble::Disk, what.clone());
        }
        if let Some(what) = &signs.clock {
            seen.insert(Trouble::Clock, what.clone());
        }
        if now.saturating_sub(signs.desk) > self.patience {
            let what = format!("the desk has not answered for {}", ago(now, signs.desk));
            seen.insert(Trouble::Desk, what);
        }
        if let Some((name, last)) = &signs.late {
            let what = format!("{name} has given no sign of life for {}", ago(now, *last));
            seen.insert(Trouble::Task, what);
        }
        let mut told = Vec::new();
        for (trouble, what) in &seen {
            if !self.open.contains_key(trouble) {
                told.push(Told {
                    trouble: trouble.clone(),
                    what: Some(what.clone()),
                });
            }
        }
        for trouble in self.open.keys().filter(|open| !seen.contains_key(*open)) {
            told.push(Told {
                trouble: trouble.clone(),
                what: None,
            });
        }
        self.open = seen;
        told
    }

    fn intake(&self, signs: &Signs, now: SignedDuration, seen: &mut BTreeMap<Trouble, String>) {
        // Where there is no room, mail is meant to wait.
        if signs.disk.is_some() {
            return;
        }
        for (name, last, poll, error) in &signs.mailboxes {
            let limit = self.patience.max(poll.saturating_mul(POLLS));
            if now.saturating_sub(*last) > limit {
                let why = error
                    .as_ref()
                    .map_or(String::new(), |why| format!(": {why}"));
                let what = format!(
                    "mailbox {name} has not been read for {}{why}",
                    ago(now, *last)
                );
                seen.insert(Trouble::Intake(name.clone()), what);
            }
        }
    }

    fn outbox(&mut self, signs: &Signs, now: SignedDuration, seen: &mut BTreeMap<Trouble, String>) {
        self.still = match (signs.letters, self.still) {
            (Some((0, _)), _) => None,
            (Some((_, ended)), Some((before, since))) if ended == before => Some((before, since)),
            (Some((_, ended)), _) => Some((ended, now)),
            // Whoever cannot be asked has not moved.
            (None, still) => still,
        };
        if let Some((_, since)) = self.still
            && now.saturating_sub(since) > self.patience
        {
            let waiting = signs.letters.map_or(0, |(waiting, _)| waiting);
            let what = format!(
                "{waiting} letters wait and none has left for {}",
                ago(now, since)
            );
            seen.insert(Trouble::Outbox, what);
        } else if let Some(oldest) = signs.oldest.filter(|oldest| *oldest > OUTLIVED) {
            let days = oldest.as_hours() / 24;
            let what = format!(
                "a letter has waited for {days} days, and none should be tried for more than 5; others leave"
            );
            seen.insert(Trouble::Outbox, what);
        }
    }

    fn mail(&mut self, signs: &Signs, now: SignedDuration, seen: &mut BTreeMap<Trouble, String>) {
        let is_left = |name: &String| signs.left.iter().any(|(left, _)| left == name);
        self.left.retain(|name, _| is_left(name));
        for (name, why) in &signs.left {
            let since = *self.left.entry(name.clone()).or_insert(now);
            if now.saturating_sub(since) > self.patience {
                let what = format!("mailbox {name}, for {}: {why}", ago(now, since));
                seen.insert(Trouble::Mail(name.clone()), what);
            }
        }
    }

    fn quarantine(
        &mut self,
        signs: &Signs,
        now: SignedDuration,
        seen: &mut BTreeMap<Trouble, String>,
    ) {
        if let Some(count) = signs.quarantined {
            let before = *self.quarantined.get_or_insert(count);
            if count > before {
                let from = self.grown.map_or(before, |(from, _)| from);
                self.grown = Some((from, now));
            }
            self.quarantined = Some(count);
        }
        match self.grown {
            Some((from, since)) if now.saturating_sub(since) <= GROWTH => {
                let more = self.quarantined.unwrap_or(from).saturating_sub(from);
                let mails = if more == 1 { "mail was" } else { "mails were" };
                let what = format!("{more} {mails} quarantined; see `ticketd quarantine list`");
                seen.insert(Trouble::Quarantine, what);
            }
            _ => self.grown = None,
        }
    }
}

fn ago(now: SignedDuration, then: SignedDuration) -> String {
    let secs = now.saturating_sub(then).as_secs();
    if secs < 120 {
        format!("{secs} s")
    } else {
        format!("{} min", secs / 60)
    }
}

#[cfg(test)]
mod tests;
