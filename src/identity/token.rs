//! Reply tokens: small signed words that say "we sent this, about that ticket, to that address".
//!
//! One format for all carriers: subaddress, Message-ID, pseudo-reference and the `Ref:` line. A letter for the
//! purpose, then 27 octets in base32 (lower case, read without regard to case, since local parts get folded on the
//! way): version and key id (1), ticket (4), last day of validity (2), recipient (4), MAC (16). That is 45
//! characters, so a desk whose local part has up to 18 letters stays within the 64 octets of RFC 5321 §4.5.3.1.1.
//!
//! The MAC is HMAC-SHA-256 over all of that and the desk's address, cut to 128 bits, compared in constant time. The
//! recipient stands in it as four octets of a *keyed* hash: enough to tell "the From is whom we wrote to" from
//! "somebody else has it", and nothing an attacker could search a colliding address for without the key.
//!
//! A token never names a person and holds no secret of theirs; it expires; and when its key goes, so does it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::domain::{Address, TicketId};

/// Length of a token in characters, its purpose letter included.
pub const TOKEN_CHARS: usize = 45;

const VERSION: u8 = 1;
const MAC_OCTETS: usize = 16;
const SIGNED_OCTETS: usize = 11;
const RECIPIENT_OCTETS: usize = 4;
/// Days are counted from here, so that two octets last until 2199.
const EPOCH_DAY: i64 = 18_262; // 2020-01-01 as days since 1970-01-01
const SECS_PER_DAY: i64 = 86_400;

/// What a token is good for. Purposes never mix: a requester's token is no agent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Joins a mail to a ticket and shows nothing about its author: the Message-ID, the same for all readers.
    Thread,
    /// Issued to one requester or participant.
    Requester,
    /// Issued to one agent, with a notice to which a reply stays a note.
    Agent,
    /// Issued to one agent, with a notice to which a reply goes to the requester. Signed, because what the footer of
    /// that notice promised must hold even when a client loses every header.
    AgentAnswer,
    /// The envelope sender of a mail of ours: what comes back to it is a bounce of that mail.
    Bounce,
}

impl Purpose {
    const ALL: [Self; 5] = [
        Self::Thread,
        Self::Requester,
        Self::Agent,
        Self::AgentAnswer,
        Self::Bounce,
    ];

    /// Whether it was issued to an agent.
    pub fn is_agents(self) -> bool {
        matches!(self, Self::Agent | Self::AgentAnswer)
    }

    /// The letter that a token begins with.
    fn letter(self) -> char {
        match self {
            Self::Thread => 't',
            Self::Requester => 'r',
            Self::Agent => 'a',
            Self::AgentAnswer => 'p',
            Self::Bounce => 'b',
        }
    }

    fn of_letter(letter: char) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.letter() == letter.to_ascii_lowercase())
    }

    /// How many days a token of this purpose is good for. An agent's is short, since notices get forwarded; a
    /// requester may come back after a year; and a Message-ID stays in mail archives for ever.
    pub fn days(self) -> u16 {
        match self {
            Self::Agent | Self::AgentAnswer => 30,
            Self::Requester | Self::Bounce => 400,
            Self::Thread => 3650,
        }
    }
}

/// One signing key with its id (0 to 15).
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// Which key a token was signed with.
    pub id: u8,
    /// 32 octets of randomness.
    pub secret: [u8; 32],
}

/// The keys of a desk. The first signs; all are accepted, so that a key can be replaced without cutting off the
/// conversations that go on.
#[derive(Clone, PartialEq, Eq)]
pub struct Keyring {
    desk: String,
    keys: Vec<Key>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({}, {} keys)", self.desk, self.keys.len())
    }
}

/// What a genuine token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// What it is good for.
    pub purpose: Purpose,
    /// About which ticket; `None` for a token that is about none (an agent's answer to `#list`).
    pub ticket: Option<TicketId>,
    /// Whether its last day has passed.
    pub is_expired: bool,
    recipient: [u8; RECIPIENT_OCTETS],
    key: u8,
}

impl Keyring {
    /// The keys of the desk with this address; the first signs.
    pub fn new(desk: &Address, keys: Vec<Key>) -> Self {
        Self {
            desk: desk.key(),
            keys,
        }
    }

