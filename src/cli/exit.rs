//! How the program ends: the codes of sysexits(3), and the one line that says why.

use std::fmt::{self, Display};
use std::io::{self, Write};
use std::process::ExitCode;

use super::terminal;

/// An exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Ok,
    /// `EX_USAGE`: the arguments are wrong.
    Usage,
    /// `EX_DATAERR`: what was given cannot be read, or there is no such thing.
    Data,
    /// `EX_UNAVAILABLE`: the daemon is not there.
    Unavailable,
    /// `EX_TEMPFAIL`: not now.
    TryAgain,
    /// `EX_CONFIG`: the configuration is wrong.
    Config,
}

impl Exit {
    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Usage => 64,
            Self::Data => 65,
            Self::Unavailable => 69,
            Self::TryAgain => 75,
            Self::Config => 78,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The code.
    pub exit: Exit,
    /// What was being done, to what, what is wrong, what to do; empty where there is nothing to say.
    what: String,
}

impl Failure {
    /// A failure with its line.
    pub fn new(exit: Exit, what: impl Display) -> Self {
        Self {
            exit,
            what: what.to_string(),
        }
    }

    /// The line for standard error.
    pub fn line(&self) -> Option<String> {
        (!self.what.is_empty()).then(|| terminal::one_line(&self.what))
    }

    /// Says on standard error what went wrong. Where nobody listens there either, the exit code still tells.
    pub fn tell(&self) {
        if let Some(line) = self.line() {
            let _ = writeln!(io::stderr(), "ticketd: {line}");
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    /// A failure to write the results. A reader that has seen enough (`| head`) is none.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Ok, "");
        }
        let what = format!("writing to standard output: {error}; make room or write elsewhere");
        Self::new(Exit::TryAgain, what)
    }
}

/// Prints help or version, or says on one line what is wrong with the arguments.
pub(super) fn of_arguments(error: &clap::Error) -> Exit {
    use clap::error::ErrorKind::{DisplayHelpOnMissingArgumentOrSubcommand, MissingSubcommand};
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Exit::Ok,
            Err(error) => Failure::from(error).exit,
        };
    }
    let said = error.to_string();
    let fault = match error.kind() {
        DisplayHelpOnMissingArgumentOrSubcommand | MissingSubcommand => nothing_given(&said),
        _ => fault(&said),
    };
    let _ = writeln!(io::stderr(), "ticketd: {fault}");
    Exit::Usage
}

/// Where a command is missing: how it is written, and where the commands are told.
fn nothing_given(said: &str) -> String {
    let mut lines = said.lines().map(str::trim);
    let usage = lines
        .find_map(|line| line.strip_prefix("Usage: "))
        .unwrap_or("ticketd [OPTIONS] <COMMAND>");
    let words = usage.split(' ');
    let command = words.take_while(|word| !word.starts_with(['[', '<']));
    let command = command.collect::<Vec<_>>().join(" ");
    format!("a command is missing; write {usage}; {command} --help tells of all of them")
}

/// What clap says on several lines, on one, without the usage; the help has it.
fn fault(said: &str) -> String {
    let lines = said
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .map(|line| line.strip_prefix("error: ").unwrap_or(line));
    let said = lines.collect::<Vec<_>>().join(" ").replace(" tip: ", "; ");
    format!("{}; see ticketd --help", terminal::one_line(&said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_arguments_is_one_line_with_the_tip() {
        let said = "error: unexpected argument '--jsn' found\n\n  tip: a similar argument exists: '--json'\n\nUsage: ticketd list\n\nFor more information, try '--help'.\n";
        assert_eq!(
            fault(said),
            "unexpected argument '--jsn' found; a similar argument exists: '--json'; see ticketd --help"
        );
    }

    #[test]
    fn a_missing_command_is_one_line_with_the_usage() {
        let said =
            "Lists.\n\nUsage: ticketd quarantine [OPTIONS] <COMMAND>\n\nCommands:\n  list  Lists\n";
        assert_eq!(
            nothing_given(said),
            "a command is missing; write ticketd quarantine [OPTIONS] <COMMAND>; ticketd quarantine --help tells of all of them"
        );
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((gone.exit, gone.line()), (Exit::Ok, None));
    }
}
