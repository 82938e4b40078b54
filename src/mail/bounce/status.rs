//! Status codes out of what servers say: enhanced codes (RFC 3463), reply codes (RFC 5321), and plain words.

/// Words that tell the cause when no code does. The first that fits counts.
const CAUSES: &[(&str, &[&str])] = &[
    (
        "5.2.2",
        &[
            "mailbox full",
            "mailbox is full",
            "over quota",
            "quota exceeded",
            "exceeded storage",
            "exceeds allowed size",
            "mailbox size limit",
            "insufficient disk",
            "full mailbox",
            "user is over",
            "inbox is full",
            "exceeded the local limit",
        ],
    ),
    (
        "5.3.4",
        &[
            "message too large",
            "message size exceeds",
            "size limit",
            "too big",
            "message is too large",
            "message exceeds",
        ],
    ),
    (
        "5.1.2",
        &[
            "host unknown",
            "host not found",
            "domain not found",
            "domain does not exist",
            "couldn't find any host",
            "no such domain",
            "name service error",
            "unrouteable mail domain",
            "unrouteable address",
            "host or domain name not found",
            "bad destination host",
            "no mail server",
        ],
    ),
    (
        "5.2.1",
        &[
            "account is disabled",
            "account has been disabled",
            "mailbox disabled",
            "mailbox unavailable or access denied",
            "account inactive",
            "account suspended",
            "user suspended",
        ],
    ),
    (
        "5.1.1",
        &[
            "user unknown",
            "unknown user",
            "no such user",
            "no such mailbox",
            "no such recipient",
            "does not exist",
            "doesn't exist",
            "mailbox not found",
            "no mailbox here",
            "unknown recipient",
            "recipient unknown",
            "recipient name is not recognized",
            "invalid recipient",
            "invalid mailbox",
            "address rejected",
            "address unknown",
            "unknown address",
            "invalid address",
            "not our customer",
            "user not found",
            "unknown local",
            "not a valid mailbox",
            "mailbox unavailable",
            "not listed in",
            "addressee unknown",
            "account not found",
            "no account",
            "no user",
        ],
    ),
    (
        "5.4.7",
        &[
            "retry timeout exceeded",
            "delivery time expired",
            "retry time not reached",
            "too long in queue",
            "queue too long",
            "message expired",
            "expired after",
        ],
    ),
    (
        "5.4.6",
        &[
            "too many hops",
            "mail loop",
            "routing loop",
            "forwarding loop",
            "loops back to",
        ],
    ),
    (
        "5.4.1",
        &[
            "connection timed out",
            "connection refused",
            "no route to host",
            "could not connect",
            "couldn't connect",
            "unable to connect",
            "did not accept our requests to connect",
            "no answer from host",
        ],
    ),
    (
        "5.7.1",
        &[
            "spam",
            "blacklist",
            "blocklist",
            "access denied",
            "relaying denied",
            "relay access denied",
            "relay not permitted",
        ],
    ),
];

/// The enhanced code at the beginning of a field value: `5.1.1 (bad address)`.
pub fn enhanced(text: &str) -> Option<String> {
    text.split_whitespace().next().and_then(as_enhanced)
}

/// The best code in what a server said: an enhanced one, else by its words, else the class of a reply code.
pub fn of_text(text: &str) -> Option<String> {
    let codes = text
        .split(|c: char| c.is_whitespace() || "()[]<>,;:#=-\"'/".contains(c))
        .filter_map(as_enhanced);
    let mut vague = None;
    for code in codes {
        if code.ends_with(".0.0") {
            vague = vague.or(Some(code));
        } else {
            return Some(code);
        }
    }
    let lower = text.to_lowercase();
    let class = vague.clone().or_else(|| of_reply(text));
    let by_words = CAUSES
        .iter()
        .find(|(_, words)| words.iter().any(|words| lower.contains(words)))
        .map(|(code, _)| (*code).to_owned());
    match (by_words, class) {
        (Some(words), Some(class)) => Some(format!(
            "{}{}",
            class.get(..1).unwrap_or("5"),
            words.get(1..).unwrap_or(".0.0")
        )),
        (words, class) => words.or(class),
    }
}

/// `5.0.0` or `4.0.0` when a reply code stands in the text.
fn of_reply(text: &str) -> Option<String> {
    let code = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| {
            word.len() == 3
                && word.bytes().all(|byte| byte.is_ascii_digit())
                && (word.starts_with("55")
                    || word.starts_with("45")
                    || matches!(
                        *word,
                        "421"
                            | "500"
                            | "501"
                            | "502"
                            | "503"
                            | "504"
                            | "511"
                            | "512"
                            | "521"
                            | "523"
                            | "525"
                            | "530"
                            | "541"
                            | "571"
                    ))
        })?;
    Some(format!("{}.0.0", code.get(..1)?))
}

/// `5.1.1`, `5.7.509`; no address of a host, which has four numbers.
fn as_enhanced(word: &str) -> Option<String> {
    let word = word
        .trim_end_matches(|c: char| !c.is_ascii_digit())
        .trim_start_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<&str> = word.split('.').collect();
    let [class, subject, detail] = parts.as_slice() else {
        return None;
    };
    let is_number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (matches!(*class, "2" | "4" | "5") && is_number(subject) && is_number(detail))
        .then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: Option<&str>) {
        assert_eq!(of_text(text).as_deref(), code, "{text}");
    }

    #[test]
    fn an_enhanced_code_comes_before_all_else() {
        check("550 5.1.1 <a@x.example>... User Unknown", Some("5.1.1"));
        check("550-5.7.26 This mail is unauthenticated", Some("5.7.26"));
        check("host mx [192.0.2.1] said: 554 5.2.2 full", Some("5.2.2"));
    }

    #[test]
    fn words_tell_the_cause_where_no_code_does() {
        check("550 no such user here", Some("5.1.1"));
        check("450 mailbox full", Some("4.2.2"));
        check("unknown user: ann", Some("5.1.1"));
        check("Remote host said: 554 go away", Some("5.0.0"));
        check("something odd happened", None);
    }
}
