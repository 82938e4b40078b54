//! Floor 3. Everything the desk says: one file for each outgoing mail, one template for each file.
//!
//! Facts go in, [`Rendered`] comes out: subject, text, and HTML made of the same text. No clock, no I/O; the folder
//! with an admin's own templates is read above and handed in. What keeps a mail honest:
//! * A template sees the facts of its own notice and [`Common`], nothing else, and an unknown one is an error.
//! * Values are never evaluated. Each is cleaned and enclosed ([`value`]), so it cannot forge a line of ours.
//! * All templates are compiled and rendered with samples when they are built, and read for tone ([`wording`]); what
//!   passes then does not fail when a mail must go out.
//!
//! What a template may use: the fields of its notice; `desk`, `ticket`, `reader` of [`Common`]; `this.name` and
//! `this.is_answerable`; `echo`, false where nothing of the sender's may be repeated; the filters `quote`, `prose`, `code`
//! ([`value`]; without one a value is one line); and the marks of [`layout`].
//!
//! This file is the only door to the template engine. A new mail is a file here, a template, and a line in [`NOTICES`].

mod catalogue;
mod error;
mod facts;
mod files;
mod html;
mod layout;
mod proof;
mod source;
mod spec;
mod text;
pub mod value;
mod wording;

mod acknowledgement;
mod acknowledgement_plain;
mod answer;
mod assigned;
mod breached;
mod closed;
mod deescalated;
mod delivery_delayed;
mod delivery_failed;
mod due_soon;
mod escalated;
mod escalated_to_you;
mod estimate;
mod follow_up_opened;
mod help;
mod holding;
mod information_needed;
mod late;
mod list;
mod low_score;
mod merged;
mod note_added;
mod on_hold;
mod original_solved;
mod participant_added;
mod priority_changed;
mod rated;
mod reopened;
mod requester_help;
mod requester_transcript;
mod resolved;
mod show;
mod split_off;
mod standing;
mod status_update;
mod ticket_opened;
mod ticket_replied;
mod transcript;
mod update_wanted;
mod waiting;
mod workaround;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};
use serde_json::{Map, json};

pub use catalogue::*;
pub use error::TemplateError;
pub use facts::{CommandHelp, Common, Desk, HistoryLine, Reader, TicketFacts};
pub use spec::{Audience, Notice, Spec, Voice};

use files::{Files, PARTS};

/// Steps a template may take: some hundred times what the longest shipped mail needs.
const FUEL: u64 = 1_000_000;
/// Largest rendered mail, in octets, before it is laid out.
const OUTPUT_OCTETS_MAX: usize = 256 * 1024;

/// A mail's words, ready to be composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The text, lines ended by `\n`.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// All templates of a desk, compiled. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Templates {
    engine: Arc<Environment<'static>>,
    /// The language each notice is written in.
    speaking: Arc<BTreeMap<&'static str, String>>,
}

impl Templates {
    /// The shipped templates, in English.
    pub fn shipped() -> Result<Self, TemplateError> {
        Self::build(&[], files::ENGLISH)
    }

    /// The shipped templates with `overrides` laid over them: file name (`en/acknowledgement.txt` or
    /// `acknowledgement.txt`) and text. Compiles all, renders every sample and checks the wording.
    pub fn build(overrides: &[(String, String)], language: &str) -> Result<Self, TemplateError> {
        if !files::is_language(language) {
            let what = format!("{language:?} is no language; write one such as en or de-AT");
            return Err(TemplateError::in_file("templates", None, what));
        }
        let files = Files::gather(overrides, language)?;
        let mut engine = engine();
        for language in files.languages() {
            compile(&mut engine, &files, language)?;
        }
        let speaking = NOTICES
            .iter()
            .map(|spec| (spec.name, files.speaking(language, spec.name).to_owned()))
            .collect();
        let templates = Self {
            engine: Arc::new(engine),
            speaking: Arc::new(speaking),
        };
        for language in files.languages() {
            for spec in NOTICES
                .iter()
                .filter(|spec| files.text(language, spec.name).is_some())
            {
                templates.prove(spec, language)?;
            }
        }
        Ok(templates)
    }

