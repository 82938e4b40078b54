//! `check-config [--online]`: is the configuration right, and does everybody it names let us in?

use std::fs;
use std::io::ErrorKind;
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
    can_be_made(&settings.desk.state_dir)?;
    for warning in &settings.warnings {
        out.line(&format!("warning: {warning}"))?;
    }
    let counts = [
        counted(settings.mailboxes.len(), "mailbox", "mailboxes"),
        counted(settings.roster.agents.len(), "agent", "agents"),
        counted(settings.roster.teams.len(), "team", "teams"),
        counted(settings.rules.names().count(), "rule", "rules"),
        counted(
            crate::notices::NOTICES.len(),
            "mail template",
            "mail templates",
        ),
    ];
    let counts = counts.join(", ");
    out.line(&format!("{}: {counts}: good", path.display()))?;
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

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Whether the state directory is one, or can be made: tried with a folder beside it, which is taken away again. What
/// this user may not do the daemon's may, so a refused permission shows nothing.
fn can_be_made(state: &Path) -> Result<(), Failure> {
    let failed = |why: &str| {
        let what = format!(
            "checking the state directory {}: {why}; name another [desk] state-dir",
            state.display()
        );
        Err(Failure::new(Exit::Config, what))
    };
    let here = Path::new(".");
    for folder in state.ancestors() {
        let folder = if folder.as_os_str().is_empty() {
            here
        } else {
            folder
        };
        match fs::metadata(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(()),
            Err(error) => return failed(&error.to_string()),
            Ok(found) if !found.is_dir() => {
                return failed(&format!("{} is not a folder", folder.display()));
            }
            Ok(_) if folder == state => return Ok(()),
            Ok(_) => {
                let trial = folder.join(format!(".ticketd-check.{}", std::process::id()));
                return match fs::create_dir(&trial).and_then(|()| fs::remove_dir(&trial)) {
                    Err(error) if error.kind() != ErrorKind::PermissionDenied => failed(&format!(
                        "nothing can be made in {} ({error})",
                        folder.display()
                    )),
                    _ => Ok(()),
                };
            }
        }
    }
    Ok(())
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
