//! Which rule decides, and what it says of its reasons.

use super::super::condition::{Condition, Field, Test};
use super::super::{Rule, Ruleset};
use super::*;
use crate::mail::inbound::Origin;

fn rule(name: &str, field: Field, pattern: &str, set: Outcomes) -> Rule {
    Rule {
        name: name.to_owned(),
        when: Condition {
            tests: vec![Test::new(field, [pattern])],
            ..Condition::default()
        },
        set,
    }
}

fn priority(priority: Priority) -> Outcomes {
    Outcomes {
        priority: Some(priority),
        ..Outcomes::default()
    }
}

fn judge(rules: Vec<Rule>, matter: &Matter<'_>) -> Verdict {
    Ruleset::compile(rules)
        .unwrap()
        .evaluate(matter, Opening::Open)
}

fn mail(subject: &'static str, body: &'static str) -> Matter<'static> {
    Matter {
        subject: subject.into(),
        body: body.into(),
        ..Matter::default()
    }
}

#[test]
fn the_first_rule_that_holds_decides_an_outcome_and_tags_add_up() {
    let tagged = |tag: &str, mut set: Outcomes| {
        set.tags = vec![tag.to_owned()];
        set
    };
    let rules = vec![
        rule(
            "a",
            Field::Subject,
            "down",
            tagged("one", priority(Priority::Critical)),
        ),
        rule(
            "b",
            Field::Any,
            "server",
            tagged("two", priority(Priority::Low)),
        ),
        rule(
            "c",
            Field::Any,
            "server",
            tagged("two", Outcomes::default()),
        ),
        rule(
            "d",
            Field::Any,
            "cloud",
            tagged("three", Outcomes::default()),
        ),
    ];
    let verdict = judge(rules, &mail("Server down", ""));
    assert_eq!(verdict.priority, Priority::Critical);
    assert_eq!(verdict.tags, ["one", "two"]);
    assert_eq!(
        verdict.because,
        [
            "rule a: subject ~ /down/ matched \"down\"; sets priority critical, tag one",
            "rule b: subject ~ /server/ matched \"Server\"; sets tag two",
        ],
        "a rule that has nothing to add has no say"
    );
}

#[test]
fn all_fields_of_a_condition_must_match_and_none_of_its_exceptions() {
    let mut wanted = rule(
        "vip",
        Field::From,
        r"@board\.example>?$",
        priority(Priority::High),
    );
    wanted
        .when
        .tests
        .push(Test::new(Field::Body, ["projector", "beamer"]));
    wanted.when.unless.push(Test::new(Field::Subject, ["test"]));
    let mut matter = mail("Meeting", "The Beamer is dark");
    matter.from = "Ann <ann@board.example>".to_owned();
    let verdict = judge(vec![wanted.clone()], &matter);
    assert_eq!(
        verdict.because,
        [
            "rule vip: from ~ /@board\\.example>?$/ matched \"@board.example>\" and body ~ /beamer/ matched \"Beamer\"; \
          sets priority high"
        ]
    );
    matter.subject = "Test of the meeting".into();
    assert_eq!(
        judge(vec![wanted.clone()], &matter).priority,
        Priority::Medium
    );
    matter.subject = "".into();
    matter.from = "eve@elsewhere.example".to_owned();
    assert_eq!(judge(vec![wanted], &matter).priority, Priority::Medium);
}

#[test]
fn opening_origin_headers_and_attachments_are_conditions_too() {
    let headers = [("X-Prio".to_owned(), "1".to_owned())];
    let matter = Matter {
        headers: &headers,
        attachments: vec!["a.txt", "crash.DMP"],
        origin: Some(Origin::List),
        ..Matter::default()
    };
    let holds = |when: Condition| {
        let rule = Rule {
            name: "x".to_owned(),
            when,
            set: priority(Priority::Low),
        };
        !judge(vec![rule], &matter).because.is_empty()
    };
    let test = |field, pattern| Condition {
        tests: vec![Test::new(field, [pattern])],
        ..Condition::default()
    };
    assert!(holds(test(Field::Header("x-prio".to_owned()), "^1$")));
    assert!(!holds(test(Field::Header("X-Other".to_owned()), "")));
    assert!(holds(test(Field::Attachment, r"\.dmp$")));
    assert!(
        !holds(test(Field::To, "")),
        "no recipient, nothing to match"
    );
    let hours = |hours| Condition {
        hours: Some(hours),
        ..Condition::default()
    };
    assert!(holds(hours(Opening::Open)) && !holds(hours(Opening::Closed)));
    let origin = |origin| Condition {
        origin: Some(origin),
        ..Condition::default()
    };
    assert!(holds(origin(Origin::List)) && !holds(origin(Origin::Person)));
    assert!(
        holds(Condition::default()),
        "an empty condition holds for every mail"
    );
}

#[test]
fn a_bad_pattern_is_told_in_one_line_with_rule_and_field() {
    for (pattern, why) in [
        (
            "(?=x)y",
            "rule \"r\", header.X-A: /(?=x)y/ uses look-around, which is not supported; write what must not match under `unless`",
        ),
        (
            r"(a)\1",
            r#"rule "r", header.X-A: /(a)\1/ uses a backreference, which is not supported"#,
        ),
        (
            "(down",
            "rule \"r\", header.X-A: /(down/ is no regular expression: unclosed group",
        ),
        (
            "((a{1000}){1000}){100}",
            "rule \"r\", header.X-A: /((a{1000}){1000}){100}/ is too large; write fewer or shorter repetitions",
        ),
    ] {
        let bad = rule(
            "r",
            Field::Header("X-A".to_owned()),
            pattern,
            Outcomes::default(),
        );
        let faults = Ruleset::compile(vec![bad]).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].to_string(), why);
    }
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    let bad = rule("r", Field::Any, &deep, Outcomes::default());
    assert!(
        !Ruleset::compile(vec![bad]).unwrap_err()[0]
            .to_string()
            .contains('\n')
    );
}

#[test]
fn there_is_an_end_to_the_number_of_rules() {
    let rules = (0..=super::super::ruleset::RULES_MAX)
        .map(|n| rule(&format!("r{n}"), Field::Any, "x", Outcomes::default()))
        .collect();
    let faults = Ruleset::compile(rules).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "rule \"r500\": there are more than 500 rules"
    );
}

#[test]
fn only_the_beginning_of_a_huge_text_is_looked_at_and_a_character_is_never_cut() {
    let near = format!("{}needle", "ä".repeat(1_000));
    let far = format!("{}needle", "ä".repeat(40_000));
    let find = |body: &str| {
        let matter = Matter {
            body: body.to_owned().into(),
            ..Matter::default()
        };
        judge(
            vec![rule("n", Field::Body, "needle", priority(Priority::Low))],
            &matter,
        )
        .priority
    };
    assert_eq!(find(&near), Priority::Low);
    assert_eq!(find(&far), Priority::Medium);
}

#[test]
fn a_reason_stays_on_one_short_line() {
    let matter = mail(
        "",
        "a\r\n\tb\u{7}c and a very long text that goes on and on and on and on and on",
    );
    let verdict = judge(
        vec![rule("n", Field::Body, "(?s)a.*", priority(Priority::Low))],
        &matter,
    );
    let reason = &verdict.because[0];
    assert!(!reason.chars().any(char::is_control), "{reason:?}");
    assert!(reason.contains("…\""), "{reason}");
    assert!(reason.chars().count() < 160);
}
