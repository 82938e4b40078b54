//! Where results go: JSON Lines, a table on a terminal, or plain tab-separated lines.

use std::io::{self, BufWriter, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle, presets};
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

use super::columns::{self, Column};
use super::exit::Failure;
use super::terminal;

/// Width of a table where the terminal does not say, in columns.
const WIDTH_DEFAULT: u16 = 100;

/// A rule under the heading, and none between rows: they take a line each.
const UNDER_HEADING: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// Standard output, and how to write to it.
pub(super) struct Output {
    out: BufWriter<Box<dyn Write>>,
    /// Whether a person reads along.
    pub is_terminal: bool,
    /// Whether JSON is asked for.
    pub is_json: bool,
}

impl Output {
    /// Output to `out`.
    pub fn new(out: Box<dyn Write>, is_terminal: bool, is_json: bool) -> Self {
        Self {
            out: BufWriter::new(out),
            is_terminal,
            is_json,
        }
    }

    /// A value on a line of its own, as JSON.
    pub fn json(&mut self, value: &Value) -> Result<(), Failure> {
        let mut line = Serializer::with_formatter(&mut self.out, Harmless);
        serde::Serialize::serialize(value, &mut line).map_err(io::Error::from)?;
        self.end_line()
    }

    /// A line of text, which must be harmless already.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes())?;
        self.end_line()
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.out.write_all(bytes)?)
    }

    /// Rows under a heading: a table for a person; for a program the cells alone, between tabs.
    pub fn table(&mut self, heading: &[Column], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        if !self.is_terminal {
            for row in rows {
                self.line(&row.join("\t"))?;
            }
            return Ok(());
        }
        if rows.is_empty() {
            return self.line("None.");
        }
        let width = terminal_size::terminal_size().map_or(WIDTH_DEFAULT, |(width, _)| width.0);
        let (heading, rows) = columns::fit(heading, rows, usize::from(width));
        let mut table = Table::new();
        table
            .load_style(UNDER_HEADING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(heading)
            .add_rows(rows);
        // One column behind each cell, and one that the preset puts between two: what `columns::GAP` counts.
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        self.line(&table.trim_fmt())
    }

    /// Writes out what is left.
    pub fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.out.flush()?)
    }

    fn end_line(&mut self) -> Result<(), Failure> {
        self.out.write_all(b"\n")?;
        if self.is_terminal {
            self.out.flush()?;
        }
        Ok(())
    }
}

/// JSON in which no character acts on a terminal; a parser reads the same text from it.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        for piece in fragment.split_inclusive(terminal::is_active) {
            let letter = piece
                .chars()
                .next_back()
                .filter(|c| terminal::is_active(*c));
            let plain = letter.map_or(piece, |letter| piece.strip_suffix(letter).unwrap_or(piece));
            out.write_all(plain.as_bytes())?;
            if let Some(letter) = letter {
                // All of them are in the basic plane, so one unit says it.
                write!(out, "\\u{:04x}", u32::from(letter))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::*;

    /// What was written, for the test to look at.
    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(is_terminal: bool, write: impl FnOnce(&mut Output)) -> String {
        let page = Page::default();
        let mut out = Output::new(Box::new(page.clone()), is_terminal, false);
        write(&mut out);
        out.finish().unwrap();
        drop(out);
        String::from_utf8(page.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn json_carries_every_character_and_shows_none_that_acts() {
        let value = json!({ "a\u{9b}": "x\u{202e}y\u{7f}\u{1b}\n\"é" });
        let line = written(false, |out| out.json(&value).unwrap());
        assert_eq!(line, "{\"a\\u009b\":\"x\\u202ey\\u007f\\u001b\\n\\\"é\"}\n");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
    }

    #[test]
    fn a_table_takes_one_line_for_each_row() {
        let row = |number: u32| vec![number.to_string(), "open".to_owned()];
        let head = [Column::plain("ticket"), Column::plain("status")];
        let rows = |count| (1..=count).map(row).collect();
        let lines = |count| {
            written(true, |out| out.table(&head, rows(count)).unwrap())
                .lines()
                .count()
        };
        assert_eq!(lines(9), lines(1) + 8);
    }

    #[test]
    fn a_program_gets_cells_between_tabs_and_a_person_a_heading() {
        let rows = || vec![vec!["1000".to_owned(), "open".to_owned()]];
        let head = [Column::plain("ticket"), Column::plain("status")];
        assert_eq!(
            written(false, |out| out.table(&head, rows()).unwrap()),
            "1000\topen\n"
        );
        let shown = written(true, |out| out.table(&head, rows()).unwrap());
        assert!(
            shown.contains("ticket") && shown.contains("1000"),
            "{shown}"
        );
        assert_eq!(written(false, |out| out.table(&head, vec![]).unwrap()), "");
        assert_eq!(
            written(true, |out| out.table(&head, vec![]).unwrap()),
            "None.\n"
        );
    }
}
