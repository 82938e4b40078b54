//! `[alerts]`: who hears that something stands still, and by which route.

use std::time::Duration;

use super::Reader;
use super::section::Section;
use super::settings::{AlertSettings, DeskSettings, MailboxSettings};
use crate::domain::Address;

/// How long nothing may be done unless the file says otherwise.
const AFTER: Duration = Duration::from_mins(15);

impl Reader {
    pub(super) fn alerts(
        &self,
        root: &Section<'_>,
        desk: Option<&DeskSettings>,
        mailboxes: &[MailboxSettings],
    ) -> AlertSettings {
        let mut alerts = AlertSettings {
            to: Vec::new(),
            after: AFTER,
            delivery: None,
        };
        let Some(section) = root.table("alerts", "[alerts]") else {
            return alerts;
        };
        section.check_keys();
        alerts.to = section.addresses("to");
        alerts.after = section.duration("after", "1s", "7d").unwrap_or(AFTER);
        if let Some(route) = section.table("delivery", "[alerts.delivery]") {
            alerts.delivery = self.route(&route, mailboxes);
        }
        if section.has("to") != section.has("delivery") {
            let what = "[alerts] needs both \"to\" and [alerts.delivery]: an alert goes by a route of its own";
            section.note(what.to_owned());
        }
        let is_own = |address: &Address| {
            desk.is_some_and(|desk| {
                desk.address == *address || desk.also_known_as.contains(address)
            })
        };
        if alerts.to.iter().any(is_own) {
            let what = "\"to\" in [alerts] is the desk itself; name an address that people read without it";
            section.note_key("to", what.to_owned());
        }
        alerts
    }
}
