//! Makes values harmless before they enter a mail: what a sender chose may be read, and may do nothing else.
//!
//! Each value is cleaned (no control, bidirectional or invisible characters), given one of four forms, and enclosed
//! in marks. The marks let [`layout`](super::layout) tell our own words from a value, so no value can open a heading,
//! a list, a quote or the footer. They are noncharacters of Unicode, "for internal use", and are cleaned out of values.
//! A value never contains `Ref:` as a word: that line carries tokens and is ours alone.

/// Begins a value.
pub const OPEN: char = '\u{FDD0}';
/// Ends a value.
pub const CLOSE: char = '\u{FDD1}';
/// Begins a line of a person's own words.
pub const PROSE: char = '\u{FDD2}';
/// Begins a line that is shown letter by letter.
pub const CODE: char = '\u{FDD3}';

/// Longest value in running text, in characters: longer ones are not read, and a list of them must stay a list.
const LINE_CHARS_MAX: usize = 600;
/// Longest value of several lines, in characters. Half of the output limit in the worst common case (two octets a
/// character); an agent's answer longer than this is a file that should have been attached.
const LINES_CHARS_MAX: usize = 64 * 1024;
/// Shown where a value was cut.
pub const CUT: &str = "[…]";

/// A value in running text: one line.
pub fn line(value: &str) -> String {
    format!("{OPEN}{}{CLOSE}", one_line(value, LINE_CHARS_MAX))
}

/// A value as a quotation: each line after `> `.
pub fn quote(value: &str) -> String {
    each_line(value, "> ")
}

/// A person's own words, as they set them.
pub fn prose(value: &str) -> String {
    each_line(value, &PROSE.to_string())
}

/// A value shown letter by letter, its spaces kept.
pub fn code(value: &str) -> String {
    each_line(value, &CODE.to_string())
}

/// Cleans a value and puts it on one line of at most `chars_max` characters.
pub fn one_line(value: &str, chars_max: usize) -> String {
    let mut words = String::new();
    let mut gap = "";
    for word in clean(value).split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !bare.is_empty() {
            words.push_str(gap);
            words.push_str(bare);
        }
        // `12 h 40` stays together; any longer gap is one space.
        gap = match word.strip_prefix(bare) {
            _ if words.is_empty() => "",
            Some("\u{A0}") if !bare.is_empty() => "\u{A0}",
            Some("") => gap,
            _ => " ",
        };
    }
    without_ref(&cut(&words, chars_max, " "))
}

/// The lines without blank ones at either end; nothing for an empty value.
fn each_line(value: &str, before: &str) -> String {
    let text = cut(&clean(value), LINES_CHARS_MAX, "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty());
    let last = lines.iter().rposition(|line| !line.is_empty());
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    let mut out = String::new();
    for line in lines.get(first..=last).unwrap_or_default() {
        out.push_str(before);
        out.push(OPEN);
        out.push_str(&without_ref(line));
        out.push(CLOSE);
        out.push('\n');
    }
    out.pop();
    out
}

fn cut(text: &str, chars_max: usize, gap: &str) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!(
            "{}{gap}{CUT}",
            text.get(..end).unwrap_or_default().trim_end()
        ),
        None => text.to_owned(),
    }
}

/// Removes what cannot be seen, and shows what would turn other text around.
fn clean(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut previous = ' ';
    for letter in value.replace("\r\n", "\n").chars() {
        match letter {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{B}' | '\u{C}' => out.push('\n'),
            '\t' => out.push_str("    "),
            // Embeddings, overrides and isolates reorder what stands after them: the reader should see that.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                out.push_str(&shown(letter));
            }
            // Joiners belong to the spelling of many scripts and to emoji, and to nothing in ASCII.
            '\u{200C}' | '\u{200D}' if !previous.is_ascii() => out.push(letter),
            letter if is_unseen(letter) => {}
            letter => out.push(letter),
        }
        previous = letter;
    }
    out
}

fn shown(letter: char) -> String {
    format!("⟨U+{:04X}⟩", u32::from(letter))
}

/// Whether a character has no shape of its own: controls, marks of direction, fillers, tags, noncharacters.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(u32::from(letter),
            0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x2060..=0x2065 | 0x206A..=0x206F | 0x3164 | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0xE0000..=0xE0FFF)
        || u32::from(letter) & 0xFFFE == 0xFFFE
}

/// Sets a space before the colon of each word `Ref:`, so that no value carries a reference line. A word begins where no
/// letter stands between it and the space before it: `>> (Ref:` is one, `https://a/?ref:1` is not.
fn without_ref(line: &str) -> String {
    const WORD: &str = "ref:";
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut is_start = true;
    while let Some(letter) = rest.chars().next() {
        let found = rest.get(..WORD.len());
        if is_start && found.is_some_and(|found| found.eq_ignore_ascii_case(WORD)) {
            out.push_str(rest.get(..WORD.len() - 1).unwrap_or_default());
            out.push_str(" :");
            rest = rest.get(WORD.len()..).unwrap_or_default();
        } else {
            out.push(letter);
            is_start = letter.is_whitespace() || (is_start && !letter.is_alphanumeric());
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// The text without marks.
pub fn unmarked(text: &str) -> String {
    text.chars().filter(|&letter| !is_mark(letter)).collect()
}

/// Our own words: the text without its values.
pub fn own_words(text: &str) -> String {
    let mut is_value = false;
    let mut own = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            OPEN => is_value = true,
            CLOSE => is_value = false,
            letter if is_mark(letter) || is_value => {}
            letter => own.push(letter),
        }
    }
    own
}

fn is_mark(letter: char) -> bool {
    matches!(letter, OPEN | CLOSE | PROSE | CODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_running_text_is_one_line() {
        assert_eq!(
            unmarked(&line(" a\r\nSubject: b\n\n  c\u{2028}d ")),
            "a Subject: b c d"
        );
        assert_eq!(
            one_line(" a\u{A0}b \u{A0} c\u{A0}\u{A0}d\u{A0}", 99),
            "a\u{A0}b c d"
        );
    }

    #[test]
    fn what_turns_text_around_is_shown_and_what_cannot_be_seen_is_gone() {
        assert_eq!(
            one_line("evil\u{202E}fdp.exe \u{200B}\u{FEFF}x\u{7}\u{E0041}", 99),
            "evil⟨U+202E⟩fdp.exe x"
        );
        assert_eq!(
            one_line("क्‍ष a\u{200D}b", 99),
            "क्‍ष ab",
            "joiners stay where a script needs them"
        );
    }

    #[test]
    fn no_value_carries_a_reference_line() {
        assert_eq!(one_line("Ref: A-1 · x", 99), "Ref : A-1 · x");
        assert_eq!(
            unmarked(&quote("hello\n> REF:\u{200B} y")),
            "> hello\n> > REF : y"
        );
        assert_eq!(one_line("R\u{200B}ef: z", 99), "Ref : z");
        assert_eq!(
            one_line("see https://a/?ref:1 and pref:", 99),
            "see https://a/?ref:1 and pref:"
        );
    }

    #[test]
    fn a_long_value_says_that_it_was_cut() {
        assert_eq!(one_line("aaaa bbbb", 5), "aaaa […]");
    }

    #[test]
    fn our_own_words_are_what_no_value_brought() {
        let text = format!("Hello {},", line("Ann, thank you"));
        assert_eq!(own_words(&text), "Hello ,");
    }
}
