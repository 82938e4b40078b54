//! How the desk puts a mail into quarantine that it cannot read, and takes one in anew when an admin asks.

use std::sync::Arc;

use jiff::Timestamp;

use super::Desk;
use crate::daemon::{clock, maillog};
use crate::engine::{
    Disposition, Input, LedgerRow, Listed, Locator, Quarantined, RawMail, Request, Settling, Unread,
};
use crate::store::StoreError;

/// What came of a request to take a mail in anew.
pub type Retried = Result<LedgerRow, NotRetried>;

/// Why it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRetried {
    /// There is no such mail.
    Unknown,
    /// It is not in quarantine, or not any more.
    Placed,
    /// Reading it failed again; why, a clause.
    Unreadable(&'static str),
}

impl Desk {
    /// Keeps a mail whole and unread: reading it has failed again and again.
    pub(super) fn quarantine(
        &mut self,
        mail: &RawMail,
        attempts: u64,
    ) -> Result<(Locator, Settling), StoreError> {
        let now = clock::now();
        let raw = self.store.put(&mail.bytes)?;
        let unread = Unread {
            listed: mail.listed.clone(),
            raw,
            attempts,
            known: self.store.unread(raw)?.map(Box::new),
        };
        let decision = self.decide(&Input::Unread(&unread), now)?;
        if let Some(row) = &decision.ledger {
            self.log.taken(row, &decision);
        }
        self.apply(decision, now)?;
        let settling = Disposition::Quarantined(Quarantined::Poison).settling();
        Ok((mail.listed.locator.clone(), settling))
    }

    /// Takes a quarantined mail in anew. What is whole in the spool is taken in at once. What still lies in its mailbox
    /// because it was too large is fetched at the next look at it.
    pub(super) fn retry(
        &mut self,
        locator: &Locator,
        now: Timestamp,
    ) -> Result<Retried, StoreError> {
        let Some(row) = self.store.ledger_row(locator)? else {
            return Ok(Err(NotRetried::Unknown));
        };
        let Disposition::Quarantined(why) = row.disposition else {
            return Ok(Err(NotRetried::Placed));
        };
        let asked = Request::Retry {
            row: Box::new(row.clone()),
        };
        let decision = self.decide(&Input::Control(&asked), now)?;
        self.apply(decision, now)?;
        let (Some(raw), false) = (row.raw, why == Quarantined::Oversize) else {
            return self.row_of(locator);
        };
        let bytes = match self.store.get(raw) {
            Ok(bytes) => bytes,
            Err(StoreError::Spool { .. }) => {
                return self.not_retried(row, "its raw mail in the spool is gone or damaged", now);
            }
            Err(error) => return Err(error),
        };
        // As with every mail: that it is about to be read is on record before it is read.
        self.store
            .reading(vec![(locator.clone(), raw)], true, now)?;
        self.store.sync()?;
        let mail = Arc::new(RawMail {
            listed: Listed {
                locator: locator.clone(),
                size: row.size,
                received_at: row.received_at,
            },
            bytes,
            is_oversize: false,
        });
        match self.reader.read(&mail) {
            Ok(inbound) => {
                self.mail(&mail, &inbound, now)?;
                self.row_of(locator)
            }
            Err(failure) => {
                maillog::unreadable(&locator.to_string(), failure.why());
                self.not_retried(row, failure.why(), now)
            }
        }
    }

    /// Keeps it in quarantine; `why` it could not be taken in anew, a clause.
    fn not_retried(
        &mut self,
        row: LedgerRow,
        why: &'static str,
        now: Timestamp,
    ) -> Result<Retried, StoreError> {
        let row = Box::new(self.store.ledger_row(&row.locator)?.unwrap_or(row));
        let failed = Request::RetryFailed { row, why };
        let decision = self.decide(&Input::Control(&failed), now)?;
        self.apply(decision, now)?;
        Ok(Err(NotRetried::Unreadable(why)))
    }

