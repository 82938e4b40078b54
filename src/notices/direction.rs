//! Values that are written from right to left, in a mail that is not, and the other way round.
//!
//! The letters of a name decide in which order a program shows the signs and numbers around it: `דוד, 5 of 5` would
//! show the five before the name. So a value whose direction differs is isolated (UAX #9 §6.4): in text between FSI and
//! PDI, in HTML by an element of its own. A value cannot bring such marks itself, since [`value`](super::value) shows
//! them; and a subject gets none, because a reply would carry them on: it begins with letters of ours, and the tag
//! behind the value begins with one too.

use super::value::{CLOSE, OPEN, unmarked};
use crate::domain::language::is_rtl;

/// First strong isolate.
pub const FSI: char = '\u{2068}';
/// Pop directional isolate.
pub const PDI: char = '\u{2069}';

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// The text, without marks.
    pub text: String,
    /// Whether it has to be isolated from what stands around it.
    pub is_isolated: bool,
}

/// The line in pieces: a value that has to be isolated is one, what stands between is another.
pub fn runs(line: &str, language: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for part in line.split_inclusive([OPEN, CLOSE]) {
        let is_isolated = part.ends_with(CLOSE) && (is_rtl(language) || has_rtl(part));
        let text = unmarked(part);
        match runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if !is_isolated && !last.is_isolated => last.text.push_str(&text),
            _ => runs.push(Run { text, is_isolated }),
        }
    }
    runs
}

/// The line as text.
pub fn isolated(line: &str, language: &str) -> String {
    let runs = runs(line, language).into_iter();
    runs.map(|run| {
        if run.is_isolated {
            format!("{FSI}{}{PDI}", run.text)
        } else {
            run.text
        }
    })
    .collect()
}

/// Whether a letter of it belongs to a script that is written from right to left.
fn has_rtl(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(u32::from(letter),
            0x590..=0x8FF | 0xFB1D..=0xFDCF | 0xFDF0..=0xFDFF | 0xFE70..=0xFEFC
            | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::value::line;

    #[test]
    fn a_value_of_the_other_direction_is_isolated_and_no_other() {
        let greet = |name: &str| format!("Hello {}, {} of 5", line(name), line("4"));
        assert_eq!(isolated(&greet("Ann"), "en"), "Hello Ann, 4 of 5");
        assert_eq!(
            isolated(&greet("דוד"), "en"),
            "Hello \u{2068}דוד\u{2069}, 4 of 5"
        );
        assert_eq!(
            isolated(&greet("أحمد علي"), "de"),
            "Hello \u{2068}أحمد علي\u{2069}, 4 of 5"
        );
        assert_eq!(
            isolated(&line("Ann"), "ar"),
            "\u{2068}Ann\u{2069}",
            "in a mail that runs the other way every value is isolated"
        );
    }

    #[test]
    fn a_value_brings_no_marks_of_its_own() {
        let evil = isolated(&line("דוד\u{2069}\u{202E}gpj.exe"), "en");
        assert_eq!(evil.matches([FSI, PDI]).count(), 2, "{evil}");
        assert!(evil.ends_with(PDI) && !evil.contains('\u{202E}'), "{evil}");
    }
}
