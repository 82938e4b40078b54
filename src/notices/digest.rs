//! An agent's day: what is late, what is due, what they have, what waits, what nobody has; and for whoever leads what
//! the team is late with and what went wrong (S0.17, S4.1).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Digest {
    /// The time it tells of, ready to show.
    pub day: String,
    /// The reader's own tickets with a missed time.
    pub late: DigestPart,
    /// Those with a time that ends today.
    pub today: DigestPart,
    /// The other ones.
    pub mine: DigestPart,
    /// Those that wait for somebody outside.
    pub waiting: DigestPart,
    /// Those of the reader's team that nobody has.
    pub unassigned: DigestPart,
    /// For whoever leads: those with a missed time that others have.
    pub team_late: DigestPart,
    /// For whoever leads: low scores and escalations since the last digest.
    pub news: DigestPart,
}

/// Tickets under one heading, the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DigestPart {
    /// The first of them.
    pub rows: Vec<DigestRow>,
    /// How many there are.
    pub count: usize,
    /// How many of them are not shown.
    pub more: usize,
}

/// One ticket in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestRow {
    /// Its reference.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// What there is to know of it, ready to show.
    pub says: String,
}

impl Digest {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        [
            &self.late,
            &self.today,
            &self.mine,
            &self.waiting,
            &self.unassigned,
            &self.team_late,
            &self.news,
        ]
        .iter()
        .all(|part| part.count == 0)
    }
}

impl Notice for Digest {
    const SPEC: Spec = Spec {
        name: "digest",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "An agent's day: tickets that are late, due today, in work, waiting and without anybody; for whoever leads also what the team is late with.",
        is_answerable: false,
        needs_ticket: false,
        needs: &[
            "day",
            "late.rows.0.reference",
            "today.rows.0.reference",
            "mine.rows.0.reference",
            "waiting.rows.0.reference",
            "unassigned.rows.0.reference",
            "team_late.rows.0.reference",
            "news.rows.0.reference",
        ],
        template: include_str!("../../templates/en/digest.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        let part = |reference: &str, subject: &str, says: &str| DigestPart {
            rows: vec![DigestRow {
                reference: reference.into(),
                subject: subject.into(),
                says: says.into(),
            }],
            count: 1,
            more: 0,
        };
        Self {
            day: "Mon 2 Mar 2026, 08:00 (IST)".into(),
            late: part(
                "ACME-1000",
                "Printer on floor 2 is dead",
                "high · open · first answer was due Sat 28 Feb 2026, 11:15 (IST)",
            ),
            today: part(
                "ACME-1004",
                "Password refused",
                "medium · open · promised time due Mon 2 Mar 2026, 16:00 (IST)",
            ),
            mine: part(
                "ACME-1002",
                "A second monitor",
                "low · open · opened Thu 26 Feb 2026, 14:20 (IST)",
            ),
            waiting: part(
                "ACME-0991",
                "How do I set an out-of-office reply?",
                "low · waits for the requester since Wed 25 Feb 2026, 10:05 (IST), until Wed 11 Mar 2026, 10:05 (IST)",
            ),
            unassigned: DigestPart {
                more: 3,
                count: 4,
                ..part(
                    "ACME-1007",
                    "The lobby has no network",
                    "high · new · first answer due Mon 2 Mar 2026, 11:00 (IST)",
                )
            },
            team_late: part(
                "ACME-0998",
                "VPN drops every hour",
                "medium · open · update was due Sat 28 Feb 2026, 12:00 (IST) · Fay",
            ),
            news: part(
                "ACME-0987",
                "Scanner sends nothing",
                "rated 1 of 5 · Sat 28 Feb 2026, 10:12 (IST) · Bob",
            ),
        }
    }

    fn variants() -> Vec<Self> {
        let only = |day: &str| Self {
            day: day.into(),
            ..Self::default()
        };
        let whole = Self::sample();
        vec![
            whole.clone(),
            Self {
                mine: whole.mine.clone(),
                ..only("Tue 3 Mar 2026, 08:00 (IST)")
            },
            Self {
                team_late: whole.team_late.clone(),
                ..only("Tue 3 Mar 2026, 08:00 (IST)")
            },
        ]
    }
}
