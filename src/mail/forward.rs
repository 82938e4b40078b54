//! The mail that another one passes on: whose it is, and what it says.
//!
//! Two forms are read: a mail that is attached whole (RFC 2046 §5.2.1), and its text below the line that mail programs
//! write before it, with the header lines that they repeat there. Where none of them names an address there is no such
//! mail: whoever guesses whose it is answers a stranger.

use super::address_list::contacts;
use super::inbound::{Contact, Inbound};
use super::own_text::headings::is_author_line;
use super::parse::parse;

/// How far below the introducing line the repeated header may begin, in written lines.
const HEADER_LINES_MAX: usize = 12;

/// Names of a repeated subject line, lower case, as the mail programs of several languages write it.
const SUBJECT: [&str; 8] = [
    "subject",
    "betreff",
    "objet",
    "asunto",
    "oggetto",
    "onderwerp",
    "assunto",
    "विषय",
];

/// A mail that was passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Who wrote it; with an address.
    pub from: Contact,
    /// Its subject; may be empty.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// The mail that `mail` passes on. Of several attached ones none is meant more than the others.
pub fn original(mail: &Inbound) -> Option<Original> {
    let mut attached = mail
        .attachments
        .iter()
        .filter(|part| part.media_type == "message/rfc822");
    match (attached.next(), attached.next()) {
        (Some(part), None) => {
            let inner = parse(&part.bytes);
            inner.from.address.as_ref()?;
            let own = inner.own.text.trim();
            let text = if own.is_empty() {
                inner.text.trim()
            } else {
                own
            };
            Some(Original {
                text: text.to_owned(),
                from: inner.from,
                subject: inner.subject,
            })
        }
        (Some(_), Some(_)) => None,
        (None, _) => inline(&mail.own.forwarded),
    }
}

/// A mail whose text and header lines stand below an introducing line.
fn inline(forwarded: &str) -> Option<Original> {
    let lines: Vec<&str> = forwarded.lines().map(unquoted).collect();
    let written = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    let (start, author) = written
        .take(HEADER_LINES_MAX)
        .find(|(_, line)| is_author_line(line))?;
    let from = author_of(field(author)?.1)?;
    let header: Vec<&str> = lines
        .iter()
        .skip(start)
        .take_while(|line| !line.is_empty())
        .copied()
        .collect();
    // The subject stands above the author in the header of some programs.
    let above = lines.iter().take(start).copied();
    let subject = above
        .chain(header.iter().copied())
        .filter_map(field)
        .find(|(name, _)| SUBJECT.contains(&name.as_str()))
        .map_or("", |(_, value)| value);
    let text: Vec<&str> = lines
        .iter()
        .skip(start.saturating_add(header.len()))
        .copied()
        .collect();
    Some(Original {
        from,
        subject: subject.to_owned(),
        text: text.join("\n").trim().to_owned(),
    })
}

/// A line without marks of quoting and emphasis.
fn unquoted(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '\u{a0}' | '*'))
}

/// A repeated header line: its name, lower case, and its value.
fn field(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once([':', '：'])?;
    let mark = |c: char| c.is_whitespace() || c == '*' || c == '\u{a0}';
    Some((
        name.trim_matches(mark).to_lowercase(),
        value.trim_matches(mark),
    ))
}

/// The author of a repeated From line. Some programs write the address in square brackets, with `mailto:` before it.
fn author_of(value: &str) -> Option<Contact> {
    let plain = value.replace(['[', ']'], " ").replace("mailto:", " ");
    let is_bracketed = plain.contains('<');
    let value = match plain
        .split_whitespace()
        .rev()
        .find(|word| word.contains('@'))
    {
        Some(address) if !is_bracketed && plain.trim() != address => {
            let name = plain.replace(address, "");
            format!("\"{}\" <{address}>", name.replace('"', "").trim())
        }
        _ => plain,
    };
    contacts(value.as_bytes())
        .into_iter()
        .find(|contact| contact.address.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(body: &str) -> Inbound {
        let head = "From: Bob <bob@desk.example>\r\nTo: support@desk.example\r\nSubject: Fwd: Printer\r\nMessage-ID: <1@desk.example>\r\n\r\n";
        parse(format!("{head}{}", body.replace('\n', "\r\n")).as_bytes())
    }

    #[test]
    fn the_forms_that_mail_programs_write_are_read() {
        let forms = [
            "#fwd\n\n---------- Forwarded message ---------\nFrom: Ann Example <ann@customer.example>\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nSubject: Printer\nTo: Bob <bob@desk.example>\n\nIt blinks red.\n\nAnn\n",
            "#fwd\n\nBegin forwarded message:\n\n> From: Ann Example <ann@customer.example>\n> Subject: Printer\n> Date: 5 January 2026\n> To: Bob <bob@desk.example>\n> \n> It blinks red.\n> \n> Ann\n",
            "#fwd\n\n-------- Forwarded Message --------\nSubject: \tPrinter\nDate: \tMon, 5 Jan 2026 10:00:00 +0000\nFrom: \tAnn Example <ann@customer.example>\nTo: \tbob@desk.example\n\nIt blinks red.\n\nAnn\n",
            "#fwd\n\n---------- Forwarded message ---------\nFrom: Ann Example [mailto:ann@customer.example]\nSent: Monday, January 5, 2026 10:00\nTo: Bob\nSubject: Printer\n\nIt blinks red.\n\nAnn\n",
        ];
        for form in forms {
            let original = original(&mail(form)).unwrap_or_else(|| panic!("{form}"));
            let address = original.from.address.as_ref().unwrap();
            assert_eq!(address.to_string(), "ann@customer.example", "{form}");
            assert_eq!(original.from.name, "Ann Example", "{form}");
            assert_eq!(original.subject, "Printer", "{form}");
            assert_eq!(original.text, "It blinks red.\n\nAnn", "{form}");
        }
    }

    #[test]
    fn an_attached_mail_is_read_and_of_two_none() {
        let attached = |count: usize| {
            let inner = "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: Ann Example <ann@customer.example>\r\nSubject: Printer\r\n\r\nIt blinks red.\r\n";
            let head = "From: bob@desk.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n#fwd\r\n";
            parse(format!("{head}{}--b--\r\n", inner.repeat(count)).as_bytes())
        };
        let one = original(&attached(1)).unwrap();
        assert_eq!(
            (one.subject.as_str(), one.text.as_str()),
            ("Printer", "It blinks red.")
        );
        assert_eq!(original(&attached(2)), None);
    }

    #[test]
    fn where_no_address_is_named_nobody_is_guessed() {
        for body in [
            "#fwd\n\nPlease look.",
            "#fwd\n\n---------- Forwarded message ---------\nFrom: Ann Example\nDate: 5 January\nSubject: Printer\n\nIt blinks; write to help@maker.example\n",
            "#fwd\n\nBegin forwarded message:\n\n> From: Ann\n> \n> ask dave@customer.example\n",
        ] {
            assert_eq!(original(&mail(body)), None, "{body}");
        }
    }
}