    fn row_of(&self, locator: &Locator) -> Result<Retried, StoreError> {
        Ok(self.store.ledger_row(locator)?.ok_or(NotRetried::Unknown))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::mpsc;

    use tokio::sync::Notify;

    use super::*;
    use crate::config::{self, Secrets};
    use crate::daemon::handle::{DeskHandle, Work};
    use crate::daemon::maillog::MailLog;
    use crate::daemon::reader::Reader;
    use crate::daemon::start;
    use crate::engine::clock_guard::Stamps;
    use crate::engine::{Ignored, Listing, Place};
    use crate::mail::inbound::Inbound;
    use crate::mail::parse::parse;
    use crate::store::{IndexKind, Store};

    const SETTINGS: &str = "[desk]\nname = \"Desk\"\naddress = \"help@desk.example\"\ntag = \"HELP\"\n\
        [[mailbox]]\nname = \"in\"\nkind = \"maildir\"\npath = \"mail\"\n\
        [delivery]\nkind = \"folder\"\npath = \"out\"\n\
        [[agent]]\nname = \"bob\"\naddress = \"bob@desk.example\"\n";
    const GOOD: &str = "From: dave@customer.example\nSubject: Monitor\n\nIt stays dark.\n";
    const POISON: &str = "From: ann@customer.example\nSubject: Poison\n\nIt blinks red.\n";

    /// Panics on one mail and reads all others.
    fn faulty(bytes: &[u8]) -> Inbound {
        assert_ne!(bytes, POISON.as_bytes());
        parse(bytes)
    }

    fn mail(name: &str, text: &str) -> RawMail {
        let place = Place::File {
            name: name.to_owned(),
        };
        let listed = Listed {
            locator: Locator {
                mailbox: "in".to_owned(),
                place,
            },
            size: text.len() as u64,
            received_at: clock::now(),
        };
        RawMail {
            listed,
            bytes: text.as_bytes().to_vec(),
            is_oversize: false,
        }
    }

    fn desk(dir: &Path) -> (Desk, DeskHandle) {
        let settings = config::parse(SETTINGS, dir, Secrets::Skip).unwrap();
        let policy = start::policy_to_look_at(&settings).unwrap();
        let (store, _) = Store::open(dir, IndexKind::Memory, "boot", [7; 32]).unwrap();
        let (work_in, work_out) = mpsc::channel();
        let log = MailLog {
            shows_addresses: false,
        };
        let mut desk = Desk::new(store, policy, log, work_out, Arc::new(Notify::new()));
        desk.reader = Reader::new(faulty);
        (desk, DeskHandle::new(work_in))
    }

    /// One look at the mailbox, as the poller does it; gives how many mails were to be taken in alone.
    async fn look(desk: &DeskHandle, mails: &[RawMail]) -> usize {
        let listing = Listing {
            validity: 0,
            uid_next: None,
            is_numbered_anew: false,
            mails: mails.iter().map(|mail| mail.listed.clone()).collect(),
        };
        let todo = desk.ask(|reply| Work::Survey {
            mailbox: "in".to_owned(),
            listing,
            stamps: Stamps::default(),
            takes_backlog: false,
            reply,
        });
        let todo = todo.await.unwrap();
        let raw = |listed: &Listed| {
            let mut mails = mails.iter();
            mails.find(|mail| mail.listed == *listed).unwrap().clone()
        };
        let alone = todo.alone.iter().map(|listed| (vec![raw(listed)], true));
        let together: Vec<RawMail> = todo.fetch.iter().map(raw).collect();
        for (mails, is_alone) in alone.chain([(together, false)]) {
            let taken = desk.ask(|reply| Work::Mails {
                mails,
                is_alone,
                reply,
            });
            taken.await.unwrap();
        }
        todo.alone.len()
    }

    #[test]
    fn a_mail_that_panics_is_read_three_times_alone_and_then_put_before_a_person() {
        let dir = tempfile::tempdir().unwrap();
        let (desk, handle) = desk(dir.path());
        let thread = std::thread::spawn(move || desk.run());
        let mails = [mail("1", POISON), mail("2", GOOD)];
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut alone = Vec::new();
            for _ in 0..6 {
                alone.push(look(&handle, &mails).await);
            }
            assert_eq!(alone, [0, 1, 1, 1, 1, 0]);
            let locators = mails.clone().map(|mail| mail.listed.locator);
            let rows = handle.query(move |store, _, _| {
                locators.map(|locator| store.ledger_row(&locator).unwrap().unwrap())
            });
            let [poison, good] = rows.await.unwrap();
            assert_eq!(good.disposition, Disposition::Ticket);
            let quarantined = Disposition::Quarantined(Quarantined::Poison);
            assert_eq!(poison.disposition, quarantined);
            let stub = poison.ticket.unwrap();
            let told = handle.query(move |store, _, _| store.letters_of(stub).unwrap());
            let told = told.await.unwrap();
            let told: Vec<String> = told.iter().map(|row| row.envelope_to.to_string()).collect();
            assert_eq!(told, ["bob@desk.example"], "nobody outside");
            let locator = poison.locator.clone();
            let retried = handle.ask(|reply| Work::Retry { locator, reply }).await;
            let why = NotRetried::Unreadable("reading it panicked");
            assert_eq!(retried.unwrap(), Err(why));
            let locator = poison.locator.clone();
            let row = handle.query(move |store, _, _| store.ledger_row(&locator).unwrap().unwrap());
            let row = row.await.unwrap();
            assert_eq!((row.disposition, row.is_awaited), (quarantined, false));
            assert!(
                row.because
                    .iter()
                    .any(|step| step.starts_with("reading it panicked"))
            );
            let stats = handle
                .query(|store, _, now| store.stats(now).unwrap())
                .await;
            assert_eq!(stats.unwrap().dispositions["quarantined"], 1);
        });
        handle.send(Work::Stop).unwrap();
        thread.join().unwrap().unwrap();
    }

    /// Looks at the mailbox so often, each time under other numbers; gives the rows of the first mail.
    fn looks(desk: Desk, handle: &DeskHandle, times: usize) -> Vec<LedgerRow> {
        let thread = std::thread::spawn(move || desk.run());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let rows = runtime.block_on(async {
            let mut rows = Vec::new();
            for numbers in 0..times {
                let mails = [("1", POISON), ("2", GOOD)]
                    .map(|(uid, text)| mail(&format!("{numbers}:{uid}"), text));
                // The second look is what follows at once where mail came.
                look(handle, &mails).await;
                look(handle, &mails).await;
                let place = mails[0].listed.locator.clone();
                let row = handle.query(move |store, _, _| store.ledger_row(&place).unwrap());
                rows.extend(row.await.unwrap());
            }
            rows
        });
        handle.send(Work::Stop).unwrap();
        thread.join().unwrap().unwrap();
        rows
    }

    #[test]
    fn a_mail_that_panics_gets_no_new_attempts_and_no_second_stub_when_its_numbers_change() {
        let dir = tempfile::tempdir().unwrap();
        let (desk, handle) = desk(dir.path());
        let rows = looks(desk, &handle, 6);
        let became: Vec<Disposition> = rows.iter().map(|row| row.disposition).collect();
        // With the other, alone, and twice more alone under other numbers: the fourth numbers decide.
        let (poison, copy) = (
            Disposition::Quarantined(Quarantined::Poison),
            Disposition::Ignored(Ignored::Copy),
        );
        assert_eq!(became, [poison, copy, copy]);
        let stub = rows[0].ticket;
        assert!(stub.is_some());
        assert!(rows.iter().all(|row| row.ticket == stub), "one stub");
        assert!(rows.iter().all(|row| row.settling == Settling::Quarantine));
    }

    #[test]
    fn a_mail_whose_raw_file_is_gone_stays_in_quarantine_and_the_desk_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let (desk, handle) = desk(dir.path());
        let thread = std::thread::spawn(move || desk.run());
        let mails = [mail("1", "Subject: from nobody\n\nHello.\n")];
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            look(&handle, &mails).await;
            let locator = mails[0].listed.locator.clone();
            let row = move |store: &Store| store.ledger_row(&locator).unwrap().unwrap();
            let asked = row.clone();
            let row = handle.query(move |store, _, _| row(store)).await.unwrap();
            let no_sender = Disposition::Quarantined(Quarantined::NoSender);
            assert_eq!(row.disposition, no_sender);
            let raw = row.raw.unwrap();
            let path = handle
                .query(move |store, _, _| store.spool_path(raw))
                .await
                .unwrap();
            std::fs::remove_file(path).unwrap();
            let locator = mails[0].listed.locator.clone();
            let retried = handle.ask(|reply| Work::Retry { locator, reply }).await;
            let why = NotRetried::Unreadable("its raw mail in the spool is gone or damaged");
            assert_eq!(retried.unwrap(), Err(why));
            let row = handle.query(move |store, _, _| asked(store)).await.unwrap();
            assert_eq!((row.disposition, row.is_awaited), (no_sender, false));
        });
        handle.send(Work::Stop).unwrap();
        thread.join().unwrap().unwrap();
    }
}
