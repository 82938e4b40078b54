//! Floor 5. daemon.toml, read and checked once; nothing else knows its form.
//!
//! [`load`] gives [`Settings`] that are right as far as a file can be right by itself, or every fault at once, one line
//! each. It connects to nothing.

mod error;
mod file;
mod secret;
mod settings;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

pub use error::ConfigError;
pub use secret::Secrets;
pub use settings::{
    Delivery, Desk, ImapMailbox, Mailbox, MailboxKind, MaildirMailbox, Relay, Settings,
};

/// Reads and checks a configuration.
pub fn load(path: &Path, secrets: Secrets) -> Result<Settings, ConfigError> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| ConfigError {
        file: file.clone(),
        faults: vec![format!("{error}; check the path and who may read it")],
    })?;
    let base = path.parent().map(Path::to_owned).unwrap_or_default();
    parse(&text, &base, secrets).map_err(|faults| ConfigError { file, faults })
}

/// Reads and checks the text of a configuration; relative paths in it are relative to `base`.
pub fn parse(text: &str, base: &Path, secrets: Secrets) -> Result<Settings, Vec<String>> {
    let base = if base.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        base.to_owned()
    };
    let file: file::File =
        toml::from_str(text).map_err(|error| vec![error::of_toml(text, &error)])?;
    settings::check(file, &base, secrets)
}

#[cfg(test)]
mod tests;
