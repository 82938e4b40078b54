//! `man`: ticketd(8), made from the same tables as the help, the commands by mail and the mails themselves.

use std::fmt::Write as _;

use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use crate::commands::{COMMANDS, Who};
use crate::notices::{Audience, NOTICES};

use super::args::Cli;
use super::exit::{Exit, Failure};
use super::output::Output;

/// What the exit codes mean.
const CODES: [(&str, &str); 6] = [
    ("0", "Done."),
    ("64", "The arguments are wrong."),
    (
        "65",
        "Something that was given cannot be read, or there is no such ticket.",
    ),
    ("69", "The daemon does not run, or does not answer."),
    (
        "75",
        "Not now: another daemon holds the state directory, or there is no room.",
    ),
    ("78", "The configuration is wrong."),
];

/// The files.
const FILES: [(&str, &str); 4] = [
    (
        "./daemon.toml, /etc/ticketd/daemon.toml",
        "The configuration; the first that exists is taken.",
    ),
    (
        "/var/lib/ticketd",
        "The state directory, where the configuration does not name another.",
    ),
    (
        "STATE-DIR/control.sock",
        "Where the running daemon answers: HTTP with JSON, for its own user alone.",
    ),
    (
        "STATE-DIR/journal",
        "All that was ever decided, one line each; the rest of the state is made from it.",
    ),
];

/// `man`.
pub(super) fn man(out: &mut Output) -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let page = Man::new(command.clone())
        .section("8")
        .manual("System administration");
    let mut bytes = Vec::new();
    page.render_title(&mut bytes)?;
    page.render_name_section(&mut bytes)?;
    let mut synopsis = Roff::new();
    synopsis.control("SH", ["SYNOPSIS"]);
    synopsis.text([
        bold("ticketd"),
        roman(" ["),
        bold("--config"),
        roman(" "),
        italic("FILE"),
        roman("] "),
        italic("COMMAND"),
    ]);
    synopsis.to_writer(&mut bytes)?;
    page.render_description_section(&mut bytes)?;
    page.render_options_section(&mut bytes)?;
    let mut roff = Roff::new();
    subcommands(&mut roff, &mut command);
    commands_by_mail(&mut roff);
    notices(&mut roff);
    terms(&mut roff, "EXIT STATUS", &CODES);
    terms(&mut roff, "FILES", &FILES);
    roff.to_writer(&mut bytes)?;
    out.bytes(plain(&String::from_utf8_lossy(&bytes)).as_bytes())?;
    Ok(Exit::Ok)
}

/// Spells what is not ASCII the way that every roff reads, whatever the locale.
fn plain(page: &str) -> String {
    let mut plain = String::with_capacity(page.len());
    for letter in page.chars() {
        match letter {
            letter if letter.is_ascii() => plain.push(letter),
            '…' => plain.push_str("..."),
            letter => {
                // Writing to a string cannot fail.
                let _ = write!(plain, "\\[u{:04X}]", u32::from(letter));
            }
        }
    }
    plain
}

/// The commands of the program with their arguments.
fn subcommands(roff: &mut Roff, command: &mut clap::Command) {
    roff.control("SH", ["COMMANDS"]);
    below(roff, command);
}

/// The commands below a command; of one that has commands of its own, those.
fn below(roff: &mut Roff, command: &mut clap::Command) {
    let subs = command.get_subcommands_mut();
    for sub in subs.filter(|sub| sub.get_name() != "help") {
        if sub.has_subcommands() {
            below(roff, sub);
            continue;
        }
        let usage = sub.render_usage().to_string();
        let about = sub.get_about().map(ToString::to_string);
        term(
            roff,
            bold(usage.trim_start_matches("Usage: ")),
            &format!("{}.", about.unwrap_or_default()),
        );
        let args = sub
            .get_arguments()
            .filter(|arg| !arg.is_hide_set() && !arg.is_global_set())
            .filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
        let args: Vec<_> = args.collect();
        if args.is_empty() {
            continue;
        }
        roff.control("RS", []);
        for arg in args {
            let values: Vec<String> = arg
                .get_possible_values()
                .iter()
                .filter(|value| !value.is_hide_set() && arg.get_action().takes_values())
                .map(|value| value.get_name().to_owned())
                .collect();
            let values = if values.is_empty() {
                String::new()
            } else {
                format!(" One of {}.", values.join(", "))
            };
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            term(roff, bold(arg.to_string()), &format!("{help}.{values}"));
        }
        roff.control("RE", []);
    }
}

/// What can be ordered by mail.
fn commands_by_mail(roff: &mut Roff) {
    roff.control("SH", ["COMMANDS BY MAIL"]);
    roff.text([roman(
        "Agents work by answering the mails of the desk. Lines of this form at the beginning or the end of an answer \
         are carried out, all of them or none, and a mail tells what came of each. Those marked with an asterisk \
         may be given by requesters on their own ticket too, those with a dagger only by leaders.",
    )]);
    for command in COMMANDS {
        let mark = match command.who {
            Who::Everyone => " *",
            Who::Agents => "",
            Who::Leaders => " †",
        };
        let aliases: Vec<String> = command
            .aliases
            .iter()
            .map(|alias| format!("#{alias}"))
            .collect();
        let also = match aliases.as_slice() {
            [] => String::new(),
            aliases => format!(" Also {}.", aliases.join(", ")),
        };
        let says = format!("{} {}{also}", command.says, command.details);
        term(roff, bold(format!("{}{mark}", command.usage)), &says);
    }
}

/// What the desk writes.
fn notices(roff: &mut Roff) {
    roff.control("SH", ["MAILS THAT TICKETD SENDS"]);
    roff.text([roman(
        "Each has a template of its name; a file of that name in the templates folder replaces the shipped one.",
    )]);
    for (audience, heading) in [
        (Audience::Requester, "To requesters"),
        (Audience::Agent, "To agents"),
    ] {
        roff.control("SS", [heading]);
        for notice in NOTICES.iter().filter(|notice| notice.audience == audience) {
            term(roff, bold(notice.name), notice.says);
        }
    }
}

fn terms(roff: &mut Roff, heading: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (name, says) in rows {
        term(roff, italic(*name), says);
    }
}

/// A term with what it means, indented.
fn term(roff: &mut Roff, name: Inline, says: &str) {
    roff.control("TP", []);
    roff.text([name]);
    roff.text([roman(says.trim())]);
}