    /// Writes a mail.
    pub fn render<N: Notice>(
        &self,
        notice: &N,
        common: &Common,
    ) -> Result<Rendered, TemplateError> {
        let may_echo = notice.may_echo() && common.may_echo;
        let facts = serde_json::to_value(notice).map_err(|error| {
            TemplateError::in_file(
                N::SPEC.name,
                None,
                format!("its facts cannot be read: {error}"),
            )
        })?;
        let language = self
            .speaking
            .get(N::SPEC.name)
            .map_or(files::ENGLISH, String::as_str);
        let (subject, page) = self.speak(language, &N::SPEC, facts, common, may_echo)?;
        Ok(Rendered {
            subject,
            text: text::text(&page),
            html: html::html(&page, language),
        })
    }

    /// The subject and the laid-out body of a notice.
    fn speak(
        &self,
        language: &str,
        spec: &Spec,
        facts: serde_json::Value,
        common: &Common,
        may_echo: bool,
    ) -> Result<(String, layout::Page), TemplateError> {
        let is_bound = spec.audience == Audience::Requester && spec.voice != Voice::Person;
        let given = context(spec, facts, common, may_echo || !is_bound);
        let subject = self.run(&format!("{language}/{}.txt#subject", spec.name), &given)?;
        let body = self.run(&format!("{language}/{}.txt", spec.name), &given)?;
        Ok((
            text::subject_line(&subject),
            layout::lay_out(&body, common.reference_line()),
        ))
    }

    /// What a template makes of its facts. A mail that would be too large ends where the limit is: cut short, it still
    /// says more than a mail that was never written.
    fn run(&self, name: &str, given: &Value) -> Result<String, TemplateError> {
        let mut out = Bounded::default();
        let file = name.trim_end_matches("#subject");
        let run = self.engine.get_template(name).and_then(|template| {
            template
                .render_captured_to(given.clone(), &mut out)
                .map(|_| ())
        });
        match run {
            Err(error) if !out.is_full => Err(TemplateError::of(&error, file)),
            _ => Ok(out.text()),
        }
    }
}

/// What a template is given. The desk's own facts go before those of the notice.
fn context(spec: &Spec, facts: serde_json::Value, common: &Common, may_echo: bool) -> Value {
    let is_answerable = common.is_answerable.unwrap_or(spec.is_answerable);
    let mut given = match facts {
        serde_json::Value::Object(facts) => facts,
        _ => Map::new(),
    };
    given.extend(common.given(may_echo));
    given.insert(
        "this".into(),
        json!({ "name": spec.name, "is_answerable": is_answerable }),
    );
    Value::from(Serde(given))
}

fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.set_fuel(Some(FUEL));
    engine.set_recursion_limit(20);
    engine.set_debug(true);
    if let Ok(syntax) = minijinja::syntax::SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        engine.set_syntax(syntax);
    }
    // A part is looked up in the language of the template that includes it.
    engine.set_path_join_callback(|name, parent| match parent.split_once('/') {
        Some((language, _)) => format!("{language}/{name}").into(),
        None => name.into(),
    });
    // A safe string is one that our own filters made; nothing else may claim to be one.
    for filter in ["safe", "escape", "e"] {
        engine.remove_filter(filter);
    }
    engine.add_filter("line", |text: String| {
        Value::from_safe_string(value::line(&text))
    });
    engine.add_filter("quote", |text: String| {
        Value::from_safe_string(value::quote(&text))
    });
    engine.add_filter("prose", |text: String| {
        Value::from_safe_string(value::prose(&text))
    });
    engine.add_filter("code", |text: String| {
        Value::from_safe_string(value::code(&text))
    });
    engine.set_formatter(show);
    engine
}

