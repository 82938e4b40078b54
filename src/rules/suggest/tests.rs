//! Learning on mails so few that the right rules are plain.

use super::*;

fn mail(text: &str, label: &str) -> Example {
    Example {
        texts: vec![text.to_owned()],
        label: label.to_owned(),
    }
}

fn office() -> Vec<Example> {
    let mut mails = Vec::new();
    for who in ["ann", "bob", "cy", "dan", "eve", "fay"] {
        mails.push(mail(
            &format!("the printer of {who} has no toner"),
            "hardware",
        ));
        mails.push(mail(
            &format!("{who} cannot log in, password refused"),
            "account",
        ));
        mails.push(mail(&format!("no network in the room of {who}"), "network"));
    }
    mails
}

fn place<'a>(rules: &'a [Suggestion], text: &str) -> Option<&'a str> {
    let holds = |rule: &&Suggestion| {
        let pattern = regex::RegexBuilder::new(&rule.pattern())
            .case_insensitive(true)
            .build();
        pattern.unwrap().is_match(text)
    };
    rules.iter().find(holds).map(|rule| rule.label.as_str())
}

#[test]
fn what_people_sorted_is_sorted_as_they_did() {
    let rules = suggest(&office());
    assert_eq!(
        place(&rules, "My PRINTER is out of toner"),
        Some("hardware")
    );
    assert_eq!(place(&rules, "password?"), Some("account"));
    assert_eq!(place(&rules, "The network is slow"), Some("network"));
    assert_eq!(
        place(&rules, "Lunch on Friday?"),
        None,
        "no rule is better than a wrong one"
    );
    assert_eq!(rules.len(), 3, "one rule for each: {rules:?}");
}

#[test]
fn a_word_of_all_says_nothing() {
    let mails: Vec<Example> = office()
        .into_iter()
        .map(|one| mail(&format!("hello {}", one.texts[0]), &one.label))
        .collect();
    let rules = suggest(&mails);
    assert_eq!(place(&rules, "hello"), None, "{rules:?}");
}

#[test]
fn an_exception_is_asked_before_the_rule_that_it_is_one_of() {
    let mut mails = office();
    for who in ["gus", "hal", "ivy", "joe"] {
        mails.push(mail(&format!("{who} wants a network printer"), "purchase"));
    }
    let rules = suggest(&mails);
    assert_eq!(
        place(&rules, "Kim wants a network printer"),
        Some("purchase"),
        "{rules:?}"
    );
    assert_eq!(
        place(&rules, "no toner in the network printer"),
        Some("hardware")
    );
    assert_eq!(place(&rules, "no network in this room"), Some("network"));
}

#[test]
fn a_handful_of_mails_teaches_nothing() {
    assert!(suggest(&[]).is_empty());
    assert!(suggest(&[mail("the printer", "hardware"), mail("the door", "other")]).is_empty());
}

#[test]
fn three_of_three_are_worth_less_than_ninety_of_a_hundred() {
    assert!(wilson(3.0, 3.0) < wilson(90.0, 100.0));
    assert!(wilson(3.0, 3.0) > wilson(2.0, 3.0));
}

#[test]
fn the_order_of_the_mails_changes_nothing_that_is_written() {
    let mut turned = office();
    turned.reverse();
    let words = |rules: &[Suggestion]| -> BTreeSet<String> {
        rules.iter().map(Suggestion::pattern).collect()
    };
    assert_eq!(words(&suggest(&office())), words(&suggest(&turned)));
}
