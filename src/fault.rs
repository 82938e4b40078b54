//! Fault points: places in intake, sending, recovery and backups at which the fault campaign ends the process as `kill -9` would.
//!
//! A point is named where something could be half done: `fault::point(Point::JournalWritten)`. Without the feature
//! `fault-points` that is nothing at all; with it, `FAILPOINTS=CP17=return` in the environment ends the process there at
//! once, without unwinding, destructors or flushing: what was written is in the system's hands, and nothing else is.
//! `FAILPOINTS=CP17=3*off->return` passes three times first, `sleep(500)` waits there, and so on (the crate `fail`).
//!
//! Numbers are kept: results are compared over time. A new point gets the next free number and stands with its kin.
//! What a point means to lose is not said here; the order of things is, in [`crate::store`].

#[cfg(feature = "fault-points")]
use std::sync::OnceLock;
use std::time::Duration;

/// Makes the enum, its numbers and its table from one list.
macro_rules! points {
    ($($number:literal $name:ident: $means:literal,)*) => {
        /// A place where the process can be ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point {
            $(#[doc = $means] $name,)*
        }

        impl Point {
            /// All of them, in the order in which a mail meets them; those that no daemon passes come last.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its number, as the environment and the campaign's tables name it: `CP17`.
            pub const fn number(self) -> &'static str {
                match self {
                    $(Self::$name => $number,)*
                }
            }

            /// What is done and what is not, in one sentence.
            pub const fn means(self) -> &'static str {
                match self {
                    $(Self::$name => $means,)*
                }
            }
        }
    };
}

points! {
    // Starting.
    "CP01" StateLocked: "The state directory is locked; nothing is read yet.",
    "CP02" JournalRead: "The last segment is verified; it lies there as the last process left it.",
    "CP03" SegmentCopied: "The good part of the last segment is in a new file, not synced.",
    "CP04" SegmentCopySynced: "The new file is synced and does not have its name yet.",
    "CP05" SegmentCopyNamed: "The new file took the segment's place; the folder is not synced.",
    "CP06" JournalOpen: "The journal is open and durable; spool and index are not looked at.",
    "CP07" SpoolSwept: "What a crash left unnamed in the spool is removed.",
    "CP08" IndexThrownAway: "An index that cannot be believed is removed; the new one is not begun.",
    "CP09" IndexBegun: "An index is open; no line was taken into it at this start.",
    "CP10" LineReplayed: "A line of the journal was taken into the index at start.",
    "CP11" IndexCaughtUp: "The index agrees with the journal; that is not synced.",
    "CP12" RunningMarked: "It is on record that a daemon runs.",
    "CP13" AttemptsDoubted: "Letters whose sending the last process did not finish are in doubt, durably.",
    // Taking in.
    "CP14" MailboxListed: "A mailbox was listed; the desk has not seen it.",
    "CP15" MailsFetched: "Mails were fetched; the desk has not seen them.",
    "CP16" ReadingHeld: "The attempts to read are in the index; the journal does not have them.",
    "CP17" ReadingOpened: "The attempts to read are durable; no mail was parsed.",
    "CP18" MailParsed: "A mail was parsed; nothing of it is kept.",
    "CP19" SpoolFileWritten: "A file of the spool is written; it has no name and is not synced.",
    "CP20" MailDecided: "What becomes of a mail is decided; nothing of that is kept.",
    "CP21" IndexApplied: "The index has a record; its journal line is in memory only.",
    "CP22" RecordHeld: "A record is applied and waits for the barrier.",
    // The barrier.
    "CP23" BarrierBegun: "The barrier begins: nothing of this batch is durable.",
    "CP24" SpoolFileSynced: "A file of the spool is synced; it has no name.",
    "CP25" SpoolFileNamed: "A file of the spool has its name; its folder is not synced.",
    "CP26" SpoolSynced: "All files of the spool are durable; no line of this batch is written.",
    "CP27" SegmentBegun: "A new segment is there, empty; no line is written.",
    "CP28" JournalWritten: "The lines are written, not synced.",
    "CP29" JournalSynced: "The lines are durable; nobody has been told.",
    "CP30" Told: "One of those who asked has been told; others may not have been.",
    "CP31" IndexCheckpointed: "The index was synced by its own rhythm.",
    // Settling.
    "CP32" SettlingBegun: "The mails are taken in for good; none was moved.",
    "CP33" MailMoved: "A mail of a Maildir was moved; neither folder is synced, others may lie there still.",
    "CP34" MailsMoved: "All mails of a Maildir are moved; the folders are not synced.",
    "CP35" CopyAnswered: "The IMAP server copied mails; the originals are not marked.",
    "CP36" DeletedMarked: "The IMAP server marked the originals as deleted; they are not expunged.",
    "CP37" MoveAnswered: "The IMAP server answered that mails are moved.",
    "CP38" Settled: "The mails of a batch are settled.",
    // Sending.
    "CP39" LettersDue: "Letters are due; the sender was not told of them.",
    "CP40" LetterTaken: "The sender has a letter; no attempt is on record.",
    "CP41" RecipientAccepted: "The relay accepted the recipient; DATA was not sent.",
    "CP42" ContentInvited: "The relay said 354; the attempt is not on record.",
    "CP43" SendingHeld: "The attempt to send is in the index; the journal does not have it.",
    "CP44" SendingOpened: "The attempt to send is durable; no octet of the content left.",
    "CP45" ContentSent: "The content left; the final dot did not.",
    "CP46" DotSent: "All of the content and the final dot are with the system; no answer was read.",
    "CP47" OutcomeReceived: "The relay's answer to the final dot was read, or was waited for in vain; it is not on record.",
    "CP48" LetterPlaced: "The letter is in the folder; that is not on record.",
    "CP49" OutcomeHeld: "The outcome is in the index; the journal does not have it.",
    "CP50" OutcomeRecorded: "The desk has been told the outcome; the sender goes on and does not wait for it to be durable.",
    // Ending.
    "CP51" ClosingBegun: "The last barrier is passed; the index is not synced.",
    "CP52" ClosingSynced: "The index is synced; the clean end is not on record.",
    "CP53" CleanMarked: "The clean end is on record; the process has not ended.",
    // Backups and restores, which are commands of the shell.
    "CP54" BackupBegun: "The folder of a first backup is marked as begun; nothing is in it.",
    "CP55" BackupFilesCopied: "The files of the spool are in the backup, durably; of the journal nothing is that is new.",
    "CP56" BackupCopied: "All of a backup is there; its manifest is not, or is that of the one before.",
    "CP57" BackupNamed: "The manifest is in place; a first backup is still marked as begun.",
    "CP58" RestoreMarked: "The state directory is marked as half restored; nothing is in it.",
    "CP59" RestoreFilesCopied: "The files of the spool are restored, durably; the journal is not.",
    "CP60" RestoreCopied: "All of the backup is restored; the letters that waited in it are not in doubt.",
    "CP61" RestoreLettersDoubted: "The letters are in doubt, durably; the state is still marked as half restored.",
    "CP62" RestoreDone: "The state is marked as one whose mailboxes were not looked through.",
}

