//! The template engine as we use it: strict, bounded in steps and size, and with no way to evaluate a value.

use std::io;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use super::{TemplateError, value};
use crate::domain::Tongue;

/// Steps a template may take: some hundred times what the longest shipped mail needs.
const FUEL: u64 = 1_000_000;
/// Largest rendered mail, in octets, before it is laid out.
const OUTPUT_OCTETS_MAX: usize = 256 * 1024;

/// The engine, with our filters and limits and without what could undo them.
pub(super) fn engine() -> Environment<'static> {
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
    // Our own words in the language of the template: `{{ ticket.priority | word }}`.
    engine.add_filter("word", |state: &State, text: String| {
        let language = state.name().split('/').next().unwrap_or_default();
        Tongue::of(language).word(&text).to_owned()
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

/// Takes rendered text up to the limit, and refuses the piece that goes beyond it.
#[derive(Default)]
pub(super) struct Bounded {
    octets: Vec<u8>,
    /// Whether something was refused.
    pub is_full: bool,
}

impl Bounded {
    /// What was taken.
    pub fn text(self) -> String {
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
    pub(super) fn of(error: &Error, file: &str) -> Self {
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
