//! `check-config [--online]`: is the configuration right, and does everybody it names let us in?

use std::path::Path;

use super::exit::{Exit, Failure};
use super::output::Output;
use super::{place, probe, run};
use crate::config::Settings;
use crate::daemon::start;
use crate::intake::Mailbox;

/// Checks, and says what was looked at.
pub(super) fn check_config(
    given: Option<&Path>,
    is_online: bool,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let path = place::config(given)?;
    let settings = run::settings(&path)?;
    start::policy_to_look_at(&settings)
        .map_err(|error| Failure::new(Exit::Config, format!("{error:#}")))?;
    for warning in &settings.warnings {
        out.line(&format!("warning: {warning}"))?;
    }
    let counts = format!(
        "{}: {} mailbox(es), {} agent(s), {} team(s), {} rule(s), {} mails",
        path.display(),
        settings.mailboxes.len(),
        settings.roster.agents.len(),
        settings.roster.teams.len(),
        settings.rules.names().count(),
        crate::notices::NOTICES.len(),
    );
    out.line(&format!("{counts}: good"))?;
    if !is_online {
        return Ok(Exit::Ok);
    }
    let socket = place::socket(given).ok();
    let faults = run::runtime()?.block_on(online(&settings, socket.as_deref(), out))?;
    let mut faults = faults.into_iter();
    let Some(last) = faults.next_back() else {
        return Ok(Exit::Ok);
    };
    faults.for_each(|fault| Failure::new(Exit::Unavailable, fault).tell());
    Err(Failure::new(Exit::Unavailable, last))
}

/// Logs in to each mailbox and to the relay, and tries subaddresses; gives what went wrong.
async fn online(
    settings: &Settings,
    socket: Option<&Path>,
    out: &mut Output,
) -> Result<Vec<String>, Failure> {
    let mut faults = Vec::new();
    let mut mailboxes: Vec<Mailbox> = settings.mailboxes.iter().map(start::mailbox).collect();
    for mailbox in &mut mailboxes {
        let listed = match mailbox.open().await {
            Ok(()) => mailbox.list().await,
            Err(error) => Err(error),
        };
        let name = mailbox.name();
        match listed {
            Ok(listing) => out.line(&format!(
                "mailbox \"{name}\": open, {} mail(s) in it",
                listing.mails.len()
            ))?,
            Err(error) => faults.push(format!("mailbox \"{name}\": {error}")),
        }
    }
    let mut couriers = start::couriers(&settings.delivery);
    for (at, (name, courier)) in couriers.iter_mut().enumerate() {
        let what = match at {
            0 => "delivery".to_owned(),
            _ => format!("delivery, fall-back {name}"),
        };
        match courier.probe().await {
            Ok(()) => out.line(&format!("{what}: open"))?,
            Err(error) => faults.push(format!("{what}: {error}")),
        }
    }
    if faults.is_empty()
        && let Some((_, courier)) = couriers.first_mut()
    {
        match probe::subaddressing(settings, socket, &mut mailboxes, courier).await {
            Ok(line) => out.line(&line)?,
            Err(fault) => faults.push(fault),
        }
    }
    for mailbox in &mut mailboxes {
        mailbox.close().await;
    }
    for (_, courier) in &mut couriers {
        courier.close().await;
    }
    Ok(faults)
}
