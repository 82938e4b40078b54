//! The shipped file loads, and a wrong one is told what is wrong with it.

use std::path::Path;

use super::{Secrets, parse};

const SMALL: &str = r#"
[desk]
name = "ACME Support"
address = "support@acme.example"
[[mailbox]]
name = "support"
kind = "maildir"
path = "mail"
[delivery]
kind = "folder"
path = "out"
"#;

fn faults(text: &str) -> String {
    match parse(text, Path::new("."), Secrets::Skip) {
        Ok(_) => panic!("this was taken: {text}"),
        Err(faults) => faults.join("\n"),
    }
}

#[test]
fn three_sections_are_enough() {
    let settings = parse(SMALL, Path::new("/etc/ticketd"), Secrets::Read).unwrap();
    assert_eq!(settings.desk.tag, "ACME");
    assert_eq!(settings.desk.state_dir, Path::new("/var/lib/ticketd"));
    assert_eq!(settings.categories.len(), 5);
}

#[test]
fn the_shipped_file_loads_and_explains_every_setting() {
    let shipped = include_str!("../../daemon.toml");
    parse(shipped, Path::new("."), Secrets::Skip).unwrap();
    for key in include_str!("file.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next())
    {
        let key = key.replace('_', "-");
        let key = if key == "kind" {
            "type".to_owned()
        } else {
            key
        };
        assert!(shipped.contains(&key), "daemon.toml does not mention {key}");
    }
}

#[test]
fn a_wrong_key_is_named_with_its_line_and_the_nearest_right_one() {
    let text = SMALL.replace("kind = \"maildir\"", "kind = \"maildir\"\npasword = 1");
    assert_eq!(
        faults(&text),
        "line 8, in [[mailbox]]: unknown key \"pasword\"; did you mean \"password\"?"
    );
}

#[test]
fn each_mistake_gets_one_line_that_says_what_to_do() {
    let with = |more: &str| faults(&format!("{SMALL}\n{more}"));
    let swap = |from: &str, to: &str| faults(&SMALL.replace(from, to));
    for (said, wanted) in [
        (
            swap("support@acme.example", "support"),
            "[desk] address = \"support\" is not an address: it needs a name, an @ and a domain",
        ),
        (
            swap("\"maildir\"", "\"mailder\""),
            "[[mailbox]] \"support\" kind = \"mailder\": no such value; did you mean \"maildir\"?",
        ),
        (
            swap("path = \"mail\"", "host = \"x\""),
            "[[mailbox]] \"support\": host belongs to kind = \"imap\"\n[[mailbox]] \"support\": path is missing",
        ),
        (
            swap(
                "kind = \"folder\"\npath = \"out\"",
                "kind = \"smtp\"\nhost = \"mail.example\"\nsecurity = \"none\"",
            ),
            "[delivery] security = \"none\": mail.example is not this machine, and passwords would cross the network in the clear; use \"tls\" or \"starttls\"",
        ),
        (
            with("[identity]\nrequire = \"dkim\""),
            "[identity] require = \"dkim\": no such value; possible are: dmarc+token, token, dmarc",
        ),
        (
            with("[[agent]]\nname = \"bob\"\naddress = \"bob@x.example\"\nteam = \"net\""),
            "[[agent]] \"bob\" team = \"net\": there is no [[team]] of that name",
        ),
        (
            with("[[team]]\nname = \"net\"\ntier = 4"),
            "[[team]] \"net\" tier = 4: tiers are 1, 2 and 3",
        ),
        (
            with("[hours]\nmon-fri = [\"10-17\"]"),
            "[hours] mon-fri: \"10\" is no time of day; write it as 09:30",
        ),
        (
            with("[hours]\nmonday-fry = [\"10:00-17:00\"]"),
            "[hours] monday-fry: \"fry\" is no weekday; write mon, tue, wed, thu, fri, sat or sun",
        ),
        (
            with("[targets.urgent]\nanswer = \"15m\""),
            "[targets] = \"urgent\": no such value; possible are: critical, high, medium, low",
        ),
        (
            with("[[rule]]\nname = \"x\"\nset = { category = \"hardwear\" }"),
            "[[rule]] \"x\" category = \"hardwear\": no such value; did you mean \"hardware\"?",
        ),
        (
            with("[[rule]]\nname = \"x\"\nwhen = { subjekt = \"x\" }"),
            "[[rule]] \"x\" when = \"subjekt\": no such value; did you mean \"subject\"?",
        ),
    ] {
        assert_eq!(said, wanted);
    }
    assert!(
        with("[[rule]]\nname = \"x\"\nwhen = { subject = '(' }")
            .starts_with("[[rule]]: rule \"x\", subject: ")
    );
    assert!(swap("name = \"ACME Support\"", "name = ").starts_with("line 3, in [desk]: "));
    let long = swap(
        "support@acme.example",
        "a-very-long-support-address@acme.example",
    );
    assert!(long.contains("too long for reply tokens"), "{long}");
}
