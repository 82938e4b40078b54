//! The verdict of our own mail server about a mail's domain (RFC 8601).
//!
//! Anybody can write an `Authentication-Results` field. The one that counts is the topmost with *our* configured
//! authserv-id, and only while every `Received` line above it was written by a host we trust: a line by any other
//! host above it means that the field travelled, and a travelled field was written by who knows whom. That the
//! server takes forged fields of its own name off incoming mail is demanded by RFC 8601 §5 and is the admin's to
//! see to; `check-config --online` is where to look.
//!
//! SPF, ARC and whatever other hosts say prove nothing here.

use crate::domain::Address;

/// Whose verdict is believed: `[identity]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    /// The authserv-id of our mail server; without one no mail is ever proven.
    pub authserv_id: Option<String>,
    /// Hosts whose `Received` lines may stand above the verdict.
    pub trusted_hosts: Vec<String>,
}

/// Whether our server says that the From domain is genuine; else the reason why not, a clause.
pub fn is_domain_proven(
    headers: &[(String, String)],
    from: &Address,
    trust: &Trust,
) -> Result<(), &'static str> {
    let ours = trust
        .authserv_id
        .as_deref()
        .ok_or("no authserv-id is configured")?;
    for (name, value) in headers {
        if name.eq_ignore_ascii_case("Received") {
            if !received_by(value).is_some_and(|host| {
                trust
                    .trusted_hosts
                    .iter()
                    .any(|trusted| trusted.eq_ignore_ascii_case(&host))
            }) {
                return Err(
                    "a host that is not trusted handled the mail after any verdict of our server",
                );
            }
        } else if name.eq_ignore_ascii_case("Authentication-Results") {
            let verdict = Verdict::parse(value);
            if verdict.authserv_id.eq_ignore_ascii_case(ours) {
                return verdict.judge(from);
            }
        }
    }
    Err("our server gave no verdict")
}

/// The host of a `Received` line's `by` clause (RFC 5321 §4.4).
fn received_by(value: &str) -> Option<String> {
    let bare = without_comments(value);
    let mut words = bare.split_ascii_whitespace();
    words
        .by_ref()
        .find(|word| word.eq_ignore_ascii_case("by"))?;
    words
        .next()
        .map(|host| host.trim_end_matches(';').trim_end_matches('.').to_owned())
}

struct Verdict {
    authserv_id: String,
    results: Vec<MethodResult>,
}

struct MethodResult {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Verdict {
    /// Reads the field; what does not fit the grammar is left out, so that it cannot pass for a result.
    fn parse(value: &str) -> Self {
        let bare = without_comments(value);
        let mut parts = split_outside_quotes(&bare, ';').into_iter();
        let authserv_id = parts
            .next()
            .unwrap_or_default()
            .split_ascii_whitespace()
            .next()
            .unwrap_or_default()
            .trim_matches('"')
            .to_owned();
        Self {
            authserv_id,
            results: parts
                .filter_map(|part| MethodResult::parse(&part))
                .collect(),
        }
    }

    fn judge(&self, from: &Address) -> Result<(), &'static str> {
        let dmarc = self.results.iter().any(|result| {
            result.method == "dmarc"
                && result.result == "pass"
                && result
                    .property("header.from")
                    .is_none_or(|domain| domain.eq_ignore_ascii_case(from.domain()))
        });
        if !dmarc {
            return Err("our server does not say dmarc=pass");
        }
        let dkim = self.results.iter().any(|result| {
            result.method == "dkim"
                && result.result == "pass"
                && result
                    .property("header.d")
                    .is_some_and(|signer| is_aligned(signer, from.domain()))
        });
        if dkim {
            Ok(())
        } else {
            Err("our server does not say dkim=pass for the From domain")
        }
    }
}

impl MethodResult {
    fn parse(part: &str) -> Option<Self> {
        let spaced = part.replace('=', " = ");
        let words: Vec<&str> = spaced.split_ascii_whitespace().collect();
        let mut pairs = words.split(|word| *word == "=");
        // `a = b c = d` splits into [a] [b c] [d]: each inner run holds a value and then the next key.
        let mut key = (*pairs.next()?.last()?).to_ascii_lowercase();
        let mut found = Vec::new();
        for run in pairs {
            let value = run.first()?.trim_matches('"').to_ascii_lowercase();
            let next = run.last()?.to_ascii_lowercase();
            found.push((std::mem::replace(&mut key, next), value));
        }
        let mut found = found.into_iter();
        let (method, result) = found.next()?;
        let method = method.split('/').next()?.to_owned();
        Some(Self {
            method,
            result,
            properties: found.collect(),
        })
    }

