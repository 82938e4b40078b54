//! What stands still that should not, and when somebody is told.
//!
//! Signs are gathered by the shell at each look and judged here; the time is that of the clock that only counts, so that
//! a leap of the wall neither makes a trouble nor hides one. A trouble is told once when it begins and once when it is
//! over.

use std::collections::BTreeMap;

use jiff::SignedDuration;

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// This mailbox has not been looked at.
    Intake(String),
    /// Letters wait and none leaves.
    Outbox,
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
            Self::Quarantine => "quarantine-grown",
            Self::Disk => "disk-reserve",
            Self::Clock => "clock-suspect",
            Self::Desk => "desk-stuck",
            Self::Task => "task-stuck",
        }
    }

    /// All words, in the order of the metrics.
    pub const WORDS: [&'static str; 7] = [
        "intake-stalled",
        "outbox-stuck",
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
                let what = format!("{more} mails were quarantined; see ticketd mails");
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
mod tests {
    use super::*;

    const MIN: SignedDuration = SignedDuration::from_mins(1);

    fn well(now: SignedDuration) -> Signs {
        Signs {
            mailboxes: vec![("support".to_owned(), now, MIN, None)],
            letters: Some((0, 0)),
            quarantined: Some(0),
            desk: now,
            ..Signs::default()
        }
    }

    fn words(told: &[Told]) -> Vec<String> {
        let line = |told: &Told| {
            let what = told.what.as_deref().unwrap_or("over");
            format!("{}: {what}", told.trouble.word())
        };
        told.iter().map(line).collect()
    }

    #[test]
    fn a_mailbox_that_is_not_read_is_told_once_and_once_more_when_it_is() {
        let mut watch = Watch::new(15 * MIN);
        let mut told = Vec::new();
        for minute in 0_i32..60 {
            let now = minute * MIN;
            let mut signs = well(now);
            if (5..40).contains(&minute) {
                signs.mailboxes[0].1 = 4 * MIN;
                signs.mailboxes[0].3 = Some("login refused".to_owned());
            }
            told.extend(watch.look(&signs, now));
        }
        assert_eq!(
            words(&told),
            [
                "intake-stalled: mailbox support has not been read for 16 min: login refused",
                "intake-stalled: over"
            ]
        );
    }

    #[test]
    fn an_outbox_is_stuck_when_letters_wait_and_none_leaves() {
        let mut watch = Watch::new(15 * MIN);
        let mut told = Vec::new();
        for minute in 0_i32..100 {
            let now = minute * MIN;
            // It moves until minute 30, then stands still with more and more in it, and moves again.
            let ended = u64::try_from(minute.min(30)).unwrap();
            let ended = if minute >= 80 { 99 } else { ended };
            let waiting = if minute >= 85 {
                0
            } else {
                u64::try_from(minute + 1).unwrap()
            };
            let mut signs = well(now);
            signs.letters = Some((waiting, ended));
            told.extend(watch.look(&signs, now));
        }
        assert_eq!(
            words(&told),
            [
                "outbox-stuck: 47 letters wait and none has left for 16 min",
                "outbox-stuck: over"
            ]
        );
    }

    #[test]
    fn a_desk_that_does_not_answer_hides_no_other_trouble() {
        let mut watch = Watch::new(15 * MIN);
        let mut signs = well(MIN);
        signs.letters = Some((3, 5));
        assert_eq!(watch.look(&signs, MIN), Vec::new());
        signs.letters = None;
        signs.quarantined = None;
        let told = watch.look(&signs, 20 * MIN);
        assert_eq!(
            words(&told),
            [
                "intake-stalled: mailbox support has not been read for 19 min",
                "outbox-stuck: 0 letters wait and none has left for 19 min",
                "desk-stuck: the desk has not answered for 19 min",
            ]
        );
    }

    #[test]
    fn a_task_that_gives_no_sign_of_life_is_told() {
        let mut watch = Watch::new(15 * MIN);
        let mut signs = well(200 * MIN);
        signs.late = Some(("the sender".to_owned(), 20 * MIN));
        let told = watch.look(&signs, 200 * MIN);
        let what = "task-stuck: the sender has given no sign of life for 180 min";
        assert_eq!(words(&told), [what]);
    }

    #[test]
    fn disk_and_clock_are_told_as_they_are_and_mail_that_is_meant_to_wait_is_no_trouble() {
        let mut watch = Watch::new(15 * MIN);
        let mut signs = well(60 * MIN);
        signs.mailboxes[0].1 = SignedDuration::ZERO;
        signs.disk = Some("2 MiB are free".to_owned());
        signs.clock = Some("it leapt".to_owned());
        let told = watch.look(&signs, 60 * MIN);
        assert_eq!(
            words(&told),
            ["disk-reserve: 2 MiB are free", "clock-suspect: it leapt"]
        );
    }

    #[test]
    fn quarantined_mails_are_told_once_an_hour_and_not_those_from_before() {
        let mut watch = Watch::new(15 * MIN);
        let mut told = Vec::new();
        for minute in 0_i32..200 {
            let now = minute * MIN;
            let mut signs = well(now);
            signs.quarantined = Some(if minute < 10 { 7 } else { 9 });
            told.extend(watch.look(&signs, now));
        }
        assert_eq!(
            words(&told),
            [
                "quarantine-grown: 2 mails were quarantined; see ticketd mails",
                "quarantine-grown: over"
            ]
        );
    }
}
