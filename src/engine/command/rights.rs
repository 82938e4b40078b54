//! Who may give an order: how well its author has to be known, and who they have to be.

use crate::commands::scan::Line;
use crate::commands::{Author, Case, Command, Needs, Refusal, Who, find};
use crate::domain::Role;
use crate::identity::Level;

/// How well the author of these lines has to be known for them to run.
pub(in crate::engine) fn needs(lines: &[Line]) -> Needs {
    let each = lines
        .iter()
        .filter_map(|line| find(&line.name).map(|command| (command.needs)(&line.args())));
    each.max().unwrap_or(Needs::Reading)
}

/// Whether an author of this level may do what is needed. The one gate: nothing runs past it.
pub(in crate::engine) fn is_allowed(level: Level, needs: Needs) -> bool {
    match needs {
        Needs::Reading => level >= Level::L1,
        Needs::Changing => level >= Level::L2,
    }
}

/// Refuses a command that is not its author's to give.
pub(super) fn may_give(command: &Command, case: &Case<'_>) -> Result<(), Refusal> {
    match (case.author, command.who) {
        (Author::Requester(_), Who::Agents | Who::Leaders) => Err(Refusal {
            why: "only the people of the desk can do this".to_owned(),
            hint: None,
        }),
        (Author::Agent(agent), Who::Leaders) if agent.role == Role::Agent => {
            let hint = format!("Ask {}.", leaders(case));
            Err(Refusal::new("only leaders can do this", hint))
        }
        _ => Ok(()),
    }
}

/// Who leads here, to be asked.
fn leaders(case: &Case<'_>) -> String {
    let agents = case.roster.agents.iter();
    let leaders = agents.filter(|agent| agent.role != Role::Agent);
    let names: Vec<&str> = leaders.map(|agent| agent.name.as_str()).collect();
    match names.as_slice() {
        [] => "an admin: no agent of daemon.toml has the role of a leader".to_owned(),
        names => names.join(" or "),
    }
}
