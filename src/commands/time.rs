//! `#time 1h30 [text]`: how long somebody worked on the ticket (S2.3).
//!
//! ```text
//! amount = [ "-" ] ( hours [ "h" [ minutes [ "m" ] ] ] / hours ":" minutes / minutes "m" )
//! ```
//! A bare number is refused: some people count minutes and others hours.

use jiff::SignedDuration;

use crate::calendar::shown_duration;
use crate::domain::{Deed, EventBody};

use super::fault::{Answer, Fault, Refusal};
use super::{Args, Case, Command, Effect, Phase, Who, changing, nothing_to_read};

/// Longest time on one line, in minutes: more than a day was not worked at a stretch.
const MINUTES_MAX: i64 = 24 * 60;

pub static COMMAND: Command = Command {
    word: "time",
    aliases: &["worked"],
    usage: "#time 1h30 [TEXT]",
    says: "Puts the time you worked on the ticket on record.",
    details: "Also 45m, 2h, 1:30; with a minus (-30m) some of it is taken back. The text says what was done; nobody outside sees it.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Saying,
    reads: nothing_to_read,
    asks: None,
    run,
};

const AMOUNTS: &str = "Time is written 1h30, 2h, 45m or 1:30.";

fn run(args: &Args<'_>, case: &Case<'_>) -> Result<Effect, Answer> {
    let Some(word) = args.words().first().copied() else {
        return Err(Fault::at_end(args, "a time is missing".to_owned())
            .hint(AMOUNTS)
            .into());
    };
    let minutes = minutes(word.text).ok_or_else(|| {
        Fault::at(word, format!("\"{}\" is not an amount of time", word.text)).hint(AMOUNTS)
    })?;
    if minutes.abs() > MINUTES_MAX {
        let fault = Fault::at(word, "that is more than a day".to_owned());
        return Err(fault.hint("Write a line for each day.").into());
    }
    let before = case.ticket.work.minutes;
    let after = before.saturating_add(minutes);
    if after < 0 {
        let why = format!("there is only {} on record", shown(before));
        return Err(Refusal::new(why, "Take back at most that much.").into());
    }
    let text = args.after(word);
    Ok(Effect::one(
        EventBody::Done(Deed::TimeSpent {
            minutes,
            text: (!text.is_empty()).then(|| text.into()),
        }),
        format!("{} -> {} in all", shown(before), shown(after)),
    ))
}

fn shown(minutes: i64) -> String {
    shown_duration(SignedDuration::from_mins(minutes))
}

/// Reads an amount of time, in minutes; nothing where it is none, or no time at all.
fn minutes(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let (sign, amount) = match lower.strip_prefix('-') {
        Some(amount) => (-1, amount),
        None => (1, lower.as_str()),
    };
    let (hours, minutes) = match amount.split_once(['h', ':']) {
        Some((hours, "")) if amount.ends_with('h') => (number(hours)?, 0),
        Some((hours, minutes)) => {
            let minutes = number(minutes.strip_suffix('m').unwrap_or(minutes))?;
            (
                number(hours)?,
                Some(minutes).filter(|minutes| *minutes < 60)?,
            )
        }
        None => (0, number(amount.strip_suffix('m')?)?),
    };
    let all = hours * 60 + minutes;
    (all > 0).then_some(sign * all)
}

/// At most four digits: what is longer is a slip, and must not overflow.
fn number(text: &str) -> Option<i64> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, is) in [
            ("1h30", Some(90)),
            ("1h30m", Some(90)),
            ("1H", Some(60)),
            ("45m", Some(45)),
            ("90m", Some(90)),
            ("1:30", Some(90)),
            ("0:05", Some(5)),
            ("-30m", Some(-30)),
            ("-1h", Some(-60)),
            ("90", None),
            ("1:", None),
            ("1h75", None),
            ("h30", None),
            ("0m", None),
            ("m", None),
            ("-", None),
            ("1.5h", None),
            ("99999m", None),
            ("1h30s", None),
        ] {
            assert_eq!(minutes(text), is, "{text}");
        }
    }
}
