//! The table of everything that can be set. What is not in it is refused, with the nearest that is.

/// Keys of one section. Sections in double brackets may stand several times.
pub struct SectionKeys {
    /// The section as it is written: `[desk]`; the empty text for what stands above all sections.
    pub section: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
}

/// The fields that patterns can be held against, in `when` and `unless`.
pub const PATTERN_KEYS: &[&str] = &[
    "subject",
    "body",
    "from",
    "to",
    "any",
    "attachment",
    "header",
];

/// All sections.
pub const SECTIONS: &[SectionKeys] = &[
    SectionKeys {
        section: "",
        keys: &[
            "categories",
            "shipped-rules",
            "desk",
            "mailbox",
            "delivery",
            "alerts",
            "identity",
            "acknowledge",
            "limits",
            "closing",
            "commands",
            "agent",
            "team",
            "rule",
            "hours",
            "targets",
            "escalation",
            "field",
            "information",
            "priority",
            "assignment",
            "reports",
            "incidents",
            "knowledge",
        ],
    },
    SectionKeys {
        section: "[desk]",
        keys: &[
            "name",
            "address",
            "also-known-as",
            "tag",
            "subaddress",
            "state-dir",
            "reserve",
            "templates",
            "language",
            "languages",
            "time-zone",
            "metrics",
            "log-addresses",
        ],
    },
    SectionKeys {
        section: "[[mailbox]]",
        keys: &[
            "name",
            "kind",
            "path",
            "host",
            "port",
            "security",
            "ca-file",
            "username",
            "password",
            "folder",
            "processed",
            "quarantine",
            "poll",
            "max-size",
            "backlog",
        ],
    },
    SectionKeys {
        section: "[delivery]",
        keys: &[
            "kind",
            "path",
            "host",
            "port",
            "security",
            "ca-file",
            "username",
            "password",
            "hello",
            "reply-timeout",
            "fallback",
        ],
    },
    SectionKeys {
        section: "[delivery.fallback]",
        keys: &[
            "host",
            "port",
            "security",
            "ca-file",
            "username",
            "password",
            "hello",
            "reply-timeout",
        ],
    },
    SectionKeys {
        section: "[alerts]",
        keys: &["to", "after", "delivery"],
    },
    SectionKeys {
        section: "[alerts.delivery]",
        keys: &[
            "kind", "path", "host", "port", "security", "ca-file", "username", "password", "hello",
        ],
    },
    SectionKeys {
        section: "[identity]",
        keys: &["require", "authserv-id", "trusted-hosts", "secret"],
    },
    SectionKeys {
        section: "[acknowledge]",
        keys: &["unproven"],
    },
    SectionKeys {
        section: "[limits]",
        keys: &["per-address-hour", "per-address-day", "total-hour"],
    },
    SectionKeys {
        section: "[assignment]",
        keys: &["new-tickets"],
    },
    SectionKeys {
        section: "[reports]",
        keys: &["daily-digest", "weekly", "monthly"],
    },
    SectionKeys {
        section: "[priority]",
        keys: &[
            "matrix",
            "also",
            "vip",
            "vip-steps",
            "raise-after",
            "raise-to",
        ],
    },
    SectionKeys {
        section: "[priority.matrix]",
        keys: &["high", "medium", "low"],
    },
    SectionKeys {
        section: "[closing]",
        keys: &[
            "confirm-after",
            "wait-at-most",
            "reopen-window",
            "ask-rating",
            "follow-up-after",
            "archive-after",
            "record-to",
            "approvals",
        ],
    },
    SectionKeys {
        section: "[[closing.approvals]]",
        keys: &["name", "by", "categories"],
    },
    SectionKeys {
        section: "[commands]",
        keys: &["aliases"],
    },
    SectionKeys {
        section: "[commands.aliases]",
        // Names of the desk's own choice.
        keys: &[],
    },
    SectionKeys {
        section: "[[agent]]",
        keys: &["name", "address", "also-known-as", "team", "role"],
    },
    SectionKeys {
        section: "[[team]]",
        keys: &[
            "name",
            "tier",
            "on-call",
            "categories",
            "sites",
            "time-zone",
            "hours",
        ],
    },
    SectionKeys {
        section: "[[rule]]",
        keys: &["name", "when", "unless", "set"],
    },
    SectionKeys {
        section: "when",
        keys: &[
            "subject",
            "body",
            "from",
            "to",
            "any",
            "attachment",
            "header",
            "hours",
            "origin",
        ],
    },
    SectionKeys {
        section: "unless",
        keys: PATTERN_KEYS,
    },
    SectionKeys {
        section: "set",
        keys: &["category", "priority", "type", "team", "tags", "exempt"],
    },
    SectionKeys {
        section: "[hours]",
        // Besides these, each weekday and each span of weekdays.
        keys: &["always", "holidays", "mon-fri", "sat", "sun"],
    },
    SectionKeys {
        section: "[team.hours]",
        keys: &["always", "holidays", "mon-fri", "sat", "sun"],
    },
    SectionKeys {
        section: "[[escalation]]",
        keys: &["clock", "priority", "at", "tell", "moves-up"],
    },
    SectionKeys {
        section: "[[field]]",
        keys: &[
            "name", "label", "question", "kind", "also", "parts", "patterns", "mentions",
        ],
    },
    SectionKeys {
        section: "[information]",
        keys: &["required", "remind-after", "reminders", "works-meanwhile"],
    },
    SectionKeys {
        section: "[information.required]",
        // Besides these, each category of the desk's own.
        keys: &["hardware", "software", "network", "account-access", "other"],
    },
    SectionKeys {
        section: "[targets]",
        keys: &["critical", "high", "medium", "low"],
    },
    SectionKeys {
        section: "[targets.critical]",
        keys: TARGET_KEYS,
    },
    SectionKeys {
        section: "[targets.high]",
        keys: TARGET_KEYS,
    },
    SectionKeys {
        section: "[targets.medium]",
        keys: TARGET_KEYS,
    },
    SectionKeys {
        section: "[targets.low]",
        keys: TARGET_KEYS,
    },
    SectionKeys {
        section: "[incidents]",
        keys: &[
            "mode",
            "window",
            "minimum",
            "compare-with",
            "priority",
            "names",
        ],
    },
    SectionKeys {
        section: "[knowledge]",
        keys: &["offer", "canned"],
    },
    SectionKeys {
        section: "secret",
        keys: &["file", "env", "credential"],
    },
];

const TARGET_KEYS: &[&str] = &["answer", "update", "resolve", "clock"];

/// The keys of a section; none for one that is not known.
pub fn of(section: &str) -> &'static [&'static str] {
    SECTIONS
        .iter()
        .find(|known| known.section == section)
        .map_or(&[], |known| known.keys)
}
