//! A quarter of a help desk on a clock that the story sets: hundreds of tickets, all roles, holidays, and outages of mail
//! in between. What is done, and what is left undone, is planned; `ticketd sop` has to find exactly that.
//!
//! The plan knows the calendar and nothing of the desk's own books: `books` counts what each act owes as it is done, by
//! the words of the procedure.

mod books;
mod course;
mod desk;

use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;
use ticketd::reports::sop::Period;

use books::Books;
use desk::Desk;

const FIRST_DAY: &str = "2026-01-01T00:00:00Z";
const DAY_AFTER: &str = "2026-04-01T00:00:00Z";
/// How many tickets the quarter has, and how many demands are not wholly kept at least. A build without optimisation
/// lives a smaller one: it takes twenty times as long for each of them.
const SIZE: (u32, usize) = if cfg!(debug_assertions) {
    (40, 6)
} else {
    (600, 12)
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A quarter as it was lived, the books of it, and what the desk says of it.
fn lived(seed: u64) -> (Desk, Vec<Value>) {
    let mut desk = Desk::new(at(FIRST_DAY));
    desk.live(course::planned(seed, SIZE.0, &desk.hours()), at(DAY_AFTER));
    let period = Period {
        from: at(FIRST_DAY),
        to: at(DAY_AFTER),
    };
    let found = desk.world.sop(period);
    (desk, found)
}

fn as_books(found: &[Value]) -> Books {
    let mut books = Books::default();
    for demand in found {
        let id = demand["demand"].as_str().unwrap();
        if demand["measured"] != "unmeasured" {
            let (kept, owed) = (&demand["kept"], &demand["owed"]);
            books.add(id, kept.as_u64().unwrap(), owed.as_u64().unwrap());
        }
    }
    books
}

#[test]
fn a_quarter_is_found_as_it_was_planned_and_twice_the_same() {
    let begun = Instant::now();
    let (mut desk, found) = lived(20_260_101);
    let spent = begun.elapsed();
    println!(
        "{} acts and {} mails of the desk in {spent:?}",
        desk.acts, desk.letters
    );
    let mut wrong = Vec::new();
    let books = as_books(&found);
    for demand in &found {
        let id = demand["demand"].as_str().unwrap();
        let (planned, is) = (desk.books.of(id), books.of(id));
        println!(
            "{id:6} planned {planned:?} found {is:?} {}",
            demand["share"]
        );
        // How many clocks run is the desk's business; that all of them end within its hours is planned.
        if id == "S0.1" {
            assert!(is.kept == is.owed && is.owed > u64::from(SIZE.0));
        } else if planned != is {
            wrong.push(format!(
                "{id}: planned {planned:?}, found {is:?}; missed {}",
                demand["missed"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let shares = found.iter().filter_map(|demand| demand["share"].as_f64());
    let below = shares.filter(|share| *share < 100.0).count();
    assert!(
        below >= SIZE.1,
        "too little was planned to go wrong: {below}"
    );

    // What fell due in a month is that month's, and nobody else's.
    let mut months = Books::default();
    for (from, to) in [("01", "02"), ("02", "03"), ("03", "04")] {
        let month = |no: &str| at(&format!("2026-{no}-01T00:00:00Z"));
        let period = Period {
            from: month(from),
            to: month(to),
        };
        months.merge(&as_books(&desk.world.sop(period)));
    }
    assert_eq!(months, books, "three months are not the quarter");

    // To the one who leads: thirteen Mondays, and the firsts of February and March; each business day's digest is at
    // most one for each of three agents.
    let count = |notice: &str| {
        let published = desk.world.published.iter();
        published.filter(|(name, _)| *name == notice).count()
    };
    assert_eq!(count("service-report"), 15);
    assert!(
        (70..=3 * 74).contains(&count("digest")),
        "{}",
        count("digest")
    );

    let (lived_again, again) = lived(20_260_101);
    assert_eq!(desk.world.published, lived_again.world.published);
    let bytes = |found: &[Value]| serde_json::to_vec(found).unwrap();
    assert_eq!(
        bytes(&found),
        bytes(&again),
        "the same quarter, other bytes"
    );
}
