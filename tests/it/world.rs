//! The world of the stories: a desk on a clock that the story sets, without network, threads or sleeps.
//!
//! It does with each mail what `daemon::desk` does: spool, evidence, lookups, read, decide, apply, sync. It also is
//! the relay: what is in the outbox and due is taken at once, so that a story reads the desk's mails as their
//! readers do. After every decision it holds the desk to what must always be true ([`World::decide`]).

mod looks;
mod written;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use ticketd::daemon::reporter::Gathering;
use ticketd::daemon::sop;
use ticketd::domain::TicketId;
use ticketd::engine::periodical::{self, Edition};
use ticketd::engine::{
    Decision, Disposition, Evidence, Ignored, Input, Listed, Locator, Outcome, Place, Policy,
    SendReport, Unread, acknowledged, decide, lookups,
};
use ticketd::identity::auth_results::is_domain_proven;
use ticketd::mail::inbound::Inbound;
use ticketd::mail::parse::parse;
use ticketd::reports::sop::ACKNOWLEDGEMENTS;
use ticketd::store::{Cursor, IndexKind, Store};

use crate::cast::{self, Person};
use crate::patience::within;

pub use written::Written;

/// When every story begins: Monday, an hour after the desk opens.
const BEGIN: &str = "2026-03-02T11:00:00Z";
/// More letters than a story can make at once.
const LETTERS_MAX: usize = 1000;

/// A mail of the desk, as somebody received it.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Whose mailbox it lies in.
    pub to: String,
    /// Which notice it is.
    pub notice: String,
    /// MAIL FROM.
    pub envelope_from: String,
    pub mail: Inbound,
    pub bytes: Vec<u8>,
}

impl Posted {
    pub fn text(&self) -> &str {
        &self.mail.text
    }

    /// Whether these words stand in its text, wherever the lines break.
    pub fn says(&self, words: &str) -> bool {
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        spaced(&self.mail.text).contains(&spaced(words))
    }

    /// The whole mail, for looking for words that must not be in it anywhere.
    pub fn whole(&self) -> String {
        let mut whole = String::from_utf8_lossy(&self.bytes).into_owned() + &self.mail.text;
        for (name, value) in &self.mail.headers {
            whole = whole + "\n" + name + ": " + value;
        }
        whole
    }
}

/// What became of a mail.
#[derive(Debug, Clone)]
pub struct Taken {
    pub disposition: Disposition,
    ticket: Option<TicketId>,
    pub because: String,
}

impl Taken {
    /// The number of the ticket it went to.
    #[track_caller]
    pub fn ticket(&self) -> u32 {
        self.ticket
            .unwrap_or_else(|| panic!("{self:?} is on no ticket"))
            .0
    }

    pub fn is_on_no_ticket(&self) -> bool {
        self.ticket.is_none()
    }

    pub fn is_ignored(&self, why: Ignored) -> bool {
        self.disposition == Disposition::Ignored(why)
    }
}

/// Days of the clock on the wall.
pub fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(days * 24)
}

pub fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

pub fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

pub struct World {
    dir: TempDir,
    store: Option<Store>,
    pub policy: Policy,
    pub now: Timestamp,
    /// Mailboxes that the relay refuses for good.
    pub refused: BTreeSet<String>,
    /// Mailboxes that the relay takes nothing for, for now.
    pub full: BTreeSet<String>,
    /// Whether no relay can be reached.
    pub is_cut_off: bool,
    /// For how long mail lies on its server before the desk takes it in.
    pub lies_for: SignedDuration,
    /// All mails that came at set times, with their notices.
    pub published: Vec<(&'static str, Vec<u8>)>,
    uid: u32,
    post: VecDeque<Posted>,
    sent: BTreeSet<(String, String)>,
}

impl World {
    pub fn new() -> Self {
        Self::with(cast::policy())
    }

    /// A desk that differs from the usual one.
    pub fn with(policy: Policy) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir);
        Self {
            dir,
            store: Some(store),
            policy,
            now: BEGIN.parse().unwrap(),
            refused: BTreeSet::new(),
            full: BTreeSet::new(),
            is_cut_off: false,
            lies_for: SignedDuration::ZERO,
            published: Vec::new(),
            uid: 0,
            post: VecDeque::new(),
            sent: BTreeSet::new(),
        }
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    /// Somebody writes a new mail, from a proven domain.
    pub fn mail(&mut self, from: Person, subject: &str, text: &str) -> Taken {
        self.take(&Written::new(from, subject, text))
    }

