//! One line of the journal: its sequence number, its chain, its two parts and its checksum.
//!
//! ```text
//! {"seq":7,"at":"…","prev":"<hash of line 6>","batch":5,"hidden":"<hash of salt and personal part>","body":{…},"salt":"…","personal":[…],"crc":"…"}
//! ```
//! The hash of a line covers `seq`, `at`, `prev`, `hidden` and `body`, so that `salt` and `personal` can be taken out
//! of an old line and the chain still verifies. The checksum covers the whole line before it: it tells a torn or
//! flipped line from a sound one, the chain tells a sound line from one that somebody wrote.
//!
//! `batch` is the number of the first line that was written and synced together with it. A disk may keep any part of
//! what was not synced, so that a power cut can leave a torn line with sound ones of the same batch behind it.

use std::fmt::Write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::record::{Record, lift, lower};

/// A hash of the chain, in hex. The first line follows this one.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const CRC_MARK: &str = ",\"crc\":\"";

#[derive(Serialize)]
struct Written<'a> {
    seq: u64,
    at: Timestamp,
    prev: &'a str,
    batch: u64,
    hidden: String,
    body: &'a RawValue,
    salt: String,
    personal: &'a RawValue,
}

#[derive(Deserialize)]
struct Read<'a> {
    seq: u64,
    at: Timestamp,
    #[serde(borrow)]
    prev: &'a str,
    #[serde(borrow)]
    hidden: &'a str,
    #[serde(borrow)]
    body: &'a RawValue,
    salt: Option<String>,
    #[serde(borrow)]
    personal: Option<&'a RawValue>,
}

/// A line as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What it says.
    pub record: Record,
    /// The hash that the next line names.
    pub hash: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// A clause.
    pub why: String,
    /// Whether its checksum does not fit: a write that a crash broke off looks like this. A line whose checksum fits
    /// was written whole, and is wrong in another way.
    pub is_torn: bool,
}

impl Fault {
    /// A line that may have been broken off.
    pub fn torn(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_torn: true,
        }
    }

    fn sound(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_torn: false,
        }
    }
}

/// What a sound line says of itself: its number, and the first one that was written together with it. A line from
/// before batches were named stands for itself.
#[derive(Deserialize)]
struct Placed {
    seq: u64,
    batch: Option<u64>,
}

/// Number and batch of a line whose checksum fits.
pub fn place_of(text: &str) -> Option<(u64, u64)> {
    let (head, tail) = text.rsplit_once(CRC_MARK)?;
    let crc = u32::from_str_radix(tail.strip_suffix("\"}")?, 16).ok()?;
    if crc32fast::hash(head.as_bytes()) != crc {
        return None;
    }
    let placed: Placed = serde_json::from_str(text).ok()?;
    Some((placed.seq, placed.batch.unwrap_or(placed.seq)))
}

/// Writes a line, without its line end; gives it with its hash. `batch` is the number of the first line that is written
/// with it.
/// `salt` must be unguessable: it keeps the personal part from being guessed once it has been erased.
pub fn write(
    seq: u64,
    at: Timestamp,
    prev: &str,
    batch: u64,
    record: &Record,
    salt: String,
) -> Result<(String, String), serde_json::Error> {
    let mut value = serde_json::to_value(record)?;
    let mut lifted = Vec::new();
    lift(&mut value, &mut lifted);
    let body = RawValue::from_string(serde_json::to_string(&value)?)?;
    let personal = RawValue::from_string(serde_json::to_string(&lifted)?)?;
    let hidden = hidden(&salt, personal.get());
    let hash = chain(seq, &at.to_string(), prev, &hidden, body.get());
    let written = Written {
        seq,
        at,
        prev,
        batch,
        hidden,
        body: &body,
        salt,
        personal: &personal,
    };
    let mut line = serde_json::to_string(&written)?;
    line.pop();
    let crc = crc32fast::hash(line.as_bytes());
    // Writing to a string cannot fail.
    let _ = write!(line, "{CRC_MARK}{crc:08x}\"}}");
    Ok((line, hash))
}

/// Reads a line. `prev` is the hash of the line before.
pub fn read(text: &str, seq: u64, prev: &str) -> Result<Line, Fault> {
    let (head, tail) = text
        .rsplit_once(CRC_MARK)
        .ok_or_else(|| Fault::torn("it is cut short"))?;
    let crc = tail
        .strip_suffix("\"}")
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .ok_or_else(|| Fault::torn("it is cut short"))?;
    if crc32fast::hash(head.as_bytes()) != crc {
        return Err(Fault::torn("its checksum does not fit"));
    }
    let read: Read<'_> = serde_json::from_str(text)
        .map_err(|error| Fault::sound(format!("it is no line of a journal: {error}")))?;
    if read.seq != seq {
        return Err(Fault::sound(format!(
            "line {seq} is expected here and this is line {}",
            read.seq
        )));
    }
    if read.prev != prev {
        return Err(Fault::sound("it does not follow the line before it"));
    }
    let lifted: Vec<Value> = match (&read.salt, read.personal) {
        (Some(salt), Some(personal)) => {
            if hidden(salt, personal.get()) != read.hidden {
                return Err(Fault::sound(
                    "its personal part is not the one that was written",
                ));
            }
            serde_json::from_str(personal.get()).map_err(|error| Fault::sound(error.to_string()))?
        }
        _ => Vec::new(),
    };
    let mut body: Value =
        serde_json::from_str(read.body.get()).map_err(|error| Fault::sound(error.to_string()))?;
    lower(&mut body, &lifted);
    let record = serde_json::from_value(body).map_err(|error| {
        Fault::sound(format!("it says what this version does not know: {error}"))
    })?;
    let hash = chain(
        read.seq,
        &read.at.to_string(),
        read.prev,
        read.hidden,
        read.body.get(),
    );
    Ok(Line {
        seq: read.seq,
        at: read.at,
        record,
        hash,
    })
}

fn hidden(salt: &str, personal: &str) -> String {
    blake3::hash(format!("{salt}\0{personal}").as_bytes())
        .to_hex()
        .to_string()
}

fn chain(seq: u64, at: &str, prev: &str, hidden: &str, body: &str) -> String {
    blake3::hash(format!("{seq}\n{at}\n{prev}\n{hidden}\n{body}").as_bytes())
        .to_hex()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record::Watching {
            mailbox: "support".to_owned(),
        }
    }
    fn at() -> Timestamp {
        "2026-03-02T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let (text, hash) = write(1, at(), GENESIS, 1, &record(), "salt".to_owned()).unwrap();
        let line = read(&text, 1, GENESIS).unwrap();
        assert_eq!((line.record, line.hash, line.at), (record(), hash, at()));
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let (text, _) = write(1, at(), GENESIS, 1, &record(), "salt".to_owned()).unwrap();
        for index in 0..text.len() {
            let mut octets = text.clone().into_bytes();
            octets[index] ^= 1;
            if let Ok(changed) = String::from_utf8(octets) {
                assert!(
                    read(&changed, 1, GENESIS).is_err(),
                    "octet {index}: {changed}"
                );
            }
            assert!(
                read(text.get(..index).unwrap(), 1, GENESIS).is_err(),
                "cut at {index}"
            );
        }
    }

    #[test]
    fn a_sound_line_in_the_wrong_place_is_refused() {
        let (text, hash) = write(1, at(), GENESIS, 1, &record(), "salt".to_owned()).unwrap();
        assert!(read(&text, 2, GENESIS).is_err());
        assert!(read(&text, 1, &hash).is_err());
    }
}
