//! What systemd is told: ready, reloading, stopping, and that everything is alive.
//!
//! The watchdog is fed only after a round trip through the desk, and while pollers, sender and vigil give their signs of
//! life: a store that hangs, or a task that does, lets systemd end the process.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;

use super::clock;
use super::handle::DeskHandle;
use super::pulse::Pulses;

/// The desk works and the control socket listens.
pub fn ready() {
    send(&[NotifyState::Ready]);
}

/// The start takes longer, by so much from now.
pub fn waiting(longer: Duration) {
    let micros = u32::try_from(longer.as_micros()).unwrap_or(u32::MAX);
    send(&[NotifyState::ExtendTimeoutUsec(micros)]);
}

/// Settings are being read again. systemd 252 wants the time with it.
pub fn reloading() {
    if let Ok(at) = NotifyState::monotonic_usec_now() {
        send(&[NotifyState::Reloading, at]);
    }
}

/// The end has begun.
pub fn stopping() {
    send(&[NotifyState::Stopping]);
}

/// How long systemd waits for a word before it ends the process, if it does.
pub fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

/// Feeds the watchdog for as long as the desk answers and all tasks are alive.
pub async fn feed_watchdog(
    limit: Duration,
    desk: DeskHandle,
    pulses: Pulses,
    mut stop: watch::Receiver<bool>,
) {
    let (every, mut is_told) = (limit / 3, false);
    loop {
        tokio::select! {
            () = tokio::time::sleep(every.max(Duration::from_millis(100))) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        // A desk that has ended ends the process by itself.
        if desk.query(|_, _, _| ()).await.is_err() {
            let _ = stop.wait_for(|stop| *stop).await;
            return;
        }
        if let Some((name, _)) = pulses.late(clock::counted()) {
            if !is_told {
                tracing::error!("{name} gives no sign of life: systemd's watchdog is not fed");
            }
            is_told = true;
            continue;
        }
        is_told = false;
        send(&[NotifyState::Watchdog]);
    }
}

fn send(state: &[NotifyState<'_>]) {
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(state);
}
