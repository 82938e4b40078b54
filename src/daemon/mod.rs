//! Floor 6. The running thing: start, the tasks, and the end.
//!
//! One thread owns the state ([`desk`]); a task for each mailbox ([`poller`]) brings mail, one ([`sender`]) takes
//! letters away over the [`relays`], one answers on the control socket ([`control`]). They talk to the desk over one channel and share
//! nothing else but the health of the mailboxes. Whatever ends the desk ends the process.

pub mod alert;
pub mod clock;
pub mod control;
pub mod desk;
pub mod disk;
mod due;
pub mod entropy;
pub mod handle;
pub mod maillog;
mod notify;
pub mod poller;
pub mod pulse;
mod reader;
mod recover;
pub mod relays;
pub mod reporter;
pub mod sender;
pub mod shown;
pub mod size;
pub mod sop;
mod spawn;
pub mod start;
mod state;
mod tasks;
pub mod vigil;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::Settings;
use crate::engine::Policy;
use crate::store::StoreError;
use control::Control;
use handle::{DeskHandle, Work};
use poller::Health;
use pulse::Pulses;
pub use recover::Recovered;
use relays::{Relays, RelaysHealth};
use reporter::Reporter;
use sender::Sender;
use size::Size;
use spawn::Spawned;
use state::{boot, log_opened};
pub use state::{open_store, recover, restore};
pub use tasks::PartEnded;
use tasks::Tasks;
use vigil::Troubles;

/// How long the tasks have to finish what is open when the end has come.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// Longest path of a Unix socket, in octets (unix(7)).
const SOCKET_PATH_OCTETS_MAX: usize = 107;
/// What the system calls a disk that fails (errno(3)).
const EIO: i32 = 5;

/// A running desk, for the daemon and for the demo.
pub struct Running {
    /// The desk.
    pub desk: DeskHandle,
    stop: watch::Sender<bool>,
    tasks: Tasks,
    thread: std::thread::JoinHandle<Result<(), StoreError>>,
    ended: watch::Receiver<bool>,
}

/// Opens the state and starts everything that the settings ask for.
pub async fn start_desk(settings: &Settings, policy: Policy) -> anyhow::Result<Running> {
    let (store, opened) = open_store(settings)?;
    clock::begin(&settings.desk.state_dir, &boot(), opened.last_at);
    log_opened(&opened);
    let couriers = start::couriers(&settings.delivery);
    let Spawned {
        desk,
        has_letters,
        thread,
        ended,
    } = spawn::desk(
        settings,
        policy,
        store,
        couriers.iter().all(|(_, courier)| courier.can_repeat()),
    )?;
    let (stop, stopped) = watch::channel(false);
    let health: Health = Arc::new(Mutex::new(BTreeMap::new()));
    let relays_health = RelaysHealth::default();
    let (mut tasks, pulses) = (Tasks::default(), Pulses::default());
    let socket = settings.desk.state_dir.join("control.sock");
    let listener = listen(&socket)?;
    let control = Control {
        desk: desk.clone(),
        health: Arc::clone(&health),
        relays: Arc::clone(&relays_health),
        state_dir: settings.desk.state_dir.clone(),
        size: Size::of(settings.desk.state_dir.clone()),
        troubles: Troubles::default(),
        started_at: clock::now(),
        max_sizes: Arc::new(max_sizes(settings)),
    };
    if let Some(address) = settings.desk.metrics {
        let listener = listen_for_metrics(address).await?;
        let metrics = control::serve_metrics(control.clone(), listener, stopped.clone());
        tasks.spawn("the metrics", metrics);
    }
    let low = spawn::vigil(&mut tasks, settings, &control, &pulses, &stopped);
    let control = control::serve(control, listener, stopped.clone());
    tasks.spawn("the control socket", control);
    for poller in spawn::pollers(settings, &desk, &health, &pulses, &low, &stopped) {
        let name = format!("the poller of mailbox {}", poller.mailbox.name());
        tasks.spawn(name, poller.run());
    }
    let sender = Sender {
        relays: Relays::new(couriers, relays_health),
        desk: desk.clone(),
        has_letters,
        pulse: pulses.of("the sender"),
        stop: stopped.clone(),
    };
    tasks.spawn("the sender", sender.run());
    let reporter = Reporter {
        desk: desk.clone(),
        pulse: pulses.of("the reporter"),
        stop: stopped.clone(),
    };
    tasks.spawn("the reporter", reporter.run());
    if let Some(limit) = notify::watchdog() {
        let feeder = notify::feed_watchdog(limit, desk.clone(), pulses, stopped);
        tasks.spawn("the feeder of the watchdog", feeder);
    }
    Ok(Running {
        desk,
        stop,
        tasks,
        thread,
        ended,
    })
}

/// The largest mail that each mailbox takes, in bytes.
fn max_sizes(settings: &Settings) -> BTreeMap<String, u64> {
    let mailboxes = settings.mailboxes.iter();
    mailboxes
        .map(|mailbox| (mailbox.name.clone(), mailbox.max_size))
        .collect()
}

impl Running {
    /// Waits until the desk or a task has ended by itself, and says which. The desk does when its store fails; what that
    /// was, [`Running::stop`] says.
    pub async fn ended(&mut self) -> PartEnded {
        tokio::select! {
            biased;
            _ = self.ended.wait_for(|ended| *ended) => PartEnded::new("the desk ended by itself"),
            ended = self.tasks.ended() => ended,
        }
    }

