//! What is wrong with a configuration: one line each, with the place and the way out.

use std::fmt;

use crate::commands::nearest;

/// Everything that is wrong with a configuration, at least one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub faults: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "reading {}: {fault}", self.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Puts a fault of the TOML reader in our words.
pub(super) fn of_toml(text: &str, error: &toml::de::Error) -> String {
    let place = error
        .span()
        .map(|span| place(text, span.start))
        .unwrap_or_default();
    format!("{place}{}", said(error.message()))
}

/// The line of an octet, and the section it is in.
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let section = before
        .lines()
        .chain(text.lines().nth(line - 1))
        .rfind(|line| line.trim_start().starts_with('['));
    let section = section.map(|section| section.split('#').next().unwrap_or_default().trim());
    match section {
        Some(section) => format!("line {line}, in {section}: "),
        None => format!("line {line}: "),
    }
}

/// serde's sentence about an unknown field, with the nearest of the known ones; every other as it is.
fn said(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let is_unknown = message.starts_with("unknown field") || message.starts_with("unknown variant");
    match (is_unknown, quoted.split_first()) {
        (true, Some((wrong, known))) => {
            let what = if message.starts_with("unknown field") {
                "key"
            } else {
                "value"
            };
            let advice = match nearest(wrong, known.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("possible here: {}", known.join(", ")),
            };
            format!("unknown {what} \"{wrong}\"; {advice}")
        }
        _ => message
            .replace('`', "\"")
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}
