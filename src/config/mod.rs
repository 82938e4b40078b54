//! Floor 5. `daemon.toml` and the secrets it names, as checked [`Settings`].
//!
//! The file is read by hand from its spanned syntax tree and not by derive, for two reasons: an admin sees all faults
//! of a file at once, each with its line, and `keys.rs` is the one table of what can be set, which the shipped file
//! and the tests are held against. What comes out is whole and consistent: teams that are named exist, patterns
//! compile, reply addresses fit. Nothing is looked up on the network here; that is `check-config --online`.
//!
//! This is the only module that reads the environment and credentials.

use std::fmt;
use std::path::{Path, PathBuf};

mod alerts;
mod approvals;
mod closing;
mod commands;
mod desk;
mod escalation;
mod fields;
mod hours;
mod incidents;
pub mod keys;
mod knowledge;
mod mailbox;
mod people;
mod ranking;
mod reports;
mod rules;
mod secret;
mod section;
mod settings;
mod targets;
mod unwise;
mod value;

pub use secret::Secrets;
pub use settings::{
    AcknowledgeSettings, AlertSettings, Backlog, ClosingSettings, DeliverySettings, DeskSettings,
    IdentitySettings, ImapSettings, MailboxKind, MailboxSettings, Settings, SmtpSettings,
};

use section::{Fault, Faults, Section};

/// Longest file read, in bytes. The shipped one, comments and all, is a fortieth of it.
pub const FILE_BYTES_MAX: u64 = 1 << 20;
/// Faults told at once; a file with more of them is the wrong file.
const FAULTS_MAX: usize = 20;

/// Why a file gives no settings. Shown as one line for each fault, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    lines: Vec<String>,
}

impl ConfigError {
    /// The faults, each a whole line.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    fn new(file: &str, faults: Vec<Fault>) -> Self {
        let mut faults = faults;
        faults.sort_by_key(|fault| fault.line);
        faults.dedup();
        let more = faults.len().saturating_sub(FAULTS_MAX);
        let shown = faults
            .iter()
            .take(FAULTS_MAX)
            .map(|fault| match fault.line {
                Some(line) => format!("reading {file}: line {line}: {}", fault.what),
                None => format!("reading {file}: {}", fault.what),
            });
        let mut lines: Vec<String> = shown.collect();
        if more > 0 {
            lines.push(format!(
                "reading {file}: and {more} more faults; mend these first"
            ));
        }
        Self { lines }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// Reads a file and the secrets it names.
pub fn load(path: &Path) -> Result<Settings, ConfigError> {
    load_with(path, Secrets::Read)
}

/// Reads a file and none of the secrets it names: for those who only look.
pub fn look_at(path: &Path) -> Result<Settings, ConfigError> {
    load_with(path, Secrets::Skip)
}

fn load_with(path: &Path, secrets: Secrets) -> Result<Settings, ConfigError> {
    let name = path.display().to_string();
    let fail = |what: String| ConfigError::new(&name, vec![Fault { line: None, what }]);
    let unread = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::InvalidData {
            return fail("it is not text in UTF-8; save it as UTF-8".to_owned());
        }
        let what = "check its path and who may read it, or name another file with --config";
        fail(format!("{error}; {what}"))
    };
    let size = std::fs::metadata(path).map_err(unread)?.len();
    if size > FILE_BYTES_MAX {
        return Err(fail(format!(
            "it has {size} bytes, more than 1 MiB; is it the right file?"
        )));
    }
    let text = std::fs::read_to_string(path).map_err(unread)?;
    let base = path.parent().unwrap_or(Path::new(""));
    read(&text, base, &name, secrets)
}

/// Reads the text of a file; `base` is the folder that its relative paths are relative to.
pub fn parse(text: &str, base: &Path, secrets: Secrets) -> Result<Settings, ConfigError> {
    read(text, base, "daemon.toml", secrets)
}

fn read(text: &str, base: &Path, file: &str, secrets: Secrets) -> Result<Settings, ConfigError> {
    let faults = Faults::new(text);
    let root = match toml::de::DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let line = error.span().map(|span| faults.line(span.start));
            let what = format!("{}; correct it", error.message().replace('\n', ", "));
            return Err(ConfigError::new(file, vec![Fault { line, what }]));
        }
    };
    let reader = Reader {
        base: base.to_owned(),
        secrets,
    };
    let root = Section::root(root.get_ref(), &faults);
    let settings = reader.settings(&root);
    let faults = faults.take();
    match settings {
        Some(settings) if faults.is_empty() => Ok(settings),
        _ => Err(ConfigError::new(file, faults)),
    }
}

/// What reading needs to know besides the text.
struct Reader {
    base: PathBuf,
    secrets: Secrets,
}

impl Reader {
    /// The settings; `None` only where a fault was noted.
    fn settings(&self, root: &Section<'_>) -> Option<Settings> {
        root.check_keys();
        let desk = self.desk(root);
        let mailboxes = self.mailboxes(root);
        let delivery = self.delivery(root, &mailboxes);
        let alerts = self.alerts(root, desk.as_ref(), &mailboxes);
        let identity = self.identity(root);
        let categories = rules::categories(root);
        let roster = people::roster(root, desk.as_ref(), &categories);
        let zone = desk::time_zone(root);
        let team_hours = self.team_hours(root, &zone);
        let hours = self.hours(root, zone);
        let targets = targets::targets(root);
        let matrix = escalation::matrix(root);
        let ranking = ranking::ranking(root);
        let assigns = people::assigns(root);
        let fields = fields::asking(root, &categories);
        let incidents = incidents::incidents(root);
        let knowledge = self.knowledge(root);
        let rules = rules::ruleset(root, &categories, &roster);
        let acknowledge = desk::acknowledge(root);
        let limits = desk::limits(root);
        let closing = closing::closing(root);
        let gates = approvals::gates(root, &roster, &categories);
        let record_to = closing::record_to(root, &roster);
        let aliases = commands::aliases(root);
        let rhythms = reports::rhythms(root);
        if !root.has("mailbox") {
            root.note("there is no [[mailbox]]; one is needed".to_owned());
        }
        if mailboxes.is_empty() {
            return None;
        }
        let (asking, reader) = fields?;
        let mut settings = Settings {
            desk: desk?,
            mailboxes,
            delivery: delivery?,
            alerts,
            identity,
            acknowledge,
            limits,
            closing,
            gates,
            record_to,
            aliases,
            roster,
            categories,
            asking,
            ranking,
            assigns,
            reader,
            rules: rules?,
            hours: hours?,
            team_hours,
            targets,
            matrix,
            rhythms,
            incidents,
            knowledge,
            warnings: Vec::new(),
        };
        settings.warnings = unwise::check(&settings, root);
        Some(settings)
    }

    /// A path of the file, relative to the file's folder.
    fn path(&self, text: &str) -> PathBuf {
        self.base.join(text)
    }
}

#[cfg(test)]
mod tests;
