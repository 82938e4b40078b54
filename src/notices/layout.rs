//! Reads a rendered template as a page of blocks: the one source of both the text and the HTML of a mail.
//!
//! The shape is given by how a line of the *template* begins; what begins with a value is running text:
//! ```text
//! ## Heading
//! - item            goes on in lines that begin with two spaces
//!   Label: value    two spaces before it; rows that follow each other are one table; a row without value is left out
//! > quotation       made by the filter `quote`
//! words             lines run on; a backslash at the end of a line keeps the break
//! ---               begins the footer
//! ```
//! Blank lines separate blocks. There is no other markup, and nothing nests, so the reading is linear in the text.

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
        let last = if is_open { blocks.last_mut() } else { None };
        is_open = !line.is_empty();
        if let Some(block) = add(line, last) {
            blocks.push(block);
        }
    }
    page.body.retain_mut(|block| !block.is_empty());
    page.footer.retain_mut(|block| !block.is_empty());
    page
}

/// Adds a line to the block it continues, or returns the block it begins.
fn add(line: &str, last: Option<&mut Block>) -> Option<Block> {
    if line.is_empty() {
        return None;
    }
    if let Some(text) = line.strip_prefix("## ") {
        return Some(Block::Heading(text.into()));
    }
    if let Some(text) = line.strip_prefix('>') {
        let text = text.strip_prefix(' ').unwrap_or(text).to_owned();
        return match last {
            Some(Block::Quote(lines)) => push(lines, text),
            _ => Some(Block::Quote(vec![text])),
        };
    }
    if let Some(text) = line.strip_prefix(PROSE) {
        return match last {
            Some(Block::Prose(lines)) => push(lines, text.into()),
            _ => Some(Block::Prose(vec![text.into()])),
        };
    }
    if let Some(text) = line.strip_prefix(CODE) {
        return match last {
            Some(Block::Code(lines)) => push(lines, text.into()),
            _ => Some(Block::Code(vec![text.into()])),
        };
    }
    if let Some(text) = line.strip_prefix("- ") {
        return match last {
            Some(Block::List(items)) => push(items, vec![text.into()]),
            _ => Some(Block::List(vec![vec![text.into()]])),
        };
    }
    if let Some(text) = line.strip_prefix("  ") {
        if let Some(Block::List(items)) = last {
            return items
                .last_mut()
                .and_then(|item| push(item, text.trim_start().into()));
        }
        if let Some(row) = fact(text) {
            return match last {
                Some(Block::Facts(rows)) => push(rows, row),
                _ => Some(Block::Facts(vec![row])),
            };
        }
    }
    let line = line.trim_start();
    match last {
        Some(Block::Paragraph(lines)) => run_on(lines, line),
        _ => Some(Block::Paragraph(vec![line.into()])),
    }
}

fn push<T>(rows: &mut Vec<T>, row: T) -> Option<Block> {
    rows.push(row);
    None
}

/// Continues a paragraph: after a kept break on a new line, otherwise on the same one.
fn run_on(lines: &mut Vec<String>, line: &str) -> Option<Block> {
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
    None
}

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
            Self::Heading(text) => Box::new(std::iter::once(text)),
            Self::List(items) => Box::new(items.iter().flatten()),
            Self::Facts(rows) => Box::new(rows.iter().flat_map(|(label, value)| [label, value])),
            Self::Paragraph(lines)
            | Self::Quote(lines)
            | Self::Prose(lines)
            | Self::Code(lines) => Box::new(lines.iter()),
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
