//! `[[field]]` and `[information]`: what has to be known of a case, how it is found, and how it is asked for.

use std::collections::BTreeMap;

use super::desk::business_days;
use super::section::{At, Section, hint};
use crate::domain::field::FIELDS_MAX;
use crate::domain::{Asking, Field, FieldKind, Priority};
use crate::fields::{self, Reader, Written};

/// Longest label or question, in characters: it stands on one line of a mail, also where that is quoted.
const QUESTION_CHARS_MAX: usize = 60;
/// Most other names, parts or patterns of one field.
const WORDS_MAX: usize = 50;
/// Most reminders that can be set.
const REMINDERS_MAX: u32 = 2;

/// The fields and what is asked; `None` only where a fault was noted.
pub(super) fn asking(root: &Section<'_>, categories: &[String]) -> Option<(Asking, Reader)> {
    let mut written = fields::fields();
    let sections = root.tables("field", "[[field]]");
    let mut named: Vec<String> = Vec::new();
    for section in &sections {
        section.check_keys();
        let Some(field) = field(section, &written) else {
            continue;
        };
        let name = &field.field.name;
        if named.contains(name) {
            section.note_key(
                "name",
                format!("there are two fields named \"{name}\"; give one another name"),
            );
        }
        named.push(name.clone());
        match written.iter_mut().find(|known| known.field.name == *name) {
            Some(known) => *known = field,
            None => written.push(field),
        }
    }
    if written.len() > FIELDS_MAX {
        root.note(format!(
            "there are more than {FIELDS_MAX} fields; take some away"
        ));
    }
    let mut asking = fields::asking();
    asking.fields = written
        .iter()
        .map(|written| written.field.clone())
        .collect();
    // A desk with other categories is not asked for what it does not have.
    asking
        .required
        .retain(|category, _| categories.contains(category));
    information(root, &mut asking, categories);
    let reader = Reader::compile(written).map_err(|faults| {
        for fault in faults {
            let is_it = |section: &&Section<'_>| {
                let name = section.has("name").then(|| section.text("name")).flatten();
                name.is_some_and(|name| name.value == fault.field)
            };
            let section = sections.iter().find(is_it).unwrap_or(root);
            section.note(format!("field \"{}\": {}", fault.field, fault.why));
        }
    });
    Some((asking, reader.ok()?))
}

/// A field: of a shipped one what is not given stays as it is.
fn field(section: &Section<'_>, shipped: &[Written]) -> Option<Written> {
    let name = section.needed("name")?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name = name.value.len() <= 40
        && name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.chars().all(fits);
    if !is_name {
        let what = "is no name of a field; it has lower-case letters, digits and \"-\", at most 40, and begins with a letter";
        section.note_at(
            &name.span,
            format!("\"{}\" {what}", name.value.escape_debug()),
        );
        return None;
    }
    let known = shipped.iter().find(|known| known.field.name == name.value);
    let mut written = known.cloned().unwrap_or_else(|| Written {
        field: Field {
            name: name.value.to_owned(),
            label: capitalised(&name.value.replace('-', " ")),
            question: String::new(),
            kind: FieldKind::Line,
        },
        also: Vec::new(),
        parts: Vec::new(),
        patterns: Vec::new(),
        mentions: Vec::new(),
    });
    let field = &mut written.field;
    if let Some(label) = words(section, "label") {
        field.label = label;
    }
    if let Some(question) = words(section, "question") {
        field.question = question;
    }
    if field.question.is_empty() {
        field.question.clone_from(&field.label);
    }
    let kinds = FieldKind::ALL.map(|kind| (kind.word(), kind));
    field.kind = section.choice("kind", &kinds).unwrap_or(field.kind);
    for (key, list) in [
        ("also", &mut written.also),
        ("parts", &mut written.parts),
        ("patterns", &mut written.patterns),
        ("mentions", &mut written.mentions),
    ] {
        let Some(given) = section.texts(key) else {
            continue;
        };
        if given.len() > WORDS_MAX {
            section.note_key(
                key,
                format!("{} has at most {WORDS_MAX}", section.place(key)),
            );
        }
        *list = given.into_iter().map(|text| text.value).collect();
    }
    Some(written)
}

/// A label or a question: some words on one line, without the colon that is put behind them.
fn words(section: &Section<'_>, key: &str) -> Option<String> {
    if !section.has(key) {
        return None;
    }
    let text = section.needed(key)?;
    let value = text.value.trim();
    let is_fine = value.chars().count() <= QUESTION_CHARS_MAX
        && !value.contains([':', '\n', '#', '>', '*', '_']);
    if !is_fine {
        let place = section.place(key);
        let what = format!(
            "{place} has at most {QUESTION_CHARS_MAX} characters on one line, none of them : # > * _"
        );
        section.note_at(&text.span, what);
        return None;
    }
    Some(value.to_owned())
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn information(root: &Section<'_>, asking: &mut Asking, categories: &[String]) {
    let Some(section) = root.table("information", "[information]") else {
        return;
    };
    section.check_keys();
    if let Some(table) = section.table("required", "[information.required]") {
        asking.required = required(&table, asking, categories);
    }
    if let Some(days) = section.read("remind-after", business_days) {
        asking.remind_days = days;
    }
    if let Some(reminders) = section.number("reminders", 0, REMINDERS_MAX) {
        asking.reminders = reminders;
    }
    if let Some(given) = section.texts("works-meanwhile") {
        let read = |At { value, span }: At<String>| {
            let priority = Priority::parse(&value);
            if priority.is_none() {
                let help = hint(&value, &Priority::ALL.map(Priority::word));
                let place = section.place("works-meanwhile");
                section.note_at(&span, format!("{place}: \"{value}\" is not known{help}"));
            }
            priority
        };
        asking.works_meanwhile = given.into_iter().filter_map(read).collect();
    }
}

/// What each category requires. A table that is there stands for all of it.
fn required(
    table: &Section<'_>,
    asking: &Asking,
    categories: &[String],
) -> BTreeMap<String, Vec<String>> {
    let mut required = BTreeMap::new();
    let known: Vec<&str> = asking
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    for (category, span) in table.keys() {
        if !categories.iter().any(|known| known == category) {
            let help = hint(category, categories);
            table.note_at(&span, format!("there is no category \"{category}\"{help}"));
            continue;
        }
        let mut names = Vec::new();
        for At { value, span } in table.texts(category).unwrap_or_default() {
            if known.contains(&value.as_str()) {
                names.push(value);
            } else {
                let help = hint(&value, &known);
                table.note_at(&span, format!("there is no field \"{value}\"{help}"));
            }
        }
        required.insert(category.to_owned(), names);
    }
    required
}
