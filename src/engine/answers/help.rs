//! The rows of the help: what may be ordered by mail, in the order of the list of commands.

use crate::commands::{Aliases, COMMANDS, Command, Who};
use crate::notices::CommandHelp;

/// The help rows of the commands that this kind of author may give.
pub(in crate::engine) fn help_rows(
    is_agent: bool,
    only: Option<&'static Command>,
    own: &Aliases,
) -> Vec<CommandHelp> {
    COMMANDS
        .into_iter()
        .filter(|command| is_agent || command.who == Who::Everyone)
        .filter(|command| only.is_none_or(|only| only == *command))
        .map(|command| {
            if is_agent {
                agents_row(command, own)
            } else {
                requesters_row(command)
            }
        })
        .collect()
}

fn agents_row(command: &Command, own: &Aliases) -> CommandHelp {
    let aliases: Vec<String> = command
        .aliases
        .iter()
        .copied()
        .chain(own.of(command.word))
        .map(|alias| format!("#{alias}"))
        .collect();
    let also = if aliases.is_empty() {
        String::new()
    } else {
        format!("Also: {}.", aliases.join(", "))
    };
    CommandHelp {
        usage: command.usage.to_owned(),
        says: command.says.to_owned(),
        details: format!("{} {also}", command.details).trim().to_owned(),
    }
}

fn requesters_row(command: &Command) -> CommandHelp {
    let (usage, says) = command.theirs.unwrap_or((command.usage, command.says));
    CommandHelp {
        usage: usage.to_owned(),
        says: says.to_owned(),
        details: String::new(),
    }
}
