//! What people type for numbers and times.

use clap::CommandFactory;

use super::*;

#[test]
fn the_table_of_arguments_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn a_ticket_is_named_the_way_people_copy_it() {
    for text in ["1000", "#1000", "ACME-1000", "[ACME-1000]", "IT-DESK-1000"] {
        assert_eq!(ticket_id(text), Ok(TicketId(1000)), "{text}");
    }
    for text in ["", "ACME", "1000x", "-"] {
        assert!(ticket_id(text).is_err(), "{text}");
    }
}

#[test]
fn an_instant_without_an_offset_is_utc() {
    let at = |text: &str| instant(text).map(|at| at.to_string());
    assert_eq!(at("2026-03-02").as_deref(), Ok("2026-03-02T00:00:00Z"));
    assert_eq!(
        at("2026-03-02T10:15").as_deref(),
        Ok("2026-03-02T10:15:00Z")
    );
    assert_eq!(
        at("2026-03-02T10:15:00+05:30").as_deref(),
        Ok("2026-03-02T04:45:00Z")
    );
    assert!(at("yesterday").is_err());
}
