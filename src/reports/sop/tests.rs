//! Shares, periods, and who is passed over. That whole lives of tickets are measured rightly, a quarter of them shows in
//! `tests/it/quarter.rs`.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn march() -> Period {
    Period {
        from: at("2026-03-01T00:00:00Z"),
        to: at("2026-04-01T00:00:00Z"),
    }
}

fn owed(due: &str, done: Option<&str>) -> Owed {
    Owed {
        demands: &["S4.5"],
        due: at(due),
        done: done.map(at),
        event: 3,
    }
}

fn found(audit: Audit, demand: &str) -> Value {
    let found = audit.finish();
    found
        .into_iter()
        .find(|line| line["demand"] == demand)
        .unwrap()
}

#[test]
fn a_share_is_never_rounded_up() {
    assert_eq!(share(2999, 1), Some(99.9));
    assert_eq!(share(3, 0), Some(100.0));
    assert_eq!(share(1, 2), Some(33.3));
    assert_eq!(share(0, 5), Some(0.0));
    assert_eq!(share(0, 0), None, "nothing was owed");
}

#[test]
fn what_was_owed_belongs_to_the_period_in_which_it_was_done_or_its_time_was_up() {
    let mut audit = Audit::new(march());
    for (due, done) in [
        ("2026-02-28T23:59:59Z", None),
        ("2026-03-01T00:00:00Z", Some("2026-02-27T10:00:00Z")),
        ("2026-03-31T23:59:59Z", Some("2026-04-01T09:00:00Z")),
        ("2026-04-01T00:00:00Z", Some("2026-03-31T09:00:00Z")),
    ] {
        audit.count(TicketId(1000), &owed(due, done));
    }
    let line = found(audit, "S4.5");
    assert_eq!((&line["kept"], &line["owed"]), (&json!(1), &json!(2)));
    assert_eq!(line["share"], 50.0);
    assert_eq!(line["evidence"], json!([{ "ticket": 1000, "event": 3 }]));
    assert_eq!(
        line["missed"],
        json!([{
            "ticket": 1000,
            "event": 3,
            "due": "2026-03-31T23:59:59Z",
            "done": "2026-04-01T09:00:00Z",
        }])
    );
}

#[test]
fn what_is_done_at_the_last_moment_is_kept_and_a_second_later_missed() {
    let due = "2026-03-02T12:00:00Z";
    assert!(owed(due, Some(due)).is_kept());
    assert!(!owed(due, Some("2026-03-02T12:00:01Z")).is_kept());
    assert!(!owed(due, None).is_kept());
}

#[test]
fn a_mail_in_quarantine_is_on_record_and_not_taken_care_of() {
    let mut audit = Audit::new(march());
    for (no, is_quarantined) in [(1, false), (2, true)] {
        audit.take_mail(&Received {
            locator: format!("support/7/{no}"),
            at: at("2026-03-02T12:00:00Z"),
            is_quarantined,
        });
    }
    let line = found(audit, "S0.3");
    assert_eq!(line["share"], 50.0);
    assert_eq!(line["missed"], json!([{ "mail": "support/7/2" }]));
}

#[test]
fn every_demand_is_listed_once_and_says_how_it_is_measured() {
    let lines = Audit::new(march()).finish();
    let mut ids: Vec<&str> = lines
        .iter()
        .map(|line| line["demand"].as_str().unwrap())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all), (50, 50));
    for line in &lines {
        assert!(line["share"].is_null(), "nothing was owed: {line}");
        assert!(line["how"].as_str().is_some_and(|how| how.len() > 10));
    }
}
