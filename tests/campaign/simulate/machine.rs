//! The program of a world: the real desk, poller and sender on a clock that stands still until it is moved, in one
//! thread. It can end at any point where the real one can.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use jiff::Timestamp;
use ticketd::daemon::clock;
use ticketd::daemon::desk::Desk;
use ticketd::daemon::handle::{DeskHandle, Work};
use ticketd::daemon::maillog::MailLog;
use ticketd::daemon::poller::{Health, Poller};
use ticketd::daemon::pulse::Pulse;
use ticketd::daemon::relays::{Relays, RelaysHealth};
use ticketd::daemon::sender::Sender;
use ticketd::delivery::Courier;
use ticketd::engine::Policy;
use ticketd::fault::{self, Point};
use ticketd::intake::Mailbox;
use ticketd::store::{IndexKind, Store};
use tokio::runtime::Runtime;
use tokio::sync::{Notify, watch};

use super::{mailbox, relay};
use crate::draws::Draws;

/// How often the mailbox is looked at when nothing wakes the poller: as seldom as an admin may set it.
const POLL: Duration = Duration::from_hours(1);

thread_local! {
    /// How many points are passed before the process ends.
    static FUSE: Cell<Option<u32>> = const { Cell::new(None) };
    /// Whether the mail that is read next ends it.
    static IS_POISONED: Cell<bool> = const { Cell::new(false) };
    /// Where it ended.
    static ENDED_AT: Cell<Option<Point>> = const { Cell::new(None) };
    /// The journal of this thread's world, and how much of it is durable.
    static JOURNAL: RefCell<(PathBuf, u64)> = const { RefCell::new((PathBuf::new(), 0)) };
}

/// What a process that ends unwinds with.
struct Ended;

/// Why the program stopped.
#[derive(Debug)]
pub enum Stopped {
    /// It was ended at this point.
    Ended(Point),
    /// By itself: the store failed, or something panicked.
    Failed(String),
}

/// Lets the process end after so many more points; never with `None`.
pub fn set_fuse(points: Option<u32>) {
    FUSE.set(points);
}

/// How many points are left.
pub fn fuse() -> Option<u32> {
    FUSE.get()
}

/// Whether the mail that is read next ends the process.
pub fn poison(is_poisoned: bool) {
    IS_POISONED.set(is_poisoned);
}

/// Makes the points of this thread look at the fuse, for a world that keeps its state here.
pub fn arm(dir: &Path) {
    set_fuse(None);
    poison(false);
    JOURNAL.set((dir.join("journal/000000000001.jsonl"), 0));
    fault::on_point(Some(|point| {
        if matches!(point, Point::JournalSynced | Point::JournalOpen) {
            JOURNAL.with_borrow_mut(|(path, durable)| *durable = length(path));
        }
        let is_poison = point == Point::MailParsed && IS_POISONED.replace(false);
        match FUSE.get() {
            _ if is_poison => end(point),
            Some(0) => {
                FUSE.set(None);
                end(point);
            }
            Some(left) => FUSE.set(Some(left - 1)),
            None => {}
        }
    }));
}

fn end(point: Point) {
    IS_POISONED.set(false);
    ENDED_AT.set(Some(point));
    resume_unwind(Box::new(Ended));
}

/// What may end: gives what it gave, or why it stopped.
fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, Stopped> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|payload| stopped(payload.as_ref()))
}

fn stopped(payload: &(dyn Any + Send)) -> Stopped {
    if payload.is::<Ended>() {
        return Stopped::Ended(ENDED_AT.take().unwrap_or(Point::ALL[0]));
    }
    let said = payload.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| payload.downcast_ref::<&str>().copied());
    Stopped::Failed(format!("it panicked: {}", said.unwrap_or("without a word")))
}

/// Whether a task has something to do.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    work: Pin<Box<dyn Future<Output = ()>>>,
    woken: Arc<Woken>,
}

/// Where a program keeps its state, and what it is on.
#[derive(Debug, Clone)]
pub struct Place {
    pub dir: PathBuf,
    pub is_on_sled: bool,
    /// The boot of the machine.
    pub boot: u32,
    /// How often a program was started here.
    pub starts: u8,
    /// Whether the last program ran under the same boot.
    pub is_same_boot: bool,
    /// Whether somebody looks whether the clock can be believed.
    pub is_clock_guarded: bool,
}

/// The program.
pub struct Machine {
    desk: Desk,
    handle: DeskHandle,
    tasks: Vec<Task>,
    _stop: watch::Sender<bool>,
}

