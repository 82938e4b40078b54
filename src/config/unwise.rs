//! What is legal and unwise: said by `check-config`, and no reason not to start.

use std::time::Duration;

use super::section::Section;
use super::settings::{DeliverySettings, MailboxKind, Settings};
use crate::calendar::shown_duration;
use crate::domain::Priority;
use crate::engine::Unproven;
use crate::identity::Require;
use crate::net::Security;

/// A poll slower than this cannot keep the acknowledgement within its 15 minutes with room to spare.
const POLL_SLOW: Duration = Duration::from_mins(10);

pub(super) fn check(settings: &Settings, root: &Section<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |is_so: bool, text: String| {
        if is_so {
            warnings.push(text);
        }
    };
    let desk = root.table("desk", "[desk]");
    warn(
        desk.is_some_and(|desk| !desk.has("time-zone")),
        "[desk] has no time-zone; business hours are read in UTC".to_owned(),
    );
    warn(
        settings.desk.subaddress.is_empty(),
        "subaddress is \"\"; reply tokens then travel in Message-ID and the Ref line only, which some clients lose".to_owned(),
    );
    people(settings, &mut warn);
    servers(settings, &mut warn);
    warn(
        settings.identity.require == Require::Token,
        "require = \"token\" lets whoever is forwarded a notice act as its recipient; it is meant for an intranet".to_owned(),
    );
    warn(
        settings.identity.require == Require::Domain,
        "require = \"dmarc\" lets anybody who can send as an agent's address command without having seen a notice".to_owned(),
    );
    warn(
        settings.acknowledge.unproven == Unproven::Full,
        "unproven = \"full\" echoes the text of strangers to addresses they choose; it is meant for an intranet".to_owned(),
    );
    let limits = &settings.limits;
    warn(
        limits.address_day < limits.address_hour || limits.total_hour < limits.address_hour,
        "[limits] allows more in a smaller measure than in a larger one; the larger one decides"
            .to_owned(),
    );
    for (higher, lower) in Priority::ALL.iter().zip(Priority::ALL.iter().skip(1)) {
        let answer = |priority: &Priority| settings.targets.of(*priority).answer;
        warn(
            answer(lower) < answer(higher),
            format!(
                "{lower} tickets are answered within {} and {higher} ones within {}; is it the other way round?",
                shown_duration(answer(lower)),
                shown_duration(answer(higher))
            ),
        );
    }
    warnings
}

fn people(settings: &Settings, warn: &mut impl FnMut(bool, String)) {
    let roster = &settings.roster;
    warn(
        roster.agents.is_empty(),
        "there is no [[agent]]; tickets are kept and acknowledged, and nobody is told".to_owned(),
    );
    for team in &roster.teams {
        warn(
            roster.members(&team.name).next().is_none(),
            format!(
                "team \"{}\" has no agent; tickets that go to it wait for a leader",
                team.name
            ),
        );
    }
}

fn servers(settings: &Settings, warn: &mut impl FnMut(bool, String)) {
    for mailbox in &settings.mailboxes {
        warn(
            mailbox.poll > POLL_SLOW,
            format!(
                "mailbox \"{}\" is looked at every {} min; an acknowledgement within 15 min may be missed",
                mailbox.name,
                mailbox.poll.as_secs() / 60
            ),
        );
        if let MailboxKind::Imap(imap) = &mailbox.kind {
            warn(
                imap.endpoint.security == Security::None,
                format!(
                    "mailbox \"{}\" is read without encryption, on loopback",
                    mailbox.name
                ),
            );
        }
    }
    if let DeliverySettings::Smtp { first, fallback } = &settings.delivery {
        for smtp in std::iter::once(first).chain(fallback) {
            warn(
                smtp.endpoint.security == Security::None && smtp.password.is_some(),
                "[delivery] logs in without encryption, on loopback".to_owned(),
            );
        }
    }
}
