//! The service record of a ticket.

use serde_json::Value;
use ticketd::reports::record_json;

use crate::cast::{ANN, BOB};
use crate::world::{World, hours, minutes};

use super::one_ticket;

fn record(world: &mut World) -> Value {
    let known = world.known(1000);
    record_json(&known.ticket, &known.history, "ACME", world.now)
}

#[test]
fn the_record_says_what_was_asked_and_done_and_which_times_were_kept() {
    let (mut world, _, opened) = one_ticket();
    world.wait(minutes(30));
    world.reply(
        BOB,
        &opened,
        "#priority high Nobody can print.\n#time 1h30 Looked at it.\n\nHello Ann, I come by.",
    );
    world.reply(
        BOB,
        &opened,
        "#note\n\nThe fuser is the third one this year.",
    );
    world.reply(
        BOB,
        &opened,
        "#contact phone\n\nShe is angry about the last time.",
    );
    world.wait(hours(1));
    world.reply(BOB, &opened, "#resolve The fuser was replaced.");
    let resolved = world.notice_to(ANN, "resolved");
    world.reply(ANN, &resolved, "5\nThank you!");
    let record = record(&mut world);
    assert_eq!(record["reference"], "ACME-1000");
    assert_eq!(record["asked"], "It blinks red.");
    assert_eq!(record["solution"], "The fuser was replaced.");
    assert_eq!(
        (&record["rating"], &record["closed_as"]),
        (&Value::from(5), &Value::from("solved"))
    );
    assert_eq!(record["minutes_worked"], 90);
    let done = record["done"].as_array().unwrap();
    let steps: Vec<String> = done
        .iter()
        .map(|step| {
            format!(
                "{} {}",
                step["by"].as_str().unwrap(),
                step["what"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "agent:bob priority-changed",
            "agent:bob answered",
            "agent:bob contacted",
            "agent:bob resolved",
            "requester replied",
            "requester rated",
            "requester closed",
        ]
    );
    assert_eq!(done[1]["text"], "Hello Ann, I come by.");
    let whole = record.to_string();
    for inside in ["third one this year", "angry", "Looked at it"] {
        assert!(!whole.contains(inside), "{inside} stayed inside");
    }
    let times = record["times"].as_array().unwrap();
    let first = times
        .iter()
        .find(|time| time["what"] == "first-answer")
        .unwrap();
    assert_eq!(first["kept"], true);
}

#[test]
fn a_time_that_was_missed_stands_in_the_record() {
    let (mut world, _, opened) = one_ticket();
    world.wait(hours(24));
    assert_eq!(record(&mut world)["times"][0]["kept"], false);
    world.reply(BOB, &opened, "Hello Ann.");
    let record = record(&mut world);
    assert_eq!(
        (&record["times"][0]["kept"], &record["closed_as"]),
        (&Value::from(false), &Value::Null)
    );
}
