//! The arguments: one table from which the help, the manual and the completions are made.

mod list;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::domain::TicketId;

pub(super) use list::List;

/// A mail-driven help desk: one daemon, one file, one mailbox.
///
/// Reads a mailbox, opens a ticket for each request and acknowledges it; agents work by replying to its mails.
/// The commands below run the daemon, ask it, or explain what it makes of a mail.
#[derive(Debug, Parser)]
#[command(
    name = "ticketd",
    version,
    max_term_width = 100,
    propagate_version = true
)]
pub(super) struct Cli {
    /// The configuration; without this ./daemon.toml, then /etc/ticketd/daemon.toml
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Runs the daemon in the foreground until SIGTERM or SIGINT; SIGHUP reads the settings again
    Run,
    /// Checks configuration, rules and templates
    CheckConfig {
        /// Also log in to every mailbox and to the relay, and try whether subaddresses arrive
        #[arg(long)]
        online: bool,
    },
    /// Shows the whole thing on this machine, with no server and no set-up
    Demo {
        /// End after the story, also on a terminal
        #[arg(long)]
        once: bool,
    },
    /// Lists tickets, the most urgent first
    List(List),
    /// Shows a ticket with its messages and events
    Show(Show),
    /// Lists the source mails: where each lay and what became of it
    Mails(Mails),
    /// Explains what ticketd makes of raw mails; changes nothing, needs no daemon
    Explain(Explain),
    /// Lists the mails that wait to be sent
    Outbox(Outbox),
    /// Mails that could not be placed: lists them, shows one, takes one in anew
    #[command(arg_required_else_help = false)]
    Quarantine {
        /// What to do.
        #[command(subcommand)]
        what: QuarantineCommand,
    },
    /// Shows how the desk is: mailboxes, outbox, missed times, size of the store
    Status(Health),
    /// Shows how far the support procedure was carried out: for each demand what was owed, and what of it was kept
    Sop(Sop),
    /// Shows what came, how soon it was answered and solved, what was promised and kept, and how content people are
    Report(Report),
    /// Shows what is before an agent, as their digest would say it now
    Digest(super::digest::Digest),
    /// What rules make of mails: suggests some, learned from mails that people have put in their place
    #[command(arg_required_else_help = false)]
    Rules {
        /// What to do.
        #[command(subcommand)]
        what: RulesCommand,
    },
    /// Checks that journal, index and spool agree; the daemon may run or not
    Check(Check),
    /// Copies the state to a folder; the daemon may run or not, and a folder can be used again and again
    Backup(Backup),
    /// Makes a backup the state, and takes in what the mailboxes hold besides; the daemon must not run
    Restore(Restore),
    /// Writes tickets to standard output, JSON Lines, with all that another desk needs to take them in
    Export(Export),
    /// Takes in what export wrote, all of it or nothing; the daemon must not run
    Import(Import),
    /// Makes the index anew from the journal, or tickets from the processed mails; the daemon must not run
    Rebuild(Rebuild),
    /// Writes the manual page ticketd(8) to standard output
    Man,
    /// Writes a completion script for a shell to standard output
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Which ticket.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Its number: 1000, #1000 or ACME-1000
    #[arg(value_name = "ID", value_parser = ticket_id)]
    pub id: TicketId,
    /// Its clocks instead: when each was set, until when, and what of the time was counted
    #[arg(long)]
    pub clocks: bool,
    /// Its service record instead: what was asked and done, by whom, and which times were kept; it can be handed out
    #[arg(long, conflicts_with = "clocks")]
    pub record: bool,
    /// One JSON object; with --clocks one for each time that a clock was set
    #[arg(long)]
    pub json: bool,
}

/// Which source mails.
#[derive(Debug, Args)]
pub(super) struct Mails {
    /// Only mails decided since then: 2026-03-02, 2026-03-02T10:15 (UTC) or 2026-03-02T10:15:00+05:30
    #[arg(long, value_name = "T", value_parser = instant)]
    pub since: Option<Timestamp>,
    /// JSON Lines: one mail a line
    #[arg(long)]
    pub json: bool,
}

/// Which raw mails.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A mail, an mbox, a Maildir, any folder of mails, or - for standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<PathBuf>,
    /// JSON Lines: one mail a line
    #[arg(long)]
    pub json: bool,
}

/// How the outbox is shown.
#[derive(Debug, Args)]
pub(super) struct Outbox {
    /// JSON Lines: one mail a line
    #[arg(long)]
    pub json: bool,
}

