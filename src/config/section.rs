//! One table of the file, and how values are taken out of it.
//!
//! Taking a value notes a fault where it is not what was wanted, and gives `None` as if it were absent, so that
//! reading goes on and finds the next fault.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, counted from 1; absent where something is missing from the file as a whole.
    pub(super) line: Option<usize>,
    /// One line.
    pub(super) what: String,
}

/// The faults found so far.
#[derive(Debug)]
pub(super) struct Faults {
    line_ends: Vec<usize>,
    found: RefCell<Vec<Fault>>,
}

impl Faults {
    pub(super) fn new(text: &str) -> Self {
        Self {
            line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            found: RefCell::default(),
        }
    }

    /// The line of a byte of the file.
    pub(super) fn line(&self, at: usize) -> usize {
        self.line_ends.partition_point(|end| *end < at) + 1
    }

    pub(super) fn take(self) -> Vec<Fault> {
        self.found.into_inner()
    }
}

/// A value, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// A table.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// As it is written: `[desk]`, `[[mailbox]]`.
    pub(super) name: String,
    table: &'a DeTable<'a>,
    span: Option<Range<usize>>,
    faults: &'a Faults,
}

impl<'a> Section<'a> {
    /// The whole file.
    pub(super) fn root(table: &'a DeTable<'a>, faults: &'a Faults) -> Self {
        Self {
            name: String::new(),
            table,
            span: None,
            faults,
        }
    }

    /// Notes a fault of the section as a whole.
    pub(super) fn note(&self, what: String) {
        self.push(self.span.as_ref(), what);
    }

    /// Notes a fault of the value of a key, or of the section where the key is absent.
    pub(super) fn note_key(&self, key: &str, what: String) {
        self.push(
            self.span_of(key).or_else(|| self.span.clone()).as_ref(),
            what,
        );
    }

    /// Notes a fault of a value.
    pub(super) fn note_at(&self, span: &Range<usize>, what: String) {
        self.push(Some(span), what);
    }

    fn push(&self, span: Option<&Range<usize>>, what: String) {
        let line = span.map(|span| self.faults.line(span.start));
        self.faults.found.borrow_mut().push(Fault { line, what });
    }

    /// Refuses keys that are not in the table of this section.
    pub(super) fn check_keys(&self) {
        let known = keys::of(&self.name);
        for (key, span) in self.keys() {
            if !known.contains(&key) {
                self.unknown(key, &span);
            }
        }
    }

    /// Notes that a key is unknown.
    pub(super) fn unknown(&self, key: &str, span: &Range<usize>) {
        let what = match self.name.as_str() {
            "" if self.is_table(key) => format!("unknown section [{key}]"),
            "" => format!("unknown key \"{key}\" above the first section"),
            name => format!("unknown key \"{key}\" in {name}"),
        };
        let help = match nearest(key, keys::of(&self.name)) {
            Some(near) => format!("; did you mean \"{near}\"?"),
            None => match keys::SECTIONS
                .iter()
                .find(|section| section.keys.contains(&key))
            {
                Some(section)
                    if !section.section.is_empty() && section.section.starts_with('[') =>
                {
                    format!("; it belongs in {}", section.section)
                }
                _ => String::new(),
            },
        };
        self.note_at(span, what + &help);
    }

    /// The keys of the table and where they stand.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        self.table
            .iter()
            .map(|(key, _)| (key.get_ref().as_ref(), key.span()))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Whether the value is a table.
    pub(super) fn is_table(&self, key: &str) -> bool {
        self.raw(key)
            .is_some_and(|value| value.get_ref().is_table())
    }

