//! What is left to do in a mailbox: what lies there, held against the ledger.
//!
//! Never a flag, never a date, never the highest UID alone: a mail is to be taken in when it lies in the mailbox and
//! its locator has no row. A row whose mail has another size or receipt time now belongs to a mail that is gone (some
//! servers use a UID again); it is void, and the mail behind it is fetched. So is every row when UIDNEXT has gone back;
//! content then tells what is known ([`seen_again`]). And so is a mail in quarantine that an admin has asked for.

use jiff::Timestamp;

use super::decision::{Disposition, Ignored, LedgerRow};
use super::first_look::{Age, Since};
use super::source::{Listed, Listing, Locator, Settling};

/// What is to be done with the mails of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// To be fetched and decided, oldest first.
    pub fetch: Vec<Listed>,
    /// Decided before, and still to be moved.
    pub settle: Vec<(Locator, Settling)>,
    /// From before the first start: to be recorded as ignored and left in place.
    pub before_start: Vec<Listed>,
    /// How many are left for a clock that is proven.
    pub unknown: usize,
}

/// Holds a listing against the ledger. `row_of` gives the row of a locator; `since` when the mailbox was first looked
/// at, and `takes_backlog` whether older mail is taken in.
pub fn survey<'a>(
    listing: &Listing,
    row_of: impl Fn(&Locator) -> Option<&'a LedgerRow>,
    since: Since,
    takes_backlog: bool,
) -> Survey {
    let mut survey = Survey::default();
    for mail in &listing.mails {
        match row_of(&mail.locator) {
            Some(row) if is_same(row, mail) && !row.is_awaited && !listing.is_numbered_anew => {
                if row.settling != Settling::LeaveInPlace {
                    survey.settle.push((mail.locator.clone(), row.settling));
                }
            }
            // An admin asked for it, however old it is.
            Some(row) if row.is_awaited && is_same(row, mail) && !listing.is_numbered_anew => {
                survey.fetch.push(mail.clone());
            }
            _ => match since.age(mail.received_at) {
                Age::Unknown => survey.unknown += 1,
                Age::Before if !takes_backlog => survey.before_start.push(mail.clone()),
                Age::Before | Age::New => survey.fetch.push(mail.clone()),
            },
        }
    }
    survey
}

/// Whether a row still speaks of the mail that lies there.
fn is_same(row: &LedgerRow, mail: &Listed) -> bool {
    row.size == mail.size && row.received_at == mail.received_at
}

/// The row of a mail that was fetched once more and turned out to lie where it lay: the server states another size or
/// date for it. It is the same mail, and what became of it stands. `known` is the row with its content.
pub fn seen_again(known: Option<&LedgerRow>, mail: &Listed) -> Option<LedgerRow> {
    let known = known.filter(|known| known.locator == mail.locator)?;
    Some(LedgerRow {
        size: mail.size,
        received_at: mail.received_at,
        ..known.clone()
    })
}

