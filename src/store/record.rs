//! What one line of the journal says.
//!
//! A record is a decision whole, or one of the small steps around it. It is written once and never changed; a field
//! may be added with a default, none may be taken away or given another meaning (then a new variant is due, and the
//! old one stays readable).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Event, Issued, SpoolName, TicketId, personal::MARK};
use crate::engine::{LedgerRow, LetterNo, Locator, Row, RowState};

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum Record {
    /// A decision whole.
    Decision {
        /// What became of source mails.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ledger: Vec<LedgerRow>,
        /// What happened to tickets.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        events: Vec<(TicketId, Event)>,
        /// New rows of the outbox.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        letters: Vec<Row>,
        /// New states of rows.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rows: Vec<(LetterNo, RowState)>,
        /// Rows whose octets are others from now on, and where those are in the spool.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rewritten: Vec<(LetterNo, SpoolName)>,
        /// A periodical that is settled with it; its letters are among these.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        issued: Option<Issued>,
    },
    /// These mails are about to be read (S1a).
    Reading {
        /// Where they lie.
        mails: Vec<Locator>,
        /// The names of their octets, which stay the same when a server numbers its mails anew (absent in old lines).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        octets: Vec<SpoolName>,
        /// Whether it is one mail, taken alone.
        is_alone: bool,
    },
    /// A letter's content is about to be sent (O2).
    Sending {
        /// Which.
        no: LetterNo,
        /// Its state from now on.
        state: RowState,
    },
    /// Numbers below this one may have been given to tickets that this journal does not know (since format 2).
    Numbering {
        /// The lowest number that the next new ticket may have.
        next: TicketId,
    },
    /// A mailbox is watched for the first time.
    Watching {
        /// Its name.
        mailbox: String,
    },
}

/// Takes the marked values out of a record: what is left holds the place of each, what comes out is what erasing
/// would take away.
pub fn lift(value: &mut Value, lifted: &mut Vec<Value>) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key(MARK) => {
            if let Some(inner) = map.get_mut(MARK) {
                let place = Value::from(lifted.len());
                lifted.push(std::mem::replace(inner, place));
            }
        }
        Value::Object(map) => map.values_mut().for_each(|inner| lift(inner, lifted)),
        Value::Array(items) => items.iter_mut().for_each(|inner| lift(inner, lifted)),
        _ => {}
    }
}

/// Puts them back. A place without a value stays a number, and the record then does not read as one.
pub fn lower(value: &mut Value, lifted: &[Value]) {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key(MARK) => {
            if let Some(inner) = map.get_mut(MARK)
                && let Some(original) = inner
                    .as_u64()
                    .and_then(|place| lifted.get(usize::try_from(place).ok()?))
            {
                *inner = original.clone();
            }
        }
        Value::Object(map) => map.values_mut().for_each(|inner| lower(inner, lifted)),
        Value::Array(items) => items.iter_mut().for_each(|inner| lower(inner, lifted)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marked_values_are_lifted_out_and_put_back() {
        let whole = json!({"a": {"~": "ann@x"}, "b": [{"c": {"~": ["x", "y"]}}], "d": 7});
        let (mut value, mut lifted) = (whole.clone(), Vec::new());
        lift(&mut value, &mut lifted);
        assert_eq!(
            value,
            json!({"a": {"~": 0}, "b": [{"c": {"~": 1}}], "d": 7})
        );
        assert_eq!(lifted, [json!("ann@x"), json!(["x", "y"])]);
        lower(&mut value, &lifted);
        assert_eq!(value, whole);
    }
}
