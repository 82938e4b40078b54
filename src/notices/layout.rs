//! Reads a rendered template as a page of blocks: the one source of both the text and the HTML of a mail.
//!
//! The shape is given by how a line of the *template* begins; what begins with a value is running text:
//! ```text
//! ## Heading
//! - item            goes on in lines that begin with two spaces
//!   Label: value    two spaces before it; rows that follow each other are one table; a row without value is left out
//! > quotation       made by the filter `quote`
//! words             lines run on; a backslash at the end of a line keeps the break
//! | cell | cell |   a row of a table; the first one heads it. A cell may begin with a bar: [bar opened 40]
//! [[name]] words    a picture, and what it shows in words
//! ---               begins the footer
//! ```
//! Blank lines separate blocks. There is no other markup, and nothing nests, so the reading is linear in the text.

use super::table::{self, Cell};
use super::value::{CODE, OPEN, PROSE, unmarked};

/// A mail's body, ready to be written as text and as HTML. Its strings still carry the marks of values.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What the mail says.
    pub body: Vec<Block>,
    /// The small print.
    pub footer: Vec<Block>,
    /// What stands after `Ref: ` in the last line.
    pub reference: Option<String>,
}

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text: lines whose breaks are kept, each to be wrapped.
    Paragraph(Vec<String>),
    /// A heading.
    Heading(String),
    /// Items, each of one or more lines.
    List(Vec<Vec<String>>),
    /// Labels and values.
    Facts(Vec<(String, String)>),
    /// Lines somebody wrote, marked as theirs.
    Quote(Vec<String>),
    /// Lines a person wrote, as the mail's own text.
    Prose(Vec<String>),
    /// Lines shown letter by letter.
    Code(Vec<String>),
    /// Rows of cells; the first heads the others.
    Table(Vec<Vec<Cell>>),
    /// A picture: its name, and what it shows in words.
    Picture(String, String),
}

/// The mark that keeps a line break.
const KEEP_BREAK: char = '\\';

/// Reads a rendered body.
pub fn lay_out(rendered: &str, reference: Option<String>) -> Page {
    let mut page = Page {
        reference,
        ..Page::default()
    };
    let mut is_footer = false;
    let mut is_open = false;
    for line in rendered.lines().map(str::trim_end) {
        if line == "---" {
            is_footer = true;
            is_open = false;
            continue;
        }
        let blocks = if is_footer {
            &mut page.footer
        } else {
            &mut page.body
        };
        if !line.is_empty() {
            read(line, blocks, is_open);
        }
        is_open = !line.is_empty();
    }
    for blocks in [&mut page.body, &mut page.footer] {
        blocks.retain_mut(|block| !block.is_empty());
        blocks.iter_mut().for_each(Block::disarm);
    }
    page
}

/// Reads one line: it goes on with the last block, or begins another.
fn read(line: &str, blocks: &mut Vec<Block>, is_open: bool) {
    let last = if is_open { blocks.last_mut() } else { None };
    let next = begin(line);
    match (last, next) {
        (Some(Block::List(items)), Block::Facts(_) | Block::Paragraph(_))
            if line.starts_with("  ") =>
        {
            if let Some(item) = items.last_mut() {
                item.push(line.trim_start().to_owned());
            }
        }
        (Some(Block::List(items)), Block::List(more)) => items.extend(more),
        (Some(Block::Facts(rows)), Block::Facts(more)) => rows.extend(more),
        (Some(Block::Table(rows)), Block::Table(more)) => rows.extend(more),
        (Some(Block::Quote(lines)), Block::Quote(more))
        | (Some(Block::Prose(lines)), Block::Prose(more))
        | (Some(Block::Code(lines)), Block::Code(more)) => lines.extend(more),
        (Some(Block::Paragraph(lines)), Block::Paragraph(more)) => {
            for line in &more {
                run_on(lines, line);
            }
        }
        (_, next) => blocks.push(next),
    }
}

/// The block that a line would begin.
fn begin(line: &str) -> Block {
    if let Some(text) = line.strip_prefix("## ") {
        return Block::Heading(text.into());
    }
    if let Some(text) = line.strip_prefix('>') {
        return Block::Quote(vec![text.strip_prefix(' ').unwrap_or(text).into()]);
    }
    if let Some(text) = line.strip_prefix(PROSE) {
        return Block::Prose(vec![text.into()]);
    }
    if let Some(text) = line.strip_prefix(CODE) {
        return Block::Code(vec![text.into()]);
    }
    if let Some(cells) = table::row(line) {
        return Block::Table(vec![cells]);
    }
    if let Some((name, words)) = line.strip_prefix("[[").and_then(|at| at.split_once("]]")) {
        return Block::Picture(name.trim().into(), words.trim().into());
    }
    if let Some(text) = line.strip_prefix("- ") {
        return Block::List(vec![vec![text.into()]]);
    }
    if let Some(row) = line.strip_prefix("  ").and_then(fact) {
        return Block::Facts(vec![row]);
    }
    Block::Paragraph(vec![line.trim_start().into()])
}

