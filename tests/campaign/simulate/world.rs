//! One world: a program, its mailbox, its relay and its people, from a seed to its end.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ticketd::daemon::{clock, entropy};
use ticketd::engine::Policy;
use ticketd::fault::Point;
use tokio::runtime::Runtime;

use super::laws::{self, Breach, Law};
use super::machine::{self, Machine, Place, Stopped};
use super::mailbox::{self, Mailbox};
use super::people::{self, Writing};
use super::plan::{Ending, Plan, Step, What};
use super::relay;
use super::sabotage::Sabotage;
use crate::cast;
use crate::draws::Draws;

/// Monday, 0:00: when the earliest world begins.
const BEGIN: &str = "2026-03-02T00:00:00Z";
/// How long the last faults may be felt when they have stopped: the longest wait of a retry, and of a refused login.
const PATIENCE: &[u32] = &[60, 400, 1000, 4000, 15_000, 15_000, 15_000, 15_000];
/// Longer than the poller pauses.
const MOMENT: Duration = Duration::from_millis(1100);
/// Letters that are due are seen to so often while time passes.
const STOPS_MAX: usize = 6;

/// What became of a world.
#[derive(Debug, Clone, Default)]
pub struct Fate {
    /// The law that was broken, and after which step.
    pub breach: Option<Breach>,
    /// The hash of all that it wrote: the same seed gives the same.
    pub digest: [u8; 32],
    /// What there was: mails, letters, and the points at which the process ended.
    pub mails: usize,
    pub letters: usize,
    pub ended_at: Vec<Point>,
    /// Letters that arrived a second time, as they may.
    pub repeated: usize,
}

impl Fate {
    /// Adds the figures of another world.
    pub fn add(&mut self, other: &Self) {
        self.mails += other.mails;
        self.letters += other.letters;
        self.ended_at.extend(&other.ended_at);
        self.repeated += other.repeated;
    }
}

pub struct World {
    place: Place,
    runtime: Runtime,
    machine: Option<Machine>,
    pub mailbox: mailbox::Shared,
    pub relay: relay::Shared,
    pub writings: Vec<Writing>,
    /// The policy that the program runs under, and the one that the laws hold it to.
    policy: Policy,
    pub lawful: Policy,
    pub now: Timestamp,
    /// How far the clock on the wall was set wrong, and stays so.
    offset: SignedDuration,
    /// How far it has leapt besides, and until when.
    leap: Option<(SignedDuration, Timestamp)>,
    /// Lines of the journal when it leapt.
    before_leap: usize,
    /// By how much the clock was set back, in all.
    pub set_back: SignedDuration,
    draws: Draws,
    pub sabotage: Option<Sabotage>,
    ending: Ending,
    again: Option<u32>,
    /// Letters that were looked at.
    pub seen: usize,
    ended_at: Vec<Point>,
}

/// Runs a world to its end, in a folder of its own.
pub fn run(seed: u64, plan: &Plan, sabotage: Option<Sabotage>, dir: &Path) -> Fate {
    let mut world = World::new(seed, plan, sabotage, dir);
    let mut breach = None;
    for (index, step) in plan.steps.iter().enumerate() {
        if let Err(broken) = world
            .step(*step)
            .and_then(|()| laws::after_step(&mut world))
        {
            breach = Some(broken.after(index));
            break;
        }
    }
    if breach.is_none() {
        let end = world.end().and_then(|()| laws::at_the_end(&mut world));
        breach = end.err().map(|broken| broken.after(plan.steps.len()));
    }
    let digest = world.digest();
    let mails = world.mailbox.get().mails.len();
    let arrived = std::mem::take(&mut world.relay.get().arrived);
    let different: BTreeSet<u64> = arrived.iter().map(|letter| letter.no).collect();
    let fate = Fate {
        breach,
        digest,
        mails,
        letters: arrived.len(),
        ended_at: world.ended_at,
        repeated: arrived.len() - different.len(),
    };
    ticketd::fault::on_point(None);
    clock::set(None);
    entropy::draw_from(None);
    fate
}

impl World {
    fn new(seed: u64, plan: &Plan, sabotage: Option<Sabotage>, dir: &Path) -> Self {
        let begin: Timestamp = BEGIN.parse().expect("an instant");
        let now = begin + SignedDuration::from_secs(i64::from(plan.begins_after));
        let (mut policy, mut lawful) = (cast::policy(), cast::policy());
        let mut mailbox = Mailbox::new(plan.is_maildir);
        let relay = relay::Shared::default();
        if let Some(sabotage) = sabotage {
            sabotage.prepare(&mut policy, &mut lawful, &mut mailbox, &mut relay.get());
        }
        let place = Place {
            dir: dir.join("state"),
            is_on_sled: plan.is_on_sled,
            boot: 1,
            starts: 0,
            is_same_boot: true,
            is_clock_guarded: sabotage != Some(Sabotage::BelievesAnyClock),
        };
        machine::arm(&place.dir);
        entropy::draw_from(Some(seed));
        let mut world = Self {
            place,
            runtime: machine::runtime(),
            machine: None,
            mailbox: mailbox::Shared::new(mailbox),
            relay,
            writings: Vec::new(),
            policy,
            lawful,
            now,
            offset: SignedDuration::ZERO,
            leap: None,
            before_leap: 0,
            set_back: SignedDuration::ZERO,
            draws: Draws::of(seed, "world", 0),
            sabotage,
            ending: Ending::Kill,
            again: None,
            seen: 0,
            ended_at: Vec::new(),
        };
        world.set_now(now);
        world
    }

