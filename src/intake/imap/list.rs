//! What lies in the folder: UIDs first and then, in batches, sizes and dates.
//!
//! What the server states is compared with what was asked for. A mail of which it states nothing, or about which it
//! refuses to be asked, lies there all the same: it is listed, with its size and date unknown, and must not hide the
//! others. A SEARCH names it; that is what counts.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::session::{Ask, LONG_TIMEOUT, Session};
use crate::engine::source::{Listed, Listing, Locator, NO_DATE, NO_SIZE, Place};
use crate::intake::IntakeError;

/// Mails whose size and date are asked for by one command.
const BATCH: usize = 500;
/// What is asked of them, and then of those that were left out.
const ASKED: [&str; 3] = [
    "UID RFC822.SIZE INTERNALDATE",
    "UID RFC822.SIZE",
    "UID INTERNALDATE",
];
/// After so many refusals without a word about any mail it is not about one of them. Halving a batch takes nine.
const REFUSALS_MAX: usize = 20;
/// A folder with more mails than this is searched in ranges of so many UIDs, as the answer to SEARCH is one line.
const SEARCH_RANGE: u32 = 50_000;

/// Size and date of mails.
type Described = BTreeMap<u32, (u64, Timestamp)>;

impl Session {
    /// Lists the selected folder.
    pub(super) async fn list(&mut self, mailbox: &str) -> Result<Listing, IntakeError> {
        self.selected.has_news = false;
        let validity = self.selected.validity.unwrap_or_default();
        let uids: Vec<u32> = self.search().await?.into_iter().collect();
        let mut mails = Vec::with_capacity(uids.len());
        for batch in uids.chunks(BATCH) {
            let found = self.described(batch).await?;
            mails.extend(found.into_iter().map(|(uid, (size, received_at))| Listed {
                locator: Locator {
                    mailbox: mailbox.to_owned(),
                    place: Place::Imap { validity, uid },
                },
                size,
                received_at,
            }));
        }
        // UIDNEXT is stated at SELECT; mails that came since have raised it.
        let after_last = uids.last().map_or(0, |last| last.saturating_add(1));
        self.selected.uid_next = self.selected.uid_next.map(|next| next.max(after_last));
        Ok(Listing {
            validity,
            uid_next: self.selected.uid_next,
            is_numbered_anew: false,
            mails,
        })
    }

    /// All UIDs, sorted.
    async fn search(&mut self) -> Result<BTreeSet<u32>, IntakeError> {
        let mut uids = BTreeSet::new();
        if self.selected.uid_next.is_none() && self.selected.exists > SEARCH_RANGE {
            // Courier states no UIDNEXT; `*` names the last mail.
            self.search_in("*", &mut uids).await?;
            self.selected.uid_next = uids.last().map(|last| last.saturating_add(1));
        }
        match self.selected.uid_next {
            Some(next) if self.selected.exists > SEARCH_RANGE => {
                let mut first = 1;
                while first < next {
                    let last = first.saturating_add(SEARCH_RANGE - 1);
                    self.search_in(&format!("UID {first}:{last}"), &mut uids)
                        .await?;
                    first = last.saturating_add(1);
                }
                // Mails that came after SELECT. `n:*` names the last mail even when its UID is below n.
                self.search_in(&format!("UID {first}:*"), &mut uids).await?;
            }
            _ => self.search_in("ALL", &mut uids).await?,
        }
        Ok(uids)
    }

