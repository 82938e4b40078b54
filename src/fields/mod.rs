//! Floor 3. Reading the fields of a case out of a mail: what stands there is never asked for.
//!
//! A field is *known* when its value was read, *mentioned* when the mail speaks of it in words that nothing cuts out for
//! sure, and *missing* else. Only what is missing is asked for. A value that is read wrongly is worse than one that is
//! not read: where two readings are possible, there is none.
//!
//! Values are read from lines with a name (`Phone: 0123`), from the lines that we asked to be filled in, in whatever way
//! a mail program quotes them ([`answer`]), from sentences ([`sentence`]) and from the signature. Nothing here knows
//! who wrote the mail or what becomes of it.

mod answer;
mod closing;
mod label;
mod sentence;
mod shipped;
mod value;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::domain::field::{Field, FieldKind};
use crate::mail::inbound::Inbound;

pub use shipped::{asking, fields, required};
pub use value::accept;

/// Size of one compiled pattern of a field, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;
/// How much of a mail is looked at, in bytes.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// A field as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is asked.
    pub field: Field,
    /// Other names that people give it, before a colon.
    pub also: Vec<String>,
    /// Names of parts of it (`room` of a location): they are kept with the value, and several are put together.
    pub parts: Vec<String>,
    /// Regular expressions that read it in a sentence: their first group, or all of them.
    pub patterns: Vec<String>,
    /// Regular expressions that show that it stands in the mail, though perhaps not where.
    pub mentions: Vec<String>,
}

/// Where a value stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// On a line that was to be filled in.
    Asked,
    /// On a line with its name.
    Named,
    /// In a sentence.
    Said,
    /// In the signature.
    Signed,
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Asked => "on the line that was to be filled in",
            Self::Named => "on a line with its name",
            Self::Said => "in a sentence",
            Self::Signed => "in the signature",
        })
    }
}

/// A value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The field's name.
    pub field: String,
    /// Its value.
    pub value: String,
    /// Where it stood.
    pub how: How,
}

/// A field that cannot be used as it is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Its name.
    pub field: String,
    /// What is wrong, a clause.
    pub why: String,
}

/// A field, ready to be looked for.
#[derive(Debug, Clone)]
struct Form {
    field: Field,
    /// Its question in every language, as [`label::plain`] leaves it: only we write it so.
    questions: Vec<String>,
    /// Its label and its name, likewise.
    heads: Vec<String>,
    also: Vec<String>,
    parts: Vec<String>,
    patterns: Vec<Regex>,
    mentions: Vec<Regex>,
}

/// Reads the fields of a desk.
#[derive(Debug, Clone)]
pub struct Reader {
    forms: Vec<Form>,
}

impl Default for Reader {
    /// The shipped fields.
    fn default() -> Self {
        static SHIPPED: LazyLock<Reader> = LazyLock::new(|| {
            Reader::compile(fields()).unwrap_or_else(|_| Reader { forms: Vec::new() })
        });
        SHIPPED.clone()
    }
}

impl Reader {
    /// Makes fields ready, or says what is wrong with each that cannot be.
    pub fn compile(written: Vec<Written>) -> Result<Self, Vec<FieldFault>> {
        let (mut forms, mut faults) = (Vec::new(), Vec::new());
        for Written {
            field,
            also,
            parts,
            patterns,
            mentions,
        } in written
        {
            let mut all = |patterns: &[String]| -> Vec<Regex> {
                let built = patterns.iter().map(|pattern| build(pattern));
                built
                    .filter_map(|result| {
                        let fault = |why| FieldFault {
                            field: field.name.clone(),
                            why,
                        };
                        result.map_err(|why| faults.push(fault(why))).ok()
                    })
                    .collect()
            };
            let (patterns, mentions) = (all(&patterns), all(&mentions));
            let plain = |words: &[String]| words.iter().map(|word| label::plain(word)).collect();
            let heads = [&field.label, &field.name];
            forms.push(Form {
                questions: label::in_all_languages(&field.question),
                heads: heads.map(|head| label::plain(head)).to_vec(),
                also: plain(&also),
                parts: plain(&parts),
                patterns,
                mentions,
                field,
            });
        }
        if faults.is_empty() {
            Ok(Self { forms })
        } else {
            Err(faults)
        }
    }

    /// What is asked, in the order of the configuration.
    pub fn fields(&self) -> Vec<Field> {
        self.forms.iter().map(|form| form.field.clone()).collect()
    }