    /// Ends: finishes what is open, within a limit.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let _ = self.stop.send(true);
        let finished = tokio::time::timeout(STOP_LIMIT, self.tasks.all_ended()).await;
        if finished.is_err() {
            tracing::warn!("some tasks did not finish in time and are cut off");
            self.tasks.cut_off().await;
        }
        // A desk that has ended by itself has nobody to hear this; its own result says why.
        let _ = self.desk.send(Work::Stop);
        let thread = self.thread;
        let done = tokio::task::spawn_blocking(move || thread.join())
            .await
            .context("waiting for the desk")?;
        done.map_err(|_| PartEnded::new("the desk panicked"))??;
        Ok(())
    }
}

/// Runs until SIGTERM or SIGINT; SIGHUP reads the settings again.
pub async fn run(path: PathBuf, settings: Settings) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let mut hangup = signal(SignalKind::hangup()).context("listening for SIGHUP")?;
    settings
        .warnings
        .iter()
        .for_each(|warning| tracing::warn!("{warning}"));
    let policy = start::policy(&settings)?;
    tokio::select! {
        () = room_to_start(&settings) => {}
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    }
    let mut running = match start_desk(&settings, policy).await {
        Ok(running) => running,
        Err(error) => {
            tell_of(&settings, &error).await;
            return Err(error);
        }
    };
    let started = clock::monotonic();
    notify::ready();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        mailboxes = settings.mailboxes.len(),
        "ticketd runs"
    );
    let (why, part_ended) = loop {
        tokio::select! {
            _ = terminate.recv() => break ("SIGTERM", None),
            _ = interrupt.recv() => break ("SIGINT", None),
            _ = hangup.recv() => {
                notify::reloading();
                reload(&path, &settings, &running.desk);
                notify::ready();
            }
            ended = running.ended() => break ("a part ended by itself", Some(ended)),
        }
    };
    if let Some(ended) = &part_ended {
        tracing::error!("{}", ended.what);
    }
    notify::stopping();
    tracing::info!(why, "ticketd stops");
    // What the desk itself ended with says more.
    let ended = running.stop().await;
    let ended = ended.and(part_ended.map_or(Ok(()), |ended| Err(ended.into())));
    match &ended {
        Err(error) => tell_of(&settings, error).await,
        Ok(()) if started.elapsed() >= settings.alerts.after => {
            alert::runs_again(&settings.desk.state_dir);
        }
        Ok(()) => {}
    }
    ended
}

/// Waits for room to start in; the admins hear that it waits.
async fn room_to_start(settings: &Settings) {
    let (dir, reserve) = (&settings.desk.state_dir, settings.desk.reserve);
    let told = async {
        if let Some(why) = disk::lacks_room(dir, reserve) {
            alert::waits(settings, &why).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = disk::room_to_start(dir, reserve) => {}
        () = told => {}
    }
}

/// Tells the admins what the process ends with. That another one runs already is for whoever started this one.
async fn tell_of(settings: &Settings, error: &anyhow::Error) {
    let known = error.downcast_ref::<StoreError>();
    if !matches!(known, Some(StoreError::Locked { .. })) {
        let is_started_again = error.is::<PartEnded>()
            || matches!(known, Some(StoreError::Io { .. } | StoreError::Index(_)));
        alert::ended(settings, &format!("{error:#}"), is_started_again).await;
    }
}

/// Reads the settings again; bad ones leave the old in force.
fn reload(path: &Path, old: &Settings, desk: &DeskHandle) {
    let fresh = crate::config::load(path).map_err(anyhow::Error::from);
    match fresh.and_then(|fresh| Ok((start::policy(&fresh)?, fresh))) {
        Ok((policy, fresh)) => {
            if format!(
                "{:?}{:?}{:?}",
                fresh.mailboxes, fresh.delivery, fresh.alerts
            ) != format!("{:?}{:?}{:?}", old.mailboxes, old.delivery, old.alerts)
                || fresh.desk.state_dir != old.desk.state_dir
                || fresh.desk.reserve != old.desk.reserve
                || fresh.desk.metrics != old.desk.metrics
                || fresh.desk.log_addresses != old.desk.log_addresses
            {
                tracing::warn!(
                    "mailboxes, delivery, alerts, state-dir, reserve, metrics and log-addresses change with a restart only"
                );
            }
            let _ = desk.send(Work::Reload(Box::new(policy)));
            tracing::info!("settings read again");
        }
        Err(error) => tracing::error!("the old settings stay in force: {error:#}"),
    }
}

async fn listen_for_metrics(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = "stop what listens there, or change [desk] metrics";
        anyhow::anyhow!("listening for metrics on {address}: {error}; {what}")
    })
}

/// Listens on the control socket, which only its owner can use. The state directory is locked, so a socket that is
/// there already is a dead one.
fn listen(path: &Path) -> anyhow::Result<UnixListener> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |doing: &'static str, error: std::io::Error, what: &str| {
        use std::io::ErrorKind::{ReadOnlyFilesystem, StorageFull};
        // The disk's fault and not the file's: it may be well when it is tried again. EIO has no kind of its own.
        let is_disks = [ReadOnlyFilesystem, StorageFull].contains(&error.kind());
        if is_disks || error.raw_os_error() == Some(EIO) {
            return StoreError::io(doing, path)(error).into();
        }
        anyhow::anyhow!("{doing} {}: {error}; {what}", path.display())
    };
    let owner = "the state directory must belong to the user that ticketd runs as";
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(failed("removing the old control socket", error, owner));
        }
        _ => {}
    }
    let listener = UnixListener::bind(path).map_err(|error| {
        let what = if path.as_os_str().len() > SOCKET_PATH_OCTETS_MAX {
            "its path may have at most 107 octets; name a shorter [desk] state-dir"
        } else {
            owner
        };
        failed("listening on the control socket", error, what)
    })?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| failed("protecting the control socket", error, owner))?;
    Ok(listener)
}