    /// Somebody replies to a mail of the desk, from a proven domain.
    pub fn reply(&mut self, from: Person, notice: &Posted, text: &str) -> Taken {
        self.take(&Written::reply(from, notice, text))
    }

    /// A mail arrives.
    pub fn take(&mut self, written: &Written) -> Taken {
        let id = format!("{}@{}", self.uid + 5001, written.from.domain());
        let date = self.now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        self.take_bytes(&written.bytes(&id, &date))
    }

    /// A mail lies there that is over the mailbox's limit: only its header was fetched.
    pub fn take_header_of(&mut self, written: &Written) -> Taken {
        let bytes = written.bytes("large@customer.example", "Mon, 2 Mar 2026 11:00:00 +0000");
        let end = bytes.windows(4).position(|at| at == b"\r\n\r\n").unwrap() + 4;
        self.desk_takes(&bytes[..end], true)
    }

    /// Raw bytes arrive.
    pub fn take_bytes(&mut self, bytes: &[u8]) -> Taken {
        self.desk_takes(bytes, false)
    }

    /// A mail lies there that nobody could read, however often it was tried.
    pub fn cannot_read(&mut self, bytes: &[u8]) {
        self.uid += 1;
        let place = Place::Imap {
            validity: 7,
            uid: self.uid,
        };
        let mailbox = "support".to_owned();
        let unread = Unread {
            listed: Listed {
                locator: Locator { mailbox, place },
                size: bytes.len() as u64,
                received_at: self.now,
            },
            raw: self.store().put(bytes).unwrap(),
            attempts: 3,
            known: None,
        };
        let decision = self.decide(&Input::Unread(&unread));
        self.apply(decision);
        self.send();
    }

    /// Of which tickets the letters are read before this mail is decided.
    pub fn letters_looked_up(&mut self, mail: &Inbound) -> BTreeSet<TicketId> {
        let place = Place::Imap {
            validity: 7,
            uid: self.uid + 1,
        };
        let mailbox = "support".to_owned();
        let evidence = Evidence {
            before: None,
            is_backlog: false,
            listed: Listed {
                locator: Locator { mailbox, place },
                size: mail.size as u64,
                received_at: self.now,
            },
            raw: self.store().put(b"unused").unwrap(),
            attachments: Vec::new(),
            is_oversize: false,
            domain: Ok(()),
        };
        lookups(&Input::Mail(mail, &evidence), &self.policy).letters_of
    }

    /// What `daemon::desk` does with a mail.
    fn desk_takes(&mut self, bytes: &[u8], is_oversize: bool) -> Taken {
        self.uid += 1;
        let inbound = parse(bytes);
        let raw = self.store().put(bytes).unwrap();
        let attachments = inbound.attachments.iter();
        let attachments = attachments
            .map(|part| self.store().put(&part.bytes).unwrap())
            .collect();
        let domain = match &inbound.from.address {
            Some(from) => is_domain_proven(&inbound.headers, from, &self.policy.trust),
            None => Err("it names no sender"),
        };
        let place = Place::Imap {
            validity: 7,
            uid: self.uid,
        };
        let mailbox = "support".to_owned();
        let evidence = Evidence {
            before: None,
            is_backlog: false,
            listed: Listed {
                locator: Locator { mailbox, place },
                size: bytes.len() as u64,
                received_at: self.now.checked_sub(self.lies_for).unwrap(),
            },
            raw,
            attachments,
            is_oversize,
            domain,
        };
        let decision = self.decide(&Input::Mail(&inbound, &evidence));
        let row = decision
            .ledger
            .clone()
            .expect("each mail ends as something");
        assert_eq!(row.locator, evidence.listed.locator);
        assert!(!row.because.is_empty(), "a decision carries its reasons");
        let sender = inbound.from.address.as_ref();
        let is_answered = decision
            .outgoing
            .iter()
            .any(|out| Some(&out.letter.envelope_to) == sender);
        assert!(
            inbound.auto_respond || !is_answered,
            "a machine was answered: {row:?}"
        );
        self.apply(decision);
        self.send();
        Taken {
            disposition: row.disposition,
            ticket: row.ticket,
            because: row.because.join("; "),
        }
    }

