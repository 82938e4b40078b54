//! The arguments of `list`.

use clap::Args;

use crate::domain::{Priority, Status};

/// Which tickets.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Only tickets in this state; may be given more than once
    #[arg(long = "status", value_name = "S", value_parser = statuses())]
    pub statuses: Vec<Status>,
    /// Only tickets of this priority; may be given more than once
    #[arg(long = "priority", value_name = "P", value_parser = priorities())]
    pub priorities: Vec<Priority>,
    /// Only tickets that this agent has; "none" for those that nobody has
    #[arg(long, value_name = "A")]
    pub assignee: Option<String>,
    /// Also the archived ones: those that ended longer ago than archive-after in daemon.toml says
    #[arg(long)]
    pub all: bool,
    /// Only the archived ones
    #[arg(long, conflicts_with = "all")]
    pub archived: bool,
    /// JSON Lines: one ticket a line
    #[arg(long)]
    pub json: bool,
}

/// A parser that offers each state to help and completions.
fn statuses() -> impl clap::builder::TypedValueParser<Value = Status> {
    use clap::builder::TypedValueParser;
    let words = Status::ALL.map(Status::word);
    clap::builder::PossibleValuesParser::new(words)
        .try_map(|word| Status::parse(&word).ok_or("no such state"))
}

/// A parser that offers each priority to help and completions.
fn priorities() -> impl clap::builder::TypedValueParser<Value = Priority> {
    use clap::builder::TypedValueParser;
    let words = Priority::ALL.map(Priority::word);
    clap::builder::PossibleValuesParser::new(words)
        .try_map(|word| Priority::parse(&word).ok_or("no such priority"))
}
