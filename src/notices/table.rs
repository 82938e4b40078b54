//! Rows of cells: tables of figures, in text and as HTML. A cell may begin with a bar, which stands for a share.
//!
//! A bar is a picture of one colour in HTML, drawn out to its length, because mail programs drop and turn round the
//! colours of grounds; in text it is made of blocks. Its figure stands in another cell.

use super::direction::isolated;
use super::html::{inline, open, style};
use super::value::{CLOSE, OPEN, unmarked};

/// The longest bar, in pixels.
const BAR_PIXELS: u32 = 120;
/// How high it is.
const BAR_HIGH: u32 = 10;
/// The longest bar in text, in columns.
const BAR_COLUMNS: u32 = 10;
/// Between two columns of text.
const GAP: &str = "  ";

const TABLE: &str = "margin:0 0 16px 0;border-collapse:collapse;font-size:14px;line-height:1.4";
const HEAD: &str =
    "padding:3px 12px 3px 0;vertical-align:bottom;text-align:left;font-weight:normal;opacity:0.65";
const FIRST: &str =
    "padding:3px 12px 3px 0;vertical-align:top;text-align:left;overflow-wrap:anywhere";
const OTHER: &str = "padding:3px 12px 3px 0;vertical-align:top;text-align:left;white-space:nowrap";

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// A picture's name, and how long it is drawn, 0 to 100.
    pub bar: Option<(String, u32)>,
    /// What it says.
    pub text: String,
}

/// Reads `| cell | cell |`; nothing where the line is no row. A sign in a value parts no cells.
pub fn row(line: &str) -> Option<Vec<Cell>> {
    let inner = line.strip_prefix("| ")?.trim_end().strip_suffix('|')?;
    let (mut cells, mut cell, mut is_value) = (Vec::new(), String::new(), false);
    for letter in inner.chars() {
        match letter {
            OPEN => is_value = true,
            CLOSE => is_value = false,
            '|' if !is_value => {
                cells.push(read(&cell));
                cell.clear();
                continue;
            }
            _ => {}
        }
        cell.push(letter);
    }
    cells.push(read(&cell));
    Some(cells)
}

fn read(cell: &str) -> Cell {
    let cell = cell.trim();
    let bar = cell.strip_prefix("[bar ").and_then(|at| {
        let (inner, text) = at.split_once(']')?;
        let (name, long) = inner.split_once(' ')?;
        let long: u32 = unmarked(long).trim().parse().ok()?;
        Some((name.to_owned(), long.min(100), text.trim().to_owned()))
    });
    match bar {
        Some((name, long, text)) => Cell {
            bar: Some((name, long)),
            text,
        },
        None => Cell {
            bar: None,
            text: cell.to_owned(),
        },
    }
}

/// The rows as HTML.
pub fn html(out: &mut String, rows: &[Vec<Cell>], language: &str) {
    open(out, "table", TABLE);
    out.push('\n');
    for (no, cells) in rows.iter().enumerate() {
        out.push_str("<tr>");
        for (at, cell) in cells.iter().enumerate() {
            let (name, css) = match (no, at) {
                (0, _) => ("th", HEAD),
                (_, 0) => ("td", FIRST),
                _ => ("td", OTHER),
            };
            open(out, name, css);
            if let Some((picture, long)) = &cell.bar {
                bar(out, picture, *long);
                if !cell.text.is_empty() {
                    out.push(' ');
                }
            }
            inline(out, &cell.text, language);
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

/// A bar. It says nothing that the row does not say, so programs that read mails aloud pass over it.
fn bar(out: &mut String, picture: &str, long: u32) {
    let pixels = (BAR_PIXELS * long).div_ceil(100);
    if pixels > 0 {
        image(out, picture, "", &pixels.to_string(), &BAR_HIGH.to_string());
        style(out, "vertical-align:middle");
    }
}

/// The beginning of a picture's tag, up to its style.
pub fn image(out: &mut String, name: &str, words: &str, wide: &str, high: &str) {
    for (attribute, value) in [
        ("<img src=\"cid:", name),
        ("\" alt=\"", words),
        ("\" width=\"", wide),
        ("\" height=\"", high),
    ] {
        out.push_str(attribute);
        super::html::escape(out, value);
    }
    out.push('"');
}

/// The rows as text, in columns.
pub fn text(rows: &[Vec<Cell>], language: &str) -> Vec<String> {
    let shown = |cell: &Cell| -> String {
        match &cell.bar {
            Some((_, long)) if cell.text.is_empty() => {
                let blocks = (BAR_COLUMNS * long).div_ceil(100);
                "█".repeat(usize::try_from(blocks).unwrap_or_default())
            }
            _ => unmarked(&cell.text),
        }
    };
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let wide = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| shown(cell).chars().count()).max()
    };
    let widths: Vec<usize> = (0..count).map(|at| wide(at).unwrap_or_default()).collect();
    let line = |row: &Vec<Cell>| {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| {
            let words = shown(cell);
            let pad = " ".repeat(wide.saturating_sub(words.chars().count()));
            let words = match cell.bar {
                Some(_) if cell.text.is_empty() => words,
                _ => isolated(&cell.text, language),
            };
            format!("{words}{pad}")
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices::value::line;

    #[test]
    fn a_row_is_cells_and_a_value_parts_none() {
        let cells = row(&format!(
            "| {} | [bar opened {}] | 7 |",
            line("a | b"),
            line("40")
        ))
        .unwrap();
        let texts: Vec<String> = cells.iter().map(|cell| unmarked(&cell.text)).collect();
        assert_eq!(texts, ["a | b", "", "7"]);
        assert_eq!(cells[1].bar, Some(("opened".to_owned(), 40)));
        assert_eq!(row("| #list shows them"), None);
        assert_eq!(row(&line("| a |")), None);
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [
            "| day | opened | |",
            "| Monday | 12 | [bar opened 100] |",
            "| Tuesday | 1 | [bar opened 8] |",
        ];
        let rows: Vec<Vec<Cell>> = rows.iter().map(|line| row(line).unwrap()).collect();
        assert_eq!(
            text(&rows, "en"),
            [
                "day      opened",
                "Monday   12      ██████████",
                "Tuesday  1       █"
            ]
        );
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_and_nothing_is_none() {
        let rows = vec![
            row("| a | [bar opened 50] |").unwrap(),
            row("| b | [bar opened 0] |").unwrap(),
        ];
        let mut out = String::new();
        html(&mut out, &rows, "en");
        assert_eq!(out.matches("<img").count(), 1, "{out}");
        assert!(
            out.contains("<img src=\"cid:opened\" alt=\"\" width=\"60\" height=\"10\""),
            "{out}"
        );
    }
}
