//! What lies in the folder, and the content of a mail.
//!
//! UIDs are asked first and then, in batches, sizes and dates; the content comes one mail at a time. What the server
//! states is compared with what was asked for; a mail it leaves out is not there.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::session::{Ask, LONG_TIMEOUT, Session};
use crate::engine::source::{Listed, Listing, Locator, NO_DATE, Place, RawMail};
use crate::intake::{HEADER_OCTETS_MAX, IntakeError, header_of};

/// Mails whose size and date are asked for by one command.
const BATCH: usize = 500;
/// A folder with more mails than this is searched in ranges of so many UIDs, as the answer to SEARCH is one line.
const SEARCH_RANGE: u32 = 50_000;
/// Content is given 60 s and a second more for each 16 KiB: a slow line, but one that moves.
const CONTENT_TIMEOUT: Duration = Duration::from_mins(1);
const CONTENT_OCTETS_PER_SEC: u64 = 16 * 1024;

impl Session {
    /// Lists the selected folder.
    pub(super) async fn list(&mut self, mailbox: &str) -> Result<Listing, IntakeError> {
        self.selected.has_news = false;
        let validity = self.selected.validity.unwrap_or_default();
        let uids: Vec<u32> = self.search().await?.into_iter().collect();
        let mut mails = Vec::with_capacity(uids.len());
        for batch in uids.chunks(BATCH) {
            let found = self.described(batch).await?;
            if found.len() < batch.len() {
                tracing::debug!(
                    mailbox,
                    missing = batch.len() - found.len(),
                    "mails were gone before they could be listed"
                );
            }
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

    /// Sizes and dates. A mail whose date the server cannot tell in a way that can be read is asked for without: one
    /// odd mail must not hide, and must not hold up the others.
    async fn described(
        &mut self,
        uids: &[u32],
    ) -> Result<BTreeMap<u32, (u64, Timestamp)>, IntakeError> {
        let mut found = self.ask_about(uids, "UID RFC822.SIZE INTERNALDATE").await?;
        let missing: Vec<u32> = uids
            .iter()
            .copied()
            .filter(|uid| !found.contains_key(uid))
            .collect();
        if !missing.is_empty() {
            found.extend(self.ask_about(&missing, "UID RFC822.SIZE").await?);
        }
        Ok(found)
    }

    async fn ask_about(
        &mut self,
        uids: &[u32],
        attributes: &str,
    ) -> Result<BTreeMap<u32, (u64, Timestamp)>, IntakeError> {
        let mut found = BTreeMap::new();
        let line = format!("UID FETCH {} ({attributes})", uid_set(uids));
        self.exec(Ask::new("UID FETCH", line, LONG_TIMEOUT), |response| {
            if let Response::Fetch(_, attributes) = response
                && let Some((uid, size, received_at)) = described(attributes)
                && uids.binary_search(&uid).is_ok()
            {
                found.insert(uid, (size, received_at));
            }
        })
        .await?;
        Ok(found)
    }

    /// The content of one mail, or its header when it is over `max_size`.
    pub(super) async fn fetch(
        &mut self,
        mail: &Listed,
        max_size: u64,
    ) -> Result<Option<RawMail>, IntakeError> {
        let Place::Imap { validity, uid } = mail.locator.place else {
            return Ok(None);
        };
        if Some(validity) != self.selected.validity {
            return Ok(None);
        }
        let is_oversize = mail.size > max_size;
        let section = if is_oversize {
            format!("BODY.PEEK[HEADER]<0.{HEADER_OCTETS_MAX}>")
        } else {
            "BODY.PEEK[]".to_owned()
        };
        let Some(mut bytes) = self.content(uid, &section, mail.size).await? else {
            return Ok(None);
        };
        if bytes.is_empty() && mail.size > 0 && !is_oversize {
            // iCloud answers BODY.PEEK[] with nothing for some mails, and BODY[] with the mail. It sets \Seen, on
            // which nothing depends.
            match self.content(uid, "BODY[]", mail.size).await? {
                Some(content) => bytes = content,
                None => return Ok(None),
            }
        }
        let is_longer_than_stated = u64::try_from(bytes.len()).is_ok_and(|len| len > max_size);
        if is_oversize || is_longer_than_stated {
            let mut header = header_of(&bytes).len();
            header = header.min(usize::try_from(HEADER_OCTETS_MAX).unwrap_or(header));
            bytes.truncate(header);
        }
        Ok(Some(RawMail {
            listed: mail.clone(),
            bytes,
            is_oversize: is_oversize || is_longer_than_stated,
        }))
    }

    /// Asks for one section of one mail; `None` when the mail is gone.
    async fn content(
        &mut self,
        uid: u32,
        section: &str,
        size: u64,
    ) -> Result<Option<Vec<u8>>, IntakeError> {
        let largest = size.min(self.client.get_ref().literal_max());
        let limit = CONTENT_TIMEOUT + Duration::from_secs(largest / CONTENT_OCTETS_PER_SEC);
        let mut ask = Ask::new("UID FETCH", format!("UID FETCH {uid} ({section})"), limit);
        ask.wants_mail = true;
        let mut content = None;
        let result = self
            .exec(ask, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(found) = section_of(attributes, uid)
                {
                    content = Some(found);
                }
            })
            .await;
        match result {
            // RFC 5530 §3: another client has removed it.
            Err(IntakeError::Refused { said, .. })
                if said.to_ascii_uppercase().starts_with("[EXPUNGEISSUED]") =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
            Ok(()) => Ok(content),
        }
    }
}

/// UID, size and date out of a FETCH response; `None` for one that came for another reason, as when flags change.
/// A size that is missing (it can be beyond 32 bits) counts as too large; a date that is missing is [`NO_DATE`].
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
        size.unwrap_or(u64::MAX),
        date.flatten().unwrap_or(NO_DATE),
    ))
}

/// The content in a FETCH response, if it is of this mail. NIL is no content.
fn section_of(attributes: &[AttributeValue<'_>], uid: u32) -> Option<Vec<u8>> {
    let is_of_this_mail = attributes
        .iter()
        .any(|attribute| matches!(attribute, AttributeValue::Uid(value) if *value == uid));
    if !is_of_this_mail {
        return None;
    }
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::BodySection { data, .. } => {
            Some(data.as_deref().unwrap_or_default().to_vec())
        }
        _ => None,
    })
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