    fn set_now(&mut self, now: Timestamp) {
        self.now = now;
        let begin: Timestamp = BEGIN.parse().expect("an instant");
        let leap = self.leap.map_or(SignedDuration::ZERO, |(by, _)| by);
        clock::set(Some(clock::Set {
            wall: now + self.offset + leap,
            counted: now.duration_since(begin),
        }));
    }

    /// The clock leaps. What it causes is seen when it is right again.
    fn leap(&mut self, by: SignedDuration, lasts: SignedDuration) -> Result<(), Breach> {
        if self.leap.is_some() {
            return Ok(());
        }
        // The wall is looked at before: nobody knows of a leap what it led away from.
        self.ask(|_, _, _| ())?;
        self.before_leap = self.journal().lines().count();
        self.leap = Some((by, self.now + lasts));
        self.set_now(self.now);
        Ok(())
    }

    /// Whether the clock is somewhere else at the moment.
    pub fn has_leapt(&self) -> bool {
        self.leap.is_some()
    }

    /// The clock is right again.
    fn leap_ends(&mut self) -> Result<(), Breach> {
        if self.sabotage == Some(Sabotage::ClockNeverRight) {
            return Ok(());
        }
        if self.leap.take().is_some() {
            let caused = laws::caused_by_time(&self.journal(), self.before_leap);
            self.set_now(self.now);
            return caused;
        }
        Ok(())
    }

    fn step(&mut self, step: Step) -> Result<(), Breach> {
        match step {
            Step::Write(what, draw) => self.write(what, draw),
            Step::Pass(seconds) => return self.pass(seconds),
            Step::SetClock(seconds) => {
                let by = SignedDuration::from_secs(i64::from(seconds));
                if seconds < 0 {
                    self.set_back += by.abs();
                }
                self.offset += by;
                self.set_now(self.now);
            }
            Step::Leap(days, seconds) => {
                let by = SignedDuration::from_hours(24 * i64::from(days));
                self.leap(by, SignedDuration::from_secs(i64::from(seconds)))?;
            }
            Step::Mailbox(fault, times) => self.mailbox.get().arm(fault, times),
            Step::Meddle(meddling, draw) => {
                let mut draws = Draws::of(draw, "meddling", 0);
                self.mailbox.get().meddle(meddling, &mut draws);
            }
            Step::Relay(attempt, times) => self.relay.get().arm(attempt, times),
            Step::Crash(ending, points, again) => {
                (self.ending, self.again) = (ending, again);
                machine::set_fuse(Some(points));
            }
            Step::Restart => {
                self.machine = None;
                self.relay.get().process_ended();
                self.mailbox.get().disconnect();
            }
        }
        self.work()
    }

    fn write(&mut self, what: What, draw: u64) {
        let number = self.writings.len();
        let date = self.now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let letters = self.relay.get().arrived.clone();
        for writing in people::write(what, draw, number, &date, &self.writings, &letters) {
            let index = if what == What::Copy {
                let same = |one: &Writing| one.bytes == writing.bytes;
                self.writings.iter().position(same).unwrap_or_default()
            } else {
                self.writings.push(writing.clone());
                self.writings.len() - 1
            };
            self.mailbox
                .get()
                .deliver(index, writing.bytes, writing.kills, self.now);
        }
    }

    /// Lets time pass, with stops where a letter or a ticket is due.
    fn pass(&mut self, seconds: u32) -> Result<(), Breach> {
        let end = self.now + SignedDuration::from_secs(i64::from(seconds));
        for _ in 0..STOPS_MAX {
            let next = self.ask(|store, _, _| {
                let times = [store.next_letter_at(), store.next_ticket_at()];
                times.into_iter().flatten().flatten().min()
            })?;
            // As the program reckons it.
            let ahead = clock::now().duration_since(self.now);
            let next = next.and_then(|next| next.checked_sub(ahead).ok());
            let Some(next) = next.filter(|next| *next > self.now && *next < end) else {
                break;
            };
            self.advance(next)?;
        }
        self.advance(end)
    }

