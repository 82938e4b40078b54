//! Replies as people and their mail programs write them: what is answered, in which words, and how the desk's mail is
//! quoted around it. All of it is drawn from a seed.

use std::collections::BTreeMap;

use crate::world::Posted;

/// Draws from a seed (xorshift*, by Marsaglia and Vigna).
pub(super) struct Draws(pub u64);

impl Draws {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap() % limit
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// What is written on a line, and what should be read of it.
pub(super) struct Answer {
    pub field: &'static str,
    pub written: String,
    pub expected: Option<String>,
}

pub(super) const FIELDS: [&str; 6] = [
    "phone",
    "location",
    "resource",
    "error",
    "tried",
    "first-time",
];

const PHONES: [&str; 8] = [
    "0170 1234567",
    "+49 (0)89 123456-12",
    "089/1234567",
    "+1 415-555-0132",
    "(022) 2570 1234",
    "0044 20 7946 0958",
    "98200 12345",
    "+41 44 668 18 00",
];
const PHONE_WORDS: [&str; 6] = [
    "{}",
    "{}",
    "{} (mobile)",
    "It is {}",
    "my number is {}, any time",
    "{}, ask for Ann",
];
const PLACES: [&str; 9] = [
    "Building C, room 214",
    "2nd floor, next to the lift",
    "Room 7",
    "Haus 3, Raum 12",
    "the warehouse",
    "Reception, ground floor",
    "Pune, desk 14",
    "home office",
    "Room 4.112 (library)",
];
const PLACE_WORDS: [&str; 6] = [
    "{}",
    "{}",
    "{}.",
    "I'm in {}",
    "It is in {}",
    "We are in {}.",
];
const THINGS: [&str; 9] = [
    "printer PRN-204",
    "HP LaserJet 4100",
    "Outlook",
    "https://intra.customer.example/leave",
    "laptop LT-0042",
    "the scanner next to the window",
    "SAP GUI 7.60",
    "left monitor",
    "Lexware, module payroll",
];
const THING_WORDS: [&str; 5] = ["{}", "{}", "{}.", "It's {}", "\"{}\""];
const ERRORS: [&str; 7] = [
    "Access denied (0x80070005)",
    "ORA-12154: TNS could not resolve the name",
    "The print spooler is not running",
    "49.4C02 service error, switch off then on",
    "cannot open C:\\data\\2026\\march.mdb",
    "Zugriff verweigert",
    "no message at all",
];
const ERROR_WORDS: [&str; 4] = ["{}", "{}", "\"{}\"", "{}."];
const TRIED: [&str; 6] = [
    "restarted it twice",
    "switched it off and on, changed the cable",
    "reinstalled the driver from the intranet",
    "asked Dave, who could not help",
    "nothing so far",
    "another browser and another computer",
];
const FIRST: [(&str, &str); 10] = [
    ("yes", "yes"),
    ("Yes.", "yes"),
    ("no", "no"),
    ("No, it happened last week too", "no"),
    ("yes, first time", "yes"),
    ("No - third time this month", "no"),
    ("never happened before", "yes"),
    ("Yes, it never happened before", "yes"),
    ("Nein", "no"),
    ("no, every day", "no"),
];
const LEFT_OUT: [&str; 7] = ["", "", "", "n/a", "I don't know", "?", "no idea, sorry"];

/// What somebody answers to a field.
pub(super) fn answer(draws: &mut Draws, field: &'static str) -> Answer {
    let written = |written: String, expected: Option<&str>| Answer {
        field,
        written,
        expected: expected.map(str::to_owned),
    };
    if draws.chance(10) {
        let words = draws.one(&LEFT_OUT);
        return written(words.to_owned(), None);
    }
    let mut of = |values: &[&str], words: &[&str]| {
        let (value, words) = (draws.one(values).to_owned(), draws.one(words));
        written(words.replace("{}", &value), Some(&value))
    };
    match field {
        "phone" => of(&PHONES, &PHONE_WORDS),
        "location" => of(&PLACES, &PLACE_WORDS),
        "resource" => of(&THINGS, &THING_WORDS),
        "error" => of(&ERRORS, &ERROR_WORDS),
        "tried" => of(&TRIED, &["{}", "{}", "{}."]),
        _ => {
            let (words, expected) = FIRST[draws.below(FIRST.len())];
            written(words.to_owned(), Some(expected))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// Lines with a name on top of the quoted mail.
    Named,
    /// Typed into the quoted lines.
    Inside,
    /// Beneath the quoted lines.
    Beneath,
    /// Above the quoted lines.
    Above,
    /// Into a copy without marks, as Outlook makes it.
    Outlook,
    /// The same in HTML.
    Html,
}

pub(super) const STYLES: [Style; 6] = [
    Style::Named,
    Style::Inside,
    Style::Beneath,
    Style::Above,
    Style::Outlook,
    Style::Html,
];

const GREETINGS: [&str; 5] = [
    "",
    "Hi,\n\n",
    "Hello,\n\nhere you go:\n\n",
    "Dear team,\n\nmy answers are below.\n\n",
    "Hallo,\n",
];
const CLOSINGS: [&str; 6] = [
    "",
    "\nThanks\nAnn\n",
    "\nKind regards,\nAnn Example\nAccounts\nFax: +49 89 999999\n",
    "\n-- \nAnn Example\nCustomer Ltd., 12 High Street\n",
    "\nBest\nAnn\n\nSent from my iPhone\n",
    "\nMit freundlichen Grüßen\nAnn Example\n",
];

/// The questions of the desk, by the field's name.
pub(super) type Questions = BTreeMap<&'static str, String>;

/// A line of the desk's mail, and what is answered to it.
type Lines<'a> = Vec<(&'a str, Option<&'a Answer>)>;

fn lines<'a>(asked: &'a Posted, answers: &'a [Answer], questions: &Questions) -> Lines<'a> {
    let answer_to = |line: &str| {
        let is_it = |answer: &&Answer| line.contains(&format!("{}:", questions[answer.field]));
        answers.iter().find(is_it)
    };
    let lines = asked.text().lines();
    lines.map(|line| (line, answer_to(line))).collect()
}

/// The text of a reply, and whether it is HTML.
pub(super) fn reply(
    draws: &mut Draws,
    style: Style,
    asked: &Posted,
    answers: &[Answer],
    questions: &Questions,
) -> (String, bool) {
    let lines = lines(asked, answers, questions);
    let is_asked = |line: &&(&str, Option<&Answer>)| line.1.is_some();
    assert_eq!(
        lines.iter().filter(is_asked).count(),
        answers.len(),
        "{}",
        asked.text()
    );
    let around = [
        draws.one(&GREETINGS),
        draws.one(&CLOSINGS),
        draws.one(&INTRODUCTIONS),
    ];
    match style {
        Style::Named => (named(draws, &lines, answers, questions, around), false),
        Style::Inside | Style::Beneath | Style::Above => {
            (quoted(draws, style, &lines, around), false)
        }
        Style::Outlook => (outlook(draws, &lines, around), false),
        Style::Html => (html(draws, &lines, around), true),
    }
}

const INTRODUCTIONS: [&str; 3] = [
    "On Mon, 2 Mar 2026 at 11:00, ACME Support <support@desk.example> wrote:",
    "Am 02.03.2026 um 11:00 schrieb ACME Support:",
    "Le lun. 2 mars 2026 à 11:00, ACME Support <support@desk.example> a écrit :",
];

fn quote(text: &str) -> String {
    format!("> {text}").trim_end().to_owned() + "\n"
}

fn named(
    draws: &mut Draws,
    lines: &Lines<'_>,
    answers: &[Answer],
    questions: &Questions,
    [greeting, closing, intro]: [&str; 3],
) -> String {
    let typed: String = answers
        .iter()
        .map(|answer| {
            let label = match (answer.field, draws.below(3)) {
                (field, 0) => questions[field].clone(),
                ("phone", 1) => "Tel".to_owned(),
                ("location", 1) => "*Location*".to_owned(),
                ("resource", 1) => "Device".to_owned(),
                ("error", 1) => "Error message".to_owned(),
                ("tried", 1) => "What I tried".to_owned(),
                ("first-time", _) => "First time".to_owned(),
                ("resource", _) => "- Affected".to_owned(),
                (field, _) => field[..1].to_uppercase() + &field[1..],
            };
            format!("{label}: {}\n", answer.written)
        })
        .collect();
    let quoted: String = lines.iter().map(|(line, _)| quote(line)).collect();
    format!("{greeting}{typed}{closing}\n{intro}\n{quoted}")
}

fn quoted(
    draws: &mut Draws,
    style: Style,
    lines: &Lines<'_>,
    [greeting, closing, intro]: [&str; 3],
) -> String {
    let (is_trimmed, gap) = (draws.chance(30), if draws.chance(50) { "\n" } else { "" });
    let kept = lines
        .iter()
        .filter(|(line, answer)| !is_trimmed || answer.is_some() || line.contains("Anything else"));
    let body: String = kept
        .map(|(line, answer)| match (style, answer) {
            (Style::Inside, Some(answer)) => quote(&format!("{line} {}", answer.written)),
            (Style::Beneath, Some(answer)) => {
                format!("{}{gap}{}\n{gap}", quote(line), answer.written)
            }
            (Style::Above, Some(answer)) => format!("{gap}{}\n{}", answer.written, quote(line)),
            _ => quote(line),
        })
        .collect();
    let on_top = if is_trimmed { "" } else { greeting };
    format!("{on_top}{intro}\n{body}{closing}")
}

fn outlook(draws: &mut Draws, lines: &Lines<'_>, [greeting, closing, _]: [&str; 3]) -> String {
    let gap = if draws.chance(40) { "\n" } else { " " };
    let body: String = lines
        .iter()
        .map(|(line, answer)| match answer {
            Some(answer) => format!("{line}{gap}{}\n", answer.written),
            None => format!("{line}\n"),
        })
        .collect();
    let head = draws.one(&[
        "From: ACME Support <support@desk.example>\nSent: Monday, March 2, 2026 11:00 AM\nTo: Ann Example\nSubject: RE: Help",
        "________________________________\nVon: ACME Support <support@desk.example>\nGesendet: Montag, 2. März 2026 11:00\nAn: Ann Example\nBetreff: AW: Help",
        "-----Original Message-----\nFrom: ACME Support\nSent: Monday, March 2, 2026 11:00 AM\nTo: Ann\nSubject: Help",
    ]);
    format!("{greeting}{closing}\n{head}\n\n{body}")
}

fn html(draws: &mut Draws, lines: &Lines<'_>, [greeting, closing, intro]: [&str; 3]) -> String {
    let escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;").replace('\n', "<br>")
    };
    let kind = draws.below(3);
    let body: String = lines
        .iter()
        .map(|(line, answer)| {
            let shown = escaped(line.trim_start_matches("- "));
            let typed = answer.map_or(String::new(), |answer| escaped(&answer.written));
            match (kind, line.starts_with("- ")) {
                (0, true) => format!("<li>{shown} <span style=\"color:red\">{typed}</span></li>"),
                (1, true) => {
                    format!("<p class=\"MsoListParagraph\">·&nbsp; {shown} <b>{typed}</b></p>")
                }
                (_, true) => {
                    format!("<div>- {shown}</div><div style=\"color:#1F497D\">{typed}</div>")
                }
                _ => format!("<p class=\"MsoNormal\">{shown}</p>"),
            }
        })
        .collect();
    let copy = if kind == 0 {
        let intro = escaped(intro);
        format!(
            "<div class=\"gmail_quote\"><div>{intro}</div><blockquote class=\"gmail_quote\">{body}</blockquote></div>"
        )
    } else {
        format!(
            "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p class=\"MsoNormal\"><b>From:</b> ACME Support &lt;support@desk.example&gt;<br><b>Sent:</b> Monday, March 2, 2026 11:00 AM<br><b>To:</b> Ann<br><b>Subject:</b> Help</p></div>{body}"
        )
    };
    let (greeting, closing) = (escaped(greeting), escaped(closing));
    format!("<html><body><div>{greeting}</div><div>{closing}</div>{copy}</body></html>")
}
