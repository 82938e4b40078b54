//! Makes the columns of a table fit the width of a terminal: nothing wraps, and what people wrote gives way first. Then
//! columns that can be spared are left out, so that the others can still be read.
//!
//! A cell that does not fit is cut and ends with `…`. What is counted is what a terminal shows: a Chinese character
//! takes two columns, an accent none.

use super::terminal::{columns, short};

/// A column is not made narrower than this, in terminal columns; below it nothing can be read.
const COLUMN_MIN: usize = 6;
/// What people wrote is given this much room before a column is kept that can be spared, in terminal columns.
const TEXT_MIN: usize = 14;
/// What stands between two columns, in terminal columns.
pub(super) const GAP: usize = 2;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    /// Whether it holds what people wrote, and is cut before the others.
    is_text: bool,
    /// How early it is left out where there is no room, from 1; 0: never.
    spare: u8,
}

impl Column {
    /// A column of short words, numbers or times.
    pub const fn plain(name: &'static str) -> Self {
        Self {
            name,
            is_text: false,
            spare: 0,
        }
    }

    /// A column of what people wrote: subjects, names, addresses.
    pub const fn text(name: &'static str) -> Self {
        Self {
            name,
            is_text: true,
            spare: 0,
        }
    }

    /// The same, left out where there is no room: the lowest number goes first, from 1.
    pub const fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }
}

/// Heading and rows, with columns left out and cut so that a line takes at most `width` terminal columns, as far as
/// [`COLUMN_MIN`] allows.
pub(super) fn fit(
    heading: &[Column],
    rows: Vec<Vec<String>>,
    width: usize,
) -> (Vec<String>, Vec<Vec<String>>) {
    let widths = widths(heading, &rows, width);
    let cut = |row: Vec<String>| -> Vec<String> {
        row.iter()
            .zip(&widths)
            .filter_map(|(cell, width)| Some(short(cell, (*width)?)))
            .collect()
    };
    let names = heading.iter().map(|column| column.name.to_owned());
    (cut(names.collect()), rows.into_iter().map(cut).collect())
}

/// How wide each column may be; nothing for one that is left out.
fn widths(heading: &[Column], rows: &[Vec<String>], width: usize) -> Vec<Option<usize>> {
    let names = heading.iter().map(|column| columns(column.name));
    let mut widths: Vec<usize> = names.collect();
    for row in rows {
        for (wide, cell) in widths.iter_mut().zip(row) {
            *wide = (*wide).max(columns(cell));
        }
    }
    let mut kept: Vec<(usize, &Column, usize)> = heading
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(at, (column, wide))| (at, column, wide))
        .collect();
    leave_out(&mut kept, width);
    let room = width.saturating_sub(kept.len() * GAP);
    let mut over = kept
        .iter()
        .map(|(_, _, wide)| wide)
        .sum::<usize>()
        .saturating_sub(room);
    for takes_all in [false, true] {
        while over > 0 {
            let giving = kept
                .iter_mut()
                .filter(|(_, column, wide)| (takes_all || column.is_text) && *wide > COLUMN_MIN);
            let Some((_, _, widest)) = giving.max_by_key(|(_, _, wide)| *wide) else {
                break;
            };
            *widest -= 1;
            over -= 1;
        }
    }
    let mut widths = vec![None; heading.len()];
    for (at, _, wide) in kept {
        if let Some(place) = widths.get_mut(at) {
            *place = Some(wide);
        }
    }
    widths
}

/// Leaves out what can be spared, as long as what people wrote would have less than [`TEXT_MIN`].
fn leave_out(kept: &mut Vec<(usize, &Column, usize)>, width: usize) {
    loop {
        let needed = kept.iter().map(|(_, column, wide)| {
            GAP + if column.is_text {
                (*wide).min(TEXT_MIN)
            } else {
                *wide
            }
        });
        if needed.sum::<usize>() <= width {
            return;
        }
        let spared = kept.iter().filter(|(_, column, _)| column.spare > 0);
        let Some(at) = spared
            .min_by_key(|(_, column, _)| column.spare)
            .map(|(at, ..)| *at)
        else {
            return;
        };
        kept.retain(|(place, ..)| *place != at);
    }
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
    fn a_narrow_terminal_keeps_ticket_numbers_whole() {
        let heading = [
            Column::plain("ticket"),
            Column::plain("status"),
            Column::plain("priority").spare(4),
            Column::plain("assignee").spare(3),
            Column::plain("due (UTC)").spare(2),
            Column::text("requester").spare(1),
            Column::text("subject"),
        ];
        let row = [
            "ACME-1000",
            "waiting",
            "critical",
            "bob",
            "2026-03-02 10:15",
            "ann@customer.example",
            "The printer on floor 2 blinks red",
        ];
        let row = || row.iter().map(|cell| (*cell).to_owned()).collect();
        for width in [40, 60, 80] {
            let (_, rows) = fit(&heading, vec![row()], width);
            assert_eq!(rows[0][0], "ACME-1000", "{width}");
            let subject = rows[0].last().unwrap();
            assert!(columns(subject) >= 14, "{width}: {subject}");
            let line: usize = rows[0].iter().map(|cell| columns(cell) + GAP).sum();
            assert!(line <= width, "{width}: {rows:?}");
        }
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
