//! `#undo`: takes back the author's last order on the ticket, and the mails of it that have not gone out.
//!
//! The engine does it (`engine::agent::undo`), since it takes the ticket's history; here it is only named.

use super::fault::{Answer, Refusal};
use super::{Args, Case, Command, Effect, Phase, Reads, Who, changing};

pub static COMMAND: Command = Command {
    word: "undo",
    aliases: &[],
    usage: "#undo",
    says: "Takes your last order on the ticket back, within 15 minutes, and stops the mails of it that have not gone out.",
    details: "It has to be the only order of its mail. The transcript says which mails had gone out already. Orders that changed other tickets, and what others did since then, are not taken back.",
    theirs: None,
    who: Who::Agents,
    needs: changing,
    phase: Phase::Field,
    reads: |_| Reads::Letters,
    asks: None,
    run,
};

/// Beside other orders nobody can say which of them it is for.
fn run(_: &Args<'_>, _: &Case<'_>) -> Result<Effect, Answer> {
    let hint = "Send it in a mail of its own, and the other orders after it.";
    Err(Refusal::new("#undo stands alone", hint).into())
}