/// Makes the environment's wishes known to the points. Once, first thing in the program.
#[cfg(feature = "fault-points")]
pub fn arm() {
    // Disarming is what its destructor would do, and no point is passed after the end of the process.
    std::mem::forget(fail::FailScenario::setup());
}

/// The process may end here.
#[cfg(feature = "fault-points")]
pub fn point(point: Point) {
    if let Some(passed) = PASSED.get() {
        return passed(point);
    }
    fail::eval(point.number(), |_| -> () { std::process::abort() });
}

#[cfg(feature = "fault-points")]
thread_local! {
    static PASSED: std::cell::Cell<Option<fn(Point)>> = const { std::cell::Cell::new(None) };
}

/// What is done at each point that this thread passes, instead of what the environment says: for the simulation, where
/// a process ends by unwinding.
#[cfg(feature = "fault-points")]
pub fn on_point(passed: Option<fn(Point)>) {
    PASSED.set(passed);
}

/// A limit that the environment may lower (`segment-octets=return(6000)`), so that what comes with large files is met
/// with small ones.
#[cfg(feature = "fault-points")]
pub fn limit(name: &str, usual: u64) -> u64 {
    let wished = fail::eval(name, |wished| wished.and_then(|text| text.parse().ok()));
    wished.flatten().unwrap_or(usual)
}

/// The limit as it is: this program was built without fault points.
#[cfg(not(feature = "fault-points"))]
pub const fn limit(_: &str, usual: u64) -> u64 {
    usual
}

/// Nothing: this program was built without fault points.
#[cfg(not(feature = "fault-points"))]
#[inline(always)]
pub const fn arm() {}

/// Nothing: this program was built without fault points.
#[cfg(not(feature = "fault-points"))]
#[inline(always)]
pub const fn point(_: Point) {}

/// A wait or a deadline, divided by what `TICKETD_HASTE` says, so that the campaign need not wait minutes for each
/// server that stalls. Nothing else is asked of it: what is done after the wait is what is always done.
#[cfg(feature = "fault-points")]
#[expect(
    clippy::disallowed_methods,
    reason = "the campaign's wishes come by the environment, like those of the points"
)]
pub fn hastened(time: Duration) -> Duration {
    static HASTE: OnceLock<u32> = OnceLock::new();
    let haste = HASTE.get_or_init(|| {
        let said = std::env::var("TICKETD_HASTE").ok();
        said.and_then(|said| said.parse().ok()).unwrap_or(1)
    });
    time / (*haste).max(1)
}

/// The time as it is: this program was built without fault points.
#[cfg(not(feature = "fault-points"))]
pub const fn hastened(time: Duration) -> Duration {
    time
}

#[cfg(test)]
mod tests {
    use super::Point;

    #[test]
    fn points_are_numbered_without_a_gap_and_say_what_they_mean() {
        for (number, point) in (1..).zip(Point::ALL) {
            assert_eq!(point.number(), format!("CP{number:02}"));
            assert!(point.means().ends_with('.'), "{point:?}");
        }
    }
}