    async fn search_in(
        &mut self,
        which: &str,
        uids: &mut BTreeSet<u32>,
    ) -> Result<(), IntakeError> {
        let ask = Ask::new("UID SEARCH", format!("UID SEARCH {which}"), LONG_TIMEOUT);
        self.exec(ask, |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                uids.extend(found.iter().filter(|&&uid| uid > 0));
            }
        })
        .await
    }

    /// Which of these mails are there still.
    pub(super) async fn present(&mut self, uids: &[u32]) -> Result<Vec<u32>, IntakeError> {
        self.those(uids, "").await
    }

    /// Which of these mails are there and not marked `\Seen`.
    pub(super) async fn unseen(&mut self, uids: &[u32]) -> Result<Vec<u32>, IntakeError> {
        self.those(uids, " UNSEEN").await
    }

    async fn those(&mut self, uids: &[u32], also: &str) -> Result<Vec<u32>, IntakeError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = BTreeSet::new();
        self.search_in(&format!("UID {}{also}", uid_set(uids)), &mut found)
            .await?;
        Ok(uids
            .iter()
            .copied()
            .filter(|uid| found.contains(uid))
            .collect())
    }

    /// Sizes and dates, of all that lie there still.
    async fn described(&mut self, uids: &[u32]) -> Result<Described, IntakeError> {
        let mut found = Described::new();
        let mut missing = uids.to_vec();
        for attributes in ASKED {
            self.describe(&missing, attributes, &mut found).await?;
            missing.retain(|uid| !found.contains_key(uid));
            if missing.is_empty() {
                return Ok(found);
            }
        }
        // They may be gone by now.
        let hidden = self.present(&missing).await?;
        if !hidden.is_empty() {
            let count = hidden.len();
            tracing::debug!(count, "mails lie there of which the server states nothing");
        }
        found.extend(hidden.into_iter().map(|uid| (uid, (NO_SIZE, NO_DATE))));
        Ok(found)
    }

    /// Asks about mails. What was said of some counts, even where the command was refused for others; those are asked
    /// about by halves until the refusal names one. The newest come first, so that an old mail does not hide them.
    async fn describe(
        &mut self,
        uids: &[u32],
        attributes: &str,
        found: &mut Described,
    ) -> Result<(), IntakeError> {
        let mut parts = vec![uids.to_vec()];
        let mut refusals = 0;
        while let Some(mut part) = parts.pop() {
            let refusal = match self.ask_about(&part, attributes, found).await {
                Err(error) if error.is_refusal() && !error.wants_patience() => error,
                Ok(()) => continue,
                Err(error) => return Err(error),
            };
            refusals += 1;
            if found.is_empty() && refusals > REFUSALS_MAX {
                return Err(refusal);
            }
            tracing::debug!(count = part.len(), "{refusal}");
            if part.len() > 1 {
                part.retain(|uid| !found.contains_key(uid));
                let newer = part.split_off(part.len() / 2);
                parts.extend([part, newer].into_iter().filter(|part| !part.is_empty()));
            }
        }
        Ok(())
    }

    async fn ask_about(
        &mut self,
        uids: &[u32],
        attributes: &str,
        found: &mut Described,
    ) -> Result<(), IntakeError> {
        let line = format!("UID FETCH {} ({attributes})", uid_set(uids));
        self.exec(Ask::new("UID FETCH", line, LONG_TIMEOUT), |response| {
            if let Response::Fetch(_, attributes) = response
                && let Some((uid, size, received_at)) = described(attributes)
                && uids.binary_search(&uid).is_ok()
            {
                found.insert(uid, (size, received_at));
            }
        })
        .await
    }
}

/// UID, size and date out of a FETCH response; `None` for one that came for another reason, as when flags change.
/// What is missing is [`NO_SIZE`] (a size can be beyond 32 bits) or [`NO_DATE`].
fn described(attributes: &[AttributeValue<'_>]) -> Option<(u32, u64, Timestamp)> {
    let (mut uid, mut size, mut date) = (None, None, None);
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => size = Some(u64::from(*value)),
            AttributeValue::InternalDate(value) => date = Some(internal_date(value)),
            _ => {}
        }
    }
    if size.is_none() && date.is_none() {
        return None;
    }
    Some((
        uid?,
        size.unwrap_or(NO_SIZE),
        date.flatten().unwrap_or(NO_DATE),
    ))
}

/// `" 1-Jul-2026 09:30:00 +0200"` (RFC 9051 §9, date-time), in whole seconds.
fn internal_date(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim())
        .and_then(|broken_down| broken_down.to_timestamp())
        .ok()
}

/// UIDs as IMAP writes sets of them: `1:3,7`. They must be sorted. A range holds only UIDs that were given.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut set = String::new();
    for run in uids.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        if !set.is_empty() {
            set.push(',');
        }
        set.push_str(&first.to_string());
        if first != last {
            set.push(':');
            set.push_str(&last.to_string());
        }
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_as_ranges_without_strangers() {
        assert_eq!(uid_set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(uid_set(&[u32::MAX]), "4294967295");
        assert_eq!(uid_set(&[]), "");
    }

    #[test]
    fn dates_are_read_with_their_offset_and_with_a_space_for_a_zero() {
        let expected: Timestamp = "2026-07-01T07:30:00Z".parse().unwrap();
        assert_eq!(internal_date(" 1-Jul-2026 09:30:00 +0200"), Some(expected));
        assert_eq!(internal_date("01-jul-2026 07:30:00 +0000"), Some(expected));
        assert_eq!(internal_date("yesterday"), None);
    }

    #[test]
    fn a_change_of_flags_is_not_a_listing() {
        assert_eq!(described(&[AttributeValue::Uid(5)]), None);
        assert_eq!(
            described(&[AttributeValue::Uid(5), AttributeValue::Rfc822Size(7)]),
            Some((5, 7, NO_DATE))
        );
    }
}
