//! What mails are held against: the desk's rules, hours and addresses, or the shipped ones.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use jiff::tz::TimeZone;

use super::super::exit::{Exit, Failure};
use super::super::place;
use crate::calendar::Hours;
use crate::config;
use crate::domain::Address;
use crate::fields::Reader;
use crate::rules::Ruleset;

/// What mails are held against.
pub(in crate::cli) struct Bench {
    /// The rules.
    pub rules: Ruleset,
    /// The desk's hours, for rules that ask whether it is at work.
    pub hours: Hours,
    /// Finds what a mail says of a case.
    pub reader: Reader,
    /// The desk's own addresses.
    own: Vec<Address>,
    /// The desk's subaddress separator.
    subaddress: String,
}

impl Default for Bench {
    /// The shipped rules and fields, and no desk.
    fn default() -> Self {
        Self {
            rules: Ruleset::default(),
            hours: Hours::shipped(TimeZone::UTC),
            reader: Reader::default(),
            own: Vec::new(),
            subaddress: String::new(),
        }
    }
}

impl Bench {
    /// The bench of the desk whose configuration is given or found; the default where there is none. Secrets are not
    /// read: nobody logs in anywhere.
    pub fn of(given: Option<&Path>) -> Result<Self, Failure> {
        let Ok(path) = place::config(given) else {
            return Ok(Self::default());
        };
        let opened = File::open(&path).map_err(|error| error.kind());
        if given.is_none() && opened.is_err_and(|kind| kind == ErrorKind::PermissionDenied) {
            // Nobody asked for that file, and it need not be this user's to read.
            let what = format!(
                "reading {}: permission denied; the shipped rules are used",
                path.display()
            );
            Failure::new(Exit::Config, what).tell();
            return Ok(Self::default());
        }
        let settings = config::look_at(&path).map_err(|error| {
            let what = error.lines().join("; ");
            Failure::new(Exit::Config, what)
        })?;
        let mut own = settings.desk.also_known_as;
        own.push(settings.desk.address);
        Ok(Self {
            rules: settings.rules,
            hours: settings.hours,
            reader: settings.reader,
            own,
            subaddress: settings.desk.subaddress,
        })
    }

    /// Whether mail from this address is the desk's own.
    pub fn is_own(&self, address: &Address) -> bool {
        let is_ours =
            |own: &Address| own == address || address.detail_of(own, &self.subaddress).is_some();
        self.own.iter().any(is_ours)
    }
}