    /// Where the value of a key stands, if it is there.
    pub(super) fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.raw(key).map(Spanned::span)
    }

    fn raw(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table
            .iter()
            .find(|(known, _)| known.get_ref() == key)
            .map(|(_, value)| value)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let got = value.get_ref().type_str();
        let place = self.place(key);
        self.note_at(
            &value.span(),
            format!("{place} is {wanted}, not {}", article(got)),
        );
    }

    /// How a key is called in a fault: `` `port` in [[mailbox]] ``.
    pub(super) fn place(&self, key: &str) -> String {
        match self.name.as_str() {
            "" => format!("\"{key}\""),
            name => format!("\"{key}\" in {name}"),
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<At<&'a str>> {
        let value = self.raw(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong(key, value, "a text in quotes");
            return None;
        };
        Some(At {
            value: text,
            span: value.span(),
        })
    }

    /// A text that must be there and hold something.
    pub(super) fn needed(&self, key: &str) -> Option<At<&'a str>> {
        if !self.has(key) {
            self.note(format!("{} is missing; it has to be set", self.place(key)));
            return None;
        }
        let text = self.text(key)?;
        if text.value.trim().is_empty() {
            self.note_at(
                &text.span,
                format!("{} is empty; write a value", self.place(key)),
            );
            return None;
        }
        Some(text)
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let value = self.raw(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, "true or false");
        }
        flag
    }

    /// A whole number within bounds.
    pub(super) fn number(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = self.raw(key)?;
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong(key, value, "a whole number");
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        let number = number.and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let what = format!("{} is a number from {least} to {most}", self.place(key));
            self.note_at(&value.span(), what);
        }
        number
    }

    /// Texts in a list; also one text alone, or a date as TOML writes it.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<At<String>>> {
        let value = self.raw(key)?;
        let read = |item: &'a Spanned<DeValue<'a>>| match item.get_ref() {
            DeValue::String(text) => Some(At {
                value: text.to_string(),
                span: item.span(),
            }),
            DeValue::Datetime(date) => Some(At {
                value: date.to_string(),
                span: item.span(),
            }),
            _ => {
                self.wrong(key, item, "a list of texts in quotes");
                None
            }
        };
        match value.get_ref().as_array() {
            Some(items) => Some(items.iter().filter_map(read).collect()),
            None => read(value).map(|one| vec![one]),
        }
    }

    /// A table inside this one, called `name` in faults.
    pub(super) fn table(&self, key: &str, name: &str) -> Option<Section<'a>> {
        let value = self.raw(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(key, value, &format!("a section, written {}", written(name)));
            return None;
        };
        Some(self.inner(table, value.span(), name))
    }

    /// The tables of a section that may stand several times.
    pub(super) fn tables(&self, key: &str, name: &str) -> Vec<Section<'a>> {
        let Some(value) = self.raw(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(
                key,
                value,
                &format!("a section of which there can be several, written {name}"),
            );
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            match item.get_ref().as_table() {
                Some(table) => sections.push(self.inner(table, item.span(), name)),
                None => self.wrong(key, item, &format!("a section, written {name}")),
            }
        }
        sections
    }

    fn inner(&self, table: &'a DeTable<'a>, span: Range<usize>, name: &str) -> Section<'a> {
        Section {
            name: name.to_owned(),
            table,
            span: Some(span),
            faults: self.faults,
        }
    }
}

fn written(name: &str) -> String {
    if name.starts_with('[') {
        name.to_owned()
    } else {
        "{ … }".to_owned()
    }
}

fn article(kind: &str) -> String {
    match kind.chars().next() {
        Some('a' | 'e' | 'i' | 'o') => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

/// The known word that somebody may have meant.
pub(super) fn nearest<'k, S: AsRef<str>>(word: &str, known: &'k [S]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    let distance = |known: &str| strsim::damerau_levenshtein(&word, &known.to_ascii_lowercase());
    // A third of the letters may be wrong; more is another word.
    let most = (word.chars().count() / 3).max(1);
    known
        .iter()
        .map(|known| (distance(known.as_ref()), known.as_ref()))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// "; did you mean …?" or the valid values.
pub(super) fn hint<S: AsRef<str>>(word: &str, known: &[S]) -> String {
    if let Some(near) = nearest(word, known) {
        return format!("; did you mean \"{near}\"?");
    }
    let known: Vec<String> = known
        .iter()
        .map(|known| format!("\"{}\"", known.as_ref()))
        .collect();
    format!("; write {}", known.join(" or "))
}
