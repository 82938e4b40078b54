//! `[reports]`: when the digest and the service reports come by mail.

use super::section::Section;
use crate::calendar::{Rhythm, Rhythms};

/// The word for what never comes.
const OFF: &str = "off";

pub(super) fn rhythms(root: &Section<'_>) -> Rhythms {
    let mut rhythms = Rhythms::shipped();
    let Some(section) = root.table("reports", "[reports]") else {
        return rhythms;
    };
    section.check_keys();
    let own = |key: &str, parse: fn(&str) -> Result<Rhythm, String>| {
        section.read(key, |text| match text {
            OFF => Ok(None),
            text => parse(text)
                .map(Some)
                .map_err(|why| format!("{why}, or \"{OFF}\"")),
        })
    };
    let daily = own("daily-digest", Rhythm::parse_daily);
    let weekly = own("weekly", Rhythm::parse_weekly);
    let monthly = own("monthly", Rhythm::parse_monthly);
    rhythms.digest = daily.unwrap_or(rhythms.digest);
    rhythms.weekly = weekly.unwrap_or(rhythms.weekly);
    rhythms.monthly = monthly.unwrap_or(rhythms.monthly);
    rhythms
}
