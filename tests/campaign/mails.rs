//! Source mails whose fate is known beforehand.

use crate::draws::Draws;

/// What has to become of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A ticket of its own, or the copy of a mail that has one: of all mails with these octets, one opens a ticket.
    Ticket,
    /// One of the dispositions, whichever.
    Any,
}

/// A mail as it is delivered.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its file name in the Maildir.
    pub name: String,
    /// Its octets.
    pub octets: Vec<u8>,
    /// What has to become of it.
    pub fate: Fate,
}

/// Requests by different people, some of them delivered twice, and some mail that machines wrote. `first` is the number of the first mail, so that those
/// of a second call are others.
pub fn requests(draws: &mut Draws, first: usize, count: usize) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for number in first..first + count {
        let copied = draws.once_in(6).then(|| sources.last().cloned()).flatten();
        let (octets, fate) = match copied {
            Some(source) => (source.octets, source.fate),
            None if draws.once_in(12) => (by_a_machine(number), Fate::Any),
            None => (request(draws, number), Fate::Ticket),
        };
        sources.push(Source {
            name: format!("{number:06}.campaign"),
            octets,
            fate,
        });
    }
    sources
}

fn request(draws: &mut Draws, number: usize) -> Vec<u8> {
    let thing = draws.one(&["Monitor", "Printer", "VPN", "Password", "Outlook", "Phone"]);
    // Mostly short; some that fill more than one page of a file, and a value that the index has to cut.
    let lines = if draws.once_in(5) {
        draws.below(300)
    } else {
        draws.below(6)
    };
    let text: String = (0..lines)
        .map(|line| format!("Line {line} of what I tried in vain, {}.\n", draws.next()))
        .collect();
    format!(
        "From: Person {number} <person{number}@customer.example>\nTo: support@desk.example\n\
         Subject: {thing} {number} does not work\nMessage-ID: <request.{number}@customer.example>\n\
         Date: Mon, 2 Mar 2026 10:00:00 +0000\n\nHello,\n\nmy {thing} does not work since this morning.\n{text}"
    )
    .into_bytes()
}

fn by_a_machine(number: usize) -> Vec<u8> {
    format!(
        "From: Person {number} <person{number}@customer.example>\nTo: support@desk.example\n\
         Subject: Out of office {number}\nMessage-ID: <vacation.{number}@customer.example>\n\
         Auto-Submitted: auto-replied\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nI am back on Monday.\n"
    )
    .into_bytes()
}