/// The row of a mail from before the first start, which is never fetched.
pub fn before_start(mail: &Listed, now: Timestamp) -> LedgerRow {
    let because = "received more than a day before the desk first looked at the mailbox";
    let disposition = Disposition::Ignored(Ignored::BeforeStart);
    LedgerRow::of(mail, disposition, now, vec![because.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::super::source::{NO_DATE, Place};
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    fn mail(uid: u32, received: &str) -> Listed {
        Listed {
            locator: Locator {
                mailbox: "support".to_owned(),
                place: Place::Imap { validity: 7, uid },
            },
            size: 100,
            received_at: at(received),
        }
    }
    const NOW: &str = "2026-03-02T10:00:00Z";

    #[test]
    fn mail_from_before_the_first_start_is_left_and_new_mail_is_taken() {
        let listing = Listing {
            validity: 7,
            uid_next: Some(3),
            is_numbered_anew: false,
            mails: vec![
                mail(1, "2026-02-01T10:00:00Z"),
                mail(2, "2026-03-02T09:00:00Z"),
            ],
        };
        let first = survey(&listing, |_| None, Since::Now(at(NOW)), false);
        assert_eq!((first.before_start.len(), first.fetch.len()), (1, 1));
        assert_eq!(
            survey(&listing, |_| None, Since::Now(at(NOW)), true)
                .fetch
                .len(),
            2,
            "backlog = take"
        );
        let later = survey(
            &listing,
            |_| None,
            Since::Then(at("2026-02-01T12:00:00Z")),
            false,
        );
        assert_eq!(
            later.fetch.len(),
            2,
            "what came since the first look is taken, however long the desk was down"
        );
    }

    #[test]
    fn a_mail_without_a_date_is_old_at_the_first_look_and_new_at_every_other() {
        let mut dateless = mail(1, NOW);
        dateless.received_at = NO_DATE;
        let listing = Listing {
            validity: 7,
            uid_next: None,
            is_numbered_anew: false,
            mails: vec![dateless],
        };
        let first = survey(&listing, |_| None, Since::Now(at(NOW)), false);
        assert_eq!((first.before_start.len(), first.fetch.len()), (1, 0));
        let started = Since::Then(at("2026-02-01T12:00:00Z"));
        let later = survey(&listing, |_| None, started, false);
        assert_eq!((later.before_start.len(), later.fetch.len()), (0, 1));
    }

    #[test]
    fn a_mail_of_which_the_server_states_another_size_is_the_same_mail() {
        let mut row = before_start(&mail(1, NOW), at(NOW));
        row.disposition = Disposition::Ticket;
        let mut resized = mail(1, "2026-03-02T11:00:00Z");
        resized.size = 137;
        let again = seen_again(Some(&row), &resized).unwrap();
        assert_eq!(again.disposition, Disposition::Ticket);
        assert!(is_same(&again, &resized));
        assert_eq!(
            seen_again(Some(&row), &mail(2, NOW)),
            None,
            "that is a copy"
        );
        assert_eq!(seen_again(None, &resized), None);
    }

    #[test]
    fn an_old_mail_that_an_admin_asked_for_is_fetched() {
        let old = mail(1, "2026-02-01T10:00:00Z");
        let listing = Listing {
            validity: 7,
            uid_next: None,
            is_numbered_anew: false,
            mails: vec![old.clone()],
        };
        let mut row = before_start(&old, at(NOW));
        row.is_awaited = true;
        let survey = survey(&listing, |_| Some(&row), Since::Then(at(NOW)), false);
        assert_eq!((survey.before_start.len(), survey.fetch), (0, vec![old]));
    }

    #[test]
    fn a_row_settles_its_mail_again_and_a_used_uid_voids_it() {
        let listing = Listing {
            validity: 7,
            uid_next: None,
            is_numbered_anew: false,
            mails: vec![mail(1, NOW), mail(2, NOW)],
        };
        let mut row = before_start(&mail(1, NOW), at(NOW));
        row.settling = Settling::Processed;
        let used_again = LedgerRow {
            size: 99,
            ..row.clone()
        };
        let rows = [
            (mail(1, NOW).locator, row),
            (mail(2, NOW).locator, used_again),
        ];
        let row_of = |locator: &Locator| rows.iter().find(|(one, _)| one == locator);
        let row_of = |locator: &Locator| row_of(locator).map(|(_, row)| row);
        let survey = survey(&listing, row_of, Since::Now(at(NOW)), false);
        assert_eq!(survey.settle, [(mail(1, NOW).locator, Settling::Processed)]);
        assert_eq!(survey.fetch, [mail(2, NOW)]);
        // Once the server has lost its numbering, size and date prove nothing.
        let anew = Listing {
            is_numbered_anew: true,
            ..listing
        };
        let survey = super::survey(&anew, row_of, Since::Now(at(NOW)), false);
        assert!(survey.settle.is_empty());
        assert_eq!(survey.fetch, [mail(1, NOW), mail(2, NOW)]);
    }
}