    /// Issues a token. `recipient` is absent for [`Purpose::Thread`] alone. `None` without a key.
    pub fn issue(
        &self,
        purpose: Purpose,
        ticket: Option<TicketId>,
        recipient: Option<&Address>,
        now: Timestamp,
    ) -> Option<String> {
        let key = self.keys.first()?;
        let mut octets = Vec::with_capacity(SIGNED_OCTETS + MAC_OCTETS);
        octets.push(VERSION << 4 | (key.id & 0x0f));
        octets.extend(ticket.map_or(0, |ticket| ticket.0).to_be_bytes());
        octets.extend(day_of(now).saturating_add(purpose.days()).to_be_bytes());
        octets.extend(
            recipient
                .and_then(|to| recipient_octets(key, to))
                .unwrap_or_default(),
        );
        let mac = self.mac(key, purpose, &octets)?.finalize().into_bytes();
        octets.extend(mac.iter().take(MAC_OCTETS));
        let text = data_encoding::BASE32_NOPAD
            .encode(&octets)
            .to_ascii_lowercase();
        Some(format!("{}{text}", purpose.letter()))
    }

    /// Reads a token; `None` for what is none, or is not genuine.
    pub fn read(&self, text: &str, now: Timestamp) -> Option<Claim> {
        let (purpose, octets) = decode(text)?;
        let (signed, mac) = octets.split_at_checked(SIGNED_OCTETS)?;
        let [head, t0, t1, t2, t3, d0, d1, recipient @ ..] = signed else {
            return None;
        };
        let key = self.keys.iter().find(|key| key.id == head & 0x0f)?;
        if head >> 4 != VERSION {
            return None;
        }
        self.mac(key, purpose, signed)?
            .verify_truncated_left(mac)
            .ok()?;
        let ticket = u32::from_be_bytes([*t0, *t1, *t2, *t3]);
        Some(Claim {
            purpose,
            ticket: (ticket != 0).then_some(TicketId(ticket)),
            is_expired: u16::from_be_bytes([*d0, *d1]) < day_of(now),
            recipient: recipient.try_into().ok()?,
            key: key.id,
        })
    }

    /// Whether the token was issued to this address.
    pub fn is_for(&self, claim: &Claim, address: &Address) -> bool {
        let key = self.keys.iter().find(|key| key.id == claim.key);
        claim.purpose != Purpose::Thread
            && key.and_then(|key| recipient_octets(key, address)) == Some(claim.recipient)
    }

    fn mac(&self, key: &Key, purpose: Purpose, signed: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).ok()?;
        mac.update(b"ticketd token\0");
        mac.update(self.desk.as_bytes());
        mac.update(&[0, purpose.letter() as u8]);
        mac.update(signed);
        Some(mac)
    }
}

fn recipient_octets(key: &Key, address: &Address) -> Option<[u8; RECIPIENT_OCTETS]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.secret).ok()?;
    mac.update(b"ticketd recipient\0");
    mac.update(address.key().as_bytes());
    mac.finalize()
        .into_bytes()
        .get(..RECIPIENT_OCTETS)?
        .try_into()
        .ok()
}

/// The ticket that a token names, unchecked: for finding what to read before anything is decided.
pub fn ticket_named(text: &str) -> Option<TicketId> {
    let (_, octets) = decode(text)?;
    let ticket = u32::from_be_bytes(octets.get(1..5)?.try_into().ok()?);
    (ticket != 0).then_some(TicketId(ticket))
}

/// Whether a word has the shape of a token.
pub fn is_token_shaped(word: &str) -> bool {
    decode(word).is_some()
}

fn decode(text: &str) -> Option<(Purpose, Vec<u8>)> {
    if text.len() != TOKEN_CHARS || !text.is_ascii() {
        return None;
    }
    let mut chars = text.chars();
    let purpose = Purpose::of_letter(chars.next()?)?;
    let octets = data_encoding::BASE32_NOPAD
        .decode(chars.as_str().to_ascii_uppercase().as_bytes())
        .ok()?;
    Some((purpose, octets))
}

