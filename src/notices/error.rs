//! What is wrong with a template, in one line for the person who wrote it.

use std::fmt;

/// A template that cannot be used, or a mail that could not be written. One line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The file, for example `en/answer.txt`.
    pub file: String,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub what: String,
}

impl TemplateError {
    /// A fault in a file.
    pub(in crate::notices) fn in_file(
        file: &str,
        line: Option<usize>,
        what: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template {}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for TemplateError {}
