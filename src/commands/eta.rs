//! `#eta when [text]`: the time by which it will be solved (S3.1); it is a promise.

use jiff::Timestamp;

use crate::calendar::{parse_when, split_when};
use crate::domain::EventBody;

use super::args::Word;
use super::fault::{Answer, Fault};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

pub static COMMAND: Command = Command {
    word: "eta",
    aliases: &["estimate"],
    usage: "#eta WHEN [TEXT]",
    says: "Tells the requester by when it will be solved.",
    details: "WHEN is 2h, 3d, 2bd (business days), eod, tomorrow, mon 9:00, 2026-03-04 or 2026-03-04 14:00.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

/// What every fault of a time says.
const TIMES: &str =
    "A time is written 2h, 3d, 2bd, eod, tomorrow, mon 9:00, 2026-03-04 or \"2026-03-04 14:00\".";

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    case.must_be_open()?;
    let (by, text) = when_and_text(args, case)?;
    let said = case.ticket.estimate.map_or_else(
        || case.shown(by),
        |before| format!("{} -> {}", case.shown(before), case.shown(by)),
    );
    Ok(Effect::one(
        EventBody::EstimateGiven {
            by,
            text: (!text.is_empty()).then(|| text.into()),
            marks: case.clockwork().promise(by),
        },
        said,
    ))
}

/// Reads a line that begins with a time: it, and what stands behind it.
pub(super) fn when_and_text<'a>(
    args: &'a Args<'_>,
    case: &Case<'_>,
) -> Result<(Timestamp, &'a str), Fault> {
    let Some(first) = args.words().first().copied() else {
        return Err(Fault::at_end(args, "a time is missing".to_owned()).hint(TIMES));
    };
    // Quoted, the time ends with its quotes; bare, it ends where the grammar of times ends.
    let is_quoted = !args.rest.starts_with(first.text);
    let (time, text) = if is_quoted {
        (first.text, args.after(first))
    } else {
        split_when(args.rest).ok_or_else(|| no_time(first))?
    };
    let by =
        parse_when(time, case.now, case.hours).map_err(|why| Fault::at(first, why).hint(TIMES))?;
    Ok((by, text.trim()))
}

fn no_time(word: Word<'_>) -> Fault {
    Fault::at(word, format!("\"{}\" is not a time", word.text)).hint(TIMES)
}

/// Reads a time given as `key=when`.
pub(super) fn when(word: Word<'_>, case: &Case<'_>) -> Result<Timestamp, Fault> {
    parse_when(word.text, case.now, case.hours).map_err(|why| Fault::at(word, why).hint(TIMES))
}
