//! What a notice is: its name, whom it is for, who speaks in it, and the facts it may mention.
//!
//! A notice is one struct in one file. The struct is the whole truth its template may tell: what is not a field
//! of it, nor of [`Common`](super::Common), cannot be said. Nothing here renders.

use serde::Serialize;
use serde_json::Value;

/// Whom a notice is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The person who asked, and whoever else takes part from outside.
    Requester,
    /// The people who work at the desk.
    Agent,
}

/// Who speaks, which decides the `Auto-Submitted` field (RFC 3834 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// A person: the field is absent.
    Person,
    /// The desk, in reply to a mail: `auto-replied`.
    Replied,
    /// The desk, of its own accord: `auto-generated`.
    Generated,
}

/// The fixed part of a notice.
#[derive(Debug)]
pub struct Spec {
    /// Its name; the template is called `<name>.txt`.
    pub name: &'static str,
    /// Whom it is for.
    pub audience: Audience,
    /// Who speaks in it.
    pub voice: Voice,
    /// What it says, one sentence for the manual.
    pub says: &'static str,
    /// For agents: whether a reply to this notice is a public answer.
    pub is_answerable: bool,
    /// Whether it always speaks of a ticket. Where it does not, it must do without one.
    pub needs_ticket: bool,
    /// Facts, as paths into what the template is given, that must be seen in the mail (S0.11: "the information
    /// needed"). An override that leaves one out is refused.
    pub needs: &'static [&'static str],
    /// The shipped English template.
    pub(in crate::notices) template: &'static str,
    /// Each variant, as the template sees it. Called when templates are built, and by nothing else.
    pub(in crate::notices) variants: fn() -> Vec<Drawn>,
}

/// One variant of a notice, taken out of its type so that all notices fit one table.
#[derive(Debug)]
pub(in crate::notices) struct Drawn {
    /// Its own facts.
    pub facts: Value,
    /// Whether it may repeat what the sender chose.
    pub may_echo: bool,
}

/// A mail the desk can say.
pub trait Notice: Serialize {
    /// Its fixed part.
    const SPEC: Spec;

    /// An example with every fact present: for the build check, the manual and the tests.
    fn sample() -> Self;

    /// Examples that between them take every path through the template; the sample comes first.
    fn variants() -> Vec<Self>
    where
        Self: Sized,
    {
        vec![Self::sample()]
    }

    /// Whether this notice may repeat what the sender chose (name, subject, text). Where it may not, the template is
    /// not given these facts at all (law 7: an automatic answer that echoes is a spam relay).
    fn may_echo(&self) -> bool {
        true
    }
}

/// The value of [`Spec`]'s `variants` for a notice.
pub(in crate::notices) fn drawn<N: Notice>() -> Vec<Drawn> {
    N::variants()
        .iter()
        .map(|notice| Drawn {
            facts: serde_json::to_value(notice).unwrap_or_default(),
            may_echo: notice.may_echo(),
        })
        .collect()
}
