//! The service report by mail: to whoever leads, once for each week and month, with charts and a file, and the same
//! figures as whenever it is asked for.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ticketd::calendar::{Hours, Rhythm, Week};
use ticketd::domain::{Address, Agent, AgentName, Role};
use ticketd::engine::Policy;
use ticketd::reports::service::csv;
use ticketd::reports::sop::Period;

use crate::cast::{self, ANN, BOB, CAROL, DAVE, ERIN, Person};
use crate::world::{Posted, World, days, hours, minutes};

/// The head of it all.
const GRACE: Person = Person {
    name: "Grace",
    address: "grace@desk.example",
};

/// A desk with a head, whose leaders get a report each Monday and on the first of each month.
fn reporting() -> Policy {
    let mut policy = cast::policy();
    policy.rhythms.weekly = Some(Rhythm::parse_weekly("monday 08:00").unwrap());
    policy.rhythms.monthly = Some(Rhythm::parse_monthly("1 08:00").unwrap());
    policy.roster.agents.push(Agent {
        name: AgentName("grace".to_owned()),
        address: Address::parse(GRACE.address).unwrap(),
        also_known_as: Vec::new(),
        team: None,
        role: Role::Manager,
    });
    policy
}

fn with(policy: Policy) -> World {
    let mut world = World::with(policy);
    world.begin();
    world
}

/// A week in which two tickets come, and one of them is solved and rated.
fn lived(world: &mut World) {
    world.mail(ANN, "Password refused", "My password is refused.");
    let first = world.notice_to(BOB, "ticket-opened");
    world.mail(DAVE, "Scanner", "It asks for a code.");
    world.wait(minutes(20));
    world.reply(BOB, &first, "I look at it.");
    world.wait(days(2));
    world.reply(BOB, &first, "#resolve You have a new password.");
    let asked = world.notice_to(ANN, "resolved");
    world.reply(ANN, &asked, "5");
    world.all_mails();
}

fn reports(posted: Vec<Posted>) -> Vec<Posted> {
    let is_report = |posted: &Posted| posted.notice == "service-report";
    posted.into_iter().filter(is_report).collect()
}

fn period(from: &str, to: &str) -> Period {
    let at = |day: &str| -> Timestamp { format!("{day}T00:00:00Z").parse().unwrap() };
    Period {
        from: at(from),
        to: at(to),
    }
}

/// The octets of an attachment, by the end of its name.
fn file<'a>(posted: &'a Posted, ending: &str) -> &'a [u8] {
    let files = posted.mail.attachments.iter();
    let mut files = files.filter(|file| file.name.ends_with(ending));
    &files.next().unwrap_or_else(|| panic!("no {ending}")).bytes
}

#[test]
fn whoever_leads_gets_the_week_in_words_tables_charts_and_a_file() {
    let mut world = with(reporting());
    lived(&mut world);
    world.wait_until("2026-03-09T08:00:00Z");
    let report = world.notice_to(ERIN, "service-report");
    world.notice_to(GRACE, "service-report");
    for agent in [BOB, CAROL] {
        assert!(
            reports(world.mails_to(agent)).is_empty(),
            "they lead nobody"
        );
    }
    assert_eq!(
        report.mail.subject,
        "Service report of ACME Support: week from Mon 2 Mar 2026 to Sun 8 Mar 2026"
    );
    assert!(report.says("Opened: 2"), "{}", report.text());
    assert!(report.says("First answers in time: 1 of 1 (100 %)"));
    assert!(report.says("Satisfaction: 5.0 of 5, by 1 person"));
    assert!(report.says("Mon 2 Mar 2 0"), "a row of the table of days");
    assert!(report.says("ticketd report --from 2026-03-02 --to 2026-03-09"));
    assert_eq!(report.mail.header("Auto-Submitted"), Some("auto-generated"));

    // mixed(related(alternative(text, html), pictures), file)
    let whole = String::from_utf8(report.bytes.clone()).unwrap();
    let kinds = whole.split("Content-Type: ").skip(1);
    let kinds: Vec<&str> = kinds
        .map(|kind| kind.split([';', '\r']).next().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/related",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "image/png",
            "image/png",
            "image/png",
            "text/csv"
        ]
    );
    let html = whole.replace("=\r\n", "").replace("=3D", "=");
    for part in whole.split("Content-ID: <").skip(1) {
        let id = part.split('>').next().unwrap();
        assert!(html.contains(&format!("src=\"cid:{id}\"")), "{id} is shown");
    }
    assert_eq!(whole.matches("Content-ID: <").count(), 3);
    let shown = html.matches("src=\"cid:").count();
    assert_eq!(
        shown,
        html.matches("@desk.example\" alt=\"").count(),
        "none by a bare name"
    );
    assert!(file(&report, "days.png").starts_with(b"\x89PNG\r\n\x1a\n"));

    let asked = world.service(period("2026-03-02", "2026-03-09"));
    let expected = csv::lines(&asked).join("\n") + "\n";
    let attached = file(&report, "service-2026-03-02-to-2026-03-08.csv");
    assert_eq!(String::from_utf8_lossy(attached), expected);
}

