//! ticketd: a help desk that lives in a mailbox. This page is its architecture.
//!
//! One program, one configuration file, one folder of state. It reads a support mailbox, makes of every mail a ticket,
//! a reply on a ticket or a named verdict, decides category, priority and team by rules, tells everybody concerned by
//! mail what the support procedure says they are owed, and obeys agents who command it by mail.
//!
//! # The one idea
//!
//! ```text
//!           shell: reads                      core: decides                    shell: acts
//!
//!  mailbox ─► RawMail ─► mail::parse ─┐
//!  result of an attempt to send ─────►├─► Input ─► lookups ─► [store.read] ─► Snapshot ─► decide ─► Decision
//!  time passing ─────────────────────►┘                                                               │
//!             [store.apply: the index sees it at once, the journal line is held in memory] ◄──────────┘
//!             [store.sync: one fsync for the whole batch]
//!                  ├─► settle the source mails: move them out of the way
//!                  └─► wake the sender: outbox ─► SMTP ─► result ─► Input
//! ```
//!
//! [`engine::lookups`] says what must be read, the store reads it, [`engine::decide`] decides, the shell acts. The two
//! functions are pure: the same input, state, policy and instant give the same decision, down to the octets of the
//! letters. So everything that matters can be tested without a server, a clock or a disk, and a decision can be
//! explained afterwards.
//!
//! One thread, the *desk* ([`daemon::desk`]), takes inputs from one channel, one at a time. A decision is always taken
//! on the newest state, and there are no races to reason about.
//!
//! # Floors
//!
//! A module names only modules of lower floors, and its own folder. Peers meet one floor up: a command knows no notice,
//! a notice knows no command, and `engine` brings them together.
//!
//! | floor | folder | what |
//! | --- | --- | --- |
//! | 7 | [`cli`] | what a person types; asks the daemon over its socket, since sled admits one process |
//! | 6 | [`daemon`] | the running thing: start, desk, pollers, sender, control socket; [`daemon::clock`] is the only place that asks the time |
//! | 5 | [`store`] | memory kept: journal, index, spool |
//! | 5 | [`intake`] | mailboxes: IMAP, Maildir |
//! | 5 | [`delivery`] | where mail is handed over: SMTP, a folder |
//! | 5 | [`config`] | daemon.toml, read and checked |
//! | between | [`net`] | TCP and TLS; below the seams because IMAP and SMTP share it |
//! | between | [`fault`] | places where the fault campaign ends the process; below the seams because all of them have some; nothing unless built with `fault-points` |
//! | 4 | [`engine`] | the decisions, and the words spoken at the seams |
//! | 3 | [`identity`] | who wrote this, and how sure we are |
//! | 3 | [`rules`] | category, priority, type, team and tags by rules |
//! | 3 | [`fields`] | what a mail says of a case: phone, location, error …, and what it lacks |
//! | 3 | [`commands`] | what can be ordered by mail; one file for each command |
//! | 3 | [`notices`] | what we say; one file for each outgoing mail |
//! | 3 | [`reports`] | tickets and health as JSON |
//! | 2 | [`mail`] | octets to values and back; never fails |
//! | 2 | [`calendar`] | business hours, targets, times as people write them |
//! | 1 | [`domain`] | the nouns: ticket, event, status, priority, person, ids |
//!
//! Floors 1 to 4 are the core. They hold no clock, file, network, thread, lock, randomness or log. The types at the
//! seams ([`engine::Lookups`], [`engine::Snapshot`], [`engine::Decision`], [`engine::Letter`]) belong to the engine:
//! the core owns the words, the seams speak them. `tests/it/tidy` enforces all this, and names the file and the way out
//! when it is broken.
//!
//! # Laws
//!
//! 1. **Every mail ends as exactly one of** ticket, reply, command, bounce, ignored (with a named reason) or
//!    quarantined (kept whole): [`engine::Disposition`]. Nothing is dropped, nothing is taken in twice.
//! 2. **Commit, then touch the mailbox.** A source mail is marked or moved only after what it caused is durable.
//! 3. **Compose, commit, then send.** A letter is composed before the commit and stored as octets with a derived
//!    Message-ID; the sender never composes. The one duplicate that can happen is a mail re-sent once, the same octets.
//! 4. **A mail never stops the mailbox.** Parsing is total: a bad mail gives defects, not errors.
//! 5. **`From` is a claim, not an identity.** No command runs on a bare `From`.
//! 6. **A ticket number is not a key.** Only a token that we signed, or a known participant, joins a mail to a ticket.
//! 7. **Machines get no answer.** An automatic mail is never answered, limits end any loop, and what goes to somebody
//!    whose address is not proven repeats nothing that the sender chose.
//! 8. **A promise is stored.** Every time we state ("first answer by …") is kept in the ticket, and a missed one is
//!    shown.
//! 9. **Each decision carries its reasons**, in the journal, in the log, and to agents.
//! 10. **The core is pure.**
//!
//! Who may command, in one table; [`identity::level`] judges and `engine::command` asks, once for all commands:
//!
//! | level | shown by | may |
//! | --- | --- | --- |
//! | L0 | nothing but `From`, or a header that parsers may read in two ways | write as a requester; with the requester's own reply token also ask where the ticket stands, confirm, reopen |
//! | L1 | the domain is proven: our own mail server says so | requesters: commands on their own ticket; agents: read, `#note` |
//! | L2 | L1 and the agent's own reply token (`[identity] require` can ask for one of the two only) | every command on a ticket |
//!
//! # Reading order
//!
//! [`domain::event`] and [`domain::ticket`] (what can happen, and what a ticket is), [`engine`] (what is asked and what
//! is answered), `engine::receive` (what becomes of a mail), `engine::follow` (who is told what), one command
//! (`commands::take`), one notice (`notices::waiting`), [`store`] (what survives what), [`daemon::desk`] (the loop).
//! After these the rest is detail.
//!
//! # Where new things go
//!
//! | new … | its file | and besides |
//! | --- | --- | --- |
//! | command | `commands/NAME.rs` | its line in [`commands::COMMANDS`]; the table in README.md |
//! | outgoing mail | `notices/NAME.rs` | `templates/en/NAME.txt`; its row in [`notices::NOTICES`]; a row in `engine/follow.rs`; its look in `tests/golden` |
//! | language | `templates/XX/`, `domain/tongue/XX.rs` | its files in `notices/shipped.rs`, its phrases in `notices/wording/courtesy.rs`, the words of its answers in `engine/consent/words.rs` |
//! | thing that can happen | a variant of [`domain::EventBody`] | the compiler names the places |
//! | step between states | the matrix in `domain/status.rs` | nothing |
//! | kind of mailbox, way to send | a file in `intake/` or `delivery/` | a variant of [`intake::Mailbox`] or [`delivery::Courier`] |
//! | index of the store | a file in `store/` | an arm in `store/open.rs`; the contract tests run over it |
//! | setting | `config/` | its lines in `daemon.toml` |
//! | step that a crash can cut in two | a point in `fault.rs`, with the next number | the call behind the step; `tests/campaign` kills there by itself |
//! | external crate | Cargo.toml, with what it is needed for | its door in `tests/it/tidy/doors.rs` |
//!
//! Forgetting the second half fails a test that names what is missing.
//!
//! # Decisions, and what they cost
//!
//! **The desk is serial.** One thread decides; a desk does not use a second processor. It commits in groups (one
//! barrier for up to 64 inputs), so the disk is asked once for many mails. Look again when one desk has more mail than
//! one thread can read; then take a second desk with a mailbox of its own, or a store that several nodes share: all
//! that a decision needs is in `Lookups` and `Snapshot`, and all it does is in `Decision`.
//!
//! **The journal is the truth.** One line is one decision whole, with sequence number, checksum and the hash of the
//! line before. It is also the audit trail. What changes without a line did not happen. The price is that everything is
//! written twice, and that the form of a line can only grow.
//!
//! **sled is the journal's index, and is thrown away when in doubt.** sled 0.34 does not call fsync where one expects
//! it, and in simulated power cuts it lost acknowledged writes and came back torn. It holds all that is read and
//! nothing that must not be lost: values of at most 4 KiB, the journal position in the same transaction. Behind the
//! journal, it catches up; ahead of it, unopenable or damaged, it is made anew. After an unclean stop under another
//! boot of the machine it is made anew without a look: to verify it, each row would have to be compared with the whole
//! journal, which takes as long as making it anew, and a page that is torn without its checksum noticing would still be
//! there. After a mere kill (same boot) the system still held its pages, and it is believed. The price is a longer
//! start after a power cut.
//!
//! **Composed before the commit.** What is sent is what was decided, whatever the templates say an hour later, and a
//! repetition is the same mail. The price is space in the spool.
//!
//! **Derived Message-IDs.** A letter's id is made from the ticket, the event and the notice, and carries a signed
//! token. The same decision gives the same id, and an answer finds its ticket even when its subject is lost. The price
//! is that a change of this derivation must keep reading the old form.
//!
//! **One crate.** The floors are held by a test and not by crates: a manifest in one place, one link of the tests, dead
//! code that the compiler sees. At 74,000 lines (a seventh of them tests) a change builds and links the tests in some 15
//! seconds, so it is still one. Look again when that passes a minute.
//!
//! **Events derive serde.** The core should know no file format, and events are the exception, with what is inside
//! them: they *are* the vocabulary of the journal and of the JSON, and a second copy of thirty variants would be thirty
//! places to forget one. The price: renaming a variant or a field changes the format, and old journals must stay
//! readable.
//!
//! **Personal data is a type.** [`domain::Personal`] marks text, names and addresses; the journal writes them apart and
//! hashes them salted, so that a person can be erased and the chain still verifies.
//!
//! **Whether a reply is an answer is signed.** An agent's reply to one notice goes to the requester, to another it
//! stays a note, and the footer says which. This stands in the purpose of the reply token ([`identity::Purpose`]) and
//! not in a table of sent mails, because what a footer promised must hold even when a mail program loses every header
//! but the address. The price is one more purpose.
//!
//! **The MIME tree is walked by ourselves.** mail-parser decodes header fields and encodings; the parts are found by
//! `mail::structure`, with limits on their number and depth, a work list instead of recursion, and bridges over
//! boundaries that are missing or wrong. Of nine thousand odd mails, six in a hundred lost something silently
//! otherwise. The price is some 300 lines that we have to get right.
//!
//! **Seams are closed enums.** [`intake::Mailbox`] and [`delivery::Courier`] list their kinds: no generics over back
//! ends, no trait objects with async. A new kind is a variant.
//!
//! **What is told at set times is gathered beside the desk.** A digest or a service report reads every ticket that was
//! touched in its time: seconds of a large desk. [`daemon::reporter`] reads in parts and reckons on a thread of its own;
//! what it brings is an `Input` ([`engine::periodical`]). The letters and the note that the moment is settled are one
//! line of the journal, so a crash neither loses nor doubles them. The price is that a digest is some moments old.
//!
//! **The control socket asks, and the engine decides.** One request changes something: that a quarantined mail is taken
//! in anew ([`engine::Request`]). It is an `Input` like any other, goes through `decide`, and is on record before
//! anything is done about it; then the mail goes the way of every mail. The price is that the shell waits for the desk.
//!
//! # What is deliberately not here yet
//!
//! * A check of DKIM signatures of our own: a domain is proven by the `Authentication-Results` of your mail server or
//!   not at all. It will be a seam of floor 5, `verify`, which gathers the evidence before the desk sees the mail.
//! * Challenges: an order that lacks proof is refused and the agent's registered address is told. A one-time code sent
//!   there, and L3 for orders that cannot be undone, come with it.
//! * Erasing: the journal is made for it, and no command does it. Nothing is ever deleted from the spool.
//!
//! # Demands of the support procedures
//!
//! Comments cite these by their ids; [`reports::sop`] measures how far they are kept.
//!
//! | id | demand |
//! | --- | --- |
//! | S0.1 | Hours are Monday to Friday 10:00–17:40 and Saturday 9:30–13:30 |
//! | S0.2 | Mail is taken at any time |
//! | S0.3 | Every request is received, logged and resolved |
//! | S0.4 | A record has what is needed to work on it |
//! | S0.5 | Equals are served in the order in which they came |
//! | S0.6 | Priority may rise with the number of people affected and with the impact |
//! | S0.7 | What is missing is asked for at once |
//! | S0.8 | Requesters of critical and high tickets hear regularly how things stand |
//! | S0.9 | A way around the problem is offered where there is one |
//! | S0.10 | A solved ticket says that it is solved and how, and is then closed |
//! | S0.11 | A mail greets, says what it is for and what the reader needs, offers further help, and thanks |
//! | S0.12 | Escalation goes step by step, and each step is told to the requester |
//! | S0.13 | A change of priority is told to the requester as soon as it is made |
//! | S0.14 | The times may not apply where others provide the service, with the reason |
//! | S0.15 | Phone and walk-in requests are logged too; who calls and who has the problem may differ |
//! | S0.16 | Hardware and network go to those who are there for them |
//! | S0.17 | Leaders answer for the requests of the first tier |
//! | S1.1 | What identifies person, place and product is known |
//! | S1.2 | Other labels of priority and type are understood |
//! | S1.3 | Several problems in one contact become individual tickets |
//! | S1.4 | Whoever takes a ticket over sees all that happened so far |
//! | S1.5 | Each contact is documented, and somebody is reminded of the next |
//! | S1.6 | What the first level does not solve soon goes up |
//! | S2.1 | Expectations and times are stated; whoever is late says so |
//! | S2.2 | The issue is restated |
//! | S2.3 | The service that was given is on record |
//! | S2.4 | Whether the requester is content is asked, and a leader hears where not |
//! | S2.5 | Evidence is kept secure |
//! | S2.6 | There are three tiers, and escalation to another team and to the management |
//! | S2.7 | A ticket is an incident, problem, change, request, access, event or release |
//! | S2.8 | A ticket ends when the requester is content |
//! | S2.9 | Workarounds are on record |
//! | S2.10 | Abuse goes to the proper channel |
//! | S2.11 | Words are plain and respectful |
//! | S3.1 | The requester is told the estimated time |
//! | S3.2 | What has to be approved is approved |
//! | S3.3 | Urgency follows from the impact on the business |
//! | S3.4 | Record, tell, ask, then close |
//! | S3.5 | A vague report is met with help |
//! | S4.1 | There are agents, leaders and specialised teams |
//! | S4.2 | A report is checked for completeness: who, what, how urgent |
//! | S4.3 | Receipt is acknowledged within 15 minutes |
//! | S4.4 | Categories are hardware, software, network, account access and the like |
//! | S4.5 | First answers: critical 15 minutes, high 1 hour, medium 4 hours, low 8 hours |
//! | S4.6 | Next steps are told within that time |
//! | S4.7 | What is not solved in time, or grows, is escalated |
//! | S4.8 | The requester is told of an escalation, with a time |
//! | S4.9 | The resolution is on record |
//! | S4.10 | The solution is confirmed before a ticket is closed |
//! | S4.11 | A ticket goes to an agent who is there |
//!
//! # Glossary
//!
//! One word for each thing.
//!
//! | word | means |
//! | --- | --- |
//! | ticket | a case; the fold of its events |
//! | requester | the person who has the problem |
//! | participant | anybody else from outside who takes part |
//! | agent, leader, manager | who works on tickets; leads a team; is the end of every escalation |
//! | assignee | the agent who has a ticket |
//! | message | something that was written on a ticket |
//! | reply, answer, note | words from outside; an agent's words to the requester; words that stay inside |
//! | event | one thing that happened to a ticket; never changed afterwards |
//! | journal | all decisions in order, one line each; the truth |
//! | index | what everything is read from; made from the journal |
//! | spool | files: raw mails, letters, attachments, named by their content |
//! | ledger | one row for each source mail ever seen: what became of it |
//! | source mail | a mail as it lies in a mailbox |
//! | locator | where it lies: mailbox, UIDVALIDITY and UID, or file name |
//! | content key | what two copies of one mail have in common |
//! | disposition | what a source mail ended as |
//! | settle | to move or mark a source mail after the commit |
//! | quarantine | where mail is kept whole that could not be placed |
//! | defect | what could not be read of a mail |
//! | origin | person, auto-reply, vacation, bounce, delay, feedback, receipt, list or ourselves |
//! | language, tongue | the name of a language, as mails write it; our own words in it |
//! | own text | what the author wrote now, without quotes and signature |
//! | evidence, level | what shows who wrote a mail; L0 to L2 |
//! | token | a small signed word: we sent this, about that ticket, to that address |
//! | rule, condition, outcome | when something holds, a ticket gets this |
//! | field | one thing to know of a case: phone, location, error …; known, mentioned or missing in its mails |
//! | command, fault, refusal, transcript | a line that orders; badly formed; not allowed or not possible; the mail that answers each line |
//! | notice | a mail that we say; it has a template |
//! | letter | a notice to one recipient, composed |
//! | outbox, attempt, outcome | letters that wait; one try; sent, deferred, failed or in doubt |
//! | relay, fall-back | a mail server that takes our mail; the second one, for when the first cannot be used |
//! | gate, approval | what somebody has to agree to before a ticket is closed; that they do |
//! | target, promise, breach | the time a priority has; a time we stated; one that was missed |
//! | periodical, edition | a mail that comes by itself at set times: the digest, the service report; one with what it tells |
//! | policy | the settings as the core sees them |
//! | snapshot | the state that a decision is taken on |
//! | door | the place where an external crate may be named |

pub mod domain;

pub mod calendar;
pub mod mail;

pub mod commands;
pub mod fields;
pub mod identity;
pub mod notices;
pub mod reports;
pub mod rules;

pub mod engine;

pub mod fault;
pub mod net;

pub mod config;
pub mod delivery;
pub mod intake;
pub mod store;

pub mod daemon;

pub mod cli;
