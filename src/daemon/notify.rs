//! What systemd is told: ready, reloading, stopping, and that the desk is alive.
//!
//! The watchdog is fed only by a round trip through the desk: a store that hangs lets systemd end the process.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::sync::watch;

use super::handle::DeskHandle;

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

/// Feeds the watchdog for as long as the desk answers, when systemd asks for it.
pub async fn feed_watchdog(desk: DeskHandle, mut stop: watch::Receiver<bool>) {
    let Some(every) = sd_notify::watchdog_enabled().map(|limit| limit / 3) else {
        return;
    };
    loop {
        tokio::select! {
            () = tokio::time::sleep(every.max(Duration::from_millis(100))) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if desk.query(|_, _, _| ()).await.is_err() {
            return;
        }
        send(&[NotifyState::Watchdog]);
    }
}

fn send(state: &[NotifyState<'_>]) {
    // Without systemd there is nobody to tell.
    let _ = sd_notify::notify(state);
}