    /// Decides, and holds the decision to the laws: the same input on the same state gives the same decision, and
    /// every letter is a mail that says what was meant.
    fn decide(&mut self, input: &Input<'_>) -> Decision {
        let (now, asked) = (self.now, lookups(input, &self.policy));
        let known = self.store().read(&asked, now).unwrap();
        let decision = decide(input, &known, &self.policy, now);
        let again = decide(input, &known, &self.policy, now);
        assert_eq!(decision, again, "deciding twice gives two decisions");
        for out in &decision.outgoing {
            let letter = &out.letter;
            let text = String::from_utf8(letter.bytes.clone()).expect("letters are 7 bit");
            let bare = text.replace("\r\n", "");
            assert!(!bare.contains(['\r', '\n']), "CRLF ends every line: {text}");
            let read = parse(&letter.bytes);
            assert_eq!(read.defects, [], "{text}");
            assert_eq!(read.from.address.as_ref(), Some(&self.policy.address));
            assert_eq!(read.message_id.as_ref(), Some(&letter.message_id));
            assert_eq!(
                read.subject.matches("[ACME-").count(),
                usize::from(letter.ticket.is_some()),
                "{text}"
            );
            let mut ids = read.in_reply_to.iter().chain(&read.references);
            assert!(
                ids.all(|id| *id != letter.message_id),
                "no mail answers itself: {text}"
            );
            let key = (letter.message_id.to_string(), letter.envelope_to.key());
            assert!(
                self.sent.insert(key),
                "two mails under one id to one reader: {text}"
            );
        }
        decision
    }

    fn apply(&mut self, decision: Decision) {
        let now = self.now;
        self.store().apply(decision, now).unwrap();
        self.store().sync().unwrap();
    }

    /// The relay takes what is due, and what that causes.
    fn send(&mut self) {
        let now = self.now;
        for _ in 0..LETTERS_MAX {
            let due = self.store().due_letters(now, 1).unwrap().pop();
            let Some(mut row) = due.filter(|_| !self.is_cut_off) else {
                return;
            };
            if let Some(ticket) = row.ticket.filter(|_| acknowledged::is_outdated(&row, now)) {
                let decision = self.decide(&Input::Outdated(row.no, ticket));
                self.apply(decision);
                row = self.store().letter_row(row.no).unwrap().unwrap();
                assert!(
                    !acknowledged::is_outdated(&row, now),
                    "it would be written for ever"
                );
            }
            let letter = self.store().letter(&row).unwrap();
            assert!(self.store().sending(row.no, "relay:25", now).unwrap());
            let is_refused = self.refused.contains(&letter.envelope_to.key());
            let reply = if is_refused {
                "550 5.1.1 unknown"
            } else {
                "250 ok"
            }
            .to_owned();
            let outcome = if is_refused {
                Outcome::Failed { reply }
            } else if self.full.contains(&letter.envelope_to.key()) {
                Outcome::Deferred {
                    reply: "452 4.2.2 mailbox full".to_owned(),
                    is_relay_fault: false,
                }
            } else {
                self.post.push_back(Posted {
                    to: letter.envelope_to.key(),
                    notice: row.notice.clone(),
                    envelope_from: letter.envelope_from.to_string(),
                    mail: parse(&letter.bytes),
                    bytes: letter.bytes,
                });
                Outcome::Sent { reply }
            };
            let report = SendReport {
                no: row.no,
                outcome,
                at: now,
            };
            let decision = self.decide(&Input::Outcome(&report));
            self.apply(decision);
        }
        panic!("the desk writes without end");
    }

    /// The desk begins to watch its mailbox: from now on there is something to report.
    pub fn begin(&mut self) {
        let now = self.now;
        self.store().watching("support", now).unwrap();
        self.store().sync().unwrap();
    }

