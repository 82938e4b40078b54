//! The service report: figures of a story that can be counted on fingers, the same whenever they are asked for.

use jiff::Timestamp;
use serde_json::{Value, json};
use ticketd::reports::sop::Period;

use crate::cast::{ANN, BOB, CAROL, DAVE};
use crate::world::{World, days, hours, minutes};

fn march(from: u8, to: u8) -> Period {
    let at = |day: u8| -> Timestamp { format!("2026-03-{day:02}T00:00:00Z").parse().unwrap() };
    Period {
        from: at(from),
        to: at(to),
    }
}

fn line<'a>(report: &'a Value, list: &str, key: &str, of: &str) -> &'a Value {
    let lines = report[list].as_array().unwrap();
    lines.iter().find(|line| line[key] == of).unwrap()
}

/// Monday 2 March: two tickets, one of them answered late on Tuesday; on Wednesday one is solved and rated; a third one
/// stays open.
fn lived() -> World {
    let mut world = World::new();
    world.mail(ANN, "Password refused", "My password is refused.");
    let first = world.notice_to(BOB, "ticket-opened");
    world.mail(DAVE, "How do I print on both sides?", "How do I do it?");
    let second = world.notice_to(BOB, "ticket-opened");
    world.wait(minutes(20));
    world.reply(BOB, &first, "I look at it.");
    world.reply(BOB, &first, "#eta 2d A new one is being made.");
    world.wait(days(1));
    world.wait(hours(5));
    world.reply(BOB, &second, "In the menu under Print.");
    world.wait_until("2026-03-04T12:00:00Z");
    world.reply(BOB, &first, "#resolve You have a new password.");
    let asked = world.notice_to(ANN, "resolved");
    world.wait(minutes(10));
    world.reply(ANN, &asked, "4");
    world.mail(
        ANN,
        "Router of the lobby",
        "The network in the lobby is slow.",
    );
    world.all_mails();
    world
}

#[test]
fn what_came_and_went_is_counted_by_day_category_priority_and_agent() {
    let mut world = lived();
    let report = world.service(march(2, 8));
    let flow = |opened, resolved, closed| json!({ "opened": opened, "resolved": resolved, "reopened": 0, "closed": closed });
    assert_eq!(report["flow"], flow(3, 1, 1), "{report:#}");
    assert_eq!(
        (&report["open_before"], &report["open_after"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(line(&report, "days", "day", "2026-03-02")["opened"], 2);
    assert_eq!(line(&report, "days", "day", "2026-03-04")["opened"], 1);
    assert_eq!(
        line(&report, "categories", "category", "account-access")["resolved"],
        1
    );
    assert_eq!(line(&report, "agents", "agent", "bob")["resolved"], 1);
    let medium = line(&report, "times", "priority", "medium");
    assert_eq!(medium["answers"]["median_secs"], 20 * 60);
    assert_eq!(
        (&medium["answered_in_time"], &medium["answered_late"]),
        (&json!(1), &json!(0))
    );
    // Monday 11:00 to Wednesday 12:00 in hours of 10:00 to 17:40.
    assert_eq!(
        medium["solutions"]["median_secs"],
        (6 * 60 + 40 + 7 * 60 + 40 + 2 * 60) * 60
    );
    let low = line(&report, "times", "priority", "low");
    assert_eq!(
        (&low["answered_in_time"], &low["answered_late"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(report["promises"], json!({ "kept": 0, "missed": 1 }));
    assert_eq!(report["satisfaction"]["mean"], 4.0);
}

#[test]
fn a_week_that_is_over_stays_as_it_was() {
    let mut world = lived();
    let before = world.service(march(2, 8)).to_string();
    world.wait(days(6));
    world.mail(DAVE, "Monitor is black", "It shows nothing.");
    world.wait(days(3));
    assert_eq!(world.service(march(2, 8)).to_string(), before);
    assert_ne!(world.service(march(2, 20)).to_string(), before);
}

#[test]
fn an_answer_that_came_after_the_ticket_had_gone_up_by_itself_is_late() {
    let mut world = World::new();
    world.mail(ANN, "Password refused", "My password is refused.");
    // Four hours were promised; after eight of open time it goes up, and its clock begins anew.
    world.wait_until("2026-03-03T11:30:00Z");
    assert_eq!(world.ticket(1000).tier, 2);
    let notice = world.notice_to(CAROL, "escalated-to-you");
    world.reply(CAROL, &notice, "#reply I look at it.");
    world.all_mails();
    let report = world.service(march(2, 8));
    let medium = line(&report, "times", "priority", "medium");
    assert_eq!(
        (&medium["answered_in_time"], &medium["answered_late"]),
        (&json!(0), &json!(1))
    );
    // Monday 11:00 to 17:40, and Tuesday 10:00 to 11:30.
    assert_eq!(medium["answers"]["median_secs"], (6 * 60 + 40 + 90) * 60);
}

#[test]
fn who_was_called_was_answered_and_spam_is_no_service() {
    let mut world = World::new();
    world.mail(ANN, "Password refused", "My password is refused.");
    let first = world.notice_to(BOB, "ticket-opened");
    world.mail(DAVE, "Cheap watches", "Buy now.");
    let second = world.notice_to(BOB, "ticket-opened");
    world.wait(minutes(30));
    world.reply(BOB, &first, "#contact phone Told her to wait.");
    world.reply(BOB, &second, "#spam");
    world.all_mails();
    let report = world.service(march(2, 8));
    assert_eq!(
        (&report["flow"]["opened"], &report["spam"]),
        (&json!(1), &json!(1))
    );
    let medium = line(&report, "times", "priority", "medium");
    assert_eq!(medium["answered_in_time"], 1, "{report:#}");
    let found = world.sop(march(2, 8));
    for demand in ["S4.5", "S4.6"] {
        let line = found.iter().find(|line| line["demand"] == demand).unwrap();
        assert_eq!(
            (&line["kept"], &line["owed"]),
            (&json!(1), &json!(1)),
            "{line}"
        );
    }
}
