//! `export` and `import`: tickets as JSON Lines, out of one store and into another.
//!
//! ```text
//! {"export":1,"made_at":"…","next":1042}
//! {"id":1000,…as `show --json`…,"case":{…},"files":{"ab12…":"base64"},"sum":"…"}
//! {"end":{"tickets":41,"digest":"…"}}
//! ```
//! What stands beside `case` and `files` is for scripts; these two are what is taken in. Each line carries its own sum
//! and the last one says how many there are, so that a file that was cut, mixed or changed is known before anything of
//! it is taken in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::{Value, json};

use super::args::{Export, Import};
use super::client::{Client, ClientError};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::{place, run};
use crate::config;
use crate::daemon;
use crate::daemon::clock;
use crate::daemon::shown::{shown, subject_of};
use crate::domain::TicketId;
use crate::engine::Row;
use crate::reports::Desk;
use crate::store::{Case, Look, StoreError, Taken, hand_over};

/// The form of the file.
const FORM: u64 = 1;

fn failed(error: StoreError) -> Failure {
    run::failure(&error.into())
}

/// `export`: live, up to what is durable; at rest, all there is.
pub(super) fn export(
    given: Option<&Path>,
    wanted: &Export,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let path = place::config(given)?;
    let settings = config::look_at(&path).map_err(|error| Failure::new(Exit::Config, error))?;
    let state = &settings.desk.state_dir;
    let until = match Client::new(place::socket(given)?).get("/durable") {
        Err(ClientError::NotRunning(_)) => u64::MAX,
        answer => {
            let answer = answer.map_err(|error| error.doing("exporting"))?;
            answer
                .get("line")
                .and_then(Value::as_u64)
                .unwrap_or_default()
        }
    };
    if !state.join("journal").is_dir() {
        let what = format!(
            "exporting: there is no store in {}; see state-dir",
            state.display()
        );
        return Err(Failure::new(Exit::Unavailable, what));
    }
    let look = Look::at(state, until).map_err(failed)?;
    let cases = look
        .cases(wanted.since.unwrap_or(jiff::Timestamp::UNIX_EPOCH))
        .map_err(failed)?;
    let next = look.next_ticket().map_err(failed)?;
    out.json(
        &json!({ "export": FORM, "made_at": format!("{:.0}", clock::now()), "next": next.0 }),
    )?;
    let count = cases.len();
    let desk = Desk {
        tag: &settings.desk.tag,
        address: &settings.desk.address,
        roster: &settings.roster,
    };
    for (ticket, case) in cases {
        let mut files = BTreeMap::new();
        for name in case.files() {
            let octets = look.file(name).map_err(failed)?;
            files.insert(name.to_string(), data_encoding::BASE64.encode(&octets));
        }
        let subject = |row: &Row| look.file(row.spool).ok().map(|file| subject_of(&file));
        let mut line = shown(&ticket, &case.events, &case.letters, desk, subject);
        let case = serde_json::to_value(&case).map_err(std::io::Error::from)?;
        set(&mut line, "case", case);
        set(&mut line, "files", json!(files));
        let sum = sum(&line);
        set(&mut line, "sum", sum.into());
        out.json(&line)?;
    }
    out.json(&json!({ "end": { "tickets": count, "digest": look.digest().map_err(failed)? } }))?;
    Ok(Exit::Ok)
}

fn set(line: &mut Value, key: &str, value: Value) {
    if let Value::Object(keys) = line {
        keys.insert(key.to_owned(), value);
    }
}

/// The sum of a line without its `sum`. Keys are sorted in a [`Value`], so it does not depend on how it was written.
fn sum(line: &Value) -> String {
    let mut line = line.clone();
    if let Value::Object(keys) = &mut line {
        keys.remove("sum");
    }
    blake3::hash(line.to_string().as_bytes())
        .to_hex()
        .to_string()
}

