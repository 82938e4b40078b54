//! The identities: each a type of its own, each with one textual form.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a ticket. Counted up from 1000, never used twice; it names a ticket and opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId(pub u32);

impl TicketId {
    /// The first ticket of a desk. Four digits from the start, so that a number looks like a number in a subject.
    pub const FIRST: Self = Self(1000);

    /// The number after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Default for TicketId {
    fn default() -> Self {
        Self::FIRST
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl fmt::Debug for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A message identifier (RFC 5322 §3.6.4) without its angle brackets.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// Longest id taken, in octets; what is longer is no id but an attack or an accident.
    pub const OCTETS_MAX: usize = 512;

    /// Takes an id, with or without angle brackets; `None` when nothing usable is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text
            .trim()
            .trim_start_matches('<')
            .trim_end_matches('>')
            .trim();
        let clean = !text.is_empty()
            && text.len() <= Self::OCTETS_MAX
            && !text
                .chars()
                .any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>');
        clean.then(|| Self(text.to_owned()))
    }

    /// The id, without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a plain `dot-atom@dot-atom` of at most 128 characters, so that echoing it carries no text of
    /// the sender's choice worth sending.
    pub fn is_plain(&self) -> bool {
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let dotted = |part: &str| {
            !part.is_empty()
                && part.chars().all(atom)
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
        };
        self.0.len() <= 128
            && self
                .0
                .split_once('@')
                .is_some_and(|(left, right)| dotted(left) && dotted(right))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

/// Names 32 bytes of a hash, written as hex.
macro_rules! digest {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// Reads 64 hex digits.
            pub fn parse(text: &str) -> Option<Self> {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
                Some(Self(bytes.try_into().ok()?))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or("64 hex digits wanted")
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.to_string()
            }
        }
    };
}

digest! {
    /// What makes two copies of a mail one mail: a hash over Message-ID, From, Date, Subject and the body octets.
    /// Trace fields are left out, since they differ between two deliveries of one mail.
    ContentKey
}
digest! {
    /// The name of a file in the spool: the BLAKE3 hash of its bytes.
    SpoolName
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_loses_its_brackets_and_nothing_else() {
        assert_eq!(MessageId::new(" <a.b@c> ").unwrap().as_str(), "a.b@c");
        assert_eq!(MessageId::new("<>"), None);
        assert_eq!(MessageId::new("a b@c"), None);
    }

    #[test]
    fn only_a_plain_id_may_be_echoed_to_a_stranger() {
        assert!(MessageId::new("abc.1@mail.example").unwrap().is_plain());
        for odd in [
            "buy@now@here",
            "\"cheap\"@x",
            "no-at-sign",
            &format!("{}@x", "a".repeat(200)),
        ] {
            assert!(!MessageId::new(odd).unwrap().is_plain(), "{odd}");
        }
    }
}
