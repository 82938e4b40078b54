//! Makes text of mails harmless to a terminal: what a stranger wrote may be read there, and may do nothing else.
//!
//! A control sequence can clear a screen, retitle a window or type; a mark of direction can turn `exe.fdp` around.
//! Both are shown by their number. Plain output is cleaned as well, since it ends on a terminal sooner or later.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// How many characters a column is worth at most.
const MARKS_MAX: usize = 4;

/// Text on one line.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in lines(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Text on one line of at most `columns_max` columns of a terminal. Marks that take no column (accents) are kept with
/// their letter, up to a few: a mail can pile up thousands.
pub(super) fn short(text: &str, columns_max: usize) -> String {
    let line = one_line(text);
    let letters_max = columns_max.saturating_mul(MARKS_MAX);
    if columns(&line) <= columns_max && line.chars().count() <= letters_max {
        return line;
    }
    let (mut kept, mut taken) = (String::new(), 0);
    for letter in line.chars().take(letters_max) {
        taken += columns_of(letter);
        if taken >= columns_max {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end_matches([' ', '\u{200d}']))
}

/// How many columns a text takes at most. Terminals do not agree about emoji that are joined to one; here each counts.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(letter: char) -> usize {
    match letter {
        // It makes an emoji, which is two columns wide, of a sign that is one.
        '\u{fe0f}' => 1,
        letter => letter.width().unwrap_or_default(),
    }
}

/// Text with its lines.
pub(super) fn lines(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => clean.push('\n'),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\t' => clean.push_str("    "),
            letter if is_active(letter) => {
                // Writing to a string cannot fail.
                let _ = write!(clean, "⟨U+{:04X}⟩", u32::from(letter));
            }
            letter => clean.push(letter),
        }
    }
    clean
}

/// Whether a character acts on the display instead of being shown: controls, marks of direction, line separators.
pub(super) fn is_active(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown_by_its_number() {
        assert_eq!(
            lines("a\x1b[2J\u{9b}31m\r\nb\u{202e}exe.fdp\tc\rd"),
            "a⟨U+001B⟩[2J⟨U+009B⟩31m\nb⟨U+202E⟩exe.fdp    c⟨U+000D⟩d"
        );
    }

    #[test]
    fn a_long_line_says_that_it_was_cut() {
        assert_eq!(short(" one\ntwo  three", 13), "one two three");
        assert_eq!(short("one two three", 8), "one two…");
        assert_eq!(short("äöüß", 3), "äö…");
        assert_eq!(short("点滅して", 6), "点滅…");
        assert_eq!(short("🖨️ is red", 6), "🖨️ is…");
        assert_eq!(short(&"e\u{301}".repeat(3), 3), "e\u{301}".repeat(3));
        let pile = format!("e{}", "\u{301}".repeat(5000));
        assert!(short(&pile, 10).chars().count() <= 41);
    }
}
