//! From evidence to level: how well the author of a mail is known.

use std::fmt;

/// How well the author of a mail is known. L3, a fresh confirmation, is not reached by a single mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing is shown.
    L0,
    /// The domain of the From address is proven.
    L1,
    /// The author is as good as proven: enough for every command on a ticket.
    L2,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
        })
    }
}

/// What L2 needs: `[identity] require`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Require {
    /// A proven domain and the own token. The domain shows where the mail comes from, not which person sent it;
    /// the token shows that the writer saw our mail, but leaks when that mail is forwarded. Each covers the other's
    /// hole.
    DomainAndToken,
    /// The own token alone, for an intranet whose server writes no Authentication-Results.
    Token,
    /// A proven domain alone.
    Domain,
}

/// What is known about a mail's author when its level is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The header gate passed.
    pub is_header_sound: bool,
    /// The From domain is proven.
    pub is_domain_proven: bool,
    /// The mail bears an unexpired token that was issued to this very From address for this purpose.
    pub has_own_token: bool,
}

/// The level of a mail. With a header that parsers may read in two ways nothing counts.
pub fn level(require: Require, shown: Shown) -> Level {
    if !shown.is_header_sound {
        return Level::L0;
    }
    match (require, shown.is_domain_proven, shown.has_own_token) {
        (Require::DomainAndToken, true, true)
        | (Require::Token, _, true)
        | (Require::Domain, true, _) => Level::L2,
        (_, true, _) => Level::L1,
        _ => Level::L0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_requirement_makes_of_each_evidence() {
        let judge = |require, is_domain_proven, has_own_token| {
            level(
                require,
                Shown {
                    is_header_sound: true,
                    is_domain_proven,
                    has_own_token,
                },
            )
        };
        for (require, both, domain, token) in [
            (Require::DomainAndToken, Level::L2, Level::L1, Level::L0),
            (Require::Token, Level::L2, Level::L1, Level::L2),
            (Require::Domain, Level::L2, Level::L2, Level::L0),
        ] {
            assert_eq!(judge(require, true, true), both, "{require:?}");
            assert_eq!(judge(require, true, false), domain, "{require:?}");
            assert_eq!(judge(require, false, true), token, "{require:?}");
            assert_eq!(judge(require, false, false), Level::L0, "{require:?}");
        }
    }

    #[test]
    fn a_doubtful_header_proves_nothing_whatever_it_bears() {
        for require in [Require::DomainAndToken, Require::Token, Require::Domain] {
            assert_eq!(
                level(
                    require,
                    Shown {
                        is_header_sound: false,
                        is_domain_proven: true,
                        has_own_token: true
                    }
                ),
                Level::L0
            );
        }
    }
}