    /// What a mail says of itself: lines with a name, sentences, the signature. Of each field the first that is sure. A form
    /// that is quoted beneath new words was filled in for something else.
    pub fn stated(&self, mail: &Inbound) -> Vec<Found> {
        let mut found = self.read(mail, &[]);
        if !mail.own.text.trim().is_empty() {
            found.retain(|found| found.how != How::Asked);
        }
        found
    }

    /// What a mail says that may answer a request for these fields, in any style of quoting.
    pub fn answered(&self, mail: &Inbound, asked: &[String]) -> Vec<Found> {
        let mut found = self.read(mail, asked);
        let mut rest: Vec<String> = asked.to_vec();
        rest.retain(|name| !found.iter().any(|found| found.field == *name));
        // Bare answers count only where the mail says nothing in a way that tells what it is about.
        if rest.len() == asked.len() {
            let own = closing::body(head(&mail.own.text));
            found.extend(answer::bare(&self.asked(asked), &own));
        }
        found
    }

    /// What a mail answers on the lines that were to be filled in or that bear a field's name: nothing of its writer's
    /// own, for somebody who answers in another's place.
    pub fn filled_in(&self, mail: &Inbound) -> Vec<Found> {
        let mut found = BTreeMap::new();
        self.named(mail, &mut found);
        self.in_order(found)
    }

    /// Whether a mail speaks of a field, in whatever words.
    pub fn mentions(&self, mail: &Inbound, field: &str) -> bool {
        let Some(form) = self.forms.iter().find(|form| form.field.name == field) else {
            return false;
        };
        if field == "error" && mail.attachments.iter().any(|file| !file.is_inline) {
            return true;
        }
        let own = &mail.own;
        let mut texts = vec![
            mail.subject.as_str(),
            &own.text,
            &own.signature,
            &own.forwarded,
        ];
        if own.text.trim().is_empty() {
            texts.push(&mail.text);
        }
        texts.into_iter().map(head).any(|text| {
            form.mentions.iter().any(|pattern| pattern.is_match(text))
                || form.patterns.iter().any(|pattern| pattern.is_match(text))
                || (form.field.kind == FieldKind::Phone && value::has_number(text))
        })
    }

    fn read(&self, mail: &Inbound, asked: &[String]) -> Vec<Found> {
        let mut found = BTreeMap::new();
        self.named(mail, &mut found);
        let own = head(&mail.own.text);
        let (body, tail) = closing::split(own);
        for form in &self.forms {
            let name = &form.field.name;
            if found.contains_key(name) {
                continue;
            }
            let is_asked = asked.contains(name);
            let said = sentence::said(form, &body, is_asked).map(|value| (How::Said, value));
            let signed = || {
                let signature = format!("{tail}\n{}", head(&mail.own.signature));
                sentence::signed(form, &signature).map(|value| (How::Signed, value))
            };
            if let Some(value) = said.or_else(signed) {
                found.insert(name.clone(), value);
            }
        }
        self.in_order(found)
    }

    /// Lines with a name in the own text, and lines that were to be filled in wherever they stand.
    fn named(&self, mail: &Inbound, found: &mut BTreeMap<String, (How, String)>) {
        let own = head(&mail.own.text);
        for (name, value) in answer::named(&self.forms, own) {
            found.insert(name, (How::Named, value));
        }
        for (name, value) in answer::filled_in(&self.forms, head(&mail.text)) {
            found.entry(name).or_insert((How::Asked, value));
        }
    }

    fn asked(&self, names: &[String]) -> Vec<&Form> {
        let forms = self.forms.iter();
        forms
            .filter(|form| names.contains(&form.field.name))
            .collect()
    }

    fn in_order(&self, mut found: BTreeMap<String, (How, String)>) -> Vec<Found> {
        let names = self.forms.iter().map(|form| &form.field.name);
        names
            .filter_map(|name| {
                let (how, value) = found.remove(name)?;
                Some(Found {
                    field: name.clone(),
                    value,
                    how,
                })
            })
            .collect()
    }
}

fn build(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES_MAX)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            let last = text.lines().next_back().unwrap_or("").trim();
            let reason = last.strip_prefix("error: ").unwrap_or(last);
            format!("/{pattern}/ is no regular expression: {reason}")
        })
}

fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT_BYTES_MAX))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests;