    fn advance(&mut self, to: Timestamp) -> Result<(), Breach> {
        if let Some((_, until)) = self.leap.filter(|(_, until)| *until <= to) {
            self.move_to(until.max(self.now))?;
            self.leap_ends()?;
        }
        self.move_to(to)
    }

    fn move_to(&mut self, to: Timestamp) -> Result<(), Breach> {
        if let (Some(Sabotage::ClockNeverRight), Some((by, _))) = (self.sabotage, &mut self.leap) {
            *by += SignedDuration::from_hours(24);
        }
        let by = Duration::try_from(to.duration_since(self.now)).unwrap_or_default();
        self.set_now(to);
        self.runtime.block_on(tokio::time::advance(by));
        self.work()
    }

    /// Lets the program do what there is to do, however often it has to be started for that.
    pub fn work(&mut self) -> Result<(), Breach> {
        loop {
            let worked = match &mut self.machine {
                Some(machine) => machine.work(&self.runtime),
                None => self.start(),
            };
            match worked {
                Ok(()) if self.machine.is_some() => {
                    self.let_a_moment_pass();
                    if !self.machine.as_ref().is_some_and(Machine::has_work) {
                        self.relay.get().all_is_on_record();
                        return Ok(());
                    }
                }
                Ok(()) => {}
                Err(stopped) => self.stopped(stopped)?,
            }
        }
    }

    /// The poller pauses after each look at the mailbox, and so a look may be due that nobody has to wait for.
    fn let_a_moment_pass(&mut self) {
        self.set_now(self.now + SignedDuration::try_from(MOMENT).unwrap_or_default());
        self.runtime.block_on(tokio::time::advance(MOMENT));
    }

    fn start(&mut self) -> Result<(), Stopped> {
        self.place.starts = self.place.starts.wrapping_add(1);
        let started = Machine::start(&self.place, self.policy.clone(), &self.mailbox, &self.relay);
        self.machine = Some(started?);
        self.place.is_same_boot = true;
        self.machine
            .as_mut()
            .map_or(Ok(()), |machine| machine.work(&self.runtime))
    }

    fn stopped(&mut self, stopped: Stopped) -> Result<(), Breach> {
        self.machine = None;
        self.relay.get().process_ended();
        self.mailbox.get().disconnect();
        match stopped {
            Stopped::Ended(point) => self.ended_at.push(point),
            Stopped::Failed(why) => return Err(Breach::of(Law::TheProgramGoesOn, why)),
        }
        self.place.is_same_boot = self.ending != Ending::PowerCut;
        if self.ending == Ending::PowerCut {
            self.place.boot += 1;
            // A machine that comes up is given the right time by what it has for that.
            self.leap_ends()?;
            machine::cut_power(&self.place.dir, &mut self.draws);
        }
        match self.sabotage {
            Some(Sabotage::LosesSyncedLine) => machine::lose_a_line(),
            Some(Sabotage::DamagesJournal) => machine::damage_the_journal(),
            _ => {}
        }
        machine::set_fuse(self.again.take());
        Ok(())
    }

    /// Asks the program's state, without any chance of an end.
    pub fn ask<T: Send + 'static>(
        &mut self,
        question: impl FnOnce(&ticketd::store::Store, &Policy, Timestamp) -> T + Send + 'static,
    ) -> Result<T, Breach> {
        if self.machine.is_none() {
            self.work()?;
        }
        let fuse = machine::fuse();
        machine::set_fuse(None);
        let answer = match &mut self.machine {
            Some(machine) => machine.ask(question),
            None => Err(Stopped::Failed("it is not running".to_owned())),
        };
        machine::set_fuse(fuse);
        answer.map_err(|stopped| Breach::of(Law::TheProgramGoesOn, format!("{stopped:?}")))
    }

    /// The faults stop, and time goes on until nothing is left to do.
    fn end(&mut self) -> Result<(), Breach> {
        machine::set_fuse(None);
        self.again = None;
        self.mailbox.get().disarm();
        self.relay.get().disarm();
        self.leap_ends()?;
        let set_back = u32::try_from(self.set_back.as_secs()).unwrap_or_default();
        for seconds in PATIENCE.iter().copied().chain([set_back, 90_000]) {
            self.pass(seconds)?;
            laws::after_step(self)?;
            if laws::is_done(self)? {
                return Ok(());
            }
        }
        laws::must_be_done(self)
    }

    fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(
            &std::fs::read(self.place.dir.join("journal/000000000001.jsonl")).unwrap_or_default(),
        );
        for letter in &self.relay.get().arrived {
            hasher.update(&letter.no.to_le_bytes());
            hasher.update(&letter.bytes);
        }
        *hasher.finalize().as_bytes()
    }

    pub fn journal(&self) -> String {
        std::fs::read_to_string(self.place.dir.join("journal/000000000001.jsonl"))
            .unwrap_or_default()
    }
}
