//! `explain`: what ticketd makes of raw mails, one after the other, without a daemon and without effect.
//!
//! It runs the same reading, rules and command scan as the daemon, with the desk's configuration where there is one, and stops before the question which ticket a mail
//! belongs to: that needs the desk's state and keys. Commands are shown as an agent's would be read. Memory holds one
//! mail at a time. A mail that cannot be read whole is shown in part; a file that cannot be opened is named, and the
//! others are explained all the same.

mod bench;
mod mbox;
mod source;
mod text;
mod view;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::commands;
use crate::commands::scan::{Scan, scan};
use crate::fields::Found;
use crate::mail::inbound::{Inbound, Origin};
use crate::mail::parse::parse;
use crate::rules::{Matter, Opening, Verdict};

use super::args::Explain;
use super::exit::{Exit, Failure};
use super::output::Output;
pub(super) use bench::Bench;

/// What is known of one mail.
struct Explained {
    mail: Inbound,
    scan: Scan,
    verdict: Verdict,
    found: Vec<Found>,
}

/// `explain`. `given` is the configuration that was named, if one was.
pub(super) fn explain(
    wanted: &Explain,
    given: Option<&Path>,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let bench = Bench::of(given)?;
    let mut exit = Exit::Ok;
    for path in &wanted.files {
        source::each(path, &mut |found| {
            let told = found.and_then(|(id, raw)| Ok((id, read(id, raw, &bench)?)));
            match told {
                Ok((id, explained)) if out.is_json => out.json(&view::json(id, &explained)),
                Ok((id, explained)) => out.line(&text::text(id, &explained)),
                Err(failure) => {
                    failure.tell();
                    exit = Exit::Data;
                    Ok(())
                }
            }
        })?;
    }
    Ok(exit)
}

/// Reads a mail. Reading is total; should it have a fault all the same, the other mails must not suffer.
fn read(id: &str, raw: &[u8], bench: &Bench) -> Result<Explained, Failure> {
    catch_unwind(AssertUnwindSafe(|| of(raw, bench))).map_err(|_| {
        let what = format!(
            "explaining {id}: reading it ended in a fault of this program; please report it with the mail"
        );
        Failure::new(Exit::Data, what)
    })
}

fn of(raw: &[u8], bench: &Bench) -> Explained {
    let mut mail = parse(raw);
    if mail
        .from
        .address
        .as_ref()
        .is_some_and(|from| bench.is_own(from))
    {
        mail.origin = Origin::Ourselves;
        mail.auto_respond = false;
    }
    let is_command = |name: &str| commands::find(name).is_some();
    let scan = scan(&mail.own.text, is_command, true, mail.own.is_sure);
    // The mail's own date proves nothing, but no better time is known here.
    let opening = mail
        .date
        .map_or(Opening::Open, |date| Opening::at(&bench.hours, date));
    let verdict = bench.rules.evaluate(&Matter::of(&mail), opening);
    let found = bench.reader.stated(&mail);
    Explained {
        mail,
        scan,
        verdict,
        found,
    }
}

#[cfg(test)]
mod tests;