    fn property(&self, name: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// DKIM alignment (RFC 7489 §3.1.1), relaxed: the signer is the From domain or a domain above it. A public suffix
/// cannot sign, since nobody but its registry can publish a key there.
fn is_aligned(signer: &str, from: &str) -> bool {
    let below = from
        .len()
        .checked_sub(signer.len())
        .and_then(|cut| from.get(cut..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(signer));
    let at_label = from.len() == signer.len()
        || from
            .len()
            .checked_sub(signer.len() + 1)
            .and_then(|cut| from.as_bytes().get(cut))
            .is_some_and(|octet| *octet == b'.');
    below && at_label && signer.contains('.')
}

/// Drops comments (RFC 5322 §3.2.2), nested ones too, and nothing inside quotes.
fn without_comments(value: &str) -> String {
    let (mut out, mut depth, mut is_quoted, mut is_escaped) =
        (String::with_capacity(value.len()), 0_u32, false, false);
    for c in value.chars() {
        let was_escaped = std::mem::replace(&mut is_escaped, false);
        match c {
            '\\' if !was_escaped => is_escaped = true,
            '"' if depth == 0 && !was_escaped => is_quoted = !is_quoted,
            '(' if !is_quoted && !was_escaped => {
                depth += 1;
                continue;
            }
            ')' if !is_quoted && !was_escaped && depth > 0 => {
                depth -= 1;
                out.push(' ');
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
    }
    out
}

fn split_outside_quotes(text: &str, at: char) -> Vec<String> {
    let (mut parts, mut is_quoted) = (vec![String::new()], false);
    for c in text.chars() {
        if c == '"' {
            is_quoted = !is_quoted;
        }
        if c == at && !is_quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(headers: &[(&str, &str)]) -> Result<(), &'static str> {
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let trust = Trust {
            authserv_id: Some("mx.desk.example".to_owned()),
            trusted_hosts: vec!["mx.desk.example".to_owned(), "imap.desk.example".to_owned()],
        };
        is_domain_proven(
            &headers,
            &Address::parse("bob@desk.example").unwrap(),
            &trust,
        )
    }
    const PASS: &str = "mx.desk.example; dmarc=pass (p=REJECT) header.from=desk.example; dkim=pass header.d=desk.example header.s=k1";
    const BY_US: &str = "from out.desk.example (out.desk.example [192.0.2.1]) by mx.desk.example (Postfix) with ESMTPS id 1; Mon, 2 Mar 2026 10:00:00 +0000";

    #[test]
    fn the_topmost_verdict_of_our_server_proves_the_domain() {
        assert_eq!(
            judge(&[("Received", BY_US), ("Authentication-Results", PASS)]),
            Ok(())
        );
        assert_eq!(
            judge(&[
                (
                    "Received",
                    "from mx.desk.example by imap.desk.example with LMTP; x"
                ),
                ("Return-Path", "<x@y>"),
                ("Authentication-Results", PASS)
            ]),
            Ok(())
        );
        assert_eq!(
            judge(&[
                ("Authentication-Results", "other.example; spf=fail"),
                ("Authentication-Results", PASS)
            ]),
            Ok(())
        );
    }

    #[test]
    fn a_verdict_that_travelled_proves_nothing() {
        let foreign = "from x by relay.evil.example; x";
        assert!(
            judge(&[
                ("Received", BY_US),
                ("Received", foreign),
                ("Authentication-Results", PASS)
            ])
            .is_err()
        );
        assert!(
            judge(&[
                (
                    "Received",
                    "from x (by mx.desk.example) by relay.evil.example; x"
                ),
                ("Authentication-Results", PASS)
            ])
            .is_err()
        );
        assert!(
            judge(&[
                ("Received", "from x with nobody; x"),
                ("Authentication-Results", PASS)
            ])
            .is_err()
        );
    }

    #[test]
    fn the_first_of_two_verdicts_counts() {
        let fail = "mx.desk.example; dmarc=fail header.from=desk.example; dkim=none";
        assert!(
            judge(&[
                ("Authentication-Results", fail),
                ("Authentication-Results", PASS)
            ])
            .is_err()
        );
    }

    #[test]
    fn forms_that_do_not_say_pass_for_this_domain() {
        for value in [
            "mx.desk.example; none",
            "mx.desk.example; spf=pass smtp.mailfrom=desk.example",
            "mx.desk.example; dmarc=pass header.from=desk.example",
            "mx.desk.example; dmarc=pass header.from=desk.example; dkim=pass",
            "mx.desk.example; dmarc=pass header.from=desk.example; dkim=pass header.d=evil.example",
            "mx.desk.example; dmarc=pass header.from=evil.example; dkim=pass header.d=desk.example",
            "mx.desk.example; dmarc=pass header.from=desk.example; dkim=pass header.d=xdesk.example",
            "mx.desk.example; dmarc=bestguesspass header.from=desk.example; dkim=pass header.d=desk.example",
            "mx.desk.example; x=\"; dmarc=pass; dkim=pass header.d=desk.example\"",
            "mx.desk.example; (dmarc=pass; dkim=pass header.d=desk.example)",
            "evil.example; dmarc=pass header.from=desk.example; dkim=pass header.d=desk.example",
            "mx.desk.example.evil.example; dmarc=pass; dkim=pass header.d=desk.example",
            "",
        ] {
            assert!(
                judge(&[("Authentication-Results", value)]).is_err(),
                "{value}"
            );
        }
    }

    #[test]
    fn a_signer_above_the_from_domain_is_aligned_and_one_below_is_not() {
        assert!(is_aligned("desk.example", "eu.desk.example"));
        assert!(!is_aligned("eu.desk.example", "desk.example"));
        assert!(!is_aligned("example", "desk.example"));
    }

    #[test]
    fn without_a_configured_id_nothing_is_proven() {
        let headers = [("Authentication-Results".to_owned(), PASS.to_owned())];
        assert!(
            is_domain_proven(
                &headers,
                &Address::parse("bob@desk.example").unwrap(),
                &Trust::default()
            )
            .is_err()
        );
    }
}
