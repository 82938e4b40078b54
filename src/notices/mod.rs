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
//! ([`value`]; without one a value is one line); the filter `word`, which says a word of ours (a priority, a status, a
//! category) in the language of the template; and the marks of [`layout`].
//!
//! A mail is written in the reader's language where its template is there, else in English, and never in both:
//! `files` says which file speaks, [`When`] writes times in that language, and `shipped` lists what is brought along.
//!
//! This file and `engine` are the only door to the template engine. A new mail is a file here, a template, and a line in [`NOTICES`].

mod catalogue;
mod direction;
mod engine;
mod error;
mod facts;
mod files;
mod html;
mod layout;
mod proof;
mod shipped;
mod source;
mod spec;
mod table;
mod text;
pub mod value;
mod when;
mod wording;

mod abuse_reported;
mod acknowledgement;
mod acknowledgement_plain;
mod answer;
mod approval_asked;
mod assigned;
mod breached;
mod closed;
mod deescalated;
mod delivery_delayed;
mod delivery_failed;
mod digest;
mod due_soon;
mod escalated;
mod escalated_to_you;
mod estimate;
mod follow_up;
mod follow_up_opened;
mod found;
mod help;
mod holding;
mod incident_raised;
mod incident_told;
mod information_asked;
mod information_needed;
mod information_reminder;
mod known_incident;
mod late;
mod list;
mod logged;
mod low_score;
mod merged;
mod note_added;
mod on_hold;
mod options;
mod original_solved;
mod participant_added;
mod priority_changed;
mod rated;
mod reminder;
mod reopened;
mod requester_help;
mod requester_named;
mod requester_transcript;
mod resolved;
mod said_urgent;
mod service_record;
mod service_report;
mod show;
mod split_off;
mod standing;
mod status_update;
mod ticket_opened;
mod ticket_replied;
mod transcript;
mod transcript_of_several;
mod update_wanted;
mod waiting;
mod watched;
mod workaround;

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde_json::json;

pub use catalogue::*;
pub use error::TemplateError;
pub use facts::{CommandHelp, Common, Desk, HistoryLine, Reader, TicketFacts};
pub use shipped::LANGUAGES;
pub use spec::{Audience, Notice, Spec, Voice};
pub use when::When;

use crate::domain::{Language, Tongue};
use engine::{Bounded, engine};
use files::{Files, PARTS};

/// A mail's words, ready to be composed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The text, lines ended by `\n`.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The tag of the language it is written in, for `Content-Language`.
    pub language: String,
}

/// All templates of a desk, compiled. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Templates {
    engine: Arc<Environment<'static>>,
    /// Which notice there is in which language.
    spoken: Arc<BTreeSet<(String, &'static str)>>,
}

impl Templates {
    /// The shipped templates, in English.
    pub fn shipped() -> Result<Self, TemplateError> {
        Self::build(&[], &[Language::english()])
    }

    /// The shipped templates of these languages, the desk's own first, with `overrides` laid over them: file name
    /// (`en/acknowledgement.txt` or `acknowledgement.txt`) and text. Compiles all, renders every sample and checks the
    /// wording.
    pub fn build(
        overrides: &[(String, String)],
        languages: &[Language],
    ) -> Result<Self, TemplateError> {
        let files = Files::gather(overrides, languages)?;
        let mut engine = engine();
        let mut spoken = BTreeSet::new();
        for language in files.languages() {
            compile(&mut engine, &files, language)?;
            let names = NOTICES.iter().map(|spec| spec.name);
            let there = names.filter(|name| files.text(language, name).is_some());
            spoken.extend(there.map(|name| (language.to_owned(), name)));
        }
        let templates = Self {
            engine: Arc::new(engine),
            spoken: Arc::new(spoken),
        };
        for (language, name) in templates.spoken.iter() {
            for spec in NOTICES.iter().filter(|spec| spec.name == *name) {
                templates.prove(spec, language)?;
            }
        }
        Ok(templates)
    }

    /// The language that speaks for a notice where `wanted` is asked for: that language, the same without its region,
    /// or English.
    pub fn speaking(&self, wanted: &Language, notice: &'static str) -> String {
        [wanted.tag().to_owned(), wanted.primary()]
            .into_iter()
            .map(|language| (language, notice))
            .find(|spoken| self.spoken.contains(spoken))
            .map_or_else(|| files::ENGLISH.to_owned(), |(language, _)| language)
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
        let language = self.speaking(&common.language, N::SPEC.name);
        let facts = given(&N::SPEC, facts, common, may_echo, &language);
        let (subject, page) = self.speak(&language, &N::SPEC, &facts, common)?;
        Ok(Rendered {
            subject,
            text: text::text(&page, &language),
            html: html::html(&page, &language),
            language,
        })
    }

    /// The subject and the laid-out body of a notice.
    fn speak(
        &self,
        language: &str,
        spec: &Spec,
        facts: &serde_json::Value,
        common: &Common,
    ) -> Result<(String, layout::Page), TemplateError> {
        let given = Value::from(Serde(facts.clone()));
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

/// What a template is given, its times written out. The desk's own facts go before those of the notice.
fn given(
    spec: &Spec,
    facts: serde_json::Value,
    common: &Common,
    may_echo: bool,
    language: &str,
) -> serde_json::Value {
    let is_bound = spec.audience == Audience::Requester && spec.voice != Voice::Person;
    let is_answerable = common.is_answerable.unwrap_or(spec.is_answerable);
    let mut given = match facts {
        serde_json::Value::Object(facts) => facts,
        _ => serde_json::Map::new(),
    };
    given.extend(common.given(may_echo || !is_bound));
    given.insert(
        "this".into(),
        json!({ "name": spec.name, "is_answerable": is_answerable }),
    );
    let mut given = serde_json::Value::Object(given);
    when::write_out(&mut given, &common.zone, Tongue::of(language));
    given
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

#[cfg(test)]
mod tests;
