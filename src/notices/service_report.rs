//! The service report of a week or a month, for whoever leads (S2.9, S3.4).

use serde::Serialize;

use super::spec::{Audience, Notice, Spec, Voice, drawn};

/// Facts of a service report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceReport {
    /// Which time it tells of: `week from Mon 23 Feb 2026 to Sun 1 Mar 2026`.
    pub title: String,
    /// Open tickets before it.
    pub open_before: u64,
    /// Opened in it.
    pub opened: u64,
    /// Resolved in it.
    pub resolved: u64,
    /// Reopened in it.
    pub reopened: u64,
    /// Closed in it.
    pub closed: u64,
    /// Open tickets after it.
    pub open_after: u64,
    /// First answers within the time that was set, of how many.
    pub in_time: Option<String>,
    /// Promises kept, and missed; nothing where none came to an end.
    pub promises: Option<String>,
    /// How content people were, and how many said so.
    pub satisfaction: Option<String>,
    /// What the chart of the days shows, in words.
    pub chart: String,
    /// Each day of the time.
    pub days: Vec<FlowRow>,
    /// By category.
    pub categories: Vec<FlowRow>,
    /// By priority.
    pub priorities: Vec<FlowRow>,
    /// By agent.
    pub agents: Vec<FlowRow>,
    /// How soon it was answered.
    pub answers: Vec<TimesRow>,
    /// How soon it was solved.
    pub solutions: Vec<TimesRow>,
    /// A time before this one for which no report was sent.
    pub unsent: Option<String>,
    /// What gives the same figures at any time.
    pub command: String,
}

/// What came and went of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Of which.
    pub name: String,
    /// How many were opened.
    pub opened: u64,
    /// How many were resolved.
    pub resolved: u64,
    /// How long its bar is, 0 to 100.
    pub bar: u64,
}

/// Lengths of time of one priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimesRow {
    /// Which.
    pub priority: String,
    /// How many there were.
    pub count: u64,
    /// What half of them did not exceed, ready to show.
    pub half: String,
    /// What nine of ten did not exceed, ready to show.
    pub most: String,
    /// How many were late; of answers only.
    pub late: u64,
}

impl Notice for ServiceReport {
    const SPEC: Spec = Spec {
        name: "service-report",
        audience: Audience::Agent,
        voice: Voice::Generated,
        says: "The service report of a week or a month: what came and went, how soon it was answered and solved, promises, satisfaction and causes, with charts and a file for a spreadsheet.",
        is_answerable: false,
        needs_ticket: false,
        needs: &[
            "title",
            "in_time",
            "promises",
            "satisfaction",
            "days.0.name",
            "categories.0.name",
            "priorities.0.name",
            "agents.0.name",
            "answers.0.half",
            "solutions.0.most",
            "unsent",
            "command",
        ],
        template: include_str!("../../templates/en/service-report.txt"),
        variants: drawn::<Self>,
    };

    fn sample() -> Self {
        let flow = |name: &str, opened, resolved, bar| FlowRow {
            name: name.into(),
            opened,
            resolved,
            bar,
        };
        let times = |priority: &str, count, half: &str, most: &str, late| TimesRow {
            priority: priority.into(),
            count,
            half: half.into(),
            most: most.into(),
            late,
        };
        Self {
            title: "week from Mon 23 Feb 2026 to Sun 1 Mar 2026".into(),
            open_before: 9,
            opened: 31,
            resolved: 28,
            reopened: 2,
            closed: 25,
            open_after: 14,
            in_time: Some("26 of 29 (89 %)".into()),
            promises: Some("7 kept, 1 missed".into()),
            satisfaction: Some("4.6 of 5, by 9 people".into()),
            chart: "Tickets opened and resolved on each day, at most 9; the figures are in the table below.".into(),
            days: vec![
                flow("Mon 23 Feb", 9, 6, 100),
                flow("Tue 24 Feb", 7, 8, 77),
                flow("Wed 25 Feb", 4, 5, 44),
                flow("Thu 26 Feb", 6, 4, 66),
                flow("Fri 27 Feb", 3, 5, 33),
                flow("Sat 28 Feb", 2, 0, 22),
                flow("Sun 1 Mar", 0, 0, 0),
            ],
            categories: vec![
                flow("software", 14, 12, 100),
                flow("hardware", 9, 9, 64),
                flow("account-access", 8, 7, 57),
            ],
            priorities: vec![
                flow("high", 6, 6, 37),
                flow("medium", 16, 14, 100),
                flow("low", 9, 8, 56),
            ],
            agents: vec![flow("bob", 0, 17, 100), flow("fay", 2, 11, 64)],
            answers: vec![
                times("high", 6, "22 min", "51 min", 0),
                times("medium", 15, "1 h 10 min", "4 h 20 min", 2),
                times("low", 8, "3 h 5 min", "9 h", 1),
            ],
            solutions: vec![
                times("high", 6, "3 h", "7 h 40 min", 0),
                times("medium", 14, "9 h 15 min", "22 h", 0),
            ],
            unsent: Some("from Mon 2 Feb 2026 to Sun 22 Feb 2026".into()),
            command: "ticketd report --from 2026-02-23 --to 2026-03-02".into(),
        }
    }

    fn variants() -> Vec<Self> {
        let whole = Self::sample();
        vec![
            whole.clone(),
            Self {
                title: "February 2026".into(),
                opened: 0,
                resolved: 0,
                reopened: 0,
                closed: 0,
                in_time: None,
                promises: None,
                satisfaction: None,
                categories: vec![],
                priorities: vec![],
                agents: vec![],
                answers: vec![],
                solutions: vec![],
                unsent: None,
                command: "ticketd report --from 2026-02-01 --to 2026-03-01".into(),
                ..whole
            },
        ]
    }
}
