//! Makes the columns of a table fit the width of a terminal: nothing wraps, and what people wrote gives way first.
//!
//! A cell that does not fit is cut and ends with `…`. What is counted is what a terminal shows: a Chinese character
//! takes two columns, an accent none.

use super::terminal::{columns, short};

/// A column is not made narrower than this, in terminal columns; below it nothing can be read.
const COLUMN_MIN: usize = 6;
/// What stands between two columns, in terminal columns.
pub(super) const GAP: usize = 2;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    /// Whether it holds what people wrote, and is cut before the others.
    is_text: bool,
}

impl Column {
    /// A column of short words, numbers or times.
    pub const fn plain(name: &'static str) -> Self {
        let is_text = false;
        Self { name, is_text }
    }

    /// A column of what people wrote: subjects, names, addresses.
    pub const fn text(name: &'static str) -> Self {
        let is_text = true;
        Self { name, is_text }
    }
}

/// Heading and rows, cut so that a line takes at most `width` columns, as far as [`COLUMN_MIN`] allows.
pub(super) fn fit(
    heading: &[Column],
    rows: Vec<Vec<String>>,
    width: usize,
) -> (Vec<String>, Vec<Vec<String>>) {
    let widths = widths(heading, &rows, width);
    let cut = |row: Vec<String>| -> Vec<String> {
        row.iter()
            .zip(&widths)
            .map(|(cell, width)| short(cell, *width))
            .collect()
    };
    let names = heading.iter().map(|column| column.name.to_owned());
    (cut(names.collect()), rows.into_iter().map(cut).collect())
}

/// How wide each column may be.
fn widths(heading: &[Column], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let names = heading.iter().map(|column| columns(column.name));
    let mut widths: Vec<usize> = names.collect();
    for row in rows {
        for (wide, cell) in widths.iter_mut().zip(row) {
            *wide = (*wide).max(columns(cell));
        }
    }
    let room = width.saturating_sub(widths.len() * GAP);
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    for takes_all in [false, true] {
        while over > 0 {
            let giving = widths.iter_mut().zip(heading);
            let giving = giving
                .filter(|(wide, column)| (takes_all || column.is_text) && **wide > COLUMN_MIN);
            let Some((widest, _)) = giving.max_by_key(|(wide, _)| **wide) else {
                break;
            };
            *widest -= 1;
            over -= 1;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(cells: &[&str], width: usize) -> Vec<String> {
        let heading: Vec<Column> = cells.iter().map(|_| Column::plain("h")).collect();
        let row = cells.iter().map(|cell| (*cell).to_owned()).collect();
        fit(&heading, vec![row], width).1.remove(0)
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(fitted(&["ACME-1000", "open"], 17), ["ACME-1000", "open"]);
    }

    #[test]
    fn the_widest_column_gives_way_and_the_others_stay() {
        let cells = fitted(&["ACME-1000", "The printer on floor 2 blinks red"], 30);
        assert_eq!(cells, ["ACME-1000", "The printer on f…"]);
        assert!(cells.iter().map(|cell| columns(cell) + GAP).sum::<usize>() <= 30);
    }

    #[test]
    fn what_people_wrote_gives_way_before_times_and_words() {
        let heading = [Column::plain("at"), Column::text("subject")];
        let row = vec!["2026-03-02 10:15".to_owned(), "Printer is red".to_owned()];
        let (_, rows) = fit(&heading, vec![row], 28);
        assert_eq!(rows[0], ["2026-03-02 10:15", "Printer…"]);
    }

    #[test]
    fn a_terminal_of_no_width_still_shows_the_beginnings() {
        assert_eq!(fitted(&["ACME-1000", "Printer"], 0), ["ACME-…", "Print…"]);
    }

    #[test]
    fn wide_characters_and_accents_take_what_a_terminal_gives_them() {
        let cells = fitted(
            &["印刷機が赤く点滅しています", "e\u{301}e\u{301}e\u{301}"],
            20,
        );
        assert_eq!(cells, ["印刷機が赤く…", "e\u{301}e\u{301}e\u{301}"]);
        assert!(columns(&cells[0]) <= 15 - GAP);
    }
}