/// Continues a paragraph: after a kept break on a new line, otherwise on the same one.
fn run_on(lines: &mut Vec<String>, line: &str) {
    match lines.last_mut() {
        Some(last) if last.ends_with(KEEP_BREAK) => {
            last.pop();
            lines.push(line.into());
        }
        Some(last) => {
            last.push(' ');
            last.push_str(line);
        }
        None => lines.push(line.into()),
    }
}

/// Before a line that would begin with `#`: a mail program that quotes our mail without marks would make it a command.
pub const NOT_A_COMMAND: &str = "| ";

/// `Label: value`, where the label is our own.
fn fact(line: &str) -> Option<(String, String)> {
    let own = line.split(OPEN).next().unwrap_or_default();
    let (label, _) = own.split_once(':')?;
    let value = line.strip_prefix(label)?.strip_prefix(':')?;
    Some((label.trim().into(), value.trim().into()))
}

impl Block {
    /// Its lines of text, in reading order.
    pub fn lines(&self) -> Box<dyn Iterator<Item = &String> + '_> {
        match self {
            Self::Heading(text) | Self::Picture(_, text) => Box::new(std::iter::once(text)),
            Self::List(items) => Box::new(items.iter().flatten()),
            Self::Table(rows) => Box::new(rows.iter().flatten().map(|cell| &cell.text)),
            Self::Facts(rows) => Box::new(rows.iter().flat_map(|(label, value)| [label, value])),
            Self::Paragraph(lines)
            | Self::Quote(lines)
            | Self::Prose(lines)
            | Self::Code(lines) => Box::new(lines.iter()),
        }
    }

    /// Keeps our lines from beginning with `#`. A person's own words are left alone.
    fn disarm(&mut self) {
        let lines: Box<dyn Iterator<Item = &mut String>> = match self {
            Self::Paragraph(lines) => Box::new(lines.iter_mut()),
            Self::Heading(text) => Box::new(std::iter::once(text)),
            Self::List(items) => {
                Box::new(items.iter_mut().flat_map(|item| item.iter_mut().skip(1)))
            }
            Self::Code(lines) => {
                return lines
                    .iter_mut()
                    .for_each(|line| line.insert_str(0, NOT_A_COMMAND));
            }
            Self::Table(rows) => Box::new(
                rows.iter_mut()
                    .filter_map(|row| row.first_mut().map(|cell| &mut cell.text)),
            ),
            Self::Facts(_) | Self::Quote(_) | Self::Prose(_) | Self::Picture(..) => return,
        };
        for line in lines.filter(|line| unmarked(line).trim_start().starts_with('#')) {
            line.insert_str(0, NOT_A_COMMAND);
        }
    }

    /// Drops what a missing value left behind, and says whether anything is left.
    fn is_empty(&mut self) -> bool {
        let is_blank = |text: &str| unmarked(text).trim().is_empty();
        match self {
            Self::Paragraph(lines) => {
                if let Some(last) = lines.last_mut()
                    && last.ends_with(KEEP_BREAK)
                {
                    last.pop();
                }
                lines.iter().all(|line| is_blank(line))
            }
            Self::Heading(text) => is_blank(text),
            Self::Picture(name, _) => is_blank(name),
            // A head alone is no table.
            Self::Table(rows) => rows.len() < 2,
            Self::List(items) => {
                items.retain(|item| !item.iter().all(|line| is_blank(line)));
                items.is_empty()
            }
            Self::Facts(rows) => {
                rows.retain(|(_, value)| !is_blank(value));
                rows.is_empty()
            }
            Self::Quote(lines) | Self::Prose(lines) | Self::Code(lines) => {
                lines.iter().all(|line| is_blank(line))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::value::{line, quote};

    #[test]
    fn the_beginning_of_a_template_line_gives_its_shape() {
        let page = lay_out(
            "Hello,\n\nthis runs\non.\n## Facts\n  Number: 7\n  Empty:\n\n- one\n- two\n  more\nBob\\\nDesk\n---\nsmall",
            None,
        );
        assert_eq!(
            page.body,
            vec![
                Block::Paragraph(vec!["Hello,".into()]),
                Block::Paragraph(vec!["this runs on.".into()]),
                Block::Heading("Facts".into()),
                Block::Facts(vec![("Number".into(), "7".into())]),
                Block::List(vec![vec!["one".into()], vec!["two".into(), "more".into()]]),
                Block::Paragraph(vec!["Bob".into(), "Desk".into()]),
            ]
        );
        assert_eq!(page.footer, vec![Block::Paragraph(vec!["small".into()])]);
    }

    #[test]
    fn a_value_gives_no_shape() {
        for value in [
            "## big",
            "- item",
            "> quote",
            "---",
            "  Label: x",
            "\u{FDD2}words",
        ] {
            let page = lay_out(&line(value), None);
            assert!(
                matches!(page.body.as_slice(), [Block::Paragraph(_)]),
                "{value:?} became {page:?}"
            );
            let page = lay_out(&quote(value), None);
            assert!(
                matches!(page.body.as_slice(), [Block::Quote(_)]),
                "{value:?} became {page:?}"
            );
        }
    }
}
