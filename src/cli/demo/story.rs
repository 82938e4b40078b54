//! What the demo tells: a printer, from the first mail to the closing one, with a forger and an absence on the way.

use crate::cli::output::Output;
use crate::daemon::handle::DeskHandle;
use crate::domain::TicketId;

use super::people::{ANN, BOB, Post, Received};

/// How many lines of a mail are shown.
const LINES_SHOWN: usize = 14;

#[expect(clippy::too_many_lines, reason = "a story is told in one go")]
pub(super) async fn story(
    post: &mut Post,
    desk: &DeskHandle,
    out: &mut Output,
) -> anyhow::Result<()> {
    say(
        out,
        "ticketd reads a Maildir and writes to a folder. Everything below is real mail that it read or wrote.\n",
    )?;

    act(out, "Ann writes to support@acme.example")?;
    let text = "Hello,\n\nsince this morning the printer on floor 2 only blinks red.\nCan somebody have a look?\n\nAnn";
    wrote(out, "The printer on floor 2 is dead", text)?;
    post.write(ANN, "The printer on floor 2 is dead", "", text)?;

    act(
        out,
        "Ann gets her acknowledgement: a number, and the time by which a person answers",
    )?;
    let acknowledgement = post.next("ann@", "printer").await?;
    shown(out, &acknowledgement)?;

    act(
        out,
        "Bob, an agent, is told: what it is about, and why the rules think so",
    )?;
    let notice = post.next("bob@", "new").await?;
    shown(out, &notice)?;

    act(
        out,
        "Mallory forges an order in Bob's name. It lacks what only Bob was sent, so nothing happens, and Bob hears of it",
    )?;
    let forged = "#close Never mind.";
    wrote(out, "[ACME-1000]", forged)?;
    post.write(BOB, "[ACME-1000]", "", forged)?;
    let refusal = post.next("bob@", "not done").await?;
    shown(out, &refusal)?;

    act(
        out,
        "Bob replies to the notice: two orders on top, and below them his answer to Ann",
    )?;
    let text = "#take\n#priority high nobody on that floor can print\n\nHello Ann,\n\nI am on my way with a new fuser.\nUntil then, please use the printer in room 214.\n\nBob";
    wrote(out, &format!("Re: {}", notice.mail.subject), text)?;
    post.reply(BOB, &notice, text)?;

    act(
        out,
        "Bob gets a transcript of his orders, Ann hears of the new priority and reads Bob's answer",
    )?;
    let transcript = post.next("bob@", "done").await?;
    shown(out, &transcript)?;
    let raised = post.next("ann@", "printer").await?;
    shown(out, &raised)?;
    let answer = post.next("ann@", "printer").await?;
    shown(out, &answer)?;

    act(
        out,
        "Ann's mail program says that she is out of office. Machines get no answer and change nothing",
    )?;
    post.write(
        ANN,
        "Automatic reply: The printer on floor 2 is dead [ACME-1000]",
        "Auto-Submitted: auto-replied\n",
        "I am in a meeting until noon.",
    )?;
    wait_for_ignored(desk).await?;
    say(out, "    ticketd status: 1 mail ignored (auto-reply)\n")?;

    act(out, "Bob resolves the ticket, and says how")?;
    let text = "#resolve The fuser was worn out. I replaced it and printed a test page.";
    wrote(out, &format!("Re: {}", transcript.mail.subject), text)?;
    post.reply(BOB, &transcript, text)?;
    let resolved = post.next("ann@", "printer").await?;
    shown(out, &resolved)?;

    act(out, "Ann confirms, and the ticket is closed")?;
    wrote(
        out,
        &format!("Re: {}", resolved.mail.subject),
        "Yes, it prints again. Thank you!",
    )?;
    post.reply(ANN, &resolved, "Yes, it prints again. Thank you!")?;
    let closed = post.next("ann@", "printer").await?;
    shown(out, &closed)?;

    act(out, "What ticketd remembers of it")?;
    let history = desk
        .query(|store, _, _| {
            let known = store.known(TicketId::FIRST).ok().flatten();
            known.map(|known| {
                known
                    .history
                    .iter()
                    .map(|event| {
                        format!(
                            "{:>2}  {:<12} {}",
                            event.no,
                            event.actor.to_string(),
                            event.body.word()
                        )
                    })
                    .collect::<Vec<_>>()
            })
        })
        .await?;
    let history = history.ok_or_else(|| anyhow::anyhow!("the ticket is not there"))?;
    for line in &history {
        say(out, &format!("    {line}"))?;
    }
    let is_closed = history.last().is_some_and(|line| line.ends_with("closed"));
    anyhow::ensure!(is_closed, "the ticket did not end closed");
    let check = desk.query(|store, _, _| store.check()).await??;
    anyhow::ensure!(
        check.faults.is_empty(),
        "the store does not agree with its journal: {}",
        check.faults.join("; ")
    );
    say(
        out,
        &format!(
            "\nThe journal's {} lines and the index agree. That is all.",
            check.lines
        ),
    )
}

/// Waits until the desk has taken the automatic reply in.
async fn wait_for_ignored(desk: &DeskHandle) -> anyhow::Result<()> {
    let is_there = || async {
        desk.query(|store, _, now| {
            store
                .stats(now)
                .map(|stats| stats.dispositions.get("ignored").copied().unwrap_or(0))
        })
        .await
    };
    for _ in 0..400 {
        if is_there().await?? > 0 {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    anyhow::bail!("the automatic reply was not taken in within 20 s")
}

fn act(out: &mut Output, what: &str) -> anyhow::Result<()> {
    say(out, &format!("\n── {what}"))
}

fn wrote(out: &mut Output, subject: &str, text: &str) -> anyhow::Result<()> {
    say(out, &format!("    Subject: {subject}\n"))?;
    text.lines()
        .try_for_each(|line| say(out, &format!("    {line}")))
}

/// Shows a mail of the desk.
pub(super) fn shown(out: &mut Output, received: &Received) -> anyhow::Result<()> {
    say(
        out,
        &format!(
            "    To: {}\n    Subject: {}\n",
            received.to, received.mail.subject
        ),
    )?;
    let lines: Vec<&str> = received.mail.text.lines().collect();
    for line in lines.iter().take(LINES_SHOWN) {
        say(out, format!("    {line}").trim_end())?;
    }
    if lines.len() > LINES_SHOWN {
        say(out, "    …")?;
    }
    Ok(())
}

pub(super) fn say(out: &mut Output, line: &str) -> anyhow::Result<()> {
    Ok(out.line(line).and_then(|()| out.finish())?)
}
