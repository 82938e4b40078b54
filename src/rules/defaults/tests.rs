//! Requests as people write them, and what the shipped rules make of them.

use super::super::{Matter, Opening, Ruleset, Verdict};
use super::*;

fn judge(subject: &str, body: &str) -> Verdict {
    let matter = Matter {
        subject: subject.into(),
        body: body.into(),
        ..Matter::default()
    };
    Ruleset::default().evaluate(&matter, Opening::Open)
}

#[test]
fn the_shipped_rules_compile_and_have_names_of_their_own() {
    let set = Ruleset::compile(rules()).unwrap();
    let mut names: Vec<&str> = set.names().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn what_is_down_for_many_is_critical() {
    for (subject, body) in [
        ("Server down", "The file server is down since 9."),
        (
            "Mail",
            "Hello,\nthe mail server has been completely\nunreachable since this morning.",
        ),
        (
            "No internet",
            "Nobody in the office can access the internet.",
        ),
        ("ERP", "Everyone in accounting is unable to post invoices."),
        ("Outage!!", "see subject"),
        ("Ransomware on the file share", ""),
        (
            "Datenbankserver ausgefallen",
            "Der Server ist nicht mehr erreichbar.",
        ),
        (
            "Serveur en panne",
            "Le serveur est en panne depuis ce matin.",
        ),
        ("Servidor caído ahora", "El servidor está caído."),
    ] {
        let verdict = judge(subject, body);
        assert_eq!(
            verdict.priority,
            Priority::Critical,
            "{subject}: {verdict:?}"
        );
    }
}

#[test]
fn words_that_only_sound_like_an_outage_are_not_critical() {
    for (subject, body) in [
        (
            "Cannot download the report",
            "The download stops. I sat down and tried again.",
        ),
        (
            "Scheduled maintenance",
            "The server will be down on Sunday for planned maintenance.",
        ),
        (
            "Thanks",
            "The server is back up, the outage notification can be withdrawn.",
        ),
        ("Question", "What happens if the server goes down at night?"),
        (
            "Not critical",
            "This is not critical, my second monitor flickers.",
        ),
        ("My email is down", "Outlook does not start."),
        ("Card", "Please block it so no one can use it."),
        ("Slow", "My computer slows down after lunch."),
        ("Shut down", "How do I shut down the projector?"),
    ] {
        let verdict = judge(subject, body);
        assert_ne!(
            verdict.priority,
            Priority::Critical,
            "{subject}: {verdict:?}"
        );
    }
}

#[test]
fn several_people_or_work_that_stands_still_are_high() {
    for (subject, body) in [
        (
            "Printing",
            "Several users cannot print to the second floor printer.",
        ),
        (
            "SAP",
            "Three colleagues are getting the same error when they post.",
        ),
        (
            "Laptop dead",
            "My laptop does not start and I cannot work at all.",
        ),
        ("URGENT: invoice printing", "please help"),
        ("Mailbox", "I think my account was hacked."),
        ("Drucker", "Mehrere Kollegen können nicht drucken."),
        ("Imprimante", "C'est urgent, merci."),
    ] {
        let verdict = judge(subject, body);
        assert_eq!(verdict.priority, Priority::High, "{subject}: {verdict:?}");
    }
}

#[test]
fn a_courtesy_does_not_raise_a_priority_and_a_disclaimer_lowers_it() {
    assert_eq!(
        judge(
            "Mouse",
            "My mouse is broken, please fix it as soon as possible."
        )
        .priority,
        Priority::Medium
    );
    assert_eq!(
        judge("Mouse", "My mouse is broken, but it is not urgent.").priority,
        Priority::Low
    );
    assert_eq!(
        judge("Drucker", "Der Drucker streikt, eilt nicht.").priority,
        Priority::Low
    );
}

#[test]
fn one_broken_thing_of_one_person_is_medium() {
    for (subject, body) in [
        ("Keyboard broken", "Two keys of my keyboard are stuck."),
        ("Excel", "Excel crashes when I open the budget file."),
        (
            "How do I print?",
            "How do I print? I get an error that the printer was not found.",
        ),
    ] {
        assert_eq!(judge(subject, body).priority, Priority::Medium, "{subject}");
    }
}

#[test]
fn questions_and_requests_are_low() {
    for (subject, body, kind) in [
        ("How do I share a calendar?", "Thanks!", Kind::Request),
        (
            "Information about the backup policy",
            "Could you tell me how long mails are kept?",
            Kind::Request,
        ),
        (
            "New monitor",
            "I would like to order a second monitor.",
            Kind::Request,
        ),
        (
            "Frage zum VPN",
            "Wie kann ich das VPN zu Hause nutzen?",
            Kind::Request,
        ),
    ] {
        let verdict = judge(subject, body);
        assert_eq!(verdict.priority, Priority::Low, "{subject}: {verdict:?}");
        assert_eq!(verdict.kind, kind, "{subject}: {verdict:?}");
    }
}

#[test]
fn a_mail_goes_to_the_category_it_is_about() {
    for (subject, body, category) in [
        (
            "Password reset",
            "I forgot it after the holidays.",
            "account-access",
        ),
        ("Locked out", "My account is locked.", "account-access"),
        ("No wifi in room 12", "Since noon.", "network"),
        ("VPN", "It asks for my password and then hangs.", "network"),
        ("Printer jams", "The one near the door.", "hardware"),
        ("Help", "My laptop makes a loud noise.", "hardware"),
        ("Outlook", "It does not show new mails.", "software"),
        ("Please install Visio", "On PC 42.", "software"),
        ("Lunch", "Where is the canteen?", "other"),
        (
            "Passwort vergessen",
            "Bitte zurücksetzen.",
            "account-access",
        ),
        ("Imprimante", "Elle ne marche plus.", "hardware"),
        ("Contraseña olvidada", "Ayuda", "account-access"),
    ] {
        let verdict = judge(subject, body);
        assert_eq!(verdict.category, category, "{subject}: {verdict:?}");
    }
}

#[test]
fn the_type_tells_a_right_that_is_wanted_from_one_that_is_lost() {
    for (subject, body, kind) in [
        (
            "Access request",
            "I need access to the finance share.",
            Kind::Access,
        ),
        (
            "Finance share",
            "I lost access to the finance share, access denied.",
            Kind::Incident,
        ),
        (
            "Change request 12",
            "Firewall change for the new site.",
            Kind::Change,
        ),
        (
            "Recurring failures",
            "What is the root cause?",
            Kind::Problem,
        ),
        (
            "Disk alert",
            "Nagios: disk almost full on web1.",
            Kind::Event,
        ),
        ("Go-live of the new portal", "On Friday.", Kind::Release),
    ] {
        let verdict = judge(subject, body);
        assert_eq!(verdict.kind, kind, "{subject}: {verdict:?}");
    }
}

#[test]
fn no_shipped_phrase_begins_or_ends_with_a_letter_its_boundary_cannot_see() {
    let words = [
        words::NOT_URGENT,
        words::OUTAGE,
        words::EVERYBODY,
        words::SEVERAL,
        words::CANNOT_WORK,
        words::URGENT,
        words::QUESTION,
        words::REQUEST,
        words::TROUBLE,
        words::ACCESS,
        words::CHANGE,
    ];
    let categories = words::CATEGORIES.iter().map(|(_, phrases)| *phrases);
    for phrase in words.into_iter().chain(categories).flatten() {
        for part in branches(phrase) {
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
            assert!(
                !edge(part.chars().next()) && !edge(part.chars().next_back()),
                "{part}"
            );
        }
    }
}

/// The branches of a phrase's outermost alternation.
fn branches(phrase: &str) -> Vec<String> {
    let mut branches = vec![String::new()];
    let mut depth = 0;
    for c in phrase.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => branches.push(String::new()),
            _ => {}
        }
        if let Some(last) = branches.last_mut().filter(|_| c != '|' || depth > 0) {
            last.push(c);
        }
    }
    branches
}
