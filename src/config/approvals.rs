//! `[[closing.approvals]]`: who has to agree before a ticket is closed.

use super::people::named;
use super::section::{At, Section, hint};
use crate::domain::{Gate, Named, Roster};

/// The longest name of an approval, in characters.
const NAME_CHARS_MAX: usize = 40;

pub(super) fn gates(root: &Section<'_>, roster: &Roster, categories: &[String]) -> Vec<Gate> {
    let mut gates: Vec<Gate> = Vec::new();
    let Some(closing) = root.table("closing", "[closing]") else {
        return gates;
    };
    for section in closing.tables("approvals", "[[closing.approvals]]") {
        section.check_keys();
        let Some(name) = name(&section) else {
            continue;
        };
        if gates.iter().any(|gate| gate.name == name.value) {
            let what = format!(
                "there are two approvals named \"{}\"; give one another name",
                name.value
            );
            section.note_at(&name.span, what);
        }
        gates.push(Gate {
            name: name.value.to_owned(),
            by: by(&section, roster),
            categories: known_categories(&section, categories),
        });
    }
    gates
}

/// What is agreed to, in words that can stand in a line of a mail.
fn name<'a>(section: &Section<'a>) -> Option<At<&'a str>> {
    let name = section.needed("name")?;
    let fits = |c: char| c.is_alphanumeric() || " -.".contains(c);
    if name.value.chars().count() > NAME_CHARS_MAX || !name.value.chars().all(fits) {
        let what = format!(
            "{}: \"{}\" is no name; it has letters, digits, spaces, \"-\" and \".\", at most {NAME_CHARS_MAX}",
            section.place("name"),
            name.value.escape_debug()
        );
        section.note_at(&name.span, what);
        return None;
    }
    Some(name)
}

/// Who agrees: at least one who is there, or no such ticket could ever be closed.
fn by(section: &Section<'_>, roster: &Roster) -> Vec<Named> {
    let by = named(section, "by", roster);
    if !section.has("by") {
        let what =
            "\"by\" is missing in [[closing.approvals]]; name agents, \"leader\" or \"manager\"";
        section.note(what.to_owned());
    }
    by
}

fn known_categories(section: &Section<'_>, categories: &[String]) -> Vec<String> {
    let mut known = Vec::new();
    for At { value, span } in section.texts("categories").unwrap_or_default() {
        if !categories.contains(&value) {
            let place = section.place("categories");
            let what = format!(
                "{place}: there is no category \"{}\"{}",
                value.escape_debug(),
                hint(&value, categories)
            );
            section.note_at(&span, what);
        }
        known.push(value);
    }
    known
}
