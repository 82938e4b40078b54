//! A part of the daemon that panics: the process says which, ends with the code after which systemd starts it again, and
//! the next start loses nothing.
//!
//! The other parts of the campaign end the whole process at once. Here one thread or task of it unwinds, at one of the
//! places that it passes, and the rest is to notice: the sender has letters under way, the desk has answers waiting, the
//! poller has mails in its hands. (A panic inside one call of the Maildir is that call's failure, like any error of a
//! mailbox: it is logged, and the mailbox is opened anew.)

use std::time::{Duration, Instant};

use ticketd::fault::Point;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::kills::side_by_side;
use crate::options::Options;
use crate::table::Row;

/// Panics of each part at each of its places in the whole campaign.
const PANICS: usize = 20;
/// Mails that each daemon finds.
const MAILS_A_PANIC: usize = 3;
/// How long a daemon may take to its panic and its end.
const LIMIT: Duration = Duration::from_secs(30);
/// `EX_TEMPFAIL`: systemd starts it again.
const TRY_AGAIN: i32 = 75;

/// What panics, as the log names it, and where.
const PARTS: [(&str, &[Point]); 3] = [
    (
        "the poller of mailbox support",
        &[
            Point::MailboxListed,
            Point::MailsFetched,
            Point::SettlingBegun,
            Point::Settled,
        ],
    ),
    ("the sender", &[Point::LetterTaken, Point::LetterPlaced]),
    (
        "the desk",
        &[
            Point::ReadingOpened,
            Point::MailParsed,
            Point::MailDecided,
            Point::IndexApplied,
            Point::BarrierBegun,
            Point::JournalWritten,
            Point::Told,
        ],
    ),
];

/// Lets each part panic.
pub fn run(options: &Options) -> Vec<Row> {
    let begin = Instant::now();
    let mut row = Row::new("panics", "a panic of the poller, the sender or the desk");
    let again = options.again("panics");
    let trial = |number: usize| panic_again_and_again(options, number);
    for (number, (count, said, verdict)) in side_by_side(options.jobs, PARTS.len(), trial) {
        let folder = options.folder.join(format!("panics-{number}"));
        let wanted = options.count(PANICS) * PARTS[number].1.len();
        row.take(count, wanted, &again, &folder);
        for what in said {
            row.fail(&what, &again, &folder);
        }
        row.judge(&verdict, &again, &folder);
    }
    row.took = begin.elapsed();
    vec![row]
}

/// Gives how often it panicked as it should, what was wrong with the other times, and what the auditor says.
fn panic_again_and_again(options: &Options, number: usize) -> (usize, Vec<String>, Verdict) {
    let (part, points) = PARTS[number];
    let mut draws = options.draws("panics", number);
    let mut desk = Desk::over_maildir(options.folder_for("panics", number), FOLDER);
    let (mut sources, mut count, mut wrong) = (Vec::new(), 0, Vec::new());
    for point in points
        .iter()
        .cycle()
        .take(points.len() * options.count(PANICS))
    {
        let fresh = desk.mail.requests(&mut draws, sources.len(), MAILS_A_PANIC);
        for source in &fresh {
            desk.mail.deliver(source);
        }
        sources.extend(fresh);
        match has_panicked(&mut desk, part, *point) {
            Ok(()) => count += 1,
            Err(what) => wrong.push(what),
        }
    }
    desk.launch(&[]);
    let verdict = Evidence::after_all_is_done(&mut desk, sources).judge();
    if verdict.faults.is_empty() && wrong.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    (count, wrong, verdict)
}

/// One life, which is to end with a panic at the first pass of this point; what is wrong with its end, if anything.
fn has_panicked(desk: &mut Desk, part: &str, point: Point) -> Result<(), String> {
    let before = desk.log().len();
    let points = format!("{}=panic", point.number());
    desk.launch(&[("FAILPOINTS", &points)]);
    let ended = desk.end_within(LIMIT);
    desk.kill();
    let Some(ended) = ended else {
        return Err(format!("{point:?}: it did not end"));
    };
    if ended.code() != Some(TRY_AGAIN) {
        return Err(format!("{point:?}: it ended with {ended}"));
    }
    let why = format!("ticketd: {part} panicked; the next start reads what is really there");
    let log = desk.log().split_off(before);
    if !log.lines().any(|line| line == why) {
        return Err(format!("{point:?}: nothing says \"{why}\""));
    }
    Ok(())
}
