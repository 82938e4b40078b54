//! Mail addresses, compared the way mailboxes are compared in practice.
//!
//! An [`Address`] is what RFC 5321 §4.1.2 calls a `Mailbox`: a local part and a domain. The domain is kept in its
//! A-label form (RFC 5890), lower case. The local part is kept as written, because that is how it must be sent,
//! and compared without regard to ASCII case: no provider in use tells `Bob@` from `bob@`, and an agent who is
//! registered as one writes as the other.
//!
//! It does not judge whether an address exists, and it accepts more than RFC 5321 does (`a..b@x`, local parts that
//! begin with a dot), since real providers hand such addresses out.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// Longest address taken, in octets (RFC 5321 §4.5.3.1.3: a path of 256 with its angle brackets).
pub const ADDRESS_OCTETS_MAX: usize = 254;
/// Longest local part taken, in octets. RFC 5321 §4.5.3.1.1 says 64; senders in the wild go past it.
pub const LOCAL_OCTETS_MAX: usize = 128;

/// An address that mail can be sent to.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: String,
    domain: String,
}

/// Why a text is not an [`Address`]; a clause that completes "`x` is not an address: …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No `@`, or nothing on one side of it.
    #[error("it needs a name, an @ and a domain")]
    Parts,
    /// White space, a control character or an angle bracket inside.
    #[error("it contains a character that no address has")]
    Character,
    /// Longer than [`ADDRESS_OCTETS_MAX`] or [`LOCAL_OCTETS_MAX`].
    #[error("it is too long")]
    Length,
    /// The domain is not one (IDNA, UTS 46).
    #[error("its domain is not a domain name")]
    Domain,
}

impl Address {
    /// Reads an address without display name or angle brackets.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Parts)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::Parts);
        }
        if text.len() > ADDRESS_OCTETS_MAX || local.len() > LOCAL_OCTETS_MAX {
            return Err(AddressError::Length);
        }
        let bad = |c: char| c.is_control() || c.is_whitespace() || "<>,;:\"()[]\\@".contains(c);
        if local.chars().any(bad) || is_invisible(local) {
            return Err(AddressError::Character);
        }
        let domain = idna::domain_to_ascii(domain).map_err(|_| AddressError::Domain)?;
        let host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
        if domain.is_empty() || !domain.chars().all(host) {
            return Err(AddressError::Domain);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }

    /// The part before the `@`, as written.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The domain in A-label form, lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The form under which two spellings of one mailbox are equal: all lower case.
    pub fn key(&self) -> String {
        format!("{}@{}", self.local.to_ascii_lowercase(), self.domain)
    }

    /// This address with `detail` behind the subaddress separator (RFC 5233): `support+detail@desk.example`.
    #[must_use]
    pub fn with_detail(&self, separator: &str, detail: &str) -> Self {
        Self {
            local: format!("{}{separator}{detail}", self.local),
            domain: self.domain.clone(),
        }
    }

    /// What stands behind `separator` when `self` is a subaddress of `base`.
    pub fn detail_of(&self, base: &Address, separator: &str) -> Option<&str> {
        if separator.is_empty() || self.domain != base.domain {
            return None;
        }
        let cut = base.local.len();
        let (head, rest) = (self.local.get(..cut)?, self.local.get(cut..)?);
        if !head.eq_ignore_ascii_case(&base.local) {
            return None;
        }
        rest.strip_prefix(separator)
            .filter(|detail| !detail.is_empty())
    }
}

/// Characters that show as nothing: an address with one is made to be mistaken for another.
fn is_invisible(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.domain == other.domain && self.local.eq_ignore_ascii_case(&other.local)
    }
}
impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Address {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_mailbox_are_equal() {
        let a = Address::parse("Bob@EXAMPLE.org").unwrap();
        let b = Address::parse("bob@example.org").unwrap();
        assert_eq!(a, b);
        assert_eq!(
            a.to_string(),
            "Bob@example.org",
            "the local part is sent as it was written"
        );
    }

    #[test]
    fn a_domain_is_kept_as_its_a_label() {
        assert_eq!(
            Address::parse("x@bücher.example").unwrap().domain(),
            "xn--bcher-kva.example"
        );
    }

    #[test]
    fn what_no_address_has_is_refused() {
        for (text, why) in [
            ("bob", AddressError::Parts),
            ("@example.org", AddressError::Parts),
            ("bob@", AddressError::Parts),
            ("bo b@example.org", AddressError::Character),
            ("bo\u{200b}b@example.org", AddressError::Character),
            ("b\r\nBcc:x@example.org", AddressError::Character),
            ("bob@exa mple.org", AddressError::Domain),
        ] {
            assert_eq!(Address::parse(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn the_detail_of_a_subaddress() {
        let desk = Address::parse("support@desk.example").unwrap();
        let sub = Address::parse("Support+tabc@desk.example").unwrap();
        assert_eq!(sub.detail_of(&desk, "+"), Some("tabc"));
        assert_eq!(desk.detail_of(&desk, "+"), None);
        assert_eq!(
            sub.detail_of(&desk, ""),
            None,
            "no separator, no subaddresses"
        );
        assert_eq!(
            Address::parse("supporters@desk.example")
                .unwrap()
                .detail_of(&desk, "+"),
            None
        );
    }
}
