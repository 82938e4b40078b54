//! The demands of the procedures, in their order: what each asks for, and what of it is counted.

/// How a demand is shown.
pub(super) enum Measure {
    /// By what is on record; the words say what is owed and when it counts as kept.
    Counted(&'static str),
    /// By a check that stands before it; the words say which. What it let through is listed.
    Held(&'static str),
    /// Not at all: nothing on record shows it; the words say why.
    Unmeasured(&'static str),
}

impl Measure {
    /// The word of the JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Counted(_) => "counted",
            Self::Held(_) => "held",
            Self::Unmeasured(_) => "unmeasured",
        }
    }

    /// How, in words.
    pub fn how(&self) -> &'static str {
        match self {
            Self::Counted(how) | Self::Held(how) | Self::Unmeasured(how) => how,
        }
    }
}

/// A demand.
pub(super) struct Demand {
    /// Its id, as comments cite it.
    pub id: &'static str,
    /// What it asks for.
    pub says: &'static str,
    /// What of it is counted.
    pub measure: Measure,
}

const fn counted(id: &'static str, says: &'static str, how: &'static str) -> Demand {
    Demand {
        id,
        says,
        measure: Measure::Counted(how),
    }
}

const fn held(id: &'static str, says: &'static str, how: &'static str) -> Demand {
    Demand {
        id,
        says,
        measure: Measure::Held(how),
    }
}

const fn unmeasured(id: &'static str, says: &'static str, why: &'static str) -> Demand {
    Demand {
        id,
        says,
        measure: Measure::Unmeasured(why),
    }
}

/// All of them.
#[rustfmt::skip]
pub(super) static DEMANDS: &[Demand] = &[
    counted("S0.1", "promises end within the support hours",
        "each time that was promised by business hours lies within them"),
    counted("S0.2", "mail is taken at any time",
        "a ticket that came while the desk was closed is acknowledged within 15 minutes"),
    counted("S0.3", "every mail is on record",
        "each source mail has its verdict; one that waits in quarantine is missed"),
    counted("S0.4", "a record has what is needed to work on it",
        "what was asked for is known when the ticket is resolved"),
    counted("S0.5", "equals are served in the order in which they came",
        "an answer does not pass over an older ticket of the same team and priority that waits for its first"),
    counted("S0.6", "priority rises with the impact, for a reason",
        "each raise has its reason on record"),
    counted("S0.7", "what is missing is asked for at once",
        "what is missing reached the requester as a question within 15 minutes"),
    counted("S0.8", "critical and high tickets get regular news",
        "the requester has heard from the desk, if only that there is no news, by the time that was promised"),
    counted("S0.9", "a workaround is offered where there is one",
        "each workaround reached the requester within 15 minutes"),
    counted("S0.10", "the requester is told how it was resolved",
        "each resolution has its solution, and reached the requester within 15 minutes"),
    held("S0.11", "a mail greets, says its purpose, helps, offers more help and thanks",
        "a template that does not is refused at the start; the letters that went out by them"),
    counted("S0.12", "each escalation is told to the requester",
        "within 15 minutes"),
    counted("S0.13", "changes of priority are told to the requester at once",
        "each change, and each reopening, within 15 minutes"),
    counted("S0.14", "critical first",
        "while a critical ticket waits for its first answer, its team answers nothing less urgent for the first time"),
    unmeasured("S0.15", "phone and walk-in requests are logged too",
        "what nobody logged leaves no trace"),
    counted("S0.16", "hardware and network go to those who are there for them",
        "each such ticket is opened with the team that is there for its category and place, or that a rule names"),
    counted("S0.17", "leaders answer for the first tier",
        "a time missed on the first tier is told to its leader within 15 minutes, where the matrix says so"),
    counted("S1.1", "what identifies person, place and product is known",
        "what was asked for is known when the ticket is resolved"),
    held("S1.2", "other labels are understood",
        "the words for priorities and types are a table of the program"),
    counted("S1.3", "several problems become several tickets",
        "each part that was split off stands on both tickets"),
    counted("S1.4", "whoever takes over sees what happened",
        "each hand-over reached the new agent or team, with the history, within 15 minutes"),
    counted("S1.5", "each contact is documented",
        "each word of an agent to a requester is on record, and arrived within 15 minutes"),
    counted("S1.6", "what the first level does not solve soon goes up",
        "what the matrix sends up has gone up within 15 minutes"),
    counted("S2.1", "times that were named are kept, or their passing is owned up to",
        "done, moved or owned up to within 15 minutes of the time"),
    counted("S2.2", "the issue is restated",
        "the acknowledgement to a proven requester restates it, within 15 minutes"),
    counted("S2.3", "the service is documented",
        "each closing told the requester problem, solution and dates within 15 minutes"),
    counted("S2.4", "whether the requester is content is asked, and a leader hears where not",
        "asked with each resolution, and again some days after urgent ones; each score of 1 or 2 told to the leader; within 15 minutes"),
    held("S2.5", "evidence is kept secure",
        "the journal is chained by hashes; `ticketd check` proves it"),
    counted("S2.6", "there are tiers, and a management line beside them",
        "each escalation reached those it went to within 15 minutes"),
    counted("S2.7", "a ticket is an incident, problem, change, request, access, event or release",
        "each ticket has its type"),
    counted("S2.8", "a ticket ends when the requester is content",
        "each solved ticket ended by their confirmation, or by their silence after they were asked"),
    counted("S2.9", "workarounds are on record",
        "each workaround reached the requester within 15 minutes"),
    counted("S2.10", "abuse goes to the proper channel",
        "each report of abuse reached a leader within 15 minutes"),
    held("S2.11", "words are plain and respectful",
        "a template with jargon is refused at the start; the letters that went out by them"),
    counted("S3.1", "the estimated time is told",
        "each estimate reached the requester within 15 minutes"),
    counted("S3.2", "what has to be approved is approved",
        "each closing that somebody had to agree to was approved by all of them before"),
    counted("S3.3", "urgency follows from the impact",
        "a rule had a reason for what it made of the ticket when it was opened"),
    counted("S3.4", "record, tell, ask, then close",
        "the solution had reached the requester before a solved ticket was closed"),
    counted("S3.5", "a vague report is met with help",
        "what is missing reached the requester as a question within 15 minutes; an article that fits well stands in the acknowledgement"),
    counted("S4.1", "each ticket has its team",
        "each ticket has a team or an agent when it is opened, where there are teams"),
    counted("S4.2", "completeness is verified",
        "what is missing reached the requester as a question within 15 minutes"),
    counted("S4.3", "receipt is acknowledged within 15 minutes",
        "from the moment at which the mail server had the mail until a relay took the acknowledgement"),
    counted("S4.4", "each ticket has its category",
        "a rule knew the category when the ticket was opened"),
    counted("S4.5", "the first answer comes within the time of its priority",
        "an agent answered by then"),
    counted("S4.6", "next steps are told within that time",
        "the answer had reached the requester by then"),
    counted("S4.7", "times that run out are escalated by the matrix",
        "each line of the matrix was told to those it names within 15 minutes"),
    counted("S4.8", "an escalation is told with its times",
        "within 15 minutes"),
    counted("S4.9", "the resolution is on record",
        "each ticket that was closed as solved has its solution"),
    counted("S4.10", "the resolution is confirmed with the requester",
        "each resolution asked for it, within 15 minutes"),
    counted("S4.11", "a ticket goes to an agent who is there",
        "whoever answers first has it"),
];
