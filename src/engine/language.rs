//! The language of a new ticket: that of its mail, where the desk offers it.
//!
//! It is chosen once, when the ticket is opened, and every later mail to its requester keeps to it: somebody who adds
//! two words, or pastes a page of English, is not answered in another language each time.

use crate::domain::{Language, TicketId};
use crate::mail::inbound::Inbound;

use super::deciding::Deciding;

/// The language to write to the sender of a mail in, where it is not the desk's own. A mail that does not tell goes by
/// the ticket that it continues.
pub(super) fn language(
    deciding: &mut Deciding<'_>,
    mail: &Inbound,
    continues: Option<TicketId>,
) -> Option<Language> {
    let language = deciding.policy.language_of(mail).or_else(|| {
        let before = continues.and_then(|old| deciding.ticket(old))?;
        before.language.clone()
    })?;
    deciding.note(format!("its sender is written to in {language}"));
    Some(language)
}
