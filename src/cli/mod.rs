//! Floor 7. What a person types: arguments in, tables, plain text or JSON Lines out, and an exit code.
//!
//! Commands about tickets and mails ask the running daemon over its control socket ([`client`]), since sled admits one
//! process. `explain`, `man` and `completions` need no daemon. Nothing here decides anything about tickets.
//!
//! Results go to standard output and nothing else does; a fault is one line on standard error.

mod args;
mod backup;
mod check;
mod check_config;
mod client;
mod clocks;
mod columns;
mod completions;
mod demo;
mod digest;
mod exchange;
mod exit;
mod explain;
mod man;
mod output;
mod place;
mod probe;
mod quarantine;
mod rebuild;
mod record;
mod report;
mod rules;
mod run;
mod sop;
mod tables;
mod terminal;
mod ticket;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command, RulesCommand};
use client::Client;
use exit::{Exit, Failure};
use output::Output;

/// Runs the program on its arguments, the program's name first.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    crate::fault::arm();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return exit::of_arguments(&error).into(),
    };
    let mut out = Output::new(
        Box::new(io::stdout().lock()),
        io::stdout().is_terminal(),
        cli.command.wants_json(),
    );
    let done = run(&cli, &mut out).and_then(|exit| out.finish().map(|()| exit));
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            failure.exit.into()
        }
    }
}

/// The table of commands.
fn run(cli: &Cli, out: &mut Output) -> Result<Exit, Failure> {
    let client = || place::socket(cli.config.as_deref()).map(Client::new);
    match &cli.command {
        Command::Run => run::run(cli.config.as_deref()),
        Command::CheckConfig { online } => {
            check_config::check_config(cli.config.as_deref(), *online, out)
        }
        Command::Demo { once } => demo::demo(*once, out),
        Command::List(wanted) => tables::list(&client()?, wanted, out),
        Command::Show(wanted) if wanted.clocks => clocks::show(&client()?, wanted, out),
        Command::Show(wanted) if wanted.record => record::show(&client()?, wanted, out),
        Command::Show(wanted) => ticket::show(&client()?, wanted, out),
        Command::Mails(wanted) => tables::mails(&client()?, wanted, out),
        Command::Explain(wanted) => explain::explain(wanted, cli.config.as_deref(), out),
        Command::Outbox(_) => tables::outbox(&client()?, out),
        Command::Quarantine { what } => quarantine::quarantine(&client()?, what, out),
        Command::Status(_) => tables::status(&client()?, out),
        Command::Sop(wanted) => sop::sop(&client()?, wanted, out),
        Command::Report(wanted) => report::report(&client()?, wanted, out),
        Command::Digest(wanted) => digest::digest(&client()?, wanted, out),
        Command::Rules {
            what: RulesCommand::Suggest(wanted),
        } => rules::suggest_rules(wanted, cli.config.as_deref(), out),
        Command::Check(wanted) => check::check(cli.config.as_deref(), wanted, out),
        Command::Backup(wanted) => backup::backup(cli.config.as_deref(), wanted, out),
        Command::Restore(wanted) => backup::restore(cli.config.as_deref(), wanted, out),
        Command::Export(wanted) => exchange::export(cli.config.as_deref(), wanted, out),
        Command::Import(wanted) => exchange::import(cli.config.as_deref(), wanted, out),
        Command::Rebuild(wanted) => rebuild::rebuild(cli.config.as_deref(), wanted, out),
        Command::Man => man::man(out),
        Command::Completions { shell } => completions::completions(*shell, out),
    }
}
