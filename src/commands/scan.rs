//! Finds the command lines of a mail.
//!
//! ```text
//! line = "#" name [args]          name = letter *( letter / digit / "-" ), glued to "#", without regard to case
//! ```
//! They are read from the first block and the last block of lines of the author's own text, and from nowhere else:
//! a quoted mail, a signature or a sentence in the middle that begins with `#` orders nothing. In the first block an
//! unknown `#word` is still an order, a wrong one; in the last block it is text, since signatures and hashtags live
//! there. Where it is not sure where the own text ends, the last block is not read at all.

use super::args::Args;

/// Most commands taken from one mail.
pub const COMMANDS_MAX: usize = 20;

/// A command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line as written, cleaned.
    pub text: String,
    /// The name, lower case, without `#`.
    pub name: String,
    /// Where the arguments begin in `text`, in bytes.
    args_at: usize,
    /// The column (in characters) of that place.
    column: usize,
}

impl Line {
    /// The arguments.
    pub fn args(&self) -> Args<'_> {
        Args::new(
            self.text.get(self.args_at..).unwrap_or_default(),
            self.column,
        )
    }
}

/// The command lines of a mail, and the text without them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// The commands, in the order of the mail.
    pub lines: Vec<Line>,
    /// What is left, trimmed.
    pub text: String,
    /// Lines that look like commands but stand where none is read; they stayed text.
    pub stray: Vec<String>,
    /// Whether there were more than [`COMMANDS_MAX`].
    pub is_too_many: bool,
}

/// Reads the command lines out of `own`. `is_known` says which names count for this author; `is_strict` whether an
/// unknown name in the first block is an order (an agent's) or text (a requester's); `is_sure` whether the end of
/// the own text is known.
pub fn scan(own: &str, is_known: impl Fn(&str) -> bool, is_strict: bool, is_sure: bool) -> Scan {
    let lines: Vec<String> = own.lines().map(clean).collect();
    let parsed: Vec<Option<Line>> = lines.iter().map(|line| parse_line(line)).collect();
    let is_order = |index: usize, is_head: bool| {
        parsed
            .get(index)
            .and_then(Option::as_ref)
            .is_some_and(|line| is_known(&line.name) || (is_head && is_strict))
    };
    let is_blank = |index: usize| lines.get(index).is_none_or(|line| line.trim().is_empty());

    let head_end = (0..lines.len())
        .find(|index| !is_blank(*index) && !is_order(*index, true))
        .unwrap_or(lines.len());
    let mut tail_start = lines.len();
    if is_sure {
        let last_other = (head_end..lines.len())
            .rev()
            .find(|index| !is_blank(*index) && !is_order(*index, false));
        tail_start = last_other.map_or(lines.len(), |index| index + 1);
    }

    let mut scan = Scan::default();
    let mut text = String::new();
    for (index, (line, parsed)) in lines.iter().zip(parsed).enumerate() {
        let is_head = index < head_end;
        match parsed {
            Some(order) if is_head || (index >= tail_start && is_known(&order.name)) => {
                scan.lines.push(order);
            }
            other => {
                if let Some(stray) = other.filter(|stray| is_known(&stray.name)) {
                    scan.stray.push(stray.text);
                }
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text.trim().clone_into(&mut scan.text);
    scan.is_too_many = scan.lines.len() > COMMANDS_MAX;
    scan
}

/// Makes the look-alikes of plain characters plain: no-break spaces, invisible characters, the full-width `＃`.
fn clean(line: &str) -> String {
    line.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{00ad}'))
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\u{2007}' | '\t' => ' ',
            '\u{ff03}' => '#',
            other => other,
        })
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn parse_line(line: &str) -> Option<Line> {
    let trimmed = line.trim_start();
    let after = trimmed.strip_prefix('#')?;
    let name: String = after.chars().take_while(|c| is_part(*c)).collect();
    if !is_name(&name) {
        return None;
    }
    let rest = after.get(name.len()..)?;
    if !(rest.is_empty() || rest.starts_with(' ')) {
        return None;
    }
    let args_at = 1 + name.len();
    Some(Line {
        text: trimmed.to_owned(),
        column: 1 + name.chars().count(),
        name: name.to_lowercase(),
        args_at,
    })
}

/// Whether a text can be the name of a command.
pub fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(is_part)
}

/// Letters of any script, with the marks that stand above and below them.
fn is_part(c: char) -> bool {
    let is_mark = matches!(
        c,
        '\u{300}'
            ..='\u{36f}'
                | '\u{93c}'
                | '\u{94d}'
                | '\u{9bc}'
                | '\u{9cd}'
                | '\u{a4d}'
                | '\u{acd}'
                | '\u{b4d}'
                | '\u{bcd}'
                | '\u{c4d}'
                | '\u{ccd}'
                | '\u{d4d}'
    );
    c.is_alphanumeric() || c == '-' || is_mark
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(own: &str) -> Scan {
        scan(
            own,
            |name| ["take", "close", "priority", "note"].contains(&name),
            true,
            true,
        )
    }
    fn names(scan: &Scan) -> Vec<&str> {
        scan.lines.iter().map(|line| line.name.as_str()).collect()
    }

    #[test]
    fn the_first_block_and_the_last_are_read_and_taken_out() {
        let scan = agent("\n#take\n\n#priority high\nHello Ann,\nwe look at it.\n\n#note x\n");
        assert_eq!(names(&scan), ["take", "priority", "note"]);
        assert_eq!(scan.text, "Hello Ann,\nwe look at it.");
    }

    #[test]
    fn a_line_in_the_middle_stays_text_and_is_reported() {
        let scan = agent("Hello\n#close done\nBye");
        assert!(scan.lines.is_empty());
        assert_eq!(scan.text, "Hello\n#close done\nBye");
        assert_eq!(scan.stray, ["#close done"]);
    }

    #[test]
    fn headings_numbers_and_hashtags_are_text() {
        for own in ["# heading", "#123 is broken", "#-x", "#close,now", "#"] {
            assert!(agent(own).lines.is_empty(), "{own}");
        }
    }

    #[test]
    fn an_unknown_word_is_an_order_in_the_first_block_of_an_agent_only() {
        assert_eq!(names(&agent("#asign bob\nHello")), ["asign"]);
        assert!(agent("Hello\n#asign bob").lines.is_empty());
        assert!(
            scan("#help-me please", |name| name == "close", false, true)
                .lines
                .is_empty()
        );
    }

    #[test]
    fn where_the_end_is_not_sure_the_last_block_is_not_read() {
        let scan = scan("Hello\n#close done", |name| name == "close", true, false);
        assert!(scan.lines.is_empty());
    }

    #[test]
    fn look_alike_characters_are_made_plain() {
        let scan = agent("\u{200b}＃close\u{a0}It works");
        assert_eq!(names(&scan), ["close"]);
        assert_eq!(scan.lines[0].args().rest, "It works");
        assert_eq!(scan.lines[0].args().column, 7);
    }
}
