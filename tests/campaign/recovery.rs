//! Killed again while it recovers from the last kill: at a point of the start, or at a random moment of it.
//!
//! Before some of the starts the state looks as if the machine had gone down meanwhile, so that the index is made anew
//! from the journal; and it is killed in the middle of that, too.

use std::time::Duration;

use ticketd::fault::Point;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::draws::Draws;
use crate::kills::{live_and_be_killed, side_by_side};
use crate::mailplace::MailPlace;
use crate::options::Options;
use crate::patience::within;
use crate::table::Row;

/// Kills during recovery in the whole campaign.
const KILLS: usize = 1000;
/// Kills during recovery that one desk suffers before it is judged.
const KILLS_A_DESK: usize = 25;
/// Of so many desks one reads from a real IMAP server, where one can be started.
const OVER_IMAP: usize = 4;
/// Kills one after the other before it may work again.
const NESTED_MAX: u64 = 5;
/// Mails that a daemon finds.
const MAILS_A_LIFE: usize = 4;
/// About how long a start takes.
const START: Duration = Duration::from_millis(if cfg!(debug_assertions) { 250 } else { 60 });

/// The steps of a start.
const STEPS: [Point; 13] = [
    Point::StateLocked,
    Point::JournalRead,
    Point::SegmentCopied,
    Point::SegmentCopySynced,
    Point::SegmentCopyNamed,
    Point::JournalOpen,
    Point::SpoolSwept,
    Point::IndexThrownAway,
    Point::IndexBegun,
    Point::LineReplayed,
    Point::IndexCaughtUp,
    Point::RunningMarked,
    Point::AttemptsDoubted,
];

/// Nested kills.
pub fn run(options: &Options) -> Vec<Row> {
    let desks = options.count(KILLS).div_ceil(KILLS_A_DESK);
    let mut row = Row::new(
        "recovery",
        "killed again while starting, up to 5 times in a row, Maildir and Dovecot",
    );
    let trial = |number| killed_while_it_starts(options, number);
    for (number, (kills, verdict)) in side_by_side(options.jobs, desks, trial) {
        let folder = options.folder.join(format!("recovery-{number}"));
        row.count += kills;
        row.judge(&verdict, &options.again("recovery"), &folder);
    }
    vec![row]
}

fn killed_while_it_starts(options: &Options, number: usize) -> (usize, Verdict) {
    let mut draws = options.draws("recovery", number);
    let folder = options.folder_for("recovery", number);
    let over_imap = (number % OVER_IMAP == OVER_IMAP - 1).then(MailPlace::dovecot);
    let mut desk = match over_imap.flatten() {
        Some(mail) => Desk::new(folder, mail, FOLDER),
        None => Desk::over_maildir(folder, FOLDER),
    };
    let (mut sources, mut kills, mut ended_by_itself) = (Vec::new(), 0, 0);
    while kills < KILLS_A_DESK {
        let fresh = desk.mail.requests(&mut draws, sources.len(), MAILS_A_LIFE);
        let was_alive = live_and_be_killed(&mut desk, &fresh, &mut draws);
        ended_by_itself += usize::from(!was_alive);
        sources.extend(fresh);
        for _ in 0..=draws.below(NESTED_MAX) {
            be_killed_at_the_start(&mut desk, &mut draws);
            kills += 1;
        }
    }
    desk.launch(&[]);
    let mut evidence = Evidence::after_all_is_done(&mut desk, sources);
    if ended_by_itself > 0 {
        let what = format!("{ended_by_itself} daemons ended before they were killed");
        evidence.troubles.push(what);
    }
    let verdict = evidence.judge();
    if verdict.faults.is_empty() {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    (kills, verdict)
}

fn be_killed_at_the_start(desk: &mut Desk, draws: &mut Draws) {
    if draws.once_in(2) {
        desk.forget_boot();
    }
    if draws.once_in(2) {
        let (step, passes) = (draws.one(&STEPS), draws.below(3));
        let points = format!("{}={passes}*off->return", step.number());
        desk.launch(&[("FAILPOINTS", &points)]);
        // A step that this start does not take, or not so often, ends with a kill at some later moment.
        within(4 * START, || desk.ended());
    } else {
        desk.launch(&[]);
        let life = START.mul_f64(draws.below(1500) as f64 / 1000.0);
        within(life, || None::<()>);
    }
    desk.kill();
}