/// Shows a value. Without a filter it is one line.
fn show(out: &mut minijinja::Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let written = match (value.kind(), value.as_str()) {
        (_, Some(text)) if value.is_safe() => out.write_str(text),
        (_, Some(text)) => out.write_str(&value::line(text)),
        (ValueKind::Number, _) => out.write_str(&value.to_string()),
        (ValueKind::Undefined, _) => Ok(()),
        (ValueKind::None, _) => {
            return Err(refuse(
                "it can be absent; put it between {% if … %} and {% endif %}",
            ));
        }
        (ValueKind::Seq | ValueKind::Iterable, _) => {
            return Err(refuse("it is a list; go through it with {% for … %}"));
        }
        (kind, _) => {
            return Err(refuse(format!(
                "it is a {kind}, and only text and numbers can be shown"
            )));
        }
    };
    written.map_err(Error::from)
}

fn refuse(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, what.into())
}

/// Compiles the files of one language, and the parts they include.
fn compile(
    engine: &mut Environment<'static>,
    files: &Files,
    language: &str,
) -> Result<(), TemplateError> {
    let mut add = |name: String, path: &str, source: String| {
        engine
            .add_template_owned(name, source)
            .map_err(|error| TemplateError::of(&error, path))
    };
    for (name, _) in PARTS {
        let speaking = files.speaking(language, name);
        let text = files.text(speaking, name).unwrap_or_default();
        add(
            format!("{language}/{name}.txt"),
            &format!("{speaking}/{name}.txt"),
            source::read_part(text),
        )?;
    }
    for spec in NOTICES {
        let Some(text) = files.text(language, spec.name) else {
            continue;
        };
        let path = format!("{language}/{}.txt", spec.name);
        let read =
            source::read(text).map_err(|what| TemplateError::in_file(&path, Some(1), what))?;
        add(format!("{path}#subject"), &path, read.subject)?;
        add(path.clone(), &path, read.body)?;
    }
    Ok(())
}

/// Takes rendered text up to the limit, and refuses the piece that goes beyond it.
#[derive(Default)]
struct Bounded {
    octets: Vec<u8>,
    is_full: bool,
}

impl Bounded {
    fn text(self) -> String {
        let mut text = String::from_utf8_lossy(&self.octets).into_owned();
        if self.is_full {
            text.truncate(text.rfind('\n').unwrap_or(text.len()));
            text.push_str("\n\n");
            text.push_str(value::CUT);
        }
        text
    }
}

impl io::Write for Bounded {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.octets.len() + octets.len() > OUTPUT_OCTETS_MAX {
            self.is_full = true;
            return Err(io::Error::other("the mail is larger than the limit"));
        }
        self.octets.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TemplateError {
    /// The innermost fault of the engine: that of an included part is where somebody has to look.
    fn of(error: &Error, file: &str) -> Self {
        let mut deepest = error;
        let mut next: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
        while let Some(error) = next {
            if let Some(inner) = error.downcast_ref::<Error>() {
                deepest = inner;
            }
            next = error.source();
        }
        let fault = match (deepest.kind(), deepest.detail()) {
            (ErrorKind::UndefinedError, _) => "this mail knows no such value".to_owned(),
            (ErrorKind::OutOfFuel, _) => {
                "it takes too many steps; is there a loop in a loop?".to_owned()
            }
            (kind, None) => kind.to_string(),
            (_, Some(detail)) => detail.to_owned(),
        };
        let at = deepest
            .range()
            .zip(deepest.template_source())
            .and_then(|(range, source)| source.get(range));
        let what = match at {
            Some(expression) => format!("`{}`: {fault}", value::one_line(expression, 60)),
            None => fault,
        };
        let inner = deepest
            .name()
            .filter(|name| *name != "<unknown>")
            .map(|name| name.trim_end_matches("#subject"));
        Self {
            file: inner.unwrap_or(file).into(),
            line: deepest.line(),
            what,
        }
    }
}

#[cfg(test)]
mod tests;
