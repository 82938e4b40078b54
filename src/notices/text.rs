//! Writes a page as plain text, wrapped at 76 columns.
//!
//! Our own running text is wrapped. What a person wrote is wrapped at spaces only where a line is too long to be read,
//! and left alone where spaces carry meaning: indented lines, tables and what they quote. A word is never broken, so
//! addresses stay whole.

use super::direction::{FSI, PDI, isolated};
use super::layout::{Block, Page};
use super::table;
use super::value::{self, unmarked};

/// Widest line of wrapped text, in columns (RFC 5322 §2.1.1 wants 78; this leaves room for a quotation mark).
const COLUMNS: usize = 76;
/// Widest label in a table, in columns; longer ones only push their own value.
const LABEL_COLUMNS_MAX: usize = 20;
/// Longest value in a subject, in characters: the tag after it must stay in sight.
const SUBJECT_VALUE_CHARS_MAX: usize = 150;
/// Before the reference; the only place that writes this word.
pub const REF: &str = "Ref: ";
/// Between body and footer. Not the `-- ` of a signature: mail programs cut that off in a reply, and the reference
/// with it.
const RULE: &str = "----------------------------------------";

/// One line, its values cut so that what stands after them is seen.
pub fn subject_line(rendered: &str) -> String {
    let cut: String = rendered
        .split(value::OPEN)
        .map(|part| match part.split_once(value::CLOSE) {
            Some((inner, after)) => value::one_line(inner, SUBJECT_VALUE_CHARS_MAX) + after,
            None => part.to_owned(),
        })
        .collect();
    value::one_line(&cut, usize::MAX)
}

/// The page as text, lines ended by `\n`.
pub fn text(page: &Page, language: &str) -> String {
    let mut out = String::new();
    let mut is_titled = false;
    // What a picture shows stands in the table behind it.
    let is_said = |block: &&Block| !matches!(block, Block::Picture(..));
    for block in page.body.iter().filter(is_said) {
        if !is_titled {
            part(&mut out);
        }
        write(&mut out, block, language);
        is_titled = matches!(block, Block::Heading(_));
    }
    if !page.footer.is_empty() || page.reference.is_some() {
        part(&mut out);
        out.push_str(RULE);
        out.push('\n');
    }
    for (no, block) in page.footer.iter().enumerate() {
        if no > 0 {
            out.push('\n');
        }
        write(&mut out, block, language);
    }
    if let Some(reference) = &page.reference {
        out.push_str(REF);
        out.push_str(reference);
        out.push('\n');
    }
    out
}