impl Machine {
    /// Starts it.
    pub fn start(
        place: &Place,
        policy: Policy,
        mailbox: &mailbox::Shared,
        relay: &relay::Shared,
    ) -> Result<Self, Stopped> {
        let kind = if place.is_on_sled {
            IndexKind::Sled
        } else {
            IndexKind::Memory
        };
        let (boot, seed) = (format!("boot-{}", place.boot), [place.starts; 32]);
        let opened = guarded(|| Store::open(&place.dir, kind, &boot, seed))?;
        let (store, opened) = opened.map_err(|error| Stopped::Failed(error.to_string()))?;
        if place.is_clock_guarded {
            clock::begin_simulated(opened.last_at, place.is_same_boot);
        }
        let (work_in, work_out) = mpsc::channel();
        let handle = DeskHandle::new(work_in);
        let has_letters = Arc::new(Notify::new());
        let log = MailLog {
            shows_addresses: true,
        };
        let mut desk = Desk::new(store, policy, log, work_out, Arc::clone(&has_letters));
        let begun = guarded(|| desk.begin())?;
        begun.map_err(|error| Stopped::Failed(error.to_string()))?;
        let (stop_in, stop) = watch::channel(false);
        let poller = Poller {
            mailbox: Mailbox::Simulated(Box::new(mailbox.clone())),
            poll: POLL,
            takes_backlog: false,
            desk: handle.clone(),
            health: Health::default(),
            low: watch::channel(None).1,
            pulse: Pulse::default(),
            stop: stop.clone(),
        };
        let courier = Courier::Simulated(Box::new(relay.clone()));
        let couriers = vec![("simulated".to_owned(), courier)];
        let sender = Sender {
            relays: Relays::new(couriers, RelaysHealth::default()),
            desk: handle.clone(),
            has_letters,
            pulse: Pulse::default(),
            stop,
        };
        let tasks = vec![task(poller.run()), task(sender.run())];
        Ok(Self {
            desk,
            handle,
            tasks,
            _stop: stop_in,
        })
    }

    /// Whether something was waited for that is there now.
    pub fn has_work(&self) -> bool {
        self.tasks
            .iter()
            .any(|task| task.woken.0.load(Ordering::Relaxed))
    }

    /// Does all there is to do at this moment.
    pub fn work(&mut self, runtime: &Runtime) -> Result<(), Stopped> {
        let _inside = runtime.enter();
        loop {
            let mut has_worked = false;
            for task in &mut self.tasks {
                if task.woken.0.swap(false, Ordering::Relaxed) {
                    has_worked = true;
                    let waker = Waker::from(Arc::clone(&task.woken));
                    let polled =
                        guarded(|| task.work.as_mut().poll(&mut Context::from_waker(&waker)))?;
                    if polled == Poll::Ready(()) {
                        return Err(Stopped::Failed("a task of it has ended".to_owned()));
                    }
                }
            }
            let turn = guarded(|| self.desk.turn(Duration::ZERO))?;
            has_worked |= turn.map_err(|error| Stopped::Failed(error.to_string()))?;
            if !has_worked {
                return Ok(());
            }
        }
    }

    /// Asks a question of the state.
    pub fn ask<T: Send + 'static>(
        &mut self,
        question: impl FnOnce(&Store, &Policy, Timestamp) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let slot = Arc::new(Mutex::new(None));
        let answer = Arc::clone(&slot);
        let ask = Work::Ask(Box::new(move |store, policy, now| {
            *answer.lock().expect("one thread") = Some(question(store, policy, now));
        }));
        self.handle
            .send(ask)
            .map_err(|gone| Stopped::Failed(gone.to_string()))?;
        let turn = guarded(|| self.desk.turn(Duration::ZERO))?;
        turn.map_err(|error| Stopped::Failed(error.to_string()))?;
        let answered = slot.lock().expect("one thread").take();
        answered.ok_or_else(|| Stopped::Failed("the desk did not answer".to_owned()))
    }
}

fn task(work: impl Future<Output = ()> + 'static) -> Task {
    Task {
        // Without the limit on how much a task does at once: there is nobody else whom it keeps waiting.
        work: Box::pin(tokio::task::unconstrained(work)),
        woken: Arc::new(Woken(AtomicBool::new(true))),
    }
}

/// A clock that stands still until it is moved.
pub fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without I/O")
}

/// What a power cut leaves: of the lines that were not synced a part, which may be nothing, and of the files of the
/// spool that no line speaks of, some.
pub fn cut_power(dir: &Path, draws: &mut Draws) {
    let (path, durable) = JOURNAL.with_borrow(Clone::clone);
    let length = length(&path);
    if length > durable {
        cut(&path, durable + draws.below(length - durable + 1));
    }
    let journal = std::fs::read_to_string(&path).unwrap_or_default();
    let folders = std::fs::read_dir(dir.join("spool"))
        .into_iter()
        .flatten()
        .flatten();
    let files = folders.filter_map(|folder| std::fs::read_dir(folder.path()).ok());
    for file in files.flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !journal.contains(&name) && draws.once_in(2) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

/// Sabotage: the last durable line of the journal is gone, too.
pub fn lose_a_line() {
    let path = JOURNAL.with_borrow(|(path, _)| path.clone());
    let journal = std::fs::read(&path).unwrap_or_default();
    let body = journal.strip_suffix(b"\n").unwrap_or(&journal);
    let end = body
        .iter()
        .rposition(|octet| *octet == b'\n')
        .map_or(0, |at| at + 1);
    cut(&path, end as u64);
}

/// Sabotage: a bit in the middle of the journal is another one.
pub fn damage_the_journal() {
    let path = JOURNAL.with_borrow(|(path, _)| path.clone());
    let mut journal = std::fs::read(&path).unwrap_or_default();
    if let Some(octet) = journal.get_mut(20) {
        *octet ^= 1;
    }
    std::fs::write(&path, journal).expect("the journal");
}

fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

fn cut(path: &Path, length: u64) {
    if let Ok(file) = std::fs::OpenOptions::new().write(true).open(path) {
        file.set_len(length).expect("cutting the journal");
    }
}
