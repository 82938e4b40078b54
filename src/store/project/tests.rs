//! What becomes of the rows of a place that two mails had, one after the other.

use super::*;
use crate::domain::{ContentKey, SpoolName};
use crate::engine::{Disposition, Listed, Locator, Place};
use crate::store::memory::Memory;

const PLACE: &str = "support:7:5";

/// The row of a mail at the one place, whose content is this.
fn row(content: u8, size: u64) -> LedgerRow {
    let listed = Listed {
        locator: Locator {
            mailbox: "support".to_owned(),
            place: Place::Imap {
                validity: 7,
                uid: 5,
            },
        },
        size,
        received_at: at(),
    };
    LedgerRow {
        key: Some(ContentKey([content; 32])),
        raw: Some(SpoolName([content; 32])),
        ticket: Some(TicketId(u32::from(content))),
        ..LedgerRow::of(&listed, Disposition::Ticket, at(), Vec::new())
    }
}

fn at() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

/// An index that has taken in these rows, one line each.
fn after(rows: &[LedgerRow]) -> Memory {
    let mut index = Memory::default();
    for (seq, row) in (1..).zip(rows) {
        let record = Record::Decision {
            ledger: vec![row.clone()],
            events: Vec::new(),
            letters: Vec::new(),
            rows: Vec::new(),
            rewritten: Vec::new(),
            issued: None,
        };
        let batch = project(&index, seq, &record, at()).unwrap();
        index.commit(&batch).unwrap();
    }
    index
}

/// The row that a content leads to.
fn known(index: &Memory, content: u8) -> LedgerRow {
    let place = index.get(Table::Keys, &[content; 32]).unwrap().unwrap();
    decode(&index.get(Table::Ledger, &place).unwrap().unwrap()).unwrap()
}

fn counted(index: &Memory) -> u64 {
    number(index.get(Table::Meta, b"count:ticket").unwrap())
}

#[test]
fn a_uid_that_names_another_mail_now_does_not_make_the_first_one_forgotten() {
    let index = after(&[row(1, 100), row(2, 200)]);
    assert_eq!(known(&index, 1).ticket, Some(TicketId(1)));
    assert_eq!(known(&index, 2).ticket, Some(TicketId(2)));
    let here: LedgerRow =
        decode(&index.get(Table::Ledger, PLACE.as_bytes()).unwrap().unwrap()).unwrap();
    assert_eq!(here.ticket, Some(TicketId(2)));
    let listed = index.range(Table::LedgerByTime, &[], &[u8::MAX; 64], 9);
    assert_eq!(
        listed.unwrap().len(),
        2,
        "both are in the list of all mails"
    );
    assert_eq!(counted(&index), 2);
}

#[test]
fn a_mail_that_is_seen_again_in_its_place_is_not_counted_again() {
    let index = after(&[row(1, 100), row(1, 137)]);
    assert_eq!(known(&index, 1).size, 137);
    let listed = index.range(Table::LedgerByTime, &[], &[u8::MAX; 64], 9);
    assert_eq!(listed.unwrap().len(), 1);
    assert_eq!(counted(&index), 1);
}
