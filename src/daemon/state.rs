//! The state of a desk: opened, restored, and made anew from the mailboxes.

use std::path::Path;

use super::{Recovered, clock, entropy, start};
use crate::config::Settings;
use crate::store::{IndexKind, Opened, Resting, Restored, Store, StoreError, Unfinished};

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
    let recovered = super::recover::recover(settings, &policy, &mut store).await;
    let is_as_before = recovered.is_err() && store.durable() == opened.last_line;
    store.close()?;
    if recovered.is_ok() || (was_whole && is_as_before) {
        Unfinished::mark(state, None)?;
    }
    recovered
}

/// The name of this boot of the machine; empty where the system does not say.
pub(super) fn boot() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    boot.trim().to_owned()
}

pub(super) fn log_opened(opened: &Opened) {
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
