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
mod reader;
mod recover;
pub mod relays;
pub mod sender;
pub mod shown;
pub mod size;
mod spawn;
pub mod start;
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
use tokio::task::JoinSet;

use crate::config::Settings;
use crate::engine::Policy;
use crate::store::{IndexKind, Opened, Resting, Restored, Store, StoreError, Unfinished};
use control::Control;
use handle::{DeskHandle, Work};
use poller::Health;
pub use recover::Recovered;
use relays::{Relays, RelaysHealth};
use sender::Sender;
use size::Size;
use spawn::Spawned;
use vigil::Troubles;

/// How long the tasks have to finish what is open when the end has come.
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// Longest path of a Unix socket, in octets (unix(7)).
const SOCKET_PATH_OCTETS_MAX: usize = 107;

/// A running desk, for the daemon and for the demo.
pub struct Running {
    /// The desk.
    pub desk: DeskHandle,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
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
    let mut tasks = JoinSet::new();
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
        tasks.spawn(control::serve_metrics(
            control.clone(),
            listener,
            stopped.clone(),
        ));
    }
    let low = spawn::vigil(&mut tasks, settings, &control, &stopped);
    tasks.spawn(control::serve(control, listener, stopped.clone()));
    for poller in spawn::pollers(settings, &desk, &health, &low, &stopped) {
        tasks.spawn(poller.run());
    }
    let sender = Sender {
        relays: Relays::new(couriers, relays_health),
        desk: desk.clone(),
        has_letters,
        stop: stopped.clone(),
    };
    tasks.spawn(sender.run());
    tasks.spawn(notify::feed_watchdog(desk.clone(), stopped));
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
    /// Waits until the desk has ended by itself, which it does when its store fails.
    pub async fn ended(&mut self) {
        let _ = self.ended.wait_for(|ended| *ended).await;
    }

    /// Ends: finishes what is open, within a limit.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let _ = self.stop.send(true);
        let finished = tokio::time::timeout(STOP_LIMIT, async {
            while self.tasks.join_next().await.is_some() {}
        })
        .await;
        if finished.is_err() {
            tracing::warn!("some tasks did not finish in time and are cut off");
            self.tasks.shutdown().await;
        }
        // A desk that has ended by itself has nobody to hear this; its own result says why.
        let _ = self.desk.send(Work::Stop);
        let thread = self.thread;
        let done = tokio::task::spawn_blocking(move || thread.join())
            .await
            .context("waiting for the desk")?;
        done.map_err(|_| {
            anyhow::anyhow!("the desk panicked; the next start reads what is really there")
        })??;
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
        () = disk::room_to_start(&settings.desk.state_dir, settings.desk.reserve) => {}
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    }
    let mut running = start_desk(&settings, policy).await?;
    let started = clock::monotonic();
    notify::ready();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        mailboxes = settings.mailboxes.len(),
        "ticketd runs"
    );
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => {
                notify::reloading();
                reload(&path, &settings, &running.desk);
                notify::ready();
            }
            () = running.ended() => break,
        }
    }
    notify::stopping();
    tracing::info!("ticketd stops");
    let ended = running.stop().await;
    match &ended {
        Err(error) => alert::ended(&settings, &format!("{error:#}")).await,
        Ok(()) if started.elapsed() >= settings.alerts.after => {
            alert::runs_again(&settings.desk.state_dir);
        }
        Ok(()) => {}
    }
    ended
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

/// Opens the state of a desk.
pub fn open_store(settings: &Settings) -> anyhow::Result<(Store, Opened)> {
    Ok(Store::open(
        &settings.desk.state_dir,
        IndexKind::Sled,
        &boot(),
        entropy::seed()?,
    )?)
}

/// Makes a backup the state of a desk that is not running. See [`crate::store::restore`].
pub fn restore(from: &Path, settings: &Settings) -> anyhow::Result<Restored> {
    let (state, seed) = (&settings.desk.state_dir, entropy::seed()?);
    Ok(crate::store::restore(
        from,
        state,
        &boot(),
        seed,
        clock::now(),
    )?)
}

/// Takes in what the processed folders of the mailboxes hold and the state does not know, without a word to anybody.
/// No daemon starts on the state before it has been done to the end.
pub async fn recover(settings: &Settings) -> anyhow::Result<Recovered> {
    let state = &settings.desk.state_dir;
    let before = {
        let _resting = Resting::hold(state)?;
        let before = Unfinished::of(state)?;
        if before == Some(Unfinished::Restore) {
            anyhow::bail!(StoreError::half_restored(state));
        }
        Unfinished::mark(state, Some(Unfinished::Mailboxes))?;
        before
    };
    let policy = start::policy(settings)?;
    let (mut store, opened) =
        Store::open_unfinished(state, IndexKind::Sled, &boot(), entropy::seed()?)?;
    log_opened(&opened);
    let was_whole = before.is_none() && store.durable() > 0;
    let recovered = recover::recover(settings, &policy, &mut store).await;
    let is_as_before = recovered.is_err() && store.durable() == opened.last_line;
    store.close()?;
    if recovered.is_ok() || (was_whole && is_as_before) {
        Unfinished::mark(state, None)?;
    }
    recovered
}

/// The name of this boot of the machine; empty where the system does not say.
fn boot() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    boot.trim().to_owned()
}

fn log_opened(opened: &Opened) {
    if let Some(format) = opened.migrated_from {
        tracing::info!(
            format,
            "the store was made by an older ticketd; it goes on in the newer format, and an older ticketd cannot read it any more"
        );
    }
    if opened.cut_octets > 0 {
        tracing::warn!(
            octets = opened.cut_octets,
            "the journal's torn end was cut off; nobody had been told of what it said"
        );
    }
    if let Some(why) = &opened.rebuilt {
        tracing::warn!(
            why,
            lines = opened.replayed,
            "the index was made anew from the journal"
        );
    } else if opened.replayed > 0 {
        tracing::info!(
            lines = opened.replayed,
            "the index caught up with the journal"
        );
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
    let failed = |doing: &str, error: std::io::Error, what: &str| {
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
