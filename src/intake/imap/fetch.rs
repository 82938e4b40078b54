//! The content of a mail, one mail at a time, held against the size that the server has stated.

use std::collections::BTreeMap;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};

use super::session::{Ask, Session};
use crate::engine::source::{Listed, Locator, NO_SIZE, Place, RawMail};
use crate::intake::{HEADER_OCTETS_MAX, IntakeError, header_of};

/// Content is given 60 s and a second more for each 16 KiB: a slow line, but one that moves.
const CONTENT_TIMEOUT: Duration = Duration::from_mins(1);
const CONTENT_OCTETS_PER_SEC: u64 = 16 * 1024;
/// A mail that is far shorter than stated is believed to be whole once it has come so this many times.
const SHORT_TIMES: u32 = 3;

/// Mails that came far shorter than stated: how many octets, and how many times.
pub(super) type Short = BTreeMap<Locator, (u64, u32)>;

impl Session {
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
        // Of unknown size it is asked for whole; one too large to be taken ends the session before it is read.
        let is_oversize = mail.size != NO_SIZE && mail.size > max_size;
        let section = if is_oversize {
            format!("BODY.PEEK[HEADER]<0.{HEADER_OCTETS_MAX}>")
        } else {
            "BODY.PEEK[]".to_owned()
        };
        let Some(mut bytes) = self.content(uid, &section, mail.size).await? else {
            return Ok(None);
        };
        if bytes.is_empty() && mail.size > 0 && !is_oversize {
            // iCloud answers BODY.PEEK[] with nothing for some mails, and BODY[] with the mail. It sets \Seen: see
            // `settle` for where that matters.
            match self.content(uid, "BODY[]", mail.size).await? {
                Some(content) => bytes = content,
                None => return Ok(None),
            }
        }
        if bytes.is_empty() && mail.size > 0 {
            return Err(self.incomplete("nothing of a mail that is not empty".to_owned()));
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

    /// What was handed out is not the mail.
    pub(super) fn incomplete(&self, what: String) -> IntakeError {
        IntakeError::Incomplete {
            command: "UID FETCH",
            server: self.server.clone(),
            what,
        }
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

/// Whether less than three quarters of a mail came. Stated sizes are somewhat wrong: Exchange states a few dozen
/// octets more, and more than that for what it converts as it is fetched.
fn is_far_shorter(octets: u64, stated: u64) -> bool {
    stated != NO_SIZE && octets.saturating_mul(4) < stated.saturating_mul(3)
}

/// How many octets came, where that is so few that the mail may have been cut off and is to be asked for once more: a
/// server in trouble may do better the next time. Where always the same comes, the size is what is wrong.
pub(super) fn is_doubted(raw: &RawMail, stated: u64, short: &mut Short) -> Option<u64> {
    let octets = u64::try_from(raw.bytes.len()).unwrap_or(u64::MAX);
    let locator = &raw.listed.locator;
    if raw.is_oversize || !is_far_shorter(octets, stated) {
        short.remove(locator);
        return None;
    }
    let times = match short.get(locator) {
        Some((before, times)) if *before == octets => times.saturating_add(1),
        _ => 1,
    };
    if times < SHORT_TIMES {
        short.insert(locator.clone(), (octets, times));
        return Some(octets);
    }
    short.remove(locator);
    tracing::warn!(%locator, stated, octets, "a mail is far shorter than stated each time; it is taken as it comes");
    None
}

/// The content in a FETCH response, if it is of this mail. NIL is nothing of it.
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
