//! Ended at each fault point, again and again, at its first pass or at a later one.
//!
//! A desk suffers some twenty-five of them before it is judged. A daemon that comes to the end of its work without having passed the point is told to end,
//! which some of the points wait for. A point that is passed too seldom is a fault of the campaign.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use ticketd::fault::Point;

use crate::audit::{Evidence, Verdict};
use crate::desk::{Desk, FOLDER};
use crate::disk::layer;
use crate::draws::Draws;
use crate::imap_server::{ImapServer, Mishap, PROFILES, Profile};
use crate::kills::side_by_side;
use crate::mailplace::MailPlace;
use crate::options::Options;
use crate::patience::within;
use crate::relay::Relay;
use crate::table::Row;

/// Kills at each point in the whole campaign.
const KILLS: usize = 25;
/// Mails that each daemon finds.
const MAILS_A_KILL: usize = 3;
/// How long a daemon may take to its point, or to the end of its work.
const LIMIT: Duration = Duration::from_secs(30);
/// What `abort` ends a process with.
const SIGABRT: i32 = 6;
/// A segment so small that a few lines fill it.
const SMALL_SEGMENTS: &str = "segment-octets=return(6000)";

/// Points that need an index that cannot be believed.
const OF_A_REBUILD: [Point; 2] = [Point::IndexThrownAway, Point::LineReplayed];

/// What a desk must be like to pass a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// From a Maildir to a relay: most are passed by this.
    Usual,
    /// It sends into a folder.
    IntoAFolder,
    /// It reads from an IMAP server that can move.
    ServerMoves,
    /// It reads from one that can only copy, mark and expunge.
    ServerCopies,
}

impl Kind {
    fn of(point: Point) -> Self {
        match point {
            Point::LetterPlaced => Self::IntoAFolder,
            Point::MoveAnswered => Self::ServerMoves,
            Point::CopyAnswered | Point::DeletedMarked => Self::ServerCopies,
            _ => Self::Usual,
        }
    }

    /// Where such a desk's mail lies.
    fn mail(self, desk: &Path) -> MailPlace {
        let can_move = match self {
            Self::Usual | Self::IntoAFolder => return MailPlace::Maildir(desk.join("inbox")),
            Self::ServerMoves => true,
            Self::ServerCopies => false,
        };
        let fits =
            |profile: &Profile| profile.offers("MOVE") == can_move && profile.empties_the_inbox();
        let profile = PROFILES.into_iter().find(fits).unwrap();
        MailPlace::Scripted(
            ImapServer::start(profile, Box::new(|_| Mishap::None)),
            profile,
        )
    }
}

/// Kills at each point.
pub fn run(options: &Options) -> Vec<Row> {
    let mut points = Point::ALL.to_vec();
    // Those of backups and restores are passed by commands of the shell: see `backups`.
    points.retain(|point| point.number() < Point::BackupBegun.number());
    // Those of one kind together, so that they have desks of their own.
    points.sort_by_key(|point| Kind::of(*point));
    let injected = format!("ended at each of {} fault points", points.len());
    let mut row = Row::new("points", injected);
    let kills = options.count(KILLS);
    let of_a_desk = (KILLS / kills).max(1);
    let groups: Vec<&[Point]> = points
        .chunk_by(|one, other| Kind::of(*one) == Kind::of(*other))
        .flat_map(|kind| kind.chunks(of_a_desk))
        .collect();
    let layer = match layer(options) {
        Ok(layer) => layer,
        Err(why) => {
            row.fail(&why, &options.again("points"), &options.folder);
            return vec![row];
        }
    };
    let trial = |number: usize| ended_at(groups[number], kills, options, &layer, number);
    for (number, (killed, verdict)) in side_by_side(options.jobs, groups.len(), trial) {
        let folder = options.folder.join(format!("points-{number}"));
        let again = options.again("points");
        row.judge(&verdict, &again, &folder);
        for (point, times) in groups[number].iter().zip(killed) {
            row.count += times;
            if times < kills {
                let name = point.number();
                let seldom = format!("{name} {point:?} was passed {times} times of {kills}");
                row.fail(&seldom, &again, &folder);
            }
        }
    }
    vec![row]
}

/// Ends so many daemons of one desk at each of these points; gives how often each did, and what the auditor says.
fn ended_at(
    points: &[Point],
    kills: usize,
    options: &Options,
    layer: &Path,
    number: usize,
) -> (Vec<usize>, Verdict) {
    let mut draws = options.draws("points", number);
    let relay = Relay::start();
    let kind = Kind::of(points[0]);
    let delivery = if kind == Kind::IntoAFolder {
        FOLDER.to_owned()
    } else {
        relay.delivery()
    };
    let folder = options.folder_for("points", number);
    let mail = kind.mail(&folder);
    let mut desk = Desk::new(folder, mail, &delivery);
    desk.with_a_clock(layer);
    let mut sources = Vec::new();
    let mut killed = Vec::new();
    for point in points {
        let (mut times, mut is_missed) = (0, false);
        for _ in 0..2 * kills + 3 {
            let fresh = desk.mail.requests(&mut draws, sources.len(), MAILS_A_KILL);
            for source in &fresh {
                desk.mail.deliver(source);
            }
            sources.extend(fresh);
            is_missed = !is_ended_at(*point, is_missed, &mut desk, &mut draws);
            times += usize::from(!is_missed);
            if times == kills {
                break;
            }
        }
        killed.push(times);
    }
    desk.launch(&[]);
    let verdict = if kind == Kind::IntoAFolder {
        Evidence::after_all_is_done(&mut desk, sources).judge()
    } else {
        Evidence::after_all_is_sent(&mut desk, sources, &relay).judge()
    };
    if verdict.faults.is_empty() && killed.iter().all(|times| *times == kills) {
        let _ = std::fs::remove_dir_all(desk.folder());
    }
    (killed, verdict)
}

/// One life; gives whether it ended at the point. `is_first`: at its first pass, because a later one was waited for in
/// vain.
fn is_ended_at(point: Point, is_first: bool, desk: &mut Desk, draws: &mut Draws) -> bool {
    if OF_A_REBUILD.contains(&point) {
        desk.forget_boot();
    }
    // Most points are passed once or twice in a life; some dozens of times.
    let is_first = is_first || draws.once_in(2);
    let passes = if is_first { 0 } else { draws.below(4) };
    let points = format!("{}={passes}*off->return;{SMALL_SEGMENTS}", point.number());
    desk.launch(&[("FAILPOINTS", &points)]);
    let ended = within(LIMIT, || {
        let ended = desk.ended();
        (ended.is_some() || desk.is_idle()).then_some(ended)
    });
    let ended = ended.flatten().or_else(|| desk.terminate());
    ended.is_some_and(|ended| ended.signal() == Some(SIGABRT))
}