/// What is wanted of the quarantine.
#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// Lists the mails in quarantine
    List {
        /// JSON Lines: one mail a line
        #[arg(long)]
        json: bool,
    },
    /// Shows what is known of one, and where its file lies
    Show {
        /// Its id, as the list has it
        #[arg(value_name = "ID")]
        id: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Takes one in anew, as if it had just come
    Retry {
        /// Its id, as the list has it
        #[arg(value_name = "ID")]
        id: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
}

impl QuarantineCommand {
    fn wants_json(&self) -> bool {
        match self {
            Self::List { json } | Self::Show { json, .. } | Self::Retry { json, .. } => *json,
        }
    }
}

/// How the desk's health is shown.
#[derive(Debug, Args)]
pub(super) struct Health {
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// Which period, and in which form.
#[derive(Debug, Args)]
pub(super) struct Report {
    /// The first day, as 2026-03-01, or an instant; without this 30 days before the end
    #[arg(long, value_name = "T", value_parser = day_or_instant)]
    pub from: Option<String>,
    /// The day after the last one, or an instant; without this now
    #[arg(long, value_name = "T", value_parser = day_or_instant)]
    pub to: Option<String>,
    /// Comma-separated values: group, of, figure, value
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// What is wanted of the rules.
#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Suggests rules for category and priority, and says how often they would be right; changes nothing
    Suggest(Suggest),
}

/// What is learned from.
#[derive(Debug, Args)]
pub(super) struct Suggest {
    /// JSON Lines with subject, text, and category or priority; what export wrote; or - for standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// JSON Lines: one rule a line, and a last one with the figures
    #[arg(long)]
    pub json: bool,
}

/// Which period, and which demand.
#[derive(Debug, Args)]
pub(super) struct Sop {
    /// The first day, as 2026-03-01, or an instant; without this 30 days before the end
    #[arg(long, value_name = "T", value_parser = day_or_instant)]
    pub from: Option<String>,
    /// The day after the last one, or an instant; without this now
    #[arg(long, value_name = "T", value_parser = day_or_instant)]
    pub to: Option<String>,
    /// Only this demand, as S4.3, with each ticket and event that shows it
    #[arg(long, value_name = "ID")]
    pub demand: Option<String>,
    /// JSON Lines: one demand a line, with all that shows it
    #[arg(long)]
    pub json: bool,
}

/// How the findings of a check are shown.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// Where the state is copied to.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// A folder that is empty, is not there yet, or holds an earlier backup of this desk
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// What is made the state.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The folder with the backup
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Only prove that the backup is whole; changes nothing
    #[arg(long)]
    pub only_verify: bool,
}

/// Which tickets go out.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Only tickets that changed since then: 2026-03-02, 2026-03-02T10:15 (UTC) or 2026-03-02T10:15:00+05:30
    #[arg(long, value_name = "T", value_parser = instant)]
    pub since: Option<Timestamp>,
}

/// What comes in.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// A file that export wrote
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// What is made anew.
#[derive(Debug, Args)]
pub(super) struct Rebuild {
    /// Take in what lies in the processed folders of the mailboxes and is not known, without writing to anybody
    #[arg(long)]
    pub from_mailbox: bool,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

impl Command {
    /// Whether JSON is asked for.
    pub fn wants_json(&self) -> bool {
        match self {
            Self::List(wanted) => wanted.json,
            Self::Show(wanted) => wanted.json,
            Self::Mails(wanted) => wanted.json,
            Self::Explain(wanted) => wanted.json,
            Self::Outbox(wanted) => wanted.json,
            Self::Quarantine { what } => what.wants_json(),
            Self::Status(wanted) => wanted.json,
            Self::Sop(wanted) => wanted.json,
            Self::Report(wanted) => wanted.json,
            Self::Digest(wanted) => wanted.json,
            Self::Rules {
                what: RulesCommand::Suggest(wanted),
            } => wanted.json,
            Self::Check(wanted) => wanted.json,
            Self::Rebuild(wanted) => wanted.json,
            Self::Run
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Export(_)
            | Self::Import(_)
            | Self::CheckConfig { .. }
            | Self::Demo { .. }
            | Self::Man
            | Self::Completions { .. } => false,
        }
    }
}

/// The number at the end: people copy it with the tag, or with the brackets of a subject.
fn ticket_id(text: &str) -> Result<TicketId, String> {
    let number = text.trim().trim_start_matches('[').trim_end_matches(']');
    let number = number.rsplit(['-', '#']).next().unwrap_or(number);
    number
        .parse()
        .map(TicketId)
        .map_err(|_| "write the number alone, as 1000, or with the tag, as ACME-1000".to_owned())
}

/// An instant; without an offset it is UTC, as all times in JSON are.
fn instant(text: &str) -> Result<Timestamp, String> {
    let civil = || {
        let midnight = |date: Date| date.at(0, 0, 0, 0);
        text.parse::<DateTime>()
            .or_else(|_| text.parse::<Date>().map(midnight))
            .and_then(|local| local.to_zoned(TimeZone::UTC))
            .map(|zoned| zoned.timestamp())
    };
    text.parse::<Timestamp>().or_else(|_| civil()).map_err(|_| {
        "write it as 2026-03-02, 2026-03-02T10:15 (UTC) or 2026-03-02T10:15:00+05:30".to_owned()
    })
}

/// A day, which begins at midnight where the desk is, or an instant; which of the two it is, the desk sees.
fn day_or_instant(text: &str) -> Result<String, String> {
    let is_day = text.parse::<Date>().is_ok();
    if is_day || instant(text).is_ok() {
        return Ok(text.to_owned());
    }
    Err("write it as 2026-03-01 (a day of the desk) or 2026-03-01T10:15:00+05:30".to_owned())
}

#[cfg(test)]
mod tests;
