//! `[hours]`: the desk's week and its holidays; and those of a team that has its own.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Reader;
use super::desk::zone_of;
use super::section::{At, Section};
use crate::calendar::{Hours, Week, ical, parse_days, parse_window};

impl Reader {
    /// The hours; `None` only where a fault was noted.
    pub(super) fn hours(&self, root: &Section<'_>, zone: TimeZone) -> Option<Hours> {
        if !root.has("hours") {
            return Some(Hours::shipped(zone));
        }
        self.hours_in(&root.table("hours", "[hours]")?, "[hours]", zone)
    }

    /// The hours of the teams that have their own, in the team's time zone or else the desk's. A name that stands twice
    /// was told of already.
    pub(super) fn team_hours(
        &self,
        root: &Section<'_>,
        desk_zone: &TimeZone,
    ) -> BTreeMap<String, Hours> {
        let mut all = BTreeMap::new();
        for team in root.tables("team", "[[team]]") {
            let zone = zone_of(&team);
            let Some(section) = team.table("hours", "[team.hours]") else {
                if zone.is_some() {
                    let what =
                        "\"time-zone\" in [[team]] is that of [team.hours], and there is none";
                    team.note_key("time-zone", what.to_owned());
                }
                continue;
            };
            let zone = zone.unwrap_or_else(|| desk_zone.clone());
            let hours = self.hours_in(&section, "[team.hours]", zone);
            if let (Some(hours), Some(name)) = (hours, team.text("name")) {
                all.insert(name.value.to_owned(), hours);
            }
        }
        all
    }

    /// The hours of a section of this name.
    fn hours_in(&self, section: &Section<'_>, called: &str, zone: TimeZone) -> Option<Hours> {
        let mut week = Week::default();
        // Whether days are named at all, and whether one of them opens, be it by a window that was refused.
        let (mut is_own, mut is_tried) = (false, false);
        for (key, span) in section.keys() {
            match parse_days(key) {
                Ok(days) => {
                    is_own = true;
                    for window in section.texts(key).unwrap_or_default() {
                        is_tried = true;
                        let opened = parse_window(&window.value)
                            .and_then(|open| days.iter().try_for_each(|day| week.open(*day, open)));
                        if let Err(why) = opened {
                            section.note_at(&window.span, format!("{}: {why}", section.place(key)));
                        }
                    }
                }
                Err(_) if key == "always" || key == "holidays" => {}
                Err(_) => section.unknown(key, &span),
            }
        }
        let is_always = section.flag("always").unwrap_or(false);
        if is_always && is_own {
            section.note(format!(
                "\"always\" in {called} leaves nothing for single days to say; take it or them out"
            ));
        }
        if is_own && !is_tried {
            section.note(format!(
                "{called} has no open hour, so that no answer could ever be due; open one day at least"
            ));
            return None;
        }
        let week = match (is_always, is_own) {
            (true, _) => Week::always(),
            (false, true) if week.is_empty() => return None,
            (false, true) => week,
            (false, false) => Week::shipped(),
        };
        Some(Hours::new(zone, week, self.holidays(section)))
    }

    /// Days in a list, and the days of iCalendar files among them.
    fn holidays(&self, section: &Section<'_>) -> Vec<Date> {
        let mut days = Vec::new();
        for At { value, span } in section.texts("holidays").unwrap_or_default() {
            let read = if Path::new(&value)
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("ics"))
            {
                self.holiday_file(&value)
            } else {
                let date = value.parse::<Date>().map(|date| vec![date]);
                date.map_err(|_| {
                    format!("\"{value}\" is no date; write it as \"2026-12-25\", or name a file that ends in .ics")
                })
            };
            match read {
                Ok(more) => days.extend(more),
                Err(why) => section.note_at(&span, format!("{}: {why}", section.place("holidays"))),
            }
        }
        days
    }

    fn holiday_file(&self, name: &str) -> Result<Vec<Date>, String> {
        let path = self.path(name);
        let text = std::fs::read_to_string(&path).map_err(|why| {
            format!(
                "{}: {why}; check its path and who may read it",
                path.display()
            )
        })?;
        ical::parse_holidays(&text).map_err(|why| format!("{}: {why}", path.display()))
    }
}
