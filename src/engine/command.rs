//! Runs the commands of one mail: all of them, or none.
//!
//! This is where a command's author is judged, once for all commands ([`is_allowed`]); the commands themselves never
//! ask. A block runs on a copy of the ticket first, in the order of its phases; when every line can be carried out,
//! the events happen, else nothing does. Either way each line gets an answer, which becomes the transcript.

mod block;
mod rights;
mod telling;

use crate::commands::scan::{Line, Scan, scan};
use crate::commands::{
    Aliases, Answer, Author, Case, Command, Effect, Phase, Reads, Who, Words, find, names, nearest,
};
use crate::domain::{Actor, Address, Deed, Ending, Event, EventBody, Status, Ticket, TicketId};
use crate::mail::inbound::Inbound;

use super::deciding::Deciding;
use super::policy::Policy;
use super::{relations, split};

pub(super) use block::Block;
use rights::may_give;
pub(super) use rights::{is_allowed, needs};
use telling::transcript;
pub(super) use telling::{answered, not_run};

/// The commands of a mail by an agent.
pub(super) fn scan_agent(mail: &Inbound, aliases: &Aliases) -> Scan {
    scan_as(mail, aliases, true, |_| true)
}

/// The commands of a mail by a requester: what is no command of theirs is text.
pub(super) fn scan_requester(mail: &Inbound, aliases: &Aliases) -> Scan {
    scan_as(mail, aliases, false, |command| command.who == Who::Everyone)
}

fn scan_as(
    mail: &Inbound,
    aliases: &Aliases,
    is_strict: bool,
    is_theirs: impl Fn(&Command) -> bool,
) -> Scan {
    let own_name = |name: &str| aliases.resolve(name);
    let is_known = |name: &str| find(own_name(name).unwrap_or(name)).is_some_and(&is_theirs);
    let mut scan = scan(&mail.own.text, is_known, is_strict, mail.own.is_sure);
    for line in &mut scan.lines {
        if let Some(word) = own_name(&line.name) {
            word.clone_into(&mut line.name);
        }
    }
    scan
}

/// What the commands of a mail need read.
pub(super) fn reads(mail: &Inbound, policy: &Policy) -> Vec<Reads> {
    let lines = scan_agent(mail, &policy.aliases).lines;
    lines
        .iter()
        .filter_map(|line| find(&line.name).map(|command| (command.reads)(&line.args())))
        .collect()
}

