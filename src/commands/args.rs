//! What stands behind a command's name, taken apart: words, quoted text, `key=value`.
//!
//! ```text
//! args   = *( word / quoted / pair )
//! pair   = key ( "=" / ":" ) ( word / quoted )
//! quoted = DQUOTE *( any but DQUOTE ) DQUOTE          ; “ ” „ « » count as DQUOTE: mail clients put them there
//! ```
//! A pair is one only when the command knows its key, so that `#note see http://x` stays text.

use super::fault::Fault;

/// Longest argument text of one command, in characters.
pub const ARGS_CHARS_MAX: usize = 4000;

/// The arguments of one command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Args<'a> {
    /// Everything behind the name, trimmed.
    pub rest: &'a str,
    /// Where `rest` begins in the line, in characters.
    pub column: usize,
    words: Vec<Word<'a>>,
}

/// A word with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word, quotes taken off.
    pub text: &'a str,
    /// Where it begins in the line, in characters.
    pub column: usize,
    /// Where it ends in `rest`, in bytes.
    end: usize,
}

const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];

impl<'a> Args<'a> {
    /// Takes the text behind a command's name apart. `column` is where it begins in its line.
    pub fn new(rest: &'a str, column: usize) -> Self {
        let lead = rest.chars().take_while(|c| c.is_whitespace()).count();
        let trimmed = rest.trim();
        let column = column + lead;
        Self {
            rest: trimmed,
            column,
            words: words(trimmed, column),
        }
    }

    /// The words, in order.
    pub fn words(&self) -> &[Word<'a>] {
        &self.words
    }

    /// The only word, or the fault that says what should have stood there.
    pub fn one(&self, what: &str) -> Result<Word<'a>, Fault> {
        match self.words.as_slice() {
            [word] => Ok(*word),
            [] => Err(Fault::at_end(self, format!("{what} is missing"))),
            [_, extra, ..] => Err(Fault::at(*extra, format!("only {what} belongs here"))),
        }
    }

    /// The whole rest as text, or the fault that says what should have stood there.
    pub fn text(&self, what: &str) -> Result<&'a str, Fault> {
        if self.rest.is_empty() {
            Err(Fault::at_end(self, format!("{what} is missing")))
        } else {
            Ok(unquoted(self.rest))
        }
    }

    /// No argument is taken here.
    pub fn none(&self) -> Result<(), Fault> {
        self.words.first().map_or(Ok(()), |word| {
            Err(Fault::at(*word, "nothing belongs here".to_owned()))
        })
    }

    /// What follows a word of this line.
    pub fn after(&self, word: Word<'a>) -> &'a str {
        self.rest.get(word.end..).unwrap_or_default().trim()
    }

    /// The value of `key=value`, if it stands among the words.
    pub fn pair(&self, key: &str) -> Option<Word<'a>> {
        self.words.iter().find_map(|word| {
            let (name, value) = word.text.split_once(['=', ':'])?;
            let value_word = Word {
                text: unquoted(value),
                column: word.column + name.chars().count() + 1,
                end: word.end,
            };
            (name.eq_ignore_ascii_case(key) && !value.is_empty()).then_some(value_word)
        })
    }

    /// The rest without the words for which `is_option` says yes: what the author wrote as text.
    pub fn text_without(&self, is_option: impl Fn(&str) -> bool) -> String {
        // Only options at the two ends are taken off; the same word in the middle of a sentence is language.
        let mut words: &[Word<'a>] = &self.words;
        while let [first, rest @ ..] = words
            && is_option(first.text)
        {
            words = rest;
        }
        while let [rest @ .., last] = words
            && is_option(last.text)
        {
            words = rest;
        }
        let start = words
            .first()
            .map(|word| word.end.saturating_sub(word.raw_len(self.rest)));
        let end = words.last().map(|word| word.end);
        match (start, end) {
            (Some(start), Some(end)) => {
                unquoted(self.rest.get(start..end).unwrap_or_default()).to_owned()
            }
            _ => String::new(),
        }
    }
}

impl Word<'_> {
    /// Length in bytes of the word as it stands in `rest`, quotes included.
    fn raw_len(&self, rest: &str) -> usize {
        let head = rest.get(..self.end).unwrap_or_default();
        let bare = self.text.len();
        let closing = head
            .chars()
            .next_back()
            .filter(|c| QUOTES.contains(c) && !self.text.ends_with(*c))
            .map_or(0, char::len_utf8);
        let opening = head
            .get(..self.end.saturating_sub(closing + bare))
            .and_then(|before| before.chars().next_back());
        let opening = opening
            .filter(|c| closing > 0 && QUOTES.contains(c))
            .map_or(0, char::len_utf8);
        bare + closing + opening
    }
}

fn words(rest: &str, column: usize) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut chars = rest.char_indices().enumerate().peekable();
    while let Some((index, (start, c))) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut is_quoted = QUOTES.contains(&c);
        let mut end = start + c.len_utf8();
        while let Some((_, (at, next))) = chars.peek().copied() {
            if next.is_whitespace() && !is_quoted {
                break;
            }
            if QUOTES.contains(&next) {
                is_quoted = !is_quoted;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        if let Some(text) = rest.get(start..end) {
            found.push(Word {
                text: unquoted(text),
                column: column + index,
                end,
            });
        }
    }
    found
}

/// Takes one pair of quotes off.
fn unquoted(text: &str) -> &str {
    let inner = text
        .strip_prefix(QUOTES)
        .and_then(|text| text.strip_suffix(QUOTES));
    inner
        .filter(|inner| !inner.contains(QUOTES))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_quotes_and_pairs() {
        let args = Args::new(" tier2 eta=\"mon 9:00\" “no idea” why", 9);
        let words: Vec<&str> = args.words().iter().map(|word| word.text).collect();
        assert_eq!(words, ["tier2", "eta=\"mon 9:00\"", "no idea", "why"]);
        assert_eq!(args.words()[0].column, 10);
        assert_eq!(args.pair("ETA").unwrap().text, "mon 9:00");
        assert_eq!(args.after(args.words()[1]), "“no idea” why");
    }

    #[test]
    fn options_are_taken_off_the_ends_and_left_in_a_sentence() {
        let is_option = |word: &str| word == "quiet";
        assert_eq!(
            Args::new("quiet Replaced the fuser.", 7).text_without(is_option),
            "Replaced the fuser."
        );
        assert_eq!(
            Args::new("Replaced the fuser. quiet", 7).text_without(is_option),
            "Replaced the fuser."
        );
        assert_eq!(
            Args::new("It is quiet now", 7).text_without(is_option),
            "It is quiet now"
        );
        assert_eq!(Args::new("quiet", 7).text_without(is_option), "");
    }

    #[test]
    fn a_missing_and_a_superfluous_argument() {
        assert!(
            Args::new("", 6)
                .one("a priority")
                .unwrap_err()
                .what
                .contains("a priority is missing")
        );
        assert_eq!(
            Args::new("high now", 10)
                .one("a priority")
                .unwrap_err()
                .column,
            15
        );
    }
}
