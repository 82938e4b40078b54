//! What a subject is about, without what mail programs and desks put in front of it.
//!
//! Base subject after RFC 5256 §2.1, widened by the reply and forward marks of other languages. A subject is a
//! hint only: two mails with one base subject are not one thread for that.

use crate::domain::TicketId;

/// Marks of replies and forwards, lower case, without the colon. Sources: what Outlook, Lotus Notes, Gmail, Apple
/// Mail and Thunderbird write in their languages.
const MARKS: &[&str] = &[
    "re",
    "fw",
    "fwd",
    "aw",
    "wg",
    "antw",
    "antwort",
    "sv",
    "vs",
    "vb",
    "ref",
    "rv",
    "enc",
    "res",
    "r",
    "i",
    "rif",
    "tr",
    "doorst",
    "vl",
    "fs",
    "vá",
    "továbbítás",
    "odp",
    "pd",
    "ynt",
    "ilt",
    "atb",
    "bls",
    "trs",
    "ang",
    "bsv",
    "videresendt",
    "видп",
    "отв",
    "re^2",
    "ha",
    "на",
    "回复",
    "答复",
    "转发",
    "回覆",
    "轉寄",
    "返信",
    "転送",
    "답장",
    "전달",
    "σχετ",
    "πρθ",
    "תשובה",
    "השב",
    "הועבר",
    "رد",
    "إعادة توجيه",
];

/// The subject without reply and forward marks, list tags and ticket tags, as far as they stand at its ends.
pub fn base_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    loop {
        let before = rest.len();
        rest = strip_mark(rest);
        if let Some(after) = strip_tag(rest) {
            rest = after;
        }
        rest = strip_end(rest).trim();
        if rest.len() == before {
            return rest.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
}

/// The subject shown when there is none.
const NO_SUBJECT: &str = "(no subject)";

/// A subject as people read it in lists and in mails: the base subject, or that there is none.
pub fn shown_subject(subject: &str) -> String {
    let base = base_subject(subject);
    if base.trim().is_empty() {
        NO_SUBJECT.to_owned()
    } else {
        base
    }
}

/// The ticket that a subject names by `[TAG-1000]`, in any case; the last one when there are several, since a desk
/// puts its own at the end.
pub fn ticket_tag(subject: &str, tag: &str) -> Option<TicketId> {
    let found = subject.split('[').skip(1).filter_map(|piece| {
        let inner = piece.split_once(']')?.0.trim();
        let head = inner.get(..tag.len())?;
        let digits = inner.get(tag.len()..)?.trim().strip_prefix('-')?;
        let digits = digits.trim().trim_start_matches('#');
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (head.eq_ignore_ascii_case(tag) && is_number).then(|| digits.parse().ok().map(TicketId))?
    });
    found.last()
}

/// `Re:`, `RE[2]:`, `AW :`, `Re(3):`, `Fwd：` taken off the front.
fn strip_mark(text: &str) -> &str {
    let Some((mark, rest)) = text.split_once([':', '：']) else {
        return text;
    };
    if mark.chars().count() > 20 {
        return text;
    }
    let word = mark.split(['[', '(']).next().unwrap_or_default().trim();
    let count = mark
        .trim()
        .get(word.len()..)
        .unwrap_or_default()
        .trim_matches(|c: char| c.is_ascii_digit() || "[]() *".contains(c));
    let is_mark = MARKS.contains(&word.to_lowercase().as_str()) && count.is_empty();
    if is_mark { rest.trim_start() } else { text }
}

/// `[list]` or `[ACME-1000]` taken off the front, unless nothing would be left (RFC 5256 §2.1 step 4).
fn strip_tag(text: &str) -> Option<&str> {
    let (tag, rest) = text.strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start();
    (!tag.contains('[') && !rest.is_empty()).then_some(rest)
}

/// `(fwd)` and a ticket tag taken off the end.
fn strip_end(text: &str) -> &str {
    let text = text.trim_end();
    let cut = text.len().saturating_sub(5);
    if let Some((head, tail)) = text.split_at_checked(cut)
        && tail.eq_ignore_ascii_case("(fwd)")
    {
        return head;
    }
    let Some((head, tag)) = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
    else {
        return text;
    };
    let is_ticket = tag.rsplit_once(['-', '#']).is_some_and(|(_, digits)| {
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if is_ticket && !head.trim().is_empty() {
        head
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subject: &str, base: &str) {
        assert_eq!(base_subject(subject), base, "{subject:?}");
    }

    #[test]
    fn marks_of_replies_and_forwards_are_taken_off() {
        check("Re: AW: [list] Fwd: Printer", "Printer");
        check("RE[2]: Printer (fwd)", "Printer");
        check("回复：打印机", "打印机");
        check("SV:Sv: VS: Printer   is dead", "Printer is dead");
    }

    #[test]
    fn the_ticket_tag_is_taken_off_at_either_end() {
        check("Re: Printer [ACME-1000]", "Printer");
        check("[ACME-1000] Re: Printer", "Printer");
    }

    #[test]
    fn words_that_belong_to_the_subject_stay() {
        check("Error: disk full", "Error: disk full");
        check("[urgent]", "[urgent]");
        check("Renew: contract [final]", "Renew: contract [final]");
        check("Re:", "");
    }

    #[test]
    fn a_ticket_is_named_by_its_own_tag_only() {
        assert_eq!(
            ticket_tag("Re: x [acme-1000]", "ACME"),
            Some(TicketId(1000))
        );
        assert_eq!(
            ticket_tag("[OTHER-7] x [ACME-1001]", "ACME"),
            Some(TicketId(1001))
        );
        assert_eq!(ticket_tag("[OTHER-1000] x", "ACME"), None);
        assert_eq!(ticket_tag("[ACME-10x0] ACME-1000", "ACME"), None);
        assert_eq!(ticket_tag("[ACME-99999999999]", "ACME"), None);
    }
}
