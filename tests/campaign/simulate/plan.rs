//! What happens in a world: a list of steps, drawn from the seed before anything runs.
//!
//! Each step carries a number of its own for whatever it has to choose when it comes to it, so that a step can be taken
//! out of a list and the others still do what they did: that is how a failing list is made short.

use crate::draws::Draws;

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Somebody writes.
    Write(What, u64),
    /// So many seconds pass.
    Pass(u32),
    /// The clock on the wall is set, by so many seconds, and stays so.
    SetClock(i32),
    /// The clock on the wall leaps by so many days, and is right again after so many seconds.
    Leap(i32, u32),
    /// The next so many uses of this kind of the mailbox go wrong.
    Mailbox(Fault, u32),
    /// Something happens to the mailbox behind our back.
    Meddle(Meddling, u64),
    /// The next attempts to hand a letter over go so.
    Relay(Attempt, u32),
    /// The process ends when it has passed so many points more; a second number ends the next one as well.
    Crash(Ending, u32, Option<u32>),
    /// The process is stopped, and started again.
    Restart,
}

/// Who writes what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A requester has a problem.
    Request,
    /// A requester whose domain nothing proves has one.
    UnprovenRequest,
    /// A stranger writes.
    Stranger,
    /// A mail without a word.
    Empty,
    /// A requester answers a letter.
    Reply,
    /// A requester answers with an order.
    RequesterOrders,
    /// An agent answers a letter, perhaps with orders.
    Agent,
    /// Somebody who has no right to it gives orders in another's name.
    Forged,
    /// A program answers a letter.
    AutoReply,
    /// A letter comes back.
    Bounce,
    /// A monitor, a list, or somebody who wants no answer.
    Machine,
    /// A letter of ours is delivered to us.
    Loop,
    /// A mail is delivered once more.
    Copy,
    /// A mail over the limit.
    Oversize,
    /// A mail that names nobody.
    NoSender,
    /// A mail that ends the process each time it is read, so often.
    Poison,
    /// Somebody answers a letter that was sent to another.
    ThirdPerson,
    /// Many requests of one person within a minute.
    Flood,
}

/// What goes wrong at the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No connection.
    Open,
    /// The login is refused.
    Login,
    /// Listing ends the connection.
    List,
    /// Fetching ends the connection.
    Fetch,
    /// The server will not give a mail.
    FetchRefused,
    /// A mail is gone between listing and fetching.
    FetchGone,
    /// Nothing is settled, and the connection ends.
    Settle,
    /// Some mails are settled, and the connection ends.
    SettlePart,
    /// All is settled, and the answer is lost.
    SettleLost,
    /// UIDVALIDITY changes right before a fetch.
    RenumberAtFetch,
    /// UIDVALIDITY changes right before settling.
    RenumberAtSettle,
}

/// What others do to the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meddling {
    /// UIDVALIDITY changes.
    Renumber,
    /// The server will use UIDs again.
    ReuseUids,
    /// Somebody takes a mail away.
    TakeAway,
    /// Somebody puts a settled mail back into the inbox.
    PutBack,
}

/// How an attempt to hand a letter over goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// 4xx for this recipient.
    Later,
    /// 5xx for this recipient.
    Never,
    /// The relay is down.
    Down,
    /// The connection ends in the middle of the content.
    LostBeforeDot,
    /// It ends after the final dot, and the letter was taken.
    LostAfterDotTaken,
    /// It ends after the final dot, and the letter was not taken.
    LostAfterDotNotTaken,
}

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `kill -9`: what was written is in the system's hands.
    Kill,
    /// The power goes: what was not synced may be gone, in part too.
    PowerCut,
}

/// Every kind of writing, the frequent ones more than once.
const WRITING: &[What] = &[
    What::Request,
    What::Request,
    What::Request,
    What::UnprovenRequest,
    What::Stranger,
    What::Empty,
    What::Reply,
    What::Reply,
    What::Reply,
    What::RequesterOrders,
    What::RequesterOrders,
    What::Agent,
    What::Agent,
    What::Agent,
    What::Agent,
    What::Agent,
    What::Forged,
    What::Forged,
    What::AutoReply,
    What::Bounce,
    What::Machine,
    What::Loop,
    What::Copy,
    What::Copy,
    What::Oversize,
    What::NoSender,
    What::Poison,
    What::ThirdPerson,
    What::Flood,
];
const FAULTS: &[Fault] = &[
    Fault::Open,
    Fault::Login,
    Fault::List,
    Fault::Fetch,
    Fault::FetchRefused,
    Fault::FetchGone,
    Fault::Settle,
    Fault::SettlePart,
    Fault::SettleLost,
    Fault::RenumberAtFetch,
    Fault::RenumberAtSettle,
];
const MEDDLINGS: &[Meddling] = &[
    Meddling::Renumber,
    Meddling::ReuseUids,
    Meddling::TakeAway,
    Meddling::PutBack,
];
const ATTEMPTS: &[Attempt] = &[
    Attempt::Later,
    Attempt::Never,
    Attempt::Down,
    Attempt::LostBeforeDot,
    Attempt::LostAfterDotTaken,
    Attempt::LostAfterDotNotTaken,
];
/// Leaps of the clock, in days: back, forward, and to 2038.
const LEAPS: &[i32] = &[-3000, -30, -2, 2, 30, 400, 4400];
/// The longest that a leap lasts, in seconds: whoever sets a clock and leaves it so for a day means it.
const LEAP_MAX: u64 = 70_000;
/// Passages of time, in seconds: moments, the waits of retries, nights, the days until silence closes a ticket.
const TIMES: &[u32] = &[1, 20, 70, 400, 1000, 4000, 20_000, 90_000, 400_000];

/// How a world is set up, and what happens in it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Whether the index is sled; else it is kept in memory and made anew at each start.
    pub is_on_sled: bool,
    /// Whether the mailbox is a Maildir: names instead of numbers.
    pub is_maildir: bool,
    /// How many seconds after Monday 0:00 it begins.
    pub begins_after: u32,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Plan {
    /// What a seed means.
    pub fn of(seed: u64) -> Self {
        let mut draws = Draws::of(seed, "plan", 0);
        let count = 6 + draws.below(18);
        Self {
            is_on_sled: draws.once_in(50),
            is_maildir: draws.once_in(4),
            begins_after: draws.below(7 * 86_400) as u32,
            steps: (0..count).map(|_| step(&mut draws)).collect(),
        }
    }
}

fn step(draws: &mut Draws) -> Step {
    match draws.below(100) {
        0..50 => Step::Write(*draws.one(WRITING), draws.next()),
        50..68 => Step::Pass(*draws.one(TIMES)),
        68..76 => Step::Mailbox(*draws.one(FAULTS), 1 + draws.below(2) as u32),
        76..80 => Step::Meddle(*draws.one(MEDDLINGS), draws.next()),
        80..89 => Step::Relay(*draws.one(ATTEMPTS), 1 + draws.below(3) as u32),
        89..97 => {
            let ending = if draws.once_in(2) {
                Ending::Kill
            } else {
                Ending::PowerCut
            };
            let again = draws.once_in(3).then(|| draws.below(12) as u32);
            Step::Crash(ending, draws.below(60) as u32, again)
        }
        97 => Step::Restart,
        98 => Step::Leap(*draws.one(LEAPS), 600 + draws.below(LEAP_MAX) as u32),
        _ => Step::SetClock(draws.below(14_400) as i32 - 7200),
    }
}