/// The addresses that command lines name: people who may be written to because of them.
pub(super) fn named_addresses(mail: &Inbound, policy: &Policy) -> Vec<Address> {
    let lines = scan_agent(mail, &policy.aliases).lines;
    let words = lines.iter().flat_map(|line| {
        let args = line.args();
        args.words()
            .iter()
            .flat_map(|word| [word.text, word.text.rsplit('=').next().unwrap_or_default()])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let bare = |word: String| word.trim_matches(['+', '-', '<', '>', ',', ';']).to_owned();
    words
        .filter_map(|word| Address::parse(&bare(word)).ok())
        .collect()
}

/// What each line of a block comes to, tried on a copy of the ticket in the order of the phases.
fn attempt(
    deciding: &Deciding<'_>,
    ticket: &Ticket,
    author: Author<'_>,
    actor: &Actor,
    scan: &Scan,
) -> Vec<Result<Effect, Answer>> {
    let own_addresses = deciding.policy.own_addresses();
    let others = deciding.tickets();
    let mut trial = ticket.clone();
    let mut answers: Vec<Option<Result<Effect, Answer>>> = vec![None; scan.lines.len()];
    for index in order(&scan.lines) {
        let Some(line) = scan.lines.get(index) else {
            continue;
        };
        let policy = deciding.policy;
        let case = Case {
            ticket: &trial,
            others: &others,
            blocked: &deciding.snapshot.blocked,
            tag: &policy.tag,
            next: deciding.next_ticket(),
            author,
            words: &scan.text,
            roster: &policy.roster,
            categories: &policy.categories,
            asking: &policy.asking,
            ranking: &policy.ranking,
            staff: &deciding.snapshot.staff,
            hours: &policy.hours,
            team_hours: &policy.team_hours,
            targets: &policy.targets,
            matrix: &policy.matrix,
            confirm_days: policy.confirm_days,
            wait_days: policy.wait_days,
            gates: &policy.gates,
            own_addresses: &own_addresses,
            canned: &policy.canned,
            now: deciding.now,
        };
        let answer = twice(&scan.lines, index, author)
            .map_or_else(|| run_line(line, &case, &policy.aliases), Err);
        if let Ok(effect) = &answer {
            for body in &effect.events {
                apply(&mut trial, body, actor, deciding.now);
            }
        }
        if let Some(slot) = answers.get_mut(index) {
            *slot = Some(answer);
        }
    }
    answers.into_iter().flatten().collect()
}

/// What a block would make of the mail's text.
pub(super) fn words(
    deciding: &Deciding<'_>,
    id: TicketId,
    author: Author<'_>,
    actor: &Actor,
    scan: &Scan,
) -> Words {
    let Some(ticket) = deciding.ticket(id) else {
        return Words::AsAnswered;
    };
    let answers = attempt(deciding, ticket, author, actor, scan);
    let said = order(&scan.lines).into_iter().filter_map(|index| {
        let effect = answers.get(index)?.as_ref().ok()?;
        Some(effect.words)
    });
    said.fold(Words::AsAnswered, |before, words| words.after(before))
}

/// Runs a block on a ticket, up to what [`Block::finish`] does.
pub(super) fn run(
    deciding: &mut Deciding<'_>,
    id: TicketId,
    author: Author<'_>,
    actor: &Actor,
    scan: &Scan,
) -> Option<Block> {
    let answers = attempt(deciding, deciding.ticket(id)?, author, actor, scan);
    let is_done = !scan.is_too_many && answers.iter().all(Result::is_ok);
    let mut block = Block::of(transcript(&scan.lines, &answers, is_done), is_done);
    if scan.is_too_many {
        block.hint = Some(format!(
            "One mail carries at most {} commands.",
            crate::commands::scan::COMMANDS_MAX
        ));
    }
    if !is_done {
        return Some(block);
    }
    for index in order(&scan.lines) {
        let (Some(line), Some(Ok(effect))) = (scan.lines.get(index), answers.get(index)) else {
            continue;
        };
        for body in effect.events.clone() {
            if is_last(&body) {
                block.last.push(body);
                continue;
            }
            if matches!(body, EventBody::PriorityChanged { .. }) {
                block.sets_answer_time = Some(index);
            }
            relations::happen(deciding, id, actor, body);
        }
        if let Some(part) = &effect.opens {
            split::open(deciding, id, actor, part);
        }
        block.questions.extend(effect.question.clone());
        block.words = effect.words.after(block.words);
        if let Some(text) = &effect.adds {
            block.below.push_str(text.trim());
            block.below.push_str("\n\n");
        }
        let is_text = effect.adds.is_none();
        if is_text
            && matches!(effect.words, Words::Note | Words::Answer)
            && !line.args().rest.is_empty()
        {
            block.text.push_str(line.args().rest);
            block.text.push('\n');
        }
    }
    Some(block)
}

/// Whether a reader who hears of it must have heard before what else the mail says.
fn is_last(body: &EventBody) -> bool {
    matches!(
        body,
        EventBody::Resolved { .. }
            | EventBody::Closed { .. }
            | EventBody::Merged { .. }
            | EventBody::WaitStarted { .. }
            | EventBody::HoldStarted { .. }
            | EventBody::InformationAsked(_)
            | EventBody::Done(Deed::OptionsOffered { .. } | Deed::Ending(Ending::Approved { .. }))
            | EventBody::StatusChanged {
                to: Status::Hold,
                ..
            }
    )
}

/// Runs a block that is on no ticket: only questions can be asked so.
pub(super) fn run_without_ticket(deciding: &Deciding<'_>, scan: &Scan) -> Block {
    let roster = &deciding.policy.roster;
    let answers: Vec<Result<Effect, Answer>> = scan
        .lines
        .iter()
        .map(|line| {
            let command = known(line, &deciding.policy.aliases)?;
            let ask = command.asks.ok_or_else(|| {
                let hint = "Reply to a notice of the ticket you mean; #list shows your tickets.";
                crate::commands::Refusal::new("this mail is on no ticket", hint)
            })?;
            let question = ask(&line.args(), roster)?;
            Ok(Effect {
                said: "the answer follows in a mail of its own".to_owned(),
                question: Some(question),
                ..Effect::default()
            })
        })
        .collect();
    let is_done = answers.iter().all(Result::is_ok);
    let questions = answers
        .iter()
        .flatten()
        .filter_map(|effect| effect.question.clone())
        .filter(|_| is_done)
        .collect();
    Block {
        questions,
        ..Block::of(transcript(&scan.lines, &answers, is_done), is_done)
    }
}

fn run_line(line: &Line, case: &Case<'_>, aliases: &Aliases) -> Result<Effect, Answer> {
    let command = known(line, aliases)?;
    may_give(command, case)?;
    let effect = (command.run)(&line.args(), case)?;
    // A parent of our own is solved for the people of its children.
    let children = case.open_children();
    let is_for_children = |body: &EventBody| matches!(body, EventBody::Resolved { .. });
    if case.is_among_ourselves()
        && is_for_outside(&effect)
        && !(children > 0 && effect.events.iter().any(is_for_children))
    {
        let hint = if children > 0 {
            "#broadcast TEXT tells the requesters of its children; #note keeps it for the team."
        } else {
            "#cc +ADDRESS adds somebody; #note keeps it for the team, and #close ends the ticket."
        };
        return Err(crate::commands::Refusal::new("nobody outside is on this ticket", hint).into());
    }
    Ok(effect)
}

/// Whether a line is there to tell or ask the requester something.
fn is_for_outside(effect: &Effect) -> bool {
    let is_telling = |body: &EventBody| {
        matches!(
            body,
            EventBody::WaitStarted { .. }
                | EventBody::HoldStarted { .. }
                | EventBody::InformationAsked(_)
                | EventBody::Resolved { .. }
                | EventBody::UpdateGiven { .. }
                | EventBody::EstimateGiven { .. }
                | EventBody::WorkaroundGiven { .. }
                | EventBody::Done(Deed::OptionsOffered { .. })
        )
    };
    effect.words == Words::Answer || effect.events.iter().any(is_telling)
}

fn known(line: &Line, aliases: &Aliases) -> Result<&'static Command, Answer> {
    find(&line.name).ok_or_else(|| {
        let mut all: Vec<&str> = aliases.names().collect();
        for name in names() {
            all.push(name);
        }
        let near = nearest(&line.name, all.into_iter()).map_or_else(
            || "#help lists the commands.".to_owned(),
            |near| format!("Did you mean #{near}?"),
        );
        let what = format!("there is no command #{}", line.name);
        crate::commands::Fault {
            column: 0,
            width: line.name.chars().count() + 1,
            what,
            hint: Some(near),
        }
        .into()
    })
}

/// The same field set twice in one block: which one was meant? Agents may name people on several lines; a requester
/// may not, since what bounds the people whom they add is counted by the line.
fn twice(lines: &[Line], index: usize, author: Author<'_>) -> Option<Answer> {
    let command = find(&lines.get(index)?.name)?;
    let is_agents = matches!(author, Author::Agent(_));
    let is_repeatable = command.phase == Phase::Saying
        || ["tag", "field"].contains(&command.word)
        || (command.word == "cc" && is_agents);
    let is_second = lines
        .iter()
        .take(index)
        .any(|line| find(&line.name) == Some(command));
    (is_second && !is_repeatable).then(|| {
        crate::commands::Refusal::new(
            format!("#{} stands here twice", command.word),
            "Keep the line that you mean.",
        )
        .into()
    })
}

/// The order in which lines run: by phase, then as written. Unknown ones first: they stop the block anyway.
fn order(lines: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|index| {
        lines
            .get(*index)
            .and_then(|line| find(&line.name))
            .map(|command| command.phase)
    });
    order
}

fn apply(trial: &mut Ticket, body: &EventBody, actor: &Actor, now: jiff::Timestamp) {
    let event = Event {
        no: trial.event_count.saturating_add(1),
        at: now,
        actor: actor.clone(),
        body: body.clone(),
        because: Vec::new().into(),
    };
    trial.apply(&event);
}