/// `import`: all of a file or nothing.
pub(super) fn import(
    given: Option<&Path>,
    wanted: &Import,
    out: &mut Output,
) -> Result<Exit, Failure> {
    let path = place::config(given)?;
    let settings = config::look_at(&path).map_err(|error| Failure::new(Exit::Config, error))?;
    // The file is read twice, so that not all of it has to fit into memory: once to prove it, once to take it in.
    let mut count = 0_u64;
    let next = each_line(&wanted.file, &mut |_, _, _| {
        count += 1;
        Ok(())
    })?;
    let (mut store, _) = daemon::open_store(&settings).map_err(|error| run::failure(&error))?;
    each_line(
        &wanted.file,
        &mut |number, case, _| match store.has_case(&case).map_err(failed)? {
            Ok(_) => Ok(()),
            Err(why) => Err(bad(&wanted.file, number, &why)),
        },
    )?;
    let mut new = 0_u64;
    each_line(&wanted.file, &mut |_, case, files| {
        if store.has_case(&case).map_err(failed)? == Ok(true) {
            return Ok(());
        }
        for octets in files {
            store.put(&octets).map_err(failed)?;
        }
        store.sync_files().map_err(failed)?;
        let taken = store.take_over(case, clock::now()).map_err(failed)?;
        new += u64::from(taken == Taken::New);
        Ok(())
    })?;
    if new > 0 {
        store.number_from(next, clock::now()).map_err(failed)?;
    }
    let check = store.sync().and_then(|()| store.check()).map_err(failed)?;
    store.close().map_err(failed)?;
    hand_over(&settings.desk.state_dir).map_err(failed)?;
    out.line(&format!(
        "{count} tickets in the file, {new} taken in, {} were there already; the store has {} tickets, digest {}",
        count - new,
        check.tickets,
        check.digest
    ))?;
    Ok(Exit::Ok)
}

type Take<'a> = &'a mut dyn FnMut(u64, Case, Vec<Vec<u8>>) -> Result<(), Failure>;

/// Goes through the tickets of a file; gives the number that its desk would have given next.
fn each_line(path: &Path, take: Take<'_>) -> Result<TicketId, Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Exit::Data, format!("reading {}: {error}", path.display()))
    };
    let file = File::open(path).map_err(failed)?;
    let (mut next, mut count, mut is_ended) = (None, 0_u64, false);
    for (number, line) in (1_u64..).zip(BufReader::new(file).split(b'\n')) {
        let line = line.map_err(failed)?;
        let bad = |why: &str| bad(path, number, why);
        let line: Value = serde_json::from_slice(&line)
            .map_err(|error| bad(&format!("it is no JSON: {error}")))?;
        if is_ended {
            return Err(bad("it stands behind the end"));
        }
        if number == 1 {
            if line.get("export").and_then(Value::as_u64) != Some(FORM) {
                return Err(bad(
                    "it does not begin an export of this version of ticketd",
                ));
            }
            next = line
                .get("next")
                .and_then(Value::as_u64)
                .and_then(|next| u32::try_from(next).ok());
            continue;
        }
        if let Some(end) = line.get("end") {
            if end.get("tickets").and_then(Value::as_u64) != Some(count) {
                return Err(bad(&format!(
                    "{count} tickets stand before it, and it counts another number"
                )));
            }
            is_ended = true;
            continue;
        }
        if line.get("sum").and_then(Value::as_str) != Some(&sum(&line)) {
            return Err(bad("it is not as it was written"));
        }
        let case: Case = serde_json::from_value(line.get("case").cloned().unwrap_or_default())
            .map_err(|error| bad(&format!("it holds no ticket: {error}")))?;
        case.ticket().map_err(bad)?;
        take(
            number,
            case.clone(),
            files(&line, &case).map_err(|why| bad(&why))?,
        )?;
        count += 1;
    }
    if !is_ended {
        return Err(Failure::new(
            Exit::Data,
            format!(
                "reading {}: its end is missing, so nothing was taken in; export again",
                path.display()
            ),
        ));
    }
    Ok(TicketId(next.unwrap_or(TicketId::FIRST.0)))
}

/// The files of a line; each must be the one that its name says.
fn files(line: &Value, case: &Case) -> Result<Vec<Vec<u8>>, String> {
    let mut files = Vec::new();
    for name in case.files() {
        let text = line
            .pointer(&format!("/files/{name}"))
            .and_then(Value::as_str);
        let octets = text.and_then(|text| data_encoding::BASE64.decode(text.as_bytes()).ok());
        match octets {
            Some(octets) if *blake3::hash(&octets).as_bytes() == name.0 => files.push(octets),
            _ => return Err(format!("its file {name} is missing or damaged")),
        }
    }
    Ok(files)
}

fn bad(path: &Path, number: u64, why: &str) -> Failure {
    Failure::new(
        Exit::Data,
        format!(
            "reading {}: line {number}: {why}; nothing was taken in: export again, or take the line out if you can do without it",
            path.display()
        ),
    )
}