#[test]
fn the_file_of_a_report_says_what_is_said_a_month_later() {
    let mut world = with(reporting());
    lived(&mut world);
    world.wait_until("2026-03-09T08:00:00Z");
    let report = world.notice_to(ERIN, "service-report");
    world.mail(DAVE, "Monitor is black", "It shows nothing.");
    world.wait(days(30));
    let asked = world.service(period("2026-03-02", "2026-03-09"));
    let expected = csv::lines(&asked).join("\n") + "\n";
    assert_eq!(file(&report, ".csv"), expected.as_bytes());
}

#[test]
fn two_runs_of_one_story_write_the_same_octets() {
    let told = || {
        let mut world = with(reporting());
        lived(&mut world);
        world.wait_until("2026-04-02T00:00:00Z");
        let found = reports(world.all_mails());
        let titles = found.iter().map(|report| report.mail.subject.clone());
        let titles: Vec<String> = titles.collect();
        let octets: Vec<Vec<u8>> = found.into_iter().map(|report| report.bytes).collect();
        (titles, octets)
    };
    let (titles, octets) = told();
    // Four Mondays and the first of April, to two readers.
    assert_eq!(titles.len(), 10, "{titles:?}");
    assert!(titles[9].ends_with("March 2026"), "{titles:?}");
    assert_eq!(octets, told().1);
}

#[test]
fn a_kill_neither_loses_nor_doubles_a_report() {
    let mut world = with(reporting());
    lived(&mut world);
    world.wait_until("2026-03-09T07:59:00Z");
    world.now = "2026-03-09T08:00:00Z".parse().unwrap();
    world.dies_while_publishing();
    world.is_cut_off = true;
    world.wait(minutes(1));
    world.crash();
    world.is_cut_off = false;
    world.wait(hours(3));
    assert_eq!(reports(world.mails_to(ERIN)).len(), 1);
    world.crash();
    world.wait_until("2026-03-16T07:00:00Z");
    assert!(reports(world.mails_to(ERIN)).is_empty());
}

#[test]
fn after_three_weeks_without_a_desk_the_last_report_comes_once_and_says_what_was_left_out() {
    let mut world = with(reporting());
    lived(&mut world);
    world.wait_until("2026-03-10T00:00:00Z");
    world.all_mails();
    world.now = "2026-04-01T12:00:00Z".parse().unwrap();
    world.crash();
    world.wait(hours(1));
    let found = reports(world.mails_to(ERIN));
    let titles: Vec<&str> = found
        .iter()
        .map(|report| report.mail.subject.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Service report of ACME Support: week from Mon 23 Mar 2026 to Sun 29 Mar 2026",
            "Service report of ACME Support: March 2026",
        ]
    );
    assert!(
        found[0].says("No report was sent of the time from Mon 9 Mar 2026 to Sun 22 Mar 2026"),
        "{}",
        found[0].text()
    );
    assert!(
        !found[1].says("No report was sent"),
        "it is the first of its kind"
    );
    world.wait_until("2026-04-06T07:00:00Z");
    assert!(reports(world.mails_to(ERIN)).is_empty());
}

#[test]
fn a_week_begins_and_ends_at_midnight_where_the_desk_is_also_when_the_clock_jumps() {
    let mut policy = reporting();
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    policy.hours = Hours::new(berlin, Week::shipped(), []);
    let mut world = with(policy);
    world.wait_until("2026-03-23T12:00:00Z");
    world.all_mails();
    // The last minute of the week in Berlin, when UTC has two hours to go; and the first one after it.
    world.wait_until("2026-03-29T21:59:00Z");
    world.mail(ANN, "Scanner", "It asks for a code.");
    world.wait_until("2026-03-29T22:00:00Z");
    world.mail(ANN, "Monitor", "It is black.");
    world.wait_until("2026-03-30T12:00:00Z");
    let report = world.notice_to(ERIN, "service-report");
    assert!(report.says("Opened: 1"), "{}", report.text());
    assert!(report.says("Sun 29 Mar 1 0"));
    assert_eq!(
        report.mail.header("Date"),
        Some("Mon, 30 Mar 2026 08:00:00 +0200")
    );
}

#[test]
fn a_desk_that_nobody_leads_makes_no_report_and_one_that_begins_has_none_of_the_time_before() {
    let mut policy = reporting();
    policy
        .roster
        .agents
        .retain(|agent| agent.role == Role::Agent);
    let mut world = with(policy);
    lived(&mut world);
    world.wait(days(14));
    assert!(reports(world.all_mails()).is_empty());

    let mut world = with(reporting());
    world.wait_until("2026-03-08T23:59:00Z");
    assert!(reports(world.all_mails()).is_empty());
}