fn part(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn write(out: &mut String, block: &Block, language: &str) {
    match block {
        Block::Paragraph(lines) => {
            for line in lines {
                wrap(out, &isolated(line, language), "", "");
            }
        }
        Block::Heading(text) => {
            let rule: String = unmarked(text).chars().map(|_| '-').take(COLUMNS).collect();
            put(out, "", &isolated(text, language));
            put(out, "", &rule);
        }
        Block::List(items) => {
            for item in items {
                for (no, line) in item.iter().enumerate() {
                    wrap(
                        out,
                        &isolated(line, language),
                        if no == 0 { "- " } else { "  " },
                        "  ",
                    );
                }
            }
        }
        Block::Facts(rows) => facts(out, rows, language),
        Block::Quote(lines) => {
            for line in lines {
                soft(out, &unmarked(line), "> ");
            }
        }
        Block::Prose(lines) => {
            for line in lines {
                soft(out, &unmarked(line), "");
            }
        }
        Block::Table(rows) => {
            for line in table::text(rows, language) {
                put(out, "", &line);
            }
        }
        Block::Picture(..) => {}
        Block::Code(lines) => {
            for line in lines {
                put(out, "", &unmarked(line));
            }
        }
    }
}

fn facts(out: &mut String, rows: &[(String, String)], language: &str) {
    let widest = rows
        .iter()
        .map(|(label, _)| label.chars().count())
        .filter(|&label| label <= LABEL_COLUMNS_MAX)
        .max();
    let width = widest.unwrap_or(LABEL_COLUMNS_MAX) + 1;
    let indent = " ".repeat(width + 3);
    for (label, value) in rows {
        wrap(
            out,
            &isolated(value, language),
            &format!("  {:<width$} ", format!("{label}:")),
            &indent,
        );
    }
}

/// A line a person wrote: wrapped only if it is too long and its spaces mean nothing.
fn soft(out: &mut String, line: &str, before: &str) {
    let is_set = line.starts_with([' ', '>', '|']) || line.contains("   ");
    if is_set || line.chars().count() + before.len() <= COLUMNS {
        put(out, before, line);
    } else {
        wrap(out, line, before, before);
    }
}

fn put(out: &mut String, before: &str, line: &str) {
    out.push_str(format!("{before}{line}").trim_end());
    out.push('\n');
}

/// Wraps at spaces; no word is broken, and no line begins with `#`, which would be a command if it came back. An
/// isolate that goes over several lines is ended and begun anew on each, since it does not outlast its line.
fn wrap(out: &mut String, text: &str, first: &str, next: &str) {
    let mut line = String::from(first);
    let mut columns = line.chars().count();
    let mut has_word = false;
    let mut words = text.split([' ', '\n']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let width = word.chars().filter(|c| !matches!(*c, FSI | PDI)).count();
        if has_word
            && !word.starts_with('#')
            && columns + 1 + width + glued(words.clone()) > COLUMNS
        {
            let is_open = line.matches(FSI).count() > line.matches(PDI).count();
            if is_open {
                line.push(PDI);
            }
            put(out, "", &line);
            line = String::from(next);
            columns = line.chars().count();
            has_word = false;
            if is_open {
                line.push(FSI);
            }
        }
        if has_word {
            line.push(' ');
            columns += 1;
        }
        line.push_str(word);
        columns += width;
        has_word = true;
    }
    put(out, "", &line);
}

/// Columns of the words that may not begin a line, as far as they follow each other.
fn glued<'a>(words: impl Iterator<Item = &'a str>) -> usize {
    words
        .take_while(|word| word.starts_with('#'))
        .map(|word| word.chars().count() + 1)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::layout::lay_out;
    use crate::notices::value::prose;

    #[test]
    fn our_text_is_wrapped_and_addresses_stay_whole() {
        let long = format!(
            "{} https://acme.example/{} end",
            "word ".repeat(20),
            "x".repeat(90)
        );
        let out = text(&lay_out(&long, None), "en");
        assert!(
            out.lines()
                .all(|line| line.chars().count() <= COLUMNS || line.starts_with("https://")),
            "{out}"
        );
        assert!(
            out.contains(&format!("https://acme.example/{}\n", "x".repeat(90))),
            "{out}"
        );
    }

    #[test]
    fn what_a_person_set_in_columns_stays_in_columns() {
        let table = format!("    a {} b\n| c {} d |", "x ".repeat(60), "y ".repeat(60));
        let out = text(&lay_out(&prose(&format!("see\n{table}")), None), "en");
        assert_eq!(out, format!("see\n{table}\n"));
    }

    #[test]
    fn the_reference_is_the_last_line_and_never_wrapped() {
        let reference = format!("ACME-1000 · {}", "a".repeat(100));
        let out = text(&lay_out("Hello,\n---\nDesk", Some(reference.clone())), "en");
        assert_eq!(out, format!("Hello,\n\n{RULE}\nDesk\nRef: {reference}\n"));
    }

    #[test]
    fn an_isolate_ends_with_its_line_and_goes_on_with_the_next() {
        let name = "שלום ".repeat(30);
        let source = format!("Hello {}, 5 of 5", value::line(&name));
        let out = text(&lay_out(&source, None), "en");
        assert!(out.lines().count() > 2, "{out}");
        for line in out.lines() {
            let count = |mark: char| line.matches(mark).count();
            assert_eq!((count(FSI), count(PDI)), (1, 1), "{line}");
        }
    }
}