    /// What `daemon::reporter` does: what is due at set times is gathered and written.
    fn publish(&mut self) {
        for edition in self.editions() {
            let decision = self.decide(&Input::Edition(&edition));
            assert!(decision.issued.is_some(), "it was due: {:?}", edition.due);
            let letters = decision.outgoing.iter();
            self.published
                .extend(letters.map(|out| (out.notice, out.letter.bytes.clone())));
            self.apply(decision);
        }
    }

    /// What is due now, gathered.
    fn editions(&mut self) -> Vec<Edition> {
        let (now, policy) = (self.now, self.policy.clone());
        let past = self.store().past().unwrap();
        let mut editions = Vec::new();
        for due in periodical::due(&past, &policy, now) {
            let mut gathering = Gathering::new(due);
            let mut next = Some(Cursor::default());
            while let Some(at) = next {
                let (tickets, after) = sop::tickets(self.store(), due.period, &at).unwrap();
                gathering.take(tickets, &policy);
                next = after;
            }
            editions.push(gathering.finish());
        }
        editions
    }

    /// The process is killed after what is due at set times was decided on, and before that is durable.
    pub fn dies_while_publishing(&mut self) {
        let now = self.now;
        let editions = self.editions();
        assert!(!editions.is_empty(), "nothing is due");
        for edition in editions {
            let input = Input::Edition(&edition);
            let asked = lookups(&input, &self.policy);
            let known = self.store().read(&asked, now).unwrap();
            let decision = decide(&input, &known, &self.policy, now);
            self.store().apply(decision, now).unwrap();
        }
        self.crash();
    }

    /// Time passes; what falls due on the way happens when it is due.
    pub fn wait(&mut self, time: SignedDuration) {
        let end = self.now.checked_add(time).unwrap();
        self.publish();
        loop {
            let tickets = self.store().next_ticket_at().unwrap();
            let letters = self.store().next_letter_at().unwrap();
            let letters = letters.filter(|_| !self.is_cut_off);
            let Some(next) = tickets
                .into_iter()
                .chain(letters)
                .chain(periodical::next(&self.policy, self.now))
                .min()
                .filter(|at| *at <= end)
            else {
                break;
            };
            self.now = next.max(self.now);
            self.tick();
        }
        self.now = end;
    }

    fn tick(&mut self) {
        let now = self.now;
        let due = self.store().due_tickets(now, 50).unwrap();
        if !due.is_empty() {
            let decision = self.decide(&Input::Tick(&due));
            assert!(decision.ledger.is_none());
            self.apply(decision);
            let still = self.store().due_tickets(now, 50).unwrap();
            assert!(
                !still.contains(&due[0]),
                "the tick left {:?} due: the desk would spin",
                due[0]
            );
        }
        self.publish();
        self.send();
    }

    /// Waits until a time of that day or a later one.
    pub fn wait_until(&mut self, at: &str) {
        let at: Timestamp = at.parse().unwrap();
        self.wait(at.duration_since(self.now));
    }

    /// The process ends without a word, and another one begins.
    pub fn crash(&mut self) {
        self.store = None;
        self.store = Some(open(&self.dir));
    }

    /// What must be true of every story when it ends.
    fn finish(&mut self) {
        self.store().sync().unwrap();
        let check = self.store().check().unwrap();
        assert!(check.faults.is_empty(), "{:?}", check.faults);
        for number in (TicketId::FIRST.0..).take(self.ticket_count()) {
            let rows = self.store().letters_of(TicketId(number)).unwrap();
            let is_one = |notice: &str| ACKNOWLEDGEMENTS.contains(&notice);
            let count = rows.iter().filter(|row| is_one(&row.notice)).count();
            assert!(count <= 1, "ticket {number} was acknowledged {count} times");
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.finish();
        }
    }
}

fn open(dir: &TempDir) -> Store {
    // A program that another test is just about to start holds our lock until it runs: from its fork to its exec.
    let opened = within(Duration::from_secs(10), || {
        match Store::open(dir.path(), IndexKind::Memory, "boot-1", [7; 32]) {
            Err(error) if error.is_locked() => None,
            opened => Some(opened),
        }
    });
    opened.expect("nobody else has it").unwrap().0
}