fn day_of(at: Timestamp) -> u16 {
    let day = at.as_second().div_euclid(SECS_PER_DAY) - EPOCH_DAY;
    u16::try_from(day.max(0)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring(seed: u8) -> Keyring {
        Keyring::new(
            &Address::parse("support@desk.example").unwrap(),
            vec![Key {
                id: 1,
                secret: [seed; 32],
            }],
        )
    }
    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
    fn ann() -> Address {
        Address::parse("ann@customer.example").unwrap()
    }
    const NOW: &str = "2026-03-02T10:00:00Z";

    #[test]
    fn a_token_says_what_it_was_issued_for() {
        let keys = keyring(7);
        let token = keys
            .issue(
                Purpose::Requester,
                Some(TicketId(1000)),
                Some(&ann()),
                at(NOW),
            )
            .unwrap();
        assert_eq!(token.len(), TOKEN_CHARS);
        let claim = keys.read(&token.to_ascii_uppercase(), at(NOW)).unwrap();
        assert_eq!(
            (claim.purpose, claim.ticket, claim.is_expired),
            (Purpose::Requester, Some(TicketId(1000)), false)
        );
        assert!(keys.is_for(&claim, &Address::parse("ANN@customer.example").unwrap()));
        assert!(!keys.is_for(&claim, &Address::parse("mallory@customer.example").unwrap()));
        assert_eq!(ticket_named(&token), Some(TicketId(1000)));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let keys = keyring(7);
        let token = keys
            .issue(Purpose::Agent, Some(TicketId(1234)), Some(&ann()), at(NOW))
            .unwrap();
        let genuine = decode(&token).unwrap();
        for index in 0..token.len() {
            for other in ['a', 'b', 'r', 't', 'z', '2', '7'] {
                let mut forged: Vec<char> = token.chars().collect();
                forged[index] = other;
                let forged: String = forged.into_iter().collect();
                // The last character has padding bits that carry nothing; base32 refuses them when they are set.
                if decode(&forged).as_ref() != Some(&genuine) {
                    assert_eq!(
                        keys.read(&forged, at(NOW)),
                        None,
                        "character {index} as {other}"
                    );
                }
            }
        }
    }

    #[test]
    fn another_key_and_another_desk_issue_other_tokens() {
        let token = keyring(7)
            .issue(Purpose::Thread, Some(TicketId(1000)), None, at(NOW))
            .unwrap();
        assert_eq!(keyring(8).read(&token, at(NOW)), None);
        let elsewhere = Keyring::new(
            &Address::parse("help@desk.example").unwrap(),
            vec![Key {
                id: 1,
                secret: [7; 32],
            }],
        );
        assert_eq!(elsewhere.read(&token, at(NOW)), None);
    }

    #[test]
    fn an_old_key_is_read_and_no_longer_signs() {
        let desk = Address::parse("support@desk.example").unwrap();
        let (old, new) = (
            Key {
                id: 1,
                secret: [7; 32],
            },
            Key {
                id: 2,
                secret: [8; 32],
            },
        );
        let before = Keyring::new(&desk, vec![old.clone()])
            .issue(Purpose::Thread, Some(TicketId(1000)), None, at(NOW))
            .unwrap();
        let rotated = Keyring::new(&desk, vec![new.clone(), old]);
        assert!(rotated.read(&before, at(NOW)).is_some());
        let after = rotated
            .issue(Purpose::Thread, Some(TicketId(1000)), None, at(NOW))
            .unwrap();
        assert!(
            Keyring::new(&desk, vec![new])
                .read(&after, at(NOW))
                .is_some()
        );
    }

    #[test]
    fn an_agents_token_expires_after_thirty_days() {
        let keys = keyring(7);
        let token = keys
            .issue(Purpose::Agent, Some(TicketId(1000)), Some(&ann()), at(NOW))
            .unwrap();
        assert!(
            !keys
                .read(&token, at("2026-04-01T23:59:59Z"))
                .unwrap()
                .is_expired
        );
        assert!(
            keys.read(&token, at("2026-04-02T00:00:00Z"))
                .unwrap()
                .is_expired
        );
    }

    #[test]
    fn a_thread_token_is_for_nobody() {
        let keys = keyring(7);
        let token = keys
            .issue(Purpose::Thread, Some(TicketId(1000)), None, at(NOW))
            .unwrap();
        assert!(!keys.is_for(&keys.read(&token, at(NOW)).unwrap(), &ann()));
    }
}
