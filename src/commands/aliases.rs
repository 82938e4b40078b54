//! Further names of commands, from the configuration: the desk's own words for them, in its own language.

use std::collections::BTreeMap;

use super::scan::is_name;
use super::{find, names, nearest};

/// Names beside those of [`super::COMMANDS`]. A line that bears one is read as if it bore the command's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases(BTreeMap<String, &'static str>);

impl Aliases {
    /// Gives a command another name. The error says what is wrong with it, a clause.
    pub fn add(&mut self, name: &str, command: &str) -> Result<(), String> {
        let name = name.trim_start_matches('#').to_lowercase();
        if !is_name(&name) {
            return Err(format!(
                "\"{name}\" is no name of a command; write letters, digits and -, a letter first"
            ));
        }
        let wanted = command.trim_start_matches('#').to_lowercase();
        let Some(target) = find(&wanted) else {
            let help = nearest(&wanted, names())
                .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
            return Err(format!("there is no command \"{wanted}\"{help}"));
        };
        if let Some(other) = find(&name) {
            return Err(format!(
                "\"{name}\" is a name of the command \"{}\" already; choose another one",
                other.word
            ));
        }
        if self.0.insert(name.clone(), target.word).is_some() {
            return Err(format!(
                "\"{name}\" stands there twice, in large and small letters"
            ));
        }
        Ok(())
    }

    /// The command's own name.
    pub fn resolve(&self, name: &str) -> Option<&'static str> {
        self.0.get(name).copied()
    }

    /// The further names of a command.
    pub fn of(&self, word: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(_, target)| **target == word);
        pairs.map(|(name, _)| name.as_str())
    }

    /// All of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_or_leads_nowhere_is_refused() {
        let mut aliases = Aliases::default();
        assert_eq!(aliases.add("Schließen", "#close"), Ok(()));
        assert_eq!(aliases.add("#बंद", "close"), Ok(()));
        assert_eq!(aliases.resolve("schließen"), Some("close"));
        assert_eq!(aliases.of("close").collect::<Vec<_>>(), ["schließen", "बंद"]);
        for (name, command, says) in [
            (
                "zu",
                "clsoe",
                "there is no command \"clsoe\"; did you mean \"close\"?",
            ),
            (
                "take",
                "close",
                "\"take\" is a name of the command \"take\" already",
            ),
            (
                "mine",
                "close",
                "\"mine\" is a name of the command \"take\" already",
            ),
            ("schliessen sofort", "close", "is no name of a command"),
            ("1a", "close", "is no name of a command"),
            ("", "close", "is no name of a command"),
            ("SCHLIEẞEN", "close", "stands there twice"),
        ] {
            let why = aliases.add(name, command).unwrap_err();
            assert!(why.contains(says), "{name}: {why}");
        }
    }
}
