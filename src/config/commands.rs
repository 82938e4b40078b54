//! `[commands.aliases]`: further names of the commands, in the words of the desk.

use super::section::Section;
use crate::commands::Aliases;

/// The names, each checked.
pub(super) fn aliases(root: &Section<'_>) -> Aliases {
    let mut aliases = Aliases::default();
    let Some(commands) = root.table("commands", "[commands]") else {
        return aliases;
    };
    commands.check_keys();
    let Some(section) = commands.table("aliases", "[commands.aliases]") else {
        return aliases;
    };
    for (name, span) in section.keys() {
        let Some(command) = section.text(name) else {
            continue;
        };
        if let Err(why) = aliases.add(name, command.value) {
            section.note_at(&span, format!("{}: {why}", section.place(name)));
        }
    }
    aliases
}
