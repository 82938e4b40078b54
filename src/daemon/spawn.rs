//! The parts of a running daemon, each made from the settings: the desk's thread, the pollers, the vigil.
//!
//! What they are joined to is said in [`super::start_desk`].

use std::sync::{Arc, mpsc};

use anyhow::Context;
use tokio::sync::{Notify, watch};

use super::alert::Alerts;
use super::control::Control;
use super::desk::Desk;
use super::disk::{self, Disk, Low};
use super::handle::DeskHandle;
use super::maillog::MailLog;
use super::poller::{Health, Poller};
use super::pulse::Pulses;
use super::start;
use super::tasks::Tasks;
use super::vigil::Vigil;
use crate::config::{Backlog, MailboxSettings, Settings};
use crate::engine::Policy;
use crate::store::{Store, StoreError};

/// The desk's thread, and how to speak to it.
pub(super) struct Spawned {
    pub desk: DeskHandle,
    pub has_letters: Arc<Notify>,
    pub thread: std::thread::JoinHandle<Result<(), StoreError>>,
    pub ended: watch::Receiver<bool>,
}

/// Starts the thread that owns the state.
pub(super) fn desk(
    settings: &Settings,
    policy: Policy,
    store: Store,
    can_repeat: bool,
) -> anyhow::Result<Spawned> {
    let (work_in, work_out) = mpsc::channel();
    let has_letters = Arc::new(Notify::new());
    let (ended_in, ended) = watch::channel(false);
    let log = MailLog {
        shows_addresses: settings.desk.log_addresses,
    };
    let wakes = Arc::clone(&has_letters);
    let desk = Desk::new(store, policy, log, work_out, wakes).repeating(can_repeat);
    let thread = std::thread::Builder::new().name("desk".to_owned());
    let thread = thread.spawn(move || {
        let done = desk.run();
        let _ = ended_in.send(true);
        done
    });
    Ok(Spawned {
        desk: DeskHandle::new(work_in),
        has_letters,
        thread: thread.context("starting the desk's thread")?,
        ended,
    })
}

/// Who looks that nothing stands still; gives what says whether there is room for mail.
pub(super) fn vigil(
    tasks: &mut Tasks,
    settings: &Settings,
    control: &Control,
    pulses: &Pulses,
    stopped: &watch::Receiver<bool>,
) -> watch::Receiver<Low> {
    let dir = settings.desk.state_dir.clone();
    let source = Box::new(move || disk::room(&dir));
    let (room, low) = Disk::new(&settings.desk.state_dir, settings.desk.reserve, source);
    tasks.spawn("the look at the disk", room.run(stopped.clone()));
    let (alerts, told) = tokio::sync::mpsc::unbounded_channel();
    if let Some(writer) = Alerts::new(settings) {
        tasks.spawn("the writer of alerts", writer.run(told, stopped.clone()));
    }
    let vigil = Vigil {
        desk: control.desk.clone(),
        health: Arc::clone(&control.health),
        low: low.clone(),
        patience: settings.alerts.after,
        troubles: Arc::clone(&control.troubles),
        alerts,
        pulses: pulses.clone(),
        stop: stopped.clone(),
    };
    tasks.spawn("the vigil", vigil.run());
    low
}

/// Who watches the mailboxes; each is shown in the health from now on.
pub(super) fn pollers(
    settings: &Settings,
    desk: &DeskHandle,
    health: &Health,
    pulses: &Pulses,
    low: &watch::Receiver<Low>,
    stop: &watch::Receiver<bool>,
) -> Vec<Poller> {
    let poller = |mailbox: &MailboxSettings| Poller {
        mailbox: start::mailbox(mailbox),
        poll: mailbox.poll,
        takes_backlog: mailbox.backlog == Backlog::Take,
        desk: desk.clone(),
        health: Arc::clone(health),
        low: low.clone(),
        pulse: pulses.of(format!("the poller of mailbox {}", mailbox.name)),
        stop: stop.clone(),
    };
    let pollers: Vec<Poller> = settings.mailboxes.iter().map(poller).collect();
    pollers.iter().for_each(Poller::announce);
    pollers
}
