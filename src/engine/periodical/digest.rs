//! The digest of a day: what an agent has before them, and for whoever leads what the team is late with (S0.17, S4.1).
//!
//! A ticket stands once, under the first heading that fits. Who is away gets none, and who has nothing before them gets
//! none: a mail that says nothing teaches its reader not to open the next one.

use jiff::Timestamp;
use jiff::civil::Time;

use super::{Due, readers};
use crate::domain::{Agent, AgentName, ClockKind, Role, Roster, Status};
use crate::engine::deciding::Deciding;
use crate::engine::follow::person;
use crate::engine::letters::{Mailing, send};
use crate::engine::policy::Policy;
use crate::mail::subject::shown_subject;
use crate::notices::{
    self, Common, DigestPart, DigestRow, Notice, Reader, Rendered, TemplateError,
};
use crate::reports::board::{Board, Card, News, What};

/// Most rows under one heading; the rest is counted.
const ROWS_MAX: usize = 20;
/// Longest subject, in characters: one ticket must not push the others out of sight.
const SUBJECT_CHARS_MAX: usize = 80;

/// Writes to each agent who is there and has something before them.
pub(super) fn write(deciding: &mut Deciding<'_>, due: &Due, board: &Board) {
    let policy = deciding.policy;
    for agent in readers(due.periodical, policy) {
        if deciding.is_away(&agent.name) {
            deciding.note(format!("no digest for {}, who is away", agent.name));
            continue;
        }
        let Some(notice) = digest(policy, agent, board) else {
            deciding.note(format!("no digest for {}: it would be empty", agent.name));
            continue;
        };
        let salt = format!("{} {}", agent.name, due.moment);
        send(
            deciding,
            &notice,
            &Mailing::of_no_ticket(vec![person(agent)], salt),
        );
    }
}

/// The digest as an agent would read it now, to look at only: it carries no token.
pub fn shown(
    policy: &Policy,
    agent: &Agent,
    board: &Board,
) -> Result<Option<Rendered>, TemplateError> {
    let language = policy.own_language();
    let name = notices::Digest::SPEC.name;
    let common = Common {
        desk: policy.desk_facts(&policy.templates.speaking(&language, name)),
        ticket: None,
        reader: Reader {
            name: agent.name.to_string(),
        },
        token: None,
        may_echo: true,
        is_answerable: None,
        late_since: None,
        language,
        zone: policy.hours.zone().clone(),
    };
    let digest = digest(policy, agent, board);
    let shown = digest.map(|digest| policy.templates.render(&digest, &common));
    shown.transpose()
}

/// What this agent is told; nothing where there is nothing to tell.
fn digest(policy: &Policy, agent: &Agent, board: &Board) -> Option<notices::Digest> {
    let now = board.period.to;
    let tomorrow = policy.hours.date(now).tomorrow();
    let tonight = tomorrow.map_or(now, |day| {
        policy.hours.instant(day.to_datetime(Time::midnight()))
    });
    let mut cards: Vec<&Card> = board.open.iter().collect();
    cards.sort_by_key(|card| card.urgency);
    let shown = Shown {
        policy,
        now,
        reader: &agent.name,
    };
    let mut digest = notices::Digest {
        day: policy.shown(now),
        ..notices::Digest::default()
    };
    let roster = &policy.roster;
    for card in cards {
        let is_mine = card.assignee.as_ref() == Some(&agent.name);
        let is_today = card.due.is_some_and(|(_, due)| due < tonight);
        let team = card.team.as_deref();
        let part = if is_mine && card.is_late(now) {
            &mut digest.late
        } else if is_mine && card.waits() {
            &mut digest.waiting
        } else if is_mine && is_today {
            &mut digest.today
        } else if is_mine {
            &mut digest.mine
        } else if card.assignee.is_none() && is_for(roster, agent, team) {
            &mut digest.unassigned
        } else if card.is_late(now) && oversees(roster, agent, team) {
            &mut digest.team_late
        } else {
            continue;
        };
        put(part, || shown.card(card));
    }
    let news = board.news.iter();
    for news in news.filter(|news| oversees(roster, agent, news.team.as_deref())) {
        put(&mut digest.news, || shown.news(news));
    }
    (!digest.is_empty()).then_some(digest)
}

/// Whether a ticket that nobody has concerns an agent: it is their team's, or no team's that has anybody in it.
fn is_for(roster: &Roster, agent: &Agent, team: Option<&str>) -> bool {
    let Some(team) = team.filter(|team| roster.members(team).next().is_some()) else {
        return true;
    };
    roster.members(team).any(|member| member.name == agent.name)
}

/// Whether an agent answers for a team: who leads it; where nobody does, all who lead, and where nobody leads, the
/// management. The same people hear of a low score at once.
fn oversees(roster: &Roster, agent: &Agent, team: Option<&str>) -> bool {
    let leads = |leader: &Agent| team.is_some() && leader.team.as_deref() == team;
    let mut leaders = roster.with_role(Role::Leader).peekable();
    match agent.role {
        Role::Leader => leads(agent) || !leaders.any(leads),
        Role::Manager => leaders.peek().is_none(),
        Role::Agent | Role::Admin => false,
    }
}

fn put(part: &mut DigestPart, row: impl FnOnce() -> DigestRow) {
    part.count += 1;
    if part.rows.len() < ROWS_MAX {
        part.rows.push(row());
    } else {
        part.more += 1;
    }
}

/// Tickets in words.
struct Shown<'a> {
    policy: &'a Policy,
    now: Timestamp,
    /// Of whom it goes without saying that they have a ticket.
    reader: &'a AgentName,
}

impl Shown<'_> {
    fn card(&self, card: &Card) -> DigestRow {
        let mut says = vec![card.priority.to_string()];
        match card.status {
            Status::Waiting => says.push(self.wait("waits for the requester", card)),
            Status::Hold => says.push(self.wait("on hold", card)),
            status => says.push(status.to_string()),
        }
        if let Some((clock, due)) = card.due {
            let what = match clock {
                ClockKind::FirstAnswer => "first answer",
                ClockKind::Update => "update",
                ClockKind::Resolution => "solution",
                ClockKind::Promise => "promised time",
            };
            let verb = if due < self.now { "was due" } else { "due" };
            says.push(format!("{what} {verb} {}", self.policy.shown(due)));
        } else if !card.waits() {
            let opened = self.policy.shown(card.opened_at);
            says.push(format!("opened {opened}"));
        }
        if let Some(assignee) = card.assignee.as_ref().filter(|name| *name != self.reader) {
            says.push(assignee.to_string());
        }
        self.row(card.id.0, &card.subject, &says)
    }

    fn wait(&self, what: &str, card: &Card) -> String {
        let since = self.policy.shown(card.since);
        card.until.map_or_else(
            || format!("{what} since {since}"),
            |until| format!("{what} since {since}, until {}", self.policy.shown(until)),
        )
    }

    fn news(&self, news: &News) -> DigestRow {
        let what = match &news.what {
            What::LowScore(score) => format!("rated {score} of 5"),
            What::Escalated(level) => format!("escalated to {level}"),
        };
        let mut says = vec![what, self.policy.shown(news.at)];
        says.extend(news.assignee.as_ref().map(ToString::to_string));
        self.row(news.id.0, &news.subject, &says)
    }

    fn row(&self, number: u32, subject: &str, says: &[String]) -> DigestRow {
        let subject = shown_subject(subject);
        DigestRow {
            reference: format!("{}-{number}", self.policy.tag),
            subject: subject.chars().take(SUBJECT_CHARS_MAX).collect(),
            says: says.join(" · "),
        }
    }
}
